"""The one door through which text becomes markup without being escaped."""

from markupsafe import Markup


def trusted(html: str) -> Markup:
    """HTML that ``portal.text`` has rendered and its gate has let through.

    Nothing else may be given to this: anything a person wrote is put into ``Markup`` by
    ``format``, which escapes it.
    """
    return Markup(html)  # noqa: S704  (see above; every use is one of rendered prose)
