"""The glossary: looked through, changed by the concept, brought in and taken away as a file."""

from typing import Any

from pyramid.request import Request
from pyramid.response import Response

from portal.catalogue import glossary_csv, tbx
from portal.catalogue.intake import CatalogueError
from portal.catalogue.terms import STATUSES, Concept, Term
from portal.languages import LANGUAGES, Language
from portal.rooms.translate.catalogues import not_taken
from portal.rooms.translate.place import Shown, actor, desk, number, refusal, room
from portal.web import forms
from portal.web.forms import Form
from portal.work import glossary
from portal.work.refusals import Conflict, NotFound, Refused

MOST_BYTES = 5 * 1024 * 1024
READERS = {"csv": glossary_csv.read, "tbx": tbx.read}
WRITERS = {"csv": glossary_csv.write, "tbx": tbx.write}
TYPES = {"csv": "text/csv", "tbx": "application/x-tbx"}
SEPARATOR = " | "


def show(request: Request) -> Shown:
    """The concepts, all or those that have the words sought."""
    return page(request, Form())


def page(request: Request, form: Form) -> Shown:
    """The same, with what was typed."""
    _ = request.words
    said = {
        "put": _("The concept is kept."),
        "retired": _("The concept is no longer in the glossary."),
        "brought": _("The file has been brought in."),
    }
    told = said.get(request.params.get("said", ""), "")
    sought = request.params.get("q", "").strip()
    found = [each for each in glossary.concepts(request.reading) if _has(each, sought)]
    return room(request, _("Glossary"), "glossary", form, told) | {
        "concepts": found,
        "sought": sought,
        "tongues": _tongues(request),
        "may_keep": request.who.has("reviewer", "editor"),
        "report": None,
    }


def _tongues(request: Request) -> list[str]:
    """The languages of the columns: the visitor's own beside English, or those asked for."""
    wanted = [code for code in LANGUAGES if code in request.params.getall("in")]
    return wanted or list(dict.fromkeys(["en", request.language.code, "fr"]))[:2]


def _has(concept: Concept, sought: str) -> bool:
    words = [concept.key, concept.note]
    words += [term.text for named in concept.terms.values() for term in named]
    return any(sought.casefold() in word.casefold() for word in words)


def concept(request: Request) -> Shown:
    """One concept in a form, or an empty one for a new concept.

    Raises: NotFound.
    """
    if key := request.matchdict.get("key"):
        glossary.concept(request.reading, key)
    return concept_page(request, Form())


def concept_page(request: Request, form: Form) -> Shown:
    """The same, with what was typed, beside what others have made of it meanwhile."""
    key = request.matchdict.get("key", "")
    there, version = _there(request.reading, key)
    title = key or request.words("A new concept")
    every, own = request.who.has("editor"), request.who.speaks
    note = form.get("note", there.note)
    return room(request, title, f"glossary/{key}" if key else "glossary-new", form) | {
        "key": key,
        "note": note,
        "note_now": there.note if _plain(note) != _plain(there.note) else "",
        "version": version,
        "rows": [
            _row(each, form, there, every or own(code, "reviewer"))
            for code, each in LANGUAGES.items()
        ],
        "may_keep": request.who.has("reviewer", "editor"),
        "may_all": every or all(own(code, "reviewer") for code in LANGUAGES),
        "may_retire": every or all(own(code, "reviewer") for code in there.terms),
    }


def _there(session: Any, key: str) -> tuple[Concept, int]:
    """A concept and its version; an empty one, of version 0, where there is none."""
    try:
        return glossary.concept(session, key)
    except NotFound:
        return Concept(key, "", {}), 0


def _row(each: Language, form: Form, there: Concept, may: bool) -> tuple[Language, str, str, bool]:
    """A language, the lines in its box, those that are kept where they are others, who may."""
    kept = _lines(there.terms.get(each.code, ()))
    typed = form.get(f"terms-{each.code}", kept)
    return each, typed, kept if _plain(typed) != kept else "", may


def _plain(text: str) -> str:
    """What came in a box, without what a browser does to the ends of lines."""
    return text.replace("\r\n", "\n").strip()


