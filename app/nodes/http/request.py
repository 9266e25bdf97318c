"""An action on any web address."""

from __future__ import annotations

from app.core.effects import HttpRequest
from app.core.node import Ask, Context, Example, Meta
from app.core.web_step import Calling


class Request(Calling):
    """Calls a web address, for example one of another service, and keeps what it answers for later steps."""

    meta = Meta("HTTP request", icon="globe", often=True,
                words="webhook, api, call, url, post, get, json, integration")  # fmt: skip
    effects = (HttpRequest,)

    def decide(self, ctx: Context) -> Ask:
        """Asks for one call."""
        effect = self.request(ctx)
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"url": "https://example.com/hook", "body": '{"order": {{ order.id | json }}}'}, settled="next",
                because="calls POST https://example.com/hook"),
    )  # fmt: skip
