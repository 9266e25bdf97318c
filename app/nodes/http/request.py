"""An action on any web address."""

from __future__ import annotations

from typing import Annotated, Literal

from app.core.effects import Answer, HttpRequest
from app.core.node import Action, Ask, Context, Example, Go, LiquidText, Meta, Text, setting
from app.core.sentence import Sentence, because
from app.core.web import header_lines, target
from app.errors import Permanent

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Request(Action):
    """Calls a web address, for example one of another service, and keeps what it answers for later steps."""

    meta = Meta("HTTP request", icon="globe", often=True,
                words="webhook, api, call, url, post, get, json, integration")  # fmt: skip
    effects = (HttpRequest,)
    puts = {"status": "number", "headers": "any", "body": "any"}
    method: Method = setting("Method", "", "POST")
    url: Annotated[str, LiquidText("url")] = setting("Address", "Begins with https://.", widget="url", min_length=1,
                                                     max_length=4000)  # fmt: skip
    headers: dict[str, Text] = setting("Headers", "", dict, widget="keyvalue", max_length=50)
    body: Text = setting("Body", "For JSON write {{ value | json }}.", "", widget="area", max_length=100_000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{method} {url}", method=self.method, url=self.url)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("call {url}", url=self.url)

    def decide(self, ctx: Context) -> Ask:
        """Asks for one call, with every text filled in and nothing in a header that could begin another."""
        body = ctx.text(self.body)
        lines = header_lines({name: ctx.text(value) for name, value in self.headers.items()}, body)
        effect = HttpRequest(method=self.method, url=target(self.url, ctx), headers=lines, body=body or None)
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """A status from 400 on is a failure; what came is the step's output."""
        status = int(answer.value["status"])
        if status >= 400:
            raise Permanent(because("{url} answered {status}", url=target(self.url, ctx), status=str(status)))
        return Go(
            because("{asked}, and was answered {status}", asked=answer.because, status=str(status)),
            output=answer.value,
        )

    examples = (
        Example({"url": "https://example.com/hook", "body": '{"order": {{ order.id | json }}}'}, settled="next",
                because="calls POST https://example.com/hook"),
    )  # fmt: skip