def _lines(terms: tuple[Term, ...]) -> str:
    """Terms as they are typed: one on a line, with its status and its note."""
    return "\n".join(
        SEPARATOR.join(filter(None, (term.text, term.status, " ".join(term.note.split()))))
        for term in terms
    )


def _terms(text: str) -> tuple[Term, ...]:
    """Terms from their lines; one without a status is preferred.

    Raises: Refused.
    """
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        words = [part.strip() for part in line.split("|", 2)]
        status, note = (*words[1:], "", "")[:2]
        known = [name for name in STATUSES if name == (status or "preferred")]
        if not known:
            raise Refused("The status of a term is preferred, admitted or forbidden.")
        found.append(Term(words[0], known[0], note))
    return tuple(found)


def put(request: Request) -> Shown | Response:
    """Keep a concept."""
    typed = Form(forms.fields(request))
    try:
        forms.write(request, lambda session: _put(request, session, typed))
    except Refused as refused:
        typed.problems[""] = refusal(request, refused)
        return concept_page(request, typed)
    return forms.go(request, f"{desk(request)}/glossary", said="put")


def _put(request: Request, session: Any, typed: Form) -> None:
    """Enter a concept where there was none, or change the one that was looked at.

    Raises: Forbidden; Refused; Conflict.
    """
    key = request.matchdict.get("key") or typed["key"].strip()
    (there, now), version = _there(session, key), number(typed["version"])
    if now and not version:
        raise Conflict("There is a concept with this key already.")
    terms = {code: _changed(typed, code, there.terms.get(code, ())) for code in LANGUAGES}
    new = Concept(key, _plain(typed.get("note", there.note)), terms)
    glossary.put(session, actor(request), new, version=version or None)


def _changed(typed: Form, code: str, kept: tuple[Term, ...]) -> tuple[Term, ...]:
    """The terms that were typed; lines nobody touched say less than what they stand for.

    Raises: Refused.
    """
    text = _plain(typed.get(f"terms-{code}", _lines(kept)))
    return kept if text == _lines(kept) else _terms(text)


def retire(request: Request) -> Shown | Response:
    """Take a concept out of the glossary."""
    key = request.matchdict["key"]
    try:
        forms.write(request, lambda session: glossary.retire(session, actor(request), key))
    except Refused as refused:
        return concept_page(request, Form({}, {"": refusal(request, refused)}))
    return forms.go(request, f"{desk(request)}/glossary", said="retired")


def download(request: Request) -> Response:
    """The glossary as a file."""
    ending = request.matchdict["format"]
    data = WRITERS[ending](glossary.concepts(request.reading))
    response = Response(data, content_type=TYPES[ending])
    if ending == "csv":
        response.charset = "utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="glossary.{ending}"'
    return response


def upload(request: Request) -> Shown | Response:
    """Bring a file in; first it is looked at, unless the form says that this was done."""
    typed = Form(forms.fields(request))
    looked = typed["go"] != "apply"
    try:
        report = _brought(request, dry_run=looked)
    except (Refused, CatalogueError) as refused:
        typed.problems |= not_taken(request, refused)
        return page(request, typed)
    if looked:
        return page(request, typed) | {"report": report}
    return forms.go(request, f"{desk(request)}/glossary", said="brought")


def _brought(request: Request, *, dry_run: bool) -> glossary.Report:
    """What became of the file that came with a form, or would.

    Raises: Refused; CatalogueError.
    """
    sent = request.POST.get("file")
    if not hasattr(sent, "file"):
        raise Refused("Choose a file first.")
    found = _read(sent.file.read(MOST_BYTES + 1))
    return forms.write(
        request,
        lambda session: glossary.bring_in(session, actor(request), found, dry_run=dry_run),
    )


def _read(data: bytes) -> tuple[Concept, ...]:
    """The concepts of a file, which is TBX where it begins as XML does.

    Raises: Refused; CatalogueError.
    """
    if len(data) > MOST_BYTES:
        raise Refused("The file is too large.")
    markup = data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")
    return READERS["tbx" if markup else "csv"](data)
