"""What differs between two words of a store, a message or an answer."""

from app.core.changed import asked, before, kept


def test_a_message_tells_what_is_new_and_leaves_the_rest() -> None:
    was = {"note": "a", "tags": ["x"], "updated_at": "1"}
    now = {"note": None, "updated_at": "2"}
    assert before(was, now) == {"note": "a"}
    assert kept(was, now) == {"note": None, "tags": ["x"], "updated_at": "2"}


def test_an_answer_that_tells_less_or_writes_otherwise_changes_nothing() -> None:
    was = {
        "note": "a", "browser": "Firefox", "transactions": [], "risk_level": None,
        "cancelled_at": "2026-01-01T10:00:00+01:00",
        "line_items": [{"id": "1", "vendor": "Leaf", "quantity": 2}],
    }  # fmt: skip
    now = {
        "note": "a", "browser": None, "transactions": [{"id": "5"}], "risk_level": "low",
        "cancelled_at": "2026-01-01T09:00:00Z",
        "line_items": [{"id": "1", "vendor": None, "quantity": 2, "barcode": "4"}], "updated_at": "2",
    }  # fmt: skip
    assert asked(was, now) == ({}, {**was, "updated_at": "2"})


def test_an_answer_tells_what_changed() -> None:
    was = {"note": "a", "line_items": [{"id": "1", "quantity": 2}]}
    now = {"note": "b", "line_items": [{"id": "1", "quantity": 3}], "tags": ["x"]}
    assert asked(was, now) == (was, now)
    assert asked(None, now) == ({}, now)
    assert asked({"note": None, "tags": []}, {"note": "b", "tags": ["x"]})[0] == {"note": None, "tags": []}
    more = {"line_items": [{"id": "1", "quantity": 2}, {"id": "2", "quantity": 1}]}
    assert asked(was, more)[0] == {"line_items": was["line_items"]}
