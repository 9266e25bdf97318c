"""``storeflow demo``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from app.commands.base import data_option, settings_of, with_services

if TYPE_CHECKING:
    from app.engine.services import Services


@click.command("demo")
@data_option
def demo_command(data: Path) -> None:
    """Says what the demo store is, and where it is found."""
    from app.commands.lock import base_url, running_at

    lines = with_services(data, _shelf)
    url = base_url(data, settings_of(data).public_url)
    click.echo(
        "The demo store is a made-up shop inside Storeflow: nothing in it is real, and nobody gets a message from it. "
        "What happens there arrives like the messages of a real store, so that you can watch your workflows run."
    )
    for line in lines:
        click.echo(line)
    click.echo(
        f"Open {url}/demo and press a button: place an order, abandon a cart, sell out a product, ask for a refund."
    )
    if running_at(data) is None:
        click.echo("No server runs on this data folder now; “storeflow serve” starts one.")


async def _shelf(services: Services) -> list[str]:
    from app.engine.demo import demo_store
    from app.store import workflows

    store = await demo_store(services)
    if store is None:
        return [
            "There is none here yet; it is opened at Storeflow's first start, or by a button on its page."
        ]
    products, orders = await store.products(), await store.orders(200)
    names = [saved.name for saved in await services.db.read(workflows.list_all) if saved.on]
    many = "200 or more" if len(orders) >= 200 else str(len(orders))
    return [
        f"It has {len(products)} products on its shelf and {many} orders so far.",
        f"Workflows that are on: {', '.join(names) or 'none'}.",
    ]
