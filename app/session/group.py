"""A group: what arrived together, decided one after the other on a working state, before anybody else knows of it.

Everything here can be dropped by dropping the reference. That holds for refusals too: what was refused because of
something in this group is answered only when that something is durable.
"""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from app.domain import commands as do
from app.domain import events as ev
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.fields import Text
from app.domain.refusals import Refused, Why
from app.domain.state import PlanState
from app.session import codec
from app.session.asked import Asked, Key, NotDone, TextUpdate, refusal
from app.session.journal import Entry
from app.session.texts import Checked, Ledger, TextRefused, Working, written_whole
from app.session.touched import Touched, touched_by

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Happened:
    """One event, durable once it is told."""

    event: ev.Event
    meta: ev.Meta
    before: PlanState
    """The plan in front of this very event: others of its group may stand between that and what was published."""
    origin: object | None
    """Whatever the asker gave to be known by: a screen that needs no echo."""


@dataclass(slots=True)
class Group:
    state: PlanState
    working: Working
    entries: list[Entry] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    touched: Touched = field(default_factory=Touched)
    accepted: list[Asked] = field(default_factory=list)
    refused: dict[Asked, NotDone] = field(default_factory=dict)
    rewritten: set[tuple[str, str]] = field(default_factory=set)
    """Co-edited fields that this group set as a whole: their documents begin anew once it is durable."""

    def take(self, asked: Asked, events: Sequence[ev.Event], at: int) -> None:
        person = asked.actor.person
        for event in events:
            meta = ev.Meta(self.state.seq + 1, at, person, asked.command)
            before = self.state
            self.state = evolve(before, event, meta)
            self.rewritten.update(written_whole(before, event, person))
            self.touched |= touched_by(before, self.state, event, person)
            self.entries.append(codec.encode(event, at=at, person=person, command=asked.command))
            self.happened.append(Happened(event, meta, before, asked.origin))


@dataclass(frozen=True, slots=True)
class Decider:
    """What deciding builds on: the published state and ledger, fresh working documents, the time."""

    state: PlanState
    ledger: Ledger
    begin: Callable[[], Working]
    now: Callable[[], int]

    def decide(self, asked: Iterable[Asked]) -> Group:
        """Decide all of `asked`. One that breaks off half-way is left out, and the others are decided afresh."""
        spoiled: dict[Asked, NotDone] = {}
        while True:
            group = Group(self.state, self.begin(), refused=dict(spoiled))
            found = self._decide(group, asked)
            if found is None:
                return group
            spoiled[found] = group.refused[found]

    def _decide(self, group: Group, asked: Iterable[Asked]) -> Asked | None:
        """Decide until one request has left half of itself in the group: that one, or None."""
        seen: set[Key] = set()
        refused = {each.key: why for each, why in group.refused.items() if each.key is not None}
        for each in asked:
            if each in group.refused:
                continue
            if each.key in refused:
                group.refused[each] = refused[each.key]
                continue
            if each.key is None or each.key not in seen:
                halfway = self._take(group, each)
                if halfway:
                    return each
                if each in group.refused:
                    if each.key is not None:
                        refused[each.key] = group.refused[each]
                    continue
                if each.key is not None:
                    seen.add(each.key)
            group.accepted.append(each)
        return None

    def _take(self, group: Group, asked: Asked) -> bool:
        """Accept or refuse one request; True where it was refused after it had changed the group."""
        command: do.Command | None = None
        try:
            command = self._as_command(group, asked)
            group.take(asked, decide(group.state, asked.actor, command) if command else (), self.now())
        except (Refused, TextRefused) as refused:
            group.refused[asked] = refusal(refused)
            # an edit of the server's making stands in the working documents already
            return command is not None and command is not asked.request
        except Exception:
            log.exception("a command could not be decided")
            group.refused[asked] = NotDone("server-error")
            return True
        return False

    def _as_command(self, group: Group, asked: Asked) -> do.Command | None:
        """Text updates and whole values of co-edited fields become edits with plain splices.

        None: all of it was in the document already.
        """
        request = asked.request
        if isinstance(request, TextUpdate):
            # rights first: who may not know of the record learns nothing of its fields
            decide(group.state, asked.actor, do.EditText(request.record, request.field, ()))
            text = _coedited(group.state, request.record, request.field)
            if (request.record, request.field) in group.rewritten:
                raise TextRefused("gap")
            checked = _checked(group.working, request, text)
            return _edit(request.record, request.field, checked) if checked else None
        if isinstance(request, do.Set) and self.ledger.started(request.record, request.field):
            decide(group.state, asked.actor, request)
            text = _coedited(group.state, request.record, request.field)
            value = str(text.accept(request.value))
            replaced = group.working.replace(request.record, request.field, value, text.longest, text.lines)
            return _edit(request.record, request.field, replaced) if replaced else None
        return request


def _coedited(state: PlanState, record: str, name: str) -> Text:
    """The type of a co-edited field. Raises Refused(UNKNOWN_RECORD | UNKNOWN_FIELD)."""
    declared = state.record(record).declared.by_name.get(name)
    if declared is None or not isinstance(declared.type, Text) or not declared.coedited:
        raise Refused(Why.UNKNOWN_FIELD)
    return declared.type


def _checked(working: Working, update: TextUpdate, text: Text) -> Checked | None:
    """Raises TextRefused."""
    try:
        return working.check(update.record, update.field, update.update, text.longest, text.lines)
    except Refused:
        # Its record is only coming back in this group: once that is published there is a document to build on.
        raise TextRefused("gap") from None


def _edit(record: str, field_name: str, checked: Checked) -> do.EditText:
    return do.EditText(record, field_name, checked.splices, base64.b64encode(checked.update).decode())
