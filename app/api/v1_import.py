"""Documents from outside, as drafts."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.api.common import asker, errors, problem_json, speak
from app.api.shapes import Imported, ImportedAll, ImportReport, ProblemOut
from app.core.sentence import Sentence
from app.engine import documents, publishing
from app.engine.documents import Unusable
from app.engine.publishing import Report
from app.web import Trouble, allow, services
from app.web.answers import answer

router = APIRouter(prefix="/workflows", tags=["workflows"])
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Workflow"}},
            "application/zip": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


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
        found = documents.read(await request.body())
    except Unusable as error:
        sentence = error.sentence if isinstance(error.sentence, Sentence) else Sentence.unpack(error.sentence)
        return answer(request, Trouble(error.status, error.code, sentence, problems=error.problems))
    reports = [await publishing.take_over(services(request), one, None, asker(request)) for one in found]
    items = [_imported(request, report) for report in reports]
    whole = ImportedAll(id=items[0].id, report=items[0].report, items=items)
    return JSONResponse(whole.model_dump(mode="json"), 201)


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
