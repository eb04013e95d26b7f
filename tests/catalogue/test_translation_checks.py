"""Checks on translations: the six languages write differently, and only faults are found."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from po_material import SIGNS, SOURCE

from portal.catalogue.checks import KINDS, Problem, Term, check, forbidden
from portal.catalogue.grammar import parse
from portal.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
ERRORS = ("forbidden", "markup", "placeholder", "link", "note")
TRANSLATED = [code for code in LANGUAGES if code != "en"]


def kinds(source: str, target: str, language: str = "fr") -> list[tuple[str, str]]:
    return [(each.severity, each.kind) for each in check(source, target, language)]


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        ("PANEL 1: *Trust* (50 minutes)", "专题讨论1：*“信任”*（50分钟）", "zh"),
        ("8 February 2018, 09.00 – 13.00", "2018年2月8日，09:00–13:00", "zh"),
        ("8 February 2018", "٨ شباط/فبراير ٢٠١٨", "ar"),
        ("1,000 journalists, 2.5 %", "1\u202f000 journalistes, 2,5 %", "fr"),
        ("1,000,000 people", "1.000.000 de personas", "es"),
        ("in 2017,[^1] which", "в 2017 году[^1], на котором", "ru"),
        ("more: <http://en.unesco.org/a_b-1>.", "详见<http://en.unesco.org/a_b-1>。", "zh"),
        ("See http://a.org/x, then", "Voir http://a.org/x\u202f; puis", "fr"),
        ("Write to a.b@c.org, then", "اكتبوا إلى a.b@c.org، ثم", "ar"),
        ("[the page](http://a.org)", "[la page](http://a.org)", "fr"),
        ("the *note*", "the _note_", "en"),
        ("fake news¹", "«fake news»¹", "es"),
        ("5 \\* 3", "5 \\* 3", "ru"),
        ("anything at all *", "", "fr"),
        ("می", "می\u200cخواهم \u200f(\u2067x\u2069)", "ar"),
        ("<b>5</b>", "<b>5</b>", "fr"),
    ],
)
def test_right_translations_pass(source: str, target: str, language: str) -> None:
    assert check(source, target, language) == ()


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("*a* b", "a b", ("error", "markup")),
        ("*a* b", "*a b", ("error", "markup")),
        ("*a* b", "**a** b", ("error", "markup")),
        ("a b", "*a b", ("error", "markup")),
        ("*a* b", "*“a”*是", ("error", "markup")),  # closes nothing: a mark before, a letter after
        ("`a`", "`a", ("error", "markup")),
        ("http://a.org/x", "http://a.org/y", ("error", "link")),
        ("[a](http://a.org)", "[a](http://a.evil)", ("error", "link")),
        ("[a](#x)", "[a](#y)", ("error", "link")),
        ("a@b.org", "a@b.com", ("error", "link")),
        ("a b", "[a](/b)", ("error", "markup")),  # no address the page would link
        ("so[^1]", "so", ("error", "note")),
        ("so[^1]", "so[^2]", ("error", "note")),
        ("so¹", "so²", ("error", "note")),
        ("23 March 2017", "23 mars 2018", ("warning", "number")),
        ("seven", "7", ("warning", "number")),
    ],
)
def test_faults_are_found(source: str, target: str, found: tuple[str, str]) -> None:
    assert kinds(source, target) == [found]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("a b", "![a](http://a.org)"),  # a picture on another site: a link, and asked for by nobody
        ("[a](http://a.org)[^1]", "[a[^1]](http://a.org)"),  # what has a mark in it is no link
    ],
)
def test_a_link_is_what_the_page_makes_one_of(source: str, target: str) -> None:
    assert ("error", "markup") in kinds(source, target)


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("a\x00b\x1b\x85\r", ("U+0000", "U+001B", "U+0085", "U+000D")),
        ("\ud800", ("U+D800",)),
        ("\u202ecba", ("U+202E",)),
        ("\u2067a", ("U+2066",)),
        ("a\u2069", ("U+2069",)),
        ("\u200b\ufeff\U000e0041", ("U+200B", "U+FEFF", "U+E0041")),
        ("a\n\tb \u200c\u200d\u200e\u200f\u061c\u2068x\u2069\u00a0\u202f", ()),
    ],
)
def test_characters_no_text_may_have(text: str, signs: tuple[str, ...]) -> None:
    assert forbidden(text) == signs
    assert ("error", "forbidden") in kinds("a", text) or not signs


def test_the_detail_shows_what_differs() -> None:
    (problem,) = check("in 2017 and 2016", "en 2018 et 2016", "fr")
    assert problem.detail == "2017 → 2018"


def test_a_language_that_is_not_ours_is_refused() -> None:
    with pytest.raises(KeyError):
        check("a", "b", "de")


@given(SOURCE)
def test_a_text_agrees_with_itself(text: str) -> None:
    for language in LANGUAGES:
        found = check(text, text, language, original=language)
        assert {each.kind for each in found} <= {"forbidden"}


@given(SOURCE)
def test_a_text_left_as_it_was_is_only_said_to_be_in_the_wrong_language(text: str) -> None:
    """A fault that the source has as well is not laid at the translation's door."""
    for language in LANGUAGES:
        found = {each.kind for each in check(text, text, language)}
        assert not found & {*ERRORS, "number", "spacing", "length", "glossary"} - {"forbidden"}


