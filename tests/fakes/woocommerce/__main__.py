"""Starts the fake by hand: ``python -m tests.fakes.woocommerce --port 8081 [--https]``."""

import argparse
import asyncio
import contextlib
import tempfile
from pathlib import Path

from tests.fakes.woocommerce.seed import seed
from tests.fakes.woocommerce.server import running
from tests.fakes.woocommerce.shop import Shop


async def main() -> None:
    """Runs until it is interrupted; WP-Cron once a second."""
    asked = argparse.ArgumentParser(description="A WooCommerce shop on loopback")
    asked.add_argument("--port", type=int, default=8081)
    asked.add_argument("--https", action="store_true", help="with a certificate that nobody vouches for")
    asked.add_argument("--zone", default="Europe/Berlin", help="the shop's time zone")
    asked.add_argument("--legacy", action="store_true", help="orders are posts, not in tables of their own")
    told = asked.parse_args()
    shop = seed(Shop(zone=told.zone, hpos=not told.legacy))
    with tempfile.TemporaryDirectory() as folder:
        async with running(shop, port=told.port, https=Path(folder) if told.https else None) as fake:
            fake.connecting.plain_callbacks = True
            key = shop.keys[0]
            print(f"WooCommerce on {fake.url}\n  Consumer key     {key.key}\n  Consumer secret  {key.secret}")
            print("Start Storeflow with STOREFLOW_ALLOW_PRIVATE_ADDRESSES=127.0.0.1, and connect this shop.")
            print(f"Open {fake.url} for buttons that let something happen.", flush=True)
            while True:
                await fake.scheduler.run()
                await asyncio.sleep(1)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main())
