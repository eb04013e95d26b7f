"""The manifest of an edition: what its digest covers, and with it the signatures of its owners."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from portal.record.digests import canonical


@dataclass(frozen=True, slots=True)
class Frozen:
    """A language of an edition: the digest of its catalogue, and how far its text binds."""

    catalogue: str
    standing: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an edition's manifest says.

    ``revision`` and ``source`` are digests, ``previous`` the digest of the edition before, empty
    for the first; ``notes`` say by language what changed; ``policy`` is the document's when the
    edition was proposed; ``corrects`` is the number of the publication in which this one mends an
    error, empty when it mends none.
    """

    document: str
    original: str
    revision: str
    source: str
    languages: Mapping[str, Frozen]
    notes: Mapping[str, str]
    previous: str
    policy: str
    corrects: str = ""


def read(data: bytes) -> Manifest:
    """Read a manifest.

    Raises: ValueError, KeyError or TypeError for what is none.
    """
    told = json.loads(data)
    return Manifest(
        document=told["document"],
        original=told["original"],
        revision=told["revision"],
        source=told["source"],
        languages={
            code: Frozen(each["catalogue"], each["standing"])
            for code, each in told["languages"].items()
        },
        notes=told["notes"],
        previous=told["previous"],
        policy=told["policy"],
        corrects=told.get("corrects", ""),
    )


def write(manifest: Manifest) -> bytes:
    """The bytes that an edition's digest covers."""
    return canonical(
        {
            "document": manifest.document,
            "original": manifest.original,
            "revision": manifest.revision,
            "source": manifest.source,
            "languages": {
                code: {"catalogue": each.catalogue, "standing": each.standing}
                for code, each in manifest.languages.items()
            },
            "notes": dict(manifest.notes),
            "previous": manifest.previous,
            "policy": manifest.policy,
            # Left out when empty: what was signed before there were corrections keeps its digest.
            **({"corrects": manifest.corrects} if manifest.corrects else {}),
        }
    )
