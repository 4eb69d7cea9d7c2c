"""Every activity, drawn for everybody on every screen in every state of its step, in both languages, in a plan that
holds one of everything: no hole in a template, no command that the server does not know, nothing of ours on a screen
that customers look at.

Activities come from the list that steps can name, and options from what formats may ask of them: one that is added is
held to this without being named here.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest

from app.domain import commands as do
from app.domain import events as ev
from app.domain.agenda import Option, Prompt, StepSpec
from app.domain.ballots import METHODS
from app.domain.evolve import evolve
from app.domain.fields import Text
from app.domain.kinds import KINDS
from app.domain.people import Edition, Role
from app.domain.signoff import Freeze
from app.domain.state import PlanState
from app.formats.known import KNOWN
from app.live.ports import Audience, Surface
from app.web import asking, holding
from app.web.drawing import Drawing, environment
from app.web.scene import stage
from app.web.screens import Screens
from app.web.screens.activities import BY_NAME
from tests.domain.test_secrecy import filled, line_above
from tests.worlds import ANNA, DAY, MARIJKE, RUTH, opened

SAMPLES: dict[str, Option] = {"from": "write", "compare": "write", "flag": True, "number": 2}
WORDS: dict[str, tuple[str, ...]] = {
    "method": METHODS,
    "becomes": ("csf", "constraint"),
    "tables": ("csf", "country", "product"),
}
"""Options that are one of several words."""
LOOKERS = (
    (Surface.PHONE, Edition.INTERNAL, Role.FACILITATOR),
    (Surface.PHONE, Edition.INTERNAL, Role.MEMBER),
    (Surface.PHONE, Edition.SHARED, Role.MEMBER),
    (Surface.PHONE, Edition.SHARED, Role.CUSTOMER),
    (Surface.BOARD, Edition.INTERNAL, Role.BOARD),
    (Surface.BOARD, Edition.SHARED, Role.BOARD),
    (Surface.CONSOLE, Edition.INTERNAL, Role.FACILITATOR),
)
NAMES = {
    "ruth-the-facilitator": "Ruth", "anna-the-member": "Anna", "ben-the-member": "Ben",
    "marijke-of-noordzee": "Marijke", "pieter-of-noordzee": "Pieter",
}  # fmt: skip
SAYS = {Role.FACILITATOR: RUTH.person, Role.MEMBER: ANNA.person, Role.CUSTOMER: MARIJKE.person}

screens = Screens(Drawing(environment()))


def steps(name: str) -> Iterator[StepSpec]:
    """The step with nothing but what it cannot do without, and with all that it can be told, in each way."""
    rules = KNOWN[name]
    prompts = (
        Prompt("one", {"en": "One?"}),
        Prompt("two", {"en": "Two?"}, {"en": "Like this"}, "constraint"),
    )
    least = {each: _option(name, each)[0] for each in rules.required}
    spec = StepSpec("the-step", name, {"en": "The step"}, {"en": "Do it"}, gate="edit", options=least)
    yield spec
    yield replace(spec, gate="propose", reveal="on-reveal")
    for several in itertools.zip_longest(*([(o, v) for v in _option(name, o)] for o in rules.options)):
        options = {**least, **dict(each for each in several if each is not None)}
        told = replace(spec, gate="propose", options=options, prompts=prompts, reveal="on-reveal")
        yield told
        if rules.may_be_anonymous:
            yield replace(told, anonymous=True)


def _option(activity: str, name: str) -> tuple[Option, ...]:
    wanted = KNOWN[activity].options[name]
    if wanted == "word":
        found = WORDS.get(name) or ((SAMPLES[name],) if name in SAMPLES else ())
        assert found, f"say in WORDS what {activity} may be told as {name}"
        return tuple(found)
    return {"flag": (True,), "number": (2,), "kinds": (["csf", "nc", "action"], ["constraint"])}[wanted]


def happens(state: PlanState, event: ev.Event, who: str | None = ANNA.person) -> PlanState:
    return evolve(state, event, ev.Meta(state.seq + 1, 1_799_924_400_000 + state.seq, who))


def full(step: StepSpec) -> PlanState:
    """A plan in that step with one of everything, all of it ours, most with a canary; a small shared tree beside it."""
    plan = opened(replace(DAY, steps=(*DAY.steps, step)))
    plan.goes_to("write")
    plan.goes_to("the-step")
    state = plan.state
    for kind in KINDS.values():
        if kind.name == "account":
            continue
        above = line_above(kind)
        under = f"rec-{above[-1]}" if above else {"csf": "rec-goal"}.get(kind.name)
        fields = {
            name: f"canary {name}" if isinstance(kind.by_name[name].type, Text) else value
            for name, value in filled(kind).items()
        }
        if "step" in fields:
            fields["step"] = step.key
        for number, who in enumerate((ANNA.person, "ben-the-member")):
            id_ = f"rec-{kind.name}" if not number else f"rec-{kind.name}-2"
            state = happens(state, ev.Added(id_, kind.name, under, None, fields, False, "ours"), who)
    shared = {"statement": "What we share"}
    state = happens(state, ev.Added("shared-goal-1", "goal", None, None, shared, True, "ours"))
    state = happens(state, ev.Added("shared-factor", "csf", "shared-goal-1", None, shared, True, "ours"))
    state = happens(state, ev.Added("shared-condition", "nc", "shared-factor", None, shared, True, "ours"))
    return happens(
        state, ev.Added("shared-action-1", "action", "shared-condition", None, shared, True, "ours")
    )


def moments(step: StepSpec) -> Iterator[PlanState]:
    """Empty, in full swing, revealed, locked, with customers in, frozen."""
    bare = opened(replace(DAY, steps=(*DAY.steps, step)))
    bare.goes_to("the-step")
    yield bare.state
    state = full(step)
    yield state
    state = happens(state, ev.RoomSet("seat", (str(ANNA.person), "rec-table")))
    state = happens(state, ev.RoomSet("revealed", "the-step"))
    yield happens(state, ev.RoomSet("ready", (str(ANNA.person), 1)))
    yield happens(state, ev.RoomSet("gate", "read"))
    state = happens(happens(state, ev.RoomSet("board", "shared")), ev.RoomSet("admitted", True))
    yield state
    freeze = Freeze(1, 0, {"internal": "ab" * 32, "shared": "cd" * 32}, str(RUTH.person))
    yield replace(state, signoff=replace(state.signoff, version=1, freeze=freeze))


def drawn(state: PlanState, surface: Surface, edition: Edition, role: Role, language: str) -> str:
    """All that such a page can hold: shared, one's own, and whatever it could open."""
    scene = stage("the-plan-itself", state, NAMES)
    audience = Audience(edition, role, surface, language)
    pages = [screens.page(audience, scene, None)]
    if role in SAYS:
        pages.append(screens.personal(audience, str(SAYS[role]), scene, None))
    opens = frozenset(f"{name}-{id_}" for id_ in state.records for name in ("edit", "line", "reword"))
    pages.append(screens.watched(audience, scene, opens, None))
    return "\n".join(each.body.decode() for page in pages for each in page.entries.values())


