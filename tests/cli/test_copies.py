"""From the terminal: is it sound, a copy of it, the copy put back, a plan's log to read elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Terminal
from tests.worked import worked_account

WITHIN = 120


def test_a_copy_is_made_verified_and_put_back(stratroom: Terminal, tmp_path: Path) -> None:
    demo = worked_account(tmp_path / "data")

    def done(*arguments: str) -> tuple[int, str]:
        process = stratroom(*arguments)
        out, _ = process.communicate(timeout=WITHIN)
        return process.returncode, out

    code, said = done("verify")
    assert code == 0
    assert f"{demo.plan}: sound" in said
    assert done("backup", "copy.db")[0] == 0
    assert done("backup", "copy.db")[0] == 2, "a copy is never written over"

    code, said = done("restore", "copy.db")
    assert code == 0
    assert "What stood there is kept" in said

    assert done("export", demo.plan, "log.jsonl")[0] == 0
    lines = (tmp_path / "log.jsonl").read_text().splitlines()
    assert json.loads(lines[0])["plan"] == demo.plan
    assert json.loads(lines[0])["last"] == len(lines) - 1

    (tmp_path / "some.pdf").write_bytes(b"%PDF-1.7 of somebody else")
    code, said = done("verify", "some.pdf")
    assert (code, "Unknown" in said) == (1, True)
