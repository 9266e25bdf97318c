"""Effects: what a step wants done in the world, as values. One file per kind of thing that is acted on.

A new file is enough: all are imported here, because what lies in a journal must be known again after a restart.
"""

import importlib
import pkgutil

from app.core.effects.base import Answer, Effect, by_name
from app.core.effects.facts import GetFact, GetWithOrder
from app.core.effects.http import HttpRequest
from app.core.effects.message import SendEmail
from app.core.effects.shop import AddTags, RemoveTags
from app.core.effects.state import CountEvent, Keep

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

__all__ = [
    "AddTags",
    "Answer",
    "CountEvent",
    "Effect",
    "GetFact",
    "GetWithOrder",
    "HttpRequest",
    "Keep",
    "RemoveTags",
    "SendEmail",
    "by_name",
]
