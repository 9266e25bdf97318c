"""The editor's page as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request
from starlette.responses import Response

from app.core.sentence import Sentence, because
from app.i18n.render import say
from app.ui import editor_blocks, editor_sample, editor_step, editor_view
from app.ui.editor_outline import outline
from app.ui.editor_sample import Sample
from app.ui.editor_view import Draft
from app.ui.pages import page, services, visit


async def whole(
    request: Request,
    draft: Draft,
    step: str = "",
    status: int = 200,
    refused: Sentence | None = None,
    **more: Any,
) -> Response:
    """The page, also after something that could not be done: ``refused`` says why. ``more``: other values."""
    parts, who = services(request), visit(request)
    chosen = draft.document.step(step) if step else None
    panel = None
    if chosen and "panel" not in more:
        panel = editor_step.of(draft, chosen.id, parts.catalogue, await sample_of(request, draft))
    flow, loose = outline(draft, parts.catalogue)
    values: dict[str, Any] = {
        "draft": draft,
        "saved": draft.saved,
        "chosen": chosen.id if chosen else "",
        "panel": panel,
        "palette": editor_view.palette(parts.catalogue),
        "flow": flow,
        "loose": loose,
        "refused": refused,
        "view": "",
        "checked": False,
        "starts": editor_view.starts(parts.catalogue),
        "blocks": editor_blocks.canvas_blocks(
            draft.document, parts.catalogue, None, who.locale, who.zone, draft.problems
        ),
        "texts": editor_blocks.json_block("texts", _page_texts(who.locale)),
    }
    return page(request, "editor/editor.html", status, **(values | more))


async def sample_of(request: Request, draft: Draft) -> Sample:
    """The event whose values the settings show."""
    parts = services(request)
    wanted = editor_sample.chosen(request)
    return await parts.db.read(editor_sample.sample, draft.document, parts.catalogue, parts.shop(), wanted)


PAGE_TEXTS: Mapping[str, Sentence] = {
    "saving": because("Saving …"),
    "saved": because("Saved"),
    "unsaved": because("Not saved"),
    "offline": because("Storeflow can't be reached. Your change is kept here and tried again."),
    "refused": because("This can't be done."),
    "gone": because("This step was taken away meanwhile. What you typed into it was not kept."),
    "mine": because("Your change, not saved yet: {what}."),
    "mine_some": because("Your last change was not saved yet."),
    "keep": because("Keep what comes after “{way}”"),
    "keep_none": because("Delete both, with all that comes after"),
    "ask_delete": because("“{step}” has several ways out. What shall stay?"),
}


def _page_texts(locale: str) -> dict[str, str]:
    return {name: say(text, locale) for name, text in PAGE_TEXTS.items()}
