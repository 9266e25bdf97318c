"""Lists as files to mails: CSV for spreadsheets, PDF for people."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from html import escape
from typing import Any

from app.core.cells import safe
from app.core.effects.message import Sheet


@dataclass(frozen=True, slots=True)
class File:
    """A file as a mail carries it."""

    name: str
    type: str
    content: bytes


def file_of(sheet: Sheet) -> File:
    """The list as a file. A PDF whose letters its font lacks (it is a Latin one) becomes CSV, which knows them all."""
    name = (
        re.sub(r"[^\w.-]+", "-", sheet.name).strip("-.")[:80] or "list"
    )  # never a part of a path (rule R12)
    if sheet.kind == "pdf" and _fits(sheet):
        return File(f"{name}.pdf", "application/pdf", _pdf(sheet))
    return File(f"{name}.csv", "text/csv", _csv(sheet))


def _csv(sheet: Sheet) -> bytes:
    """The mark in front tells Excel that it is UTF-8; no cell is taken for a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([[safe(cell) for cell in row] for row in (sheet.columns, *sheet.rows)])
    return ("\ufeff" + text.getvalue()).encode()


FONTS = ("Vera", "VeraBd")
"""Bitstream Vera, which comes with reportlab: its letters are put into the file."""


def _fits(sheet: Sheet) -> bool:
    """Whether the fonts have all its letters."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for name in FONTS:
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    font: Any = pdfmetrics.getFont(FONTS[0])
    known = font.face.charToGlyph
    texts = (
        sheet.title,
        *sheet.head,
        *sheet.columns,
        *(cell for row in sheet.rows for cell in row),
        *sheet.foot,
    )
    return all(ord(sign) in known for text in texts for sign in text if not sign.isspace())


def _pdf(sheet: Sheet) -> bytes:
    """A page with the title, the lines above, the list, and the lines below; as many pages as it takes."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate, Spacer, TableStyle

    plain, strong = FONTS
    small = ParagraphStyle("small", fontName=plain, fontSize=9, leading=12)
    bold = ParagraphStyle("bold", parent=small, fontName=strong)
    title = ParagraphStyle("title", parent=bold, fontSize=16, leading=22, spaceAfter=8)

    def text(words: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph(escape(words).replace("\n", "<br/>"), style)

    out = io.BytesIO()
    made = SimpleDocTemplate(out, pagesize=A4, title=sheet.title, invariant=1, leftMargin=48, rightMargin=48)
    cells: list[list[Any]] = [[text(cell, bold) for cell in sheet.columns]]
    cells += [[text(cell, small) for cell in row] for row in sheet.rows]
    table = LongTable(cells, colWidths=_widths(sheet, made.width), repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, 0), 1, colors.black),
                ("LINEBELOW", (0, 1), (-1, -1), 0.25, colors.grey),
            ]
        )
    )
    parts: list[Any] = [text(sheet.title, title)] if sheet.title else []
    parts += [*(text(line, small) for line in sheet.head), Spacer(0, 12), table, Spacer(0, 12)]
    made.build([*parts, *(text(line, bold) for line in sheet.foot)])
    return out.getvalue()


def _widths(sheet: Sheet, whole: float) -> list[float]:
    """Each column by its longest cell, within bounds, so that a long title leaves the numbers their room."""
    longest = [
        min(60, max(8, *(len(row[n]) for row in (sheet.columns, *sheet.rows))))
        for n in range(len(sheet.columns))
    ]
    return [whole * length / sum(longest) for length in longest]
