"""Every step's console, drawn in both languages and every state: no hole in a template, nothing internal in the glass."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html import unescape
from typing import get_args

import pytest

from app.domain import commands as do
from app.domain import events as ev
from app.domain.agenda_edits import AddStep
from app.domain.evolve import evolve
from app.domain.people import Edition, Person, Role, Side, SignsAs
from app.domain.signoff import editions_for, signatories
from app.formats import KNOWN, load
from app.i18n import use_language
from app.live.ports import Audience, Surface
from app.web import agenda_words, asking, findings, history, history_words
from app.web.drawing import ROOT, Drawing, environment
from app.web.scene import Scene, stage
from app.web.screens import Screens
from tests.worlds import ANNA, MARIJKE, RUTH, Plan, new_plan, signable, small_tree

FORMAT = load(ROOT / "workshops")["strat-for-nat"]
STEPS = [step.key for step in FORMAT.steps]
NAMES = {
    "ruth-the-facilitator": "Ruth", "anna-the-member": "Anna", "ben-the-member": "Ben",
    "marijke-of-noordzee": "Marijke", "pieter-of-noordzee": "Pieter",
}  # fmt: skip

screens = Screens(Drawing(environment()))


def scene(plan: Plan) -> Scene:
    return stage("a-plan", plan.state, NAMES)


def html(plan: Plan, language: str = "en", ids: frozenset[str] = frozenset()) -> dict[str, str]:
    """The console's fragments by id, with what it has opened."""
    audience = Audience(Edition.INTERNAL, Role.FACILITATOR, Surface.CONSOLE, language)
    drawn = dict(screens.page(audience, scene(plan), None).entries)
    drawn.update(screens.watched(audience, scene(plan), ids, None).entries)
    return {id_: fragment.body.decode() for id_, fragment in drawn.items()}


def lines(plan: Plan, list_: str) -> list[str]:
    """What stands in one of the console's lists, in order."""
    audience = Audience(Edition.INTERNAL, Role.FACILITATOR, Surface.CONSOLE, "en")
    return list(screens.page(audience, scene(plan), None).order[list_])


def led(plan: Plan, step: str | None = None) -> Plan:
    plan.does(RUTH, do.SetAgenda(FORMAT, "2027-01-14"))
    if step is not None:
        plan.goes_to(step)
    return plan


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("step", [None, *STEPS])
def test_every_step_can_be_led(step: str | None, language: str) -> None:
    for plan in (new_plan(), small_tree(), signable()):
        drawn = html(led(plan, step), language)
        assert "step-now" in drawn
        assert "eyes-view" in drawn


@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_step_is_opened_with_all_that_its_activity_asks(language: str) -> None:
    """What has begun offers its words and nothing that would change what people knew."""
    plan = led(small_tree(), FORMAT.steps[0].key)
    for name in KNOWN:
        given = agenda_words.begun_with(name, {})
        plan.does(RUTH, do.EditAgenda(AddStep(name, FORMAT.steps[0].key, given), language, KNOWN))
    steps = plan.state.run.format.steps if plan.state.run.format else ()
    drawn = html(plan, language, frozenset(f"step-{step.key}" for step in steps))
    for step in steps:
        opened = drawn[f"step-{step.key}"]
        begun = step.key in plan.state.run.began
        assert (f'data-testid="remove-{step.key}"' in opened) is not begun
        for option in () if begun else KNOWN[step.activity].options:
            assert f"{option}" in opened, (step.activity, option)


def test_a_plan_without_a_day_has_its_outline() -> None:
    drawn = html(small_tree())
    assert "run-sheet" not in drawn
    assert "Listed as preferred supplier" in drawn["o-csf-preferred"]


def test_what_a_console_opens_is_there_and_nothing_else() -> None:
    plan = led(small_tree(), "share")
    asked = frozenset(
        {
            "line-nc-on-time",
            "edit-action-loop",
            "reword-csf-preferred",
            "line-nobody-knows",
            "line-the-account",
        }
    )
    drawn = html(plan, ids=asked)
    assert {"line-nc-on-time", "edit-action-loop", "reword-csf-preferred"} <= drawn.keys()
    assert not {"line-nobody-knows", "line-the-account"} & drawn.keys()


def test_a_frozen_plan_is_read_not_typed_in() -> None:
    plan = led(signable(), "sign")
    plan.does(RUTH, do.Freeze())
    drawn = html(plan, ids=frozenset({"line-nc-on-time"}))
    assert "line-nc-on-time" not in drawn
    assert "Version 1 is frozen" in drawn["signing"]


