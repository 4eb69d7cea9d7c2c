"""The world that tests of the domain and the session live in: one account, its people, and a plan that they make.

`Plan` asks the domain as the session does, without a disk: what it decides has happened. People are actors; ids are
words, so that a failing test reads like a story.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from app.domain import commands as do
from app.domain import events as ev
from app.domain.agenda import Format, StepSpec
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.people import Actor, Edition, Person, Role, Side, SignsAs
from app.domain.projection import Projection, project
from app.domain.refusals import Refused, Why
from app.domain.secrecy import Viewer
from app.domain.state import EMPTY, PlanState

NOON = 1_799_924_400_000
"""14 January 2027, 11:00 UTC, in milliseconds: noon in the room."""

OURS, THEIRS = Side.OURS, Side.THEIRS
RUTH = Actor("ruth-the-facilitator", OURS, Role.FACILITATOR, NOON)
ANNA = Actor("anna-the-member", OURS, Role.MEMBER, NOON)
BEN = Actor("ben-the-member", OURS, Role.MEMBER, NOON)
MARIJKE = Actor("marijke-of-noordzee", THEIRS, Role.CUSTOMER, NOON)
PIETER = Actor("pieter-of-noordzee", THEIRS, Role.CUSTOMER, NOON)
SERVER = Actor(None, OURS, Role.SYSTEM, NOON)
BOARD = Actor("the-board-in-the-room", OURS, Role.BOARD, NOON)
AUDITOR = Actor("the-auditor-who-reads", OURS, Role.AUDITOR, NOON)
EVERYBODY = (RUTH, ANNA, BEN, MARIJKE, PIETER)

ROSTER = (
    Person("ruth-the-facilitator", OURS, Role.FACILITATOR, "Facilitation"),
    Person("anna-the-member", OURS, Role.MEMBER, "Service", signs_as=SignsAs.KEY_ACCOUNT_MANAGER),
    Person("ben-the-member", OURS, Role.MEMBER, "Sales", signs_as=SignsAs.SALES_DIRECTOR),
    Person("marijke-of-noordzee", THEIRS, Role.CUSTOMER, "Procurement", signs_as=SignsAs.CUSTOMER),
    Person("pieter-of-noordzee", THEIRS, Role.CUSTOMER, "Operations"),
)

DAY = Format(
    "a-short-day",
    1,
    {"en": "A short day"},
    (
        StepSpec("listen", "briefing", {"en": "Listen"}, gate="read"),
        StepSpec("write", "silent-writing", {"en": "Write"}, gate="propose"),
        StepSpec("build", "tree", {"en": "Build"}, gate="edit"),
        StepSpec("share", "share", {"en": "Share"}, gate="edit"),
        StepSpec("review", "review", {"en": "Review"}, gate="propose", admits_customers=True),
        StepSpec("sign", "sign-off", {"en": "Sign"}, gate="read"),
    ),
)


@dataclass
class Plan:
    """A plan in memory: every command that is accepted has happened, and stands in `log`."""

    state: PlanState = EMPTY
    log: list[tuple[ev.Event, ev.Meta]] = field(default_factory=list)
    ids: Mapping[str, count[int]] = field(default_factory=dict)

    def does(self, who: Actor, command: do.Command) -> tuple[ev.Event, ...]:
        """`who` asks for `command` and it happens; what happened. Raises Refused."""
        events = decide(self.state, who, command)
        id_ = f"command-{len(self.log)}"
        for event in events:
            meta = ev.Meta(self.state.seq + 1, NOON + len(self.log), who.person, id_)
            self.state = evolve(self.state, event, meta)
            self.log.append((event, meta))
        return events

    def refuses(self, who: Actor, command: do.Command) -> Why:
        """Why `command` is not done. It must leave nothing behind."""
        before = self.state
        try:
            events = self.does(who, command)
        except Refused as refused:
            assert self.state is before
            return refused.code
        raise AssertionError(f"{command} was done: {events}")

    def add(
        self,
        who: Actor,
        id_: str,
        kind: str,
        under: str | None = None,
        after: str | None = "",
        **fields: object,
    ) -> str:
        """Add a record last among its siblings, or behind `after` (None: first); its id."""
        last = after == ""
        self.does(who, do.Add(id_, kind, under, None if last else after, last, fields))
        return id_

    def shares(self, *ids: str) -> None:
        for each in ids:
            self.does(RUTH, do.Share(each))

    def admits(self) -> None:
        """The board turns to the shared edition and customers come in."""
        self.does(RUTH, do.SetRoom("board", "shared"))
        self.does(RUTH, do.SetRoom("admitted", True))

    def goes_to(self, step: str) -> None:
        self.does(RUTH, do.GoToStep(step))

    def seen_by(self, who: Actor) -> Projection:
        return project(self.state, Viewer(who.edition, who.person))

    def statement(self, id_: str) -> str:
        return self.state.records[id_].text("statement")

    def children(self, id_: str | None) -> tuple[str, ...]:
        return self.state.under(id_)

    def replayed(self) -> PlanState:
        """The plan made again from its log."""
        state = EMPTY
        for event, meta in self.log:
            state = evolve(state, event, meta)
        return state


def at(who: Actor, now: int) -> Actor:
    return replace(who, now=now)


def customers(state: PlanState) -> Projection:
    """What every customer sees alike."""
    return project(state, Viewer(Edition.SHARED))


def insiders(state: PlanState) -> Projection:
    """What all of ours see alike."""
    return project(state, Viewer(Edition.INTERNAL))


def new_plan() -> Plan:
    """A plan with its account and its roster; nothing planned yet."""
    plan = Plan()
    plan.add(SERVER, "the-account", "account", name="Noordzee Leven", currency="EUR")
    for person in ROSTER:
        plan.does(SERVER, do.SetPerson(person))
    return plan


def opened(format_: Format) -> Plan:
    """A plan on the morning of a day of this format; no step has begun."""
    plan = new_plan()
    plan.does(RUTH, do.SetAgenda(format_, "2027-01-14"))
    return plan


def small_tree() -> Plan:
    """A goal, two factors, two conditions under the first, and an action under the first of them; nothing shared."""
    plan = new_plan()
    plan.add(RUTH, "the-goal", "goal", statement="Sales of 4.2 M at 31 % margin")
    plan.add(RUTH, "csf-preferred", "csf", "the-goal", statement="Listed as preferred supplier")
    plan.add(RUTH, "csf-earning", "csf", "the-goal", statement="Every contract earns its cost")
    plan.add(RUTH, "nc-on-time", "nc", "csf-preferred", statement="> 95 % on-time installations")
    plan.add(RUTH, "nc-response", "nc", "csf-preferred", statement="≤ 4 h to respond")
    plan.add(RUTH, "action-loop", "action", "nc-on-time", statement="Weekly feedback loop")
    return plan


def signable() -> Plan:
    """The small tree with nothing left that blocks a signature; one condition still lacks its source."""
    plan = small_tree()
    plan.does(RUTH, do.Remove("csf-earning"))
    plan.does(RUTH, do.Remove("nc-response"))
    measure = {
        "metric": "On-time installations", "comparator": "gt", "target": "95", "unit": "%", "baseline": "87",
        "date": "2027-06-30",
    }  # fmt: skip
    for name, value in measure.items():
        plan.does(RUTH, do.Set("nc-on-time", name, value))
    for name, value in {"sales": 420_000_000, "margin": "31", "date": "2027-12-31"}.items():
        plan.does(RUTH, do.Set("the-goal", name, value))
    for name, value in {
        "accountable": "anna-the-member", "responsible": "ben-the-member", "due": "2027-02-12", "status": "open",
    }.items():  # fmt: skip
        plan.does(RUTH, do.Set("action-loop", name, value))
    plan.shares("the-goal", "csf-preferred", "nc-on-time", "action-loop")
    plan.add(RUTH, "the-constraint", "constraint", statement="Too few installers in Austria")
    plan.does(RUTH, do.Set("action-loop", "constraint", "the-constraint"))
    return plan
