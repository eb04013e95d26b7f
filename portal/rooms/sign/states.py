"""How far an edition has come, and what an organisation has said, in words and in tone."""

from portal.web.wording import Words


def state(code: str, words: Words) -> str:
    """The state of an edition."""
    _ = words
    states = {
        "proposed": _("proposed"),
        "signed-by-some": _("signed by some owners"),
        "signed-by-all": _("ready to be published"),
        "declined": _("declined"),
        "published": _("published"),
        "superseded": _("superseded"),
        "withdrawn": _("hidden from readers"),
    }
    return states[code]


def tone(code: str) -> str:
    """Whether a state is good news (ok), bad (no), or one of waiting (wait)."""
    if code in ("signed-by-all", "published"):
        return "ok"
    return "no" if code in ("declined", "superseded", "withdrawn") else "wait"


def decision(code: str, counts: bool, words: Words) -> str:
    """What an organisation has said."""
    _ = words
    if code == "sign":
        return _("signed") if counts else _("signed; does not count any more")
    return _("declined") if code == "decline" else _("signature withdrawn")
