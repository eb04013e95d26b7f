"""The words in which each act of the ledger is told: what it is called, and its sentence.

Placeholders are filled later. ``${who}`` is a person with their organisation in brackets or "The
portal", ``${whom}`` a person, ``${whose}`` an organisation, ``${document}`` an address.
"""

from portal.web.wording import Words


def of_people(words: Words) -> dict[str, tuple[str, str]]:
    """Who takes part."""
    _ = words
    return {
        "create-person": (_("Person entered"), _("${who} entered ${whom}.")),
        "change-person": (_("Person changed"), _("${who} changed the account of ${whom}.")),
        "appoint": (
            _("Role given"),
            _("${who} gave ${whom} the role “${role}” in ${whose} (${language})."),
        ),
        "dismiss": (
            _("Role ended"),
            _("${who} ended the role “${role}” of ${whom} in ${whose}."),
        ),
        "invite": (_("Invitation"), _("${who} invited ${whom}.")),
        "close-account": (_("Account closed"), _("${who} closed the account of ${whom}.")),
        "reopen-account": (_("Account reopened"), _("${who} reopened the account of ${whom}.")),
    }


def of_accounts(words: Words) -> dict[str, tuple[str, str]]:
    """What people do with their own accounts, and what is done when they cannot."""
    _ = words
    return {
        "set-password": (_("Password set"), _("${whom} set a password.")),
        "prefer-language": (
            _("Language of letters"),
            _("${whom} chose the language of letters."),
        ),
        "second-factor": (_("Second factor set up"), _("${who} set up a second factor.")),
        "remove-second-factor": (
            _("Second factor taken away"),
            _("${who} took the second factor of ${whom} away."),
        ),
    }


def of_oneself(words: Words) -> dict[str, str]:
    """What is worth another sentence when somebody did it to themselves."""
    _ = words
    return {
        "appoint": _("${who} gave themselves the role “${role}” in ${whose} (${language})."),
        "dismiss": _("${who} gave up the role “${role}” in ${whose}."),
        "change-person": _("${who} changed their own account."),
    }


def of_foundations(words: Words) -> dict[str, tuple[str, str]]:
    """What there is to write, and for whom."""
    _ = words
    return {
        "create-organisation": (
            _("Organisation entered"),
            _("${who} entered the organisation ${whose}."),
        ),
        "rename-organisation": (_("Organisation renamed"), _("${who} renamed ${whose}.")),
        "create-event": (_("Event entered"), _("${who} entered the event ${thing}.")),
        "correct-event": (_("Event corrected"), _("${who} corrected the event ${thing}.")),
        "create-document": (_("Document begun"), _("${who} began the document ${document}.")),
    }


def of_owners(words: Words) -> dict[str, tuple[str, str]]:
    """Who owns a document, and how many of its owners must sign."""
    _ = words
    return {
        "agree-policy": (
            _("Fewer signatures agreed to"),
            _("${who} agreed that one owner may sign for translations of ${document}."),
        ),
        "change-policy": (
            _("Rule of signatures changed"),
            _("${who} changed who must sign for translations of ${document}."),
        ),
        "propose-handover": (
            _("Change of owners proposed"),
            _("${who} proposed other owners for ${document}."),
        ),
        "consent": (
            _("Change of owners agreed to"),
            _("${who} agreed to other owners for ${document}."),
        ),
        "hand-over": (_("Owners changed"), _("${document} was given to other owners.")),
    }


def of_texts(words: Words) -> dict[str, tuple[str, str]]:
    """Source texts and translations."""
    return _of_words(words) | _of_files(words) | _of_reviews(words) | _of_terms(words)


def _of_words(words: Words) -> dict[str, tuple[str, str]]:
    """What somebody wrote."""
    _ = words
    return {
        "save-revision": (
            _("Revision saved"),
            _("${who} saved revision ${number} of ${document}."),
        ),
        "translate": (
            _("Translation"),
            _("${who} translated ${document} (${language})."),
        ),
        "suggest": (
            _("Suggested translation"),
            _("${who} suggested translations of ${document} (${language})."),
        ),
        "confirm": (
            _("Translation confirmed"),
            _("${who} confirmed translations of ${document} (${language})."),
        ),
    }


def _of_reviews(words: Words) -> dict[str, tuple[str, str]]:
    """What reviewers said, and whether they may say it of their own work."""
    _ = words
    return {
        "approve-translation": (
            _("Translation approved"),
            _("${who} approved a translation of ${document} (${language})."),
        ),
        "reject-translation": (
            _("Translation sent back"),
            _("${who} sent back a translation of ${document} (${language})."),
        ),
        "restore-translation": (
            _("Earlier translation taken back"),
            _("${who} took back an earlier translation of ${document} (${language})."),
        ),
        "waive": (
            _("Warning waived"),
            _("${who} waived a warning about a translation of ${document} (${language})."),
        ),
        "allow-own-review": (
            _("Rule of reviewing changed"),
            _("${who} changed who may review translations of ${document}."),
        ),
    }


def _of_terms(words: Words) -> dict[str, tuple[str, str]]:
    """The glossary and the interface's own words, which belong to no document."""
    _ = words
    return {
        "translate-interface": (
            _("Translation of the interface"),
            _("${who} translated texts of the interface (${language})."),
        ),
        "put-term": (_("Term changed"), _("${who} changed a concept of the glossary.")),
        "retire-term": (
            _("Term taken away"),
            _("${who} took a concept out of the glossary."),
        ),
        "import-terms": (
            _("Terms brought in"),
            _("${who} brought ${count} concepts into the glossary."),
        ),
    }


def _of_files(words: Words) -> dict[str, tuple[str, str]]:
    """Catalogues that are brought in as a whole, and taken back as a whole."""
    _ = words
    return {
        "upload-catalogue": (
            _("Catalogue brought in"),
            _("${who} brought in a catalogue of ${document} (${language})."),
        ),
        "undo-upload": (
            _("Catalogue taken back"),
            _("${who} took back a catalogue of ${document} (${language})."),
        ),
    }


def of_editions(words: Words) -> dict[str, tuple[str, str]]:
    """Proposals, signatures and publications."""
    _ = words
    return {
        "propose": (_("Edition proposed"), _("${who} proposed an edition of ${document}.")),
        "sign": (_("Signature"), _("${who} signed an edition of ${document}.")),
        "decline": (_("Signature declined"), _("${who} declined an edition of ${document}.")),
        "withdraw": (
            _("Signature withdrawn"),
            _("${who} withdrew the signature from an edition of ${document}."),
        ),
        "publish": (_("Publication"), _("${who} published version ${number} of ${document}.")),
        "hide": (
            _("Publication hidden"),
            _("${who} hid version ${number} of ${document}."),
        ),
        "show-again": (
            _("Publication shown again"),
            _("${who} showed version ${number} of ${document} again."),
        ),
    }


def of_plans(words: Words) -> dict[str, tuple[str, str]]:
    """Publications at a set time, and the keys of signatures made outside the portal."""
    _ = words
    return {
        "schedule": (
            _("Publication planned"),
            _("${who} set a time for the publication of ${document}."),
        ),
        "end-schedule": (
            _("Planned publication ended"),
            _("${who} ended the planned publication of ${document}."),
        ),
        "add-key": (_("Key added"), _("${who} added a key of their own to sign with.")),
        "end-key": (_("Key ended"), _("${who} ended a key of their own to sign with.")),
    }
