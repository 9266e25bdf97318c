"""What a run does, lived through without kills: joins, failures, waits, retries, undo, facts read again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from app.core.sentence import Sentence
from app.errors import Down, Permanent, Temporary
from app.store import control, journal, resting, runs
from tests.engine.lives import START, Story, temporary
from tests.engine.scenes import NODES, drawn, order, story


def view(lived: Story, place: int = 0) -> runs.RunView:
    """A run as its page sees it."""
    line = runs.list_runs(lived.disk._conn).items[::-1][place]
    return runs.get_run(lived.disk._conn, line.id)


def steps(lived: Story) -> dict[str, Any]:
    return {step.step: step for step in view(lived).steps}


def test_a_plain_run_is_told_step_by_step() -> None:
    lived = story("plain").run()
    run = view(lived)
    assert (run.status, run.event_name, run.subject) == ("done", "order.created", "order:1")
    assert {(s.step, s.status, s.port) for s in run.steps} == {
        (step, "done", "next") for step in ("start", "a", "b")
    }
    assert steps(lived)["a"].effect["tags"] == ["vip"]
    assert steps(lived)["b"].output == {"status": 200}


def test_facts_are_read_again_after_a_wait() -> None:
    scene = story("wait")
    scene.outside.facts["order", "1"]["total"] = "5.00"
    scene.run()
    assert "d" in steps(scene), "the check went by the total that the order had three days ago"
    assert scene.now >= START + timedelta(hours=72)


def test_an_order_that_is_gone_after_a_wait_fails_the_step_with_a_sentence() -> None:
    scene = story("wait")
    gone = scene.outside.facts
    scene.outside.perform, real = (
        (lambda effect, key: _gone_later(scene, real, effect, key)),
        scene.outside.perform,
    )  # type: ignore[method-assign]
    scene.run()
    assert gone == {}
    assert view(scene).status == "failed"
    assert str(view(scene).because) == "The order is gone."


async def _gone_later(scene: Story, real: Any, effect: Any, key: str) -> Any:
    """The owner deletes the order right after it was tagged."""
    answer = await real(effect, key)
    scene.outside.facts.clear()
    return answer


def test_a_service_that_is_down_is_asked_again_and_the_tries_are_told() -> None:
    scene = story("plain")
    scene.outside.down = temporary(3)
    scene.run()
    assert view(scene).status == "done"
    assert steps(scene)["a"].attempts == 4
    assert scene.now - START >= timedelta(seconds=(2 + 4 + 8) * 0.75)


def test_retry_after_is_obeyed() -> None:
    scene = story("plain")
    scene.outside.down = [Temporary(Sentence("busy"), retry_after=3600)]
    scene.run()
    assert scene.now >= START + timedelta(hours=1)


def test_a_service_that_stays_down_fails_the_step_in_the_end() -> None:
    scene = story("plain")
    scene.outside.down = temporary(50)
    scene.run()
    assert view(scene).status == "failed"
    assert str(view(scene).because) == "The service does not answer. (tried 20 times)"


def test_a_step_may_say_how_often_it_tries_and_how_long_it_pauses() -> None:
    document = drawn("w", {"a": ("tag", {"tag": "x"})}, "start>a")
    document["steps"][1]["retry"] = {"tries": 3, "pause": 60}
    scene = Story([document], [order(1)], NODES, story("plain").outside)
    scene.outside.down = temporary(50)
    scene.run()
    assert str(view(scene).because) == "The service does not answer. (tried 3 times)"
    assert scene.now == START + timedelta(seconds=120)


def left_alone(times: int, seconds: float) -> list[Exception]:
    return [Down(Sentence("The shop is left alone."), seconds) for _ in range(times)]


def test_who_was_not_let_through_to_a_dead_service_has_not_tried() -> None:
    document = drawn("w", {"a": ("tag", {"tag": "x"})}, "start>a")
    document["steps"][1]["retry"] = {"tries": 3, "pause": 60}
    scene = Story([document], [order(1)], NODES, story("plain").outside)
    scene.outside.down = [*left_alone(4, 300), *temporary(2)]
    scene.run()
    assert view(scene).status == "done"
    assert scene.outside.acts


def test_a_service_that_is_left_alone_for_hours_fails_the_step_in_the_end() -> None:
    scene = story("plain")
    scene.outside.down = left_alone(500, 60)
    scene.run()
    assert view(scene).status == "failed"
    assert str(view(scene).because) == "The shop is left alone. After 3 hours this step gave up."
    assert timedelta(hours=3) <= scene.now - START < timedelta(hours=4)
    assert len(scene.outside.down) > 470, "it asks less and less often"


def test_a_mail_is_tried_again_only_where_it_surely_did_not_go() -> None:
    scene = story("mail")
    scene.outside.down = [
        Temporary(Sentence("refused the connection")),
        Temporary(Sentence("no answer"), unclear=True),
    ]
    scene.run()
    assert scene.outside.mails == []
    assert view(scene).status == "doubt"
    assert "possibly done" in str(view(scene).because)


def test_a_permanent_failure_leaves_by_failed_where_drawn() -> None:
    scene = story("mail, failure drawn")
    scene.outside.down = [Permanent(Sentence("There is no such mailbox."))]
    scene.run()
    assert view(scene).status == "done"
    assert scene.outside.facts["order", "1"]["tags"] == ["bad"]


def test_retry_goes_on_from_the_failed_step_under_the_same_key() -> None:
    scene = story("plain")
    scene.outside.down = [Permanent(Sentence("no"))]
    scene.run()
    run = view(scene).id
    assert view(scene).status == "failed"
    control.retry(scene.disk._conn, run, scene.now)
    scene.run()
    assert view(scene).status == "done"
    assert list(scene.outside.calls) == [f"{run}/b~0"]


def test_what_a_person_saw_to_be_done_is_not_done_again() -> None:
    scene = story("mail")
    scene.outside.down = [Temporary(Sentence("no answer"), unclear=True)]
    scene.run()
    control.retry(scene.disk._conn, view(scene).id, scene.now, happened=True)
    scene.run()
    assert view(scene).status == "done"
    assert scene.outside.mails == []
    assert scene.outside.facts["order", "1"]["tags"] == ["mailed"]


def test_cancel_ends_a_waiting_run_and_retry_lets_it_wait_on() -> None:
    other = story("wait")
    run = _until_parked(other)
    control.cancel(other.disk._conn, run, other.now)
    assert view(other).status == "cancelled"
    assert not list(other.disk._conn.execute(journal.waits.select()))
    control.retry(other.disk._conn, run, other.now)
    other.run()
    assert view(other).status == "done"
    assert other.now >= START + timedelta(hours=72)


def _until_parked(scene: Story) -> str:
    """Lives just until the run waits."""
    import asyncio

    from app.engine.dispatch.in_process import InProcess
    from app.engine.runner import Runner

    async def live() -> str:
        runner = Runner(scene.disk, scene.world(), InProcess())
        await scene._accept(runner)
        (run,) = await scene.disk.read(journal.open_runs)
        while await runner.advance(run):
            pass
        return run

    return asyncio.run(live())


def test_an_event_starts_a_workflow_once_however_often_it_comes() -> None:
    scene = story("plain")
    scene.run()
    scene.run()
    scene.run()
    assert len(runs.list_runs(scene.disk._conn).items) == 1


def test_a_stale_lease_writes_nothing() -> None:
    scene = story("plain")
    scene.run()
    conn = scene.disk._conn
    done = view(scene)
    stale = journal.Lease(done.id, 0, 0, done.workflow, 1, done.event, START)
    told = journal.Record(stale, "x", 0, "done", START, {})
    assert not journal.record(conn, told)
    assert not journal.intend(conn, journal.Intent(told))
    assert journal.await_(conn, told, START, "", "", None) is False
    assert resting.rest(conn, resting.Rest(stale, "failed", None, START)).how == "fenced"
    assert "x" not in steps(scene)


def test_a_loose_step_never_runs() -> None:
    document = drawn("w", {"a": ("tag", {"tag": "x"}), "loose": ("tag", {"tag": "never"})}, "start>a")
    scene = Story([document], [order(1)], NODES, story("plain").outside)
    scene.run()
    assert set(steps(scene)) == {"start", "a"}
    assert scene.outside.facts["order", "1"]["tags"] == ["x"]
