"""From a bundle to an answer that can be read aloud: what holds, what does not, what is not shown.

The list of files guards against accidents only, since whoever alters a file can alter the list;
what guards against intent is a digest that somebody has kept elsewhere.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from .files import ALWAYS, SUMS, UNREADABLE, Bundle, Findings, Wrong
from .ledger import Ledger
from .signatures import Signatures
from .versions import Versions

LIMITS = """What this cannot show: that nothing was left out, and that the portal did not write all
of it anew. For that, keep a digest outside the portal (it stands in every e-mail to the owners)
and check with --against DIGEST. Names of people are as the portal states them."""


def sums(findings: Findings) -> set[str]:
    """Every file is what the list of files says.

    Returns: the files that are in the list.
    """
    listed = set()
    with findings.about(SUMS):
        for line in findings.bundle.read(SUMS).decode().splitlines():
            value, _, name = line.partition("  ")
            listed.add(name)
            with findings.about(name):
                if hashlib.sha256(findings.bundle.read(name)).hexdigest() != value:
                    findings.fault(name, f"is not what {SUMS} says")
    return listed


def strays(findings: Findings, listed: set[str]) -> list[str]:
    """Check that all files are accounted for.

    Returns: those that are no part of the bundle.
    """
    # After a fault, what the files that are left out would have named is not known.
    for name in () if findings.faults else sorted(listed - findings.named):
        findings.fault(name, "is named by no manifest")
    there = {*ALWAYS, *(findings.named & findings.bundle.names)}
    for name in sorted(there - {SUMS} - listed):
        findings.fault(name, f"is missing in {SUMS}")
    return sorted(findings.bundle.names - listed - {SUMS})


def witness(findings: Findings, noted: str, ledger: Ledger, versions: Versions) -> str:
    """What a digest that was noted elsewhere proves."""
    if noted in versions.editions:
        return (
            f"The digest you noted is that of version {versions.editions[noted]}: its text and "
            "everything before it are what they were when you noted it."
        )
    if noted in ledger.entries:
        return (
            f"The digest you noted is that of entry {ledger.entries[noted]} of the ledger: what "
            "that entry says is what it said when you noted it."
        )
    what = "is of no version and of no entry of the ledger in this bundle"
    findings.fault(f"--against {noted}", what)
    return ""


def checked(findings: Findings, noted: list[str]) -> list[str]:
    """Check everything.

    Returns: what is to be said of it, line by line.
    """
    listed = sums(findings)
    ledger = Ledger(findings)
    signatures = Signatures(findings, ledger)
    versions = Versions(findings, ledger, signatures)
    outside = strays(findings, listed)
    kept = [witness(findings, each, ledger, versions) for each in noted]
    lines = [f'Proof of "{versions.document}", version {versions.number}', "", *findings.lines, ""]
    lines += [f"Note: {note}." for note in signatures.notes]
    lines += [f"Note: {name} is no part of the bundle; nothing is said of it." for name in outside]
    lines += filter(None, kept)
    lines += [f"WRONG: {fault}" for fault in dict.fromkeys(findings.faults)]
    if any(each["demonstration"] for each in signatures.given if isinstance(each, dict)):
        lines += ["Signatures of demonstration accounts are no statement of any institution."]
    return lines


def printable(text: str) -> str:
    """A line that can do nothing to a terminal but stand there."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def main(words: list[str]) -> int:
    """Check the bundle that the words of the command line name, and print what was found."""
    reader = argparse.ArgumentParser(description="Check a proof bundle.")
    reader.add_argument("bundle", nargs="?", type=Path, default=Path(__file__).parent)
    reader.add_argument("--against", metavar="DIGEST", action="append", default=[])
    asked = reader.parse_args(words)
    noted = ["".join(each.split()).lower() for each in asked.against]
    try:
        findings = Findings(Bundle(asked.bundle))
        lines = checked(findings, noted)
    except (Wrong, *UNREADABLE) as error:
        print(printable(f"WRONG: {asked.bundle}: cannot be read as a proof bundle ({error})"))
        return 1
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="backslashreplace")
    verdict = "SOMETHING DOES NOT HOLD." if findings.faults else "Everything holds."
    print("\n".join([*map(printable, lines), "", verdict, "", LIMITS]))
    return 1 if findings.faults else 0
