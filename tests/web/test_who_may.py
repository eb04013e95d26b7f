"""Who may: every address, with every role of every organisation, and none without an entry.

The table here says again, address by address, what ``portal.web.security`` says by permission;
whoever adds an address has to say it in both.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from browsing import Browser, settle
from pyramid.security import NO_PERMISSION_REQUIRED
from visits import say
from world import EVENT, World

from portal.web import cookies
from portal.web.security import WHO_MAY
from portal.work import handover, history, people, talking
from portal.work.acting import ROLES, actor

WORKING = frozenset({"editor", "signatory", "translator", "reviewer"})
ANYONE = frozenset(ROLES)


ASKED = 'action="/en/login"'
"""What only a page that asks somebody to sign in has."""


class Entry(NamedTuple):
    """The roles that may have an address, and whether they must be an owner's."""

    roles: frozenset[str]
    owner: bool = False


PUBLIC = {
    *("front", "home", "home_without_slash", "slash", "event", "document", "versions", "version"),
    *("changes", "beside", "document_form", "version_form", "sitemap", "robots", "security"),
    *("static", "healthz", "readyz", "proof"),
    *("login", "code", "forgotten", "link", "out", "demonstration"),
    # Of a feed reader, whose key is in the address; see test_told.
    "translate_feed",
    # Of git, which is asked for a key and not for a visit; see test_mirror.
    *("mirror", "mirror_refs", "mirror_upload_pack", "mirror_receive_pack"),
}
DECIDING, SIGNING = frozenset({"signatory", "editor"}), frozenset({"signatory"})
ADMINISTERING = Entry(frozenset({"administrator"}))
EDITOR = Entry(frozenset({"editor"}), owner=True)
ALONG = Entry(WORKING, owner=True)
KEEPING = frozenset({"reviewer", "editor"})
WORDING = frozenset({"translator", "reviewer"})
TRANSLATING = Entry(frozenset({"translator", "reviewer"}), owner=True)
REVIEWING = Entry(frozenset({"reviewer"}), owner=True)
TABLE = {
    **dict.fromkeys(
        ("again", "account", "factor", "begin_factor", "others_out", "act_for", "language"),
        Entry(ANYONE),
    ),
    **dict.fromkeys(("named", "access_key", "end_access_key"), Entry(ANYONE)),
    "recovery": Entry(ANYONE),
    "desk": Entry(WORKING),
    **{f"desk_{name}": ALONG for name in ("overview", "word", "markdown", "comments", "say")},
    **{f"desk_{name}": ALONG for name in ("resolve", "history", "revision", "compare")},
    **{f"desk_{name}": EDITOR for name in ("write", "keep", "draft", "discard", "preview")},
    **{f"desk_{name}": EDITOR for name in ("foresee", "save", "upload", "restore", "propose")},
    "desk_proposed": EDITOR,
    **{f"translate_{name}": Entry(WORKING) for name in ("overview", "queue", "everything")},
    **{f"translate_{name}": Entry(WORKING) for name in ("told", "glossary", "glossary_file")},
    **{f"translate_{name}": Entry(WORKING) for name in ("concept", "interface", "words")},
    **{f"translate_{name}": Entry(WORKING) for name in ("words_file", "message")},
    **{f"translate_{name}": Entry(WORDING) for name in ("look", "take", "word")},
    **{f"translate_{name}": Entry(KEEPING) for name in ("terms", "new_concept", "enter_concept")},
    **{f"translate_{name}": Entry(KEEPING) for name in ("put_concept", "retire_concept")},
    **{f"translate_{name}": ALONG for name in ("document", "segment", "save", "ask", "alone")},
    **{f"translate_{name}": ALONG for name in ("catalogue", "download", "jot", "drop")},
    **{f"translate_{name}": TRANSLATING for name in ("dismiss", "waive", "back")},
    **{f"translate_{name}": TRANSLATING for name in ("upload", "apply", "undo")},
    **{f"translate_{name}": REVIEWING for name in ("review", "propose")},
    **dict.fromkeys(("sign_room", "sign_owners"), Entry(DECIDING)),
    **{f"sign_{name}": Entry(DECIDING, owner=True) for name in ("document", "edition")},
    **{f"sign_{name}": Entry(DECIDING, owner=True) for name in ("publish", "schedule", "call_off")},
    **{f"sign_{name}": Entry(DECIDING, owner=True) for name in ("hide", "show")},
    **{f"sign_{name}": Entry(SIGNING, owner=True) for name in ("sign", "decline", "withdraw")},
    **{f"sign_{name}": Entry(SIGNING, owner=True) for name in ("statement", "offline")},
    **{f"sign_{name}": Entry(SIGNING) for name in ("consent", "keys", "add_key", "end_key")},
    **{f"admin_{name}": ADMINISTERING for name in ("overview", "people", "newcomer", "person")},
    **{f"admin_{name}": ADMINISTERING for name in ("organisations", "organisation", "events")},
    **{f"admin_{name}": ADMINISTERING for name in ("organisation_new", "event", "event_new")},
    **{f"admin_{name}": ADMINISTERING for name in ("documents", "document", "document_new")},
    **{f"admin_{name}": ADMINISTERING for name in ("ledger", "entry", "appoint", "dismiss")},
    **{f"admin_{name}": ADMINISTERING for name in ("invite", "close", "reopen", "take_factor")},
    **{f"admin_{name}": ADMINISTERING for name in ("policy", "own_review", "handover")},
}
"""By the name of a route."""

