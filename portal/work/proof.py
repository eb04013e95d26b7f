"""The proof of a version: everything it takes to check it, in one file, for somebody elsewhere.

Owners and readers must be able to show in ten years what was signed, without the portal and
without believing it. A bundle holds the very bytes that were signed, and of everything else only
what readers may see: no address of a person, no talk between owners, no text that an owner has
hidden, and no word of other documents. Nothing changed, it is the same bytes again.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.record.digests import canonical, digest
from portal.record.documents import Blob, Ownership
from portal.record.editions import LedgerEntry, Publication, Signature, SigningKey
from portal.record.people import Membership
from portal.work import ledger, signing, verifier
from portal.work.editions import read
from portal.work.publishing import withdrawal
from portal.work.refusals import Refused

NAMESPACE = "portal-signature@1"
"""What OpenSSH signatures over statements are made for (ssh-keygen(1), ``-n``)."""

# Acts that make no row a bundle shows, and of which there are very many.
_BULK = (
    "save-revision",
    "translate",
    "suggest",
    "confirm",
    "upload-catalogue",
    "undo-upload",
    "import-terms",
)
_PART = 1_000
_MOMENT = (1980, 1, 1, 0, 0, 0)

README = """PROOF OF {document}, VERSION {number}

This folder holds what it takes to check that version, and every version before it, without the
portal that published it and without a network: the texts, what the owners signed, who signed,
and how each version continues the one before.

To check it, with Python 3.8 or later:

    python3 -I verify.py

To check it against the digest in an e-mail from the portal, or one that you noted yourself:

    python3 -I verify.py --against DIGEST

What the owners of this version signed has the digest

    {edition}

