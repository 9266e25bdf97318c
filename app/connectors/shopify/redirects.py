"""Redirects: old addresses of the shop that lead to new ones."""

from __future__ import annotations

from typing import Any

from app.connectors.compared import unless_changed
from app.connectors.shopify.acts import Acts
from app.core.effects.redirects import CreateRedirects, DeleteRedirects, GetRedirects
from app.core.sentence import Json, because
from app.errors import Permanent


class RedirectActs(Acts):
    """Effects of this area, each by the method of its name."""

    async def get_redirects(self, effect: GetRedirects, key: str) -> Json:
        """``{"redirects": [[path, target], ...]}`` of those paths that have one."""
        found = [await self._redirect_from(path) for path in effect.paths]
        pairs = zip(effect.paths, found, strict=True)
        return {"redirects": [[path, one["target"]] for path, one in pairs if one]}

    async def create_redirects(self, effect: CreateRedirects, key: str) -> Json:
        """``{"created": how many}``. One that leads there already stays as it is."""
        created = 0
        for path, target in effect.redirects:
            found, wanted = await self._redirect_from(path), {"path": path, "target": target}
            if found and found["target"] == target:
                continue
            if found and not effect.overwrite:
                raise Permanent(
                    because(
                        "{path} leads to {target} already; nothing was changed.",
                        path=path,
                        target=found["target"],
                    )
                )
            if found:
                await self.admin.mutate(
                    "urlRedirectUpdate", effect.sentence(), id=found["id"], redirect=wanted
                )
            else:
                await self.admin.mutate("urlRedirectCreate", effect.sentence(), redirect=wanted)
            created += 1
        return {"created": created}

    async def delete_redirects(self, effect: DeleteRedirects, key: str) -> Json:
        """``{"deleted": how many}``."""
        expected, deleted = dict(effect.expected), 0
        for path in effect.paths:
            found = await self._redirect_from(path)
            if not found:
                continue
            unless_changed(effect, found["target"], expected.get(path))
            await self.admin.mutate("urlRedirectDelete", effect.sentence(), id=found["id"])
            deleted += 1
        return {"deleted": deleted}

    async def _redirect_from(self, path: str) -> dict[str, Any] | None:
        quoted = path.replace("\\", "\\\\").replace("'", "\\'")
        told = await self.admin.call("redirects", query=f"path:'{quoted}'")
        nodes = (told.get("urlRedirects") or {}).get("nodes") or []
        wanted = path.rstrip("/").casefold()
        return next((one for one in nodes if str(one["path"]).rstrip("/").casefold() == wanted), None)
