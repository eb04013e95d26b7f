"""The door: where those who work here come in, prove who they are, and keep their account.

What is refused anywhere for want of signing in ends here as well, with everything that was
typed, and goes on from here to where it was going.
"""

from pyramid.config import Configurator
from pyramid.exceptions import BadCSRFOrigin, BadCSRFToken
from pyramid.security import NO_PERMISSION_REQUIRED

from portal.languages import LANGUAGES
from portal.rooms.door import account, entering, links, proving, refusing

LOGIN = "/{lang:" + "|".join(LANGUAGES) + "}/login"

# Name, address, what it shows, what its form does, who may, template.
PAGES = (
    ("login", "", entering.show, entering.enter, NO_PERMISSION_REQUIRED, "login"),
    ("code", "/code", entering.show_code, entering.enter_code, NO_PERMISSION_REQUIRED, "code"),
    ("again", "/again", proving.show, proving.prove, "account", "again"),
    ("forgotten", "/forgotten", links.ask, links.send, NO_PERMISSION_REQUIRED, "forgotten"),
    ("link", "/link/{token}", links.show, links.choose, NO_PERMISSION_REQUIRED, "link"),
    ("account", "/account", account.show, account.change, "account", "account"),
    ("factor", "/factor", account.factor, account.confirm, "account", "factor"),
)
ACTS = (
    ("out", "/out", entering.leave, NO_PERMISSION_REQUIRED),
    ("demonstration", "/demonstration", entering.demonstrate, NO_PERMISSION_REQUIRED),
    ("others_out", "/others", account.leave_elsewhere, "account"),
    ("act_for", "/for", account.act_for, "account"),
    ("language", "/language", account.language, "account"),
    ("named", "/named", account.named, "account"),
    ("access_key", "/key", account.key, "account"),
    ("end_access_key", "/key/end", account.end_key, "account"),
    ("begin_factor", "/factor/begin", account.begin_factor, "account"),
    ("recovery", "/recovery", account.renew, "account"),
)
# What an act answers with where it leads nowhere else.
ANSWERS = {"recovery": "templates/codes.pt", "access_key": "templates/account.pt"}


def includeme(config: Configurator) -> None:
    """The routes of the door, and its answer to whoever may not come in."""
    for name, path, show, act, permission, template in PAGES:
        config.add_route(name, LOGIN + path)
        known = {"route_name": name, "permission": permission}
        known["renderer"] = f"templates/{template}.pt"
        config.add_view(show, request_method="GET", **known)
        config.add_view(act, request_method="POST", **known)
    for name, path, act, permission in ACTS:
        config.add_route(name, LOGIN + path)
        known = {"route_name": name, "permission": permission, "renderer": ANSWERS.get(name)}
        config.add_view(act, request_method="POST", **known)
    config.add_forbidden_view(refusing.forbidden, renderer="templates/login.pt")
    config.add_exception_view(
        refusing.expired, context=BadCSRFToken, renderer="templates/expired.pt"
    )
    config.add_exception_view(refusing.foreign, context=BadCSRFOrigin, renderer=refusing.ERROR)
