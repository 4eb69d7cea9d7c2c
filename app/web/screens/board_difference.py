"""What changed since a step began, on the board: the room sees what its day did to the plan.

Both moments are those of the edition that the board shows. A board that customers look at compares with a moment at
which they were in the room, or not at all (`scene`). What is worded otherwise is shown with both wordings.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities.contract import Lists, Moment, Piece
from app.domain.agenda import said
from app.i18n import is_language, use_language
from app.web import changes
from app.web.changes import Change, Part

ORDER = ("goal", "csf", "constraint", "nc", "action")
"""What is told first where not all fits."""


@dataclass(frozen=True, slots=True)
class Line:
    kind: str
    number: str
    what: str
    """`new`, `changed` or `gone`."""
    parts: tuple[Part, ...]
    fields: tuple[tuple[str, str, str], ...]
    who: str


@dataclass(frozen=True, slots=True)
class Difference:
    since: str
    """Title of the step."""
    new: int
    changed: int
    gone: int
    lines: tuple[Line, ...]


def stage(moment: Moment) -> Lists:
    """The stage with the difference; nothing where the board shows none."""
    if moment.then is None:
        return {}
    step = moment.run.find(_since(moment))
    with use_language(moment.language if is_language(moment.language) else "en"):
        found = changes.compared(moment.then, moment)
    lines = sorted(map(_line, found), key=lambda line: ORDER.index(line.kind))
    view = Difference(
        since=said(step.title, moment.language) if step else "",
        new=sum(line.what == "new" for line in lines),
        changed=sum(line.what == "changed" for line in lines),
        gone=sum(line.what == "gone" for line in lines),
        lines=tuple(lines),
    )
    return {"stage": (Piece("difference", "board/difference.html", view),)}


def _since(moment: Moment) -> str:
    told = moment.step.options.get("compare") if moment.step else None
    return moment.run.compare or (told if isinstance(told, str) else "")


def _line(change: Change) -> Line:
    return Line(change.kind, change.number, change.what, change.parts, change.fields, change.by)
