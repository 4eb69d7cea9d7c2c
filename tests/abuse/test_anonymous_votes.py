"""After a nameless vote: it is known who voted, and nothing that is kept or sent anywhere links them to what they gave.

As `test_anonymity`, of which this takes the way of looking: a server in a process of its own, ballots handed in, changed
and taken back, a restart, the close. Then every row, every file, the export, and what others are sent.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.cli.demo import told
from tests.abuse.test_anonymity import Day, Line, _copies, linking, marks_of_a_line, rows_of
from tests.faults.served import Served, stratroom
from tests.worked import worked_account

VOTERS = 14


@dataclass
class Ballot(Line):
    """A ballot with everything that its phone said along with it; `text`: a reason that nobody else gives."""

    factor: str = ""

    def asked(self, do: str = "hold", **more: Any) -> dict[str, Any]:
        self.commands.append(secrets.token_urlsafe(12))
        mine = {"record": self.note, "handle": self.handle, "step": "nameless", "kind": "ballot"}
        fields = {"scores": {self.factor: more.pop("dots", 2)}, "reason": self.text}
        return {"type": "command", "id": self.commands[-1], "do": do, **mine, "fields": fields, **more}


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("anonymous-votes")
    demo = worked_account(folder / "data", format_="votes")
    served = Served(folder / "data", "--log-level", "debug")
    made = Day(folder, served, told(demo, served.url))
    served.start()
    try:
        made.leads(do="step", step="nameless")
        members = [p for p in made.told["people"] if p["role"] == "member"][:VOTERS]
        factors = [each["id"] for each in seen_by(made, members[0]) if each["kind"] == "csf"]
        made.lines = [
            Ballot(person, f"because-{secrets.token_hex(8)}", factor=factors[at % 3])
            for at, person in enumerate(members)
        ]
        for ballot in made.lines:
            made.posts(ballot.person, ballot.asked(dots=1))
            made.posts(ballot.person, ballot.asked())
        gone = Ballot(members[3], "because-taken-back", factor=factors[0])
        made.posts(members[3], made.lines[3].asked("let-go"), gone.asked(), gone.asked("let-go"))
        made.posts(members[3], made.lines[3].asked())
        served.stop()
        (folder / "held").mkdir()
        _copies(served.data, folder / "held")
        served.start()
        yield made
    finally:
        served.kill()


def seen_by(day: Day, person: dict[str, Any]) -> list[dict[str, Any]]:
    answer = httpx.get(
        f"{day.served.url}/api/plans/{day.plan}",
        headers={"authorization": f"Bearer {person['token']}"},
        timeout=60,
    )
    found: list[dict[str, Any]] = answer.json().get("records", [])
    return found


def test_while_it_is_open_nobody_is_sent_what_was_voted(day: Day) -> None:
    given = set().union(*(marks_of_a_line(each) for each in day.lines))
    for person in day.told["people"]:
        pages = [json.dumps(seen_by(day, person))]
        for surface in ("", "/board", "/console"):
            cookie = {f"seat_{day.plan}": person["token"]}
            pages.append(
                httpx.get(f"{day.served.url}/p/{day.plan}{surface}", cookies=cookie, timeout=60).text
            )
        assert not [mark for mark in given for page in pages if mark in page]
    console = httpx.get(
        f"{day.served.url}/p/{day.plan}/console",
        cookies={
            f"seat_{day.plan}": next(p for p in day.told["people"] if p["role"] == "facilitator")["token"]
        },
        timeout=60,
    ).text
    assert f"{VOTERS} of {VOTERS} have voted" in console, "who has voted is known"


def test_no_row_links_a_ballot_to_anybody_before_the_close(day: Day) -> None:
    rows = list(rows_of(day.folder / "held" / "stratroom.db"))
    assert linking(day, iter(rows)) == []
    (voted,) = [row for table, row in rows if table == "voted"]
    people = voted.split()[2:]
    assert people == sorted(each.person["id"] for each in day.lines), "sorted: the order tells nothing"
    held = [row for table, row in rows if table == "held_note"]
    assert len(held) == VOTERS
    assert all(each.handle not in row and each.person["id"] not in row for each in day.lines for row in held)


def test_after_the_close_they_are_nobodys_and_of_one_moment_and_no_file_says_more(
    day: Day, tmp_path: Path
) -> None:
    day.leads(do="reveal", step="nameless")
    _copies(day.served.data, tmp_path)
    assert linking(day, rows_of(tmp_path / "stratroom.db")) == []
    entries = [json.loads(line) for line in day.exported("votes.jsonl").splitlines()[1:]]
    given = [e for e in entries if e["event"] == "Added" and any(b.text in e["payload"] for b in day.lines)]
    assert len(given) == VOTERS
    assert len({(entry["at"], entry["person"], entry["command"]) for entry in given}) == 1
    order = [b for e in given for b in day.lines if b.text in e["payload"]]
    assert order != day.lines, "fourteen stand in the order of voting once in 87 thousand million times"
    functions = [json.loads(e["payload"])["fields"].get("function", "") for e in given]
    assert min(functions.count(each) for each in functions) >= 3

    backup = day.folder / "votes-backup.db"
    stratroom("backup", str(backup), "--data", str(day.served.data))
    files = {file.name: file.read_bytes() for file in day.served.data.iterdir() if file.is_file()}
    files |= {"log": day.served.log.read_bytes(), "backup": backup.read_bytes()}
    for name, held in files.items():
        for each in day.lines:
            digest = sha256(each.handle.encode()).digest()
            marks = (each.handle.encode(), digest, *(command.encode() for command in each.commands))
            assert not [mark for mark in marks if mark in held], f"{name} could show whose ballot it is"
    assert not [each.text for each in day.lines if each.text.encode() in files["log"]]
