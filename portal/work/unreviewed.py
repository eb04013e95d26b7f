"""What has changed in a language since its last publication, and who has looked at it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.catalogue import po
from portal.catalogue.po import Catalogue, Message
from portal.record.documents import Document, Revision
from portal.record.editions import Publication
from portal.work import blobs, history, reviewing
from portal.work.manifests import Manifest, read
from portal.work.refusals import Refused
from portal.work.standing import renderings


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that readers would be given otherwise than now; None for one that is not there."""

    uid: str
    before: Message | None
    after: Message


def changes(catalogue: Catalogue, before: bytes | None) -> list[Change]:
    """The messages that say something else than in the catalogue published last.

    Arguments: ``before``, the bytes of that catalogue; None where the language is new.
    """
    old = {each.uid: each for each in po.read(before).messages} if before else {}
    return [
        Change(each.uid, old.get(each.uid), each)
        for each in catalogue.messages
        if _said(each) != _said(old.get(each.uid))
    ]


def unreviewed(
    session: Session,
    document: Document,
    of: Revision,
    catalogue: Catalogue,
    before: bytes | None,
) -> list[str]:
    """The segments whose translation is another than the published one and was not approved.

    Arguments: ``of``, the revision whose catalogue it is.
    """
    wanted = {each.uid for each in changes(catalogue, before) if each.after.target}
    placed = {each.uid: each.digest for each in history.segments(session, of)}
    there = renderings(session, document, catalogue.language, placed)
    approved = reviewing.reviewed(session, document, catalogue.language, there)
    return _in_order(catalogue.messages, wanted - approved)


def _in_order(messages: Iterable[Message], wanted: set[str]) -> list[str]:
    return [each.uid for each in messages if each.uid in wanted]


def _said(message: Message | None) -> tuple[str, bool] | None:
    """What readers are given: a text, and whether it is marked as lagging behind."""
    return (message.target, message.fuzzy) if message and message.target else None


def require_reviewed(
    session: Session,
    document: Document,
    of: Revision,
    manifest: Manifest,
    before: Publication | None,
) -> None:
    """Refuse translations nobody has reviewed, where one owner alone may publish them.

    Raises: Refused.
    """
    last = read(before.edition.manifest) if before else None
    if last is None or last.revision != manifest.revision or manifest.policy != "one":
        return
    for code, frozen in manifest.languages.items():
        there = last.languages.get(code)
        if there is None or there.catalogue != frozen.catalogue:
            new, old = (
                blobs.data(session, each.catalogue) if each else None for each in (frozen, there)
            )
            number = len(unreviewed(session, document, of, po.read(new or b""), old))
            if number:
                raise Refused(
                    "Passages that nobody has reviewed: ${n} (${code})", n=number, code=code
                )
