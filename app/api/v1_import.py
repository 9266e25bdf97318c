"""Documents from outside, as drafts; and out again."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlalchemy import Connection

from app.api.common import asker, errors, problem_json, speak
from app.api.shapes import ApprovedIn, Imported, ImportedAll, ImportReport, ProblemOut, Problems, ToldOut
from app.core import flow
from app.core.document_file import file_name, flow_name, written
from app.core.sentence import Sentence, because
from app.engine import documents, incoming
from app.engine.documents import Unusable
from app.engine.incoming import Coming, Report
from app.engine.publishing import problems_of
from app.errors import NotFound
from app.store import unsettled, workflows
from app.store.workflows import Saved
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
    """Keeps a document, or a ZIP of them, as drafts, all or none. One whose id is here already gets a new draft.

    Files of Shopify Flow are taken too; `report.told` says what became of each of their steps."""
    told: documents.Told = {}
    try:
        found = documents.read(await request.body(), told=told)
    except Unusable as error:
        sentence = error.sentence if isinstance(error.sentence, Sentence) else Sentence.unpack(error.sentence)
        return answer(request, Trouble(error.status, error.code, sentence, problems=error.problems))
    reports = await incoming.take_over(services(request), [Coming(one) for one in found], asker(request))
    items = [_imported(request, report, told) for report in reports]
    whole = ImportedAll(id=items[0].id, report=items[0].report, items=items)
    return JSONResponse(whole.model_dump(mode="json"), 201)


_ZIP = {
    "responses": {
        "200": {
            "description": "A ZIP of documents.",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get("/export", summary="All documents", responses=errors(404), openapi_extra=_ZIP)
@allow("viewer")
async def export_workflows(request: Request) -> Response:
    """A ZIP of the drafts, one file each: those named by `id=` (again and again), else all of them."""
    wanted = request.query_params.getlist("id")
    saved = await services(request).db.read(workflows.list_all)
    here = {one.id: one.document for one in saved}
    for ident in wanted:
        if ident not in here:
            raise NotFound(because("There is no workflow with the id {id}.", id=ident))
    body = documents.zipped([here[ident] for ident in dict.fromkeys(wanted or here)])
    return attached(body, "workflows.zip", "application/zip")


_DOCUMENT = {
    "responses": {
        "200": {
            "description": "The document; with `format=flow` a file of Shopify Flow.",
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Workflow"}},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            },
        }
    }
}


@router.get(
    "/{workflow_id}/export", summary="The document alone", responses=errors(404, 422), openapi_extra=_DOCUMENT
)
@allow("viewer")
async def export_workflow(request: Request, workflow_id: str) -> Response:
    """The draft as a document that can be kept, shared and imported. It holds no connection and no secret.

    `format=flow`: as a file of Shopify Flow, or 422 with each step that does not exist there."""
    document = (await services(request).db.read(workflows.get, workflow_id)).document
    if request.query_params.get("format") == "flow":
        return attached(flow.write(document), flow_name(document), "application/octet-stream")
    return attached(written(document), file_name(document), "application/json")


@router.post("/{workflow_id}/approve", summary="Approve web addresses", responses=errors(404, 422))
@allow("editor")
async def approve(request: Request, workflow_id: str, given: ApprovedIn) -> Problems:
    """The web addresses that an import brought may be called. Answers the problems that are left."""
    parts = services(request)

    def work(conn: Connection) -> Saved:
        saved = workflows.get(conn, workflow_id)
        waiting = unsettled.waiting(conn, workflow_id)
        known = {*given.addresses}
        unsettled.settle(
            conn, saved.id, [one for one in waiting if one.kind == "address" and one.value in known]
        )
        return saved

    saved = await parts.db.write(work)
    found = await problems_of(parts, saved.document, saved.bindings)
    say = speak(request)
    return Problems(problems=[ProblemOut(**problem_json(problem, say)) for problem in found])


def attached(body: bytes, name: str, kind: str) -> Response:
    """A file to keep. ``name``: of plain letters."""
    return Response(body, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _imported(request: Request, report: Report, told: documents.Told) -> Imported:
    say = speak(request)
    lines = told[report.saved.id].lines if report.saved.id in told else ()
    return Imported(
        id=report.saved.id,
        report=ImportReport(
            name=report.saved.name,
            created=report.created,
            bindings=dict(report.saved.bindings),
            addresses=report.addresses,
            problems=[ProblemOut(**problem_json(problem, say)) for problem in report.problems],
            told=[ToldOut(step=line.step, fate=line.fate, message=say(line.sentence)) for line in lines],
        ),
    )
