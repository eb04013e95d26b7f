"""Who signed a version, and whether that was enough.

A signature counts when it says "sign" of that very digest, was given before the version was
published, by somebody who could sign for an owner, and by nobody for two owners.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .files import ALLOWED, KEYS, OWNERS, SIGNATURES, Findings
from .ledger import Ledger

NAMESPACE = "portal-signature@1"
KEY = re.compile(r"[a-z0-9@.-]+ [A-Za-z0-9+/=]+")


class Signatures:
    """The owners, their keys, and what they signed."""

    def __init__(self, findings: Findings, ledger: Ledger) -> None:
        self.findings, self.ledger = findings, ledger
        self.owners: list[Any] = []
        self.keys: list[Any] = []
        self.given: list[Any] = []
        self.notes: list[str] = []
        with findings.about(OWNERS):
            self.owners = findings.told(OWNERS)
            for owner in self.owners:
                ledger.entry(OWNERS, "ownership", owner["row"])
        with findings.about(KEYS):
            self._read_keys()
        with findings.about(SIGNATURES):
            self.given = findings.told(SIGNATURES)

    def _read_keys(self) -> None:
        """The keys, and the same in the form that OpenSSH reads."""
        self.keys = self.findings.told(KEYS)
        lines = "".join(allowed(key) for key in self.keys)
        if self.findings.bundle.read(ALLOWED) != lines.encode():
            self.findings.fault(ALLOWED, f"does not hold the keys of {KEYS}")

    def check(self, edition: str, at: str, seq: int, enough: str) -> str:
        """Check the signatures of an edition.

        Arguments: ``at`` and ``seq``, when it was published and by which entry of the ledger;
        ``enough``, whether ``one`` owner must have signed or ``every``.
        Returns: who signed, in words.
        """
        owners: dict[int, Any] = {}
        signed: dict[int, str] = {}
        people: set[int] = set()
        with self.findings.about(OWNERS):
            there = [each for each in self.owners if owned(each, at)]
            owners = {each["row"]["organisation_id"]: each for each in there}
        for each in self.given:
            with self.findings.about(SIGNATURES):
                if each["row"]["edition"] == edition and self._counts(each, seq, owners, people):
                    people.add(each["row"]["person_id"])
                    signed[each["row"]["organisation_id"]] = in_words(each)
        missing = [each["short_name"] for key, each in owners.items() if key not in signed]
        if not owners or len(missing) > (len(owners) - 1 if enough == "one" else 0):
            names = ", ".join(missing) or "any owner"
            self.findings.fault(SIGNATURES, f"edition {edition} is not signed by {names}")
        return "; ".join(signed.values()) or "nobody"

    def _counts(self, each: Any, published: int, owners: Any, people: set[int]) -> bool:
        """Whether a signature counts; a fault when it does not."""
        row = each["row"]
        seq = self.ledger.entry(SIGNATURES, "signature", row)
        owner = owners.get(row["organisation_id"], {"slug": None, "short_name": None})
        said = json.loads(row["statement"])
        same = (said["decision"], said["edition"], said["person"], said["at"]) == (
            *(row["decision"], row["edition"], row["person_id"], row["at"]),
        )
        since = each["signatory_since"]
        wrong = {
            "does not say what is said of it": not same or row["decision"] != "sign",
            "is not of an owner": (said["organisation"], each["organisation"])
            != (owner["slug"], owner["short_name"]),
            "was not given before the version was published": not 0 < seq < published,
            "is of somebody who could not sign": not since or moment(since) > moment(row["at"]),
            "is of somebody who signed for another owner": row["person_id"] in people,
            "has an OpenSSH signature that does not verify": not self._by_key(each),
        }
        for what in (what for what, holds in wrong.items() if holds):
            self.findings.fault(SIGNATURES, f"signature {row['id']} {what}")
        return not any(wrong.values())

    def _by_key(self, each: Any) -> bool:
        """Whether a signature made with a key of one's own verifies, if there is one."""
        row = each["row"]
        if "ssh" not in row:
            return True
        program, signer = shutil.which("ssh-keygen"), f"person-{row['person_id']}"
        if program is None or not Path(program).is_absolute():
            self.notes.append(
                f"signature {row['id']} was also made with a key of {each['person']}; that was "
                "NOT checked, because ssh-keygen is not installed here"
            )
            return True
        keys = [key for key in self.keys if key["person"] == row["person_id"] and used(key, row)]
        verified = verifies(program, signer, "".join(map(allowed, keys)), row)
        each["key"] = verified
        return verified


def verifies(program: str, signer: str, keys: str, row: Any) -> bool:
    """Whether OpenSSH takes a signature for one over the statement, by one of these keys."""
    with tempfile.TemporaryDirectory() as folder:
        allowed_file, signature = Path(folder) / "allowed", Path(folder) / "signature"
        allowed_file.write_text(keys, "utf-8")
        signature.write_text(row["ssh"], "utf-8")
        words = ["-Y", "verify", "-n", NAMESPACE, "-I", signer, "-f", allowed_file]
        ended = subprocess.run(  # noqa: S603  (a fixed program, no shell, files we wrote)
            [program, *map(str, words), "-s", str(signature)],
            input=row["statement"].encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )
    return ended.returncode == 0


def allowed(key: Any) -> str:
    """A key as a line of OpenSSH's file of allowed signers (ssh-keygen(1), ALLOWED SIGNERS)."""
    if not KEY.fullmatch(key["key"]):
        raise ValueError("not a public key")
    return f'person-{int(key["person"])} namespaces="{NAMESPACE}" {key["key"]}\n'


def used(key: Any, row: Any) -> bool:
    """Whether a key was its person's when they signed."""
    until, at = key["until"], moment(row["at"])
    return moment(key["since"]) <= at and (not until or moment(until) > at)


def owned(owner: Any, at: str) -> bool:
    """Whether an owner was one at a moment."""
    row, then = owner["row"], moment(at)
    return moment(row["since"]) <= then and ("until" not in row or moment(row["until"]) > then)


def moment(text: str) -> datetime:
    """A moment; one without its time zone cannot be compared with others."""
    return datetime.fromisoformat(text)


def in_utc(text: str) -> str:
    """A moment for people, to the second."""
    return moment(text).astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S UTC")  # noqa: UP017  (Python 3.8)


def in_words(each: Any) -> str:
    """A signature for people."""
    account = ", DEMONSTRATION ACCOUNT" if each["demonstration"] else ""
    key = ", with a key of their own" if each.get("key") else ""
    at = in_utc(each["row"]["at"])
    return f"{each['organisation']} ({each['person']}{account}, {at}{key})"
