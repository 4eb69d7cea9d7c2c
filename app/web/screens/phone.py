"""The phone: one thing to do now, the plan a tap away, and what is mine.

Lists of the page: `head`; for whoever leads `remote` and `lead-tab` (`remote.py`); under *Now* `now` and `mine-now`;
under *Plan* `goal`, `tree` and `loose`; under *Mine* `mine`; `foot` holds the act bar, if the step has one. A row of
the plan holds the list of what hangs under it and a place for its editor, which the page asks for by id (`edit-…`)
when somebody taps the row: three hundred editors that nobody opens would be most of the page.

While a step holds the customers, their phones rest: they hold no line of the plan, so nothing that our side decides
meanwhile reaches them. Under the curtain everybody's phone rests, and says no more than the board does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

from app.activities import own_word, recall
from app.activities.contract import Lists, Me, Moment, Piece, Sheaf
from app.activities.lines import (
    ActionLine,
    ConditionLine,
    GoalLine,
    action_line,
    condition_line,
    goal_line,
    is_shared,
    organisation,
)
from app.domain.agenda import said
from app.domain.kinds import TREE
from app.domain.people import Edition, Role
from app.domain.projection import Node
from app.domain.promised import Standing
from app.web import before
from app.web.screens import aside, editors, remote, said_to_all
from app.web.screens.activities import running
from app.web.screens.head import StepHead, step_head


@dataclass(frozen=True, slots=True)
class Head:
    key: str
    """Of the step in progress; empty before the day and while the phone rests."""
    step: StepHead | None
    plan: str
    """Id of the plan."""
    account: str
    theirs: str
    """The customer, where this phone shows the shared edition; empty inside."""
    ours: bool
    """One of ours, who may look at the internal edition by pressing for it."""
    exposed: bool
    """Inside, while customers are present."""


@dataclass(frozen=True, slots=True)
class Goal:
    line: GoalLine | None
    may_open: bool
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A record of the plan, closed; what kind it is decides its look."""

    id: str
    kind: str
    number: str
    statement: str
    condition: ConditionLine | None
    action: ActionLine | None
    conditions: int
    actions: int
    scope: str
    may_open: bool


@dataclass(frozen=True, slots=True)
class Adder:
    """The line at the end of a list with which something is added there."""

    kind: str
    parent: str
    number: str


@dataclass(frozen=True, slots=True)
class Welcome:
    """*Now* before the day begins."""

    account: str
    theirs: bool
    before: str
    """Id of the plan, where something is asked before the day; empty where nothing is."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A customer's phone while our side decides alone; any phone under the curtain."""

    text: str
    curtain: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """What the room looks at. It leads there and takes nobody along: who is typing goes on typing."""

    id: str
    number: str
    statement: str


@dataclass(frozen=True, slots=True)
class MyAction:
    line: ActionLine
    owed: bool
    """I answer for it; otherwise I help."""


@dataclass(frozen=True, slots=True)
class Mine:
    plan: str
    name: str
    function: str
    actions: tuple[MyAction, ...]
    asked: int
    """How many of them wait for my word."""
    leads: bool
    ours: bool
    rests: bool
    """What is mine in the plan rests with it."""


NEXT_BELOW = {"goal": "csf", "csf": "nc", "nc": "action"}
OPEN = ("csf", "nc")
"""Kinds whose rows hold a list of rows."""


def shared(moment: Moment) -> Sheaf:
    """What everybody of an audience has on the phone."""
    if _rests(moment):
        view = _rest(moment)
        rest, plan = (Piece(id_, "phone/rest.html", view) for id_ in ("rest", "rest-plan"))
        return Sheaf({**_top(moment), "now": (rest,), "goal": (plan,)})
    activity = running(moment)
    now = activity.phone(moment) if activity else {}
    if not now:
        theirs = moment.role is Role.CUSTOMER
        asks = not theirs and not moment.run.began and before.asks_anything(moment.run)
        welcome = Welcome(organisation(moment), theirs, moment.plan if asks else "")
        now = {"now": (Piece("welcome", "phone/welcome.html", welcome),)}
    now = {**now, "now": (*now.get("now", ()), *_spot(moment))}
    return Sheaf({**_top(moment), **now, **_plan(moment)}, _branches(moment))


def _top(moment: Moment) -> Lists:
    """What stands there whatever else does: where we are, what is said to all; for whoever leads, the remote."""
    said = said_to_all.pieces(moment, "phone/said_to_all.html")
    return {"head": (_head(moment), *said), **remote.lists(moment)}


def personal(moment: Moment, me: Me) -> Sheaf:
    """What one person alone has there."""
    activity = None if _rests(moment) else running(moment)
    own = activity.personal(moment, me) if activity else {}
    actions = () if _rests(moment) else tuple(_mine(moment, me))
    asked = () if _rests(moment) else tuple(_asked(moment, me))
    view = Mine(
        plan=moment.plan,
        name=me.name,
        function=me.function,
        actions=actions,
        asked=len(asked),
        leads=moment.role is Role.FACILITATOR,
        ours=moment.role is not Role.CUSTOMER,
        rests=_rests(moment),
    )
    beside = () if _rests(moment) else tuple(aside.pieces(moment, me))
    mine = (Piece("mine-all", "phone/mine.html", view),)
    return Sheaf({**own, "aside": beside, "mine": mine, "mine-asked": asked})


