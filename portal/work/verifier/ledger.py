"""The entries of the ledger that a bundle holds: what was written down, and in which order.

Entries about other documents are not in a bundle, so the links between those that are here are
checked only where two are neighbours. What each entry lists, it lists for good: its digest
covers it.
"""

from __future__ import annotations

import json
from typing import Any

from .files import LEDGER, Findings, canonical, digest


class Ledger:
    """By table, key and digest of a row, the number of the entry that lists it."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.rows: dict[tuple[str, str, str], int] = {}
        self.entries: dict[str, int] = {}
        with findings.about(LEDGER):
            last: Any = None
            for entry in findings.told(LEDGER):
                self._read(entry, last)
                last = entry

    def _read(self, entry: Any, last: Any) -> None:
        """An entry is what its digest covers, and comes after the one before it."""
        seq, payload, before = entry["seq"], entry["payload"], entry["previous"]
        told = json.loads(payload)
        covered = before.encode() + b"\n" + payload.encode()
        if digest("ledger", covered) != entry["digest"] or told["seq"] != seq:
            self.findings.fault(LEDGER, f"entry {seq} is not what its digest covers")
        if last and (seq <= last["seq"] or (seq == last["seq"] + 1 and before != last["digest"])):
            self.findings.fault(LEDGER, f"entry {seq} does not come after entry {last['seq']}")
        for table, rows in told["rows"].items():
            self.rows.update({(table, key, name): seq for key, name in rows.items()})
        self.entries[entry["digest"]] = seq

    def entry(self, file: str, table: str, row: Any) -> int:
        """The number of the entry that lists this very row; 0, and a fault, when none does."""
        key = str(row["digest"] if table == "edition" else row["id"])
        seq = self.rows.get((table, key, digest("row", canonical(row))), 0)
        if not seq:
            self.findings.fault(file, f"{table} {key} is not as {LEDGER} has it")
        return seq
