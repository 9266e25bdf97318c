"""Brings the catalogues in app/ui/locale up to date: python -m tools.messages [--check]

English is complete by identity. A text that is new stays empty in the other languages, and one that is no longer
used goes. With --check nothing is written, and the status is 1 where English lacks a text.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALES = ROOT / "app" / "ui" / "locale"
LANGUAGES = ("en", "hi", "gu")
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}


def template() -> Catalog:
    """Every text in the code, with the files where it stands."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    texts = Catalog(project="Storeflow", fuzzy=False)
    sys.path.insert(0, str(ROOT))
    for name, _, message, comments, context in extract_from_dir(ROOT, methods, options, KEYWORDS):
        texts.add(message, locations=[(name, 0)], auto_comments=comments, context=context)
    return texts


def updated(language: str, texts: Catalog) -> Catalog:
    """The catalogue of a language with exactly the texts of the code."""
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    old = Catalog(locale=language)
    if path.is_file():
        with path.open("rb") as file:
            old = read_po(file, locale=language)
    new = Catalog(locale=language, project="Storeflow", fuzzy=False, header_comment="# Storeflow's texts.")
    for message in sorted((message for message in texts if message.id), key=_place):
        known = old.get(message.id, message.context)
        string = known.string if known and not known.fuzzy else ""
        if language == "en":
            string = message.id
        files = sorted({(name, 0) for name, _ in message.locations})
        new.add(message.id, string or None, files, context=message.context)
    return new


def _place(message: Message) -> tuple[str, str]:
    return min(name for name, _ in message.locations), str(message.id)


def write(language: str, catalogue: Catalog) -> None:
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(_header(language, catalogue))
        write_po(file, catalogue, width=110, omit_header=True, include_lineno=False)


def _header(language: str, catalogue: Catalog) -> bytes:
    """Without the dates that change on each run."""
    return (
        f'# Storeflow: texts in {language}.\nmsgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n"MIME-Version: 1.0\\n"\n'
        f'"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
    ).encode()


def main(arguments: list[str]) -> int:
    texts = template()
    if "--check" in arguments:
        with (LOCALES / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
            english = read_po(file, locale="en")
        new = [
            str(message.id)
            for message in texts
            if message.id and not english.get(message.id, message.context)
        ]
        for text in new:
            print(f"not in the catalogues yet (make messages): {text}")
        return 1 if new else 0
    for language in LANGUAGES:
        catalogue = updated(language, texts)
        write(language, catalogue)
        done = sum(1 for message in catalogue if message.id and _filled(message))
        print(f"{language}: {done} of {len(catalogue)} texts")
    return 0


def _filled(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
