"""Tables made to do harm."""

from collections.abc import Callable

from hostile_case import HARMLESS, Case, Make, lazily

COLUMNS = "concept,note,language,term,status,note on the term\n"
ROW = "peace,,fr,paix,preferred,\n"


def rows(*given: str | Callable[[], str]) -> Make:
    return lambda: COLUMNS + "".join(map(lazily, given))


def row(old: str, new: str) -> Make:
    assert old in ROW
    return rows(ROW.replace(old, new))


def each(old: str, count: int) -> Make:
    return rows(lambda: "".join(ROW.replace(old, f"p{number}") for number in range(count)))


CSV: list[Case] = [
    ("nothing", lambda: "", "columns", 1),
    ("columns alone", rows(), "no concept", None),
    ("other columns", lambda: "source,target\na,b\n", "columns", 1),
    ("a spreadsheet", lambda: b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x90\xb4", "UTF-8", 1),
    ("UTF-16", lambda: (COLUMNS + ROW).encode("utf-16"), "UTF-8", 1),
    ("Windows-1251", lambda: (COLUMNS + "a,,ru,мир,preferred,").encode("cp1251"), "UTF-8", 2),
    ("a quotation mark without an end", rows(ROW, 'war,"'), "quotation", 3),
    ("one that goes on", rows(ROW, lambda: 'war,"' + "a\n" * 900_000), "quotation", 3),
    ("a quotation mark inside", row("paix", '"pa"ix'), "quotation", 2),
    ("NUL", row("paix", "pa\0ix"), "control", 2),
    ("a lone carriage return", row("paix", "pa\rix"), "control", 2),
    ("a million columns", rows(lambda: "," * 1_000_000), "more cells", 2),
    ("eight million columns", rows(lambda: "," * 8_000_000), "more cells", 2),
    ("a formula", row("paix", '"=HYPERLINK(""http://localhost/"")"'), HARMLESS, None),
    ("a command", row("paix", "@SUM(1+1)*cmd|' /C calc'!A0"), HARMLESS, None),
    ("a language that is a path", row("fr", "../x"), "language", 2),
    ("a status of its own", row("preferred", "royal"), "status", 2),
    ("a key that is a path", row("peace", "../x"), "key", 2),
    ("a key that is markup", row("peace", "<b>"), "key", 2),
    ("a term twice", rows(ROW, ROW), "twice", 3),
    ("two notes", rows(ROW.replace(",,", ",a,"), ROW.replace(",,", ",b,")), "two different", 3),
    ("a tower of marks", row("paix", "a" + "\u0301\u0323" * 50_000), "heaps", 2),
    ("five thousand and one concepts", each("peace", 5_001), "too many concepts", 5_002),
    ("two hundred thousand terms", each("paix", 200_000), "too many terms", 52),
]  # fmt: skip
