"""After a real day: nothing that is kept anywhere links a nameless line to whoever wrote it.

The server is a process of its own; people write over sockets and over HTTP, change lines and take them back, before and
after a restart; the lines are revealed. Then everything is opened: the store's own file and its write-ahead log, every
row of every table, the server's log at its most talkative, the export and the backup.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.faults.program import Program
from tests.faults.served import Served, demo, stratroom

WRITERS = 12


@dataclass
class Line:
    """What somebody wrote without a name, and everything that their phone said along with it."""

    person: dict[str, Any]
    text: str
    note: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    handle: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    commands: list[str] = field(default_factory=list)

    def asked(self, do: str = "hold", **more: Any) -> dict[str, Any]:
        self.commands.append(secrets.token_urlsafe(12))
        held = {"record": self.note, "handle": self.handle, "step": "write", **more}
        return {"type": "command", "id": self.commands[-1], "do": do, **held}


@dataclass
class Day:
    folder: Path
    served: Served
    told: dict[str, Any]
    lines: list[Line] = field(default_factory=list)

    @property
    def plan(self) -> str:
        return str(self.told["plan"])

    def posts(self, person: dict[str, Any], *commands: dict[str, Any]) -> None:
        answers = httpx.post(
            f"{self.served.url}/api/plans/{self.plan}/commands",
            json=list(commands),
            headers={"authorization": f"Bearer {person['token']}", "user-agent": f"Phone of {person['id']}"},
            timeout=60,
        ).json()
        assert all(told["type"] == "ack" for told in answers), answers

    def leads(self, **command: Any) -> None:
        leader = next(p for p in self.told["people"] if p["role"] == "facilitator")
        self.posts(leader, {"type": "command", "id": secrets.token_urlsafe(12), **command})

    def exported(self, name: str) -> str:
        file = self.folder / name
        stratroom("export", self.plan, str(file), "--data", str(self.served.data))
        return file.read_text()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    folder = tmp_path_factory.mktemp("anonymity")
    served = Served(folder / "data", "--log-level", "debug")
    made = Day(folder, served, demo(served.data, served.url, "--format", "try-out"))
    served.start()
    try:
        made.leads(do="step", step="write")
        members = [p for p in made.told["people"] if p["role"] == "member"][:WRITERS]
        made.lines = [Line(person, f"line-{secrets.token_hex(8)}") for person in members]
        asyncio.run(_write(made, made.lines[: WRITERS // 2]))
        for line in made.lines[WRITERS // 2 :]:
            made.posts(line.person, line.asked(text="a first thought"), line.asked(text=line.text))
        changed = Line(members[0], "line-taken-back")
        made.posts(members[0], changed.asked(text=changed.text), changed.asked("let-go"))
        served.stop()
        (folder / "held").mkdir()
        _copies(served.data, folder / "held")
        served.start()
        made.leads(do="reveal", step="write")
        yield made
    finally:
        served.kill()


async def _write(day: Day, lines: list[Line]) -> None:
    """Over sockets, one after the other."""
    for line in lines:
        program = Program(day.served.url, day.plan, line.person["token"])
        task = asyncio.create_task(program.run())
        await program.until(program.welcomed.is_set)
        await program.ask(line.asked(text=line.text))
        await program.until(lambda p=program: not p.outbox)
        assert not program.refused
        await program.stop()
        task.cancel()
        await asyncio.wait([task])


def _copies(data: Path, into: Path) -> None:
    for file in data.iterdir():
        if file.is_file():
            (into / file.name).write_bytes(file.read_bytes())


def rows_of(file: Path) -> Iterator[tuple[str, str]]:
    """Table, and each row as text, with blobs both as they are and in hexadecimal."""
    store = sqlite3.connect(f"file:{file}?immutable=0", uri=True)
    try:
        for (table,) in store.execute("select name from sqlite_master where type = 'table'").fetchall():
            for row in store.execute(f'select * from "{table}"'):
                yield table, " ".join(_spelt(value) for value in row)
    finally:
        store.close()


def _spelt(value: object) -> str:
    if isinstance(value, bytes):
        return f"{value.hex()} {value.decode('utf-8', 'replace')}"
    return str(value)


def marks_of_a_line(line: Line) -> set[str]:
    return {line.text, line.note, line.handle, sha256(line.handle.encode()).hexdigest(), *line.commands}


def marks_of_a_person(person: dict[str, Any]) -> set[str]:
    token = sha256(person["token"].encode()).hexdigest()
    return {person["id"], person["name"], person["token"], token, person["link"].rsplit("/", 1)[1]}


def linking(day: Day, rows: Iterator[tuple[str, str]]) -> list[str]:
    """Rows in which a line and a person meet."""
    # whoever reveals a step stands on all of its lines alike, and writes none
    writers = (person for person in day.told["people"] if person["role"] != "facilitator")
    people = set().union(*(marks_of_a_person(person) for person in writers))
    lines = set().union(*(marks_of_a_line(line) for line in day.lines))
    return [
        f"{table}: {row}"
        for table, row in rows
        if any(mark in row for mark in lines) and any(mark in row for mark in people)
    ]


@pytest.mark.parametrize("when", ["before the reveal", "after it"])
def test_no_row_of_any_table_links_a_line_to_anybody(day: Day, when: str, tmp_path: Path) -> None:
    if when == "after it":
        _copies(day.served.data, tmp_path)
    file = (day.folder / "held" if when != "after it" else tmp_path) / "stratroom.db"
    rows = list(rows_of(file))
    text = "\n".join(row for _, row in rows)
    assert all(line.text in text for line in day.lines), "they are there"
    assert linking(day, iter(rows)) == []
    for line in day.lines:
        assert line.handle not in text
        assert not [command for command in line.commands if command in text], "what a phone called it is gone"


def test_a_row_that_did_would_be_found(day: Day) -> None:
    line = day.lines[0]
    assert linking(day, iter([("entry", f"{line.person['id']} {line.text}")]))
    assert linking(day, iter([("session", f"{line.commands[0]} {line.person['name']}")]))


def test_neither_lines_nor_their_rows_stand_in_the_order_in_which_they_were_written(
    day: Day, tmp_path: Path
) -> None:
    """Twelve of them stand in the order of writing by chance once in 479 million times."""
    _copies(day.served.data, tmp_path)
    store = sqlite3.connect(tmp_path / "stratroom.db")
    logged = [
        row[0].decode()
        for row in store.execute("select payload from entry where event = 'Added' order by seq")
    ]
    store.close()
    revealed = [text for payload in logged for text in [json.loads(payload)["fields"].get("text")] if text]
    written = [line.text for line in day.lines]
    assert sorted(t for t in revealed if t in written) == sorted(written)
    assert [t for t in revealed if t in written] != written
    held = sqlite3.connect(day.folder / "held" / "stratroom.db")
    (table,) = [
        t for (t,) in held.execute("select name from sqlite_master where type='table'") if "held" in t
    ]
    try:
        stored = [row[0] for row in held.execute(f"select text from {table} order by rowid")]
    except sqlite3.OperationalError:  # it has none: its rows are kept in the order of random ids
        stored = [row[0] for row in held.execute(f"select text from {table}")]
    held.close()
    assert [t for t in stored if t in written] != written


def test_lines_are_nobodys_and_of_one_moment_in_the_log(day: Day) -> None:
    entries = [json.loads(line) for line in day.exported("lines.jsonl").splitlines()[1:]]
    texts = {line.text for line in day.lines}
    revealed = [e for e in entries if e["event"] == "Added" and any(text in e["payload"] for text in texts)]
    assert len(revealed) == len(texts)
    assert len({entry["at"] for entry in revealed}) == 1
    leader = next(p["id"] for p in day.told["people"] if p["role"] == "facilitator")
    assert {entry["person"] for entry in revealed} <= {None, leader}
    assert len({(entry["person"], entry["command"]) for entry in revealed}) == 1, (
        "none differs from the others"
    )


def test_what_a_phone_said_along_with_a_line_is_in_no_file_at_all(day: Day) -> None:
    """Raw bytes: the store, its write-ahead log, what a server logs at its most talkative, export and backup."""
    backup = day.folder / "backup.db"
    export = day.exported("all.jsonl")
    stratroom("backup", str(backup), "--data", str(day.served.data))
    kept = (
        file
        for folder in (day.served.data, day.folder / "held")
        for file in folder.iterdir()
        if file.is_file()
    )
    files = {f"{file.parent.name}/{file.name}": file.read_bytes() for file in kept}
    files |= {"log": day.served.log.read_bytes(), "export": export.encode(), "backup": backup.read_bytes()}
    assert {"data/stratroom.db", "data/stratroom.db-wal", "held/stratroom.db"} <= set(files)
    for name, held in files.items():
        for line in day.lines:
            for mark in (line.handle, *line.commands):
                assert mark.encode() not in held, f"{mark} in {name}"
        if name == "log":
            assert not [
                line.text for line in day.lines if line.text.encode() in held or line.note.encode() in held
            ]
    gone = [sha256(line.handle.encode()).digest() for line in day.lines]
    assert not [digest for digest in gone if digest in files["backup"]], (
        "after the reveal no handle opens anything"
    )


def test_the_log_at_its_most_talkative_holds_no_token_no_way_in_and_nothing_that_was_typed(day: Day) -> None:
    typed = "a-password-that-nobody-has"
    with httpx.Client(base_url=day.served.url, timeout=60, headers={"origin": day.served.url}) as phone:
        for person in day.told["people"][:3]:
            phone.get(f"/me/{person['link'].rsplit('/', 1)[1]}")
            phone.get(
                f"/p/{day.plan}",
                headers={"referer": person["link"], "authorization": f"Bearer {person['token']}"},
            )
        seats = [cookie for cookie in phone.cookies.values() if cookie]
        phone.get("/j/a-secret-of-a-way-in")
        phone.post("/login", data={"login": "who@ever.test", "password": typed})
        phone.get("/join", params={"code": "ZZZ999"})
    kept = [person["token"] for person in day.told["people"]] + [p["link"][-22:] for p in day.told["people"]]
    log = day.served.log.read_text()
    assert len(log.splitlines()) > 20, "it does talk"
    for secret in (*kept, *seats, typed, "who@ever.test", "a-secret-of-a-way-in", "ZZZ999"):
        assert secret not in log
    assert not [person["name"] for person in day.told["people"] if person["name"] in log]
