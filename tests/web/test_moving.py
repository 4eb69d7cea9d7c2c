"""A plan goes to another server: all of it, once, and whoever comes to the old one is sent on."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.cli.demo.fill import Demo
from app.cli.running import ask_server
from app.documents.seal import seal
from app.domain import commands as do
from app.session.journal import NotSaved
from app.settings import Settings
from app.store import sealed
from app.web.identity import invitations
from app.web.shelf import Shelves
from tests.serving import Served, serving
from tests.signing import LEADER, Room
from tests.web.conftest import PASSWORD, add_account
from tests.worked import worked_account

BRAM = "Bram Visser"
OWNER = "eva@meridian.test"
DOCUMENT = "a-document-of-the-old-server"


def empty_page() -> bytes:
    """The least that is a PDF."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
    )
    made, places = b"%PDF-1.7\n", []
    for number, held in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, held)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(made)
    return made + b"xref\n0 4\n0000000000 65535 f \n" + table + end


def admin(served: Served, **wanted: Any) -> dict[str, Any]:
    """As a command asks the running server."""
    told = ask_server(Settings(data=served.data), wanted)
    assert told is not None
    return told


@pytest.fixture
def demo(tmp_path: Path) -> Demo:
    return worked_account(tmp_path / "old")


@pytest.fixture
def old(tmp_path: Path, demo: Demo) -> Iterator[Served]:
    with serving(tmp_path / "old") as served:
        yield served


@pytest.fixture
def new(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "new") as served:
        add_account(served, OWNER, "Eva Gruber")
        yield served


@pytest.fixture
def here(tmp_path: Path, demo: Demo, old: Served) -> Iterator[Room]:
    room = Room(tmp_path, demo, old)
    yield room
    room.close()


@pytest.fixture
def there(tmp_path: Path, demo: Demo, new: Served) -> Iterator[Room]:
    room = Room(tmp_path, demo, new)
    yield room
    room.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "plan.moved"


def goes_out(old: Served, new: Served, demo: Demo, file: Path) -> dict[str, Any]:
    return admin(old, do="move-out", plan=demo.plan, to=str(file), address=new.url + "/")


def comes_in(new: Served, file: Path, owner: str = OWNER) -> dict[str, Any]:
    return admin(new, do="move-in", **{"from": str(file)}, owner=owner)


def personal_link(served: Served, demo: Demo, name: str) -> str:
    person = next(guest.id for guest in demo.guests if guest.seat.name == name)
    return served.do(invitations.way_in(served.identity, demo.plan, invitations.PERSONAL, person)).path


def test_a_plan_goes_on_at_another_server_with_its_people_links_and_devices(
    here: Room, there: Room, old: Served, new: Served, demo: Demo, file: Path
) -> None:
    here.does(LEADER, do="add", kind="note", fields={"text": "Said before the move"})
    link = personal_link(old, demo, BRAM)
    before = here.who(BRAM).get(f"/api/plans/{demo.plan}").json()
    assert goes_out(old, new, demo, file)["rows"] > 50
    assert file.stat().st_mode & 0o077 == 0, "it holds names and secrets"

    told = comes_in(new, file)
    assert told["plan"] == demo.plan
    after = there.who(BRAM).get(f"/api/plans/{demo.plan}").json()
    assert after == before, "the same device, the same plan"
    done = there.does(LEADER, do="add", kind="note", fields={"text": "Said after the move"})
    assert done["type"] == "ack"
    with httpx.Client(follow_redirects=True, timeout=60) as phone:
        arrived = phone.get(new.url + link)
        assert arrived.url.path == f"/p/{demo.plan}/before"
        assert BRAM in arrived.text
    report = admin(new, do="verify")
    assert report["sound"]
    assert [plan["plan"] for plan in report["plans"]] == [demo.plan]
    with httpx.Client(base_url=new.url, follow_redirects=True, headers={"origin": new.url}) as owner:
        home = owner.post("/login", data={"login": OWNER, "password": PASSWORD})
        assert f"/p/{demo.plan}/console" in home.text


def test_the_old_server_reads_on_and_says_where_the_plan_is(
    here: Room, old: Served, new: Served, demo: Demo, file: Path
) -> None:
    link = personal_link(old, demo, BRAM)
    goes_out(old, new, demo, file)
    refused = here.does(LEADER, do="add", kind="note", fields={"text": "Too late"})
    assert (refused["type"], refused["code"]) == ("refused", "moved")
    assert new.url in refused["message"]
    held = here.does(LEADER, do="hold", record="rec-00000001", handle="handle-000001", step="x", text="late")
    assert held["code"] == "moved"
    for path in (link, f"/p/{demo.plan}"):
        page = here.who(BRAM).get(path, follow_redirects=True)
        assert page.status_code == 421
        assert f'href="{new.url}{path}"' in page.text or f'href="{new.url}/p/{demo.plan}"' in page.text
    assert here.who(BRAM).get(f"/p/{demo.plan}?here=1").status_code == 200
    with httpx.Client(follow_redirects=True) as stranger:
        page = stranger.get(old.url + link)
        assert f'href="{new.url}{link}"' in page.text
    again = admin(old, do="move-out", plan=demo.plan, to=f"{file}.2", address=old.url)
    assert (again["error"], again["why"]) == ("moved", new.url)
    assert admin(old, do="verify")["sound"]