def commands(html: str) -> None:
    """Every command that a page brings is one that the server knows."""
    for told in re.findall(r"""data-(?:command|do)=(?:'([^']*)'|"([^"]*)")""", html):
        command = json.loads(unescape(next(filter(None, told))))
        assert command["do"] in {*asking.SHAPES, *holding.DOES, asking.ALL, "read"}, command
        if command["do"] == "add":
            assert set(command.get("fields", {})) <= set(KINDS[command["kind"]].by_name), command


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_activity_is_drawn_for_everybody(name: str, language: str) -> None:
    for step in steps(name):
        for state in moments(step):
            for surface, edition, role in LOOKERS:
                html = drawn(state, surface, edition, role, language)
                commands(html)
                if edition is Edition.SHARED and role is not Role.MEMBER:
                    at = html.find("canary")
                    assert at < 0, (step, surface, role, html[max(0, at - 300) : at + 100])
                elif surface is Surface.CONSOLE and len(state.records) > len(KINDS):
                    assert "canary" in html, "the search finds nothing at all"


def test_every_activity_that_a_format_can_name_is_built() -> None:
    assert set(KNOWN) == set(BY_NAME)


def test_what_is_private_before_the_reveal_is_in_nobody_elses_page() -> None:
    """Ben wrote, doubted and voted in silence: nothing of it is in Anna's bytes, on the console or on the board."""
    for name in sorted(BY_NAME):
        for step in steps(name):
            if step.reveal != "on-reveal":
                continue
            state = full(step)
            for kind in (each for each in KINDS.values() if each.private):
                above = line_above(kind)
                words = {
                    each.name: "what ben said in silence"
                    for each in kind.fields
                    if isinstance(each.type, Text) and each.name not in ("step", "function", "prompt")
                }
                event = ev.Added(
                    f"bens-{kind.name}-1", kind.name, f"rec-{above[-1]}" if above else None, None,
                    {**words, "step": step.key}, False, "ours",
                )  # fmt: skip
                state = happens(state, event, "ben-the-member")
            for surface, edition, role in LOOKERS:
                html = drawn(state, surface, edition, role, "en")
                assert "what ben said" not in html, (step, surface, role)


def test_a_vote_is_refused_from_whoever_only_looks() -> None:
    plan = opened(DAY)
    for role in (Role.BOARD, Role.AUDITOR):
        looker = replace(ANNA, role=role)
        for kind in (each for each in KINDS.values() if each.proposal):
            assert plan.refuses(looker, do.Add(f"a-{kind.name}-of-theirs", kind.name)).value == "not-allowed"
