"""An action that writes to the shop's own people."""

from __future__ import annotations

from app.core import attaching, mail
from app.core.effects import Answer, SendEmail
from app.core.node import Action, Ask, Context, Example, Go, Html, ItemsPath, Meta, Text, setting
from app.core.sentence import Sentence, because


class TeamEmail(Action):
    """Sends an e-mail to yourself or to your team, each a mail of their own, with a list as a file if you like."""

    meta = Meta("E-mail the team", icon="users", connection="mail",
                words="internal, notify me, staff, alert, report, warehouse, accountant, csv, attachment")  # fmt: skip
    effects = (SendEmail,)
    puts = {"to": "list", "sent": "yes_no"}
    to: list[mail.Address] = setting(
        "To", "One or more addresses.", widget="tags", min_length=1, max_length=20
    )
    subject: Text = setting("Subject", "Values can be inserted.", min_length=1, max_length=500)
    body: Html = setting("Text", "A blank line begins a paragraph; HTML is possible.", widget="html", min_length=1,
                         max_length=100_000)  # fmt: skip
    items: ItemsPath = setting("Attach a list", "As CSV, such as order.line_items. Empty: nothing.", "",
                               max_length=200)  # fmt: skip
    columns: dict[str, str] = setting("Its columns", "A column's name, and the entry's field in it; none: all fields.",
                                      dict, widget="keyvalue", max_length=30)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{subject}”", subject=self.subject)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("e-mail “{subject}” to {to}", subject=self.subject, to=list(self.to))

    def decide(self, ctx: Context) -> Ask:
        """The mail to the first; ``settle`` goes on with the others, one a turn, so that none gets it twice."""
        subject, html = mail.written(ctx, self.subject, self.body)
        sheets = (attaching.table(ctx, self.items, self.columns, "list"),) if self.items else ()
        effect = SendEmail(to=self.to[ctx.turn], subject=subject, html=html, sheets=sheets)
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        """The next one, or done."""
        if ctx.turn < len(self.to):
            return self.decide(ctx)
        said = because("e-mailed “{subject}” to {to}", subject=self.subject, to=list(self.to))
        return Go(said, output={"to": list(self.to), "sent": True})

    examples = (Example({"to": ["team@example.com"], "subject": "Big order", "body": "{{ order.name }} came."},
                        because="e-mails “Big order” to team@example.com", settled="next"),)  # fmt: skip
