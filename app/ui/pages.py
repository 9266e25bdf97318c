"""What all pages share: templates, the shell's values, redirects with a notice, and how trouble looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.ui import reading, states
from app.ui.help_links import help_for
from app.ui.icons import icon
from app.ui.notices import NOTICES
from app.web import Trouble, at_least, person, services, visit

__all__ = ["TEMPLATES", "error_page", "is_htmx", "page", "person", "redirect", "services", "visit"]

FOLDER = Path(__file__).resolve().parent / "templates"


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(reading.gettext, reading.ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(icon=icon)
    made.filters.update(
        say=reading.say,
        shown=reading.shown,
        titled=reading.titled,
        moment=reading.moment,
        ago=reading.ago,
        day_and_time=reading.day_and_time,
        weekday=reading.weekday,
        money=reading.money,
        number=reading.number,
        gettext=reading.gettext,
        run_state=states.run_state,
        step_state=states.step_state,
        event_word=states.event_word,
        subject_word=states.subject_word,
    )
    return made


TEMPLATES = _environment()
"""Shared by all page modules; every value is escaped unless it is Markup."""


def page(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A template as the answer, in the reader's language and the store's zone."""
    who = visit(request)
    reading.begin(who.locale, who.zone)
    said = NOTICES.get(request.query_params.get("said", ""))
    values = {
        "visit": who,
        "person": who.person,
        "shop": who.shop,
        "csrf": who.csrf,
        "csrf_field": Markup('<input type="hidden" name="csrf" value="{}">').format(who.csrf),
        "path": request.url.path,
        "help_at": help_for(request.url.path),
        "static": request.app.state.assets.url,
        "notice": said,
        "may": lambda role: who.role is not None and at_least(who.role, role),
        "trouble": None,
        "standstill": getattr(request.state, "standstill", None),
    }
    return HTMLResponse(TEMPLATES.get_template(template).render(values | context), status)


def redirect(path: str, said: str = "") -> Response:
    """Leads to another page of ours after a change. ``said``: which of the known notices it shows there."""
    assert path.startswith("/"), "only to pages of ours"
    assert not said or said in NOTICES, said
    joint = "&" if "?" in path else "?"
    return RedirectResponse(f"{path}{joint}said={quote(said)}" if said else path, 303)


def is_htmx(request: Request) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("hx-request") == "true"


def error_page(request: Request, trouble: Trouble) -> Response:
    """Trouble as a page: a sentence, and what to do."""
    return page(request, "error.html", trouble.status, trouble=trouble)
