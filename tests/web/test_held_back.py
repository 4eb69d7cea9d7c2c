"""Who waits gets nothing early: customers outside while our side confers, and strangers' files when there are many."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import httpx
import pytest

from app.web.pages import verify
from tests.serving import serving
from tests.signing import LEADER, THEIRS, Room
from tests.worked import worked_account


def test_customers_who_are_held_get_no_draft(tmp_path: Path) -> None:
    demo = worked_account(tmp_path)
    with serving(tmp_path) as served, closing(Room(tmp_path, demo, served)) as room:
        room.freezes()
        assert room.does(LEADER, do="step", step="caucus")["type"] == "ack"
        for query in ("", "?draft"):
            assert room.pdf(THEIRS, "shared", query).status_code == 403


def test_a_file_too_many_is_asked_to_come_again_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "_waiting", verify.MOST_WAITING)
    with serving(tmp_path) as served:
        for path in ("/api/verify", "/verify"):
            told = httpx.post(served.url + path, content=b"x")
            assert (told.status_code, told.headers["retry-after"]) == (503, "10")
