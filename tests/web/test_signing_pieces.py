"""What screens say of a version: who signed it, without whom it was sealed, that it was withdrawn, and which one it is.

The board's customers and our own phones are told the same story in their own counts; only ours know who of ours declined.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.domain import commands as do
from app.domain.people import Actor, Edition, Role
from app.live.ports import Audience, Surface
from app.web import paper
from app.web.drawing import Drawing, environment, whole
from app.web.pages.room import LISTS, MINE
from app.web.scene import stage
from app.web.screens import Screens
from app.web.shelf import shelf_of
from tests.worlds import ANNA, BEN, DAY, MARIJKE, NOON, RUTH, SERVER, Plan, signable

NAMES = {
    "ruth-the-facilitator": "Ruth", "anna-the-member": "Anna", "ben-the-member": "Ben",
    "marijke-of-noordzee": "Marijke", "pieter-of-noordzee": "Pieter",
}  # fmt: skip
ASKED = replace(SERVER, person=RUTH.person)
"""The server, on behalf of the facilitator."""

screens = Screens(Drawing(environment()))


@pytest.fixture
def frozen() -> Plan:
    """Version 2, which is the first for the customer: version 1 was unfrozen before it reached them."""
    plan = signable()
    plan.does(SERVER, do.SetAgenda(DAY, "2027-01-14"))
    plan.goes_to("sign")
    for command in (do.Freeze(), do.Unfreeze(), do.Freeze()):
        plan.does(RUTH, command)
    return plan


def signs(plan: Plan, *people: Actor) -> None:
    freeze = plan.state.signoff.freeze
    assert freeze
    for who in people:
        plan.does(
            who, do.Sign(freeze.version, freeze.digests[who.edition.value], "A. Name", "We stand by it.")
        )


def sealed(plan: Plan, *editions: Edition, by: Actor = SERVER) -> None:
    version = plan.state.signoff.version
    for edition in editions:
        signed = plan.state.signoff.signed(version)
        plan.does(by, do.Seal(version, edition.value, f"document-{edition.value}", "ab" * 32, signed))


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def console(plan: Plan) -> str:
    audience = Audience(Edition.INTERNAL, Role.FACILITATOR, Surface.CONSOLE, "en")
    page = screens.page(audience, stage("a-plan", plan.state, NAMES), None)
    return dict(page.entries)["signing"].body.decode()


def board(plan: Plan, edition: Edition) -> str:
    audience = Audience(edition, Role.BOARD, Surface.BOARD, "en")
    page = screens.page(audience, stage("a-plan", plan.state, NAMES), None)
    return plain("".join(whole(page, LISTS[Surface.BOARD]).values()))


def phone(plan: Plan, who: Actor, edition: Edition = Edition.SHARED) -> str:
    """All that the one who looks has on the step's page, and under it."""
    scene = stage("a-plan", plan.state, NAMES)
    audience = Audience(edition, who.role, Surface.PHONE, "en")
    page = screens.page(audience, scene, None)
    mine = screens.personal(audience, str(who.person), scene, None)
    lists = (*whole(page, LISTS[Surface.PHONE], (mine,)).values(), *whole(mine, MINE).values())
    return plain("".join(lists))


def edition_on(console_: str, edition: str) -> str:
    found = re.search(rf'data-testid="state-{edition}">(.*?)</span>', console_, re.DOTALL)
    assert found
    return plain(found[1])


def test_who_of_ours_declined_is_ours_to_know(frozen: Plan) -> None:
    frozen.does(BEN, do.Decline(2, "Too low"))
    assert "declined" in board(frozen, Edition.INTERNAL)
    shared = board(frozen, Edition.SHARED)
    assert "declined" not in shared
    assert "reading" not in shared, "nobody knows who reads"
    assert "declined" not in phone(frozen, MARIJKE)


def test_going_on_is_offered_by_name_once_somebody_of_ours_has_signed(frozen: Plan) -> None:
    frozen.does(BEN, do.Decline(2, "Too low"))
    assert "Somebody declined." in console(frozen)
    assert 'data-testid="go-on"' not in console(frozen)
    signs(frozen, ANNA)
    offered = console(frozen)
    assert "Go on without the signature of Ben" in offered
    assert 'name="without" value="ben-the-member"' in offered
    assert "Somebody declined." not in offered
    sealed(frozen, Edition.INTERNAL, by=ASKED)
    went_on = console(frozen)
    assert "go-on-internal" not in went_on
    assert edition_on(went_on, "internal") == "sealed without the signature of Ben"
    assert "Not signed yet: Marijke." in plain(went_on)


