"""Workflow documents from outside: one as JSON, or a ZIP of them. Nothing is written to a disk (rules R6, R12, R14)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

import orjson
from pydantic import ValidationError

from app.core.document import Workflow
from app.core.sentence import Json, Sentence, because
from app.errors import InvalidInput

MOST = 500
"""Documents in one ZIP."""
LARGEST = 2 * 1024 * 1024
"""Bytes of one document, unpacked."""
_FLOW = re.compile(rb"\s*[0-9a-f]{64}:")
"""How a file that Shopify Flow exports begins: a digest, then JSON."""


class Unusable(InvalidInput):
    """What was sent is no document. ``status``: 400, 413 or 422; ``problems``: where it is wrong."""

    def __init__(self, status: int, sentence: Sentence, problems: list[Json] | None = None) -> None:
        super().__init__(sentence)
        self.status, self.problems = status, problems or []


def read(body: bytes, name: str = "") -> list[Workflow]:
    """The documents in a body. ``name``: what the sentences call it. Raises Unusable."""
    if body[:4] == b"PK\x03\x04":
        return [_document(part, inside) for part, inside in _unzipped(body)]
    if _FLOW.match(body[:80]):
        sentence = because(
            "This is a file of Shopify Flow. This version of Storeflow can't read those yet; "
            "send a Storeflow document or a ZIP of them."
        )
        raise Unusable(400, sentence)
    return [_document(name, body)]


def _document(name: str, body: bytes) -> Workflow:
    called = name or because("What was sent")
    try:
        return Workflow.model_validate(orjson.loads(body))
    except orjson.JSONDecodeError as error:
        raise Unusable(400, because("{name} can't be read: it is no JSON.", name=called)) from error
    except ValidationError as error:
        problems = [
            {"field": ".".join(str(part) for part in item["loc"]), "message": item["msg"], "file": name}
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        first = "{field}: {message}".format_map(problems[0]).removeprefix(": ")
        sentence = because("{name} is no workflow document ({problem}).", name=called, problem=first)
        raise Unusable(422, sentence, problems) from error


def _unzipped(body: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            inside = [info for info in archive.infolist() if info.filename.endswith(".json")]
            if not inside:
                raise Unusable(422, because("There is no JSON file in this ZIP."))
            if len(inside) > MOST:
                raise Unusable(413, because("There are more than {n} files in this ZIP.", n=MOST))
            return [(info.filename, _part(archive, info)) for info in inside]
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        raise Unusable(
            400, because("This ZIP can't be read; it is damaged or locked with a password.")
        ) from error


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:
        body = file.read(LARGEST + 1)  # what it says about its own size may be untrue
    if len(body) > LARGEST:
        raise Unusable(413, because("{name} is too large for a workflow.", name=info.filename))
    return body
