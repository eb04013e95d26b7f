"""A signatory's own machine: keys made and statements signed there with OpenSSH."""

import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAM = shutil.which("ssh-keygen")
NAMESPACE = "portal-signature@1"


def require() -> None:
    """Skip, visibly, where OpenSSH is not installed."""
    if PROGRAM is None:
        pytest.skip("NO SSH-KEYGEN: OpenSSH is not installed")


class Key:
    """A pair of keys in a folder."""

    def __init__(self, folder: Path, name: str, *options: str) -> None:
        require()
        self.path = folder / name
        _run("-q", "-N", "", "-C", "somebody@example.org", "-f", str(self.path), *options)
        self.public = self.path.with_name(f"{name}.pub").read_text()

    def sign(self, statement: bytes, namespace: str = NAMESPACE) -> str:
        """Sign a statement; what is in the file that ends in .sig."""
        told = self.path.with_name("statement")
        told.write_bytes(statement)
        signed = told.with_name("statement.sig")
        signed.unlink(missing_ok=True)
        _run("-q", "-Y", "sign", "-f", str(self.path), "-n", namespace, str(told))
        return signed.read_text()


def _run(*words: str) -> None:
    subprocess.run([PROGRAM, *words], check=True, capture_output=True)  # noqa: S603  (our own words)
