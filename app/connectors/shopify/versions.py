"""Versions of Shopify's Admin API: one comes each quarter and works for a year at least (shopify.dev)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.core.sentence import Sentence, because

DEFAULT = "2026-10"
PATTERN = re.compile(r"20[0-9]{2}-(01|04|07|10)|unstable")
SOON = timedelta(days=92)
"""How long before its end an owner is told."""


def ends(version: str) -> date | None:
    """Until when a version works at least; None for one that has no such day."""
    year, _, month = version.partition("-")
    return date(int(year) + 1, int(month), 1) if year.isdecimal() and month.isdecimal() else None


def warnings(asked: str, spoken: str, today: date) -> list[Sentence]:
    """What to say of the version that is ``asked`` for, and of the one that Shopify answered in ("" where unknown)."""
    said: list[Sentence] = []
    end = ends(asked)
    if end is not None and today >= end:
        said.append(
            because(
                "The API version {version} has reached its end. Choose {newer} in the settings, or update Storeflow.",
                version=asked,
                newer=DEFAULT,
            )
        )
    elif end is not None and today >= end - SOON:
        said.append(
            because(
                "Shopify supports the API version {version} until {day}. Update Storeflow before then, and choose the "
                "newer version in the settings.",
                version=asked,
                day=end.isoformat(),
            )
        )
    if spoken and spoken != asked:
        said.append(
            because(
                "Storeflow asks for the API version {asked}, and Shopify answers in {spoken}. Choose {newer} in the "
                "settings.",
                asked=asked,
                spoken=spoken,
                newer=DEFAULT,
            )
        )
    return said
