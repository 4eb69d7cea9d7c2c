"""Doubts on the console: page by page what was put to the room, who doubts what, and the answers.

Whoever leads shows a page on the board, sorts a reservation into its category where that helps, writes the answer down,
and says that the rest of a page stands.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import doubting, writing
from app.activities.contract import Lists, Moment, Piece
from app.activities.doubts.pages import Page, in_work, pages

TEMPLATES = "activities/doubts/templates"


@dataclass(frozen=True, slots=True)
class Doubts:
    step: str
    pages: int
    put: int
    open: int
    """Doubts without an answer, of those that may be read."""
    people: int
    of: int
    revealed: bool
    frozen: bool
    lines: tuple[str, ...]
    """Ids of lines that were not put to the room yet."""


@dataclass(frozen=True, slots=True)
class ConsolePage:
    page: Page
    lit: bool
    frozen: bool
    lines: tuple[str, ...]


def shown(moment: Moment) -> Lists:
    step = moment.step
    all_ = pages(moment)
    frozen = moment.signoff.freeze is not None
    work = in_work(moment, all_)
    people, of = writing.written(moment)
    edges = {edge.id: edge for page in all_ for edge in page.edges}
    head = Doubts(
        step=step.key if step else "",
        pages=len(all_),
        put=sum(page.put for page in all_),
        open=sum(edge.open for edge in edges.values()),
        people=people,
        of=of,
        revealed=writing.is_revealed(moment),
        frozen=frozen,
        lines=tuple(edge.id for edge in edges.values() if not edge.put),
    )
    lists: dict[str, tuple[Piece, ...]] = {
        "work": (Piece("doubting", f"{TEMPLATES}/console.html", head),),
        "doubt-pages": tuple(
            Piece(
                f"dp-{page.id}",
                f"{TEMPLATES}/console_page.html",
                ConsolePage(
                    page,
                    page is work,
                    frozen,
                    tuple(edge.id for edge in page.edges if not edge.put),
                ),
            )
            for page in all_
        ),
    }
    for page in all_:
        lists[f"doubts-of-{page.id}"] = tuple(
            Piece(
                f"dd-{each.id}",
                doubting.ANSWERING,
                doubting.Answering(each, edge.number, edge.statement),
            )
            for edge in page.edges
            for each in edge.heard
        )
    return lists
