"""Events that no store tells: another program's call, and a workflow that failed."""

import base64
import hmac
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.core.document import Edge, Slot, Step, Workflow
from app.engine import connecting
from app.engine.failures import Failures
from app.engine.services import Services, assemble
from app.errors import InvalidInput, Rejected
from app.settings import Settings
from app.store import journal, runs, workflows
from app.store.database import open_database
from app.store.secrets import Vault, secret_key


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    db = open_database(tmp_path)
    made = assemble(Settings(data_dir=tmp_path), db, Vault(secret_key(tmp_path, None)))
    yield made
    await made.http.close()
    await db.close()


async def on(services: Services, name: str, kind: str, settings: Any, then: Step, bound: Any = None) -> None:
    document = Workflow(
        id=name,
        name=name,
        steps=[Step(id="start", type=kind, settings=settings), then],
        edges=[Edge(source="start", target=then.id)],
        slots={slot: Slot(kind=["web_call"]) for slot in bound or ()},
    )
    await services.db.write(workflows.create, document, bound or {})
    await services.db.write(workflows.publish, name)
    services.flows.changed()


async def settle(services: Services) -> list[tuple[str, str, list[str]]]:
    """(workflow, status, what each step said) of every run."""
    await services.intake.retry(everything=True)
    while ready := await services.db.read(journal.open_runs):
        for run in ready:
            await services.runner.handle(run)
    lines = (await services.db.read(runs.list_runs, limit=200)).items
    found = []
    for line in reversed(lines):
        run = await services.db.read(runs.get_run, line.id)
        found.append((line.workflow, line.status, [str(step.because) for step in run.steps]))
    return found


LOG = Step(id="end", type="logic.check", settings={"all": [
    {"field": "call.body.email", "operator": "equals", "value": "anna@example.com"}]})  # fmt: skip


async def address(services: Services, **settings: Any) -> tuple[str, str]:
    """A new address: the connection, and the query with its key."""
    row = await connecting.add(services, "web_call", "Form", settings)
    path = connecting.hook_path(row) or ""
    return row.id, path.partition("?")[2]


async def test_another_program_starts_a_workflow_with_its_data(services: Services) -> None:
    connection, query = await address(services)
    other, _ = await address(services)
    await on(services, "form", "http.called", {"expects": ["email"]}, LOG, {"call": connection})
    await on(services, "other", "http.called", {}, LOG, {"call": other})
    sent = orjson.dumps({"email": "anna@example.com", "form": "Wholesale"})
    for headers in ({}, {}, {"idempotency-key": "a"}, {"idempotency-key": "a"}):
        await services.intake.accept(connection, {"?": query, **headers}, sent)
    await services.intake.accept(connection, {"?": query}, b'{"form": "No address"}')
    assert [(name, status) for name, status, _ in await settle(services)] == [("form", "done")] * 3
    assert (await settle(services))[0][2][1] == "the email is anna@example.com"


@pytest.mark.parametrize("query", ["", "key=wrong", "key=%FF", "nokey=1"])
async def test_without_the_key_nothing_starts(services: Services, query: str) -> None:
    connection, _ = await address(services)
    with pytest.raises(Rejected, match="without the key"):
        await services.intake.accept(connection, {"?": query}, b"{}")


async def test_a_signature_that_is_asked_for_must_be_right(services: Services) -> None:
    connection, query = await address(
        services, signing_secret="s3cret", signature_header="X-Hub-Signature-256"
    )
    right = hmac.digest(b"s3cret", b'{"a":1}', "sha256")
    for given in (right.hex(), f"sha256={right.hex()}", base64.b64encode(right).decode()):
        headers = {"?": query, "x-hub-signature-256": given}
        assert await services.intake.accept(connection, headers, b'{"a":1}') == "stored"
    for given in ("", right.hex()[:-1] + "0", "sha256="):
        with pytest.raises(Rejected, match="not signed"):
            await services.intake.accept(connection, {"?": query, "x-hub-signature-256": given}, b'{"a":1}')
    unsigned, other = await address(services)
    with pytest.raises(InvalidInput, match="no JSON"):
        await services.intake.accept(unsigned, {"?": other}, b"a=1")


async def test_a_failure_starts_the_workflow_that_asks_for_it_once(services: Services) -> None:
    """And what fails in answer to it starts nothing more."""
    connection, query = await address(services)
    broken = Step(id="loop", type="logic.for_each", settings={"items": "call.id"})
    await on(services, "bad", "http.called", {}, broken, {"call": connection})
    await on(services, "alarm", "logic.failed", {"only": "Bad"}, Step(id="end", type="logic.stop"))
    await on(
        services,
        "also",
        "logic.failed",
        {},
        Step(id="l", type="logic.for_each", settings={"items": "failure.run"}),
    )
    await services.intake.accept(connection, {"?": query}, b"{}")
    now = services.world.now
    for later in range(3):  # a new process looks at the same failures again
        await Failures(services.db, services.flows, services.runner, services.shop,
                       lambda later=later: now() + timedelta(seconds=later)).look()  # fmt: skip
        found = await settle(services)
    assert sorted((name, status) for name, status, _ in found) == [
        ("alarm", "stopped"), ("also", "failed"), ("bad", "failed")
    ]  # fmt: skip
    said = next(steps for name, _, steps in found if name == "alarm")
    assert said[0] == "bad failed: call.id is no list, so there is nothing to go through"
