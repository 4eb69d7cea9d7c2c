"""Secrecy, generated from the declarations: every kind, every field, both editions of a record, every moment, every
viewer. What is expected is written down here again, from DESIGN section 3, so that a rule cannot change in one place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product

import pytest

from app.domain import commands as do
from app.domain import events as ev
from app.domain.content import canonical, content
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.fields import (
    Ceiling,
    Choice,
    Day,
    Field,
    Flag,
    Indexes,
    Money,
    Months,
    Number,
    PersonRef,
    RecordRef,
    Scores,
    Text,
    Value,
)
from app.domain.kinds import KINDS, Kind
from app.domain.people import Edition
from app.domain.projection import Projection, own_notes, project
from app.domain.refusals import Refused
from app.domain.secrecy import Viewer, may_see_field
from app.domain.state import PlanState
from tests.worlds import ANNA, BEN, DAY, MARIJKE, PIETER, RUTH, Plan, new_plan

INSIDE, OUTSIDE = Edition.INTERNAL, Edition.SHARED
VIEWERS = {
    "our board": Viewer(INSIDE),
    "who wrote it": Viewer(INSIDE, ANNA.person),
    "another of ours": Viewer(INSIDE, BEN.person),
    "their audience": Viewer(OUTSIDE),
    "a customer": Viewer(OUTSIDE, MARIJKE.person),
    "ours, in the shared edition": Viewer(OUTSIDE, ANNA.person),
}
MOMENTS = {"at once": None, "silent": "write", "revealed": "listen"}
"""Moment → the step in which a note is written; `listen` is revealed, `write` is not."""


@dataclass(frozen=True)
class Case:
    kind: Kind
    shared: bool
    moment: str
    above_shared: bool

    def __str__(self) -> str:
        edition = "shared" if self.shared else "withheld"
        return (
            f"{self.kind.name} {edition} {self.moment} under {'shared' if self.above_shared else 'withheld'}"
        )


CASES = [
    Case(kind, shared, moment, above)
    for kind, shared, moment, above in product(KINDS.values(), (False, True), MOMENTS, (False, True))
    if kind.private or moment == "at once"
]


def canary(kind: Kind, field: Field, number: int) -> Value:
    """A value of the field's type that nothing else in the plan holds."""
    match field.type:
        case Text(longest=longest):
            return f"canary {kind.name} {field.name}"[:longest] if longest > 20 else f"#{number}"
        case Choice(options):
            return options[number % len(options)]
        case Number():
            return f"77{number}.5"
        case Money():
            return 88_000_000 + number
        case Months():
            return (99_000_000 + number,)
        case Day():
            return f"{1000 + 50 * list(KINDS).index(kind.name) + number}-01-01"
        case PersonRef():
            # Ben answers for what is shared: who stands in an internal field must be somebody else to be missed there.
            return BEN.person if field.ceiling is not Ceiling.INTERNAL else "somebody-of-ours"
        case RecordRef():
            return None
        case Flag():
            return True
        case Indexes():
            return (number % 24,)
        case Scores():
            return (f"canary-{kind.name}-{number}", 1)


def filled(kind: Kind) -> dict[str, Value]:
    values = {field.name: canary(kind, field, number) for number, field in enumerate(kind.fields, 10)}
    return {name: value for name, value in values.items() if value is not None}


def happens(state: PlanState, event: ev.Event, who: str | None = ANNA.person) -> PlanState:
    return evolve(state, event, ev.Meta(state.seq + 1, 1_800_000_000_000, who))


def line_above(kind: Kind) -> tuple[str, ...]:
    """The kinds under which one of this kind hangs, from the top; none where it may stand alone."""
    if None in kind.parents:
        return ()
    above = next(name for name in kind.parents if name is not None)
    return (*line_above(KINDS[above]), above)


def world(case: Case) -> PlanState:
    """One record of the kind in its edition and moment, under what it hangs on, which is shared or not."""
    state = new_plan().state
    state = happens(state, ev.AgendaSet(DAY, "2027-01-14"))
    state = happens(state, ev.RoomSet("revealed", "listen"))
    hangs: str | None = None
    for name in line_above(case.kind):
        above = ev.Added(f"above-{name}", name, hangs, None, {"statement": name}, case.above_shared, "ours")
        state, hangs = happens(state, above), above.record
    values = filled(case.kind)
    if case.kind.private:
        values.pop("step")
        if step := MOMENTS[case.moment]:
            values["step"] = step
    return happens(state, ev.Added("the-record", case.kind.name, hangs, None, values, case.shared, "ours"))


