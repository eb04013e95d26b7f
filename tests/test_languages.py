"""The closed table of languages, held against Babel's copy of CLDR and the gettext manual."""

import pytest
from babel import Locale
from babel.messages.plurals import get_plural

from portal.languages import LANGUAGES, Language

EVERY = pytest.mark.parametrize("language", LANGUAGES.values(), ids=str)


def test_they_stand_in_the_order_of_united_nations_sites() -> None:
    assert list(LANGUAGES) == ["ar", "zh", "en", "fr", "ru", "es"]


@EVERY
def test_every_name_means_the_same_language(language: Language) -> None:
    locale = Locale.parse(language.locale)
    assert Locale.parse(language.tag, sep="-") == locale
    assert Locale.parse(language.formats).language == locale.language == language.code
    assert (
        locale.character_order
        == {"rtl": "right-to-left", "ltr": "left-to-right"}[language.direction]
    )
    assert (locale.get_display_name() or "").casefold().startswith(language.name.casefold())


@EVERY
def test_plural_counts_are_those_of_gettext(language: Language) -> None:
    assert language.plurals == get_plural(language.locale).num_plurals