@given(st.text(SIGNS, max_size=80), st.text(SIGNS, max_size=80), st.sampled_from(sorted(LANGUAGES)))
def test_any_two_texts_can_be_compared(source: str, target: str, language: str) -> None:
    terms = (Term(source[:5], (target[:5], "a de b"), (target[5:9],)), Term("", ("",), ("",)))
    for original in ("en", "zh", "ar"):
        found = check(source, target, language, original=original, terms=terms)
        kinds = [each.kind for each in found]
        assert kinds == sorted(kinds, key=KINDS.index)
        assert all((each.severity == "error") == (each.kind in ERRORS) for each in found)
        assert all(each.detail and len(each.detail) < 1_000 for each in found)


@pytest.mark.parametrize(
    ("piece", "language"),
    [
        *((piece, "fr") for piece in ("[", "*a **", "![[", "a@", "\\", "<http://", "_*", "[a](")),
        *((piece, "zh") for piece in ("“*", "](", "http://", "`` `", "的", "1", "选举选")),
        *((piece, "ar") for piece in ("a ", "، ", "“", "ا ا ")),
        *((piece, "es") for piece in (" ", "¿?", "${a}", "1,000,")),
        *((piece, "ru") for piece in (")", "a.", "аa", "a'", "\n")),
        *((piece, "fr") for piece in ("« ", ": ", "\u00a0", '".')),
    ],
)
def test_hostile_text_takes_bounded_time(piece: str, language: str) -> None:
    text = piece * (20_000 // len(piece))
    terms = (Term(piece.strip(), (piece, "a a"), ("ا",)), Term(piece * 3, (piece * 2,)))
    found = check(text, f"{text}{piece}?", language, terms=terms)
    assert all(len(each.detail) < 5_000 for each in found)


@pytest.mark.parametrize(
    ("source", "target", "language"),
    [
        # How each language ends what English ends so, and what is no end of a sentence.
        ("Who votes?", "Qui vote\u202f?", "fr"),
        ("Who votes?", "¿Quién vota?", "es"),
        ("Who votes?", "谁投票？", "zh"),
        ("Who votes?", "من يصوّت؟", "ar"),
        ("“Who votes?”", "«Кто голосует?»", "ru"),
        ("He asked “why?”.", "他问：“为什么？”", "zh"),
        ("Speakers: lawyers, etc.", "发言者：律师等", "zh"),
        ("lawyers, etc.", "юристы и т.\u00a0д.", "ru"),
        ("(See page 3.)", "（见第3页）。", "zh"),
        ("(lawyers, etc.)", "（律师等）", "zh"),
        ("(i) tools for voters; and", "(i) 选民工具；", "zh"),
        ("(ii) tools; and", "(ii) أدوات؛", "ar"),
        ("See it in 2017.[^1]", "Смотрите в 2017 году[^1].", "ru"),
        ("See *it.*", "Смотрите *это*.", "ru"),
        ("Dear ${name},", "Уважаемая ${name}!", "ru"),
        ("Loading…", "加载中……", "zh"),
        ("Jan.", "يناير", "ar"),
        ("Opening", "Открытие —", "ru"),
        ("Read on:\u200f", "اقرأ:\u200f", "ar"),
        # French spaces are for French punctuation, not for what only has such signs in it.
        ("At 09:00, «A» or ‘B’", "À 09:00, «\u00a0A\u00a0» ou «\u202fB\u202f»", "fr"),
        ("Now: `a;b?c` <http://a.org/?b;c>!", "Là\u00a0: `a;b?c` <http://a.org/?b;c>\u202f!", "fr"),
        ("What?!", "Quoi\u202f?!", "fr"),
        ("He doubts (?) it", "Il en doute (?)", "fr"),
        ("It is [this?](http://a.org/)!", "C’est [ceci\u202f?](http://a.org/)\u202f!", "fr"),
        ("a “.” and “,”", "le «\u00a0.\u00a0» et la «\u00a0,\u00a0»", "fr"),
        ("version 3.11 of file.txt", "версия 3.11 файла file.txt", "ru"),
        ("What?! No!", "¿¡Qué!? ¡No!", "es"),
        ("It came (?) late", "Llegó (?) tarde", "es"),
        # What stays as it is in every language.
        ("UNESCO", "UNESCO", "ru"),
        ("UNESCO-GNI", "UNESCO-GNI", "ar"),
        ("Markdown", "Markdown", "zh"),
        ("Version ${number}", "Version ${number}", "fr"),
        ("image", "image", "fr"),
        ("8 / 2018", "8 / 2018", "zh"),
        ("<http://a.org>, `ls -l`", "<http://a.org>, `ls -l`", "fr"),
        ("a.b@c.org", "a.b@c.org", "ar"),
        ("(iv)", "(iv)", "ru"),
        ("the GNI (Global Network Initiative)", "全球网络倡议（Global Network Initiative）", "zh"),
        ("See “The Hour of the Press”", "См. «The Hour of the Press»", "ru"),
        ("in www.example.org/a_page", "На сайте www.example.org/a_page", "ru"),
        # Words and signs that may be there twice.
        ("We see ourselves", "Nous nous voyons", "fr"),
        ("that you sat", "que vous vous assîtes", "fr"),
        ("one by one", "شيئاً شيئاً", "ar"),
        ("the truth indeed", "真相的的确确，各种各样", "zh"),
        ("discuss it a little", "研究研究，讨论讨论", "zh"),
        ("Baden Baden", "Баден Баден", "ru"),
        ("the PDF file", "PDF-файл и SMSки", "ru"),
        # Brackets and quotation marks of all six, and enumerations that open nothing.
        ("(a) a “b ‘c’” [d]", "a) «\u00a0b “c” d’e\u00a0» [f]", "fr"),
        ("(a) one, (b) two", "а) один, б) два", "ru"),
        ("“a “b””", "«а „б“»", "ru"),
        ("“a” (b) “c”", "《甲》（乙）「丙」“丁”", "zh"),
        ("“a”, “b”", "”أ“، “ب”", "ar"),
        ('a 5" disk', 'un disque de 5"', "fr"),
        # Magnitudes: English counts in thousands and millions, Chinese in ten thousands.
        ("1.5 million people", "150万人", "zh"),
        ("15,000 people", "1.5万人", "zh"),
        ("2 billion", "2 mil millones", "es"),
        ("2 billion", "2\u00a0milliards", "fr"),
        ("3.5 %", "٣٫٥٪", "ar"),
    ],
)
def test_what_a_good_reviewer_would_let_pass(source: str, target: str, language: str) -> None:
    assert check(source, target, language) == ()


@pytest.mark.parametrize(
    ("source", "target", "language", "kind", "detail"),
    [
        ("Hello ${name}", "Bonjour ${nom}", "fr", "placeholder", "${name} → ${nom}"),
        ("Hello ${name}", "Bonjour ${name} ${name}", "fr", "placeholder", "– → ${name}"),
        # The last mark.
        ("It is so.", "Так и есть", "ru", "punctuation", "есть → есть."),
        ("It is so", "Así es.", "es", "punctuation", "es. → es"),
        ("Is it so?", "Así es.", "es", "punctuation", "es. → es?"),
        ("It is so.", "确实如此.", "zh", "punctuation", "确实如此. → 确实如此。"),
        ("It is the GNI.", "这是 GNI.", "zh", "punctuation", "GNI. → GNI。"),
        ("Is it so?", "أهو كذلك?", "ar", "punctuation", "كذلك? → كذلك؟"),
        ("Is it “so”?", "أهو «كذلك»?", "ar", "punctuation", "كذلك»? → كذلك»؟"),
        ("The aims:", "Les buts.", "fr", "punctuation", "buts. → buts\u00a0:"),
        ("One; two", "واحد; اثنان", "ar", "punctuation", "واحد; → واحد؛"),
        ("He said, so", "他说,这样", "zh", "punctuation", "他说, → 他说，"),
        ("It is so.", "Это так。", "ru", "punctuation", "так。 → так."),
        # French, Spanish.
        ("Who?", "Qui ?", "fr", "punctuation", "Qui␣? → Qui\u202f?"),
        ("Who?", "Qui?", "fr", "punctuation", "Qui? → Qui\u202f?"),
        ("Aims: ${a}", "Buts\u2009: ${a}", "fr", "punctuation", "Buts\u2009: → Buts\u00a0:"),
        ("“so” it is", "«\u00a0ainsi»", "fr", "punctuation", "ainsi» → ainsi\u00a0»"),
        ("“so” it is", "« ainsi\u00a0»", "fr", "punctuation", "«␣ainsi → «\u00a0ainsi"),
        ("Who? Me!", "Quién? ¡Yo!", "es", "punctuation", "…! → ¡…!"),
        ("Who votes?", "¿Quién vota", "es", "punctuation", "vota → vota?, ¿… → ¿…?"),
        # Spaces, words and signs.
        ("so it is", "so  ist es", "en", "spacing", "so␣␣ → so␣"),
        ("so, it is", "así , es", "es", "spacing", "así␣, → así,"),
        ("so it is: this", "так : это", "ru", "spacing", "так␣: → так:"),
        ("It is so.", "C’est ainsi .", "fr", "spacing", "ainsi␣. → ainsi."),
        ("the vote", "le le vote", "fr", "double", "le le"),
        ("the vote", "Le le vote", "fr", "double", "Le le"),
        ("the\nvote", "в\nв голосовании", "ru", "double", "в в"),
        ("the integrity of elections", "选举公正选举公正", "zh", "double", "选举公正选举公正"),
        ("the truth of it", "它的的真相", "zh", "double", "的的"),
        ("the vote (today)", "le vote (ce jour", "fr", "pair", "("),
        ("the “vote” today", "今天的“投票", "zh", "pair", "“"),
        ("the “vote”", "«голос", "ru", "pair", "«"),
        ("the vote (now)", "投票（现在)", "zh", "pair", "), （"),
        ("the vote", 'le "vote', "fr", "pair", '"'),
        # Left as it was.
        ("Executive summary", "Executive Summary", "fr", "same", "Executive Summary"),
        ("summary", "summary", "ru", "same", "summary"),
        ("Global Network", "Global Network", "zh", "same", "Global Network"),
        ("Two. This is what the media did.", "Deux. This is what the media did.", "fr", "same",
         "This is what the media did"),
        # The wrong script, the wrong language, letters in disguise.
        ("freedom of the press", "свобода прессы", "fr", "script", "Cyrl → Latn"),
        ("freedom of the press", "libertad de la prensa", "ru", "script", "Latn → Cyrl"),
        ("freedom of the press and of all the media", "حرية الصحافة والإعلام", "zh", "script",
         "Arab → Hani"),
        ("The press and the voters", "新聞界與選民們", "zh", "script", "Hant → Hans"),
        (
            "The parties and the media of these countries",
            "Los partidos y los medios de comunicación de estos países",
            "fr", "language", "es → fr",
        ),
        ("the vote", "гoлос", "ru", "lookalike", "гoлос (U+006F → U+043E)"),
        ("the vote", "le vоte", "fr", "lookalike", "vоte (U+043E → U+006F)"),
        ("a book", "کتاب", "ar", "lookalike", "کتاب (U+06A9 → U+0643)"),
        ("1.5 million", "150千", "zh", "number", "1, 5 → 150"),
    ],
)  # fmt: skip
def test_a_fault_is_shown_as_it_is_and_as_it_should_be(
    source: str, target: str, language: str, kind: str, detail: str
) -> None:
    severity = "error" if kind in ERRORS else "warning"
    original = "fr" if language == "en" else "en"
    assert check(source, target, language, original=original) == (Problem(severity, kind, detail),)


PARAGRAPH = "Political parties and candidates use social media to reach out to constituents, " * 3


@pytest.mark.parametrize(
    ("source", "target", "original", "language"),
    [
        (PARAGRAPH, "Les partis politiques s’en servent", "en", "fr"),
        (PARAGRAPH, "政党和候选人正在利用社交媒体联系选民、" * 9, "en", "zh"),
        ("政党和候选人正在利用社交媒体联系选民、" * 6, "Партии используют их", "zh", "ru"),
        (
            "Opening",
            "L’ouverture de la réunion aura lieu à Paris demain matin, dès huit heures",
            "en",
            "fr",
        ),
    ],
)
def test_a_text_much_too_short_or_long(
    source: str, target: str, original: str, language: str
) -> None:
    found = check(source, target, language, original=original)
    assert "length" in {each.kind for each in found}


def test_chinese_is_short_and_russian_is_long_without_a_fault() -> None:
    chinese = "政党和候选人正在利用社交媒体联系选民，" * 6
    russian = "Партии и кандидаты обращаются в социальных сетях к избирателям, " * 6
    assert check(chinese, russian, "ru", original="zh") == ()
    assert check(russian, chinese, "zh", original="ru") == ()


EXPRESSION = Term(
    "freedom of expression", ("свобода выражения мнений", "свобода слова"), ("вольность речи",)
)


@pytest.mark.parametrize(
    ("term", "target", "language"),
    [
        (EXPRESSION, "о свободе выражения мнений", "ru"),
        (EXPRESSION, "Свободой слова", "ru"),
        (Term("expression", ("élection",)), "des élections", "fr"),
        (Term("expression", ("oeuvre",)), "l’œuvre", "fr"),
        (Term("expression", ("observation des élections",)), "l’observation de l’élection", "fr"),
        (Term("expression", ("наблюдение за выборами",)), "Наблюдения за всеми выборами", "ru"),
        (Term("expression", ("ёмкость",)), "емкости", "ru"),
        (Term("expression", ("حرية التعبير",)), "وبحُرّيّة التعبيـر", "ar"),
        (Term("expression", ("حزب سياسي",)), "والأحزاب السياسية", "ar"),
        (Term("expression", ("表达自由",)), "保护表达自由", "zh"),
        (Term("expression", ("GNI",)), "全球网络倡议(gni)", "zh"),
        # Not a word of this term stands in the source, so nothing is asked of it.
        (Term("press", ("presse",)), "autre chose", "fr"),
        (Term("depression", ("dépression",)), "autre chose", "fr"),
        # What is forbidden is allowed within what is accepted.
        (Term("expression", ("expression libre",), ("expression",)), "expression libre", "fr"),
    ],
)
def test_a_term_is_found_in_any_of_its_forms(term: Term, target: str, language: str) -> None:
    source = "the freedom of expression"
    assert "glossary" not in {each.kind for each in check(source, target, language, terms=[term])}


@pytest.mark.parametrize(
    ("term", "target", "language", "detail"),
    [
        (EXPRESSION, "воля", "ru",
         "freedom of expression → свобода выражения мнений, свобода слова"),
        (EXPRESSION, "о свободе и о выражении", "ru",
         "freedom of expression → свобода выражения мнений, свобода слова"),
        (Term("expression", ("表达",)), "表示", "zh", "expression → 表达"),
        (Term("expression", ("حرية",)), "حزب", "ar", "expression → حرية"),
        (Term("expression", (), ("предвзятость",)), "о предвзятости", "ru", "предвзятость → –"),
        (Term("expression", ("expression",), ("opinion",)), "expression, opinions", "fr",
         "opinion → expression"),
    ],
)  # fmt: skip
def test_a_term_that_is_rendered_otherwise(
    term: Term, target: str, language: str, detail: str
) -> None:
    found = check("the freedom of expression", target, language, terms=[term])
    assert [each.detail for each in found if each.kind == "glossary"] == [detail]


def test_a_term_within_a_longer_one_is_the_longer_ones_affair() -> None:
    media, social = Term("media", ("СМИ",)), Term("social media", ("социальные сети",))
    networks = "роль социальных сетей"
    assert check("the role of social media", networks, "ru", terms=[media, social]) == ()
    (problem,) = check("the role of the media", networks, "ru", terms=[media, social])
    assert problem == Problem("warning", "glossary", "media → СМИ")


def test_a_name_that_the_glossary_keeps_is_not_untranslated() -> None:
    name = "Global Network Initiative"
    assert check(name, name, "fr", terms=[Term(name, (name,))]) == ()


def test_a_long_list_of_differences_is_cut_short() -> None:
    problem = check("many", " ".join(map(str, range(100, 200))), "fr")[0]
    assert problem.detail == "– → 100, 101, 102, 103, 104, 105, 106, 107, …"


# What a translator would waive in the documents that come with the portal, and why.
WAIVED = {
    # The organisation bears its English name in both languages.
    ("fr", "same", "Global Network Initiative"),
    ("es", "same", "Global Network Initiative"),
}


def test_the_translations_that_come_with_the_portal_give_no_false_alarm() -> None:
    found = set()
    for language in TRANSLATED:
        path = ROOT / "content" / "colloquium-2018" / "locale" / language / "colloquium-2018.po"
        messages = parse(path.read_bytes())[1:]
        assert len(messages) > 40
        for message in messages:
            problems = check(message.source, message.targets[0], language)
            found |= {(language, each.kind, each.detail) for each in problems}
    assert found == WAIVED


def test_hardly_any_of_the_portals_own_words_give_an_alarm() -> None:
    """One in a hundred is little enough to look at; an error none of them may have."""
    messages = alarms = 0
    for language in TRANSLATED:
        path = ROOT / "locale" / language / "LC_MESSAGES" / "portal.po"
        for message in parse(path.read_bytes())[1:]:
            if message.plural is None:
                problems = check(message.source, message.targets[0], language)
                assert not [each for each in problems if each.severity == "error"]
                messages, alarms = messages + 1, alarms + bool(problems)
    assert alarms * 100 < messages