def may_know(case: Case, viewer: Viewer) -> bool:
    """DESIGN section 3, for a record: the most restrictive of its edition and the moment."""
    if case.moment == "silent" and viewer.person != ANNA.person:
        return False
    if viewer.edition is INSIDE:
        return True
    if case.kind.rides and not case.above_shared:
        return False
    return case.shared


def may_read(case: Case, field: Field, viewer: Viewer) -> bool:
    """… and for a field: its ceiling. The wording is read in place of the statement and of what was read in that."""
    if viewer.edition is INSIDE:
        return True
    if case.kind.name == "nc" and field.name in ("comparator", "target", "unit", "metric", "counts"):
        return False  # in this matrix every condition has a wording
    return field.ceiling is not Ceiling.INTERNAL and field.name != "wording"


@pytest.mark.parametrize("viewer", VIEWERS.values(), ids=VIEWERS.keys())
@pytest.mark.parametrize("case", CASES, ids=str)
def test_everybody_sees_what_the_declarations_allow_and_no_more(case: Case, viewer: Viewer) -> None:
    state = world(case)
    projection = project(state, viewer)
    assert ("the-record" in projection) is may_know(case, viewer)
    if node := projection.get("the-record"):
        record = state.records["the-record"]
        declared = case.kind.by_name
        assert node.fields.keys() == {
            name for name in record.fields if may_read(case, declared[name], viewer)
        }
        assert node.person == (ANNA.person if viewer.edition is INSIDE else None)
        assert (node.stamp is not None) is (viewer.edition is INSIDE)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nothing_of_a_hidden_record_is_in_the_bytes(case: Case) -> None:
    for viewer in VIEWERS.values():
        if may_know(case, viewer):
            continue
        shown = everything_in(project(world(case), viewer))
        assert "the-record" not in shown
        assert "canary" not in shown


def everything_in(projection: Projection) -> str:
    return repr((projection.nodes, projection.top))


@pytest.fixture(scope="module")
def full() -> Plan:
    """A plan of all kinds, all shared but one branch and one comment, a canary in every internal field."""
    plan = new_plan()
    plan.does(RUTH, do.SetAgenda(DAY, "2027-01-14"))
    state = plan.state
    parents = {"csf": "rec-goal"}
    for kind in KINDS.values():
        if kind.name != "account":
            values = {k: v for k, v in filled(kind).items() if k != "step"}
            above = line_above(kind)
            under = parents.get(kind.name, f"rec-{above[-1]}" if above else None)
            state = happens(state, ev.Added(f"rec-{kind.name}", kind.name, under, None, values, True, "ours"))
    for field in KINDS["account"].fields:
        value = canary(KINDS["account"], field, 10)
        state = happens(state, ev.Changed("the-account", field.name, value), RUTH.person)
    hidden = {"statement": "canary of a withheld factor", "wording": "canary wording"}
    state = happens(state, ev.Added("hidden-factor", "csf", "rec-goal", None, hidden, False, "ours"))
    talk = {"text": "canary of our own talk"}
    state = happens(state, ev.Added("hidden-comment", "comment", "rec-nc", None, talk, False, "ours"))
    state = happens(state, ev.Added("hidden-note", "note", None, None, talk, False, "ours"))
    state = happens(state, ev.RoomSet("board", "shared"))
    plan.state = happens(state, ev.RoomSet("admitted", True))
    return plan


SHARED_WORDS = frozenset(
    option
    for kind in KINDS.values()
    for field in kind.fields
    if field.ceiling is not Ceiling.INTERNAL and isinstance(field.type, Choice)
    for option in field.type.options
)
"""What a customer may read as the value of some field of their own: `open` is told of no conflict by an open action."""


