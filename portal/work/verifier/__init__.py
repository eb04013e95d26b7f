"""The verifier that travels in every proof bundle, put together into one file.

It is written for somebody who trusts neither the portal nor the bundle, so it stands alone on
the standard library of Python 3.8 or later and repeats the few rules that make a version a
version. Here it is several modules, each about one thing; there it is one file to read.
"""

import ast
from functools import lru_cache
from pathlib import Path

PARTS = ("files", "ledger", "signatures", "versions", "verdict")

_OPENING = '''"""Checks a proof bundle, with Python 3.8 or later and neither network nor portal.

    python3 -I verify.py [BUNDLE] [--against DIGEST]

BUNDLE is the ZIP file or the folder it was unpacked into; without it, the folder of this file.
Ends with status 0 when everything holds, 1 when something does not, 2 when asked wrongly.
"""

from __future__ import annotations
'''
_END = """if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


@lru_cache(maxsize=1)
def script() -> bytes:
    """The text of ``verify.py``: the imports of all parts, then each part without its own."""
    whole: set[str] = set()
    named: dict[str, set[str]] = {}
    bodies = []
    for part in PARTS:
        text = Path(__file__).with_name(f"{part}.py").read_text("utf-8")
        found = [node for node in ast.parse(text).body if isinstance(node, _IMPORTS)]
        for node in found:
            if isinstance(node, ast.Import):
                whole.add(ast.unparse(node))
            elif node.module and node.module != "__future__" and not node.level:
                named.setdefault(node.module, set()).update(each.name for each in node.names)
        bodies.append("".join(text.splitlines(keepends=True)[found[-1].end_lineno :]).strip("\n"))
    picked = [
        f"from {module} import {', '.join(sorted(named[module]))}" for module in sorted(named)
    ]
    return "\n".join(
        [_OPENING, *sorted(whole), *picked, "\n", "\n\n\n".join(bodies), "", "", _END]
    ).encode()


_IMPORTS = (ast.Import, ast.ImportFrom)
