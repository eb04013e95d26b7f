"""Git's protocol without git, for a machine where it is not installed: reading, nothing else.

Of dulwich's server only the handler that gives is used. Its application would hand an anonymous
visitor the one that takes as well. It speaks version 0, which every client falls back to.
"""

from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from dulwich.errors import NotGitRepository
from dulwich.protocol import ReceivableProtocol
from dulwich.repo import Repo
from dulwich.server import BackendRepo, DictBackend, UploadPackHandler

_IN_MEMORY = 4 * 1024 * 1024
SERVICE = b"# service=git-upload-pack\n"


class Unintelligible(Exception):
    """What a client sent is not git's protocol, or asks for what is not there."""


def speak(path: Path, said: bytes, *, advertise: bool = False) -> IO[bytes]:
    """The answer to a client of the repository in a folder.

    Arguments: ``said``, the body of its request; ``advertise``, answer with the branches there
    are, as to its first request, which has no body.
    Returns: an open file, to be read from its beginning.
    Raises: Unintelligible; FileNotFoundError where there is no repository.
    """
    try:
        repo = Repo(str(path))
    except NotGitRepository:
        raise FileNotFoundError(path) from None
    with repo:
        answer: IO[bytes] = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (whoever asked closes it)
        spoken = ReceivableProtocol(BytesIO(said).read, answer.write)
        if advertise:
            spoken.write_pkt_line(SERVICE)
            spoken.write_pkt_line(None)
        repositories: dict[str, BackendRepo] = {"/": repo}
        handler = UploadPackHandler(
            DictBackend(repositories), ["/"], spoken, stateless_rpc=True, advertise_refs=advertise
        )
        try:
            handler.handle()
        except Exception as error:
            # The handler trusts its client: on nonsense it raises whatever comes to it.
            answer.close()
            raise Unintelligible(type(error).__name__) from error
    answer.seek(0)
    return answer