def watched(moment: Moment, id_: str) -> Piece | None:
    """An opened editor: `edit-<record>`; or what the step's activity knows by that name."""
    if _rests(moment):
        return None
    if id_.startswith("edit-"):
        node = moment.projection.get(id_.removeprefix("edit-"))
        return editors.piece(moment, node) if node and editors.may_open(moment, node) else None
    activity = running(moment)
    return activity.watched(moment, id_) if activity else None


def _spot(moment: Moment) -> Iterator[Piece]:
    """At the end of *Now*, so that nothing moves under anybody's thumb."""
    node = moment.projection.get(moment.run.spotlight)
    if node is not None and node.kind in (*TREE, "constraint"):
        yield Piece("spot", "phone/spot.html", Spot(node.id, node.number, node.statement))


def _rests(moment: Moment) -> bool:
    return moment.run.curtain or (moment.role is Role.CUSTOMER and moment.run.holds_customers)


def _rest(moment: Moment) -> Rest:
    step = moment.step
    if moment.run.curtain or step is None:
        return Rest("", moment.run.curtain)
    return Rest(said(step.theirs, moment.language), curtain=False)


def _head(moment: Moment) -> Piece:
    ours = moment.role is not Role.CUSTOMER
    step = None if moment.run.curtain else step_head(moment)
    if step is not None and _rests(moment):
        # What our side does meanwhile is in the step's title; it is none of theirs.
        step = replace(step, title=organisation(moment))
    view = Head(
        key="" if _rests(moment) else moment.run.current or "",
        step=step,
        plan=moment.plan,
        account=organisation(moment),
        theirs=organisation(moment) if is_shared(moment) else "",
        ours=ours,
        exposed=ours and moment.run.admitted and moment.edition is Edition.INTERNAL,
    )
    return Piece("top", "phone/head.html", view)


def _asked(moment: Moment, me: Me) -> Iterator[Piece]:
    """My actions to which I have not said yes as they are: whoever is absent on the day answers here."""
    for node in own_word.mine(moment, me):
        if own_word.standing_of(moment, node) is not Standing.ACCEPTED:
            yield own_word.piece(moment, me, node, "asked")


def _mine(moment: Moment, me: Me) -> Iterator[MyAction]:
    for node in moment.projection.every("action"):
        owed = node.fields.get("accountable") == me.person
        if owed or node.fields.get("responsible") == me.person:
            yield MyAction(action_line(moment, node), owed)


# ---------------------------------------------------------------- the plan


def _plan(moment: Moment) -> Lists:
    if recall.blind(moment):
        return {"goal": (recall.away(moment),)}
    goal = moment.projection.goal
    constraints = _rows(moment, moment.projection.under(None, "constraint"))
    return {
        "goal": (_goal(moment, goal),),
        "tree": (*_rows(moment, moment.projection.factors), *_adder(moment, goal)),
        "loose": (*constraints, *_constraint_adder(moment)),
    }


def _branches(moment: Moment) -> tuple[Sheaf, ...]:
    """The lists in the rows of the tree, and in the rows inside them."""
    key, given = f"phone branch {moment.role} {editors.may_edit(moment)}", _called(moment)

    if recall.blind(moment):
        return ()

    def made(node: Node) -> Sheaf:
        below = [each for each in node.below if each.kind in TREE]
        return Sheaf({f"under-{node.id}": (*_rows(moment, below), *_adder(moment, node))}, inside(below))

    def inside(nodes: Iterable[Node]) -> tuple[Sheaf, ...]:
        return tuple(node.once(key, given, partial(made, node)) for node in nodes if node.kind in OPEN)

    return inside(moment.projection.factors)


def _called(moment: Moment) -> object:
    """What a row says beside its node: who people are."""
    return moment.people, moment.names


def _goal(moment: Moment, goal: Node | None) -> Piece:
    may_open = goal is not None and editors.may_open(moment, goal)
    return Piece("goal", "phone/goal.html", Goal(goal_line(moment), may_open, editors.may_edit(moment)))


def _rows(moment: Moment, nodes: Iterable[Node]) -> Iterator[Piece]:
    key, given = f"phone row {moment.role}", _called(moment)
    for node in nodes:
        yield node.once(key, given, partial(_piece, moment, node))


def _piece(moment: Moment, node: Node) -> Piece:
    return Piece(f"rec-{node.id}", "phone/row.html", _row(moment, node))


def _row(moment: Moment, node: Node) -> Row:
    below = moment.projection.tree_under(node.id)
    return Row(
        id=node.id,
        kind=node.kind,
        number=node.number,
        statement=node.statement,
        condition=condition_line(moment, node).marked if node.kind == "nc" else None,
        action=action_line(moment, node) if node.kind == "action" else None,
        conditions=sum(each.kind == "nc" for each in below),
        actions=sum(len(moment.projection.tree_under(each.id)) for each in below if each.kind == "nc"),
        scope=node.text("scope"),
        may_open=editors.may_open(moment, node),
    )


def _adder(moment: Moment, node: Node | None) -> Iterator[Piece]:
    """Whoever may edit the plan may add to it."""
    if node is None or not editors.may_edit(moment):
        return
    kind = NEXT_BELOW[node.kind]
    yield Piece(f"add-{kind}-{node.id}", "phone/adder.html", Adder(kind, node.id, node.number))


def _constraint_adder(moment: Moment) -> Iterator[Piece]:
    """Where it bites is an internal field: constraints are added inside."""
    if editors.may_edit(moment) and moment.edition is Edition.INTERNAL:
        yield Piece("add-constraint", "phone/adder.html", Adder("constraint", "", ""))
