"""A new server on what an old one left: every release's store is opened, migrated and replayed; old pages go on.

The stores are those of tests/faults/releases. `bin/prove upgrade` does the same with the old program itself.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

from tests.live.protocol import conforms
from tests.serving import Served, serving

RELEASES = sorted((Path(__file__).parent / "releases").glob("*/stratroom.db.gz"))


@dataclass
class Old:
    """A new server that runs on an old store."""

    served: Served
    seen: dict[str, Any]

    @property
    def plan(self) -> str:
        return str(self.seen["plan"])

    def bearer(self, name: str) -> dict[str, str]:
        token = next(each["token"] for each in self.seen["people"] if each["name"] == name)
        return {"Authorization": f"Bearer {token}"}

    def records(self, name: str) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.served.url}/api/plans/{self.plan}", headers=self.bearer(name), timeout=30)
        found: list[dict[str, Any]] = answer.json()["records"]
        return found


@pytest.fixture(params=RELEASES, ids=lambda path: path.parent.name)
def left(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """What an old server left in its folder, and what it showed."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "stratroom.db").write_bytes(gzip.decompress(request.param.read_bytes()))
    return data, json.loads(gzip.decompress((request.param.parent / "seen.json.gz").read_bytes()))


@pytest.fixture
def old(left: tuple[Path, dict[str, Any]]) -> Iterator[Old]:
    with serving(left[0]) as served:
        yield Old(served, left[1])


def shows_what_was_there(old: Old) -> None:
    for name, view in old.seen["views"].items():
        now = old.records(name)
        assert [record["id"] for record in now] == [record["id"] for record in view["records"]], name
        for record, before in zip(now, view["records"], strict=True):
            fields = {field: record["fields"].get(field) for field in before["fields"]}
            assert {**record, "fields": fields} == {**record, **before}, name


def test_everybody_comes_in_with_their_old_token_and_sees_what_was_there(old: Old) -> None:
    shows_what_was_there(old)
    report = old.served.site.store.call(old.served.site.store.verify)
    assert report.sound, report


def test_a_log_of_then_replayed_from_its_first_entry_makes_the_same_plan(
    left: tuple[Path, dict[str, Any]],
) -> None:
    with sqlite3.connect(left[0] / "stratroom.db") as store:
        (kept,) = store.execute("SELECT count(*) FROM snapshot").fetchone()
        assert kept, "or it was replayed the first time, too"
        store.execute("DELETE FROM snapshot")
    store.close()
    with serving(left[0]) as served:
        shows_what_was_there(Old(served, left[1]))


def test_what_an_old_page_holds_and_kept_is_understood(old: Old) -> None:
    """Its hello, an acknowledged command that it sends again, and one that it kept while nobody answered."""
    before = {record["id"]: record for record in old.records("Sofie Maes")}
    again = [
        {
            "type": "command",
            "id": each["command"],
            "do": "add",
            "kind": "note",
            "fields": {"text": "sent again"},
        }
        for each in old.seen["done"]
    ]
    kept = {"type": "command", "id": "kept-in-the-outbox", "do": "set", "record": "kept-as-a-record"}
    kept |= {"field": "text", "value": "typed while nobody answered"}
    comes = {
        "type": "command",
        "id": "kept-as-a-record",
        "do": "add",
        "kind": "note",
        "fields": {"text": "-"},
    }

    # The step in progress lets members only read; what was acknowledged once is acknowledged again all the same.
    gate = {"type": "command", "id": "gate-is-opened", "do": "room", "name": "gate", "value": "edit"}
    answer = httpx.post(
        f"{old.served.url}/api/plans/{old.plan}/commands",
        json=gate,
        headers=old.bearer("Anouk Terpstra"),
        timeout=30,
    )
    assert answer.json()["type"] == "ack"

    async def visit() -> list[dict[str, Any]]:
        heard = []
        async with (
            websockets.connect(
                f"{old.served.url.replace('http', 'ws')}/live/{old.plan}",
                subprotocols=[websockets.Subprotocol("stratroom.html.1")],
                additional_headers=old.bearer("Sofie Maes"),
            ) as socket,
            asyncio.timeout(20),
        ):
            conforms("client", old.seen["hello"])
            await socket.send(json.dumps(old.seen["hello"]))
            for command in (*again, comes, kept):
                await socket.send(json.dumps(command))
            while sum(message["type"] in {"ack", "refused"} for message in heard) < len(again) + 2:
                heard.append(json.loads(await socket.recv()))
                conforms("server", heard[-1])
        return heard

    heard = asyncio.run(visit())
    assert heard[0]["type"] == "welcome"
    answers = [(message["type"], message["id"]) for message in heard if message["type"] in {"ack", "refused"}]
    assert answers == [("ack", each["id"]) for each in (*again, comes, kept)]
    shown = {id_ for message in heard if message["type"] == "frame" for id_, *_ in message["put"]}
    held = {id_ for tags in old.seen["hello"]["holds"].values() for id_ in tags}
    gone = {id_ for message in heard if message["type"] == "frame" for id_ in message["gone"]}
    assert gone <= held, "only what it holds can go"
    assert shown, "templates and tags have changed since, or it was not asked for the difference"
    after = {record["id"]: record for record in old.records("Sofie Maes")}
    new = {id_ for id_ in after if id_ not in before}
    assert new <= {"kept-as-a-record"}, "what was done before is done once"
    written = old.served.site.rooms.opened(old.plan).live.state.records["kept-as-a-record"]
    assert "typed while nobody answered" in str(written)
