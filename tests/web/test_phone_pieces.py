"""Every piece of the phone, drawn for every role in every step of every format that we ship: no hole, no secret.

Templates meet `StrictUndefined`, so a view that lacks what its template says fails here; and a plan full of canaries is
looked at as a customer, in every step, down to every editor.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.domain import commands as do
from app.domain.agenda import Format, StepSpec
from app.domain.fields import Ceiling, Text
from app.domain.kinds import KINDS
from app.domain.people import Edition, Role
from app.domain.run import EVERYBODYS
from app.formats import load
from app.live.page import Page
from app.live.ports import Audience, Surface
from app.web.drawing import ROOT, Drawing, environment, whole
from app.web.pages.room import LISTS, MINE
from app.web.scene import Scene, stage
from app.web.screens import Screens
from tests.worlds import ANNA, BEN, DAY, MARIJKE, PIETER, RUTH, SERVER, Plan, signable, small_tree

NAMES = {
    "ruth-the-facilitator": "Ruth",
    "anna-the-member": "Anna",
    "ben-the-member": "Ben",
    "marijke-of-noordzee": "Marijke",
    "pieter-of-noordzee": "Pieter",
}
LOOKERS = (
    (Edition.INTERNAL, RUTH),
    (Edition.INTERNAL, ANNA),
    (Edition.SHARED, RUTH),
    (Edition.SHARED, ANNA),
    (Edition.SHARED, MARIJKE),
)
FORMATS = load(ROOT / "workshops")


@pytest.fixture(scope="module")
def screens() -> Screens:
    return Screens(Drawing(environment()))


def full_of_canaries() -> Plan:
    """The small tree, half of it shared, with a canary in whatever must stay inside."""
    plan = small_tree()
    plan.add(
        RUTH,
        "constraint-nights",
        "constraint",
        statement="canary: nights",
        scope_kind="country",
        scope="canary",
    )
    plan.add(RUTH, "nc-without-words", "nc", "csf-earning")
    plan.add(RUTH, "action-of-theirs", "action", "nc-on-time", statement="Name a contact", side="theirs")
    plan.does(RUTH, do.Set("action-loop", "accountable", ANNA.person))
    plan.does(RUTH, do.Set("action-loop", "due", "2027-02-12"))
    plan.does(RUTH, do.Set("the-goal", "sales", 420_000_000))
    plan.does(RUTH, do.Set("the-goal", "margin", "31"))
    plan.does(RUTH, do.Set("the-goal", "date", "2027-12-31"))
    plan.does(RUTH, do.Set("the-goal", "wording", "One partner for post"))
    plan.does(RUTH, do.Set("the-goal", "statement", "canary: squeeze 31 % out of them"))
    for record in list(plan.state.records.values()):
        for field in KINDS[record.kind].fields:
            if (
                field.ceiling is Ceiling.INTERNAL
                and isinstance(field.type, Text)
                and field.type.longest >= 100
            ):
                plan.does(SERVER, do.Set(record.id, field.name, f"canary in {field.name}"))
    for hidden in ("csf-earning", "nc-response", "nc-without-words"):
        plan.does(RUTH, do.Set(hidden, "statement", "canary: nobody shared this"))
    plan.shares("the-goal", "csf-preferred", "nc-on-time", "action-loop", "action-of-theirs")
    plan.add(ANNA, "what-anna-says", "comment", "nc-on-time", text="canary: they will never pay")
    return plan


def agenda(plan: Plan, day: Format) -> Iterator[StepSpec]:
    """Walk through a day, with something written, revealed and answered on the way."""
    plan.does(SERVER, do.SetAgenda(day, "2027-01-14"))
    for step in day.steps:
        if step.admits_customers:
            plan.admits()
        plan.goes_to(step.key)
        if plan.state.run.gate != "read":
            key = step.key if step.reveal == "on-reveal" and not step.anonymous else ""
            plan.add(ANNA, f"line-in-{step.key}", "note", text="canary: a guess", step=key)
        yield step
        if step.reveal == "on-reveal":
            held = (
                (do.Held("held-by-nobody-1", "note", {"text": "canary without a name"}),)
                if step.anonymous
                else ()
            )
            plan.does(RUTH, do.Reveal(step.key, held))
            yield step
        if step.activity == "review":
            plan.add(MARIJKE, "marijke-agrees", "mark", "nc-on-time", value="agree")
            plan.add(MARIJKE, "marijke-says", "comment", "nc-on-time", text="By May, please")
            plan.add(ANNA, "anna-wants-more", "mark", "action-loop", value="change")
            yield step


def looks(
    screens: Screens, scene: Scene, edition: Edition, who: object, language: str
) -> tuple[str, list[Page]]:
    """Everything on somebody's phone: the first page's lists, and every editor and extra fragment it could ask for."""
    actor = next(each for each in (RUTH, ANNA, BEN, MARIJKE, PIETER) if each is who)
    audience = Audience(edition, actor.role, Surface.PHONE, language)
    page = screens.page(audience, scene, None)
    mine = screens.personal(audience, str(actor.person), scene, None)
    asked = frozenset(f"edit-{id_}" for id_ in scene.state.records)
    extra = screens.watched(audience, scene, asked, None)
    html = "".join(whole(page, LISTS[Surface.PHONE], (mine,)).values()) + "".join(whole(mine, MINE).values())
    editors = "".join(each.body.decode() for each in extra.entries.values())
    return html + editors, [page, mine, extra]


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", ["en", "nl"])
def test_every_step_is_drawn_for_everybody_and_customers_read_nothing_of_ours(
    screens: Screens, name: str, language: str
) -> None:
    plan = full_of_canaries()
    steps = set()
    for step in (None, *agenda(plan, FORMATS[name])):
        scene = stage("the-plan-itself", plan.state, NAMES)
        for edition, who in LOOKERS:
            html, pages = looks(screens, scene, edition, who, language)
            commands(html, leads=who is RUTH)
            if who is MARIJKE:
                bodies = html + "".join(e.body.decode() for p in pages for e in p.entries.values())
                assert "canary" not in bodies, (step, bodies[bodies.index("canary") - 300 :][:400])
                assert "420" not in bodies
        steps.add(step.key if step else "")
    assert len(steps) == len(FORMATS[name].steps) + 1


LEADING = ("step", "room", "reveal")
"""What the remote asks for, on the phone of whoever leads and on no other."""


def commands(html: str, *, leads: bool) -> None:
    """Every command that a page brings is JSON, and asks for what there is."""
    for told in re.findall(r"data-(?:command|do)='([^']*)'", html):
        command = json.loads(told.replace("&#34;", '"').replace("&amp;", "&"))
        known = ("add", "set", "move", "remove", "share", "withhold", "undo", *(LEADING if leads else ()))
        own = command["do"] == "room" and command["name"] in EVERYBODYS
        assert own or command["do"] in known, command


def test_the_walk_sees_the_canaries_that_customers_do_not(screens: Screens) -> None:
    plan = full_of_canaries()
    scene = stage("the-plan-itself", plan.state, NAMES)
    html, _pages = looks(screens, scene, Edition.INTERNAL, RUTH, "en")
    for words in (
        "canary: nobody shared this",
        "canary: nights",
        "canary in source",
        "canary: they will never pay",
    ):
        assert words in html
    assert "4,200,000" in html


def test_a_customers_phone_rests_while_our_side_decides_alone(screens: Screens) -> None:
    plan = full_of_canaries()
    for step in agenda(plan, FORMATS["strat-for-nat"]):
        if step.key == "caucus":
            break
    scene = stage("the-plan-itself", plan.state, NAMES)
    html, pages = looks(screens, scene, Edition.SHARED, MARIJKE, "en")
    assert "The plan is back on your screen when we go on" in html
    assert "caucus" not in html
    assert "on-time" not in html
    assert not pages[2].entries, "an editor was opened on a resting phone"
    ours, _pages = looks(screens, scene, Edition.SHARED, ANNA, "en")
    assert "on-time" in ours


def test_under_the_curtain_every_phone_says_one_moment_and_nothing_of_the_plan(screens: Screens) -> None:
    plan = full_of_canaries()
    for step in agenda(plan, FORMATS["strat-for-nat"]):
        if step.key == "refine":
            break
    plan.does(RUTH, do.SetRoom("curtain", True))
    scene = stage("the-plan-itself", plan.state, NAMES)
    for edition, looker in LOOKERS:
        html, pages = looks(screens, scene, edition, looker, "en")
        assert "One moment, please." in html
        for words in ("on-time", "canary", "4,200,000", "Refine", "refine"):
            assert words not in html, words
        assert not pages[2].entries, "an editor was opened under the curtain"


def test_what_may_be_edited_follows_role_gate_and_freeze(screens: Screens) -> None:
    plan = full_of_canaries()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))

    def edits(who: object, edition: Edition = Edition.INTERNAL) -> bool:
        html, _pages = looks(screens, stage("the-plan-itself", plan.state, NAMES), edition, who, "en")
        assert ("data-coedit" in html) is ('data-testid="add-nc"' in html) or who is RUTH
        return "data-coedit" in html

    assert edits(ANNA)
    plan.goes_to("listen")
    assert not edits(ANNA)
    assert edits(RUTH)
    plan.goes_to("build")
    assert edits(ANNA)
    plan.admits()
    assert not edits(MARIJKE, Edition.SHARED)
    assert edits(ANNA, Edition.SHARED)
    frozen = replace(plan.state.signoff, freeze=object())  # type: ignore[arg-type]
    plan.state = replace(plan.state, signoff=frozen)
    assert not edits(ANNA)
    assert not edits(RUTH)


def test_our_phones_edit_the_words_that_the_customer_reads(screens: Screens) -> None:
    plan = full_of_canaries()
    plan.admits()
    scene = stage("the-plan-itself", plan.state, NAMES)
    inside, _pages = looks(screens, scene, Edition.INTERNAL, ANNA, "en")
    shared, _pages = looks(screens, scene, Edition.SHARED, ANNA, "en")
    assert re.search(r'data-record="the-goal" data-field="statement"[^>]*>canary', inside)
    assert re.search(r'data-record="the-goal" data-field="wording"[^>]*>One partner', shared)
    assert not re.search(r'data-record="the-goal" data-field="statement"', shared)


def test_nobody_looks_over_a_boards_or_an_auditors_shoulder_into_an_editor(screens: Screens) -> None:
    plan = full_of_canaries()
    scene = stage("the-plan-itself", plan.state, NAMES)
    audience = Audience(Edition.INTERNAL, Role.AUDITOR, Surface.PHONE, "en")
    assert not screens.watched(audience, scene, frozenset({"edit-nc-on-time"}), None).entries


def test_my_answers_are_mine_on_a_phone_that_shows_the_shared_edition(screens: Screens) -> None:
    plan = full_of_canaries()
    for step in agenda(plan, FORMATS["strat-for-nat"]):
        if step.key == "caucus":
            break
    plan.goes_to("review")
    scene = stage("the-plan-itself", plan.state, NAMES)
    assert scene.me(str(ANNA.person), Edition.SHARED).marks == {"action-loop": "change"}
    assert scene.me(str(MARIJKE.person), Edition.SHARED).marks == {"nc-on-time": "agree"}
    anna, _pages = looks(screens, scene, Edition.SHARED, ANNA, "en")
    ben, _pages = looks(screens, scene, Edition.SHARED, BEN, "en")
    assert 'data-my-mark="change"' in anna
    assert "data-my-mark" not in ben


def test_nobody_is_asked_to_sign_what_was_sealed_without_them(screens: Screens) -> None:
    plan = signable()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    plan.goes_to("sign")
    plan.does(RUTH, do.Freeze())
    assert "sign-asked" in _now(screens, plan, MARIJKE)
    for who in (ANNA, BEN):
        freeze = plan.state.signoff.freeze
        assert freeze
        plan.does(who, do.Sign(1, freeze.digests["internal"], "A. Name", "We stand by this plan."))
    for edition in Edition:
        plan.does(SERVER, do.Seal(1, edition.value, f"document-{edition.value}", "ab" * 32, 2))
    shown = _now(screens, plan, MARIJKE)
    assert "sign-asked" not in shown
    assert "Version 1 is sealed" in shown


def _now(screens: Screens, plan: Plan, who: object) -> str:
    html, _pages = looks(screens, stage("the-plan-itself", plan.state, NAMES), Edition.SHARED, who, "en")
    return html
