"""On which part of the guide the help link of each page lands."""

from __future__ import annotations

PARTS = (
    ("/workflows", "workflows"), ("/new-workflow", "workflows#draw-one"), ("/templates", "templates#use-one"),
    ("/start", "begin#the-first-ten-minutes"), ("/runs", "runs#read-one"),
    ("/why", "runs#why-did-nothing-happen"), ("/stop", "runs#stop-everything"),
    ("/connections", "stores#connect-it"), ("/connect", "stores#connect-it"), ("/events", "stores#nothing-missed"),
    ("/quiet", "stores#copies-are-quiet"), ("/demo", "begin#the-first-ten-minutes"), ("/outbox", "messages#e-mail"),
    ("/settings/storage", "keeping#storage"), ("/settings/people", "keeping#people-and-programs"),
    ("/settings/tokens", "keeping#people-and-programs"), ("/settings/unsubscribed", "privacy"),
    ("/settings", "keeping"), ("/tables", "keeping#storage"), ("/catalogue", "begin#three-kinds-of-steps"),
    ("/import", "templates#files-that-travel"), ("/export", "templates#files-that-travel"),
)  # fmt: skip
"""By the beginning of a page's address; the longest that fits counts."""


def help_for(path: str) -> str:
    """Where the help link of a page leads."""
    fits = [(len(begin), part) for begin, part in PARTS if path == begin or path.startswith(f"{begin}/")]
    return f"/help/{max(fits)[1]}" if fits else "/help"
