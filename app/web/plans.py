"""Whole plans: making one, copying one, deleting one. What is in a plan is everybody else's business."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from app.domain import commands as do
from app.domain.agenda import Format
from app.domain.fields import PersonRef, RecordRef, Value, clean
from app.domain.people import Person
from app.domain.reading.currencies import is_currency
from app.domain.records import Record
from app.domain.refusals import Refused, Why
from app.domain.state import PlanState
from app.live.ports import Code
from app.store import grants, plans
from app.web.identity import joining, tokens
from app.web.identity.devices import now_ms
from app.web.identity.identity import Identity
from app.web.identity.visitors import Account, as_facilitator
from app.web.rooms import Room
from app.web.shelf import Shelves, shelf_of

KIND = "account"
"""The kind of plan that this is about: one key account's file."""
LONGEST = 120
"""Characters of a name, the account's or ours."""
COPIED = ("account", "goal", "csf", "nc", "action", "constraint")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A plan that somebody wants to begin."""

    name: str
    """The account's."""
    organisation: str
    """Ours."""
    currency: str
    time_zone: str
    format: Format | None
    """None where none was chosen that is installed."""
    date: str
    """ISO."""

    def wrong(self) -> Mapping[str, Refused]:
        """What cannot be taken, by the field's name."""
        found = wrong_account(self.name, self.organisation, self.time_zone)
        if not is_currency(self.currency):
            found["currency"] = Refused(Why.WRONG_TYPE)
        if self.format is None:
            found["format"] = Refused(Why.EMPTY)
        if not _is_day(self.date):
            found["date"] = Refused(Why.WRONG_TYPE)
        return found


def wrong_account(name: str, organisation: str, time_zone: str) -> dict[str, Refused]:
    """What cannot be taken of an account's description, by the field's name."""
    found: dict[str, Refused] = {}
    for field, text in (("name", name), ("organisation", organisation)):
        try:
            clean(text.strip(), LONGEST)
        except Refused as refused:
            found[field] = refused
    if not name.strip():
        found["name"] = Refused(Why.EMPTY)
    if time_zone not in zoneinfo.available_timezones():
        found["time_zone"] = Refused(Why.WRONG_TYPE)
    return found


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


async def create(identity: Identity, account: Account, wanted: Wanted) -> str:
    """A new plan of this account's; its id. Raises Refused, NotSaved; nothing is left of one that failed."""
    for refused in wanted.wrong().values():
        raise refused
    assert wanted.format is not None
    room = await _begin(identity, account, wanted.name.strip())
    fields = {
        "name": wanted.name.strip(),
        "organisation": wanted.organisation.strip(),
        "currency": wanted.currency,
        "time_zone": wanted.time_zone,
    }
    try:
        await identity.ask(room, do.Add(tokens.id_(), "account", fields=fields))
        await identity.ask(room, do.SetAgenda(wanted.format, wanted.date))
        await as_facilitator(identity, room, account, "owner")
    except Exception:
        await delete(identity, room.live.id)
        raise
    await Shelves(identity.store).note(room.live.id, shelf_of(room.live.state))
    return room.live.id


Called = Callable[[Person, str], str]
"""What somebody of the roster is called in a copy, by what they are called; empty for who stays out of it."""


async def copy(
    identity: Identity,
    account: Account,
    source: str,
    *,
    title: str,
    date: str,
    called: Called = lambda person, name: name,
    rehearses: bool = False,
) -> str:
    """A new plan with the account, tree, constraints and roster of another: nothing that anybody said, marked,
    shared or signed. Raises Refused, NotSaved; LookupError where there is no such plan.

    `rehearses`: it is a rehearsal's throw-away copy, and says so for ever.
    """
    old = await identity.rooms.get(source)
    room = await _begin(identity, account, title)
    try:
        await as_facilitator(identity, room, account, "owner")
        if rehearses:
            await identity.ask(room, do.Rehearse(source))
        others = await _copy_people(identity, old, room, called)
        await _copy_records(identity, old.live.state, room, title, others)
        if old.live.state.run.format is not None:
            await identity.ask(room, do.SetAgenda(old.live.state.run.format, date))
    except Exception:
        await delete(identity, room.live.id)
        raise
    await Shelves(identity.store).note(room.live.id, shelf_of(room.live.state))
    return room.live.id


async def delete(identity: Identity, plan: str) -> None:
    """Remove a plan and all that belongs to it; whoever is in it is shown out. Raises KeyError, NotSaved."""
    devices = await identity.devices.of_plan(plan)
    identity.hub.shut(plan, Code.NO_SUCH_PLAN)
    await identity.rooms.forget(plan)
    await identity.store.write(lambda rows: plans.delete(rows, plan))
    await identity.rooms.forget(plan)  # whoever asked meanwhile opened it once more
    identity.hub.shut(plan, Code.NO_SUCH_PLAN)
    identity.rooms.say("forgotten", plan)
    identity.devices.gone(device.id for device in devices)


async def _begin(identity: Identity, account: Account, title: str) -> Room:
    plan, at = tokens.id_(), now_ms()

    def job(rows: Session) -> None:
        plans.create(rows, plan, kind=KIND, title=title, at=at)
        grants.give(rows, user=account.id, plan=plan, level="owner", at=at)

    await identity.store.write(job)
    return await identity.rooms.get(plan)


async def _copy_people(identity: Identity, old: Room, room: Room, called: Called) -> Mapping[str, str]:
    """Everybody but those who come by an account; old id → new id."""
    leading = await identity.store.read(
        lambda rows: [user.id for user, _ in grants.users_of(rows, old.live.id)]
    )
    by_account = {tokens.facilitator_id(user, old.live.id): user for user in leading}
    others: dict[str, str] = {}
    plan = room.live.id
    for id_, person in old.live.state.people.items():
        if id_ in by_account:
            others[id_] = tokens.facilitator_id(by_account[id_], plan)
            continue
        name = called(person, old.names.get(id_, ""))
        if not name:
            continue
        others[id_] = made = tokens.id_()
        anew = replace(person, id=made, joined=False, ahead=False, coming=None)
        await joining.add(identity, room, name, anew)
    return others


async def _copy_records(
    identity: Identity, old: PlanState, room: Room, title: str, others: Mapping[str, str]
) -> None:
    copied = sorted(
        (r for r in old.walk(None) if r.kind in COPIED), key=lambda record: record.kind != "constraint"
    )
    ids = {record.id: tokens.id_() for record in copied}
    for record in copied:
        if record.parent is not None and record.parent not in ids:
            continue
        parent = ids[record.parent] if record.parent else None
        fields = _fields(record, ids, {k: v for k, v in others.items() if v in room.live.state.people})
        if record.kind == "account":
            fields["name"] = title
        await identity.ask(room, do.Add(ids[record.id], record.kind, parent, fields=fields))


def _fields(record: Record, ids: Mapping[str, str], others: Mapping[str, str]) -> dict[str, object]:
    """Its fields, pointing at the copies; what points elsewhere, and how far an action is, stays behind."""
    fields: dict[str, object] = {}
    for name, value in record.fields.items():
        kept = _pointing(record, name, value, ids, others)
        if kept is not None and name != "status":
            fields[name] = list(kept) if isinstance(kept, tuple) else kept
    return fields


def _pointing(
    record: Record, name: str, value: Value, ids: Mapping[str, str], others: Mapping[str, str]
) -> Value:
    match record.declared.by_name[name].type:
        case PersonRef():
            return others.get(str(value))
        case RecordRef():
            return ids.get(str(value))
        case _:
            return value
