"""Chameleon for Pyramid, in place of ``pyramid_chameleon``.

That package is unmaintained and finds the request by a thread-local. Here every template gets
the words of the request's own language as its translate function, and those are escaped, for
Chameleon inserts them raw. Compiled templates are kept on disk: compiling one takes longer
than rendering it two hundred times.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from chameleon import PageTemplateFile
from chameleon.loader import ModuleLoader
from pyramid.config import Configurator
from pyramid.csrf import get_csrf_token
from pyramid.interfaces import IRendererInfo
from pyramid.path import AssetResolver

from portal.languages import LANGUAGES
from portal.web.page import Page, alternates, bar, canonical

BOOLEAN = {"hidden", "open", "disabled", "checked", "selected", "required"}
LAYOUT = Path(__file__).parent / "templates" / "layout.pt"
FORMS = LAYOUT.with_name("forms.pt")


class Renderer:
    """One template, called by Pyramid with a view's values."""

    def __init__(
        self, template: PageTemplateFile, layout: PageTemplateFile, forms: PageTemplateFile
    ) -> None:
        self.template, self.layout, self.forms = template, layout, forms

    def __call__(self, values: Mapping[str, Any], system: Mapping[str, Any]) -> str:
        """The page as text; ``values["page"]`` is its :class:`~portal.web.page.Page`."""
        request = system["request"]
        page: Page = values["page"]
        request.response.content_type = "text/html"
        text: str = self.template.render(
            translate=request.words.translate,
            layout=self.layout.macros,
            forms=self.forms.macros,
            who=request.who if page.room else None,
            token=lambda: get_csrf_token(request),
            request=request,
            language=request.language,
            languages=LANGUAGES,
            asset=request.registry["assets"].address,
            bar=bar(request, page),
            alternates=alternates(request, page),
            canonical=canonical(request, page),
            **values,
        )
        return text


@cache
def _template(path: str, folder: Path, reload: bool) -> PageTemplateFile:
    """A template, read once in a process; compiled ones are kept in ``folder``."""

    class Template(PageTemplateFile):
        # Set here, not by CHAMELEON_CACHE, which counts only before Chameleon's first import.
        loader = ModuleLoader(str(folder), remove=False)

    return Template(
        path,
        auto_reload=reload,
        boolean_attributes=BOOLEAN,
        # Chameleon prints every variable into its exceptions: none of that belongs in a log.
        value_repr=lambda value: type(value).__name__,
    )


def includeme(config: Configurator) -> None:
    """Make ``renderer="….pt"`` work in views."""
    settings = config.registry["settings"]
    settings.cache.mkdir(parents=True, exist_ok=True)

    def load(path: Path | str) -> PageTemplateFile:
        return _template(str(path), settings.cache, settings.reload)

    layout, forms = load(LAYOUT), load(FORMS)

    def factory(info: IRendererInfo) -> Renderer:
        path = AssetResolver(info.package).resolve(info.name).abspath()
        return Renderer(load(path), layout, forms)

    config.add_renderer(".pt", factory)
