"""An action that writes to the team's chat."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.chat import SendChat
from app.core.mail import nothing
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because


class Chat(Action):
    """Posts a message to your chat: a channel in Slack, Microsoft Teams or Discord, or a Telegram chat."""

    meta = Meta("Post to chat", icon="message-circle", connection="chat",
                words="slack, teams, telegram, discord, channel, notify, alert, team")  # fmt: skip
    effects = (SendChat,)
    text: Text = setting("Text", "Values can be inserted.", widget="area", min_length=1, max_length=20_000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{text}”", text=self.text)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("post “{text}” to the chat", text=self.text)

    def decide(self, ctx: Context) -> Ask:
        """Asks for one message. Raises Missing where nothing would stand in it."""
        text = ctx.text(self.text).strip()
        if not text:
            raise nothing(ctx, self.text, because("the message"))
        effect = SendChat(text=text)
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """It is posted."""
        return Go(answer.because)

    examples = (Example({"text": "{{ order.name }} needs a look"}, settled="next",
                        because="posts “#1001 needs a look” to the chat"),)  # fmt: skip
