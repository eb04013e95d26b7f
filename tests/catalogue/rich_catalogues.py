"""One catalogue in several scripts that has whatever a program might spoil."""

from po_material import catalogue

from portal.catalogue.po import Catalogue, Message

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
LONG = "a place that is longer than any line a program would leave as it is, and longer still"

SHORT, LINES, OLD, MARKS = range(4)
TEXTS = {
    "fr": (
        "La liberté d’expression",
        "Un texte « cité » \\ de\ndeux lignes,\tet une tabulation",
        "Un vieux texte, qui est plus long que toutes les lignes qu’un programme laisserait.",
        "L’éducation aux médias[^1], 50 % de ${n} %(x)s {0}",
    ),
    "ar": (
        "حرية التعبير",
        "نص «مقتبس» \\ من\nسطرين،\tمع علامة جدولة",
        "نص قديم طويل جدا أطول من أي سطر يتركه برنامج بلا كسر لأنه يستمر ويستمر إلى ما لا نهاية",
        "محو\u200cالأمية الإعلامية[^1]، ٥٠٪ من ${n} %(x)s {0}",
    ),
    "zh": (
        "言论自由",
        "一段“引用”的 \\ 文字\n共两行\t有制表符",
        "一段旧的文字，很长很长，长得没有任何程序会让它留在同一行里，因为它一直一直一直说下去。",
        "媒体素养[^1]，${n} 的 50% %(x)s {0}",
    ),
    "ru": (
        "Свобода выражения мнений",
        "Текст с «цитатой» \\ из\nдвух строк,\tи табуляция",
        "Старый текст, который длиннее любой строки, какую программа оставила бы без переноса.",
        "Медиаграмотность[^1], 50 % от ${n} %(x)s {0}",
    ),
}


def rich(language: str) -> Catalogue:
    """What is translated, stale, missing, of several lines, with quotes, blanks and formats."""
    texts = TEXTS[language]
    return catalogue(
        Message("k1", "Freedom of expression", texts[SHORT], where="a/b 1 heading", base=DIGEST),
        Message(
            "k2",
            'A "quoted" text \\ of\ntwo lines,\twith **bold** and a [link](https://example.org/a_b)',
            texts[LINES],
            where=f"a/b 2 paragraph, {LONG}",
            base=DIGEST,
        ),
        Message(
            "k3",
            "The text as it is now, which is longer than any line that a program would leave.",
            texts[OLD],
            fuzzy=True,
            previous='The text as "it" was,\nwhich was longer than any line, for it went on.',
            where="a/b 3 item",
            base=DIGEST,
        ),
        Message("k4", "Not translated yet", "", base="none"),
        Message("k5", "Media literacy[^1], 50% of ${n} %(x)s {0}", texts[MARKS], where="# ~ | , ."),
        Message("k6", "- no break \\n here \\\\", texts[SHORT], base=DIGEST),
        language=language,
    )
