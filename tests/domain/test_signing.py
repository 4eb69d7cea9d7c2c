"""Sign-off: freeze, sign or decline, carry what does not block, seal, supersede, withdraw (DOMAIN section 3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain import commands as do
from app.domain import events as ev
from app.domain.content import digest
from app.domain.people import Actor, Edition, Person, Role, Side, SignsAs
from app.domain.refusals import Refused, Why
from app.domain.signoff import can_be_sealed, is_complete
from tests.worlds import ANNA, BEN, MARIJKE, PIETER, RUTH, SERVER, Plan, small_tree

INTERNAL, SHARED = Edition.INTERNAL, Edition.SHARED


def signature(plan: Plan, who: Actor, **other: object) -> do.Sign:
    """What `who` sends after reading the edition that is theirs to sign."""
    freeze = plan.state.signoff.freeze
    assert freeze
    read = do.Sign(freeze.version, freeze.digests[who.edition.value], "A. Name", "We stand by this plan.")
    return replace(read, **other)  # type: ignore[arg-type]


def sealing(edition: Edition, version: int = 1, signatures: int = 2) -> do.Seal:
    return do.Seal(version, edition.value, f"document-{edition.value}-{version}", "ab" * 32, signatures)


@pytest.fixture
def frozen(signable: Plan) -> Plan:
    signable.does(RUTH, do.Freeze())
    return signable


def test_freezing_names_both_editions_by_their_digests(signable: Plan) -> None:
    expected = {edition.value: digest(signable.state, edition) for edition in Edition}
    signable.does(RUTH, do.Freeze())
    freeze = signable.state.signoff.freeze
    assert freeze is not None
    assert (freeze.version, freeze.digests) == (1, expected)
    assert signable.refuses(RUTH, do.Freeze()) is Why.FROZEN


def test_what_blocks_keeps_a_plan_from_being_frozen() -> None:
    plan = small_tree()
    with pytest.raises(Refused) as refused:
        plan.does(RUTH, do.Freeze())
    assert refused.value.code is Why.BLOCKED
    assert isinstance(refused.value.about["count"], int)
    assert refused.value.about["count"] > 1


def test_unfreezing_lets_people_work_and_the_next_freeze_is_a_new_version(frozen: Plan) -> None:
    frozen.does(ANNA, signature(frozen, ANNA))
    frozen.does(RUTH, do.Unfreeze())
    assert frozen.refuses(RUTH, do.Unfreeze()) is Why.NOT_FROZEN
    frozen.does(ANNA, do.Set("nc-on-time", "target", "97"))
    frozen.does(RUTH, do.Freeze())
    freeze = frozen.state.signoff.freeze
    assert freeze is not None
    assert freeze.version == 2
    assert frozen.state.signoff.signature_of("anna-the-member", 2) is None, "everybody signs again"


def test_ours_sign_both_editions_and_theirs_their_own(frozen: Plan) -> None:
    (ours,) = frozen.does(ANNA, signature(frozen, ANNA))
    (theirs,) = frozen.does(MARIJKE, signature(frozen, MARIJKE))
    assert isinstance(ours, ev.Signed)
    assert isinstance(theirs, ev.Signed)
    assert (ours.editions, theirs.editions) == (("internal", "shared"), ("shared",))


def test_editions_complete_independently(frozen: Plan) -> None:
    def complete() -> tuple[bool, bool]:
        state = frozen.state
        return is_complete(state.signoff, state.people, INTERNAL), is_complete(
            state.signoff, state.people, SHARED
        )

    seen = [complete()]
    for who in (ANNA, BEN, MARIJKE):
        frozen.does(who, signature(frozen, who))
        seen.append(complete())
    assert seen == [(False, False), (False, False), (True, False), (True, True)]


@pytest.mark.parametrize(
    ("who", "other", "why"),
    [
        (RUTH, {}, Why.NOT_A_SIGNATORY),
        (PIETER, {}, Why.NOT_A_SIGNATORY),
        (SERVER, {}, Why.NOT_A_SIGNATORY),
        (ANNA, {"version": 2}, Why.STALE_VERSION),
        (ANNA, {"digest": "0" * 64}, Why.STALE_VERSION),
        (ANNA, {"name": "  "}, Why.EMPTY),
        (ANNA, {"name": "x" * 121}, Why.TOO_LONG),
        (ANNA, {"consent": "\n"}, Why.NO_CONSENT),
        (ANNA, {"drawing": "M0 0 L1 1\"/><script>"}, Why.WRONG_TYPE),
        (ANNA, {"drawing": "M0 0" + " L1 1" * 5_000}, Why.TOO_LONG),
    ],
)  # fmt: skip
def test_a_signature_that_does_not_hold_is_refused_by_name(
    frozen: Plan, who: Actor, other: dict[str, object], why: Why
) -> None:
    assert frozen.refuses(who, signature(frozen, who, **other)) is why


def test_a_customer_signs_what_they_read_not_what_we_read(frozen: Plan) -> None:
    freeze = frozen.state.signoff.freeze
    assert freeze is not None
    ours = signature(frozen, MARIJKE, digest=freeze.digests["internal"])
    assert frozen.refuses(MARIJKE, ours) is Why.STALE_VERSION
    frozen.does(MARIJKE, signature(frozen, MARIJKE))


def test_one_signs_once(frozen: Plan) -> None:
    frozen.does(ANNA, signature(frozen, ANNA))
    assert frozen.refuses(ANNA, signature(frozen, ANNA)) is Why.ALREADY_SIGNED
    assert frozen.refuses(ANNA, do.Decline(1, "On second thoughts")) is Why.ALREADY_SIGNED


def test_nobody_signs_what_is_not_frozen(signable: Plan) -> None:
    sign = do.Sign(1, "0" * 64, "Anna", "We stand by it.")
    assert signable.refuses(ANNA, sign) is Why.NOT_FROZEN
    assert signable.refuses(ANNA, do.Decline(1, "No")) is Why.NOT_FROZEN


def test_declining_needs_a_reason_and_may_be_thought_over(frozen: Plan) -> None:
    assert frozen.refuses(RUTH, do.Decline(1, "No")) is Why.NOT_A_SIGNATORY
    assert frozen.refuses(ANNA, do.Decline(2, "No")) is Why.STALE_VERSION
    assert frozen.refuses(ANNA, do.Decline(1, " ")) is Why.NO_REASON
    frozen.does(ANNA, do.Decline(1, "The target is too low"))
    declined = frozen.state.signoff.refusal_of("anna-the-member", 1)
    assert declined is not None
    assert declined.reason == "The target is too low"
    frozen.does(ANNA, signature(frozen, ANNA))
    assert frozen.state.signoff.refusal_of("anna-the-member", 1) is None


class TestConditions:
    """A finding that does not block is signed as a condition: somebody clears it by a date."""

    CARRY = do.Carry("6:nc-on-time", "ben-the-member", "2027-01-29")

    def test_it_is_part_of_what_is_signed(self, signable: Plan) -> None:
        before = digest(signable.state, INTERNAL)
        signable.does(RUTH, self.CARRY)
        assert digest(signable.state, INTERNAL) != before
        signable.does(RUTH, replace(self.CARRY, owner=""))
        assert digest(signable.state, INTERNAL) == before
        assert signable.does(RUTH, replace(self.CARRY, owner="")) == ()

    @pytest.mark.parametrize(
        ("carry", "why"),
        [
            (replace(CARRY, owner="nobody-we-know"), Why.UNKNOWN_PERSON),
            (replace(CARRY, due="soon"), Why.WRONG_TYPE),
            (replace(CARRY, finding="6:csf-preferred"), Why.UNKNOWN_RECORD),
            (replace(CARRY, finding="1:"), Why.UNKNOWN_RECORD),
        ],
    )
    def test_only_an_open_finding_is_carried_by_somebody_to_a_date(
        self, signable: Plan, carry: do.Carry, why: Why
    ) -> None:
        assert signable.refuses(RUTH, carry) is why

    def test_what_blocks_is_not_carried(self) -> None:
        plan = small_tree()
        assert plan.refuses(RUTH, replace(self.CARRY, finding="5:csf-earning")) is Why.BLOCKED

    def test_nothing_is_carried_once_the_plan_is_frozen(self, frozen: Plan) -> None:
        assert frozen.refuses(RUTH, self.CARRY) is Why.FROZEN

    def test_a_condition_that_was_met_meanwhile_is_not_signed(self, signable: Plan) -> None:
        without = digest(signable.state, INTERNAL)
        signable.does(RUTH, self.CARRY)
        signable.does(BEN, do.Set("nc-on-time", "source", "Service desk"))
        signable.does(RUTH, do.Freeze())
        signoff = signable.state.signoff
        assert signoff.freeze is not None
        assert signoff.carried == {}
        assert signoff.freeze.digests["internal"] == digest(signable.state, INTERNAL) != without


class TestSealing:
    @pytest.fixture
    def signed(self, frozen: Plan) -> Plan:
        """Ours have signed; the customer has not."""
        for who in (ANNA, BEN):
            frozen.does(who, signature(frozen, who))
        return frozen

    def test_nothing_is_sealed_that_ours_have_not_signed(self, frozen: Plan) -> None:
        for edition in Edition:
            assert frozen.refuses(SERVER, sealing(edition, signatures=0)) is Why.NOT_COMPLETE
        frozen.does(ANNA, signature(frozen, ANNA))
        frozen.does(MARIJKE, signature(frozen, MARIJKE))
        for edition in Edition:
            assert frozen.refuses(SERVER, sealing(edition)) is Why.NOT_COMPLETE

    def test_a_customer_who_does_not_sign_leaves_ours_valid(self, signed: Plan) -> None:
        assert not is_complete(signed.state.signoff, signed.state.people, SHARED)
        assert can_be_sealed(signed.state.signoff, signed.state.people, SHARED)
        signed.does(SERVER, sealing(SHARED))

    def test_a_file_that_lacks_a_signature_is_not_the_sealed_one(self, signed: Plan) -> None:
        signed.does(MARIJKE, signature(signed, MARIJKE))
        assert signed.refuses(SERVER, sealing(SHARED, signatures=2)) is Why.STALE_VERSION
        signed.does(SERVER, sealing(SHARED, signatures=3))

    def test_nobody_signs_what_is_sealed_without_them(self, signed: Plan) -> None:
        signed.does(SERVER, sealing(INTERNAL))
        signed.does(SERVER, sealing(SHARED))
        assert signed.refuses(MARIJKE, signature(signed, MARIJKE)) is Why.SEALED

    def test_an_edition_is_sealed_once(self, signed: Plan) -> None:
        signed.does(SERVER, sealing(INTERNAL))
        assert signed.does(SERVER, replace(sealing(INTERNAL), document="another-document")) == ()
        assert [f.document for f in signed.state.signoff.sealed] == ["document-internal-1"]

    @pytest.mark.parametrize(
        ("seal", "why"),
        [
            (sealing(INTERNAL, version=2), Why.STALE_VERSION),
            (replace(sealing(INTERNAL), edition="public"), Why.WRONG_TYPE),
            (replace(sealing(INTERNAL), document="no"), Why.BAD_ID),
        ],
    )
    def test_a_seal_that_does_not_fit_is_refused_by_name(self, signed: Plan, seal: do.Seal, why: Why) -> None:
        assert signed.refuses(SERVER, seal) is why

    def test_sealing_is_the_servers(self, signed: Plan) -> None:
        for who in (RUTH, ANNA, MARIJKE):
            assert signed.refuses(who, sealing(INTERNAL)) is Why.NOT_ALLOWED

    def test_a_new_sealed_version_supersedes_the_old_one(self, signed: Plan) -> None:
        signed.does(SERVER, sealing(INTERNAL))
        signed.does(RUTH, do.Unfreeze())
        assert signed.refuses(SERVER, sealing(SHARED)) is Why.NOT_FROZEN
        signed.does(RUTH, do.Freeze())
        for who in (ANNA, BEN):
            signed.does(who, signature(signed, who))
        assert signed.state.signoff.ended == {}, "the old one counts until the new one is sealed"
        signed.does(SERVER, sealing(INTERNAL, version=2))
        assert signed.state.signoff.ended == {"1": "superseded"}
        signed.does(SERVER, sealing(SHARED, version=2))
        assert signed.state.signoff.ended == {"1": "superseded"}

    def test_what_was_sealed_can_be_withdrawn_with_a_reason(self, signed: Plan) -> None:
        assert signed.refuses(RUTH, do.Withdraw(1, "Wrong customer")) is Why.NOT_COMPLETE
        signed.does(SERVER, sealing(INTERNAL))
        assert signed.refuses(RUTH, do.Withdraw(1, " ")) is Why.NO_REASON
        signed.does(RUTH, do.Withdraw(1, "Wrong customer"))
        assert signed.state.signoff.ended == {"1": "withdrawn"}
        assert not is_complete(signed.state.signoff, signed.state.people, INTERNAL)
        assert signed.refuses(SERVER, sealing(SHARED)) is Why.NOT_COMPLETE
        for refused in (signature(signed, MARIJKE), do.Decline(1, "Too late")):
            assert signed.refuses(MARIJKE, refused) is Why.SEALED
        assert signed.does(RUTH, do.Withdraw(1, "Wrong customer")) == ()


class TestGoingOnWithoutSomebody:
    """One of ours declines, or is not there: the facilitator decides to go on, and nobody else's act decides it."""

    ASKED = replace(SERVER, person=RUTH.person)
    """The server on behalf of the facilitator."""

    @pytest.fixture
    def declined(self, frozen: Plan) -> Plan:
        frozen.does(ANNA, signature(frozen, ANNA))
        frozen.does(MARIJKE, signature(frozen, MARIJKE))
        frozen.does(BEN, do.Decline(1, "The target is too low"))
        return frozen

    def test_it_is_asked_for(self, declined: Plan) -> None:
        assert declined.refuses(SERVER, sealing(INTERNAL)) is Why.NOT_COMPLETE
        assert declined.refuses(RUTH, sealing(INTERNAL)) is Why.NOT_ALLOWED, "the server makes the file"
        declined.does(self.ASKED, sealing(INTERNAL))
        assert declined.log[-1][1].person == RUTH.person

    def test_it_is_decided_once_with_our_own_edition(self, declined: Plan) -> None:
        assert declined.refuses(self.ASKED, sealing(SHARED)) is Why.NOT_COMPLETE
        declined.does(self.ASKED, sealing(INTERNAL))
        assert is_complete(declined.state.signoff, declined.state.people, SHARED)
        declined.does(SERVER, sealing(SHARED))

    def test_who_was_gone_on_without_signs_no_more(self, declined: Plan) -> None:
        declined.does(self.ASKED, sealing(INTERNAL))
        assert declined.refuses(BEN, signature(declined, BEN)) is Why.SEALED

    def test_a_plan_that_nobody_of_ours_signed_is_not_sealed(self, frozen: Plan) -> None:
        frozen.does(MARIJKE, signature(frozen, MARIJKE))
        for edition in Edition:
            assert frozen.refuses(self.ASKED, sealing(edition, signatures=1)) is Why.NOT_COMPLETE

    def test_who_signs_stands_still_with_the_plan(self, declined: Plan) -> None:
        ben = declined.state.people["ben-the-member"]
        for wanted in (replace(ben, signs_as=None), replace(ben, signs_as=SignsAs.SPONSOR)):
            assert declined.refuses(RUTH, do.SetPerson(wanted)) is Why.FROZEN
        assert declined.refuses(RUTH, do.DropPerson(ben.id)) is Why.FROZEN
        declined.does(RUTH, do.SetPerson(replace(ben, function="Sales, Benelux")))
        declined.does(RUTH, do.Unfreeze())
        declined.does(RUTH, do.SetPerson(replace(ben, signs_as=None)))

    def test_somebody_more_may_be_asked_until_it_is_sealed(self, declined: Plan) -> None:
        eva = Person("eva-the-sponsor", Side.OURS, Role.MEMBER, signs_as=SignsAs.SPONSOR)
        declined.does(RUTH, do.SetPerson(eva))
        declined.does(self.ASKED, sealing(INTERNAL))
        late = replace(eva, id="eric-the-sponsor")
        assert declined.refuses(RUTH, do.SetPerson(late)) is Why.FROZEN