def signs(plan: Plan, person: Person) -> None:
    """As the log tells it; what a signature needs is the domain's own test."""
    freeze = plan.state.signoff.freeze
    assert freeze is not None
    signed = ev.Signed(freeze.version, person.id, editions_for(person), "", "", "", "", "", "")
    plan.state = evolve(plan.state, signed, ev.Meta(plan.state.seq + 1, 0, person.id))


def seals(plan: Plan, edition: Edition) -> None:
    sealed = ev.Sealed(plan.state.signoff.version, edition.value, f"file-{edition}", "0" * 64)
    plan.state = evolve(plan.state, sealed, ev.Meta(plan.state.seq + 1, 0, None))


def test_the_wait_for_a_customer_is_ended_only_when_nobody_else_is_waited_for() -> None:
    plan = led(signable(), "sign")
    marijke = replace(plan.state.people[str(MARIJKE.person)], signs_as=SignsAs.CUSTOMER)
    plan.does(RUTH, do.SetPerson(marijke))
    ours = [each for each in signatories(plan.state.people, Edition.SHARED) if each.side is Side.OURS]
    assert ours
    plan.does(RUTH, do.Freeze())
    for each in ours:
        assert "seal-without" not in html(plan)["signing"], "ours have not signed"
        signs(plan, each)
    asked = html(plan)["signing"]
    assert 'action="/p/a-plan/seal"' in asked
    assert "Not signed yet: Marijke." in asked

    waiting = plan.state
    seals(plan, Edition.SHARED)
    assert "seal-without" not in html(plan)["signing"], "it is sealed"
    plan.state = waiting
    signs(plan, marijke)
    assert "seal-without" not in html(plan)["signing"], "everybody has signed"


def test_the_sealed_version_that_counts_can_be_withdrawn_with_a_reason() -> None:
    plan = led(signable(), "sign")
    plan.does(RUTH, do.Freeze())
    assert "Withdraw version" not in html(plan)["signing"]
    seals(plan, Edition.INTERNAL)
    asked = html(plan)["signing"]
    assert "Withdraw version 1" in asked
    command = json.loads(unescape(re.findall(r"<form data-command='([^']*)'", asked)[0]))
    plan.does(RUTH, asking.read({"id": "withdraw-1", **command, "reason": "A figure was wrong"})[1])
    assert "Withdraw version" not in html(plan)["signing"]


def test_the_glass_holds_what_is_shared_in_the_customers_words() -> None:
    plan = led(small_tree(), "share")
    plan.shares("the-goal", "csf-earning")
    plan.does(RUTH, do.Set("csf-earning", "wording", "A price we both understand"))
    drawn = html(plan)
    glass = drawn["eyes-view"] + "".join(part for id_, part in drawn.items() if id_.startswith("glass-"))
    assert "A price we both understand" in glass
    for inside in ("Every contract earns its cost", "Listed as preferred", "on-time", "Weekly"):
        assert inside not in glass
    assert (
        re.sub(r"\s+", " ", glass).count("2 conditions") == 1
    )  # counted as kept, and said nowhere in the glass


def test_customers_answers_reach_the_console_with_their_names() -> None:
    plan = led(small_tree(), "review")
    plan.shares("the-goal", "csf-preferred")
    plan.admits()
    plan.does(MARIJKE, do.Add("their-mark", "mark", "csf-preferred", fields={"value": "change"}))
    plan.does(
        MARIJKE, do.Add("their-words", "comment", "csf-preferred", fields={"text": "Not only preferred"})
    )
    line = html(plan)["rl-csf-preferred"]
    assert "Marijke" in line
    assert "Not only preferred" in line


def test_sharing_and_review_say_of_the_goal_what_crosses() -> None:
    plan = led(signable(), "share")
    plan.does(RUTH, do.Set("the-goal", "statement", "Grow with a margin that pays for service"))
    line = html(plan)["sl-the-goal"]
    assert "Grow with a margin that pays for service" in line
    plan.does(RUTH, do.Set("the-goal", "wording", "One dependable partner"))
    assert "they read: One dependable partner" in html(plan)["sl-the-goal"]
    assert "4.2" not in html(plan)["sl-the-goal"], "nobody shares money"
    plan.goes_to("review")
    plan.admits()
    plan.does(MARIJKE, do.Add("their-mark", "mark", "the-goal", fields={"value": "agree"}))
    agreed = html(plan)["rl-the-goal"]
    assert "One dependable partner" in agreed
    assert "4.2" not in agreed
    assert "4.2" in html(plan)["o-the-goal"]


