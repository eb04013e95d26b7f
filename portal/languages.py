"""The six official languages of the United Nations, in the order UN sites use.

Every name a language goes by is mapped here and nowhere else: the code in our addresses, the
BCP 47 tag in HTML and HTTP, the locale gettext and CLDR know. A wrong one of the three falls
back to the source text without a word, so nothing else in the house spells a locale.
"""

from dataclasses import dataclass
from typing import Literal

Direction = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Language:
    """One language and its names.

    ``code`` stands in addresses and file names, ``tag`` is BCP 47 (RFC 5646), ``locale`` is
    what gettext and CLDR call it, ``formats`` the CLDR locale for dates and numbers, ``name``
    its own name for itself, ``plural_forms`` the PO header of the gettext manual, 11.2.6.
    """

    code: str
    tag: str
    locale: str
    formats: str
    name: str
    direction: Direction
    plural_forms: str

    @property
    def plurals(self) -> int:
        """How many plural forms a message has in this language."""
        return int(self.plural_forms.removeprefix("nplurals=").split(";")[0])


_THREE_SLAVIC = (
    "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
    "n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);"
)
_SIX_ARABIC = (
    "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
    "n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
)
_TWO = "nplurals=2; plural=(n != 1);"
_TWO_FRENCH = "nplurals=2; plural=(n > 1);"
_ONE = "nplurals=1; plural=0;"

LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("ar", "ar", "ar", "ar", "العربية", "rtl", _SIX_ARABIC),
        Language("zh", "zh-Hans", "zh_Hans", "zh_Hans", "中文", "ltr", _ONE),
        Language("en", "en", "en", "en_GB", "English", "ltr", _TWO),
        Language("fr", "fr", "fr", "fr", "Français", "ltr", _TWO_FRENCH),
        Language("ru", "ru", "ru", "ru", "Русский", "ltr", _THREE_SLAVIC),
        Language("es", "es", "es", "es", "Español", "ltr", _TWO),
    )
}
