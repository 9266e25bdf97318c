"""The storage page: what takes room, and how long things are kept."""

from __future__ import annotations

from app.store.housekeeping import Retention, get_retention
from app.ui.storage import size_of
from tests.ui.conftest import House, where
from tests.web.asking import Browser

FORM = {"done": "30", "stopped": "10", "failed": "500", "events": "7", "mirror": "700"}


async def test_an_owner_sees_the_room_and_chooses_how_long(house: House, owner: Browser) -> None:
    reply = await owner.get("/settings/storage")
    assert reply.status == 200
    assert "Free on this disk" in reply.text
    assert 'value="365"' in reply.text
    assert 'href="/settings/storage" aria-current="page"' in reply.text
    assert where(await owner.post("/settings/storage", FORM)) == "/settings/storage?said=saved"
    assert await house.services.db.read(get_retention) == Retention(30, 10, 500, 7, 700)


async def test_what_is_no_number_of_days_is_shown_again_beside_its_field(
    house: House, owner: Browser
) -> None:
    for typed in ("0", "", "soon", "99999", "-5", "1e9"):
        reply = await owner.post("/settings/storage", {**FORM, "failed": typed})
        assert reply.status == 422, typed
        assert "Choose 1 to 3,650 days." in reply.text
        assert 'id="failed-error"' in reply.text
        assert 'value="30"' in reply.text
    assert await house.services.db.read(get_retention) == Retention()


async def test_it_is_for_owners_only(house: House) -> None:
    editor = await house.someone("editor")
    assert (await editor.get("/settings/storage")).status == 403
    assert (await editor.post("/settings/storage", FORM)).status == 403


def testsize_ofs_are_written_as_the_reader_writes_them() -> None:
    assert size_of(0, "en") == "0 kB"
    assert size_of(12_345_678, "en") == "12.3 MB"
    assert size_of(123_456_789_000, "en") == "123 GB"
    assert size_of(5 * 10**15, "en") == "5,000 TB"
