"""Workflow documents from outside: one as JSON, or a ZIP of them; and out again by the same writer.

Nothing is written to a disk, and a body is taken whole or not at all (rules R6, R12, R14).
"""

from __future__ import annotations

import io
import logging
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from pydantic import ValidationError

from app.core import flow
from app.core.document import Workflow
from app.core.document_file import Unreadable, file_name, parsed, refusal, too_many, written
from app.core.flow import Report
from app.core.sentence import Json, Sentence, because
from app.errors import InvalidInput

log = logging.getLogger(__name__)

MOST = 500
"""Documents in one ZIP."""
LARGEST = 2 * 1024 * 1024
"""Bytes of one document, unpacked."""
LARGEST_OF_ALL = 32 * 1024 * 1024
"""Bytes of all documents in one ZIP, unpacked."""
MOST_PROBLEMS = 50
"""Places that are told of a document that has the wrong form."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a ZIP that is written, so that the same workflows give the same bytes."""
_FLOW = re.compile(rb"\s*[0-9a-f]{64}:")
"""How a file that Shopify Flow exports begins: a digest, then JSON."""


class Unusable(InvalidInput):
    """What was sent is no document. ``status``: 400, 413 or 422; ``problems``: where it is wrong."""

    def __init__(self, status: int, sentence: Sentence, problems: list[Json] | None = None) -> None:
        super().__init__(sentence)
        self.status, self.problems = status, problems or []


Told = dict[str, Report]
"""What became of each document that was a file of Shopify Flow, by the document's id."""


def read(body: bytes, name: str = "", told: Told | None = None) -> list[Workflow]:
    """The documents in a body. ``name``: what the sentences call it. ``told``: takes the reports of Shopify Flow's
    files. Raises Unusable."""
    told = {} if told is None else told
    if body[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        found = [(_document(part, inside, told), part) for part, inside in _unzipped(body)]
        apart([document for document, _ in found], [part for _, part in found])
        return [document for document, _ in found]
    return [_document(name, body, told)]


def zipped(documents: Iterable[Workflow]) -> bytes:
    """A ZIP of documents; the same documents give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for document in sorted(documents, key=file_name):
            archive.writestr(
                zipfile.ZipInfo(file_name(document), _EARLIEST), written(document), zipfile.ZIP_DEFLATED
            )
    return out.getvalue()


def _document(name: str, body: bytes, told: Told) -> Workflow:
    called = name or because("What was sent")
    if len(body) > LARGEST:
        raise Unusable(413, because("{name} is too large for a workflow.", name=called))
    if _FLOW.match(body[:80]) or name.lower().endswith(".flow"):
        return _flow(body, name, told)
    try:
        found = parsed(body, called)
        if isinstance(found, dict) and set(found) <= {"__metadata", "root"} and "root" in found:
            return _flow(body, name, told)
        many = too_many(found, called)
        if many is not None:
            raise Unusable(422, many)
        document = Workflow.model_validate(found)
    except Unreadable as error:
        raise Unusable(400, _sentence(error)) from error
    except ValidationError as error:
        problems: list[Json] = [
            {
                "field": ".".join(str(part)[:60] for part in item["loc"])[:200],
                "message": item["msg"],
                "file": name,
            }
            for item in error.errors(include_url=False, include_context=False, include_input=False)[
                :MOST_PROBLEMS
            ]
        ]
        first = "{field}: {message}".format_map(problems[0]).removeprefix(": ")
        sentence = because("{name} is no workflow document ({problem}).", name=called, problem=first)
        raise Unusable(422, sentence, problems) from error
    wrong = refusal(document, called)
    if wrong is not None:
        raise Unusable(422, wrong)
    return document


def _flow(body: bytes, name: str, told: Told) -> Workflow:
    """The document in a file of Shopify Flow. What it lost or changed is told, and nothing is taken by halves."""
    try:
        reading = flow.read(body, name)
    except InvalidInput as error:
        raise Unusable(422, _sentence(error)) from error
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError) as error:
        # nobody but Shopify knows this format whole: what is of another shape than all files that were seen is damaged
        log.warning("a file of Shopify Flow can't be read", exc_info=error)
        raise Unusable(
            422,
            because(
                "{name} is damaged: something in it is not as Shopify Flow writes it. Nothing was kept; export it "
                "there once more.",
                name=name or because("The file"),
            ),
        ) from error
    told[reading.document.id] = reading.report
    return reading.document


def apart(found: Sequence[Workflow], names: Sequence[str] = ()) -> None:
    """Refuses two documents with the same id. ``names``: of their files. Raises Unusable."""
    seen: dict[str, str] = {}
    for place, document in enumerate(found):
        called = names[place] if names else document.name
        if document.id in seen:
            sentence = because(
                "{first} and {second} are the same workflow: both have the id {id}.",
                first=seen[document.id], second=called, id=document.id,
            )  # fmt: skip
            raise Unusable(422, sentence)
        seen[document.id] = called


def _sentence(error: InvalidInput) -> Sentence:
    return error.sentence if isinstance(error.sentence, Sentence) else Sentence.unpack(error.sentence)


def _unzipped(body: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            inside = [info for info in archive.infolist() if not info.is_dir() and not _beside(info.filename)]
            for info in inside:
                _named(info.filename)
            inside = [info for info in inside if info.filename.lower().endswith((".json", ".flow"))]
            if not inside:
                raise Unusable(422, because("There is no workflow in this ZIP."))
            if len(inside) > MOST:
                raise Unusable(413, because("There are more than {n} files in this ZIP.", n=MOST))
            left, parts = LARGEST_OF_ALL, []
            for info in inside:
                part = _part(archive, info)
                left -= len(part)
                if left < 0:
                    raise Unusable(
                        413, because("This ZIP unpacks to far more than it is; it is not taken (a ZIP bomb).")
                    )
                parts.append((info.filename, part))
            return parts
    except (
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        OverflowError,
        struct.error,
        lzma.LZMAError,
    ) as error:
        raise Unusable(
            400, because("This ZIP can't be read; it is damaged or locked with a password.")
        ) from error


def _beside(name: str) -> bool:
    """What a computer puts into a ZIP by itself."""
    return name.startswith("__MACOSX/") or PurePosixPath(name).name == ".DS_Store"


def _named(name: str) -> None:
    """Refuses names that lead out of the ZIP, though nothing is ever written by them."""
    parts = re.split(r"[/\\]", name)
    if name.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or not name.isprintable():
        shown = "".join(letter if letter.isprintable() else "?" for letter in name)[:80]
        raise Unusable(
            422, because("A file in this ZIP has a name that leads out of it: {name}.", name=shown)
        )


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:
        body = file.read(LARGEST + 1)  # what it says about its own size may be untrue
    if len(body) > LARGEST:
        raise Unusable(413, because("{name} is too large for a workflow.", name=info.filename))
    return body