editions/           what owners signed, one file for each version: NUMBER-DIGEST.json
revisions/          what each source text is made of
blobs/              the texts: each source, its segments, and a gettext catalogue per language
signatures.json     the signatures, with the statements as they were made
owners.json         who owns the document, since when
publications.json   the versions, and notices on them
ledger.json         the entries of the portal's ledger about these
keys.json, allowed_signers    public keys (OpenSSH) of those who also signed with their own key
SHA256SUMS          the digest of each file here, against accidents: sha256sum -c SHA256SUMS
"""


def bundle(session: Session, publication: Publication) -> bytes:
    """A publication's proof, as a ZIP file; the same bytes as long as nothing has changed.

    Raises: Refused when readers may not see the publication.
    """
    if withdrawal(publication):
        raise Refused("This version has been taken out of readers' sight.")
    chain = _chain(session, publication)
    signatures = [row for each in chain for row in signing.signed(session, each.edition).values()]
    shown: dict[str, Any] = {
        "owners.json": [_owner(each, publication.at) for each in _owning(publication)],
        "publications.json": _publications(chain),
        "signatures.json": [_signature(session, each) for each in signatures],
        "keys.json": _keys(session, signatures),
    }
    shown["ledger.json"] = _entries(session, _rows(shown))
    files = {name: _json(told) for name, told in shown.items()}
    files |= {"allowed_signers": _allowed(shown["keys.json"]), "verify.py": verifier.script()}
    files |= {"README.txt": _readme(publication), **_texts(session, chain)}
    return _packed(files)


def _chain(session: Session, publication: Publication) -> Sequence[Publication]:
    """The publications of the document up to this one, the first one first."""
    wanted = select(Publication).where(
        Publication.document_id == publication.document_id, Publication.id <= publication.id
    )
    return session.scalars(wanted.order_by(Publication.id)).all()


def _owning(publication: Publication) -> Iterable[Ownership]:
    there = publication.edition.document.ownerships
    return (each for each in there if each.since <= publication.at)


def _owner(row: Ownership, at: datetime) -> dict[str, Any]:
    told = ledger.values(row)
    if row.until and row.until > at:
        # What came of it later is no part of this version's past.
        del told["until"]
    owner = row.organisation
    return {"row": told, "slug": owner.slug, "short_name": owner.short_names["en"]} | {
        "short_names": owner.short_names,
        "names": owner.names,
    }


def _publications(chain: Sequence[Publication]) -> dict[str, Any]:
    document = chain[-1].edition.document
    return {
        "document": f"{document.event.slug}/{document.slug}",
        "version": chain[-1].number,
        "publications": [
            {
                "row": ledger.values(each),
                "edition": ledger.values(each.edition),
                "withheld": withdrawal(each) is not None,
                "notices": [{"row": ledger.values(notice)} for notice in each.notices],
            }
            for each in chain
        ],
    }


def _signature(session: Session, row: Signature) -> dict[str, Any]:
    """A signature that stood when its edition was published, and whose it was.

    Not those that were withdrawn, nor words of refusal: they are talk between owners.
    """
    roles = select(Membership.since).where(
        Membership.person_id == row.person_id,
        Membership.organisation_id == row.organisation_id,
        Membership.role == "signatory",
        Membership.since <= row.at,
        or_(Membership.until.is_(None), Membership.until > row.at),
    )
    return {
        "row": ledger.values(row),
        "organisation": row.organisation.short_names["en"],
        "person": row.person.name,
        "demonstration": row.person.demonstration,
        "signatory_since": ledger.plain(session.scalar(roles.order_by(Membership.since).limit(1))),
    }


def _keys(session: Session, signatures: Iterable[Signature]) -> list[dict[str, Any]]:
    """The public keys of those who signed with one, without the comment, often an address."""
    people = {row.person_id for row in signatures if row.ssh}
    wanted = select(SigningKey).where(SigningKey.person_id.in_(people)).order_by(SigningKey.id)
    return [
        {
            "person": key.person_id,
            "key": " ".join(key.public.split()[:2]),
            "since": ledger.plain(key.since),
            "until": ledger.plain(key.until),
        }
        for key in session.scalars(wanted)
    ]


def _allowed(keys: Iterable[Mapping[str, Any]]) -> bytes:
    """The keys as OpenSSH reads them (ssh-keygen(1), ALLOWED SIGNERS)."""
    return "".join(
        f'person-{key["person"]} namespaces="{NAMESPACE}" {key["key"]}\n' for key in keys
    ).encode()


def _rows(shown: Mapping[str, Any]) -> set[tuple[str, str, str]]:
    """Table, key and digest of every row that the bundle shows."""
    rows = [("ownership", each["row"]) for each in shown["owners.json"]]
    rows += [("signature", each["row"]) for each in shown["signatures.json"]]
    for each in shown["publications.json"]["publications"]:
        rows += [("publication", each["row"]), ("edition", each["edition"])]
        rows += [("notice", notice["row"]) for notice in each["notices"]]
    return {
        (table, str(row["digest" if table == "edition" else "id"]), digest("row", canonical(row)))
        for table, row in rows
    }


def _entries(session: Session, wanted: set[tuple[str, str, str]]) -> list[dict[str, Any]]:
    """The entries of the ledger that list these very rows."""
    entries = select(LedgerEntry).where(LedgerEntry.act.not_in(_BULK)).order_by(LedgerEntry.seq)
    return [
        {
            "seq": entry.seq,
            "previous": entry.previous,
            "digest": entry.digest,
            "payload": entry.payload.decode(),
        }
        for entry in session.scalars(entries)
        if not wanted.isdisjoint(_listed(entry))
    ]


def _listed(entry: LedgerEntry) -> Iterable[tuple[str, str, str]]:
    rows = json.loads(entry.payload)["rows"]
    return ((table, key, name) for table, keys in rows.items() for key, name in keys.items())


def _texts(session: Session, chain: Sequence[Publication]) -> dict[str, bytes]:
    """Every manifest of an edition, and the texts of those that readers may see."""
    files, names = {}, set[str]()
    for each in chain:
        files[f"editions/{each.number}-{each.edition_digest}.json"] = each.edition.manifest
        if withdrawal(each):
            continue
        manifest, revision = read(each.edition.manifest), each.edition.revision
        files[f"revisions/{revision.digest}.json"] = revision.manifest
        names.update(placed["text"] for placed in json.loads(revision.manifest)["segments"])
        names.update((manifest.source, *(one.catalogue for one in manifest.languages.values())))
    return files | {f"blobs/{name}": data for name, data in _blobs(session, sorted(names))}


def _blobs(session: Session, names: Sequence[str]) -> Iterable[tuple[str, bytes]]:
    columns = select(Blob.digest, Blob.data)
    for start in range(0, len(names), _PART):
        wanted = columns.where(Blob.digest.in_(names[start : start + _PART]))
        yield from ((name, data) for name, data in session.execute(wanted))


def _readme(publication: Publication) -> bytes:
    document = publication.edition.document
    return README.format(
        document=f"{document.event.slug}/{document.slug}",
        number=publication.number,
        edition=publication.edition_digest,
    ).encode()


def _json(told: Any) -> bytes:
    """For people, too, who may want to look."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def _packed(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file that says nothing of when or where it was made."""
    sums = "".join(f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted({**files, "SHA256SUMS": sums.encode()}.items()):
            entry = zipfile.ZipInfo(name, _MOMENT)
            # Unix, an ordinary file: the same on whatever system this runs.
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, data)
    return packed.getvalue()
