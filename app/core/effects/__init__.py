"""Effects: what a step wants done in the world, as values. One file per kind of thing that is acted on."""

from app.core.effects.base import Answer, Effect, by_name
from app.core.effects.facts import GetFact
from app.core.effects.http import HttpRequest
from app.core.effects.message import SendEmail
from app.core.effects.shop import AddTags, RemoveTags
from app.core.effects.state import CountEvent, Keep

__all__ = [
    "AddTags",
    "Answer",
    "CountEvent",
    "Effect",
    "GetFact",
    "HttpRequest",
    "Keep",
    "RemoveTags",
    "SendEmail",
    "by_name",
]
