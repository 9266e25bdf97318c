"""Effects on redirects: old addresses of the shop that lead to new ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.sentence import Json, Sentence, because, because_n


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


class _Redirects(Effect):
    """What effects on redirects share."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 2
    no_echo: ClassVar[str] = _("Shopify sends no message about redirects")


class GetRedirects(_Redirects):
    """Reads the redirects from these paths: ``{"redirects": [[path, target], ...]}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"

    paths: tuple[str, ...]

    def sentence(self) -> Sentence:
        """What it does."""
        return because("looks where {paths} lead", paths=self.paths)

    def assume(self) -> Answer:
        """There are none."""
        return Answer({"redirects": []}, assumed=True)


class CreateRedirects(_Redirects):
    """Has paths of the shop lead elsewhere: (path, target). One that leads elsewhere already is changed only with
    ``overwrite``."""

    redirects: tuple[tuple[str, str], ...]
    overwrite: bool = False

    def sentence(self) -> Sentence:
        """What it does."""
        if len(self.redirects) == 1:
            [(path, target)] = self.redirects
            return because("has {path} lead to {target}", path=path, target=target)
        return because_n("makes {n} redirect", "makes {n} redirects", len(self.redirects))

    def before(self) -> Effect | None:
        """Where the paths lead."""
        return GetRedirects(paths=tuple(path for path, _target in self.redirects))

    def undo(self, before: Json) -> Effect | None:
        """Takes the new ones away; those that led elsewhere lead there again."""
        had = _told(before)
        if not all(had.get(path) in (None, target) for path, target in self.redirects):
            old = tuple((path, had[path]) for path, _target in self.redirects if path in had)
            return CreateRedirects(redirects=old, overwrite=True)
        new = tuple(one for one in self.redirects if one[0] not in had)
        return DeleteRedirects(paths=tuple(path for path, _ in new), expected=new) if new else None

    def assume(self) -> Answer:
        """Shopify makes them."""
        return Answer({"created": len(self.redirects)}, assumed=True)


class DeleteRedirects(_Redirects):
    """Takes the redirects from these paths away; where there is none, that is no error. ``expected``: only those that
    lead where an undo wrote down; (): wherever."""

    paths: tuple[str, ...]
    expected: tuple[tuple[str, str], ...] = ()

    def sentence(self) -> Sentence:
        """What it does."""
        return because("takes away the redirects from {paths}", paths=self.paths)

    def before(self) -> Effect | None:
        """Where the paths lead."""
        return GetRedirects(paths=self.paths)

    def undo(self, before: Json) -> Effect | None:
        """Has them lead there again."""
        had = tuple(_told(before).items())
        return CreateRedirects(redirects=had) if had else None

    def assume(self) -> Answer:
        """Shopify takes them away."""
        return Answer({"deleted": len(self.paths)}, assumed=True)


def _told(before: Json) -> dict[str, str]:
    """Where each path led."""
    redirects = before.get("redirects") if isinstance(before, Mapping) else None
    return {str(path): str(target) for path, target in redirects or ()}
