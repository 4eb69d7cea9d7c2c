"""What is wrong with a day's histories, held against the log that it left. An empty answer is the promise kept.

- Exactly once: what was acknowledged is in the log, what was refused is not, nothing is there twice.
- Order: everybody's commands are in the log in the order in which they were said.
- Seeing: what somebody saw is what the log had come to at some moment, never a later moment before an earlier one,
  and never without what they had been acknowledged before.
- Agreement: in the end everybody holds what the server says, and the server says what the log alone gives.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tests.faults.witness import REGISTER, History


class Row(NamedTuple):
    """An entry of the log."""

    seq: int
    person: str | None
    command: str | None
    event: str
    payload: dict[str, object]


@dataclass(frozen=True, slots=True)
class Finding:
    code: str
    """`lost`, `doubled`, `refused-and-done`, `disorder`, `unseen`, `unequal` …"""
    words: str


def log_of(store: Path, plan: str) -> list[Row]:
    """The log in the file, which nobody has open."""
    with sqlite3.connect(store) as connection:
        rows = connection.execute(
            "SELECT seq, person, command, event, payload FROM entry WHERE plan = ? ORDER BY seq", (plan,)
        ).fetchall()
    connection.close()
    return [Row(*row[:4], json.loads(row[4])) for row in rows]


def judged(histories: Sequence[History], log: Sequence[Row]) -> list[Finding]:
    """All findings but those of agreement, which the day itself makes."""
    moments = _moments(log)
    found: list[Finding] = []
    for history in histories:
        own = [row for row in log if row.person == history.person and row.command is not None]
        found += _exactly_once(history, own)
        found += _in_order(history, own)
        found += _seen(history, moments)
    return found


def _exactly_once(history: History, own: Sequence[Row]) -> Iterator[Finding]:
    events = Counter(row.command for row in own)
    added = Counter(row.payload["record"] for row in own if row.event == "Added")
    typed = Counter(row.command for row in own if row.event == "TextEdited")
    done = set(events)
    who = history.person
    for id_ in history.acked:
        if id_ not in done and (id_ in history.sure or id_ in history.typed):
            yield Finding("lost", f"{id_} of {who} was acknowledged")
    unsure = _unsure(history)
    for id_ in history.refused:
        if id_ in done and id_ not in unsure:
            yield Finding("refused-and-done", f"{id_} of {who}: {history.refused[id_]}")
    for id_ in set(history.contradicted) - unsure:
        yield Finding("contradicted", f"{id_} of {who} was acknowledged and refused")
    for id_ in history.sure & done:
        if events[id_] != 1:
            yield Finding("doubled", f"{id_} of {who} left {events[id_]} events")
    for what, count in (*added.items(), *typed.items()):
        if count != 1:
            yield Finding("doubled", f"{what} of {who} came {count} times")
    for id_ in done - set(history.asked):
        yield Finding("invented", f"{id_} is in the log, and {who} never asked for it")
    for id_, count in Counter(id_ for id_, _ in groupby(row.command for row in own)).items():
        if count > 1:
            yield Finding("doubled", f"{id_} of {who} is in the log in {count} places")


def _unsure(history: History) -> set[str]:
    """Of these nobody can say when they were decided, and what was answered first.

    What was refused, or found nothing to do, leaves nothing in the log: a server that began anew decides it anew when it
    comes again (docs/reliability.md).
    """
    return history.resent - history.steady if history.restarted else set()


def _in_order(history: History, own: Sequence[Row]) -> Iterator[Finding]:
    unsure = _unsure(history)
    last = 0
    for row in own:
        if row.command in unsure:
            continue
        batch = history.asked.get(str(row.command), last)
        if batch < last:
            yield Finding(
                "disorder", f"{row.command} of {history.person} at {row.seq} comes after later ones"
            )
        last = max(last, batch)


Moment = dict[str, int]


def _moments(log: Sequence[Row]) -> list[Moment]:
    """What the registers read, from one change to the next."""
    moments: list[Moment] = [{}]
    for row in log:
        text: object = None
        match row.event, row.payload:
            case "Added", {"fields": {"text": text}}:
                pass
            case "Changed", {"field": "text", "value": text}:
                pass
        if isinstance(text, str) and text.startswith(REGISTER):
            number = int(text.removeprefix(REGISTER))
            moments.append({**moments[-1], str(row.payload["record"]): number})
    return moments


def _seen(history: History, moments: Sequence[Moment]) -> Iterator[Finding]:
    at = 0
    own = {id_ for id_, number in moments[-1].items() if id_ == register_of(history.person)}
    for seen, mine in history.saw:
        found = next((n for n in range(at, len(moments)) if moments[n] == seen), None)
        if found is None:
            was = "before" if seen in moments else "never"
            yield Finding("unseen", f"{history.person} saw {seen}, which was so {was}")
            continue
        at = found
        if own and mine and seen.get(next(iter(own)), 0) < mine:
            yield Finding("unseen", f"{history.person} was acknowledged {mine} and saw {seen} afterwards")


def register_of(person: str) -> str:
    """Id of somebody's register."""
    return f"register-{person}"
