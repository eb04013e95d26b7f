"""The mirror: what is published, for anybody's git; for those who work here their work as well.

Two addresses give the same kind of repository. ``mirror.git`` is anybody's and asks for nothing.
An ordinary client keeps what it knows to itself until it is asked, so those who work here fetch
from ``working.git``, which asks for their access key. Nothing can be pushed to either.
"""

import shutil

from pyramid.config import Configurator
from pyramid.security import NO_PERMISSION_REQUIRED

from portal.formats.git import Mirror
from portal.rooms.mirror import views
from portal.rooms.mirror.asking import Turned
from portal.rooms.mirror.serving import Serving

REPOSITORY = r"/{repository:mirror\.git|working\.git}"
SENT = "application/x-git-%s-request"


GET = (("mirror", "", views.front), ("mirror_refs", "/info/refs", views.refs))
POST = (("upload-pack", views.upload), ("receive-pack", views.push))


def includeme(config: Configurator) -> None:
    """The routes of this room, and what serves them."""
    folder = config.registry["settings"].mirror
    config.registry["mirror"] = Serving(Mirror(folder), shutil.which("git"))
    config.add_exception_view(views.turned, context=Turned)
    for name, path, view in GET:
        config.add_route(name, REPOSITORY + path)
        config.add_view(
            view, route_name=name, request_method="GET", permission=NO_PERMISSION_REQUIRED
        )
    for service, view in POST:
        name = f"mirror_{service.replace('-', '_')}"
        config.add_route(name, f"{REPOSITORY}/git-{service}")
        config.add_view(
            view,
            route_name=name,
            request_method="POST",
            permission=NO_PERMISSION_REQUIRED,
            takes=SENT % service,
            # Nothing is changed by it, no cookie is looked at, and git has no form to take a
            # token from.
            require_csrf=False,
        )
