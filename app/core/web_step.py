"""What the steps that call a web address have in common: their settings, the request, and what an answer means."""

from __future__ import annotations

from typing import Annotated, Literal

from app.core.effects import Answer, HttpRequest
from app.core.node import Action, Context, Go, LiquidText, Text, setting
from app.core.sentence import Sentence, because
from app.core.web import header_lines, target
from app.errors import Permanent

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class Calling(Action):
    """A step that calls a web address."""

    puts = {"status": "number", "headers": "any", "body": "any"}
    method: Method = setting("Method", "", "POST")
    url: Annotated[str, LiquidText("url")] = setting(
        "Address", "Begins with https://.", widget="url", min_length=1, max_length=4000
    )
    headers: dict[str, Text] = setting("Headers", "", dict, widget="keyvalue", max_length=50)
    body: Text = setting("Body", "For JSON write {{ value | json }}.", "", widget="area", max_length=100_000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{method} {url}", method=self.method, url=self.url)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("call {url}", url=self.url)

    def request(self, ctx: Context) -> HttpRequest:
        """The call, with every text filled in and nothing in a header that could begin another."""
        body = ctx.text(self.body)
        lines = header_lines({name: ctx.text(value) for name, value in self.headers.items()}, body)
        return HttpRequest(method=self.method, url=target(self.url, ctx), headers=lines, body=body or None)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """A status from 400 on is a failure; what came is the step's output."""
        status = int(answer.value["status"])
        if status >= 400:
            raise Permanent(because("{url} answered {status}", url=target(self.url, ctx), status=str(status)))
        return Go(
            because("{asked}, and was answered {status}", asked=answer.because, status=str(status)),
            output=answer.value,
        )
