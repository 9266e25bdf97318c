"""The shapes that go out and come in by ``/api/v1``. Fields are added, never renamed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.core.document import Workflow
from app.core.sentence import Json

T = TypeVar("T")
Id = Annotated[str, Field(description="Its id.", examples=["01kd7b4m6w3h5y8n0q2r4t6v8x"])]


class Out(BaseModel):
    """Whatever goes out."""

    model_config = ConfigDict(from_attributes=True)


class In(BaseModel):
    """Whatever comes in: unknown keys are refused by name."""

    model_config = ConfigDict(extra="forbid")


class Listing(Out, Generic[T]):
    """A page of a list."""

    items: list[T]
    next: str | None = Field(None, description="`cursor` of the next page; null where this was the last.")


class FieldProblem(Out):
    """What is wrong at one place of what was sent."""

    model_config = ConfigDict(extra="allow")
    message: str


class ErrorBody(Out):
    """What went wrong."""

    code: str = Field(description="A word for programs; it never changes.")
    message: str = Field(description="A sentence for people, in the language of Accept-Language.")
    problems: list[FieldProblem] | None = None


class ErrorOut(Out):
    """Every error looks like this."""

    error: ErrorBody


class ProblemOut(Out):
    """What is wrong with a drawing, at its step."""

    step: str | None = Field(description="The step; null for the workflow as a whole.")
    field: str | None = Field(description="The setting of the step.")
    code: str
    severity: str = Field(description="`error` stands in the way of publishing, `warning` does not.")
    message: str


class Problems(Out):
    """Everything that is wrong with a drawing, at once."""

    problems: list[ProblemOut]


# --------------------------------------------------------------------------------------------- the catalogue


class NodeOut(Out):
    """A kind of step."""

    type: str = Field(examples=["order.add_tags"])
    kind: str = Field(description="`trigger`, `condition` or `action`.")
    title: str
    description: str
    icon: str
    ports: list[str] = Field(
        description="The ways out, as its first example has them; settings may define more."
    )
    needs: list[str] = Field(description="Facts that an earlier step must have given.")
    gives: dict[str, str] = Field(description="Facts that it adds: name -> shape.")
    connection: str | None = Field(description="The slot that its effects go through.")
    platforms: list[str] = Field(
        description="The kinds of connection that tell or do it; empty: any will do, or none."
    )
    listens: list[str] = Field(description="A trigger's events.")
    settings: dict[str, Any] = Field(description="JSON schema of the settings.")
    example: dict[str, Any] = Field(description="Settings that work.")


# --------------------------------------------------------------------------------------------- connections


class ConnectionIn(In):
    """A new connection. Secrets go in and never come out."""

    kind: str = Field(description="`shopify`, `woocommerce`, `demo`, `email`, ...", examples=["shopify"])
    name: str = Field(min_length=1, max_length=120)
    settings: dict[str, Json] = Field(default_factory=dict, description="As the kind asks for them.")


class ConnectionChange(In):
    """What is to be changed; settings that are not named stay as they are."""

    name: str | None = Field(None, min_length=1, max_length=120)
    settings: dict[str, Json] | None = None


class ConnectionOut(Out):
    """Saved access to a service, without its secrets."""

    id: Id
    kind: str
    name: str
    hook_path: str | None = Field(description="Where the store sends its messages; null where it sends none.")
    settings: dict[str, Json]
    created: datetime
    first_seen: datetime | None = Field(None, description="When its first message came.")
    last_seen: datetime | None = None
    problem: str | None = None


class ConnectionTested(Out):
    """What trying a connection found."""

    ok: bool
    message: str


# ----------------------------------------------------------------------------------------------- workflows


class WorkflowIn(In):
    """A document with its bindings beside it, or the bare document."""

    document: Workflow
    bindings: dict[str, str] | None = Field(None, description="Slot -> id of a connection.")

    @model_validator(mode="before")
    @classmethod
    def bare(cls, value: Any) -> Any:
        """A bare document is one whose bindings are still to be found."""
        if isinstance(value, dict) and "document" not in value and "name" in value:
            document = {key: inside for key, inside in value.items() if key != "bindings"}
            return {"document": document, "bindings": value.get("bindings")}
        return value


class WorkflowLine(Out):
    """What is known of a workflow beside its document."""

    id: Id
    name: str
    state: str = Field(description="`draft` (never published), `on` or `off`.")
    rev: int = Field(description="Counts the changes of the draft.")
    live: int | None = Field(description="The version that runs use; null before the first.")
    differs: bool = Field(description="Whether the draft is not what is live.")
    bindings: dict[str, str]
    created: datetime
    updated: datetime


class WorkflowOut(WorkflowLine):
    """A workflow; `document` is its draft."""

    document: dict[str, Any]


class Imported(Out):
    """What came of one imported document."""

    id: Id
    report: ImportReport


class ImportReport(Out):
    """What is still to be done, and what to look at before it is published."""

    name: str
    created: bool = Field(description="False: a workflow of this id was there, and has a new draft now.")
    bindings: dict[str, str]
    addresses: list[str] = Field(description="The web addresses that its steps would call.")
    problems: list[ProblemOut]
    told: list[ToldOut] = Field(
        default=[], description="Of a file of Shopify Flow: what became of each step."
    )


class ToldOut(Out):
    """What became of a step of Shopify Flow. `step`: empty for what stood beside the steps."""

    step: str
    fate: Literal["same", "different", "missing", "also"]
    message: str


class ImportedAll(Imported):
    """`id` and `report` are the first document's; `items` are all of them."""

    items: list[Imported]


