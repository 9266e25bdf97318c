"""Every editing operation at random: what comes out can always be drawn, and what went in is never touched."""

import json

import networkx
from hypothesis import given
from hypothesis import strategies as st

from app.core.document import Workflow
from app.core.drawing import ways
from app.core.edit import apply, operation
from app.errors import InvalidInput
from tests.core.random_edits import operations
from tests.core.test_edit import CATALOGUE, do, line

PORTS = ("next", "then", "otherwise", "failed", "eu")


@given(st.data())
def test_any_sequence_leaves_a_document_that_can_be_drawn(data: st.DataObject) -> None:
    document = do(line(), op="tidy").document
    log = [json.dumps(document.to_json())]
    for _ in range(data.draw(st.integers(1, 14))):
        before = document.model_dump_json()
        op = operation(data.draw(operations(document, list(CATALOGUE), PORTS)))
        try:
            after = apply(document, op, CATALOGUE).document
        except InvalidInput:
            after = document
        assert document.model_dump_json() == before  # what was handed in is never touched
        document = after
        assert Workflow.model_validate(document.to_json()) == document
        check(document)
        log.append(json.dumps(document.to_json()))
    for entry in log:  # undo takes a document out of the log: it must come back byte for byte
        assert json.dumps(Workflow.model_validate_json(entry).to_json()) == entry


def check(document: Workflow) -> None:
    ids = [step.id for step in document.steps]
    assert len(set(ids)) == len(ids)
    assert networkx.is_directed_acyclic_graph(document.graph())
    assert sum(CATALOGUE[step.type].kind == "trigger" for step in document.steps) == 1
    known = {step.id: ways(step, CATALOGUE) for step in document.steps}
    for edge in document.edges:
        assert edge.port in known[edge.source]
        assert edge.target in known
        assert edge.target != document.steps[0].id
    assert len({edge.model_dump_json() for edge in document.edges}) == len(document.edges)
    needed = {CATALOGUE[step.type].meta.connection for step in document.steps} - {""}
    assert set(document.slots) == needed
