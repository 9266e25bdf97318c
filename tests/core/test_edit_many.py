"""Operations on several steps and notes at once."""

from tests.core.test_edit import arrows, do, drawn, line, refused


def test_several_steps_and_notes_move_in_one_entry() -> None:
    document = do(line(), op="add", type="order.add_tags", id="alone", position=[0, 0]).document
    document = do(document, op="note", text="why", position=[1, 1]).document
    steps = [
        {"step": "tag", "offset": [24, 0]},
        {"step": "alone", "position": [9, 9]},
        {"step": "mail", "position": [5, 5]},
    ]
    moved = do(document, op="move_all", steps=steps, notes=[{"id": "note_1", "position": [25, 1]}])
    assert str(moved.because) == "moved 4 things"
    assert moved.document.step("tag").offset == (24, 0)  # type: ignore[union-attr]
    assert moved.document.step("alone").position == (9, 9)  # type: ignore[union-attr]
    assert moved.document.step("mail").position is None  # type: ignore[union-attr]
    assert moved.document.notes[0].position == (25, 1)
    back = do(moved.document, op="move_all", steps=[{"step": "tag", "offset": [0, 0]}]).document
    assert back.step("tag").offset is None  # type: ignore[union-attr]
    assert "not there any more" in refused(
        document, op="move_all", notes=[{"id": "note_9", "position": [0, 0]}]
    )


def test_several_steps_go_and_the_path_heals_over_them() -> None:
    after = do(line(), op="delete_all", steps=["start", "big", "tag"])
    assert str(after.because) == "deleted 2 things"
    assert after.focus == "start"
    assert arrows(after.document) == {"start.next mail"}
    assert after.document.step("other")  # was not chosen, so it stays, unconnected
    assert arrows(do(line(), op="delete_all", steps=["tag", "mail"]).document) == {
        "start.next big",
        "big.otherwise other",
    }
    assert "start can't be deleted" in refused(line(), op="delete_all", steps=["start"])
    noted = do(line(), op="note", text="why", position=[1, 1]).document
    assert do(noted, op="delete_all", notes=["note_1"]).document.notes == []


def test_a_step_beside_what_leaves_by_that_way_already() -> None:
    after = do(line(), op="add", type="order.add_tags", id="too", after="start", port="next", beside=True)
    assert {"start.next big", "start.next too"} <= arrows(after.document)


def test_what_is_pasted_keeps_its_shape_and_takes_a_start_where_there_is_none() -> None:
    copied = line().to_json()
    for n, step in enumerate(copied["steps"]):
        step["position"] = [10 * n, 100 * n]
    copied["notes"] = [{"id": "note_1", "text": "why", "position": [50, 0]}]
    pasted = do(
        drawn(), op="paste", steps=copied["steps"], edges=copied["edges"], notes=copied["notes"]
    ).document
    assert pasted.to_json()["edges"] == copied["edges"]
    heads = [copied["steps"][2], copied["steps"][4]]
    loose = do(pasted, op="paste", steps=heads, notes=copied["notes"], position=[500, 0]).document
    assert [step.position for step in loose.steps if step.position] == [(500, 0), (520, 200)]
    assert [note.position for note in loose.notes] == [(90, 40), (530, -200)]
    only = do(line(), op="paste", notes=copied["notes"], position=[7, 8])
    assert only.document.notes[0].position == (7, 8)
    assert str(only.because) == "pasted 1 note"
    assert "another one can't be pasted" in refused(line(), op="paste", steps=copied["steps"][:1])