class ApprovedIn(In):
    """Web addresses that an import brought, as its report lists them."""

    addresses: list[str]


class TrialIn(In):
    """One of the two."""

    event_id: str | None = Field(None, description="An event that is kept.")
    event: TrialEvent | None = None

    @model_validator(mode="after")
    def one(self) -> TrialIn:
        """Neither none nor both."""
        if (self.event_id is None) == (self.event is None):
            raise ValueError("give either event_id or event")
        return self


class TrialEvent(In):
    """An event as it might come."""

    name: str = Field(examples=["order.created"], max_length=80)
    subject: str = Field("", examples=["order:1001"], max_length=200)
    at: datetime | None = Field(None, description="When it happened, with zone; now where not given.")
    data: dict[str, Json] = Field(default_factory=dict, description="Facts by name, such as `order`.")


# ------------------------------------------------------------------------------------------ events and runs


class EventLine(Out):
    """Something that happened in a shop."""

    id: Id
    connection: str
    name: str
    subject: str
    at: datetime = Field(description="The store's own time of it.")
    seen: datetime = Field(description="When we had it.")


class EventOut(EventLine):
    """An event with its facts."""

    data: dict[str, Json]


class StepOut(Out):
    """What one step did and why."""

    step: str
    type: str | None = None
    status: str = Field(
        description="`done`, `failed`, `doubt`, `waiting`, `trying`, `running` or `unfinished`."
    )
    because: str | None
    port: str | None = Field(description="The way out that it took.")
    input: dict[str, Json] | None = Field(description="Its settings in the version that ran.")
    output: Json = None
    effect: dict[str, Json] | None = Field(
        None, description="What it did in the world, with all values filled in."
    )
    attempts: int
    started: datetime | None
    finished: datetime | None
    due: datetime | None = Field(None, description="Until when it waits.")


class UndoOut(Out):
    """A change that takes itself back."""

    step: str
    due: datetime
    state: str
    because: str | None


class RunLineOut(Out):
    """A run in a list."""

    id: Id
    workflow: str
    workflow_name: str
    version: int
    event: str
    event_name: str
    subject: str
    status: str = Field(
        description="Open: `ready`, `running`, `waiting`, `queued` (behind another of its lane), `held` (more than "
        "expected), `paused`. Ended: `done`, `stopped`, `failed`, `doubt`, `cancelled`."
    )
    because: str | None
    created: datetime
    updated: datetime


class RunOut(RunLineOut):
    """A run with every step in the order they began."""

    input: dict[str, Json] = Field(description="The facts of the event that started it.")
    steps: list[StepOut]
    undos: list[UndoOut]


class Noted(Out):
    """Something that a test run would have done."""

    step: str
    effect: dict[str, Json]
    because: str


class TrialOut(Out):
    """A test run. Nothing was changed anywhere."""

    starts: bool = Field(description="Whether this event starts the workflow at all.")
    because: str
    run: RunOut | None
    noted: list[Noted]


# ---------------------------------------------------------------------------------------------------- outbox


class MessageLine(Out):
    """A message that was written down instead of sent."""

    id: Id
    at: datetime
    run: str
    to: str
    subject: str


class MessageOut(MessageLine):
    """The same with its content."""

    html: str
    text: str


TrialIn.model_rebuild()
Imported.model_rebuild()
ImportedAll.model_rebuild()
