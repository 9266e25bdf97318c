"""The user guide at ``/help``: the chapters of ``docs/guide`` in the product's own pages, searched without any network.

Made of Markdown by markdown-it-py, which leaves raw HTML out. Every heading is an anchor; ``help_links`` says on which
one the help link of each page lands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter, Request
from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.responses import Response

from app.core.sentence import because
from app.engine.starters import place
from app.errors import NotFound
from app.ui import catalogue as steps
from app.ui.pages import page, services
from app.web import allow

router = APIRouter()
FOUND = 20


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands below it. ``text``: without any marks, for the search."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """A file of the guide."""

    id: str
    title: str
    html: Markup
    parts: tuple[Part, ...]


@cache
def chapters() -> dict[str, Chapter]:
    """The guide, in the order of its files."""
    folder = place("docs/guide")
    files = sorted(folder.glob("*.md")) if folder else []
    found = (_chapter(file.stem.partition("-")[2], file.read_text("utf-8")) for file in files)
    return {one.id: one for one in found}


def _chapter(name: str, source: str) -> Chapter:
    reader = MarkdownIt("commonmark", {"html": False})
    tokens = reader.parse(source)
    parts: list[Part] = []
    for n, token in enumerate(tokens):
        inline = tokens[n + 1] if token.type == "heading_open" else token
        if token.type == "heading_open":
            anchor = re.sub(r"[^a-z0-9]+", "-", inline.content.casefold()).strip("-")
            token.attrSet("id", anchor)
            parts.append(Part(anchor, inline.content, ""))
        elif token.type == "inline" and parts and token.content != parts[-1].title:
            last = parts[-1]
            said = "".join(one.content or " " for one in token.children or ())
            parts[-1] = Part(last.anchor, last.title, f"{last.text} {said}".strip())
    html = Markup(reader.renderer.render(tokens, reader.options, {}))  # noqa: S704 - our own files, raw HTML left out
    return Chapter(name, parts[0].title, html, tuple(parts))


@router.get("/help")
@allow("viewer")
async def show(request: Request, q: str = "") -> Response:
    """All chapters, or where the words are found: in the guide, and among the steps."""
    words = q[:100].casefold().split()
    found = [
        (chapter, part)
        for chapter in chapters().values()
        for part in chapter.parts
        if words and all(word in f"{part.title} {part.text}".casefold() for word in words)
    ]
    nodes = [node for node in services(request).catalogue.values() if words and steps.matches(node, q)]
    return page(
        request, "guide.html", q=q[:100], chapters=chapters().values(), found=found[:FOUND],
        nodes=[(node.node_type(), node.meta.title) for node in nodes[:FOUND]],
    )  # fmt: skip


@router.get("/help/{chapter_id}")
@allow("viewer")
async def read(request: Request, chapter_id: str) -> Response:
    """A chapter. Raises NotFound."""
    found = chapters().get(chapter_id)
    if found is None:
        raise NotFound(because("There is no such part of the guide."))
    return page(request, "guide_chapter.html", chapter=found, chapters=chapters().values())
