"""Canonical bytes and the digests taken of them.

A digest covers stored bytes, never a re-serialisation, and begins with the domain it belongs
to, so that no revision can pass for an edition or for a line of the ledger.
"""

import json
from hashlib import sha256
from typing import Any, Literal

Domain = Literal[
    "blob",
    "revision",
    "edition",
    "ledger",
    "row",
    "visit",
    "link",
    "code",
    "access-key",
    "interface",
]


def canonical(value: Any) -> bytes:
    """The one spelling of a manifest: sorted keys, no blanks, UTF-8, one final newline.

    Arguments: ``value``, of dictionaries, lists, strings, integers, booleans and None.
    Raises: ValueError for a number that is no integer.
    """
    _refuse_floats(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode() + b"\n"


def digest(domain: Domain, data: bytes) -> str:
    """SHA-256 (FIPS 180-4) of ``data`` in ``domain``, in lower-case hexadecimal."""
    return sha256(f"portal/{domain}/1\n".encode() + data).hexdigest()


def _refuse_floats(value: Any) -> None:
    """Floating-point numbers have no one spelling."""
    if isinstance(value, float):
        raise ValueError("a manifest holds strings and integers only")
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            _refuse_floats(item)
