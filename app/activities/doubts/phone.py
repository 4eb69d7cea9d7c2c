"""Doubts on the phone: page by page, mark what you doubt, the rest stands; then whether these would be enough."""

from __future__ import annotations

from dataclasses import dataclass

from app.activities import doubting, writing
from app.activities.contract import Lists, Me, Moment, Piece
from app.activities.doubts.pages import Page, in_work, pages, parents
from app.activities.lines import is_shared
from app.domain.fields import scores

TEMPLATES = "activities/doubts/templates"
OFFERED = ("not-needed", "unclear", "not-true")


@dataclass(frozen=True, slots=True)
class Doubts:
    step: str
    pages: int
    votes: bool


@dataclass(frozen=True, slots=True)
class PhonePage:
    page: Page
    keeps: str
    """What a doubt says of its step."""
    asks: bool
    votes: bool
    lit: bool
    """It is on the board now."""
    open: bool


@dataclass(frozen=True, slots=True)
class Enough:
    page: str
    value: int | None
    """1: these would be enough; 0: not; None: I have not said."""


def shown(moment: Moment) -> Lists:
    """One page a parent; nothing of this in the shared edition."""
    step = moment.step
    if step is None or is_shared(moment):
        return {"now": (writing.task(moment),)}
    all_ = pages(moment)
    work = in_work(moment, all_)
    asks = doubting.may_doubt(moment)
    votes = asks and not writing.is_revealed(moment)
    head = Piece("doubts", f"{TEMPLATES}/phone.html", Doubts(step.key, len(all_), votes))
    return {
        "now": (writing.task(moment), head),
        "doubt-pages": tuple(
            Piece(
                f"page-{each.id}",
                f"{TEMPLATES}/phone_page.html",
                PhonePage(
                    each, writing.keeps(step), asks, votes,
                    lit=moment.run.spotlight is not None and each is work, open=each is work,
                ),
            )
            for each in all_
        ),
    }  # fmt: skip


def mine(moment: Moment, me: Me) -> Lists:
    """My doubts, each in its line, and what I said of each page."""
    step = moment.step
    if step is None or not doubting.may_doubt(moment):
        return {}
    doubts = doubting.mine(moment, me, OFFERED)
    if writing.is_revealed(moment):
        return doubts
    ballots = [each for each in me.said.get("ballot", ()) if each.text("step") == step.key]
    said = scores(ballots[-1].fields.get("scores")) if ballots else {}
    votes = {
        f"mine-enough-{node.id}": (
            Piece(f"enough-{node.id}", f"{TEMPLATES}/phone_enough.html", Enough(node.id, said.get(node.id))),
        )
        for node in parents(moment)
    }
    return {**doubts, **votes}


def watched(moment: Moment, id_: str) -> Piece | None:
    return None
