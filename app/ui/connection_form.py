"""A connection's settings as a form. Secrets go in and never come out: their fields are always empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pydantic import SecretStr
from starlette.datastructures import FormData

from app.connectors.base import Connector
from app.core.sentence import Json, Sentence, because
from app.ui import forms
from app.ui.forms import Control

HIDDEN = ("base_url",)
"""Settings for tests. A screen has them only where the server's owner has allowed private addresses."""
KEPT = because("Saved. Leave it empty to keep it.")


@dataclass(frozen=True, slots=True)
class Filled:
    """What was typed, and what is wrong with it, by field."""

    values: Mapping[str, Json]
    errors: Mapping[str, Sentence] = field(default_factory=dict)


def secret_names(kind: type[Connector]) -> set[str]:
    """The settings that are never shown."""
    return {name for name, info in kind.settings_model.model_fields.items() if info.annotation is SecretStr}


def read(
    kind: type[Connector], form: FormData, keep: Mapping[str, Json] | None = None, *, whole: bool = False
) -> Filled:
    """The posted settings, judged. ``keep``: what holds where a secret was left empty or a field is missing;
    ``whole``: those for tests too."""
    secret = secret_names(kind)
    typed = forms.typed(kind.settings_model, form)
    given = {
        name: value
        for name, value in typed.items()
        if (whole or name not in HIDDEN) and (value or name not in secret)
    }
    values = {**(keep or {}), **given}
    return Filled(values, forms.judged(kind.settings_model, values).errors)


def controls(
    kind: type[Connector],
    filled: Filled | None = None,
    saved: Mapping[str, Json] | None = None,
    *,
    whole: bool = False,
) -> list[Control]:
    """The form's fields, with what was typed or is saved, each error under its field, and secrets empty. ``whole``:
    those for tests too."""
    secret = secret_names(kind)
    values = {**(saved or {}), **(filled.values if filled else {})}
    open_values = {name: value for name, value in values.items() if name not in secret}
    made = forms.controls(kind.settings_model, open_values, filled.errors if filled else None)
    return [
        _secret(each, kept=saved is not None) if each.name in secret else each
        for each in made
        if whole or each.name not in HIDDEN
    ]


def _secret(control: Control, *, kept: bool) -> Control:
    return replace(control, value="", required=False, help=KEPT.id) if kept else replace(control, value="")
