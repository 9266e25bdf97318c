"""An action by WooCommerce's own API."""

from __future__ import annotations

from pydantic import model_validator

from app.core.api_calls import path_problem, rest_call, template
from app.core.effects import Answer
from app.core.effects.api import AskWooCommerceApi, ChangeByWooCommerceApi, Method, answered
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because


class CallApi(Action):
    """Asks WooCommerce's REST API, or has it do what no step does. Its answer is there for later steps as data."""

    meta = Meta("WooCommerce REST API", icon="square-terminal", connection="shop",
                words="rest, endpoint, get, post, put, custom, developer, plugin")  # fmt: skip
    effects = (AskWooCommerceApi, ChangeByWooCommerceApi)
    puts = {"data": "any"}
    method: Method = setting("Method", "GET only reads.", "GET")
    path: Text = setting(
        "Path", "Below wc/v3, such as orders/{{ order.id }}/notes.", min_length=1, max_length=500
    )
    query: dict[str, Text] = setting(
        "Query", "A name and a value each.", dict, widget="keyvalue", max_length=50
    )
    body: Text = setting("JSON", 'Such as {"status": "on-hold"}. A text ending in | json }} becomes the value itself.',
                         "", widget="area", max_length=100_000, when=("method", "POST", "PUT", "DELETE"))  # fmt: skip

    @model_validator(mode="after")
    def _readable(self) -> CallApi:
        path_problem(self.path)
        template(self.body)
        return self

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{method} {path}", method=self.method, path=self.path)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("call {method} {path} of WooCommerce", method=self.method, path=self.path)

    def decide(self, ctx: Context) -> Ask:
        """One call, with the values in their places."""
        effect = rest_call(self.method, self.path, self.query, self.body, ctx)
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Its answer."""
        return Go(answer.because, output=answered(answer.value))

    examples = (
        Example({"path": "orders/{{ order.id }}/notes"}, because="asks WooCommerce for orders/1001/notes",
                settled="next"),
        Example({"method": "PUT", "path": "orders/{{ order.id }}", "body": '{"status": "on-hold"}'},
                because="calls PUT orders/1001 of WooCommerce", settled="next"),
    )  # fmt: skip
