"""A server that stops between the last signature and the seal: the next one seals, once."""

from __future__ import annotations

import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from app.documents.press import RenderFailed
from app.store import sealed
from app.web import sealing
from tests.serving import serving
from tests.signing import LEADER, OURS, PATIENCE, THEIRS, Room, until
from tests.worked import worked_account

FILE = b"%PDF-1.7 printed by nobody"


class Printer:
    """Stands in for the press, which has tests of its own."""

    def __init__(self) -> None:
        self.works = False
        self.printed: list[str] = []
        self.signed: list[int] = []
        """How many signatures each printing held."""
        self.goes_on = threading.Event()
        self.goes_on.set()

    def __call__(self, press: object, document: object, content: bytes, key: object) -> bytes:
        self.printed.append(document.edition)  # type: ignore[attr-defined]
        self.signed.append(sum(each.outcome == "signed" for each in document.signatories))  # type: ignore[attr-defined]
        assert self.goes_on.wait(PATIENCE)
        if not self.works:
            raise RenderFailed("died")
        return FILE + content[:40]


@pytest.fixture
def printer(monkeypatch: pytest.MonkeyPatch) -> Printer:
    stands_in = Printer()
    monkeypatch.setattr(sealing, "print_sealed", stands_in)
    return stands_in


def test_what_was_signed_is_sealed_after_a_restart_and_only_once(tmp_path: Path, printer: Printer) -> None:
    demo = worked_account(tmp_path)
    with serving(tmp_path) as served, closing(Room(tmp_path, demo, served)) as room:
        room.freezes()
        for name in (THEIRS, *OURS):
            assert room.signs(name).status_code == 303
        until(lambda: len(printer.printed) >= 4)
        assert room.sealed("internal") is None

    printer.works = True
    with serving(tmp_path) as served, closing(Room(tmp_path, demo, served)) as room:
        until(lambda: room.sealed("internal") and room.sealed("shared"))
        until(lambda: len(served.do(served.site.rooms.get(demo.plan)).live.state.signoff.sealed) == 2)
        assert room.pdf(THEIRS, "shared").content.startswith(FILE)
        kept = room.sealed("shared")
        assert kept
        printed = len(printer.printed)
        again = room.who(LEADER).post(f"/p/{room.plan}/seal", data={"edition": "shared"})
        assert again.status_code == 303
        assert room.sealed("shared") == kept
        assert len(printer.printed) == printed


def test_a_file_that_the_log_does_not_know_yet_is_taken_as_it_is(tmp_path: Path, printer: Printer) -> None:
    demo = worked_account(tmp_path)
    with serving(tmp_path) as served, closing(Room(tmp_path, demo, served)) as room:
        room.freezes()
        for name in OURS:
            room.signs(name)
        until(lambda: len(printer.printed) >= 2)
        digest = room.asked("Sofie Maes")["digest"]
        kept = served.do(
            served.site.store.write(
                lambda rows: sealed.keep(
                    rows,
                    document="left-behind",
                    plan=demo.plan,
                    version=1,
                    edition="internal",
                    content_hash=digest,
                    file=FILE,
                    at=time.time_ns() // 1_000_000,
                )
            )
        )

    with serving(tmp_path) as served, closing(Room(tmp_path, demo, served)) as room:
        live = served.do(served.site.rooms.get(demo.plan)).live
        until(lambda: live.state.signoff.sealed)
        assert [(f.document, f.sha256) for f in live.state.signoff.sealed] == [("left-behind", kept.sha256)]
        assert room.pdf("Sofie Maes", "internal").content == FILE


def test_who_signs_while_it_is_printed_is_in_the_file(tmp_path: Path, printer: Printer) -> None:
    printer.works = True
    printer.goes_on.clear()
    demo = worked_account(tmp_path)
    with serving(tmp_path) as served, closing(Room(tmp_path, demo, served)) as room:
        room.freezes()
        for name in OURS:
            room.signs(name)
        until(lambda: printer.printed)
        assert room.signs(THEIRS).status_code == 303
        printer.goes_on.set()
        until(lambda: room.sealed("internal") and room.sealed("shared"))
        live = served.do(served.site.rooms.get(demo.plan)).live
        until(lambda: len(live.state.signoff.sealed) == 2)
        assert printer.printed == ["internal", "internal", "shared"]
        assert printer.signed == [3, 4, 4]


def test_what_goes_wrong_with_one_edition_leaves_the_other(
    tmp_path: Path, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def prints(press: object, document: object, content: bytes, key: object) -> bytes:
        if document.edition == "internal":  # type: ignore[attr-defined]
            raise ValueError("a mistake of ours")
        return printer(press, document, content, key)

    printer.works = True
    monkeypatch.setattr(sealing, "print_sealed", prints)
    demo = worked_account(tmp_path)
    with serving(tmp_path) as served, closing(Room(tmp_path, demo, served)) as room:
        room.freezes()
        for name in (*OURS, THEIRS):
            room.signs(name)
        until(lambda: room.sealed("shared"))
        assert room.sealed("internal") is None


def test_a_file_whose_version_was_given_up_counts_for_nothing(tmp_path: Path, printer: Printer) -> None:
    printer.works = True
    demo = worked_account(tmp_path)
    with serving(tmp_path) as served, closing(Room(tmp_path, demo, served)) as room:
        room.freezes()
        for name in OURS:
            room.signs(name)
        first = until(lambda: room.sealed("internal"))
        for do in ("unfreeze", "freeze", "unfreeze"):
            assert room.does(LEADER, do=do)["type"] == "ack"
        served.do(
            served.site.store.write(
                lambda rows: sealed.keep(
                    rows,
                    document="left-behind",
                    plan=demo.plan,
                    version=2,
                    edition="internal",
                    content_hash="0" * 64,
                    file=FILE,
                    at=1,
                )
            )
        )
        assert room.sealed("internal", 2) is None, "the log does not name it"

    with serving(tmp_path) as served, closing(Room(tmp_path, demo, served)) as room:
        until(lambda: room.sealed("internal") == first)
        kept = served.do(served.site.store.read(lambda rows: sealed.of_plan(rows, demo.plan)))
        assert [each.document for each in kept] == [first["document"]]
