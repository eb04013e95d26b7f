"""The versions of a document: each one's manifest, its place in the chain, and its texts.

The digest that owners signed covers the manifest; the manifest names the texts by their digests,
and the edition before it by its own. So whoever holds one digest holds everything behind it.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from .files import PUBLICATIONS, SIGNATURES, Findings, Wrong
from .ledger import Ledger
from .signatures import Signatures, in_utc


class Version:
    """A published version: the row that says so, its entry in the ledger, its manifest."""

    def __init__(self, told: Any, seq: int, manifest: Any) -> None:
        self.row, self.seq, self.manifest = told["row"], seq, manifest
        self.number, self.edition = self.row["number"], self.row["edition_digest"]
        self.withheld = told["withheld"] is True


class Versions:
    """All versions up to the one the bundle is about."""

    def __init__(self, findings: Findings, ledger: Ledger, signatures: Signatures) -> None:
        self.findings, self.ledger, self.signatures = findings, ledger, signatures
        self.editions: dict[str, str] = {}
        self.document = self.number = "?"
        with findings.about(PUBLICATIONS):
            told = findings.told(PUBLICATIONS)
            self.document, self.number = told["document"], told["version"]
            last: Version | None = None
            for each in told["publications"]:
                last = self._line(each, last)
            if last is None or last.number != self.number or last.withheld:
                findings.fault(PUBLICATIONS, "its version is not the last of those it lists")
        with findings.about(SIGNATURES):
            for row in (each["row"] for each in signatures.given):
                if row["edition"] not in self.editions:
                    findings.fault(SIGNATURES, f"signature {row['id']} is of no version here")

    def _line(self, told: Any, last: Version | None) -> Version:
        """Check a version, and say in one line what came of it."""
        before, found = len(self.findings.faults), self._found(told)
        self.editions[found.edition] = found.number
        self._continues(found, last)
        if found.withheld:
            self._withheld(found, told["notices"])
            texts = "TEXT WITHHELD"
        else:
            texts = "texts in " + ", ".join(found.manifest["languages"])
            with self.findings.about(f"editions/{found.number}-{found.edition}.json"):
                self._texts(found.manifest)
        at, edition, enough = found.row["at"], found.edition, enough_signatures(found, last)
        signed = self.signatures.check(edition, at, found.seq, enough)
        holds = "holds" if len(self.findings.faults) == before else "DOES NOT HOLD"
        line = f"Version {found.number}, published {in_utc(at)}: {holds}; {texts}; "
        self.findings.lines.append(f"{line}signed by {signed}; digest {edition}")
        return found

    def _found(self, told: Any) -> Version:
        """A version with its manifest, from the very bytes that were signed."""
        row, edition = told["row"], told["edition"]
        seq = self.ledger.entry(PUBLICATIONS, "publication", row)
        name = row["edition_digest"]
        file = f"editions/{row['number']}-{name}.json"
        data = self.findings.named_by_digest("edition", file, name)
        if edition["digest"] != name:
            raise Wrong(PUBLICATIONS, f"edition {edition['digest']} is not that of its version")
        covered = {**edition, "manifest": hashlib.sha256(data).hexdigest()}
        self.ledger.entry(PUBLICATIONS, "edition", covered)
        return Version(told, seq, json.loads(data))

    def _continues(self, found: Version, last: Version | None) -> None:
        """A version names the one before it, has the number that comes next, and came later."""
        wrong = {
            "is of another document": found.manifest["document"] != self.document,
            "does not continue the version before": found.manifest["previous"]
            != (last.edition if last else ""),
            "has not the number that comes next": found.number != next_number(found, last),
            "did not come after the version before": last and last.seq >= found.seq,
        }
        for what in (what for what, holds in wrong.items() if holds):
            self.findings.fault(PUBLICATIONS, f"version {found.number} {what}")

    def _withheld(self, found: Version, notices: Any) -> None:
        """A text is withheld only where the last word of an owner is to hide the version."""
        of = found.row["id"]
        kinds = [
            note["row"]["kind"]
            for note in notices
            if self.ledger.entry(PUBLICATIONS, "notice", note["row"])
            and note["row"]["publication_id"] == of
        ]
        if [kind for kind in kinds if kind in ("hidden", "shown")][-1:] != ["hidden"]:
            what = f"nothing says why the text of version {found.number} is withheld"
            self.findings.fault(PUBLICATIONS, what)

    def _texts(self, manifest: Any) -> None:
        """Source text, segments and every language are the bytes that the manifests name."""
        file = f"revisions/{manifest['revision']}.json"
        revision = json.loads(self.findings.named_by_digest("revision", file, manifest["revision"]))
        said = (revision["document"], revision["language"], revision["source"])
        if said != (manifest["document"], manifest["original"], manifest["source"]):
            self.findings.fault(file, "is not the revision that the edition describes")
        for name in (revision["source"], *(each["text"] for each in revision["segments"])):
            with self.findings.about(f"blobs/{name}"):
                self._blob(name)
        uids = [each["uid"] for each in revision["segments"]]
        for code, frozen in manifest["languages"].items():
            with self.findings.about(f"blobs/{frozen['catalogue']}"):
                text = self._blob(frozen["catalogue"]).decode()
                if not fits(text, code, uids):
                    what = f"is not the catalogue of this text in {code}"
                    self.findings.fault(f"blobs/{frozen['catalogue']}", what)

    def _blob(self, name: str) -> bytes:
        return self.findings.named_by_digest("blob", f"blobs/{name}", name)


def fits(text: str, code: str, uids: list[str]) -> bool:
    """Whether a gettext catalogue is of this language and has these segments, in this order."""
    language = re.search(r'^"Language: (\w+)\\n"$', text, re.M)
    named = {"zh": "zh_Hans"}.get(code, code)
    there = re.findall(r'^msgctxt "([^"\n]*)"$', text, re.M)
    return language is not None and language.group(1) == named and there == uids


def next_number(found: Version, last: Version | None) -> str:
    """The number after the last: 3 for a new source text, 2.1 where only catalogues changed."""
    if last is None:
        return "1"
    whole, _, part = last.number.partition(".")
    if found.manifest["revision"] == last.manifest["revision"]:
        return f"{whole}.{int(part or 0) + 1}"
    return str(int(whole) + 1)


def enough_signatures(found: Version, last: Version | None) -> str:
    """A new source text needs every owner; where only catalogues changed, the policy decides."""
    if last is None or found.manifest["revision"] != last.manifest["revision"]:
        return "every"
    return "one" if found.manifest["policy"] == "one" else "every"
