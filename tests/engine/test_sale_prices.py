"""A sale from its beginning to its end, in the demo store: prices go down, and back by themselves."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from app.connectors.demo.connector import Demo
from app.core.document import Workflow
from app.core.effects import Effect
from app.core.effects.variants import SetPrices, VariantChange
from app.engine.clock import Clock
from app.engine.demo import DemoStore, demo_store, open_demo
from app.engine.services import Services, assemble
from app.settings import Settings
from app.store import connections, journal, runs, workflows
from app.store.database import open_database
from app.store.secrets import Vault, secret_key

TEAPOT = "307"


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    db = open_database(tmp_path)
    yield assemble(Settings(data_dir=tmp_path), db, Vault(secret_key(tmp_path, None)))
    await db.close()


async def on_sale(services: Services) -> tuple[DemoStore, str]:
    """A store in which the teapot has sold out, and was made cheaper for three days because of that."""
    await open_demo(services)
    store = await demo_store(services)
    assert store is not None
    [row] = await services.db.read(connections.list_all)
    steps = [
        {"id": "start", "type": "product.out_of_stock", "settings": {}},
        {
            "id": "sale",
            "type": "product.change_price",
            "settings": {"how": "down_percent", "value": "25", "until": "after", "after": 3},
        },
    ]
    document = Workflow.model_validate(
        {
            "id": "sale",
            "name": "Sale",
            "slots": {"shop": {"kind": ["demo"]}},
            "steps": steps,
            "edges": [{"source": "start", "port": "next", "target": "sale"}],
        }
    )
    await services.db.write(workflows.create, document, {"shop": row.id})
    await services.db.write(workflows.publish, document.id)
    services.flows.changed()
    await store.sell_out(TEAPOT)
    await services.intake.retry(everything=True)
    while ready := await services.db.read(journal.open_runs):
        for run in ready:
            await services.runner.handle(run)
    [line] = (await services.db.read(runs.list_runs)).items
    assert line.status == "done"
    return store, row.id


async def prices(store: DemoStore) -> list[tuple[str, str | None]]:
    [teapot] = [one for one in await store.products() if one["id"] == TEAPOT]
    return [(one["price"], one["compare_at_price"]) for one in teapot["variants"]]


async def time_passes(services: Services, days: int) -> None:
    later = services.world.now() + timedelta(days=days)
    world = replace(services.world, now=lambda: later)
    await Clock(services.db, world, services.dispatcher, services.flows, services.intake).take_back()


async def undo(services: Services) -> Any:
    [line] = (await services.db.read(runs.list_runs)).items
    [row] = (await services.db.read(runs.get_run, line.id)).undos
    return row


async def test_a_sale_ends_by_itself(services: Services) -> None:
    store, _ = await on_sale(services)
    lowered = [("66.75", "89.00"), ("66.75", "89.00"), ("63.00", "84.00")]
    assert await prices(store) == lowered
    await time_passes(services, 2)
    assert await prices(store) == lowered
    await time_passes(services, 4)
    assert await prices(store) == [("89.00", None), ("89.00", None), ("84.00", None)]
    assert (await undo(services)).state == "done"


async def test_what_the_owner_changed_during_the_sale_stays(services: Services) -> None:
    store, connection = await on_sale(services)
    shop = cast(Demo, await services.connections.performer("shop", connection))
    by_hand = VariantChange(id="412", was={}, now={"price": "50.00", "compare_at_price": None})
    effect: Effect = SetPrices(id=TEAPOT, changes=(by_hand,))
    await shop.perform(effect, "by hand")
    await time_passes(services, 4)
    assert await prices(store) == [("50.00", None), ("89.00", None), ("84.00", None)]
    row = await undo(services)
    assert row.state == "failed"
    assert "changed meanwhile" in str(row.because)
