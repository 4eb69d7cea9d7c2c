"""Invitations, sessions and accounts: who gets in, until when, and who is put out."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.exc import IntegrityError

from app.store import grants, invitations, people, plans, sessions, users

HOUR = 3_600_000


def found(tx, token, at):
    """The living session of whoever holds this token."""
    return next(iter(sessions.holding(tx, [sessions.hashed(token)], at)), None)


@pytest.fixture
def rows(room):
    """Runs a function on rows, as web does."""
    return room.store.write_now


@pytest.fixture
def join(room, rows):
    def made(**options):
        given = {"kind": "join", "secret": "s" * 32, "code": "ABC123", "plan": room.plan, "at": 0} | options
        return rows(lambda tx: invitations.make(tx, "i1", **given))

    return made


class TestInvitations:
    def test_one_is_found_by_its_secret_and_by_its_code(self, join, rows):
        join()
        assert rows(lambda tx: invitations.by_secret(tx, "s" * 32)).id == "i1"
        assert rows(lambda tx: invitations.by_code(tx, "ABC123")).id == "i1"
        assert rows(lambda tx: invitations.by_code(tx, "ABC124")) is None

    @pytest.mark.parametrize(("at", "state"), [(9, "early"), (10, "valid"), (19, "valid"), (20, "late")])
    def test_it_is_valid_in_its_time(self, join, at, state):
        assert invitations.state(join(valid_from=10, valid_until=20), at) == state

    def test_the_customers_time_can_be_moved_to_the_step_that_admits_them(self, join, rows):
        join(kind="customer", valid_from=1000)
        rows(lambda tx: invitations.open_for(tx, "i1", valid_from=5, valid_until=None))
        assert invitations.state(rows(lambda tx: invitations.get(tx, "i1")), 6) == "valid"

    def test_a_revoked_one_says_so_and_gives_its_code_back(self, join, rows):
        join()
        rows(lambda tx: invitations.revoke(tx, "i1", 7))
        found = rows(lambda tx: invitations.by_secret(tx, "s" * 32))
        assert invitations.state(found, 8) == "revoked"
        assert rows(lambda tx: invitations.code_is_free(tx, "ABC123"))

    def test_a_one_time_link_is_used_once(self, join, rows):
        join(kind="setup", plan=None, code=None, most_uses=1)
        assert [rows(lambda tx: invitations.use(tx, "i1")) for _ in range(2)] == [True, False]
        assert invitations.state(rows(lambda tx: invitations.get(tx, "i1")), 1) == "used-up"

    def test_a_qr_code_is_used_by_as_many_as_come(self, join, rows):
        join()
        assert all(rows(lambda tx: invitations.use(tx, "i1")) for _ in range(200))
        assert rows(lambda tx: invitations.get(tx, "i1")).uses == 200

    def test_codes_and_secrets_are_never_shared(self, join, rows):
        join()
        for same in ({"secret": "s" * 32, "code": "OTHER1"}, {"secret": "t" * 32, "code": "ABC123"}):
            with pytest.raises(IntegrityError):
                rows(lambda tx, same=same: invitations.make(tx, "i2", kind="join", at=0, **same))


def test_a_one_time_link_is_used_once_by_two_servers_together(postgres_url, open_store):
    servers = [open_store(postgres_url) for _ in range(2)]
    servers[0].write_now(
        lambda tx: invitations.make(tx, "i1", kind="setup", secret="s" * 32, at=0, most_uses=10)
    )
    used: list[bool] = []

    def serve(store):
        used.extend(store.write_now(lambda tx: invitations.use(tx, "i1")) for _ in range(10))

    threads = [threading.Thread(target=serve, args=(store,)) for store in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(used) == [False] * 10 + [True] * 10


class TestSessions:
    @pytest.fixture(autouse=True)
    def people_in_the_room(self, room, rows):
        def arrive(tx):
            for number, person in enumerate(("anna", "bert")):
                people.add(tx, person, plan=room.plan, name=person.title(), at=number)
                sessions.start(
                    tx,
                    f"token-{person}",
                    id=f"d-{person}",
                    kind="person",
                    plan=room.plan,
                    person=person,
                    at=number,
                )

        rows(arrive)

    def test_only_the_one_with_the_token_is_known(self, rows):
        assert rows(lambda tx: found(tx, "token-anna", at=1)).person == "anna"
        assert rows(lambda tx: found(tx, "token-Anna", at=1)) is None

    def test_the_token_itself_is_nowhere_in_the_store(self, room, tmp_path):
        room.store.call(lambda: room.store.dump(tmp_path / "dump"))
        everything = (tmp_path / "dump").read_bytes()
        assert b"token-anna" not in everything
        assert b"d-anna" in everything

    def test_a_revoked_session_is_gone_for_good(self, rows, room):
        rows(lambda tx: sessions.revoke(tx, "d-anna", 5))
        assert rows(lambda tx: found(tx, "token-anna", at=6)) is None
        assert [one.id for one in rows(lambda tx: sessions.of_plan(tx, room.plan, at=6))] == ["d-bert"]
        assert rows(lambda tx: sessions.get(tx, "d-anna")).revoked_at == 5

    def test_putting_somebody_out_names_the_sessions_to_close(self, rows, room):
        rows(lambda tx: sessions.start(tx, "t2", id="d2", kind="person", plan=room.plan, person="anna", at=3))
        assert set(rows(lambda tx: sessions.revoke_person(tx, "anna", 5))) == {"d-anna", "d2"}
        assert rows(lambda tx: sessions.revoke_person(tx, "anna", 6)) == []
        assert rows(lambda tx: found(tx, "token-bert", at=6)) is not None

    def test_closing_an_invitation_can_end_what_came_of_it(self, rows, room, join):
        join()
        rows(
            lambda tx: sessions.start(
                tx, "t3", id="d3", kind="person", plan=room.plan, person="bert", invitation="i1", at=3
            )
        )
        assert rows(lambda tx: sessions.revoke_invited(tx, "i1", 5)) == ["d3"]

    def test_a_session_ends_at_its_time(self, rows):
        rows(lambda tx: sessions.start(tx, "t4", id="d4", kind="api", at=0, expires_at=HOUR))
        assert rows(lambda tx: found(tx, "t4", at=HOUR - 1)) is not None
        assert rows(lambda tx: found(tx, "t4", at=HOUR)) is None

    def test_being_seen_is_noted_for_many_at_once(self, rows):
        rows(lambda tx: sessions.seen(tx, ["d-anna", "d-bert"], 60_000))
        assert {rows(lambda tx, id_=id_: sessions.get(tx, id_)).seen_at for id_ in ("d-anna", "d-bert")} == {
            60_000
        }

    def test_a_waiting_board_gets_its_place(self, rows, room):
        rows(lambda tx: sessions.start(tx, "t5", id="d5", kind="board", at=0))
        rows(lambda tx: sessions.place(tx, "d5", plan=room.plan, label="Left wall"))
        assert rows(lambda tx: found(tx, "t5", at=1)).label == "Left wall"


class TestAccounts:
    @pytest.fixture(autouse=True)
    def kim(self, rows):
        rows(lambda tx: users.add(tx, "u1", login=" Kim@Example.COM ", name="Kim", password_hash="$a", at=1))

    def test_a_login_is_found_however_it_is_typed(self, rows):
        assert rows(lambda tx: users.by_login(tx, "kim@example.com")).id == "u1"
        assert rows(users.count) == 1

    def test_a_login_is_given_once(self, rows):
        with pytest.raises(users.LoginTaken):
            rows(lambda tx: users.add(tx, "u2", login="KIM@example.com", name="K", password_hash="", at=1))

    def test_an_account_can_be_shut_and_opened(self, rows):
        rows(lambda tx: users.disable(tx, "u1", 9))
        assert rows(lambda tx: users.get(tx, "u1")).disabled_at == 9
        rows(lambda tx: users.disable(tx, "u1", None))
        assert rows(lambda tx: users.get(tx, "u1")).disabled_at is None

    def test_a_home_page_shows_only_what_was_granted(self, rows, room, new_room):
        new_room(room.store, "plan-2")
        assert rows(lambda tx: grants.plans_of(tx, "u1")) == []
        rows(lambda tx: grants.give(tx, user="u1", plan=room.plan, level="reader", at=1))
        rows(lambda tx: grants.give(tx, user="u1", plan=room.plan, level="owner", at=2))
        found = rows(lambda tx: [(plan.id, level) for plan, level in grants.plans_of(tx, "u1")])
        assert found == [(room.plan, "owner")]
        assert rows(lambda tx: grants.level(tx, user="u1", plan="plan-2")) is None
        assert [user.name for user, _ in rows(lambda tx: grants.users_of(tx, room.plan))] == ["Kim"]
        rows(lambda tx: grants.withdraw(tx, user="u1", plan=room.plan))
        assert rows(lambda tx: grants.plans_of(tx, "u1")) == []


class TestPlans:
    def test_a_plan_is_listed_put_aside_and_taken_out_again(self, rows, room):
        rows(lambda tx: plans.note(tx, room.plan, stage="signed"))
        rows(lambda tx: plans.archive(tx, room.plan, 5))
        (found,) = rows(plans.every)
        assert (found.title, found.stage, found.archived_at) == ("Noordzee", "signed", 5)
        rows(lambda tx: plans.archive(tx, room.plan, None))
        assert rows(lambda tx: plans.get(tx, room.plan)).archived_at is None

    def test_deleting_one_takes_all_that_is_its_and_nothing_else(self, rows, room, new_room, edit):
        other = new_room(room.store, "plan-2")
        for one in (room, other):
            one.append(0, edit("c1"))
            rows(lambda tx, one=one: people.add(tx, f"p-{one.plan}", plan=one.plan, name="Anna", at=1))
        rows(lambda tx: plans.delete(tx, room.plan))
        with pytest.raises(KeyError):
            room.payloads()
        with pytest.raises(KeyError):
            rows(lambda tx: people.get(tx, "p-plan-1"))
        assert len(other.payloads()) == 1
        assert room.store.call(room.store.verify).sound

    def test_names_are_given_by_pseudonym(self, rows, room):
        rows(lambda tx: people.add(tx, "p1", plan=room.plan, name="Anna", at=1))
        rows(lambda tx: people.add(tx, "p1", plan=room.plan, name="Somebody else", at=2))
        rows(lambda tx: people.change(tx, "p1", name="Anna Smit"))
        assert rows(lambda tx: people.names(tx, room.plan)) == {"p1": "Anna Smit"}
