"""``storeflow import`` and ``storeflow export``: workflow documents in and out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.base import data_option, pairs, with_services

if TYPE_CHECKING:
    from app.core.document import Workflow
    from app.core.graph import Problem
    from app.core.sentence import Json
    from app.engine.services import Services


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--publish", is_flag=True, help="Make what is right live at once.")
@click.option(
    "--bind", "bound", multiple=True, metavar="SLOT=CONNECTION_ID", help="Which connection a slot means."
)
@data_option
def import_command(files: tuple[Path, ...], publish: bool, bound: tuple[str, ...], data: Path) -> None:
    """Keeps the documents in FILES (JSON, or ZIPs of them) as drafts and prints one line of JSON per workflow.

    A document whose id is here already becomes that workflow's new draft.
    """
    from app.engine.documents import read

    documents = [document for file in files for document in read(file.read_bytes(), file.name)]
    bindings = dict(pairs(bound, "--bind"))
    unfit = with_services(data, lambda services: _take_over(services, documents, bindings, publish))
    if unfit:
        raise click.ClickException(
            f"{unfit} of {len(documents)} workflows can't be published yet; they are kept as drafts, and the "
            "problems stand in the lines above."
        )


async def _take_over(
    services: Services, documents: list[Workflow], bindings: dict[str, str], publish: bool
) -> int:
    """Imports all; answers how many could not be published."""
    from app.core.graph import errors
    from app.engine import publishing

    unfit = 0
    for document in documents:
        mine = {slot: connection for slot, connection in bindings.items() if slot in document.slots}
        report = await publishing.take_over(services, document, mine, "storeflow import")
        saved = report.saved
        if publish and errors(report.problems):
            unfit += 1
        elif publish:
            saved = await publishing.publish(services, saved.id, "storeflow import")
        line = {
            "id": saved.id,
            "name": saved.name,
            "state": saved.state,
            "created": report.created,
            "bindings": dict(saved.bindings),
            "problems": [_told(problem) for problem in report.problems],
        }
        click.echo(json.dumps(line, ensure_ascii=False))
    return unfit


@click.command("export")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("workflows"),
    show_default=True,
    help="The folder that the documents are written to.",
)
@data_option
def export_command(out: Path, data: Path) -> None:
    """Writes every workflow's draft to a JSON file of its own and prints one line of JSON per workflow."""

    async def all_of_them(services: Services) -> list[tuple[Workflow, list[Problem]]]:
        from app.engine.publishing import problems_of
        from app.store import workflows

        saved = await services.db.read(workflows.list_all)
        return [(one.document, await problems_of(services, one.document, one.bindings)) for one in saved]

    found = with_services(data, all_of_them)
    out.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    for document, problems in found:
        path = out / file_name(document.name, document.id, taken)
        path.write_text(json.dumps(document.to_json(), ensure_ascii=False, indent=2) + "\n", "utf-8")
        line = {"id": document.id, "file": str(path), "problems": [_told(problem) for problem in problems]}
        click.echo(json.dumps(line, ensure_ascii=False))


def file_name(name: str, ident: str, taken: set[str]) -> str:
    """A file name from a workflow's name: plain letters only, and never one that another workflow has."""
    slug = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:60].strip("-") or ident
    if slug in taken:
        slug = f"{slug}-{ident}"
    taken.add(slug)
    return f"{slug}.json"


def _told(problem: Problem) -> dict[str, Json]:
    told = problem.to_json()
    return {key: told[key] for key in ("step", "field", "code", "severity", "message")}
