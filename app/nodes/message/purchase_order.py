"""An action that orders from a supplier."""

from __future__ import annotations

from app.core import mail, purchase
from app.core.effects import Answer, SendEmail
from app.core.effects.state import Remember
from app.core.node import Action, Ask, Context, Example, Go, Html, ItemsPath, Meta, Text, setting
from app.core.sentence import Sentence, because


class PurchaseOrder(Action):
    """Orders from a supplier by e-mail, with a numbered list of articles: the run's own product, or a list of them."""

    meta = Meta("Order from a supplier", icon="clipboard-list", connection="mail",
                words="purchase order, reorder, restock, vendor, buy, replenish, pdf, csv, po")  # fmt: skip
    effects = (Remember, SendEmail)
    puts = {"number": "text", "to": "text", "lines": "number"}
    to: Text = setting("Supplier's address", "", widget="email", min_length=1, max_length=320)
    subject: Text = setting("Title", "The number follows it.", "Purchase order", min_length=1, max_length=200)
    body: Html = setting("Text", "", "Please send us the articles of the attached list.", widget="html",
                         min_length=1, max_length=20_000)  # fmt: skip
    items: ItemsPath = setting("Articles", "A list. Empty: the product of the workflow.", "", max_length=200)
    quantity: str = setting("Quantity", "A number, or the field of an article that holds it.", "quantity",
                            min_length=1, max_length=100)  # fmt: skip
    price: str = setting("Price", "The field that holds it, such as cost. Empty: none.", "", max_length=100)
    files: purchase.Files = setting("As", "", "both", choices=purchase.FILES)
    prefix: str = setting("Before the number", "", "PO-", max_length=20)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("to {to}", to=self.to)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("order from {to} by e-mail", to=self.to)

    def decide(self, ctx: Context) -> Ask:
        """First the next number, which no other order gets; but none where nothing could be ordered."""
        mail.recipient(self.to, ctx)
        purchase.lines(ctx, self.items, self.quantity, self.price)
        effect = Remember(name="purchase orders", subject="", how="add", value=1)
        return Ask(because("takes the next number for an order"), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        """Then the mail under that number."""
        ordered = purchase.lines(ctx, self.items, self.quantity, self.price)
        to = mail.recipient(self.to, ctx)
        if ctx.turn > 1:
            number = self.prefix + purchase.number_of(answer.because)
            return Go(answer.because, output={"number": number, "to": to, "lines": len(ordered)})
        number = f"{self.prefix}{(answer.value or {}).get('value') or 1}"
        effect = purchase.letter(ctx, (self.subject, self.body), number, to, ordered, self.files)
        return Ask(effect.sentence(), effect)

    examples = (Example({"to": "supplier@example.com", "quantity": "20"}, answer={"value": 7},
                        because="takes the next number for an order"),)  # fmt: skip
