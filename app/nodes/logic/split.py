"""A condition by chance."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from app.core.condition_parts import SettingError
from app.core.node import Condition, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because
from app.core.ways import WayName, side


class Split(Condition):
    """Sends each customer one of several ways by chance, and the same customer always the same way: for A/B tests."""

    meta = Meta(
        "Random split", icon="arrow-left-right", words="a/b test, experiment, chance, percent, variant, half"
    )
    shares: dict[WayName, Annotated[int, Field(ge=1, le=99)]] = setting(
        "Ways", "A way's name, and its share in percent. They add up to 100.", lambda: {"a": 50, "b": 50},
        widget="keyvalue", min_length=2, max_length=10)  # fmt: skip
    per: Text = setting("The same way for the same", "Such as {{ customer.email }}.", "{{ customer.email }}",
                        min_length=1, max_length=500)  # fmt: skip

    @field_validator("shares")
    @classmethod
    def _whole(cls, shares: dict[str, int]) -> dict[str, int]:
        if sum(shares.values()) != 100:
            raise SettingError(because("the shares add up to {n}, not to 100", n=sum(shares.values())))
        return shares

    def ports(self) -> tuple[str, ...]:
        """One way out for each share, by the owner's own name for it."""
        return tuple(self.shares)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because(
            "{shares}", shares=[because("{way} {n} %", way=w, n=n) for w, n in self.shares.items()]
        )

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("split by chance ({shares})", shares=self.summary())

    def decide(self, ctx: Context) -> Go:
        """Who it is decides, not when."""
        whom = " ".join(ctx.text(self.per).split()) or str(ctx.get("event.subject"))
        way = side(self.shares, ctx.chance(whom))
        return Go(because("{whom} belongs to “{way}”", whom=whom[:200], way=way), way)

    examples = (
        Example({"shares": {"new": 20, "old": 80}}, because="anna@example.com belongs to “old”", port="old"),
    )  # fmt: skip
