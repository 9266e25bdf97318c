"""An action that waits for a person's word."""

from __future__ import annotations

from app.core import asking
from app.core.effects import Answer, SendEmail
from app.core.effects.question import OpenQuestion
from app.core.node import Ask, Context, Example, Go, Meta
from app.core.sentence import Sentence, because, span


class AskPerson(asking.Asking):
    """Asks somebody to approve or to decline, by e-mail and on Storeflow's first page, and waits for the answer."""

    meta = Meta("Ask a person", icon="user-round-check", connection="mail",
                words="approve, approval, decline, review, confirm, human, manual, decide, question")  # fmt: skip
    effects = (OpenQuestion, SendEmail)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{question}”", question=self.question)

    def told(self) -> Sentence:
        """For the paragraph."""
        time = span(self.amount, self.unit)
        return because(
            "ask “{question}” and wait at most {span} for the answer", question=self.question, span=time
        )

    def decide(self, ctx: Context) -> Ask:
        """First the question is opened."""
        return self.opening(ctx)

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        """Then it mails, waits, reminds, waits; the first answer counts."""
        plan = asking.stages(by_mail=bool(self.to.strip()), remind=self.remind)
        if plan[ctx.turn - 1] == "wait" and (answer.came == "event" or ctx.turn == len(plan)):
            return asking.answered(answer)
        if plan[ctx.turn] == "open":
            return self.opening(ctx)
        if plan[ctx.turn] == "mail":
            return self.letter(ctx)
        return asking.wait(answer, first_of_two=ctx.turn < len(plan) - 1)

    examples = (
        Example({"question": "Refund {{ order.name }}?", "text": "{{ order.total }} to {{ customer.name }}"},
                because="asks “Refund #1001?”"),
    )  # fmt: skip
