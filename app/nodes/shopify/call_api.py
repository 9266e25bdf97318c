"""An action by Shopify's own API."""

from __future__ import annotations

from pydantic import model_validator

from app.core.api_calls import filled, operation, variables
from app.core.effects import Answer
from app.core.effects.api import AskShopifyApi, ChangeByShopifyApi, answered
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because


class CallApi(Action):
    """Asks Shopify's Admin API, or has it do what no step does. Its answer is there for later steps as data."""

    meta = Meta("Shopify Admin API", icon="square-terminal", connection="shop",
                words="graphql, query, mutation, send admin api request, custom, developer")  # fmt: skip
    effects = (AskShopifyApi, ChangeByShopifyApi)
    puts = {"data": "any"}
    text: str = setting("Query or mutation", "One GraphQL operation, sent as it is: values go into the variables.",
                        widget="area", min_length=1, max_length=20_000)  # fmt: skip
    values: Text = setting("Variables", 'JSON, such as {"id": "gid://shopify/Order/{{ order.id }}"}. A text that ends '
                           "in | json }} becomes the value itself, such as a number.", "", widget="area",
                           max_length=100_000)  # fmt: skip

    @model_validator(mode="after")
    def _readable(self) -> CallApi:
        variables(self.values, operation(self.text))
        return self

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{operation}", operation=operation(self.text).title)

    def told(self) -> Sentence:
        """For the paragraph."""
        if operation(self.text).kind == "query":
            return because("ask Shopify's API by “{operation}”", operation=operation(self.text).title)
        return because("have Shopify's API do “{operation}”", operation=operation(self.text).title)

    def decide(self, ctx: Context) -> Ask:
        """One operation, with the values in its variables."""
        one = operation(self.text)
        kind = AskShopifyApi if one.kind == "query" else ChangeByShopifyApi
        effect = kind(title=one.title, text=self.text, variables=filled(variables(self.values, one), ctx))
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Its answer."""
        return Go(answer.because, output=answered(answer.value))

    examples = (
        Example({"text": "query Weight($id: ID!) { order(id: $id) { totalWeight } }",
                 "values": '{"id": "gid://shopify/Order/{{ order.id }}"}'},
                because="asks Shopify by “Weight”", settled="next"),
    )  # fmt: skip
