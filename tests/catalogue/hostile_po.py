"""PO files made to do harm: most need no more than an editor (THREATS, C1 to C22)."""

from collections.abc import Callable

from hostile_case import HARMLESS, Case, Make, lazily

HEAD = (
    'msgid ""\n'
    'msgstr ""\n'
    '"Project-Id-Version: colloquium-2018/concept-note 2\\n"\n'
    '"PO-Revision-Date: 2018-02-08 09:00+0000\\n"\n'
    '"Language: fr\\n"\n'
    '"Content-Type: text/plain; charset=UTF-8\\n"\n'
    "\n"
)
ONE = 'msgctxt "s1"\nmsgid "Peace"\nmsgstr "Paix"\n'
GOOD = HEAD + ONE
TWINS = 'msgctxt "s"\nmsgid "é"\nmsgstr ""\n\nmsgctxt "s"\nmsgid "e\u0301"\nmsgstr ""\n'

Text = str | Callable[[], str]


def body(text: Text) -> Make:
    return lambda: HEAD + lazily(text)


def before(text: Text) -> Make:
    return lambda: f"{HEAD}{lazily(text)}\n{ONE}"


def target(text: Text) -> Make:
    return lambda: f'{HEAD}msgctxt "s1"\nmsgid "a"\nmsgstr "{lazily(text)}"\n'


def plural(form: str) -> Make:
    return body(f'msgid "a"\nmsgid_plural "b"\n{form} ""\n')


def head(old: str, new: str) -> Make:
    assert old in HEAD
    return lambda: GOOD.replace(old, new)


def field(row: Text) -> Make:
    return lambda: GOOD.replace('"Language', f'"{lazily(row)}\\n"\n"Language')


def forms(text: Text) -> Make:
    return field(lambda: f"Plural-Forms: {lazily(text)};")


def segment(uid: str) -> Make:
    return body(ONE.replace("s1", uid))


def coded(encoding: str) -> Make:
    return lambda: GOOD.encode(encoding)


def letter(replacement: bytes) -> Make:
    return lambda: GOOD.encode().replace(b"Paix", replacement)


DOCUMENT = "colloquium-2018/concept-note 2"
MORNING = "2018-02-08 09:00+0000"

