"""The error tree. ``str(error)`` is a sentence that can be read aloud to the owner of a shop.

AppError
├── InvalidWorkflow   a drawing that can't be used as it is       422
├── InvalidInput      a value at a door that can't be taken       400/422
├── NotFound          nothing of that name is here                404
├── Conflict          somebody changed it meanwhile               409
├── Rejected          who asks may not have it                    401/403
├── Busy              can't be taken now; ask again later         503
└── StepError         a step of a run went wrong
    ├── Temporary     worth another try (``retry_after`` seconds, if the service said so)
    │   └── NotYet    its turn has not come: nothing was tried
    │       └── Down  its service is left alone, as it does not answer
    └── Permanent     another try changes nothing
        ├── Missing   a value that the step reads is not there
        ├── Unasked   we have no keys to ask the service with
        └── Doubt     may have been done already; only a person can tell
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.sentence import Sentence


class AppError(Exception):
    """Whatever we raise on purpose. ``sentence`` is kept, so that it can be shown in the reader's language."""

    code = "error"

    def __init__(self, sentence: Sentence | str) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class InvalidWorkflow(AppError):
    """A drawing that can't be used as it is."""

    code = "invalid_workflow"


class InvalidInput(AppError):
    """A value at one of the doors that can't be taken."""

    code = "invalid_input"


class NotFound(AppError):
    """Nothing of that name is here."""

    code = "not_found"


class Conflict(AppError):
    """Somebody changed it meanwhile; nothing was overwritten."""

    code = "conflict"


class Rejected(AppError):
    """Who asks may not have it."""

    code = "rejected"


class Busy(AppError):
    """It can't be taken now; ``retry_after`` seconds later it can."""

    code = "busy"

    def __init__(self, sentence: Sentence | str, retry_after: int = 5) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


class StepError(AppError):
    """A step of a run went wrong."""

    code = "step_error"


class Temporary(StepError):
    """Worth another try. ``retry_after``: seconds that the service asked for, or None.

    ``unclear``: the request left, but no answer came, so it may have been done.
    """

    code = "temporary"

    def __init__(
        self, sentence: Sentence | str, retry_after: float | None = None, *, unclear: bool = False
    ) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after
        self.unclear = unclear


class NotYet(Temporary):
    """Its turn has not come: nothing was tried, so it counts as no try. ``retry_after``: seconds until its turn."""

    code = "not_yet"

    def __init__(self, sentence: Sentence | str, retry_after: float) -> None:
        super().__init__(sentence, retry_after)
        self.seconds = retry_after


class Down(NotYet):
    """The service does not answer and is left alone for a while. Nothing was tried; but who waits too long gives up."""

    code = "down"


class Permanent(StepError):
    """Another try changes nothing."""

    code = "permanent"


class Missing(Permanent):
    """A value that the step reads is not there."""

    code = "missing"


class Unasked(Permanent):
    """We were never given the keys that asking the service takes."""

    code = "unasked"


class Doubt(Permanent):
    """May have been done already; only a person can tell."""

    code = "doubt"
