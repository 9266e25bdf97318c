"""How Babel finds the texts of Storeflow's Python files (see babel.cfg).

Besides gettext's own calls these are texts: what ``because`` says, the words of ``Meta`` and ``setting``, and the
first paragraph of a node's docstring, which is its sentence in the palette. White space runs are one space.
"""

import ast
import json
from collections.abc import Iterator
from typing import IO, Any

# function -> (positions of texts, keyword names of texts); two positions are singular and plural
CALLS: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    "_": ((0,), ()),
    "gettext": ((0,), ()),
    "because": ((0,), ()),
    "Meta": ((0,), ("title", "words")),
    "setting": ((0, 1), ("label", "help", "unit", "choices")),
    "fact": ((0, 1), ("title", "description")),
    "choices": ((0,), ()),
}
PLURALS = {"ngettext", "because_n"}
Message = tuple[int, str, Any, list[str]]


def python(file: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, Any]) -> Iterator[Message]:
    """Babel's entry: (line, function, message or messages, comments)."""
    tree = ast.parse(file.read())
    node_file = "app/nodes/" in getattr(file, "name", "").replace("\\", "/")
    for found in ast.walk(tree):
        if isinstance(found, ast.Call):
            yield from _call(found)
        elif node_file and isinstance(found, ast.ClassDef) and not found.name.startswith("_"):
            paragraph = (ast.get_docstring(found) or "").split("\n\n")[0]
            if paragraph:
                yield found.lineno, "gettext", " ".join(paragraph.split()), []


def _call(call: ast.Call) -> Iterator[Message]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    if name in PLURALS:
        texts = [text for argument in call.args[:2] for text in _texts(argument)]
        if len(texts) == 2:
            yield call.lineno, "ngettext", tuple(texts), []
    elif name in CALLS:
        positions, names = CALLS[name]
        wanted = [call.args[at] for at in positions if at < len(call.args)]
        wanted += [keyword.value for keyword in call.keywords if keyword.arg in names]
        for argument in wanted:
            for text in _texts(argument):
                yield argument.lineno, "gettext", text, []


def _texts(argument: ast.expr) -> Iterator[str]:
    """The literal texts an argument may be: itself, both arms of an ``if``, the values of a dict of choices."""
    match argument:
        case ast.Constant(value=str(text)) if text.strip():
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _texts(body)
            yield from _texts(orelse)
        case ast.Dict(values=values):
            for value in values:
                yield from _texts(value)


def template(file: IO[bytes], keywords: Any, comment_tags: Any, options: dict[str, Any]) -> Iterator[Message]:
    """Babel's entry for templates: the card's words, the questions, and what the workflow says to people."""
    from app.core.template import Template, texts

    for text in texts(Template.model_validate(json.load(file))):
        yield 0, "gettext", text, []
