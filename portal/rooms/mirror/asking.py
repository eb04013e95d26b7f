"""What a client of the mirror says: who it asks for, in which protocol, and what for."""

import re
import zlib
from base64 import b64decode
from collections.abc import Mapping

from pyramid.request import Request

from portal.work import access

MOST_BYTES = 1024 * 1024
"""Of a request when it is unpacked: more than a client says of twenty thousand commits."""
CHALLENGE = {"WWW-Authenticate": 'Basic realm="portal", charset="UTF-8"'}
_LONGEST_HEADER = 1_000
_PROTOCOL = re.compile(r"version=[0-9](?::[a-z0-9=-]+)*", re.ASCII)


class Turned(Exception):
    """A client that is turned away, with a sentence for the person before it."""

    def __init__(
        self, status: int, sentence: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(status, sentence)
        self.status, self.sentence, self.headers = status, sentence, headers or {}


def person(request: Request) -> int | None:
    """The person whose key is shown (RFC 7617, as the password); None where none need be.

    Raises: Turned for what is nobody's key.
    """
    header = request.environ.get("HTTP_AUTHORIZATION", "")
    if not header and request.matchdict["repository"] == "mirror.git":
        return None
    key = _key(header)
    found = access.holder(request.reading, key) if key else None
    if found is None:
        sentence = request.words("This needs your access key as the password. See your account.")
        raise Turned(401, sentence, CHALLENGE)
    return found


def _key(header: str) -> str:
    scheme, _, told = header[:_LONGEST_HEADER].partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return b64decode(told.strip(), validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def protocol(request: Request) -> str:
    """The version of the protocol that is asked for; empty for the oldest."""
    told = request.environ.get("HTTP_GIT_PROTOCOL", "")[:_LONGEST_HEADER]
    return told if _PROTOCOL.fullmatch(told) else ""


def body(request: Request) -> bytes:
    """What is sent, unpacked.

    Raises: Turned for what cannot be unpacked, or is too much.
    """
    data: bytes = request.body_file.read(MOST_BYTES + 1)
    coding = request.environ.get("HTTP_CONTENT_ENCODING", "identity").lower()
    if coding in ("gzip", "x-gzip"):
        data = _unpacked(request, data)
    elif coding != "identity":
        raise unintelligible(request, 415)
    if len(data) > MOST_BYTES:
        raise unintelligible(request, 413)
    return data


def _unpacked(request: Request, data: bytes) -> bytes:
    packed = zlib.decompressobj(wbits=31)
    try:
        unpacked = packed.decompress(data, MOST_BYTES + 1)
    except zlib.error:
        raise unintelligible(request) from None
    if not packed.eof and len(unpacked) <= MOST_BYTES:
        raise unintelligible(request)
    return unpacked


def unintelligible(request: Request, status: int = 400) -> Turned:
    """That what is sent makes no sense."""
    return Turned(status, request.words("This request could not be understood"))
