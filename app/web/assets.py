"""Our css, scripts and icons: read once, compressed once, cached by browsers for good.

The address holds a digest of all files, so that a new version has new addresses, and a script that imports another
by a relative path gets the one of its own version.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

import app
from app.core.sentence import because
from app.errors import NotFound
from app.web.access import always

UI = Path(app.__file__).resolve().parent / "ui"
KINDS = {".css", ".js", ".svg", ".png", ".webmanifest", ".txt", ".ico"}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class File:
    """One file, ready to send."""

    body: bytes
    packed: bytes
    kind: str


class Assets:
    """What lies under ``app/ui/static``, and ``app/ui/vendor`` as ``vendor/``, when the server starts; nothing else."""

    def __init__(self, ui: Path = UI) -> None:
        self._files: dict[str, File] = {}
        for folder, prefix in ((ui / "static", ""), (ui / "vendor", "vendor/")):
            for path in sorted(folder.rglob("*")):
                if path.suffix in KINDS and path.is_file():
                    self._files[prefix + path.relative_to(folder).as_posix()] = _file(path)
        digest = hashlib.sha256()
        for name, file in sorted(self._files.items()):
            digest.update(name.encode() + b"\0" + file.body)
        self.version = digest.hexdigest()[:16]

    def url(self, name: str) -> str:
        """The address of a file. Raises KeyError for one that is not there: a page that names it is wrong."""
        self._files[name]
        return f"/static/{self.version}/{name}"

    def serve(self, request: Request) -> Response:
        """Answers ``/static/{version}/{name}``; an older version's address gets today's file, not for keeping."""
        file = self._files.get(request.path_params["name"])
        if file is None:
            raise NotFound(because("There is no such file."))
        current = request.path_params["version"] == self.version
        headers = {"Cache-Control": FOREVER if current else "no-cache", "Vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(file.packed, headers=headers | {"Content-Encoding": "gzip"}, media_type=file.kind)
        return Response(file.body, headers=headers, media_type=file.kind)

    def route(self) -> object:
        """An endpoint of its own for ``app.add_route``."""

        async def assets(request: Request) -> Response:
            return self.serve(request)

        return always(assets)


def _file(path: Path) -> File:
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "text/plain"
    kind = {".js": "text/javascript", ".webmanifest": "application/manifest+json"}.get(path.suffix, kind)
    return File(body, gzip.compress(body, 9, mtime=0), kind)
