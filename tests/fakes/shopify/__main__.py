"""``python -m tests.fakes.shopify --port 8082``: a Shopify to connect Storeflow to by hand."""

from __future__ import annotations

import argparse
import asyncio

from tests.fakes.shopify.server import running


async def main(port: int) -> None:
    """Runs until it is stopped."""
    async with running(port=port) as fake:
        app = fake.shop.app
        print(f"A Shopify to try things out with: {fake.address} (open it in a browser for buttons)\n")
        print("Start Storeflow so that it may call this machine:")
        print("    STOREFLOW_ALLOW_PRIVATE_ADDRESSES=127.0.0.1 make run")
        print("Then connect a Shopify store with:")
        print(f"    Shop address       {fake.shop.domain}")
        print(f"    Access token       {app.token}")
        print(f"    Webhook secret     {app.secret}")
        print(f"    Other API address  {fake.address}")
        print(f"    (client id {app.client_id}, client secret as the webhook secret)", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=8082)
    try:
        asyncio.run(main(parser.parse_args().port))
    except KeyboardInterrupt:
        print()
