"""Our own connector, speaking to the fake."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr

from app.connectors.http import Http
from app.connectors.shopify.connector import Shopify, ShopifySettings
from app.connectors.shopify.versions import DEFAULT
from tests.fakes.clock import Clock
from tests.fakes.shopify.cost import Bucket
from tests.fakes.shopify.server import Fake, running
from tests.fakes.shopify.store import Shop


def settings(fake: Fake, version: str = DEFAULT) -> ShopifySettings:
    """What an owner would type."""
    return ShopifySettings(
        shop_domain=fake.shop.domain,
        access_token=SecretStr(fake.shop.app.token),
        webhook_secret=SecretStr(fake.shop.app.secret),
        api_version=version,
        base_url=fake.address,
    )


@asynccontextmanager
async def connected(
    shop: Shop | None = None,
    *,
    clock: Clock | None = None,
    bucket: Bucket | None = None,
    version: str = DEFAULT,
) -> AsyncIterator[tuple[Fake, Shopify]]:
    """A running fake, and the connector to it. Its budget is a large one, unless another is given."""
    http = Http(("127.0.0.1",))
    async with running(shop, clock=clock, bucket=bucket or Bucket(1_000_000, 1_000_000)) as fake:
        try:
            yield fake, Shopify(settings(fake, version), http)
        finally:
            await http.close()
