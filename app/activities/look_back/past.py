"""What a look back shows on every surface: promises, open ones first, figures against forecast, and the lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.activities import writing
from app.activities.contract import Moment
from app.activities.lines import currency
from app.domain.agenda import said
from app.domain.figures import Sums, sums
from app.domain.kinds import OUTCOMES, VERDICTS
from app.domain.projection import Node


@dataclass(frozen=True, slots=True)
class Promise:
    id: str
    statement: str
    who: str
    due: str
    outcome: str
    """Empty while nobody has said what came of it."""
    became: str
    """Number of the action with which it goes on; a dot where that has none."""
    may_set: bool


@dataclass(frozen=True, slots=True)
class Result:
    """One measure's year: what was expected of the months that are over, and what came."""

    measure: str
    forecast: int
    actual: int
    currency: str

    @property
    def off(self) -> int:
        """Percent by which it came out above the forecast, rounded; below it is negative."""
        return round((self.actual - self.forecast) * 100 / abs(self.forecast)) if self.forecast else 0


@dataclass(frozen=True, slots=True)
class Question:
    """Keep, stop or start; or what the format asks instead."""

    key: str
    ask: str
    """In the format's words; empty where the template has its own."""


def promises(moment: Moment) -> tuple[Node, ...]:
    """Open ones first, then in the order of what came of them: for a screen that nobody touches."""
    order = {outcome: at for at, outcome in enumerate((None, "goes-on", "late", "dropped", "kept"))}
    nodes = moment.projection.under(None, "promise")
    return tuple(sorted(nodes, key=lambda node: order.get(_outcome(node), 0)))


def waiting_first(moment: Moment) -> tuple[Node, ...]:
    """Those that were open when the step began come first, and stay where they are: nothing moves under a thumb."""
    began = moment.run.began.get(moment.run.current or "", 0)

    def before(node: Node) -> bool:
        return bool(_outcome(node)) and node.stamp is not None and node.stamp.at < began

    return tuple(sorted(moment.projection.under(None, "promise"), key=before))


def _outcome(node: Node) -> str | None:
    return node.text("outcome") or None


def promise(moment: Moment, node: Node, *, may_set: bool = False) -> Promise:
    became = moment.projection.get(str(node.fields.get("became") or ""))
    return Promise(
        id=node.id,
        statement=node.statement,
        who=moment.name(node.fields.get("accountable")),
        due=node.text("due"),
        outcome=node.text("outcome"),
        became=(became.number or "•") if became else "",
        may_set=may_set,
    )


def counted(moment: Moment) -> tuple[tuple[str, int], ...]:
    """How many promises have which outcome, in their usual order."""
    given = [node.text("outcome") for node in moment.projection.under(None, "promise")]
    return tuple((outcome, given.count(outcome)) for outcome in OUTCOMES if outcome in given)


def year(moment: Moment, measure: str = "sales") -> Sums | None:
    return sums((node.fields for node in moment.projection.under(None, "figure")), measure)


def results(moment: Moment) -> Iterator[Result]:
    for measure in ("sales", "margin"):
        known = year(moment, measure)
        actual = known.total("actual") if known else None
        if known is not None and actual is not None:
            yield Result(measure, known.expected or 0, actual, currency(moment))


def questions(moment: Moment) -> tuple[Question, ...]:
    step = moment.step
    if step is not None and step.prompts:
        return tuple(Question(each.key, said(each.ask, moment.language)) for each in step.prompts)
    return tuple(Question(key, "") for key in VERDICTS)


def answers(moment: Moment, key: str) -> tuple[Node, ...]:
    """The lines to one question that this audience may read."""
    return tuple(note for note in writing.notes(moment) if note.text("prompt") == key)
