"""What may go wrong with any host: asked for beforehand, and used up one by one."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "403", "500", "502", "503", "429", "cut", "done_cut", "done_502", "done_silent", "slow", "html"
]
"""A status; the connection cut before, or after it was done; done, but the answer is 502 or never comes; an answer that
waits for ``Faults.go_on``; or a page of the theme instead of JSON."""


@dataclass
class Fault:
    """``what``: the beginning of ``"POST orders"``; "" for any request. ``skip``: so many of these go well first."""

    kind: Kind
    what: str = ""
    times: int = 1
    skip: int = 0


class Faults:
    """``add`` one, and the next requests that it is for suffer it."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, kind: Kind, what: str = "", times: int = 1, skip: int = 0) -> None:
        self.waiting.append(Fault(kind, what, times, skip))

    def next(self, what: str) -> Kind | None:
        """The fault that befalls this request."""
        for fault in self.waiting:
            if what.startswith(fault.what):
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault.kind
        return None
