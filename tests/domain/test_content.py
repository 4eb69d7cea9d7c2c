"""What is signed: canonical JSON, and a digest that changes exactly when a signature would no longer be true."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from app.domain import commands as do
from app.domain.content import canonical, content, digest
from app.domain.people import Edition
from tests.worlds import ANNA, BEN, MARIJKE, RUTH, SERVER, Plan, signable

ASCII_NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=8)
LEAVES = (
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8"))
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ASCII_NAMES, inner, max_size=4),
    max_leaves=12,
)


@given(data=JSON)
def test_canonical_is_what_the_standard_says(data: object) -> None:
    assert canonical(data) == rfc8785.dumps(data)  # type: ignore[arg-type]


def test_the_content_of_a_plan_is_canonical_too(signable: Plan) -> None:
    signable.does(RUTH, do.Set("the-goal", "phasing", [1, 2, 3]))
    signable.does(RUTH, do.Carry("6:nc-on-time", "ben-the-member", "2027-01-29"))
    for edition in Edition:
        data = content(signable.state, edition)
        assert canonical(data) == rfc8785.dumps(data)
        assert digest(signable.state, edition) == hashlib.sha256(rfc8785.dumps(data)).hexdigest()


Change = Callable[[Plan], object]
BOTH, OURS_ONLY, THEIRS_ONLY, NEITHER = (True, True), (True, False), (False, True), (False, False)
"""Does the digest of the internal edition change, and that of the shared one?"""

CHANGES: dict[str, tuple[Change, tuple[bool, bool]]] = {
    "the goal": (lambda plan: plan.does(RUTH, do.Set("the-goal", "date", "2027-11-30")), BOTH),
    "the goal's figure": (lambda plan: plan.does(RUTH, do.Set("the-goal", "sales", 1)), OURS_ONLY),
    "its phasing": (lambda plan: plan.does(RUTH, do.Set("the-goal", "phasing", [1])), OURS_ONLY),
    "a factor's words": (
        lambda plan: plan.does(ANNA, do.EditText("csf-preferred", "statement", ((0, 0, "Be "),))), BOTH
    ),
    "a target": (lambda plan: plan.does(ANNA, do.Set("nc-on-time", "target", "96")), BOTH),
    "a baseline": (lambda plan: plan.does(ANNA, do.Set("nc-on-time", "baseline", "88")), OURS_ONLY),
    "an owner": (lambda plan: plan.does(ANNA, do.Set("action-loop", "accountable", "ben-the-member")), BOTH),
    "a date": (lambda plan: plan.does(ANNA, do.Set("action-loop", "due", "2027-02-13")), BOTH),
    "a customer's commitment": (lambda plan: plan.does(ANNA, do.Set("action-loop", "side", "theirs")), BOTH),
    "what customers read instead": (lambda plan: plan.does(ANNA, do.Set("csf-preferred", "wording", "Chosen")), BOTH),
    "something new": (lambda plan: plan.add(ANNA, "csf-new-one", "csf", "the-goal"), OURS_ONLY),
    "something shared": (lambda plan: plan.does(RUTH, do.Share("hidden-factor")), THEIRS_ONLY),
    "something withheld": (lambda plan: plan.does(RUTH, do.Withhold("action-loop")), THEIRS_ONLY),
    "the order": (lambda plan: plan.does(ANNA, do.Move("hidden-factor", "the-goal", None)), OURS_ONLY),
    "something removed": (lambda plan: plan.does(ANNA, do.Remove("action-loop")), BOTH),
    "a condition carried": (
        lambda plan: plan.does(RUTH, do.Carry("6:nc-on-time", "ben-the-member", "2027-01-29")), BOTH
    ),
    "a condition on what customers don't see": (
        lambda plan: plan.does(RUTH, do.Carry("20:", "ben-the-member", "2027-01-29")), OURS_ONLY
    ),
    "an action's status": (lambda plan: plan.does(ANNA, do.Set("action-loop", "status", "done")), NEITHER),
    "a comment": (lambda plan: plan.add(MARIJKE, "a-comment-1", "comment", "nc-on-time", text="Why?"), NEITHER),
    "a mark": (lambda plan: plan.add(MARIJKE, "mark-of-hers", "mark", "nc-on-time", value="agree"), NEITHER),
    "a note": (lambda plan: plan.add(ANNA, "annas-note", "note", text="Lunch?"), NEITHER),
    "the step": (lambda plan: plan.does(RUTH, do.SetRoom("curtain", True)), NEITHER),
    "who joined": (
        lambda plan: plan.does(SERVER, do.SetPerson(replace(plan.state.people["ben-the-member"], joined=True))), NEITHER
    ),
    "the roster": (lambda plan: plan.does(RUTH, do.DropPerson("pieter-of-noordzee")), NEITHER),
    "nothing, after all": (
        lambda plan: (plan.does(ANNA, do.Set("nc-on-time", "target", "96")), plan.does(ANNA, do.Undo())), NEITHER
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), CHANGES.values(), ids=CHANGES.keys())
def test_the_digest_changes_exactly_when_people_must_sign_again(
    change: Change, expected: tuple[bool, bool]
) -> None:
    plan = signable()
    plan.add(RUTH, "hidden-factor", "csf", "the-goal", statement="Price")
    plan.does(RUTH, do.Set("action-loop", "due", "2027-09-01"))
    plan.admits()
    before = [digest(plan.state, edition) for edition in Edition]
    change(plan)
    after = [digest(plan.state, edition) for edition in Edition]
    assert tuple(was != now for was, now in zip(before, after, strict=True)) == expected


def test_the_same_plan_made_another_way_has_the_same_digest(signable: Plan) -> None:
    """Times, ids and who did it are no part of it."""
    other = Plan()
    for person in signable.state.people.values():
        other.does(SERVER, do.SetPerson(person))
    other.add(BEN, "account-made-otherwise", "account", name="Noordzee Leven", currency="EUR")
    parents: dict[str | None, str | None] = {None: None}
    for record in signable.state.walk(None):
        if record.kind == "account":
            continue
        if record.kind == "constraint":  # an action names it
            other.add(BEN, record.id, "constraint", **dict(record.fields))
            other.does(BEN, do.Set("other-action-loop", "constraint", record.id))
            continue
        fields = {name: value for name, value in record.fields.items() if name != "constraint"}
        parents[record.id] = other.add(
            BEN, f"other-{record.id}", record.kind, parents[record.parent], **fields
        )
        if record.shared:
            other.shares(f"other-{record.id}")
    for edition in Edition:
        assert digest(other.state, edition) == digest(signable.state, edition)


def test_the_customers_content_holds_nothing_of_ours(signable: Plan) -> None:
    signable.does(RUTH, do.Carry("6:nc-on-time", "ben-the-member", "2027-01-29"))
    text = canonical(content(signable.state, Edition.SHARED)).decode()
    for ours in ("420000000", '"internal"', '"baseline"', '"margin"', '"sales"'):
        assert ours not in text