FILLED = {
    "lang": "en",
    "event": EVENT,
    "document": "report",
    "number": "1",
    "token": "none",
    "digest": "0" * 64,
    "handover": "1",
    "person": "1",
    "organisation": "unesco",
    "seq": "1",
    "target": "fr",
    "uid": "none",
    "form": "po",
    "format": "csv",
    "key": "a" * 64,
}


class Door(NamedTuple):
    """An address and a method that some view answers to, and the permission it asks for."""

    route: str
    pattern: str
    method: str
    permission: str


def doors(world: World) -> Iterator[Door]:
    """Every view of the portal that has an address."""
    introspector = world.shelf.application.registry.introspector
    routes = {
        each["introspectable"]["name"]: each["introspectable"]
        for each in introspector.get_category("routes")
    }
    for each in introspector.get_category("views"):
        view = each["introspectable"]
        if not view["route_name"]:
            continue
        asked = [
            other["value"] for other in each["related"] if other.category_name == "permissions"
        ]
        route = routes[view["route_name"]]
        methods = view["request_methods"] or route["request_methods"] or ("GET",)
        for method in (methods,) if isinstance(methods, str) else methods:
            if method != "HEAD":
                permission = asked[0] if asked else NO_PERMISSION_REQUIRED
                yield Door(view["route_name"], route["pattern"], method, permission)


@pytest.fixture(scope="module")
def peopled(make_world: Any) -> Iterator[World]:
    """A world with a document of two owners, and a third organisation that owns nothing."""
    with make_world() as world:
        world.begin("report", "# Report\n\nText.\n").publish("report")
        world.save("report", "# Report\n\nOther text.\n")
        FILLED["digest"] = world.propose("report")
        FILLED["uid"] = world.store.write(lambda session: _first(world, session))
        names = dict.fromkeys(("ar", "zh", "en", "fr", "ru", "es"), "Third")
        third = world.store.write(lambda s: people.add_organisation(s, "third", names, names).id)
        for organisation in (1, 2, third):
            for role in ROLES:
                email = f"{role}{organisation}@example.org"
                settle(world.store, email, organisation=organisation, roles=(role,))
        world.store.write(lambda session: _talked_over(world, session))
        yield world


def _first(world: World, session: Any) -> str:
    """The first segment of the document."""
    newest = history.revision(session, world.document(session, "report"))
    return history.segments(session, newest)[0].uid


def _talked_over(world: World, session: Any) -> None:
    """A comment on the document, and a proposal that a third organisation own it as well."""
    document, editor = world.document(session, "report"), world.acting(session, "editor")
    newest = history.revision(session, document)
    uid = history.segments(session, newest)[0].uid
    talking.say(session, editor, document, uid, "A remark", revision=2)
    administrator = actor(session, "administrator1@example.org", "unesco")
    slugs = ["unesco", "gni", "third"]
    handover.propose_handover(session, administrator, document, slugs)


def test_every_address_has_an_entry(peopled: World) -> None:
    named = {door.route for door in doors(peopled)}
    assert named == PUBLIC | set(TABLE)
    for door in doors(peopled):
        public = door.permission == NO_PERMISSION_REQUIRED
        assert public == (door.route in PUBLIC), door
        if not public:
            assert door.permission in WHO_MAY, door


def test_no_permission_is_without_use(peopled: World) -> None:
    assert {door.permission for door in doors(peopled)} - {NO_PERMISSION_REQUIRED} == set(WHO_MAY)


def address(pattern: str) -> str:
    import re

    return re.sub(r"{(\w+)[^{}]*(?:{[^{}]*}[^{}]*)*}", lambda found: FILLED[found[1]], pattern)


def outcome(browser: Browser, door: Door) -> str:
    """What somebody gets at a door: in, out (not signed in), or refused."""
    path = address(door.pattern)
    if door.method == "GET":
        answer = browser.app.get(path, status="*")
    else:
        secret = browser.app.cookies.get("visit", "")
        answer = browser.app.post(
            path, {cookies.FIELD: cookies.token(secret), "thread": "1", "number": "1"}, status="*"
        )
    location = answer.location or ""
    if answer.status_int == 200 and answer.content_type != "text/html":
        return "in"
    if "/login?next=" in location or (answer.status_int == 403 and ASKED in answer.text):
        return "out"
    if "/login/again?next=" in location or "needs a second factor" in answer.text:
        return "in"
    if answer.status_int == 403:
        return "refused" if say("en", "You may not see this page") in answer.text else "in"
    # To another organisation's people a document is not there.
    owned = WHO_MAY[door.permission].owner
    return "refused" if owned and answer.status_int == 404 else "in"


def test_strangers_come_in_nowhere(peopled: World) -> None:
    for door in doors(peopled):
        if door.route in TABLE:
            assert outcome(Browser(peopled.shelf), door) == "out", door


@pytest.mark.parametrize("organisation", [1, 2, 3])
@pytest.mark.parametrize("role", ROLES)
def test_each_role_of_each_organisation(peopled: World, role: str, organisation: int) -> None:
    email = f"{role}{organisation}@example.org"
    browser = Browser(peopled.shelf).arrive(peopled.store, email)
    for door in doors(peopled):
        if door.route not in TABLE:
            continue
        entry = TABLE[door.route]
        may = role in entry.roles and (organisation in (1, 2) or not entry.owner)
        assert (outcome(browser, door) == "in") == may, (door, role, organisation)
