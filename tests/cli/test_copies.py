"""From the terminal: is it sound, a copy of it, the copy put back, a plan's log to read elsewhere."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

from sqlalchemy import text

from app.store import Store
from tests.cli.conftest import Command
from tests.worked import worked_account


def test_a_copy_is_made_verified_and_put_back(command: Command, tmp_path: Path) -> None:
    demo = worked_account(tmp_path / "data")

    code, said = command("verify")
    assert code == 0
    assert f"{demo.plan}: sound" in said
    assert command("backup", "copy.db")[0] == 0
    assert command("backup", "copy.db")[0] == 2, "a copy is never written over"

    code, said = command("restore", "copy.db")
    assert code == 0
    assert "What stood there is kept" in said

    assert command("export", demo.plan, "log.jsonl")[0] == 0
    lines = (tmp_path / "log.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["plan"] == demo.plan
    assert json.loads(lines[0])["last"] == len(lines) - 1

    (tmp_path / "some.pdf").write_bytes(b"%PDF-1.7 of somebody else")
    code, said = command("verify", "some.pdf")
    assert (code, "Unknown" in said) == (1, True)


def test_of_a_damaged_log_what_is_good_is_written_and_said_to_be_no_more(
    command: Command, tmp_path: Path
) -> None:
    demo = worked_account(tmp_path / "data")
    assert command("export", demo.plan, "whole.jsonl")[0] == 0
    file = sqlite3.connect(tmp_path / "data" / "stratroom.db", isolation_level=None)
    file.execute("UPDATE entry SET at = at + 1 WHERE seq = 40")
    file.close()
    code, said = command("export", demo.plan, "log.jsonl")
    assert (code, "damaged behind entry 39" in said) == (1, True), said
    whole, good = ((tmp_path / name).read_text().splitlines() for name in ("whole.jsonl", "log.jsonl"))
    assert good == whole[:40], "the header, and 39 entries"


def test_a_copy_of_a_file_goes_into_postgresql_and_back(
    command: Command, tmp_path: Path, postgres_url: str
) -> None:
    demo = worked_account(tmp_path / "data")
    before = command("verify")
    assert command("backup", "copy.db")[0] == 0

    there = ("--db", postgres_url, "--data", str(tmp_path / "there"))
    code, said = command("restore", "copy.db", *there)
    assert (code, "1 plan is back, verified." in said) == (0, True), said
    assert command("verify", *there) == before
    assert [each.name for each in tmp_path.iterdir() if "copy" in each.name] == ["copy.db"]

    code, said = command("restore", "copy.db", *there)
    assert (code, "holds something already" in said) == (1, True), said

    code, said = command("backup", "copy.jsonl", *there)
    assert (code, "holds 1 plan, verified." in said) == (0, True), said
    assert command("restore", "copy.jsonl", "--data", "back")[0] == 0
    assert command("verify", "--data", "back") == before
    assert demo.plan in before[1]


def test_a_changed_copy_goes_nowhere(command: Command, tmp_path: Path, postgres_url: str) -> None:
    worked_account(tmp_path / "data")
    assert command("backup", "copy.db")[0] == 0
    store = Store.open(tmp_path / "copy.db")
    store.write_now(lambda rows: rows.execute(text("UPDATE entry SET payload = 'x' WHERE seq = 9")))
    store.close()
    for where in ("--data", "other"), ("--db", postgres_url):
        code, said = command("restore", "copy.db", *where)
        assert (code, "does not verify" in said) == (1, True), said
    assert command("verify", "--db", postgres_url) == (0, "")
