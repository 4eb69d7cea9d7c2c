"""What the terminal says where an administrator went wrong or the store is not well: what it is, and never a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Command, Terminal
from tests.worked import worked_account

NOBODY_LISTENS = "postgresql://stratroom:dont-tell@127.0.0.1:1/stratroom"
PASSWORD = "a door that opens inwards\n"


@pytest.mark.parametrize("asked", ["backup copy.db", "user list", "verify", "settings", "export -"])
def test_a_setting_that_cannot_be_used_is_named(asked: str, stratroom: Terminal) -> None:
    _said, why = (process := stratroom(*asked.split(), STRATROOM_PORT="eighty")).communicate(timeout=60)
    assert process.returncode == 78
    assert why.startswith("port: ")
    assert "Traceback" not in why


@pytest.mark.parametrize("asked", ["user list", "verify", "backup copy.db", "restore copy.jsonl"])
def test_a_database_that_does_not_answer_is_said_in_words(
    asked: str, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "copy.jsonl").touch()
    code, said = command(*asked.split(), "--db", NOBODY_LISTENS)
    assert (code, said) == (69, "The database does not answer. Is it running, and is --db right?\n")


@pytest.mark.parametrize("asked", ["verify", "backup copy.db", "user list"])
def test_a_store_that_is_no_store_any_more_is_said_in_words(
    asked: str, command: Command, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "stratroom.db").write_bytes(b"what is this" * 2_000)
    code, said = command(*asked.split())
    assert (code, said) == (69, "The store is damaged. `stratroom restore` puts a backup in its place.\n")


def test_looking_for_accounts_in_a_wrong_folder_makes_no_store_there(
    command: Command, tmp_path: Path
) -> None:
    elsewhere = ("--data", str(tmp_path / "elsewhere"))
    for asked, typed in (("user", "list"), ""), (("user", "reset", "eva", "--password-stdin"), PASSWORD):
        code, said = command(*asked, *elsewhere, typed=typed)
        assert (code, "There is no store in" in said) == (69, True), said
    assert not (tmp_path / "elsewhere").exists()


def test_a_plan_that_moves_is_taken_in_by_somebody_who_can_open_it(command: Command, tmp_path: Path) -> None:
    demo = worked_account(tmp_path / "data")
    code, said = command("move", "out", demo.plan, "plan.moved", "--to", "https://plans.example.org")
    assert code == 0, said
    assert "stratroom move in plan.moved --owner" in said
