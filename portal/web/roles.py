"""What the roles are called, in every room the same."""

from portal.web.wording import Words


def role_name(role: str, words: Words) -> str:
    """The name of a role."""
    _ = words
    names = {
        "editor": _("Editor"),
        "signatory": _("Signatory"),
        "translator": _("Translator"),
        "reviewer": _("Language reviewer"),
        "administrator": _("Administrator"),
    }
    return names[role]
