"""What a server says of itself when something under it is gone or broken, to probes that ask in their own ways."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sqlite3
from pathlib import Path

import httpx
import pytest

from app.documents.key import KEY_FILE
from app.live.ports import Surface
from app.web import health, sealing
from app.web.beside import Beside
from tests.serving import Served, serving
from tests.signing import LEADER, Room, until
from tests.worked import worked_account

FIRST_WRONG = 40
"""Entry of the log. The roster stands before: without it nobody would be let in."""
TOKEN = "a-token-of-the-administrators"


@pytest.fixture(autouse=True)
def _looks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "BELIEVED_S", 0.0)


def reasons(served: Served) -> list[str]:
    answer = httpx.get(f"{served.url}/readyz")
    found: list[str] = answer.json().get("reasons", [])
    assert answer.status_code == (503 if found else 200)
    return found


def numbers(served: Served) -> dict[str, float]:
    """Name with labels → value."""
    told = httpx.get(f"{served.url}/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text
    values = (line.rpartition(" ") for line in told.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in values}


def test_a_key_that_is_none_is_told_at_the_start_and_well_again_once_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sealing, "SETTLED_S", 0.0)
    monkeypatch.setattr(sealing, "KEY_AGAIN_S", 0.0)
    (tmp_path / KEY_FILE).write_text("hallo\n")
    with serving(tmp_path) as served:
        until(
            lambda: httpx.get(f"{served.url}/readyz").json() == {"status": "ready", "warnings": ["seal-key"]}
        )
        assert reasons(served) == [], "the room goes on; a balancer has nobody to send away"
        (told,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
        assert told.exc_info
        assert "UnusableKey" in str(told.exc_info[0])
        (tmp_path / KEY_FILE).unlink()
        until(lambda: httpx.get(f"{served.url}/readyz").json() == {"status": "ready"})
        assert (tmp_path / KEY_FILE).read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")


async def test_work_beside_that_ends_with_a_fault_is_logged_and_what_is_stopped_is_not(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def breaks() -> None:
        raise RuntimeError("a fault of ours")

    async def lasts() -> None:
        await forever.wait()

    forever, beside = asyncio.Event(), Beside()
    beside.begin(lasts())
    beside.begin(breaks())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    await beside.end()
    (told,) = caplog.records
    assert told.levelno == logging.ERROR
    assert "breaks" in told.getMessage()
    assert told.exc_info


def test_a_probe_may_ask_for_the_head_alone(tmp_path: Path) -> None:
    with serving(tmp_path, metrics_token=TOKEN) as served:
        keys = {"authorization": f"Bearer {TOKEN}"}
        for path in ("/", "/healthz", "/readyz", "/metrics"):
            whole = httpx.get(served.url + path, headers=keys)
            head = httpx.head(served.url + path, headers=keys)
            assert head.status_code == whole.status_code, path
            assert head.status_code < 400, path
            assert head.content == b"", path
            assert head.headers.get("content-type") == whole.headers.get("content-type"), path
        assert httpx.head(f"{served.url}/metrics").status_code == 403
        served.site.readiness.stopping = True
        assert httpx.head(f"{served.url}/readyz").status_code == 503


def test_what_is_worth_worrying_about_begins_at_nought(tmp_path: Path) -> None:
    """What grows from nothing at all has not grown, for `increase()`."""
    with serving(tmp_path, metrics_token=TOKEN) as served:
        told = numbers(served)
    for result in ("ok", "not-saved", "fault"):
        assert told[f'stratroom_commands_total{{result="{result}"}}'] == 0
    for surface in Surface:
        assert told[f'stratroom_connections{{surface="{surface.value}"}}'] == 0
    for answer in ("GET 500", "GET 503", "POST 500", "POST 503"):
        assert told[f'stratroom_requests_total{{answer="{answer}"}}'] == 0


@pytest.mark.parametrize("gone", ["deleted", "replaced", "log deleted", "log of a linked file deleted"])
def test_without_its_file_nothing_is_acknowledged(tmp_path: Path, gone: str) -> None:
    if os.environ.get("STRATROOM_TEST_STORE") == "postgresql":
        pytest.skip("plans in PostgreSQL are in no file of ours")
    demo = worked_account(tmp_path)
    file, log = tmp_path / "stratroom.db", tmp_path / "stratroom.db-wal"
    if "linked" in gone:
        disk = tmp_path / "another-disk"
        disk.mkdir()
        file.symlink_to(file.rename(disk / file.name))
        log = disk / log.name  # SQLite keeps it beside the file itself
    with serving(tmp_path, metrics_token=TOKEN) as served:
        room = Room(tmp_path, demo, served)
        try:
            assert room.does(LEADER, do="add", kind="note", fields={"text": "kept"})["type"] == "ack"
            assert reasons(served) == []
            away = tmp_path / "away"
            if gone.startswith("log"):
                log.rename(away)
            else:
                file.rename(away)
            if gone == "replaced":
                shutil.copy(away, file)
            assert reasons(served) == ["file-gone"]
            command = {"id": "into-no-file", "do": "add", "kind": "note", "fields": {"text": "into no file"}}
            answer = room.does(LEADER, **command)
            assert (answer["type"], answer["code"]) == ("refused", "not-saved")
            assert room.who(LEADER).get(f"/api/plans/{demo.plan}").status_code == 200, "it can be read"
            copied = served.do(served.site.store.run(lambda: served.site.store.back_up(tmp_path / "rescue")))
            assert copied.sound, "and copied, with all that was acknowledged"
            assert b"kept" in (tmp_path / "rescue").read_bytes()
            away.rename(log if gone.startswith("log") else file)
            assert reasons(served) == []
            assert room.does(LEADER, **command)["type"] == "ack"
        finally:
            room.close()


def test_a_plan_that_is_read_only_because_its_log_is_damaged_is_counted(tmp_path: Path) -> None:
    if os.environ.get("STRATROOM_TEST_STORE") == "postgresql":
        pytest.skip("damages the file")
    demo = worked_account(tmp_path)
    with sqlite3.connect(tmp_path / "stratroom.db") as file:
        file.execute("UPDATE entry SET at = at + 1 WHERE seq = ?", (FIRST_WRONG,))
    file.close()
    with serving(tmp_path, metrics_token=TOKEN) as served:
        assert numbers(served)["stratroom_damaged_plans"] == 0
        room = Room(tmp_path, demo, served)
        try:
            room.asked(LEADER)
            until(lambda: numbers(served)["stratroom_damaged_plans"] == 1)
        finally:
            room.close()
