"""Hatchling's hook: a wheel, or an editable install, gets its third-party files, catalogues and data."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DATA = ("templates", "workflows", "docs/guide")  # at the root of the repository; app/_data/... in a wheel


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        spec = importlib.util.spec_from_file_location("frontend", root / "tools" / "frontend.py")
        assert spec and spec.loader
        frontend = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(frontend)
        frontend.vendor()
        frontend.messages()
        if version != "editable":
            for folder in DATA:
                if (root / folder).is_dir():
                    build_data["force_include"][str(root / folder)] = f"app/_data/{folder}"
