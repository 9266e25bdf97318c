"""``storeflow import`` and ``storeflow export``: workflow documents in and out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.base import data_option, pairs, with_services

if TYPE_CHECKING:
    from app.core.document import Workflow
    from app.core.flow import Report
    from app.core.graph import Problem
    from app.core.sentence import Json
    from app.engine.services import Services


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--publish", is_flag=True, help="Make what is right live at once, web addresses approved.")
@click.option(
    "--bind", "bound", multiple=True, metavar="SLOT=CONNECTION_ID", help="Which connection a slot means."
)
@data_option
def import_command(files: tuple[Path, ...], publish: bool, bound: tuple[str, ...], data: Path) -> None:
    """Keeps the documents in FILES (JSON, or ZIPs of them) as drafts and prints one line of JSON per workflow.

    A document whose id is here already becomes that workflow's new draft. Files of Shopify Flow are taken too; what
    became of each of their steps is told beside the lines.
    """
    from app.engine.documents import read

    told: dict[str, Report] = {}
    documents = [document for file in files for document in read(file.read_bytes(), file.name, told)]
    bindings = dict(pairs(bound, "--bind"))
    unfit = with_services(data, lambda services: _take_over(services, documents, bindings, publish))
    for document in documents:
        for sentence in told[document.id].sentences() if document.id in told else ():
            click.echo(f"{document.name}: {sentence}", err=True)
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
    from app.core.unsettled import addresses_of
    from app.engine import incoming, publishing
    from app.engine.incoming import Coming

    unfit = 0
    wanted = [
        Coming(one, bindings, {address.value for address in addresses_of(one)} if publish else ())
        for one in documents
    ]
    for report in await incoming.take_over(services, wanted, "storeflow import"):
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
            "addresses": report.addresses,
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
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "flow"]),
    default="json",
    show_default=True,
    help="flow: Shopify Flow's own files, of those workflows that can be; the others are named.",
)
@data_option
def export_command(out: Path, form: str, data: Path) -> None:
    """Writes every workflow's draft to a JSON file of its own and prints one line of JSON per workflow.

    A workflow that lies in the folder already keeps its file's name. Other files are left alone.
    """
    from app.core.document_file import written

    async def all_of_them(services: Services) -> list[tuple[Workflow, list[Problem]]]:
        from app.engine.publishing import problems_of
        from app.store import workflows

        saved = await services.db.read(workflows.list_all)
        return [(one.document, await problems_of(services, one.document, one.bindings)) for one in saved]

    found = with_services(data, all_of_them)
    out.mkdir(parents=True, exist_ok=True)
    if form == "flow":
        _flow_files(out, [document for document, _ in found])
        return
    lying = _lying(out)
    for document, problems in found:
        path = _place(out, document, lying)
        path.write_bytes(written(document))
        line = {"id": document.id, "file": str(path), "problems": [_told(problem) for problem in problems]}
        click.echo(json.dumps(line, ensure_ascii=False))


def _flow_files(out: Path, documents: list[Workflow]) -> None:
    """Writes what Shopify Flow can have; says of the others what keeps them from it."""
    from app.core import flow
    from app.core.document_file import flow_name

    refused = 0
    for document in documents:
        path = out / flow_name(document)
        try:
            path.write_bytes(flow.write(document))
        except flow.Unwritable as error:
            refused += 1
            click.echo(f"{document.name}: {error}", err=True)
        else:
            click.echo(json.dumps({"id": document.id, "file": str(path)}, ensure_ascii=False))
    if refused:
        raise click.ClickException(f"{refused} of {len(documents)} workflows can't be files of Shopify Flow.")


def _lying(out: Path) -> dict[str, Path]:
    """The documents in a folder, by id. What is none is nobody's business here."""
    from app.engine.documents import LARGEST, Unusable, read

    found: dict[str, Path] = {}
    for path in sorted(out.glob("*.json")):
        if path.is_file() and path.stat().st_size <= LARGEST:
            with suppress(Unusable, OSError):
                for document in read(path.read_bytes(), path.name):
                    found.setdefault(document.id, path)
    return found


def _place(out: Path, document: Workflow, lying: Mapping[str, Path]) -> Path:
    """Where a document goes; never onto a file that is not its own."""
    from app.core.document_file import file_name

    path = lying.get(document.id, out / file_name(document))
    if path.exists() and path != lying.get(document.id):
        raise click.ClickException(
            f"{path} is there and is not the workflow “{document.name}”; it is left alone. Move it away, or name "
            "another folder by --out."
        )
    return path


def _told(problem: Problem) -> dict[str, Json]:
    told = problem.to_json()
    return {key: told[key] for key in ("step", "field", "code", "severity", "message")}
