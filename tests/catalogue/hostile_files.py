"""A run over every file that is made to do harm, in a process that has little to give.

It allows itself so much memory and so much time, tries each file on its reader, and prints what
became of it: a reason and a line, nothing, or a fault. ``test_hostile_files`` starts it.
"""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

from hostile_case import Case
from hostile_csv import CSV
from hostile_po import ENTRIES, PO
from hostile_xml import TBX, TMX, XLIFF
from hostile_zip import ZIP

MEMORY = 512 * 1024 * 1024
SECONDS = 60
FAULT = "a fault"
"""What stands in the place of the line when a reader did anything but refuse or read."""

FILES: dict[str, list[Case]] = {
    "po": PO,
    "entries": ENTRIES,
    "zip": ZIP,
    "xliff": XLIFF,
    "tbx": TBX,
    "tmx": TMX,
    "csv": CSV,
}


def outcomes() -> None:
    """Read all of them under the limits, those of the imports too."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from portal.catalogue import archive, entries, glossary_csv, po, tbx, tmx, xliff
    from portal.catalogue.intake import CatalogueError

    readers: dict[str, Callable[[bytes], object]] = {
        "po": po.read,
        "entries": entries.read,
        "zip": archive.read,
        "xliff": xliff.read,
        "tbx": tbx.read,
        "tmx": tmx.read,
        "csv": glossary_csv.read,
    }
    for reader, cases in FILES.items():
        for name, make, _reason, _line in cases:
            made = make()
            try:
                readers[reader](made.encode() if isinstance(made, str) else made)
                outcome: list[object] = ["", None]
            except CatalogueError as error:
                outcome = [error.reason, error.line]
            except Exception as error:
                # Whatever it is, it is the finding.
                outcome = [repr(error), FAULT]
            print(json.dumps([reader, name, *outcome]))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    outcomes()
