"""The owners' signatures: what waits to be read, signed or declined, published or withdrawn.

Every form names the digest that its page showed, in its address; what is signed is that and
nothing else.
"""

from pyramid.config import Configurator

from portal.languages import LANGUAGES
from portal.rooms.sign import deciding, offline, owners, publishing, reading

SIGN = "/{lang:" + "|".join(LANGUAGES) + "}/sign"
DOCUMENT = SIGN + "/{event:[a-z0-9-]+}/{document:[a-z0-9-]+}"
EDITION = DOCUMENT + "/{digest:[0-9a-f]{64}}"
VERSION = DOCUMENT + r"/versions/{number:\d{1,6}(?:\.\d{1,6})?}"

# Name, address, method, view, who may, template.
VIEWS = (
    ("room", SIGN, "GET", reading.room, "sign desk", "room"),
    ("document", DOCUMENT, "GET", reading.document, "read proposals", "document"),
    ("edition", EDITION, "GET", reading.edition, "read proposals", "edition"),
    ("sign", EDITION + "/sign", "POST", deciding.sign, "sign", "edition"),
    ("decline", EDITION + "/decline", "POST", deciding.decline, "decline", "edition"),
    ("withdraw", EDITION + "/withdraw", "POST", deciding.withdraw, "decline", "edition"),
    ("statement", EDITION + "/statement", "POST", offline.statement, "sign", "edition"),
    ("offline", EDITION + "/offline", "POST", offline.sign, "sign", "edition"),
    ("publish", EDITION + "/publish", "POST", publishing.publish, "publish", "edition"),
    ("schedule", EDITION + "/schedule", "POST", publishing.schedule, "publish", "edition"),
    ("call_off", EDITION + "/call-off", "POST", publishing.call_off, "call off", "edition"),
    ("hide", VERSION + "/hide", "POST", publishing.hide, "publish", "document"),
    ("show", VERSION + "/show", "POST", publishing.show_again, "publish", "document"),
    ("owners", SIGN + r"/owners/{handover:\d{1,9}}", "GET", owners.show, "sign desk", "owners"),
    ("consent", SIGN + r"/owners/{handover:\d{1,9}}", "POST", owners.consent, "consent", "owners"),
    ("keys", SIGN + "/keys", "GET", offline.keys, "consent", "keys"),
    ("add_key", SIGN + "/keys", "POST", offline.add_key, "consent", "keys"),
    ("end_key", SIGN + "/keys/end", "POST", offline.end_key, "consent", "keys"),
)


def includeme(config: Configurator) -> None:
    """The routes of this room. Those with a fixed word come before those of any document."""
    for name, pattern, method, view, permission, template in sorted(
        VIEWS, key=lambda each: "{event" in each[1]
    ):
        route = f"sign_{name}"
        config.add_route(route, pattern, request_method=method)
        config.add_view(
            view, route_name=route, permission=permission, renderer=f"templates/{template}.pt"
        )