def internal_canaries(state: PlanState) -> Iterator[str]:
    for record in state.records.values():
        for name, value in record.fields.items():
            field = record.declared.by_name[name]
            if isinstance(value, bool) or isinstance(field.type, Indexes) or value in SHARED_WORDS:
                continue
            if field.ceiling is Ceiling.INTERNAL or not record.shared:
                yield str(value[0] if isinstance(value, tuple) else value)


def test_there_is_a_canary_in_every_internal_field(full: Plan) -> None:
    placed = {(r.kind, name) for r in full.state.records.values() for name in r.fields}
    declared = {
        (kind.name, field.name)
        for kind in KINDS.values()
        for field in kind.fields
        if field.ceiling is Ceiling.INTERNAL
        and not isinstance(field.type, RecordRef)
        and field.name != "step"
    }
    assert declared <= placed
    ours = everything_in(project(full.state, Viewer(INSIDE)))
    assert all(each in ours for each in internal_canaries(full.state)), "ours do see them"


@pytest.mark.parametrize("person", [None, MARIJKE.person, PIETER.person])
def test_no_canary_is_in_anything_that_customers_are_given(full: Plan, person: str | None) -> None:
    viewer = Viewer(OUTSIDE, person)
    given = everything_in(project(full.state, viewer))
    given += repr(own_notes(full.state, viewer)) + canonical(content(full.state, OUTSIDE)).decode()
    leaked = [each for each in internal_canaries(full.state) if each in given]
    assert leaked == []


def test_no_canary_is_in_a_refusal(full: Plan) -> None:
    """A customer tries everything on everything."""
    said = []
    for record in (*full.state.records.values(), None):
        id_ = record.id if record else "never-was-there"
        names = list(record.declared.by_name) if record else ["statement"]
        for command in (
            *(do.Set(id_, name, "x") for name in names),
            *(do.EditText(id_, name, ((9_999, 0, "x"),)) for name in names),
            do.Move(id_, "hidden-factor"),
            do.Remove(id_),
            do.Restore(id_),
            do.Share(id_),
            do.Place(id_, "hidden-factor", "nc", "a-new-record"),
            do.Add("a-new-record", "comment", id_, fields={"text": "x" * 2_000}),
            do.Add("a-new-record", "mark", id_, fields={"value": "no"}),
        ):
            try:
                decide(full.state, MARIJKE, command)
            except Refused as refused:
                said.append(f"{refused} {refused.about}")
    told = "\n".join(said)
    assert [each for each in internal_canaries(full.state) if each in told] == []


def test_a_hidden_record_answers_like_no_record(full: Plan) -> None:
    def answers(id_: str) -> list[tuple[str, Mapping[str, str | int]]]:
        found = []
        for command in (
            do.Set(id_, "statement", "x"),
            do.Set(id_, "colour", "x"),
            do.EditText(id_, "statement", ((0, 0, "x"),)),
            do.Move(id_, "rec-goal"),
            do.Remove(id_),
            do.Restore(id_),
            do.Add("a-new-record", "comment", id_, fields={"text": "x"}),
            do.Add("a-new-record", "mark", id_, fields={"value": "agree"}),
        ):
            with pytest.raises(Refused) as refused:
                decide(full.state, MARIJKE, command)
            found.append((refused.value.code.value, refused.value.about))
        return found

    assert answers("hidden-factor") == answers("never-was-there")
    assert answers("hidden-comment") == answers("never-was-there")


def test_a_field_that_nobody_declared_is_nobodys_to_see(full: Plan) -> None:
    """A log may hold a field of another release."""
    record = replace(full.state.records["rec-nc"], fields={"statement": "x", "undeclared": "canary"})
    state = replace(full.state, records={**full.state.records, "rec-nc": record})
    for viewer in VIEWERS.values():
        assert "canary" not in repr(project(state, viewer).nodes["rec-nc"].fields)
        assert not may_see_field(KINDS["nc"], "undeclared", viewer)


def test_every_declared_field_names_its_ceiling() -> None:
    for kind in KINDS.values():
        for field in kind.fields:
            assert isinstance(field.ceiling, Ceiling), f"{kind.name}.{field.name}"


def test_only_what_customers_may_add_holds_fields_that_are_theirs() -> None:
    for kind in KINDS.values():
        theirs = any(field.ceiling is Ceiling.THEIRS for field in kind.fields)
        assert theirs is kind.theirs_too, kind.name
