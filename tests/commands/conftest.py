"""Commands as they are called, in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.__main__ import main


@dataclass(frozen=True)
class Done:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


Command = Callable[..., Done]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def command(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """``command("token", "create", "x")`` on a data folder of the test's own."""

    def call(*args: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["storeflow", *map(str, args), "--data", str(data)])
        status = 0
        try:
            main()
        except SystemExit as exit:
            status = int(exit.code or 0)
        out, err = capsys.readouterr()
        return Done(status, out, err)

    return call
