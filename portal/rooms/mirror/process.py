"""``git upload-pack`` as a process of its own: it can read a repository and nothing else.

It gets no configuration but ours, no more than one thread, and the time that the portal itself
leaves over. It is killed when it has taken too long or when nobody listens to it any more.
"""

import logging
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer

CHUNK = 64 * 1024
PATIENCE = 300.0
"""Seconds for a clone. The server takes up to 16 MB at once, however slow the line is."""
_AT_ONCE = 30.0
_SERVICE = b"001e# service=git-upload-pack\n0000"
_VERSION_2 = b"000eversion 2\n"
_NICE = 10

log = logging.getLogger(__name__)


class Failed(Exception):
    """The program could not read the repository."""


def _command(git: str, *options: str) -> list[str]:
    alone = ("-c", "pack.threads=1")
    return [git, *alone, "upload-pack", "--stateless-rpc", "--strict", *options, "."]


def _surroundings(path: Path, protocol: str) -> dict[str, str]:
    """What the program is told: nobody's configuration, and nothing of the portal's secrets."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(path),
        "LC_ALL": "C",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_PROTOCOL": protocol,
    }


def advertisement(git: str, path: Path, protocol: str) -> bytes:
    """The branches of the repository in a folder, or what the program can do, by the protocol.

    Raises: Failed; FileNotFoundError.
    """
    try:
        told = subprocess.run(  # noqa: S603  (our own words, and a protocol that was looked at)
            _command(git, "--advertise-refs"),
            cwd=path,
            env=_surroundings(path, protocol),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_AT_ONCE,
            check=True,
        )
    except subprocess.SubprocessError as error:
        log.error("git does not read the mirror: %s", type(error).__name__)
        raise Failed from error
    return told.stdout if told.stdout.startswith(_VERSION_2) else _SERVICE + told.stdout


class UploadPack:
    """What the program answers, while it does; to be closed.

    Raises: FileNotFoundError.
    """

    def __init__(
        self, git: str, path: Path, said: bytes, protocol: str, patience: float = PATIENCE
    ) -> None:
        # From a file and not through a pipe: it may answer before it has read to the end.
        with TemporaryFile() as file:
            file.write(said)
            file.seek(0)
            self._process = subprocess.Popen(  # noqa: S603  (our own words)
                _command(git),
                cwd=path,
                env=_surroundings(path, protocol),
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, _NICE)
        self._timer = Timer(patience, self._kill)
        self._timer.daemon = True
        self._timer.start()

    def __iter__(self) -> Iterator[bytes]:
        if self._process.stdout:
            # What there is, and not when there is enough of it.
            output = self._process.stdout.fileno()
            yield from iter(lambda: os.read(output, CHUNK), b"")

    def _kill(self) -> None:
        """End it, and what it has begun to gather the objects."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End it, if it still runs."""
        self._timer.cancel()
        self._kill()
        # Reads no further, but closes the pipe and waits.
        with suppress(ValueError), self._process:
            pass
