"""Style and script, served by the address of their content.

The address names the bytes, so a browser may keep them for ever and a new release is a new
address. The few files are read once at the start; the shelf compresses them.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPNotFound
from pyramid.request import Request
from pyramid.response import Response
from pyramid.security import NO_PERMISSION_REQUIRED

from portal.web.shelf import shelve

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its address and its bytes."""

    address: str
    media_type: str
    data: bytes


class Assets:
    """The files of a folder by name."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._by_name = {path.name: _asset(path) for path in sorted(folder.iterdir())}
        self._by_address = {asset.address: asset for asset in self._by_name.values()}

    def address(self, name: str) -> str:
        """The address of the file with this name."""
        return self._by_name[name].address

    def at(self, address: str) -> Asset | None:
        """The file at this address."""
        return self._by_address.get(address)


def _asset(path: Path) -> Asset:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()[:16]
    media_type = TYPES[path.suffix]
    return Asset(f"/static/{path.stem}-{digest}{path.suffix}", media_type, data)


def serve(request: Request) -> Response:
    """A file, to be kept for ever."""
    asset = request.registry["assets"].at(request.path_info)
    if asset is None:
        raise HTTPNotFound()
    charset = "utf-8" if asset.media_type.startswith("text/") else None
    response = Response(asset.data, content_type=asset.media_type, charset=charset)
    return shelve(request, response, FOREVER)


def includeme(config: Configurator) -> None:
    """``/static/…``."""
    config.registry["assets"] = Assets()
    config.add_route("static", "/static/{name}")
    config.add_view(
        serve, route_name="static", request_method="GET", permission=NO_PERMISSION_REQUIRED
    )
