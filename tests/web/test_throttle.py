"""The brake on guessing."""

from __future__ import annotations

from app.web.throttle import MOST_KEYS, Throttle


def test_it_pauses_after_so_many_failures_and_lets_go_again() -> None:
    now = [0.0]
    brake = Throttle(3, 60, clock=lambda: now[0])
    for second in (0, 10, 20):
        now[0] = second
        assert brake.wait("anna") == 0
        brake.failed("anna")
    assert brake.wait("anna") == 40
    assert brake.wait("ben") == 0
    now[0] = 61
    assert brake.wait("anna") == 0
    brake.failed("anna")
    assert brake.wait("anna") == 9, "the failures at 10 and 20 still count"
    brake.passed("anna")
    assert brake.wait("anna") == 0


def test_its_memory_is_bounded() -> None:
    brake = Throttle(1, 60, clock=lambda: 0.0)
    for number in range(MOST_KEYS + 10):
        brake.failed(str(number))
    assert brake.wait("0") == 0
    assert brake.wait(str(MOST_KEYS + 9)) == 60
