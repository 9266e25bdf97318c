"""A test run that waits on and on is broken off and says so."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from app.core.document import Workflow
from app.core.events import Event
from app.core.fields import example
from app.core.sentence import because
from app.engine import trial
from app.engine.services import Services, assemble
from app.settings import Settings
from app.store import workflows
from app.store.secrets import Vault, secret_key
from tests.core.drawings import Part, drawing
from tests.engine.lives import Disk

EVENT = Event("order.created", "order:1", datetime(2026, 3, 27, tzinfo=UTC), "1", {"order": example("Order")})


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    made = assemble(Settings(data_dir=tmp_path), Disk(grouped=False), Vault(secret_key(tmp_path, None)))
    yield made
    await made.http.close()


def waiting(times: int) -> Workflow:
    steps: list[Part] = [("start", "order.created", {})]
    steps += [(f"w{n}", "time.wait", {"amount": 1, "unit": "days"}) for n in range(times)]
    return drawing(steps, *(f"{a[0]} > {b[0]}" for a, b in pairwise(steps)))


async def test_as_many_waits_as_there_are_and_no_more(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "MOST_WAITS", 3)
    await services.db.write(workflows.create, waiting(2), {})
    saved = await services.db.read(workflows.get, "w1")
    ended = (await trial.run(services, saved, EVENT)).run
    assert ended is not None
    assert ended.status == "done"
    await services.db.write(workflows.save_draft, "w1", waiting(5), because("waits more"))
    saved = await services.db.read(workflows.get, "w1")
    broken_off = (await trial.run(services, saved, EVENT)).run
    assert broken_off is not None
    assert str(broken_off.because) == "it waited 3 times and came to no end"
    assert broken_off.status == "cancelled"
