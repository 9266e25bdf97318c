"""A workflow as a paragraph."""

from itertools import pairwise
from typing import Any

import pytest

from app.core.document import Step
from app.core.words import DEEPEST, paragraph, told
from app.nodes import catalogue
from tests.core.drawings import BIG, CATALOGUE, MAIL, TAG, Part, drawing

START: Part = ("s", "order.created", {})
CHECK: Part = ("c", "logic.check", BIG)
TAGS: Part = ("t", "order.add_tags", TAG)
EMAIL: Part = ("m", "message.email", MAIL)
WAIT: Part = ("w", "time.wait", {})
WAIT3: Part = ("w", "time.wait", {"amount": 3})
STOP: Part = ("x", "logic.stop", {})
EACH: Part = ("l", "x.each", {})
ODD: Part = ("o", "no.such", {})
UNFINISHED: Part = ("t", "order.add_tags", {})


def words(steps: Any, *arrows: str) -> str:
    return str(paragraph(drawing(steps, *arrows), CATALOGUE))


@pytest.mark.parametrize(
    ("steps", "arrows", "said"),
    [
        ([], "", "Nothing starts this workflow yet."),
        ([START], "", "When an order is created, nothing happens yet."),
        ([START, TAGS], "s > t", "When an order is created, add the tag vip to the order."),
        (
            [START, CHECK, TAGS, EMAIL, WAIT3],
            "s > c, c then> t, t > m, c otherwise> w, w > m",
            "When an order is created, check if the order total is greater than 100. If so, add the tag vip to the "
            "order. Then e-mail the customer “Hello”. Otherwise wait 3 days. Then go on with “Send e-mail”.",
        ),
        (
            [START, TAGS, EMAIL, STOP],
            "s > t, t failed> x, t > m",
            "add the tag vip to the order. (If that fails, stop.) Then e-mail the customer “Hello”.",
        ),
        (
            [START, WAIT, TAGS],
            "s > w, s > t",
            "When an order is created, do at the same time: (1) wait 1 day. (2) add the tag vip to the order.",
        ),
        (
            [START, WAIT, TAGS, STOP],
            "s > w, w > t, w > x",
            "wait 1 day. Then do at the same time: (1) add the tag vip to the order. (2) stop.",
        ),
        (
            [START, EACH, TAGS, STOP],
            "s > l, l each> t, l after> x",
            "For each of them, add the tag vip to the order. After that, stop.",
        ),
        (
            [START, UNFINISHED, ODD],
            "s > t, t > o",
            "do “Add order tags” (not finished yet). Then do “no.such”.",
        ),
        (
            [START, WAIT, TAGS],
            "s > w, w > t, t > w",
            "wait 1 day. Then add the tag vip to the order. Then go on with “Wait”.",
        ),
        (
            [START, ODD, TAGS, STOP],
            "s > o, o happened> t, o timed_out> x, o other> o",
            "do “no.such”. When that happens, add the tag vip to the order. If it does not happen in time, stop. "
            "For “other”, go on with “no.such”",
        ),
    ],
)
def test_reads_like_a_paragraph(steps: Any, arrows: str, said: str) -> None:
    told_ = words(steps, *filter(None, (arrow.strip() for arrow in arrows.split(","))))
    assert told_.removesuffix(".").endswith(said.removesuffix("."))


def test_a_long_or_deep_drawing_is_told_as_far_as_anybody_reads() -> None:
    chain: list[Any] = [START, *((f"w{n}", "time.wait", {}) for n in range(500))]
    told_ = words(chain, *(f"{one[0]} > {other[0]}" for one, other in pairwise(chain)))
    assert told_.count("wait 1 day.") == 500
    deep = [START, *((f"c{n}", "logic.check", BIG) for n in range(200))]
    said = words(deep, "s > c0", *(f"c{n} then> c{n + 1}" for n in range(199)))
    assert said.count("If so,") <= DEEPEST
    assert said.endswith("and so on.")


def test_one_step_is_told() -> None:
    step = Step(id="a", type="time.wait", settings={"amount": 2, "unit": "weeks"})
    assert str(told(step, catalogue())) == "wait 2 weeks"
