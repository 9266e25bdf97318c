"""The table beside Shopify Flow is true: what it names exists, and there is enough of it."""

from collections import Counter

from tools.parity import PAGE, SAID, page, rows, title


def test_everything_named_exists() -> None:
    wrong = []
    for row in rows():
        assert row.verdict in SAID
        assert bool(row.ours) or row.verdict == "not", row.theirs
        for name in row.ours:
            try:
                title(row, name)
            except KeyError:
                wrong.append(f"{row.theirs}: {name}")
    assert wrong == []


def test_whatever_is_not_there_says_why() -> None:
    assert [row.theirs for row in rows() if row.verdict != "have" and not row.because] == []


def test_there_is_enough() -> None:
    have = Counter(row.section for row in rows() if row.verdict != "not")
    of = Counter(row.section for row in rows())
    assert of["Triggers"] == 83
    assert have["Triggers"] >= 60
    assert have["Operators"] == of["Operators"]
    assert have["Actions"] >= 70


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "run python -m tools.parity"
