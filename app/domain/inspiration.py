"""A few lines of others, without names, while people still write: the suggestive way of writing.

It is the one thing that others read before a reveal, so it is bound tightly. A step asks for it (`suggest`, how many
lines at once) and says so on every phone before anybody writes. It is never done where lines are nameless for ever: a
line that appears while one person in sight is typing is nameless no more, and the shuffle of the reveal would be for
nothing. A line comes without its name and its id; only from the fourth writer on, or everybody would know whose it is;
and only to those who have written themselves, so that nobody begins with another's thought.

Each person gets lines of their own, drawn by their id, and keeps most of them while more are written.
"""

from __future__ import annotations

from zlib import crc32

from app.domain.agenda import StepSpec
from app.domain.records import Record
from app.domain.state import PlanState

WRITERS = 4
"""Fewer than that, and a line tells its writer."""


def wanted(step: StepSpec | None) -> int:
    """How many lines of others a step shows each writer; 0 where it shows none."""
    if step is None or step.anonymous or step.reveal != "on-reveal":
        return 0
    asked = step.options.get("suggest")
    return max(asked, 0) if isinstance(asked, int) and not isinstance(asked, bool) else 0


def for_writer(state: PlanState, person: str) -> tuple[str, ...]:
    """The words of some lines that others wrote in the step in progress, for one who has written there too."""
    step = state.run.step
    most = wanted(step)
    if step is None or not most or step.key in state.run.revealed:
        return ()
    lines = [each for each in state.of_kind("note") if each.text("step") == step.key]
    writers = {_writer(each) for each in lines} - {""}
    if person not in writers or len(writers) < WRITERS:
        return ()
    others = (each for each in lines if _writer(each) not in ("", person) and each.person != person)
    drawn = sorted(others, key=lambda each: (crc32(f"{person} {each.id}".encode()), each.id))
    return tuple(each.text("text") for each in drawn[:most])


def readers(state: PlanState, line: Record) -> frozenset[str]:
    """Those who may read other lines than before, where this one came, went or changed."""
    step = state.run.step
    if step is None or line.kind != "note" or line.text("step") != step.key or not wanted(step):
        return frozenset()
    if step.key in state.run.revealed:
        return frozenset()
    return frozenset(_writer(each) for each in state.of_kind("note") if each.text("step") == step.key) - {""}


def _writer(line: Record) -> str:
    return line.text("said_by") or line.person or ""
