"""An action on any web address that checks signatures."""

from __future__ import annotations

from app.core.effects.http import SignedRequest
from app.core.node import Ask, Context, Example, Meta
from app.core.sentence import Sentence, because
from app.core.web_step import Calling


class Signed(Calling):
    """Calls a web address and signs what it sends, so that the other program knows that it is from you."""

    meta = Meta("Signed HTTP request", icon="key-round", connection="signing",
                words="webhook, signature, hmac, secret, secure, api, call, url, post, json")  # fmt: skip
    effects = (SignedRequest,)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("call {url}, signed", url=self.url)

    def decide(self, ctx: Context) -> Ask:
        """Asks for one call; the signature is made where the secret is."""
        effect = SignedRequest.model_validate(self.request(ctx).model_dump())
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"url": "https://example.com/hook", "body": '{"order": {{ order.id | json }}}'}, settled="next",
                because="calls POST https://example.com/hook"),
    )  # fmt: skip
