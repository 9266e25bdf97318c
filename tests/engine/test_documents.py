"""What comes from outside is a document or a sentence; what goes out comes in again byte for byte."""

from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.document_file import file_name, refusal, written
from app.core.edit import apply, operation
from app.engine.documents import Unusable, read, zipped
from app.engine.starters import starters
from app.errors import AppError
from app.nodes import catalogue
from tests.core.drawings import drawing
from tests.core.random_edits import operations

START = {"id": "s", "type": "order.created", "settings": {}}
WAIT = {"id": "w", "type": "time.wait", "settings": {"amount": 1, "unit": "days"}}


def document(**more: Any) -> dict[str, Any]:
    return {"version": 1, "id": "d", "name": "D", "steps": [START, WAIT], "edges": [], **more}


def zip_of(*files: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files:
            archive.writestr(name, body)
    return out.getvalue()


def raw(**more: Any) -> bytes:
    return json.dumps(document(**more)).encode()


ROUND = [{"source": "w", "target": "w2"}, {"source": "w2", "target": "w"}]
MANY = [{**WAIT, "id": f"w{n}"} for n in range(2001)]
BOMB = zip_of(*((f"{n}.json", b" " * 1_900_000) for n in range(30)))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "no JSON"),
        (b"", "no JSON"),
        (b"null", "no workflow document"),
        ("{}".encode("utf-16"), "not written as UTF-8"),
        (b"[" * 100_000, "nests more than 60 levels"),
        (raw(slots={}, x=1), "x"),
        (raw(name="\ud800"), "half a character"),
        (raw(name="a\x00b"), "half a character or an empty one"),
        (b'{"name": "a", "name": "b"}', "says “name” twice"),
        (b'{"name": NaN}', "can't be kept: NaN"),
        (b'{"name": 1e400}', "can't be kept: 1e400"),
        (b'{"name": 12345678901234567890123}', "can't be kept"),
        (b" " * 2_097_153, "too large"),
        (raw(steps=[START, START]), "two steps with the same id: s"),
        (raw(notes=[{"id": "n", "text": ""}] * 2), "two notes with the same id: n"),
        (raw(steps=[START, WAIT, {**WAIT, "id": "w2"}], edges=ROUND), "goes round in a circle: w → w2 → w"),
        (raw(steps=MANY), "has 2001 steps; 2000 is the most"),
        (zip_of(("../../etc/x.json", raw())), "leads out of it: ../../etc/x.json"),
        (zip_of(("/x.json", raw())), "leads out of it"),
        (zip_of(("..\\x.json", raw())), "leads out of it"),
        (zip_of(("C:\\x.json", raw())), "leads out of it"),
        (zip_of(("a.json", raw()), ("b.json", raw())), "a.json and b.json are the same workflow"),
        (zip_of(("a.json", b" " * 3_000_000)), "a.json is too large"),
        (BOMB, "ZIP bomb"),
        (zip_of(*((f"{n}.json", raw(id=f"d{n}")) for n in range(501))), "more than 500 files"),
        (zip_of(("a.txt", b"")), "no workflow in this ZIP"),
        (zip_of(), "no workflow in this ZIP"),
        (zip_of(("a.json", raw()))[:-30], "damaged"),
    ],
)  # fmt: skip
def test_what_is_no_document_is_refused_by_name(body: bytes, said: str) -> None:
    with pytest.raises(Unusable) as refused:
        read(body, "it.json")
    assert said in str(refused.value)


def test_whatever_comes_in_is_a_document_or_a_sentence() -> None:
    dice = random.Random(7)
    seeds = [raw(), zip_of(("a.json", raw())), *(written(one) for one in starters())]
    for _ in range(1500):
        body = bytearray(dice.choice(seeds))
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(body))
            match dice.randrange(3):
                case 0:
                    body[at] = dice.randrange(256)
                case 1:
                    del body[at : at + dice.randint(1, 40)]
                case 2:
                    body[at:at] = dice.choice(
                        [b'"', b"{", b"[", b"null", b"1e999", b"\\ud800", b"\x00", b"-1"]
                    )
            if not body:
                break
        try:
            found = read(bytes(body), "it")
        except Unusable:
            pass  # a sentence, as every Unusable
        else:
            assert all(read(written(one)) == [one] for one in found)


CATALOGUE = catalogue()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_out_in_out_is_the_same_byte_for_byte(data: st.DataObject) -> None:
    drawn = drawing(
        [("start", "order.created", {}), ("w", "time.wait", {"amount": 1, "unit": "days"})], "start > w"
    )
    for _ in range(data.draw(st.integers(0, 8))):
        op = data.draw(
            operations(drawn, ["time.wait", "logic.check", "order.add_tags"], ["next", "then", "each"])
        )
        try:
            drawn = apply(drawn, operation(op), CATALOGUE).document
        except AppError:
            continue
    if refusal(drawn, "x") is None:
        once = written(drawn)
        assert read(once) == [drawn]
        assert written(read(once)[0]) == once
        assert zipped(read(zipped([drawn]))) == zipped([drawn])


def test_every_ready_made_workflow_is_written_as_it_is_read() -> None:
    for one in starters():
        assert [written(found) for found in read(written(one))] == [written(one)]
        assert file_name(one) == file_name(read(written(one))[0])


def test_the_files_that_come_along_are_as_the_writer_writes_them() -> None:
    for path in (Path(__file__).resolve().parents[2] / "workflows").glob("*.json"):
        assert written(read(path.read_bytes(), path.name)[0]) == path.read_bytes(), path.name
