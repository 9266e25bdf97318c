"""The page of a fake that was started by hand: what is in the shop, and buttons that let something happen."""

import html
from collections.abc import Callable

from aiohttp import web

from tests.fakes.woocommerce import seed
from tests.fakes.woocommerce.deliveries import Scheduler
from tests.fakes.woocommerce.shop import Shop

_BUTTONS = {
    "place": "Place an order", "pay": "Pay the last order", "cancel": "Cancel the last order",
    "refund": "Refund the last order", "disable": "Disable the webhooks", "deliver": "Deliver now",
}  # fmt: skip


class Page:
    """``/``, with a form per button."""

    def __init__(self, shop: Shop, scheduler: Scheduler) -> None:
        self.shop, self.scheduler = shop, scheduler

    def add(self, app: web.Application) -> None:
        app.router.add_get("/", self.show)
        app.router.add_post("/-/{button}", self.press)

    async def show(self, request: web.Request) -> web.Response:
        orders = sorted(self.shop.things["order"].values(), key=lambda one: -int(one["id"]))[:20]
        rows = "".join(
            f"<tr><td>#{one['id']}<td>{one['status']}<td>{one['total']} {one['currency']}" for one in orders
        )
        hooks = "".join(
            f"<tr><td>{one['topic']}<td>{one['status']}<td>{html.escape(one['delivery_url'])}"
            for one in self.shop.things["webhook"].values()
        )
        buttons = "".join(
            f'<form method="post" action="/-/{name}" style="display:inline"><button>{text}</button></form> '
            for name, text in _BUTTONS.items()
        )
        key = self.shop.keys[0]
        body = (
            f"<h1>{html.escape(self.shop.name)}</h1><p>{buttons}<p>Key <code>{key.key}</code>, secret "
            f"<code>{key.secret}</code><h2>Orders</h2><table>{rows}</table><h2>Webhooks</h2><table>{hooks}</table>"
            f"<p>{len(self.scheduler.sent)} messages sent, {len(self.shop.jobs)} wait for WP-Cron."
        )
        return web.Response(
            text=f"<!doctype html><title>{html.escape(self.shop.name)}</title>{body}",
            content_type="text/html",
        )

    async def press(self, request: web.Request) -> web.Response:
        last = max(self.shop.things["order"], default=0)
        acts: dict[str, Callable[[], object]] = {
            "place": lambda: seed.place_order(self.shop),
            "pay": lambda: seed.pay(self.shop, last),
            "cancel": lambda: seed.cancel(self.shop, last),
            "refund": lambda: seed.refund(self.shop, last),
            "disable": lambda: seed.disable_webhooks(self.shop),
            "deliver": self.shop.hurry,
        }
        name = request.match_info["button"]
        if name not in acts:
            raise web.HTTPNotFound
        if last or name not in ("pay", "cancel", "refund"):
            acts[name]()
        if name == "deliver":
            await self.scheduler.run()
        raise web.HTTPSeeOther("/")
