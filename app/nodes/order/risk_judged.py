"""A trigger."""

from __future__ import annotations

from app.core.happenings import OrderRead, other_than
from app.core.node import Context, Example, Meta, setting
from app.core.sentence import Sentence, because
from app.core.shop_choices import RISK, RiskLevel


class OrderRiskJudged(OrderRead):
    """Starts when your store has judged how likely an order is fraud, and when that changes."""

    meta = Meta(
        "Risk of an order judged",
        icon="shield-check",
        connection="shop",
        words="fraud, risk analysed, high risk, suspicious",
    )
    listens = ("order.risk_changed",)
    every = because("Every order whose risk is judged")
    when = because("the risk of an order is judged")
    happened = because("the risk of order {what} was judged")
    levels: list[RiskLevel] = setting(
        "Only at this risk", "None chosen: whatever the risk.", list, widget="several", choices=RISK
    )

    def refuses(self, ctx: Context) -> Sentence | None:
        """Where it is another than asked for."""
        return other_than(ctx, "order.risk_level", self.levels)

    examples = (
        Example({"levels": ["high"]}, because="the risk of order #1001 was judged", port="next"),
        Example({}, because="reads what it is about", names={"order": {"id": "1001"}}, settled="next"),
    )
