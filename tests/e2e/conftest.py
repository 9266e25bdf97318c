"""One Storeflow for all files about the editor: each test makes a workflow of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.server import Storeflow


@pytest.fixture(scope="session")
def editor_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storeflow]:
    """Started once, and ended with the run."""
    with Storeflow(tmp_path_factory.mktemp("editor")) as storeflow:
        yield storeflow.start()
