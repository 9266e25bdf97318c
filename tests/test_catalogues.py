"""Texts are found where they stand, and no translation loses a value."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from tests.support.pseudo import Pseudo, escaped
from tools.extract import python

LOCALES = Path(__file__).resolve().parent.parent / "app/ui/locale"
VALUES = re.compile(r"\{\w+\}|%\(\w+\)[sd]")
NODE = b'''
class AddTags(Action):
    """Adds tags to the order,
    so that you can filter.

    Not a text.
    """

    meta = Meta("Add order tags", icon="tag")
    tags: list[str] = setting("Tags", "Shown in your shop's " "list.", unit="tags", choices={"a": "First"})

    def decide(self, ctx):
        because_n("{n} order", "{n} orders", 3)
        return Ask(because("adds {tags}" if self.tags else "adds nothing", tags=self.tags), Effect("order"))
'''


def test_texts_are_found_in_a_node() -> None:
    file = io.BytesIO(NODE)
    file.name = "app/nodes/order/add_tags.py"  # type: ignore[attr-defined]
    assert {message for _, _, message, _ in python(file, {}, (), {})} == {
        "Adds tags to the order, so that you can filter.",
        "Add order tags",
        "Tags",
        "Shown in your shop's list.",
        "tags",
        "First",
        "adds {tags}",
        "adds nothing",
        ("{n} order", "{n} orders"),
    }


@pytest.mark.parametrize("path", sorted(LOCALES.glob("*/LC_MESSAGES/*.po")), ids=lambda path: path.parts[-3])
def test_translations_keep_every_value(path: Path) -> None:
    language = path.parts[-3]
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    messages = [message for message in catalogue if message.id]
    assert [message.id for message in messages if not _kept(message)] == []
    if language == "en":
        assert [message.id for message in messages if message.string != message.id] == []


def _kept(message: Message) -> bool:
    ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    wanted = {frozenset(VALUES.findall(text)) for text in ids}
    return all(frozenset(VALUES.findall(text)) in wanted for text in strings if text)


def test_the_pseudo_locale_shows_what_escaped() -> None:
    said = Pseudo().gettext("Add <b>{n}</b> tags")
    page = f"<p title='Raw'>{said} and <span translate='no'>My shop</span><br>5</p><script>var x</script>"
    assert escaped(page) == ["Raw", "and"]