def test_constraints_that_stay_inside_are_counted_and_stand_behind_the_tree() -> None:
    plan = new_plan()
    plan.add(RUTH, "night-service", "constraint", statement="Night service in Austria")
    plan.add(RUTH, "the-goal", "goal", statement="Sell more")
    plan.add(RUTH, "one-manager", "constraint", statement="One product manager")
    led(plan, "share")
    assert "2 constraints" in html(plan)["eyes-view"]
    assert lines(plan, "sharing-lines") == ["sl-the-goal", "sl-night-service", "sl-one-manager"]
    plan.shares("night-service", "the-goal")
    assert "1 constraint<" in html(plan)["eyes-view"].replace("</p>", "<")
    plan.goes_to("review")
    assert lines(plan, "review-lines") == ["rl-the-goal", "rl-night-service"]


def test_while_customers_rest_our_side_has_what_they_want_changed() -> None:
    plan = led(signable(), "review")
    plan.admits()
    plan.does(MARIJKE, do.Add("their-yes", "mark", "the-goal", fields={"value": "agree"}))
    plan.does(MARIJKE, do.Add("their-change", "mark", "nc-on-time", fields={"value": "change"}))
    plan.does(MARIJKE, do.Add("their-words", "comment", "action-loop", fields={"text": "Every two weeks"}))
    plan.goes_to("caucus")
    assert lines(plan, "review-lines") == ["rl-nc-on-time", "rl-action-loop"]
    assert "Every two weeks" in html(plan)["rl-action-loop"]
    assert "for us to decide" in html(plan)["reviewing"]


def test_a_name_that_nobody_has_is_said_to_be_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = led(small_tree(), "actions")
    plan.does(RUTH, do.Set("action-loop", "statement", "Weekly feedback loop @Person"))
    assert "Person is not on the list" in html(plan)["o-action-loop"]
    plan.does(RUTH, do.Set("action-loop", "statement", "Weekly feedback loop @B"))
    assert "whose, by when?" in html(plan)["o-action-loop"]
    monkeypatch.setitem(NAMES, "anna-the-member", "Brigitte")
    assert "which B? There are 2" in html(plan)["o-action-loop"]
    plan.does(RUTH, do.Set("action-loop", "accountable", "ben-the-member"))
    assert "There are" not in html(plan)["o-action-loop"]


def test_lines_stay_hidden_until_they_are_revealed() -> None:
    plan = led(small_tree(), "conditions")
    note = {"text": "Spare parts on site", "step": "conditions"}
    plan.does(ANNA, do.Add("annas-note", "note", fields=note))
    hidden = html(plan)["waiting"]
    assert "Spare parts" not in hidden
    assert "1 person has written" in hidden
    plan.does(RUTH, do.Reveal("conditions"))
    assert "Spare parts" in html(plan)["waiting"]
    plan.does(RUTH, do.Set("annas-note", "parked", True))
    assert "1 line parked" in html(plan)["waiting"]


def test_every_finding_and_every_event_has_a_sentence() -> None:
    for language in ("en", "nl"):
        with use_language(language):
            for code in findings.SENTENCES:
                assert findings.sentence(
                    code,
                    {
                        "lacks": "unit,date",
                        "due": "2028-01-01",
                        "days": 90,
                        "count": 2,
                        "word": "try",
                        "yes": 1,
                        "of": 3,
                    },
                )
    spelled: set[str] = set()
    for source in (ROOT / "app/domain/checker/rules").glob("*.py"):
        for code in re.findall(r'Finding\(\s*\d+, f?"([a-z{}._-]+)"', source.read_text()):
            values = {
                "{name}": ("accountable", "responsible"), "{missing}": ("sales", "margin"),
                "{given.sponsor.value}": ("missing", "below"),
            }  # fmt: skip
            hole = next((each for each in values if each in code), "")
            spelled |= {code.replace(hole, value) for value in values[hole]} if hole else {code}
    assert spelled == set(findings.SENTENCES)
    told = set(history.NAMES) | {ev.EditionChanged, ev.Carried, ev.Overruled, ev.VersionEnded}
    assert told == set(get_args(ev.Event))
    assert set(history.NAMES.values()) <= set(history_words.SENTENCES)
