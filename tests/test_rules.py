"""Security rules that the shape of the code can hold: what it never imports, never calls and never offers."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from fastapi.routing import iter_route_contexts

from app.main import create_app
from app.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """(name, tree) of every Python file below folders of the application."""
    for folder in folders or ("",):
        for path in sorted((APP / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """Every module that a file imports, and every name out of one, dotted."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def called(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """(dotted name as written, call) of every call."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def uses(tree: ast.Module, *names: str) -> set[str]:
    """Those modules of ``names`` that a file imports, themselves or something in them."""
    return {name for name in names for one in imported(tree) if one == name or one.startswith(f"{name}.")}


def test_r3_r6_nothing_runs_a_command() -> None:
    """No step, import or upload can start a program, as no code is there that starts one."""
    ways = ("subprocess", "pty", "multiprocessing", "asyncio.subprocess", "runpy", "code", "ctypes", "pickle")
    commands = {"system", "popen", "startfile", "fork", "forkpty", "posix_spawn", "posix_spawnp"}
    found = []
    for name, tree in modules():
        found += [f"{name} imports {one}" for one in uses(tree, *ways)]
        for function, call in called(tree):
            last = function.rpartition(".")[2]
            if (function.startswith("os.") and (last in commands or last.startswith(("exec", "spawn")))) or (
                last in ("create_subprocess_exec", "create_subprocess_shell", "subprocess_exec")
            ):
                found.append(f"{name}:{call.lineno} calls {function}")
    assert found == []


def test_r6_a_step_reaches_no_file_and_no_database() -> None:
    """A node and what it decides with know no path, no file, no socket and no SQL."""
    ways = (
        "os",
        "pathlib",
        "io",
        "shutil",
        "tempfile",
        "glob",
        "sqlite3",
        "socket",
        "ssl",
        "http",
        "urllib.request",
    )
    found = []
    for name, tree in modules("nodes", "core"):
        found += [f"{name} imports {one}" for one in uses(tree, *ways)]
        found += [f"{name}:{call.lineno} calls {way}" for way, call in called(tree) if way == "open"]
    assert found == []


WRITERS = {
    "app/commands/doctor.py",
    "app/commands/documents.py",
    "app/commands/lock.py",
    "app/commands/serve.py",
    "app/commands/worker.py",
    "app/engine/quiet.py",
    "app/store/backup.py",
    "app/store/database.py",
    "app/store/secrets.py",
}
"""The only files that write to the disk: commands on the server's own command line, the data folder and its key."""
WRITES = {"open", "os.open", "os.fdopen", "os.mkdir", "os.makedirs", "os.rename", "os.replace", "io.open"}
WRITING = (
    ".write_text",
    ".write_bytes",
    ".mkdir",
    ".unlink",
    ".rmdir",
    ".symlink_to",
    ".hardlink_to",
    ".touch",
)


def test_r6_only_known_files_write_to_the_disk() -> None:
    found = {
        name
        for name, tree in modules()
        for way, _ in called(tree)
        if way in WRITES
        or way.endswith(WRITING)
        or way.startswith(("shutil.copy", "shutil.move", "tempfile."))
    }
    assert found - WRITERS == set()


SHAPE = ("app/store/migrations/", "app/store/tables", "app/store/columns.py")
"""The database's own shape: table by table in our own words, run before anybody has typed anything."""
COMPILED = ("app/store/many.py",)
"""Runs the text that SQLAlchemy has made of an expression."""


def test_r6_sql_is_never_put_together_from_words() -> None:
    """SQL that is no expression of SQLAlchemy stands in the code as it is run."""
    found = [
        f"{name}:{call.lineno}"
        for name, tree in modules()
        if not name.startswith((*SHAPE, *COMPILED)) and uses(tree, "sqlalchemy")
        for way, call in called(tree)
        if way.rpartition(".")[2] in ("text", "exec_driver_sql", "literal_column")
        if call.args and not _written(call.args[0], tree)
    ]
    assert found == []


def _written(value: ast.expr, tree: ast.Module) -> bool:
    """A string that stands in the code, one of two such, or a name that was given one."""
    match value:
        case ast.Constant():
            return isinstance(value.value, str)
        case ast.IfExp():
            return _written(value.body, tree) and _written(value.orelse, tree)
        case ast.Name():
            given = [node.value for node in ast.walk(tree) if isinstance(node, ast.Assign)
                     if value.id in map(ast.unparse, node.targets)]  # fmt: skip
            return bool(given) and all(_written(one, tree) for one in given)
    return False


def test_r9_connectors_come_with_the_code() -> None:
    """Nothing installs, finds or loads a package that is not ours at run time."""
    ways = (
        "pip",
        "ensurepip",
        "venv",
        "pkg_resources",
        "importlib.metadata",
        "importlib.util",
        "zipimport",
        "site",
    )
    found = [f"{name} imports {one}" for name, tree in modules() for one in uses(tree, *ways)]
    loaded = [
        (name, ast.unparse(call.args[0]))
        for name, tree in modules()
        for way, call in called(tree)
        if way.endswith("import_module")
    ]
    assert found == []
    assert sorted(loaded) == [
        ("app/__main__.py", "f'app.commands.{COMMANDS[cmd_name][0]}'"),
        ("app/core/effects/__init__.py", "_module.name"),
        ("app/engine/connections.py", "module.name"),
        ("app/nodes/__init__.py", "module.name"),
        ("app/ui/__init__.py", "found.name"),
    ], "each walks a folder of our own; whatever else loads code by its name is to be looked at"


def test_r15_upgrade_and_repair_are_no_pages(tmp_path: Path) -> None:
    words = ("migrate", "migration", "upgrade", "update", "restore", "repair", "backup", "doctor", "install")
    app = create_app(Settings(data_dir=tmp_path))
    found = {
        str(route.path)
        for route in iter_route_contexts(app.routes)
        for word in words
        if word in str(route.path).casefold() or word in getattr(route.endpoint, "__name__", "").casefold()
    }
    assert found == {"/workflows/{workflow_id}/versions/{number}/restore"}, "which is an earlier drawing"


def test_r17_chance_comes_from_the_operating_system() -> None:
    """``random`` only spreads the pauses between two tries; keys, links and tokens come from ``secrets``."""
    users = {name for name, tree in modules() if uses(tree, "random", "numpy")}
    assert users == {"app/engine/services.py"}
    source = (ROOT / "app/engine/services.py").read_text("utf-8")
    named = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.keyword) and "random" in ast.unparse(node)
    ]
    assert named == ["dice=random.random"]
    assert source.count("random.") == 1
    guessable = [
        f"{name}:{call.lineno}"
        for name, tree in modules()
        for way, call in called(tree)
        if way.rpartition(".")[2] in ("uuid1", "uuid3", "getnode")
    ]
    assert guessable == []


def test_the_dice_decide_nothing_but_pauses() -> None:
    """Who throws them hands the number to ``backoff``, or to what is asked to wait for a moment of its own."""
    thrown = [
        (name, ast.unparse(node))
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and any(".dice()" in ast.unparse(k) for k in node.keywords)
    ]
    assert thrown
    assert [call for call in thrown if not call[1].startswith("backoff(")] == []


def test_r19_a_report_has_a_clock() -> None:
    policy = (ROOT / "SECURITY.md").read_text("utf-8")
    assert "| within 3 days | a person answers that your report has arrived |" in policy
    assert "Report a vulnerability" in policy
    assert "| with the fix | a new version with a regression test," in policy
