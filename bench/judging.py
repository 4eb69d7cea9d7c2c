"""What the checker costs an edit: a plan with 300 records in which everything is there to be found, judged again after
each change, beside judging it from scratch.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from app.domain import checker
from app.domain import commands as do
from app.domain.decide import decide
from app.domain.events import Meta
from app.domain.evolve import evolve
from app.domain.people import Actor, Person, Role, Side
from app.domain.projection import Projection, project
from app.domain.secrecy import INTERNAL
from app.domain.state import EMPTY, PlanState

TODAY = "2027-01-14"
WHO = Actor("ruth-the-facilitator", Side.OURS, Role.FACILITATOR, 1_799_924_400_000)
Edit = Callable[[int], do.Command]


def measured(edits: int, say: Callable[[str], None]) -> None:
    """Milliseconds for each of so many edits, from the new state to all its findings."""
    state = _plan()
    plan = project(state, INTERNAL)
    _judged(state, plan)
    took: list[float] = []
    kinds: tuple[Edit, ...] = (
        lambda n: do.Set(f"action-{n % 250:04}", "due", f"2027-{n % 12 + 1:02}-01"),
        lambda n: do.Set(f"condition-{n % 25:04}", "source", "Service desk" if n % 2 else ""),
        lambda n: do.Add(
            f"doubt-number-{n}", "doubt", f"condition-{n % 25:04}", fields={"reservation": "unclear"}
        ),
    )
    for n in range(edits):
        state = _did(state, kinds[n % len(kinds)](n))
        began = time.thread_time()
        plan = project(state, INTERNAL, plan)
        _judged(state, plan)
        took.append((time.thread_time() - began) * 1000)
    began = time.thread_time()
    found = checker.check(state, TODAY).findings
    whole = (time.thread_time() - began) * 1000
    ranked = sorted(took)
    at = [ranked[min(len(ranked) - 1, int(len(ranked) * share))] for share in (0.5, 0.95, 0.99)]
    say(
        f"checker, {len(state.records)} records, {len(found)} findings: CPU of a change judged p50/p95/p99 "
        f"{at[0]:.2f} / {at[1]:.2f} / {at[2]:.2f} ms; from scratch {whole:.1f} ms"
    )


def _judged(state: PlanState, plan: Projection) -> None:
    known = checker.given(state, plan, TODAY)
    checker.gathered((*(checker.below(each, known) for each in plan.tops), checker.of_plan(plan, known)))


def _did(state: PlanState, command: do.Command) -> PlanState:
    for event in decide(state, WHO, command):
        state = evolve(state, event, Meta(state.seq + 1, WHO.now, WHO.person, f"c{state.seq}"))
    return state


def _plan() -> PlanState:
    state = _did(EMPTY, do.SetPerson(Person("ruth-the-facilitator", Side.OURS, Role.FACILITATOR)))
    state = _did(
        state, do.Add("the-goal", "goal", fields={"statement": "Sales of EUR 4.2 M at 31 %", "sales": 100})
    )
    for f in range(5):
        factor = f"factor-{f:04}"
        state = _did(
            state, do.Add(factor, "csf", "the-goal", fields={"statement": "Improve what we should do"})
        )
        for c in range(5):
            number = f * 5 + c
            condition = f"condition-{number:04}"
            state = _did(
                state, do.Add(condition, "nc", factor, fields={"statement": f"> {number} % of all on time"})
            )
            for a in range(10):
                action = f"action-{number * 10 + a:04}"
                words = {"statement": f"Whatever it takes, number {a}", "accountable": "ruth-the-facilitator"}
                state = _did(state, do.Add(action, "action", condition, fields=words))
    for n in range(20):
        state = _did(state, do.Add(f"conflict-{n:04}", "conflict", fields={"statement": "Prices"}))
    return state
