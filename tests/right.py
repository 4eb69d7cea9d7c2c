"""A right plan: the worked account with everything in order, so that each single fault in it is found by itself.

Brandt & Veld's plan for Noordzee Leven, after a day on which all was put to the room, accepted and resolved.
"""

from __future__ import annotations

from dataclasses import replace

from app.domain import commands as do
from app.domain.agenda import Format, StepSpec
from app.domain.kinds import ARROWS
from app.domain.people import Actor, Person, Role, Side, SignsAs
from tests.worlds import BEN, NOON, ROSTER, RUTH, Plan, new_plan

TODAY = "2027-01-14"
EUROS = 100
INGRID = Actor("ingrid-the-sponsor", Side.OURS, Role.MEMBER, NOON)
EVA = Actor("eva-from-austria", Side.OURS, Role.MEMBER, NOON)
OWNERS = ("anna-the-member", "ben-the-member", "eva-from-austria")
DAY = Format(
    "a-day-of-doubts",
    1,
    {"en": "A day of doubts"},
    (
        StepSpec("doubts", "doubts", {"en": "Doubts"}, gate="propose", options={"kinds": ["goal", "csf"]}),
        StepSpec(
            "doubts-again", "doubts", {"en": "Doubts again"}, gate="propose", options={"kinds": ["csf"]}
        ),
    ),
)
FACTORS = {
    "A": ("Listed as preferred supplier", "> 95 % installations on time by June"),
    "B": ("Every contract earns its cost to serve", "100 % of service agreements indexed"),
    "C": ("Board and floor know us by name", "≥ 2 contacts on every level"),
}
ACTIONS = ("Weekly feedback loop", "Site survey two weeks before", "Duty list on the wall")


def right_plan(today: str = "2027-02-12") -> Plan:
    """The plan, in which the checker finds nothing on `TODAY`; every action is due on `today`."""
    plan = new_plan()
    for person in (
        Person(str(INGRID.person), Side.OURS, Role.MEMBER, "Finance", "CFO", SignsAs.SPONSOR),
        Person(str(EVA.person), Side.OURS, Role.MEMBER, "Austria"),
    ):
        plan.does(RUTH, do.SetPerson(person))
    assert len(plan.state.people) == len(ROSTER) + 2
    plan.does(RUTH, do.SetAgenda(DAY, TODAY))
    months = (300_000 * EUROS,) * 11 + (900_000 * EUROS,)
    plan.add(
        RUTH, "the-goal", "goal", statement="Sales of EUR 4.2 M at 31 % margin", sales=4_200_000 * EUROS, margin="31",
        date="2027-12-31", phasing=months,
    )  # fmt: skip
    plan.add(RUTH, "their-aim", "aim", statement="No output line stands still")
    plan.add(
        RUTH,
        "the-constraint",
        "constraint",
        statement="Too few installers",
        scope_kind="country",
        scope="Austria",
    )
    for at, (letter, (factor, condition)) in enumerate(FACTORS.items()):
        plan.add(RUTH, f"factor-{letter}", "csf", "the-goal", statement=factor, put=True)
        measure = {
            "metric": "Installations on time", "comparator": "gt", "target": "95", "unit": "%", "baseline": "87",
            "date": "2027-06-30", "source": "Service desk", "put": True,
        }  # fmt: skip
        plan.add(RUTH, f"condition-{letter}", "nc", f"factor-{letter}", statement=condition, **measure)
        plan.add(
            RUTH, f"action-{letter}", "action", f"condition-{letter}", statement=ACTIONS[at], due=today, put=True,
            accountable=OWNERS[at], responsible="ben-the-member",
        )  # fmt: skip
        owner = replace(RUTH, person=OWNERS[at], role=Role.MEMBER)
        plan.add(owner, f"accepted-{letter}", "acceptance", f"action-{letter}", value="accepted", due=today)
    plan.does(RUTH, do.Set("factor-A", "aim", "their-aim"))
    plan.does(RUTH, do.Set("action-A", "constraint", "the-constraint"))
    plan.does(RUTH, do.Set("action-A", "lever", "value-services"))
    plan.does(RUTH, do.Set("action-C", "side", "theirs"))
    conflict(plan)
    plan.does(RUTH, do.Set("the-conflict", "state", "resolved"))
    return plan


def conflict(plan: Plan, id_: str = "the-conflict") -> None:
    """A conflict drawn in full, and open."""
    boxes = {
        "objective": "One plan that the account can rely on", "need_a": "Austria keeps its own margin",
        "need_b": "One price for the whole account", "want_a": "Austria sets its prices", "want_b": "One price list",
    }  # fmt: skip
    plan.add(RUTH, id_, "conflict", statement="Austria against the account", preset="geography", **boxes)
    for arrow in ARROWS:
        plan.add(BEN, f"{id_}-{arrow}", "assumption", id_, text=f"Because of {arrow}", arrow=arrow)
    plan.add(
        BEN,
        f"{id_}-idea",
        "injection",
        id_,
        statement="A floor price per country",
        accountable="ben-the-member",
    )
