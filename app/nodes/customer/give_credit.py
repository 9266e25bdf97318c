"""An action on the customer."""

from __future__ import annotations

from app.core.codes import code_for
from app.core.effects.customers import GiveStoreCredit
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.offers import amount, ends
from app.core.people import customer_of, email_of
from app.core.sentence import Sentence, because, span


class GiveCredit(Action):
    """Gives the customer money for the next order. In WooCommerce that is a coupon only they can use, once."""

    meta = Meta("Give store credit", icon="wallet", needs={"customer"}, connection="shop",
                words="cashback, reward, loyalty, gift, apology, goodwill, refund as credit, voucher")  # fmt: skip
    effects = (GiveStoreCredit,)
    puts = {"amount": "money", "currency": "text", "code": "text"}
    amount: Text = setting("Amount", "In your shop's currency, such as 5 or {{ order.total | times: 0.05 }}.",
                           min_length=1, max_length=500)  # fmt: skip
    expires: int = setting("Expires after", "0: never.", 0, ge=0, le=3650, unit="days")
    notify: bool = setting("Tell the customer", "By Shopify's own e-mail.", False)
    prefix: Text = setting("Code begins with", "For WooCommerce.", "CREDIT-", max_length=40)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{amount}", amount=self.amount)

    def told(self) -> Sentence:
        """For the paragraph."""
        done = because("give the customer {amount} of store credit", amount=self.amount)
        if self.expires:
            done = because("{done}, to be spent within {span}", done=done, span=span(self.expires, "days"))
        return done

    def decide(self, ctx: Context) -> Ask:
        """The credit, given."""
        worth, currency = amount(ctx.text(self.amount), ctx)
        effect = GiveStoreCredit(
            **customer_of(ctx), amount=worth, currency=currency, code=code_for(ctx, ctx.text(self.prefix)),
            email=email_of(ctx), ends_at=ends(ctx, self.expires), notify=self.notify, at=ctx.now.isoformat(),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (Example({"amount": "5"}, because="gives Anna Berger 5.00 EUR to spend", settled="next"),)