PO: list[Case] = [
    ("nothing", lambda: b"", "no message", None),
    ("blank lines", lambda: "\n\n\n", "no message", None),
    ("a lone mark of byte order", lambda: b"\xef\xbb\xbf", "no message", None),
    ("a web page", lambda: "<!DOCTYPE html>\n<p>Sign in</p>", "not a line", 1),
    ("a compiled catalogue", lambda: b"\xde\x12\x04\x95" + b"\0" * 24, "UTF-8", 1),
    ("a zip", lambda: b"PK\x03\x04\x14\x00\x00\x00\x08\x00\x90\xb4", "UTF-8", 1),
    ("cut off in a string", lambda: GOOD[:-3], "quotation marks", 10),
    ("cut off in a message", lambda: GOOD[: GOOD.rindex("msgstr")], "middle", 10),
    ("cut off in a context", body('msgctxt "s1"'), "middle", 8),
    ("cut off in a letter", lambda: GOOD.encode() + b"# \xc3", "UTF-8", 11),
    ("Latin-1", letter("Élu".encode("latin-1")), "UTF-8", 10),
    ("UTF-16 with a mark", coded("utf-16"), "UTF-8", 1),
    ("UTF-16 little end first", coded("utf-16-le"), "control", 1),
    ("UTF-16 big end first", coded("utf-16-be"), "control", 1),
    ("UTF-32", coded("utf-32"), "UTF-8", 1),
    ("UTF-32 big end first", coded("utf-32-be"), "control", 1),
    ("UTF-7 by its name", head("UTF-8", "UTF-7"), "header does not say", 1),
    ("UTF-7 in fact", lambda: GOOD.replace("UTF-8", "UTF-7").encode("utf-7"), "does not say", 1),
    ("escapes for a charset", head("UTF-8", "unicode_escape"), "header does not say", 1),
    ("a charset that is none", head("UTF-8", "utf-9"), "header does not say", 1),
    ("no charset", head("; charset=UTF-8", ""), "header does not say", 1),
    ("two charsets", field("Content-Type: text/plain; charset=UTF-7"), "there twice", 1),
    ("a surrogate as CESU-8", letter(b"\xed\xa0\x80"), "UTF-8", 10),
    ("a pair of surrogates as CESU-8", letter(b"\xed\xa0\xbd\xed\xb8\x80"), "UTF-8", 10),
    ("an overlong NUL", letter(b"\xc0\x80"), "UTF-8", 10),
    ("beyond Unicode", letter(b"\xf4\x90\x80\x80"), "UTF-8", 10),
    ("NUL", letter(b"\x00"), "control", 10),
    ("a bell", letter(b"\x07"), "control", 10),
    ("a terminal's escape", letter(b"\x1b[2J"), "control", 10),
    ("a lone carriage return", letter(b"a\rb"), "control", 10),
    ("delete", letter(b"\x7f"), "control", 10),
    ("next line of C1", letter("\u0085".encode()), "control", 10),
    ("a string without an end", body('msgctxt "s1\nmsgid "a"\nmsgstr ""'), "quotation", 8),
    ("a string in a string", body('msgctxt "s1"\nmsgid "a"b"\nmsgstr ""'), "quotation", 9),
    ("two strings on a line", body('msgctxt "s1"\nmsgid "a" "b"\nmsgstr ""'), "quotation", 9),
    ("an escaped end", target("a\\"), "quotation", 10),
    ("a hexadecimal escape", target("\\x00"), "unknown escape", 10),
    ("an octal escape", target("\\000"), "unknown escape", 10),
    ("an escape of Python's", target("\\u202e"), "unknown escape", 10),
    ("a message twice", lambda: GOOD + ONE, "twice", 12),
    ("twins in NFC and NFD", body(TWINS), "twice", 13),
    ("a segment twice", lambda: GOOD + ONE.replace("Peace", "War"), "twice", 12),
    ("a second header", lambda: GOOD + HEAD, "second header", 11),
    ("a header further down", lambda: ONE + HEAD, "begin with a header", 2),
    ("forms in the header", lambda: 'msgid ""\nmsgid_plural ""\nmsgstr[0] ""', "header", 1),
    ("a billion plural forms", forms("nplurals=999999999; plural=0"), "plural", 1),
    ("minus one plural form", forms("nplurals=-1; plural=0"), "plural", 1),
    ("no plural form", forms("nplurals=0; plural=0"), "plural", 1),
    ("seven plural forms", forms("nplurals=7; plural=0"), "plural", 1),
    ("plural forms in words", forms("nplurals=two; plural=0"), "plural", 1),
    ("plural forms in other digits", forms("nplurals=٢; plural=0"), "plural", 1),
    ("a command for a plural", forms("nplurals=2; plural=system('x')"), HARMLESS, None),
    ("a plural without end", forms(lambda: f"nplurals=2; plural={'(' * 9**6}"), HARMLESS, None),
    ("a plural that takes all time", forms(f"nplurals=2; plural={'n?' * 999}1"), HARMLESS, None),
    ("plural forms in a document", plural("msgstr[0]"), "plural", 8),
    ("a form that is no number", plural("msgstr[x]"), "not a line", 10),
    ("a form that is negative", plural("msgstr[-1]"), "not a line", 10),
    ("form 999999999", plural("msgstr[999999999]"), "not a line", 10),
    ("the second form first", plural("msgstr[1]"), "in order", 10),
    ("a translation without a text", body('msgctxt "s1"\nmsgstr "b"\n'), "in order", 9),
    ("two contexts", body('msgctxt "s1"\nmsgctxt "s2"\nmsgid ""\nmsgstr ""\n'), "twice", 9),
    ("a comment in a message", body('msgctxt "s1"\n#. base: 1\nmsgid "a"\n'), "inside", 9),
    ("a string in the header", body('"adrift"\n'), "not a field", 1),
    ("a former string of nobody's", before('#| "adrift"'), "belongs to no message", 8),
    ("a domain", before('domain "../../x"'), "not a line", 8),
    ("another document", head(DOCUMENT, "../../etc/passwd 2"), "name a document", 1),
    ("no document", head(DOCUMENT, "PACKAGE VERSION <b>"), "name a document", 1),
    ("a language that is a path", head("Language: fr", "Language: ../../x"), "language", 1),
    ("a language that is not ours", head("Language: fr", "Language: tlh"), "language", 1),
    ("traditional characters", head("Language: fr", "Language: zh_TW"), "language", 1),
    ("the thirtieth of February", head("2018-02-08", "2018-02-30"), "date", 1),
    ("a date before all dates", head(MORNING, "0001-01-01 00:00+1400"), "date", 1),
    ("a date in other digits", head(MORNING, "٢٠١٨-02-08 09:00+0000"), "date", 1),
    ("a field in a field", field("Last-Translator: x\\nLanguage: ar"), "twice", 1),
    ("no field in a field", field("Last-Translator: x\\nmsgid"), "not a field", 1),
    ("a standing that signs", field("X-Translation-Standing: signed"), "standing", 1),
    ("forty thousand fields", field(
        lambda: '\\n"\n"'.join(f"X-{number}: y" for number in range(40_000))
    ), HARMLESS, None),
    ("a segment that is a path", segment("../x"), "identifier", 9),
    ("a segment that is markup", segment("<b>"), "identifier", 9),
    ("no segment", body('msgid "a"\nmsgstr "b"\n'), "identifier", 8),
    ("no source", body('msgctxt "s1"\nmsgid " \\n"\nmsgstr "b"\n'), "no source", 9),
    ("a base that is none", before("#. base: two words"), "base mark", 10),
    ("a base that is too long", before(f"#. base: {'0' * 129}"), "base mark", 10),
    ("two bases", before("#. base: 1\n#. base: 2"), "base mark", 11),
    ("a base of somebody else's", before("#. base: ../../../x"), HARMLESS, None),
    ("a flag with a line in it", before('#, fuzzy\\nmsgid "x"'), HARMLESS, None),
    ("half a million flags", before(lambda: "#, " + "a," * 500_000), HARMLESS, None),
    ("other flags, too", before(lambda: f"#, {','.join(map(str, range(9**5)))}"), HARMLESS, None),
    ("forty thousand backslashes", target("\\" * 40_000), HARMLESS, None),
    ("one backslash more", target("\\" * 40_001), "quotation marks", 10),
    ("half a million quotation marks", target(lambda: '"' * 500_000), "quotation marks", 10),
    ("a line of seven megabytes", target(lambda: "a" * 7_000_000), HARMLESS, None),
    ("a million lines", before(lambda: "#\n" * 999_980), HARMLESS, None),
    ("eight million lines", lambda: "\n" * 8_000_000, "too large", None),
    ("a text of many strings", target(lambda: '"\n"x' * 200_000), HARMLESS, None),
    ("more than there may be", lambda: "#" * (8 * 1024 * 1024 + 1), "too large", None),
    ("ten thousand and one messages", body(
        lambda: "\n".join(f'msgctxt "s{n}"\nmsgid "a"\nmsgstr "b"' for n in range(10_001))
    ), "too many", 8 + 3 * 10_000 + 1),
    ("a tower of marks", target(lambda: "Z" + "\u0301\u0323" * 100_000), "heaps", 9),
    ("a tower in a comment", before(lambda: "#. " + "\u0301\u0323" * 100_000), "heaps", 10),
    ("obsolete rubbish", before('#~ rubbish \\x "'), HARMLESS, None),
    ("markup", target("<img src=x onerror=alert(1)>${7*7}{0.__class__}"), HARMLESS, None),
    ("text written backwards", target("\u202ekcab"), HARMLESS, None),
]  # fmt: skip

SEVEN = "".join(f'msgstr[{n}] "c"\n' for n in range(7))

ENTRIES: list[Case] = [
    ("obsolete and cut off", body('#~ msgid "a"\n'), "middle", 9),
    ("obsolete and alive", body('#~ msgid "Peace"\nmsgstr "Paix"\n'), "in order", 9),
    ("obsolete twins", body(3 * '#~ msgid "a"\n#~ msgstr ""\n'), "twice", 10),
    ("an obsolete header", body('#~ msgid ""\n#~ msgstr "charset=utf-7"\n'), "second header", 8),
    ("seven forms", body(f'msgid "a"\nmsgid_plural "b"\n{SEVEN}'), "plural", 8),
]  # fmt: skip
"""What the reader of any gettext file is tried with besides."""
