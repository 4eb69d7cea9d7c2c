"""One open plan: one writer, one order of events, one published state.

Commands that arrive while a group is being written form the next group. They are decided one after the other on
a working state, appended in one durable commit, and only then is that state published, shown and acknowledged.
When the commit fails the working state is dropped: the published one never held anything that is not on disk.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from app.domain import commands as do
from app.domain import events as ev
from app.domain.decide import decide
from app.domain.evolve import evolve
from app.domain.fields import Text
from app.domain.people import Actor
from app.domain.refusals import Refused, Why
from app.domain.state import EMPTY, PlanState
from app.session import codec
from app.session.journal import AlreadyDone, Behind, Entry, Journal, NotSaved, OutcomeUnknown, Stored
from app.session.texts import Checked, Ledger, NoTexts, TextRefused, Texts, Working
from app.session.touched import Touched, touched_by

LARGEST_GROUP = 256
"""Commands in one commit: beyond it people would wait for each other's work."""
SNAPSHOT_EVERY = 500
"""Entries between snapshots: replaying so many takes milliseconds."""
KNOWN_COMMANDS = 20_000
"""Commands remembered in memory; older ones are found by the journal's own index."""

log = logging.getLogger(__name__)

T = TypeVar("T")


class Writer(Protocol):
    """The store's one writer thread."""

    def run(self, work: Callable[[], T]) -> Awaitable[T]: ...


@dataclass(frozen=True, slots=True)
class TextUpdate:
    """A co-typist's update of one field, as it arrived."""

    record: str
    field: str
    update: bytes


Request = do.Command | TextUpdate


@dataclass(frozen=True, slots=True)
class Done:
    """Durable."""

    seq: int