def test_what_was_sealed_without_the_customer_was_not_signed_by_all(frozen: Plan) -> None:
    signs(frozen, ANNA, BEN)
    sealed(frozen, *Edition)
    assert edition_on(console(frozen), "internal") == "signed by all and sealed"
    assert (
        edition_on(console(frozen), "shared")
        == "the customer’s version 1, sealed without the signature of Marijke"
    )
    shown = board(frozen, Edition.SHARED)
    assert "Sealed" in shown
    assert "Signed by all" not in shown
    assert "Take it home" in shown
    assert "did not sign" in shown
    assert "Signed by all" in board(frozen, Edition.INTERNAL)


def test_a_withdrawn_version_is_nowhere_valid(frozen: Plan) -> None:
    signs(frozen, ANNA, BEN, MARIJKE)
    sealed(frozen, *Edition)
    assert shelf_of(frozen.state).signed == 2
    frozen.does(RUTH, do.Withdraw(2, "A figure was wrong"))
    assert "Version 2 was withdrawn" in console(frozen)
    assert edition_on(console(frozen), "internal") == "withdrawn"
    for shown in (board(frozen, Edition.SHARED), phone(frozen, ANNA), phone(frozen, MARIJKE)):
        assert "ithdrawn" in shown
        assert "Take it home" not in shown
        assert "Signed by all" not in shown
    assert shelf_of(frozen.state).signed == 0


def test_signatures_that_count_no_longer_are_not_listed(frozen: Plan) -> None:
    signs(frozen, ANNA)
    assert "Unfreeze: signatures of this version count no longer" in console(frozen)
    frozen.does(RUTH, do.Unfreeze())
    assert ">signed<" not in console(frozen)
    assert edition_on(console(frozen), "internal") == "draft"


def test_what_is_sealed_stays_so_when_the_plan_goes_on(frozen: Plan) -> None:
    signs(frozen, ANNA, BEN)
    sealed(frozen, Edition.INTERNAL)
    assert "version 2 stays as it is sealed" in console(frozen)
    frozen.does(RUTH, do.Unfreeze())
    assert ">signed<" in console(frozen)
    assert edition_on(console(frozen), "internal") == "version 2, signed by all and sealed"
    assert edition_on(console(frozen), "shared") == "draft"


def test_ours_keep_our_count_and_hear_the_customers(frozen: Plan) -> None:
    freeze = frozen.state.signoff.freeze
    assert freeze
    ours, theirs = (freeze.digests[edition.value][:4] for edition in Edition)
    form = phone(frozen, ANNA)
    assert "Version 2, our edition" in form
    assert "Noordzee Leven counts this version as 1." in form
    assert f"of our edition: {ours}" in form
    assert f"edition for Noordzee Leven: {theirs}" in form
    assert "Sign version 2" in form
    assert "edition for Noordzee Leven" in board(frozen, Edition.SHARED)

    asked = phone(frozen, MARIJKE)
    assert "Version 1, frozen" in asked
    assert "Version 2" not in asked
    assert ours not in asked
    signs(frozen, ANNA, MARIJKE)
    assert "You have signed version 2" in phone(frozen, ANNA)
    assert "Noordzee Leven counts this version as 1." in phone(frozen, ANNA)
    assert "You have signed version 1" in phone(frozen, MARIJKE)
    assert "counts this version" not in phone(frozen, MARIJKE)


def test_paper_keeps_the_order_in_which_a_measure_was_written() -> None:
    plan = signable()
    words = {"statement": "Preferred in 5 of 6 countries", "metric": "Preferred in countries"}
    for name, value in {**words, "target": "5", "unit": "of 6", "comparator": None}.items():
        plan.does(RUTH, do.Set("nc-on-time", name, value))
    plan.does(RUTH, do.Carry("6:nc-on-time", "ben-the-member", "2027-01-29"))
    printed = paper.draft(stage("a-plan", plan.state, NAMES), Edition.INTERNAL, "en", NOON).document
    (condition,) = printed.conditions
    assert condition.metric == "Preferred in … countries"
    (carried,) = printed.carried
    assert "still lacks a comparison (at least, at most) and a source" in carried.finding
