"""From the terminal: is it sound, a copy of it, the copy put back, a plan's log to read elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

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
