"""Who waits for a turn, served group by group: a group with thousands never keeps one with a single act waiting."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Turns(Generic[T]):
    """First come first served within a group (a workflow), one of each group in turn."""

    def __init__(self) -> None:
        self._lines: OrderedDict[str, deque[T]] = OrderedDict()
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def groups(self) -> set[str]:
        """Those who have somebody waiting."""
        return set(self._lines)

    def add(self, group: str, item: T) -> None:
        """To the end of its group's line."""
        self._lines.setdefault(group, deque()).append(item)
        self._size += 1

    def remove(self, group: str, item: T) -> None:
        """Somebody went away. Raises ValueError for who isn't there."""
        line = self._lines.get(group, deque())
        line.remove(item)
        self._size -= 1
        if not line:
            del self._lines[group]

    def first(self) -> T:
        """Whose turn it is. Raises IndexError where nobody waits."""
        for line in self._lines.values():
            return line[0]
        raise IndexError

    def take(self) -> T:
        """Serves the first; then it is the next group's turn. Raises IndexError where nobody waits."""
        for group, line in self._lines.items():
            item = line.popleft()
            self._size -= 1
            if line:
                self._lines.move_to_end(group)
            else:
                del self._lines[group]
            return item
        raise IndexError

    def ahead(self, group: str) -> int:
        """How many are served before somebody who comes to this group's line now."""
        own = len(self._lines.get(group, ()))
        return own + sum(min(len(line), own + 1) for name, line in self._lines.items() if name != group)
