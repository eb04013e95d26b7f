"""Signatures made with OpenSSH outside the portal: which keys are taken, and what they prove.

Neither keys nor signatures are judged by cryptography of our own: ``ssh-keygen -Y verify``
(OpenSSH 8.1 or later; the format is PROTOCOL.sshsig) says whether a signature holds. Only the size
and kind of a key are read here, from its own bytes (RFC 4253, 6.6; RFC 5656, 3.1; RFC 8709, 4).
"""

import binascii
import shutil
import subprocess
import tempfile
from base64 import b64decode
from collections.abc import Iterable, Iterator
from pathlib import Path

from portal.work.refusals import Refused

NAMESPACE = "portal-signature@1"
"""What a signature is for (PROTOCOL.sshsig): one made for git or a file is not taken for ours."""
PATIENCE_SECONDS = 10
LEAST_BITS = 3_072
LONGEST = 20_000
_RSA = "ssh-rsa"
_KINDS = frozenset(
    {
        _RSA,
        "ssh-ed25519",
        "ecdsa-sha2-nistp256",
        "ecdsa-sha2-nistp384",
        "ecdsa-sha2-nistp521",
    }
)


def installed() -> str | None:
    """The path of ``ssh-keygen``; None where there is none."""
    return shutil.which("ssh-keygen")


def public_key(text: str) -> str:
    """A public key as it is kept: its kind and its bytes, without comment.

    Arguments: ``text``, the one line of an OpenSSH ``.pub`` file.
    Raises: Refused for what is none, and for kinds and sizes that are not taken.
    """
    kind, encoded, *_ = [*text.split(), "", ""]
    if kind not in _KINDS or len(text) > LONGEST or len(text.strip().splitlines()) != 1:
        raise Refused("Only ed25519, ecdsa and rsa keys are taken, as in a file that ends in .pub.")
    try:
        fields = list(_fields(b64decode(encoded, validate=True)))
    except (binascii.Error, ValueError):
        raise Refused("This is no public key.") from None
    if fields[:1] != [kind.encode()] or len(fields) < 2:
        raise Refused("This is no public key.")
    if kind == _RSA and int.from_bytes(fields[-1]).bit_length() < LEAST_BITS:
        raise Refused("An rsa key needs at least ${bits} bits.", bits=LEAST_BITS)
    return f"{kind} {encoded}"


def _fields(data: bytes) -> Iterator[bytes]:
    """The strings a key is made of, each behind its length (RFC 4251, 5)."""
    while data:
        length, data = int.from_bytes(data[:4]), data[4:]
        if length > len(data):
            raise ValueError("the key is cut off")
        yield data[:length]
        data = data[length:]


def identity(person: int) -> str:
    """How a person is named in a list of allowed signers."""
    return f"person-{person}"


def allowed(person: int, keys: Iterable[str]) -> str:
    """A person's lines in a list of allowed signers (ssh-keygen(1))."""
    return "".join(f'{identity(person)} namespaces="{NAMESPACE}" {key}\n' for key in keys)


def holds(statement: bytes, armored: str, person: int, keys: Iterable[str]) -> bool:
    """Whether a signature over a statement was made with one of a person's keys.

    Raises: Refused where ``ssh-keygen`` is not installed or does not answer.
    """
    program = installed()
    if program is None:
        raise Refused("Signatures made outside the portal cannot be checked here.")
    if len(armored) > LONGEST or not armored.isascii():
        return False
    with tempfile.TemporaryDirectory(prefix="portal-sshsig-") as folder:
        signers, signature = Path(folder, "allowed_signers"), Path(folder, "signature")
        signers.write_text(allowed(person, keys), "ascii")
        signature.write_text(armored, "ascii")
        command = [program, "-Y", "verify", "-f", str(signers), "-I", identity(person)]
        return _said([*command, "-n", NAMESPACE, "-s", str(signature)], statement)


def _said(command: list[str], statement: bytes) -> bool:
    try:
        answer = subprocess.run(  # noqa: S603  (our own words, and files that we have written)
            command, input=statement, capture_output=True, timeout=PATIENCE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        raise Refused("Signatures made outside the portal cannot be checked here.") from None
    return answer.returncode == 0