def test_a_plan_is_taken_in_once(old: Served, new: Served, demo: Demo, file: Path) -> None:
    goes_out(old, new, demo, file)
    assert "error" not in comes_in(new, file)
    assert comes_in(new, file)["error"] == "here"
    assert comes_in(old, file, owner="")["error"] == "here"


def test_a_file_that_was_cut_off_or_changed_is_not_taken_in(
    old: Served, new: Served, demo: Demo, file: Path
) -> None:
    goes_out(old, new, demo, file)
    whole = file.read_bytes()
    lines = whole.splitlines(keepends=True)

    def again(lines: list[bytes]) -> bytes:
        """Changed by somebody who knows how the last line is made."""
        head = b"".join(lines[:-1])
        last = {"rows": len(lines) - 2, "sha256": sha256(head).hexdigest()}
        return head + json.dumps(last, separators=(",", ":"), sort_keys=True).encode() + b"\n"

    entry = next(n for n, line in enumerate(lines) if line.startswith(b'["entry"'))
    forged = json.loads(lines[entry])
    forged[1]["at"] += 1
    other_plan = lines[entry].replace(demo.plan.encode(), b"another-plan-0001")
    wrong = {
        "cut off": whole[:-200],
        "a byte": whole.replace(b'"person"', b'"persom"', 1),
        "an entry gone": again([*lines[:entry], *lines[entry + 1 :]]),
        "an entry changed": again([*lines[:entry], json.dumps(forged).encode() + b"\n", *lines[entry + 1 :]]),
        "another plan's": again([*lines[:entry], other_plan, *lines[entry + 1 :]]),
        "no plan": b"not a plan\n",
        "nothing": b"",
    }
    for what, held in wrong.items():
        file.write_bytes(held)
        assert comes_in(new, file) == {"error": "no-plan"}, what
    assert admin(new, do="plans") == {"plans": []}
    file.write_bytes(whole)
    assert comes_in(new, file, owner="nobody@meridian.test")["error"] == "no-such-login"
    assert comes_in(new, file)["plan"] == demo.plan


def test_a_plan_that_cannot_be_written_stays(
    here: Room, old: Served, new: Served, demo: Demo, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("something that must not be lost")
    assert goes_out(old, new, demo, file) == {"error": "exists"}
    assert file.read_text() == "something that must not be lost"
    file.unlink()

    def full(*_given: object, **_more: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(type(old.site.store), "carry_out", full)
    assert goes_out(old, new, demo, file)["error"] == "file"
    assert not file.exists()
    done = here.does(LEADER, do="add", kind="note", fields={"text": "It goes on here"})
    assert done["type"] == "ack"


def test_a_file_that_never_came_to_be_is_written_again(
    here: Room, old: Served, new: Served, demo: Demo, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server was killed between the log's last entry and the file."""

    async def leaves() -> None:
        await old.identity.ask(await old.site.rooms.get(demo.plan), do.Depart(new.url))

    def full(*_given: object, **_more: object) -> int:
        raise OSError(28, "No space left on device")

    old.do(leaves())
    with monkeypatch.context() as patched:
        patched.setattr(type(old.site.store), "carry_out", full)
        assert goes_out(old, new, demo, file)["error"] == "file"
    assert not file.exists()
    late = here.does(LEADER, do="add", kind="note", fields={"text": "Too late"})
    assert late["code"] == "moved", "an earlier file may be at the other server already"
    assert goes_out(old, new, demo, file)["rows"] > 50
    assert comes_in(new, file)["plan"] == demo.plan
    lost = file.with_suffix(".again")
    assert goes_out(old, new, demo, lost)["rows"] > 50
    assert comes_in(new, lost)["error"] == "here"


def test_a_list_that_cannot_be_written_takes_no_file_back(
    old: Served, new: Served, demo: Demo, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def unsaved(*_given: object) -> None:
        raise NotSaved("unavailable")

    monkeypatch.setattr(Shelves, "note", unsaved)
    assert goes_out(old, new, demo, file)["rows"] > 50
    assert comes_in(new, file)["plan"] == demo.plan


def test_a_sealed_file_is_known_at_both_servers(old: Served, new: Served, demo: Demo, file: Path) -> None:
    """The old server's certificate goes along; what it sealed is known by that, and by the very bytes."""
    key = old.do(old.site.sealing.key())
    pdf = seal(empty_page(), key, reason="Signed by everybody")
    old.do(
        old.site.store.write(
            lambda rows: sealed.keep(
                rows,
                document=DOCUMENT,
                plan=demo.plan,
                version=1,
                edition="internal",
                content_hash=sha256(b"what was signed").hexdigest(),
                file=pdf,
                at=time.time_ns() // 1_000_000,
            )
        )
    )

    def state(served: Served) -> str:
        answer = httpx.post(f"{served.url}/api/verify", content=pdf, timeout=120)
        return str(answer.json()["state"])

    assert state(old) == "current"
    assert state(new) == "unknown"
    goes_out(old, new, demo, file)
    assert comes_in(new, file)["documents"] == 1
    assert state(new) == "current"
    assert state(old) == "current"
    printed = httpx.get(f"{old.url}/v/{DOCUMENT}").text
    assert new.url in re.sub(r"\s+", " ", printed), "it says where to ask whether it still counts"
    assert new.url not in httpx.get(f"{new.url}/v/{DOCUMENT}").text
    assert new.do(new.site.sealing.key()).certificate_der != key.certificate_der
