"""Documents from outside, as drafts: one, or a ZIP of them."""

from __future__ import annotations

import io
import re
import zipfile

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from app.api.common import asker, errors, problem_json, speak
from app.api.shapes import Imported, ImportedAll, ImportReport, ProblemOut
from app.core.document import Workflow
from app.core.sentence import Json, Sentence, because
from app.engine import publishing
from app.engine.publishing import Report
from app.web import Trouble, allow, services
from app.web.answers import answer

router = APIRouter(prefix="/workflows", tags=["workflows"])
MOST = 500
"""Documents in one ZIP."""
LARGEST = 2 * 1024 * 1024
"""Bytes of one document, unpacked."""
_FLOW = re.compile(rb"\s*[0-9a-f]{64}:")
"""How a file that Shopify Flow exports begins: a digest, then JSON."""
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Workflow"}},
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class Unusable(Exception):
    """What was sent is no document. ``problems``: where it is wrong."""

    def __init__(self, status: int, sentence: Sentence, problems: list[Json] | None = None) -> None:
        super().__init__(str(sentence))
        self.status, self.sentence, self.problems = status, sentence, problems or []


@router.post(
    "/import",
    status_code=201,
    summary="Import",
    response_model=ImportedAll,
    responses=errors(400, 413, 422),
    openapi_extra=_BODY,
)
@allow("editor")
async def import_workflows(request: Request) -> Response:
    """Keeps a document, or a ZIP of them, as drafts. One whose id is here already becomes that workflow's new draft."""
    try:
        documents = read(await request.body())
    except Unusable as error:
        trouble = Trouble(error.status, "invalid_input", error.sentence, problems=error.problems)
        return answer(request, trouble)
    found = [await publishing.take_over(services(request), one, None, asker(request)) for one in documents]
    items = [_imported(request, report) for report in found]
    whole = ImportedAll(id=items[0].id, report=items[0].report, items=items)
    return JSONResponse(whole.model_dump(mode="json"), 201)


def read(body: bytes) -> list[Workflow]:
    """The documents in a body. Raises Unusable."""
    if body[:4] == b"PK\x03\x04":
        return [_document(name, part) for name, part in _unzipped(body)]
    if _FLOW.match(body[:80]):
        sentence = because(
            "This is a file of Shopify Flow. This version of Storeflow can't read those yet; "
            "send a Storeflow document or a ZIP of them."
        )
        raise Unusable(400, sentence)
    return [_document("", body)]


def _document(name: str, body: bytes) -> Workflow:
    try:
        return Workflow.model_validate(orjson.loads(body))
    except orjson.JSONDecodeError as error:
        sentence = because("{name} can't be read: it is no JSON.", name=name or because("What was sent"))
        raise Unusable(400, sentence) from error
    except ValidationError as error:
        problems = [
            {"field": ".".join(str(part) for part in item["loc"]), "message": item["msg"], "file": name}
            for item in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        sentence = because("{name} is no workflow document.", name=name or because("What was sent"))
        raise Unusable(422, sentence, problems) from error


def _unzipped(body: bytes) -> list[tuple[str, bytes]]:
    """The JSON files in a ZIP. Names are labels only: nothing is ever written to a disk (rules R6, R12)."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            inside = [
                info for info in archive.infolist() if info.filename.endswith(".json") and not info.is_dir()
            ]
            if not inside:
                raise Unusable(422, because("There is no JSON file in this ZIP."))
            if len(inside) > MOST:
                raise Unusable(413, because("There are more than {n} files in this ZIP.", n=MOST))
            return [(info.filename, _part(archive, info)) for info in inside]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Unusable(
            400, because("This ZIP can't be read; it is damaged or locked with a password.")
        ) from error


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as file:
        body = file.read(LARGEST + 1)  # what it says about its own size may be untrue
    if len(body) > LARGEST:
        raise Unusable(413, because("{name} is too large for a workflow.", name=info.filename))
    return body


def _imported(request: Request, report: Report) -> Imported:
    say = speak(request)
    return Imported(
        id=report.saved.id,
        report=ImportReport(
            name=report.saved.name,
            created=report.created,
            bindings=dict(report.saved.bindings),
            addresses=report.addresses,
            problems=[ProblemOut(**problem_json(problem, say)) for problem in report.problems],
        ),
    )
