"""The house rules that a program can check."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 400
MADE = {"vendor", "__pycache__", "node_modules"}


def files(*folders: str, ends: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in ends and not MADE & set(path.parts) and path.is_file():
                yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_holds_two_ideas() -> None:
    ours = files("app", "tests", "bench", "tools", ends=(".py", ".js", ".css", ".html"))
    lengths = {name(path): len(path.read_text("utf-8").splitlines()) for path in ours}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST} == {}


def test_imports_only_go_down() -> None:
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_that_is_typed_in_is_ever_run_as_code() -> None:
    found = [
        f"{name(path)}:{node.lineno}"
        for path in files("app", ends=(".py",))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"eval", "exec", "compile", "__import__"}
    ]
    code_in_js = re.compile(r"\beval\s*\(|\bnew\s+Function\b|set(?:Timeout|Interval)\(\s*[\"'`]")
    found += [
        name(path) for path in files("app", ends=(".js",)) if code_in_js.search(path.read_text("utf-8"))
    ]
    assert found == []


def test_every_package_and_module_says_what_it_is_for() -> None:
    silent = [
        name(path)
        for path in files("app", ends=(".py",))
        if not path.stem.strip("_").startswith("_")
        and "versions" not in path.parts
        and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
        and not _is_node(path)
    ]
    folders = {path.parent for path in files("app", ends=(".py",))} - {ROOT / "app/store/migrations/versions"}
    silent += [
        f"{name(folder)}/__init__.py is missing"
        for folder in folders
        if not (folder / "__init__.py").is_file()
    ]
    assert silent == []


def _is_node(path: Path) -> bool:
    """A node file speaks through its class: one file, one node, one docstring."""
    if not name(path).startswith("app/nodes/") or path.name == "__init__.py":
        return False
    classes = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ClassDef)]
    return any(ast.get_docstring(node) for node in classes)


class Page(HTMLParser):
    """Collects what the content security policy of our pages would refuse, or htmx would compile."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "script" and "src" not in values and values.get("type") != "application/json":
            self.wrong.append("an inline <script>")
        for attribute, value in attrs:
            if re.match(r"on[a-z]+$|hx-on\b", attribute):
                self.wrong.append(f"{attribute}= on <{tag}>")
            if re.match(r"\s*(js|javascript):", value or ""):
                self.wrong.append(f"{attribute}={value!r} on <{tag}>")
            if attribute == "hx-trigger" and re.search(r"\w\[", value or ""):
                self.wrong.append(f"a filter in hx-trigger on <{tag}>")


def templates() -> list[Path]:
    return list(files("app/ui/templates", ends=(".html", ".jinja", ".j2")))


@pytest.mark.parametrize("path", templates(), ids=name)
def test_pages_hold_no_code(path: Path) -> None:
    page = Page()
    page.feed(re.sub(r"\{#.*?#\}|\{%.*?%\}", "", path.read_text("utf-8"), flags=re.S))
    assert page.wrong == []


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "package-lock.json"])
def test_locks_hold_hashes_and_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert "sha256:" in text or "sha512-" in text
    assert re.findall(r"\w+://\S+", re.sub(r'"(?:funding|homepage)":\s*(?:\{[^}]*\}|.*)', "", text)) == []
    assert not re.search(r'"resolved"|--(?:extra-)?index-url|--find-links', text)


def test_our_css_and_icons_come_with_us() -> None:
    """Nothing that a page loads lies on another host."""
    there = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|url\(\s*["']?(?:https?:)?//|@import""")
    loaded = [*templates(), *files("app/ui/static", ends=(".css",))]
    found = {name(path): there.findall(_without_links(path.read_text("utf-8"))) for path in loaded}
    assert {path: hits for path, hits in found.items() if hits} == {}


def _without_links(text: str) -> str:
    """Links that a person follows may lead anywhere."""
    return re.sub(r"<a\b[^>]*>", "", text)


def test_icons_that_are_named_come_with_us() -> None:
    """A node's icon, and those that pages ask for, are in app/ui/icons.txt, from which the build takes them."""
    listed = set((ROOT / "app/ui/icons.txt").read_text("utf-8").split())
    asked = {
        (name(path), icon)
        for path in [*files("app", ends=(".py",)), *templates()]
        for icon in re.findall(
            r"""\bicon(?:: str)?\s*=\s*"([a-z0-9-]+)"|\{\{-?\s*icon\(["']([a-z0-9-]+)""",
            path.read_text("utf-8"),
        )
    }
    missing = sorted(f"{path}: {''.join(icon)}" for path, icon in asked if "".join(icon) not in listed)
    assert missing == []
    assert {f"{icon}.svg" for icon in listed} == {
        path.name for path in (ROOT / "app/ui/vendor/icons").iterdir()
    }
