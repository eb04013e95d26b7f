"""Readers come first: few clones at a time, by another process where there is git.

The repository is brought up to date when somebody asks for it, and only then. Who comes while
enough others are being served is asked to come again, so that a clone never waits in a thread
that a reader could have.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from threading import BoundedSemaphore

from pyramid.request import Request
from pyramid.response import Response

from portal.formats import git
from portal.rooms.mirror import asking
from portal.rooms.mirror.asking import Turned
from portal.rooms.mirror.process import CHUNK, Failed, UploadPack, advertisement
from portal.work import mirrored

AT_A_TIME = 2
"""Of the threads of a process as it is shipped, one in four."""
RETRY_AFTER = {"Retry-After": "5"}


@dataclass(frozen=True, slots=True)
class Serving:
    """What serves the mirror: its folder, the program where there is one, and how many at once."""

    mirror: git.Mirror
    git: str | None
    places: BoundedSemaphore = field(default_factory=lambda: BoundedSemaphore(AT_A_TIME))


class Answer:
    """An answer as it is sent, and what is let go of when it was or the client has left."""

    def __init__(self, chunks: Iterable[bytes], held: ExitStack) -> None:
        self._chunks, self._held = chunks, held

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._chunks)

    def close(self) -> None:
        """Let go."""
        self._held.close()


def answer(request: Request, advertise: bool = False) -> Response:
    """What git is given.

    Arguments: ``advertise``, whether it is its first question, which has no body.
    Raises: Turned.
    """
    serving, person = request.registry["mirror"], asking.person(request)
    said = b"" if advertise else asking.body(request)
    with ExitStack() as held:
        if not serving.places.acquire(blocking=False):
            raise _busy(request)
        held.callback(serving.places.release)
        try:
            chunks = _speak(request, repository(request, person), said, held, advertise)
        except git.Unintelligible:
            raise asking.unintelligible(request) from None
        except (FileNotFoundError, Failed):
            # The repository has been made anew in this very moment.
            raise _busy(request) from None
        kind = "advertisement" if advertise else "result"
        given = Answer(chunks, held.pop_all())
    return Response(
        app_iter=given, content_type=f"application/x-git-upload-pack-{kind}", charset=None
    )


def repository(request: Request, person: int | None) -> Path:
    """The repository that a person may read, as it is to be now; of strangers the public one."""
    mirror, store = request.registry["mirror"].mirror, request.registry["store"]
    # Read after all who were here before: what they have hidden is never shown again.
    with mirror.locked(), store.reading() as session:
        public: Path = mirror.publish(mirrored.Published(session))
        documents = mirrored.readable(session, person) if person else []
        if not documents:
            return public
        own: Path = mirror.work(mirrored.Working(session, documents))
        return own


def _speak(
    request: Request, path: Path, said: bytes, held: ExitStack, advertise: bool
) -> Iterable[bytes]:
    program, protocol = request.registry["mirror"].git, asking.protocol(request)
    if program and advertise:
        return [advertisement(program, path, protocol)]
    if program:
        spoken = UploadPack(program, path, said, protocol)
        held.callback(spoken.close)
        return spoken
    file = held.enter_context(git.speak(path, said, advertise=advertise))
    return iter(lambda: file.read(CHUNK), b"")


def _busy(request: Request) -> Turned:
    sentence = request.words("The mirror is busy. Please try again in a few seconds.")
    return Turned(503, sentence, RETRY_AFTER)