@dataclass(frozen=True, slots=True)
class NotDone:
    """Refused for a reason that stays true: sending it again changes nothing."""

    code: str
    about: dict[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotYet:
    """Could not be saved now. Nothing is lost where it came from; it can be sent again."""

    reason: str


Answer = Done | NotDone | NotYet


@dataclass(frozen=True, slots=True)
class Happened:
    """One durable event."""

    event: ev.Event
    meta: ev.Meta
    command: str | None
    """The asker's id of the command, by which their page knows it for its own."""


@dataclass(frozen=True, slots=True)
class Committed:
    """A group that is durable and published."""

    plan: str
    before: PlanState
    after: PlanState
    happened: tuple[Happened, ...]
    touched: Touched


@dataclass(slots=True)
class _Asked:
    actor: Actor
    command: str | None
    request: Request
    answer: asyncio.Future[Answer]


@dataclass(slots=True)
class _Group:
    """What was decided, before anybody but the writer knows of it."""

    state: PlanState
    working: Working
    entries: list[Entry] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    touched: Touched = field(default_factory=Touched)
    accepted: list[_Asked] = field(default_factory=list)


class LivePlan:
    """A plan that is open in this process."""

    def __init__(
        self,
        plan: str,
        journal: Journal,
        writer: Writer,
        *,
        published: Callable[[Committed], None] = lambda committed: None,
        clock: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self.id = plan
        self.state: PlanState = EMPTY
        self.ledger = Ledger()
        self.texts: Texts = NoTexts()
        self.published = published
        self._journal = journal
        self._writer = writer
        self._clock = clock
        self._inbox: asyncio.Queue[_Asked] = asyncio.Queue()
        self._known: OrderedDict[tuple[str | None, str], int] = OrderedDict()
        self._snapshot_at = 0
        self._task: asyncio.Task[None] | None = None
        self._last_at = 0

    async def open(self) -> None:
        """Load the plan and start its writer. Raises KeyError, NotSaved('damaged'), codec.UnknownEvent."""
        snapshot = await self._writer.run(lambda: self._journal.snapshot(self.id))
        if (kept := codec.unpack(snapshot)) is not None:
            self.state, updates = kept
            self.ledger = Ledger(updates)
        self._snapshot_at = self.state.seq
        await self._catch_up()
        self._task = asyncio.create_task(self._write(), name=f"writer of {self.id}")

    async def close(self) -> None:
        """Finish what is being written, keep a snapshot, stop."""
        if self._task is None:
            return
        await self._inbox.join()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        if self.state.seq > self._snapshot_at:
            await self._keep_snapshot()

    async def submit(self, actor: Actor, command: str | None, request: Request) -> Answer:
        """Ask for `request` as `actor`; answered when it is durable, refused, or could not be saved.

        `command` is the asker's id for it: sent twice, it is done once and answered twice.
        """
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._inbox.put_nowait(_Asked(actor, command, request, answer))
        return await answer

    def now(self) -> int:
        """The server's time in milliseconds UTC, never before the last entry's: clocks jump, order does not."""
        self._last_at = max(self._last_at, self._clock())
        return self._last_at

    # writing

    async def _write(self) -> None:
        while True:
            asked = [await self._inbox.get()]
            while len(asked) < LARGEST_GROUP and not self._inbox.empty():
                asked.append(self._inbox.get_nowait())
            try:
                await self._write_group(asked)
            except Exception as error:
                self._fail(asked, error)
            finally:
                for _ in asked:
                    self._inbox.task_done()

    def _fail(self, asked: Sequence[_Asked], error: Exception) -> None:
        reason = error.reason if isinstance(error, NotSaved) else "unavailable"
        log.warning("a group was not saved: %s", reason, exc_info=error, extra={"plan": self.id})
        for each in asked:
            _answer(each, NotYet(reason))

    async def _write_group(self, asked: Sequence[_Asked]) -> None:
        left = [each for each in asked if not self._known_already(each)]
        while left:
            group = self._decide(left)
            if not group.entries:
                for each in group.accepted:
                    _answer(each, Done(self.state.seq))
                return
            try:
                await self._append(group)
            except Behind:
                await self._catch_up()
                left = [each for each in group.accepted if not self._known_already(each)]
            except AlreadyDone as done:
                left = [each for each in group.accepted if not self._done_before(each, done)]
            else:
                self._publish(group)
                return

    def _known_already(self, asked: _Asked) -> bool:
        if asked.command is None or (asked.actor.person, asked.command) not in self._known:
            return False
        _answer(asked, Done(self._known[asked.actor.person, asked.command]))
        return True

    def _done_before(self, asked: _Asked, done: AlreadyDone) -> bool:
        if (asked.actor.person or "", asked.command or "") not in done.commands:
            return False
        _answer(asked, Done(self.state.seq))
        return True

    def _decide(self, asked: Iterable[_Asked]) -> _Group:
        group = _Group(self.state, self.texts.begin())
        seen: set[tuple[str | None, str]] = set()
        for each in asked:
            key = (each.actor.person, each.command or "")
            if each.command is not None and key in seen:
                group.accepted.append(each)
                continue
            try:
                command = self._as_command(group, each)
                self._take(group, each, decide(group.state, each.actor, command) if command else ())
            except (Refused, TextRefused) as refused:
                _answer(each, _refusal(refused))
                if isinstance(each.request, TextUpdate | do.Set) and not isinstance(refused, TextRefused):
                    # its text may stand in the working documents already: decide the others on fresh ones
                    return self._decide([other for other in asked if other is not each])
                continue
            except Exception:
                log.exception("a command could not be decided", extra={"plan": self.id})
                _answer(each, NotDone("server-error"))
                return self._decide([other for other in asked if other is not each])
            seen.add(key)
            group.accepted.append(each)
        return group

    def _as_command(self, group: _Group, asked: _Asked) -> do.Command | None:
        """Text updates and whole values of co-edited fields become edits with plain splices.

        None: all of it was in the document already.
        """
        request = asked.request
        if isinstance(request, TextUpdate):
            text = _coedited(group.state, request.record, request.field)
            decide(group.state, asked.actor, do.EditText(request.record, request.field, ()))
            checked = group.working.check(
                request.record, request.field, request.update, text.longest, text.lines
            )
            return _edit(request.record, request.field, checked) if checked else None
        if isinstance(request, do.Set) and self.ledger.started(request.record, request.field):
            text = _coedited(group.state, request.record, request.field)
            decide(group.state, asked.actor, request)
            value = str(text.accept(request.value))
            replaced = group.working.replace(request.record, request.field, value, text.longest, text.lines)
            return _edit(request.record, request.field, replaced) if replaced else None
        return request

    def _take(self, group: _Group, asked: _Asked, events: Sequence[ev.Event]) -> None:
        at = self.now()
        person = asked.actor.person
        for event in events:
            meta = ev.Meta(group.state.seq + 1, at, person)
            before = group.state
            group.state = evolve(before, event, meta)
            group.touched |= touched_by(before, group.state, event, person)
            group.entries.append(codec.encode(event, at=at, person=person, command=asked.command))
            group.happened.append(Happened(event, meta, asked.command))

    async def _append(self, group: _Group) -> None:
        after = self.state.seq
        try:
            await self._writer.run(lambda: self._journal.append(self.id, after, group.entries))
        except OutcomeUnknown:
            if not await self._is_there(after, group.entries):
                raise

    async def _is_there(self, after: int, entries: Sequence[Entry]) -> bool:
        stored = await self._writer.run(lambda: self._journal.read(self.id, after))
        return [each.entry for each in stored[: len(entries)]] == list(entries)

    def _publish(self, group: _Group) -> None:
        before, self.state = self.state, group.state
        group.working.commit()
        for each in group.happened:
            for record, name in self.ledger.note(before, each.event, each.meta.person):
                self.texts.forget(record, name)
        committed = Committed(self.id, before, self.state, tuple(group.happened), group.touched)
        self.published(committed)
        for asked in group.accepted:
            self._remember(asked)
            _answer(asked, Done(self.state.seq))
        if self.state.seq - self._snapshot_at >= SNAPSHOT_EVERY:
            self._snapshot_at = self.state.seq
            task = asyncio.ensure_future(self._keep_snapshot())
            task.add_done_callback(lambda done: done.exception())

    def _remember(self, asked: _Asked) -> None:
        if asked.command is None:
            return
        self._known[asked.actor.person, asked.command] = self.state.seq
        if len(self._known) > KNOWN_COMMANDS:
            self._known.popitem(last=False)

    # reading

    async def _catch_up(self) -> None:
        """Take in what the log holds beyond our state: at the start, or when another process wrote."""
        stored = await self._writer.run(lambda: self._journal.read(self.id, self.state.seq))
        before = self.state
        happened = [self._replay(each) for each in stored]
        if not happened:
            return
        self._last_at = max(self._last_at, happened[-1].meta.at)
        touched = Touched(everyone=True)
        self.published(Committed(self.id, before, self.state, tuple(happened), touched))

    def _replay(self, stored: Stored) -> Happened:
        event = codec.decode(stored.entry)
        meta = ev.Meta(stored.seq, stored.entry.at, stored.entry.person)
        for record, name in self.ledger.note(self.state, event, meta.person):
            self.texts.forget(record, name)
        self.state = evolve(self.state, event, meta)
        if stored.entry.command is not None:
            self._known[stored.entry.person, stored.entry.command] = stored.seq
        return Happened(event, meta, stored.entry.command)

    async def _keep_snapshot(self) -> None:
        snapshot = codec.pack(self.state, self.ledger.all())
        self._snapshot_at = snapshot.seq
        await self._writer.run(lambda: self._journal.keep_snapshot(self.id, snapshot))


def _coedited(state: PlanState, record: str, name: str) -> Text:
    """The type of a co-edited field. Raises Refused(UNKNOWN_RECORD | UNKNOWN_FIELD)."""
    declared = state.record(record).declared.by_name.get(name)
    if declared is None or not isinstance(declared.type, Text) or not declared.coedited:
        raise Refused(Why.UNKNOWN_FIELD)
    return declared.type


def _edit(record: str, field_name: str, checked: Checked) -> do.EditText:
    return do.EditText(record, field_name, checked.splices, base64.b64encode(checked.update).decode())


def _refusal(refused: Refused | TextRefused) -> NotDone:
    if isinstance(refused, TextRefused):
        return NotDone(refused.code)
    return NotDone(refused.code.value, refused.about)


def _answer(asked: _Asked, answer: Answer) -> None:
    if not asked.answer.done():
        asked.answer.set_result(answer)
