"""What another process writes is seen; what we write ourselves is no news."""

from pathlib import Path

from app.engine.changes import Changes
from app.store.changes import stamp
from app.store.database import open_database
from app.store.preferences import set_preference


async def test_only_others_changes_count(tmp_path: Path) -> None:
    ours, theirs = open_database(tmp_path), open_database(tmp_path)
    told = []

    async def changed() -> None:
        told.append(1)

    changes = Changes(ours, changed)
    try:
        await theirs.write(
            stamp
        )  # opening the file counts as a change on SQLite, and here it is opened by now
        assert not await changes.look(), "the first look has nothing to compare with"
        await ours.write(set_preference, "a", 1)
        assert not await changes.look()
        await theirs.write(set_preference, "a", 2)
        await ours.write(set_preference, "a", 3)
        assert await changes.look()
        assert not await changes.look()
        assert len(told) == 1
    finally:
        await ours.close()
        await theirs.close()
