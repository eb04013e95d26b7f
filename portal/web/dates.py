"""Days, hours and lists as each language writes them, by CLDR.

An event whose time zone nobody has stated gets none here: hours stand alone rather than with
an invented zone. Babel's names of zones are wrong often enough (Russian calls Paris "summer
time" all year) that a known zone is written as its offset on that day.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval
from babel.lists import format_list

from portal.languages import LANGUAGES, Language


def day(moment: date | datetime, language: Language) -> str:
    """A day written in full: "8 February 2018". A moment counts as its day in UTC."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(UTC).date()
    return format_date(moment, "long", locale=language.formats)


def moment(at: datetime, language: Language) -> str:
    """A day and an hour in UTC, joined as the language joins them (CLDR, dateTimeFormats)."""
    at = at.astimezone(UTC)
    joined: str = Locale.parse(language.formats).datetime_formats["medium"]
    return joined.format(f"{at:%H:%M} UTC", day(at, language))


def hours(start: time | None, end: time | None, language: Language) -> str:
    """The hours of an event on a 24-hour clock, or nothing when its start is unknown."""
    if start is None:
        return ""
    return format_interval(start, end or start, "Hm", locale=language.formats)


def offset(zone: str | None, moment: date, start: time | None) -> str:
    """A known zone as its offset at that moment ("UTC+1"), or nothing when none is known."""
    if zone is None:
        return ""
    distance = datetime.combine(moment, start or time(12), ZoneInfo(zone)).utcoffset()
    minutes = int(distance.total_seconds()) // 60 if distance else 0
    whole, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{whole}" + (f":{rest:02}" if rest else "") if minutes else "UTC"


def listed(names: Sequence[str], language: Language) -> str:
    """Names in a row with this language's commas and its "and"."""
    return format_list(list(names), "standard", locale=language.formats) if names else ""


def name_of(code: str, language: Language) -> str:
    """What ``language`` calls the language with this code, as a label ("Inglés" in Spanish)."""
    name = Locale.parse(language.formats).languages.get(code) or LANGUAGES[code].name
    return name[:1].upper() + name[1:]
