"""The one place from which pandoc is run.

pandoc knows Word better than anything we could write, and is a large program that is handed files
from strangers: it runs as a process of its own without shell, network or files (``--sandbox``),
with bounds on memory and time, and it sees nothing of our environment. ``pypandoc`` brings the
program; its own functions know no time limit, so the program is called directly.
"""

import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pypandoc

from portal.formats.word.errors import WordError

MEMORY = "512M"
SECONDS = 30.0
# Each may take the memory above.
AT_ONCE = 2

_TURNS = threading.BoundedSemaphore(AT_ONCE)


def convert(data: bytes, *arguments: str, seconds: float = SECONDS) -> bytes:
    """Convert a document.

    Args:
        data: the document.
        arguments: options of pandoc; ``--template`` takes the text of a template, not its name.
        seconds: how long it may take.

    Returns:
        What pandoc wrote. The same for the same input, whenever and wherever it is run.

    Raises:
        WordError: it took too long or too much memory, or pandoc could not read it.
    """
    with _TURNS, TemporaryDirectory() as folder:
        done = _run(_command(arguments, folder), data, folder, seconds)
    if done.returncode:
        raise WordError("The Word document cannot be read.")
    return done.stdout


def _command(arguments: Sequence[str], folder: str) -> list[str]:
    return [
        *(pypandoc.get_pandoc_path(), "+RTS", f"-M{MEMORY}", "-RTS"),
        # An empty data folder, or a reference.docx in somebody's home would be used.
        *("--sandbox", f"--data-dir={folder}", "--output=-"),
        *(_placed(argument, folder) for argument in arguments),
    ]


def _run(
    command: Sequence[str], data: bytes, folder: str, seconds: float
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603  (no shell; the arguments are ours)
            command,
            input=data,
            capture_output=True,
            timeout=seconds,
            cwd=folder,
            env={"HOME": folder, "LANG": "C.UTF-8", "SOURCE_DATE_EPOCH": "315532800"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise WordError("The Word document takes too long to read.") from error


def _placed(argument: str, folder: str) -> str:
    name, _, text = argument.partition("=")
    if name != "--template":
        return argument
    path = Path(folder, "template.xml")
    path.write_text(text, "utf-8")
    return f"{name}={path}"
