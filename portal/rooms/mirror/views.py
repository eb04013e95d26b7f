"""What git asks for, and a line of plain text for whom it cannot be given.

Git shows such a line to the person before it, in the language it asks for on their behalf.
"""

from pyramid.request import Request
from pyramid.response import Response

from portal.rooms.mirror import serving
from portal.rooms.mirror.asking import Turned


def front(request: Request) -> Response:
    """For somebody who opens the address in a browser."""
    base = request.registry["settings"].base
    address = f"{base}/{request.matchdict['repository']}"
    return _line(request.words("This address is for git: git clone ${address}", address=address))


def refs(request: Request) -> Response:
    """Git's first question: which branches there are."""
    service = request.GET.get("service", "")
    if service == "git-receive-pack":
        return push(request)
    if service != "git-upload-pack":
        raise Turned(403, request.words("This needs a newer version of git."))
    return serving.answer(request, advertise=True)


def upload(request: Request) -> Response:
    """All further ones: branches by name, and the objects that a clone lacks."""
    return serving.answer(request)


def push(request: Request) -> Response:
    """Nothing comes in this way."""
    raise Turned(403, request.words("This mirror can only be read, nothing can be pushed to it."))


def turned(context: Turned, request: Request) -> Response:
    """Why git is not given what it asks for."""
    response = _line(context.sentence)
    response.status_int = context.status
    response.headers.update(context.headers)
    return response


def _line(sentence: str) -> Response:
    return Response(f"{sentence}\n", content_type="text/plain", charset="utf-8")
