"""What differs between two documents, in words: for the publish page, and for comparing two versions.

Two documents that are not the same always differ in words too; what is only decoration (places) is said last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from app.core import condition_words, stop_rules
from app.core.document import Step, Workflow
from app.core.drawing import Catalogue, node_of, ways
from app.core.node import Node
from app.core.placeholders import in_words, spoken
from app.core.ports import port_words
from app.core.sentence import Json, Sentence, because, packed, span

Kind = Literal["added", "removed", "settings", "arrows", "words", "places"]
SHORT = 80
"""Characters of a text that are told whole; of a longer one only that it changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``step``: the step that it is about, "" for the workflow as a whole."""

    kind: Kind
    sentence: Sentence
    step: str = ""


def changes(before: Workflow, after: Workflow, catalogue: Catalogue) -> list[Change]:
    """Every difference, in the order in which a person asks: what is new, gone, set otherwise, led elsewhere, moved."""
    return [*_Comparison(before, after, catalogue).all()]


class _Comparison:
    def __init__(self, before: Workflow, after: Workflow, catalogue: Catalogue) -> None:
        self.before, self.after, self.catalogue = before, after, catalogue
        self.was = {step.id: step for step in before.steps}
        self.now = {step.id: step for step in after.steps}
        self.both = [step for step in self.now if step in self.was]
        self.was_called = titles(before, catalogue)
        self.called = {**self.was_called, **titles(after, catalogue)}

    def all(self) -> Iterator[Change]:
        yield from self._whole()
        yield from self._steps()
        for step in self.both:
            yield from self._one(self.was[step], self.now[step])
        yield from self._arrows()
        yield from self._words()
        yield from self._places()

    def _whole(self) -> Iterator[Change]:
        if self.before.name != self.after.name:
            yield Change(
                "words",
                because("It is called “{name}”, not “{was}”.", name=self.after.name, was=self.before.name),
            )
        if self.before.one_at_a_time != self.after.one_at_a_time:
            about = {
                "subject": because("Runs about the same thing now go one after the other."),
                "customer": because("Runs about the same customer now go one after the other."),
            }
            together = because("Runs no longer wait for each other.")
            yield Change("settings", about.get(self.after.one_at_a_time or "", together))
        if self.before.stops != self.after.stops:
            yield from self._stops()
        kinds = {name: set(slot.kind) for name, slot in self.after.slots.items()}
        had = {name: set(slot.kind) for name, slot in self.before.slots.items()}
        for name in sorted(kinds.keys() | had.keys()):
            if kinds.get(name) != had.get(name):
                yield Change("settings", _slot(name, name in kinds, name in had))

    def _stops(self) -> Iterator[Change]:
        was, now = (stop_rules.of_drawing(one, self.catalogue)[1] for one in (self.before, self.after))
        for rule in stop_rules.RULES:
            name = because(stop_rules.WORDS[rule])
            if rule in now and rule not in was:
                yield Change("settings", because("It now also stops by itself if {rule}.", rule=name))
            if rule in was and rule not in now:
                yield Change("settings", because("It no longer stops by itself if {rule}.", rule=name))
        if was == now:
            yield Change(
                "settings", because("It is said anew when it stops by itself; that changes nothing now.")
            )

    def _steps(self) -> Iterator[Change]:
        for step in self.now.values():
            if step.id not in self.was:
                before = [edge for edge in self.after.edges if edge.target == step.id]
                said = because("New: {step}", step=self._does(step))
                if before:
                    said = because(
                        "New after “{source}”: {step}",
                        source=self.called[before[0].source],
                        step=self._does(step),
                    )
                yield Change("added", said, step.id)
        for step in self.was.values():
            if step.id not in self.now:
                yield Change("removed", because("Gone: {step}", step=self._does(step)), step.id)

    def _does(self, step: Step) -> Sentence:
        """A step with what it does."""
        node, title = node_of(step, self.catalogue), _title(step, self.catalogue)
        try:
            summary = node.summary() if node else because("")
        except Exception:  # unfinished settings may hold anything
            summary = because("")
        if not summary.id:
            return because("“{step}”", step=title)
        return because("“{step}” ({what})", step=title, what=spoken(summary))

    # ------------------------------------------------------------------------------------------------ one step

    def _one(self, was: Step, now: Step) -> Iterator[Change]:
        name = self.called[now.id]
        if was.type != now.type:
            said = because("“{was}” became {step}", was=_title(was, self.catalogue), step=self._does(now))
            yield Change("settings", said, now.id)
            return
        for said in self._settings(was, now):
            yield Change("settings", because("“{step}”: {what}", step=name, what=said), now.id)
        if was.retry != now.retry:
            if now.retry is None:
                what = because("it is tried again as Storeflow does by itself")
            elif now.retry.pause is None:
                what = because("it is tried {n} times at most", n=now.retry.tries)
            else:
                what = because(
                    "it is tried {n} times at most, {span} apart",
                    n=now.retry.tries,
                    span=span(now.retry.pause, "seconds"),
                )
            yield Change("settings", because("“{step}”: {what}", step=name, what=what), now.id)

    def _settings(self, was: Step, now: Step) -> Iterator[Sentence]:
        if was.settings == now.settings:
            return
        kind = self.catalogue.get(now.type)
        fields = kind.model_fields if kind else {}
        told = False
        for said in _conditions(kind, was, now) if kind else ():
            told = True
            yield said
        for name, info in fields.items():
            if name == "unit" or _widget(info) == "conditions":
                continue
            old, new = _value(was, name, fields), _value(now, name, fields)
            if old != new:
                told = True
                yield _field(info, old, new)
        if not told:
            yield because("its settings changed")

    # ------------------------------------------------------------------------------------------------ together

    def _arrows(self) -> Iterator[Change]:
        """What comes next, where both ends were there before or are there now; a healed path is told by the step."""
        old, new = _leads(self.before), _leads(self.after)
        for source in self.both:
            ports = [*ways(self.now[source], self.catalogue), *sorted(p for s, p in old | new if s == source)]
            for port in dict.fromkeys(ports):
                was, now = old.get((source, port), []), new.get((source, port), [])
                if was == now:
                    continue
                yield Change("arrows", self._next(source, port, was, now), source)

    def _next(self, source: str, port: str, was: list[str], now: list[str]) -> Sentence:
        names: dict[str, Json] = {"step": self.called[source]}
        if sorted(was) == sorted(now):
            return because("After “{step}” the same steps follow in another order", **names)
        names["now"] = [packed(because("“{step}”", step=self.called.get(s, because("?")))) for s in now]
        names["was"] = [packed(because("“{step}”", step=self.was_called.get(s, because("?")))) for s in was]
        if port != "next":
            names["way"] = port_words(port)
        if now and was:
            return (
                because("After “{step}” comes {now}, no longer {was}", **names)
                if port == "next"
                else because("After “{step}”, by “{way}”, comes {now}, no longer {was}", **names)
            )
        if now:
            return (
                because("After “{step}” comes {now}", **names)
                if port == "next"
                else because("After “{step}”, by “{way}”, comes {now}", **names)
            )
        return (
            because("After “{step}” nothing comes any more; it was {was}", **names)
            if port == "next"
            else because("After “{step}”, by “{way}”, nothing comes any more; it was {was}", **names)
        )

    def _words(self) -> Iterator[Change]:
        for step in self.both:
            if self.was[step].note != self.now[step].note:
                said = because("The note on “{step}” changed", step=self.called[step])
                yield Change("words", said, step)
        if _notes(self.before, place=False) != _notes(self.after, place=False):
            yield Change("words", because("Notes on the canvas changed"))

    def _places(self) -> Iterator[Change]:
        """Order in the file and places on the canvas change nothing that the workflow does."""
        moved = [
            step
            for step in self.both
            if (self.was[step].offset, self.was[step].position)
            != (self.now[step].offset, self.now[step].position)
        ]
        listed = [s for s in self.was if s in self.now] != self.both
        drawn = _notes(self.before, place=True) != _notes(self.after, place=True)
        shuffled = not listed and [e for e in self.before.edges if e in self.after.edges] != [
            e for e in self.after.edges if e in self.before.edges
        ]
        if moved or listed or drawn or shuffled:
            yield Change(
                "places", because("Steps or notes were moved on the canvas; that changes nothing they do")
            )


def titles(document: Workflow, catalogue: Catalogue) -> dict[str, Sentence]:
    """What to call each step; of several with one title, with their summary, and with their id as a last resort."""
    plain = {step.id: _title(step, catalogue) for step in document.steps}
    count = Counter(str(title) for title in plain.values())
    longer: dict[str, Sentence] = {}
    for step in document.steps:
        node = node_of(step, catalogue)
        try:
            summary = node.summary() if node else because("")
        except Exception:  # unfinished settings may hold anything
            summary = because("")
        longer[step.id] = (
            because("{title}: {what}", title=plain[step.id], what=spoken(summary))
            if summary.id
            else plain[step.id]
        )
    same = Counter(str(title) for title in longer.values())
    called: dict[str, Sentence] = {}
    for ident, title in plain.items():
        if count[str(title)] == 1:
            called[ident] = title
        elif same[str(longer[ident])] == 1:
            called[ident] = longer[ident]
        else:
            called[ident] = because("{title} ({id})", title=title, id=ident)
    return called


def _title(step: Step, catalogue: Catalogue) -> Sentence:
    kind = catalogue.get(step.type)
    return because(kind.meta.title) if kind else because("{type}", type=step.type)


def _leads(document: Workflow) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for edge in document.edges:
        found.setdefault((edge.source, edge.port), []).append(edge.target)
    return found


def _notes(document: Workflow, *, place: bool) -> list[Any]:
    return [(note.id, note.position) if place else (note.id, note.text) for note in document.notes]


def _slot(name: str, here: bool, there: bool) -> Sentence:
    if here and there:
        return because("Other kinds of connections fit into “{slot}”", slot=name)
    if here:
        return because("It now needs a connection: {slot}", slot=name)
    return because("It needs no connection any more: {slot}", slot=name)


# -------------------------------------------------------------------------------------------------- settings


def _widget(info: FieldInfo) -> str:
    extra = info.json_schema_extra
    return str(extra.get("widget") or "") if isinstance(extra, dict) else ""


def _value(step: Step, name: str, fields: Mapping[str, FieldInfo]) -> Json:
    """The setting as it counts; an amount with its unit."""
    info = fields[name]
    value = step.settings.get(name, step.settings.get(info.alias or name))
    if value is None and not info.is_required():
        value = info.get_default(call_default_factory=True, validated_data={})
    if isinstance(value, (tuple, set, frozenset)):
        value = list(value)
    if _widget(info) == "span" and "unit" in fields:
        return {"span": [value, _value(step, "unit", fields)]}
    return value


def _field(info: FieldInfo, old: Json, new: Json) -> Sentence:
    name = because(info.title or "?")
    if _long(old) or _long(new):
        return because("the words of “{field}” changed", field=name)
    if (isinstance(old, dict) and "span" not in old) or (isinstance(new, dict) and "span" not in new):
        return because("“{field}” changed", field=name)
    return because("“{field}” is {now}, not {was}", field=name, now=_shown(info, new), was=_shown(info, old))


def _long(value: Json) -> bool:
    return isinstance(value, str) and (len(value) > SHORT or "\n" in value)


def _shown(info: FieldInfo, value: Json) -> Json:
    if isinstance(value, dict):
        amount = value["span"][0]
        return value if isinstance(amount, (int, float)) else packed(because("empty"))
    if value is None or value == "" or value == []:
        return packed(because("empty"))
    if isinstance(value, bool):
        return packed(because("yes") if value else because("no"))
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    labels: Any = extra.get("choices") or {}
    if isinstance(value, str) and value in labels:
        return packed(because("“{value}”", value=because(labels[value])))
    if isinstance(value, list):
        return [in_words(str(one)) for one in value]
    if isinstance(value, str):
        return packed(because("“{value}”", value=in_words(value)))
    return value


def _conditions(kind: type[Node], was: Step, now: Step) -> Iterator[Sentence]:
    """Groups of tests, in words where they can be read."""
    groups = [name for name, info in kind.model_fields.items() if _widget(info) == "conditions"]
    if not groups or all(was.settings.get(name) == now.settings.get(name) for name in groups):
        return
    old, new = _told(kind, was), _told(kind, now)
    if old is None or new is None or old == new:
        yield because("its conditions changed")
    else:
        yield because("it checks if {now}, no longer if {was}", now=new, was=old)


def _told(kind: type[Node], step: Step) -> Sentence | None:
    try:
        node = kind.model_validate(step.settings)
    except ValidationError:
        return None
    tests, every = getattr(node, "all", None), True
    if tests is None:
        tests, every = getattr(node, "any", None), False
    return condition_words.told(tests, every) if tests else None
