"""A workflow as a paragraph, made by rules from its graph: "When an order is created, check if ... If so, ..."

It is a tree of sentences, so that each language puts it into its own words; ids of messages hold the punctuation.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from app.core import stop_rules
from app.core.document import Step, Workflow
from app.core.node import FAILED, Node
from app.core.placeholders import spoken
from app.core.sentence import Sentence, because

DEEPEST = 30
"""Branches within branches that a paragraph follows; nobody reads further."""

Catalogue = Mapping[str, type[Node]]


def paragraph(
    document: Workflow, catalogue: Catalogue, workflows: Mapping[str, str] | None = None
) -> Sentence:
    """The workflow in words, as one Sentence. Drawings that are not right yet are told as far as they go.

    ``workflows``: the names of other workflows by their ids, for steps that run them.
    """
    whole = _Teller(document, catalogue, workflows or {}).whole()
    stops = stop_rules.told(stop_rules.of_drawing(document, catalogue)[1])
    return whole if stops is None else _joined([whole, stops])


def told(step: Step, catalogue: Catalogue, workflows: Mapping[str, str] | None = None) -> Sentence:
    """One step as part of the paragraph; its title while its settings are not finished."""
    kind = catalogue.get(step.type)
    if kind is None:
        return because("do “{type}”", type=step.type)
    try:
        node = kind.model_validate(step.settings)
        called = node.calls()
        if called is not None and called.workflow in (workflows or {}):
            return because("run the workflow “{name}”", name=(workflows or {})[called.workflow])
        return spoken(node.told())
    except ValidationError:
        return because("do “{title}” (not finished yet)", title=because(kind.meta.title))


class _Teller:
    def __init__(self, document: Workflow, catalogue: Catalogue, workflows: Mapping[str, str]) -> None:
        self.document, self.catalogue, self.workflows = document, catalogue, workflows
        self.steps = {step.id: step for step in document.steps}
        self.leads: dict[tuple[str, str], list[str]] = {}
        for edge in document.edges:
            targets = self.leads.setdefault((edge.source, edge.port), [])
            if edge.target in self.steps and edge.target not in targets:
                targets.append(edge.target)
        self.said: set[str] = set()
        self.depth = 0

    def whole(self) -> Sentence:
        trigger = next((step for step in self.document.steps if self._kind(step) == "trigger"), None)
        if trigger is None:
            return because("Nothing starts this workflow yet.")
        self.said.add(trigger.id)
        start = told(trigger, self.catalogue, self.workflows)
        follows = self._after(trigger.id, "next")
        if not follows:
            return because("When {trigger}, nothing happens yet.", trigger=start)
        return _joined([because("When {trigger}, {step}", trigger=start, step=follows[0]), *follows[1:]])

    def _kind(self, step: Step) -> str:
        kind = self.catalogue.get(step.type)
        return kind.kind if kind else ""

    def _after(self, source: str, port: str) -> list[Sentence]:
        """What follows a way out. The first sentence goes on in the middle, the others begin anew."""
        targets = self.leads.get((source, port), [])
        if not targets:
            return []
        if self.depth >= DEEPEST:
            return [because("and so on.")]
        self.depth += 1
        try:
            if len(targets) == 1:
                return self._from(targets[0])
            branches = [_joined(self._from(target)) for target in targets]
            return [because("do at the same time: {branches}", branches=_alternating(branches))]
        finally:
            self.depth -= 1

    def _from(self, step_id: str) -> list[Sentence]:
        """A chain of steps: the first lies open, so that it can follow a comma."""
        told_: list[Sentence] = []
        at: str | None = step_id
        while at is not None:
            step = self.steps[at]
            if at in self.said:
                again = because("go on with “{step}”", step=self._title(step))
                return [
                    *told_,
                    because("Then {step}.", step=again) if told_ else because("{step}.", step=again),
                ]
            self.said.add(at)
            here = told(step, self.catalogue, self.workflows)
            told_.append(because("{step}.", step=here) if not told_ else because("Then {step}.", step=here))
            ports = [port for source, port in self.leads if source == at and port != FAILED]
            told_ += self._failure(at)
            if ports in ([], ["next"]):
                onward = self.leads.get((at, "next"), [])
                if len(onward) != 1:
                    told_ += [because("Then {step}", step=one) for one in self._after(at, "next")[:1]]
                    return told_
                at = onward[0]
            else:
                return told_ + [way for port in ports if (way := self._way(at, port)) is not None]
        return told_

    def _failure(self, step_id: str) -> list[Sentence]:
        steps = self._after(step_id, FAILED)
        return [because("(If that fails, {steps})", steps=_joined(steps))] if steps else []

    def _way(self, step_id: str, port: str) -> Sentence | None:
        steps = self._after(step_id, port)
        if not steps:
            return None
        rest = _joined(steps)
        match port:
            case "then":
                return because("If so, {steps}", steps=rest)
            case "otherwise":
                return because("Otherwise {steps}", steps=rest)
            case "each":
                return because("For each of them, {steps}", steps=rest)
            case "after":
                return because("After that, {steps}", steps=rest)
            case "happened":
                return because("When that happens, {steps}", steps=rest)
            case "timed_out":
                return because("If it does not happen in time, {steps}", steps=rest)
            case _:
                return because("For “{way}”, {steps}", way=port, steps=rest)

    def _title(self, step: Step) -> Sentence:
        kind = self.catalogue.get(step.type)
        return because(kind.meta.title) if kind else because("{type}", type=step.type)


def _joined(sentences: list[Sentence]) -> Sentence:
    """Sentences one after the other."""
    if not sentences:
        return because("")
    names = {f"s{n}": sentence for n, sentence in enumerate(sentences)}
    return because(" ".join("{" + name + "}" for name in names), **names) if len(names) > 1 else sentences[0]


def _alternating(branches: list[Sentence]) -> Sentence:
    """Branches that run side by side, numbered."""
    return _joined([because("({n}) {branch}", n=n, branch=one) for n, one in enumerate(branches, 1)])
