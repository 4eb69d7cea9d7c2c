"""One open plan: one writer, one order of events, one published state.

Commands that arrive while a group is being written form the next group. They are decided one after the other on
a working state (`group`), appended in one durable commit, and only then is that state published, shown and
acknowledged. When the commit fails the working state is dropped: the published one never held anything that is not
on disk, and nobody was told anything that rests on it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from base64 import b64decode
from collections.abc import Callable, Sequence
from contextvars import Context
from dataclasses import dataclass

from app.domain import events as ev
from app.domain.people import Actor
from app.domain.state import EMPTY, PlanState
from app.session import codec
from app.session.answers import Answers
from app.session.asked import Answer, Asked, Done, Key, NotDone, NotYet, Request, TextUpdate
from app.session.group import Decider, Group, Happened
from app.session.journal import (
    AlreadyDone,
    Behind,
    Entry,
    Journal,
    JournalError,
    NotSaved,
    OutcomeUnknown,
)
from app.session.replay import Writer, read_all, replay
from app.session.soundness import last_good
from app.session.texts import Ledger, NoTexts, Texts
from app.session.touched import Touched, all_touched

__all__ = [
    "Answer", "Committed", "Done", "Happened", "LivePlan", "NotDone", "NotYet", "Request", "TextUpdate", "Writer",
]  # fmt: skip

LARGEST_GROUP = 256
"""Commands in one commit: beyond it people would wait for each other's work."""
LINGER_S = 0.001
"""How long the next group waits for company while many speak. Whoever was just answered, or shown what others did, speaks
again within this time; without it they fall into two halves, each of which waits for the other's commit and flush."""
TURNS = 4
"""Turns of the loop in which a message that has been read becomes a request."""
SNAPSHOT_EVERY = 500
"""Entries between snapshots: replaying so many takes milliseconds."""

OURS_TO_DIE_OF = (asyncio.CancelledError, KeyboardInterrupt, SystemExit)
"""All else is survived, and that is more than Exception: the documents' library panics past it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Committed:
    """A group that is durable and published."""

    plan: str
    before: PlanState
    after: PlanState
    happened: tuple[Happened, ...]
    touched: Touched
    followed: bool = False
    """Another process wrote it."""


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
        self.answers = Answers()
        self._journal = journal
        self._writer = writer
        self._clock = clock
        self._inbox: asyncio.Queue[Asked | None] = asyncio.Queue()
        self._snapshot_at = 0
        self._snapshot: asyncio.Task[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self._last_at = 0
        self._torn = False
        """Whether the ledger misses something that the log has: it is then made again before anything else."""
        self.good_until: int | None = None
        """The last good entry of a damaged log, to which nothing more is written; None: nothing is known against it."""
        self._looking_back: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Load the plan and start its writer. Raises KeyError, NotSaved, codec.UnknownEvent.

        A plan whose log is damaged can be read, as its snapshot or its last good entry has it, and not written.
        """
        self.state, self.ledger = await self._kept()
        self._snapshot_at = self.state.seq
        try:
            if self.state.seq:
                await self._recall_time()
            await self._catch_up()
        except NotSaved as error:
            if error.reason != "damaged":
                raise
            await self._open_damaged()
        else:
            looking_back = self._look_back(self._snapshot_at)
            self._looking_back = asyncio.create_task(looking_back, context=Context())
        # In nobody's context: what is logged from here on is not of the request that opened the plan.
        self._task = asyncio.create_task(self._write(), name=f"writer of {self.id}", context=Context())

    async def close(self, *, snapshot: bool = True) -> None:
        """Finish what was asked, keep a snapshot, stop. What is asked from now on is not saved any more."""
        self._closed = True
        if self._looking_back is not None:
            self._looking_back.cancel()
            await asyncio.gather(self._looking_back, return_exceptions=True)
        if self._task is None:
            return
        await self._inbox.join()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._task = None
        if self._snapshot is not None:
            await self._snapshot
        if snapshot and self.state.seq > self._snapshot_at:
            await self._keep_snapshot()

    async def submit(
        self, actor: Actor, command: str | None, request: Request, *, origin: object | None = None
    ) -> Answer:
        """Ask for `request` as `actor`; answered when it is durable, refused, or could not be saved.

        `command` is the asker's id for it: sent twice, it is done once and answered twice.
        """
        if self._closed:
            return NotYet("unavailable")
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        asked = Asked(actor, command, request, origin, answer)
        if self.good_until is not None and not self.answers.is_done(asked.key):
            return NotYet(f"damaged {self.good_until}")
        if not_yet := self.answers.untried(asked.key):
            return not_yet
        self._inbox.put_nowait(asked)
        return await answer

    def follow(self) -> None:
        """Another process may have written: the writer looks into the log in its turn, and tells what it finds."""
        if not self._closed and self.good_until is None:
            self._inbox.put_nowait(None)

    def now(self) -> int:
        """The server's time in milliseconds UTC, never before the last entry's: clocks jump, order does not."""
        self._last_at = max(self._last_at, self._clock())
        return self._last_at

    # writing

    async def _write(self) -> None:
        while True:
            mail = [await self._inbox.get()]
            while len(mail) < LARGEST_GROUP and not self._inbox.empty():
                mail.append(self._inbox.get_nowait())
            asked = [each for each in mail if each is not None]
            try:
                if self._torn:
                    await self._mend()
                elif len(asked) < len(mail):
                    await self._catch_up()
                await self._write_group(asked)
            except OURS_TO_DIE_OF:
                raise
            except BaseException as error:
                self._fail(asked, error)
            finally:
                for _ in mail:
                    self._inbox.task_done()
            if len(mail) > 1 or not self._inbox.empty():
                await _let_others_speak()

    def _fail(self, asked: Sequence[Asked], error: BaseException) -> None:
        reason = error.reason if isinstance(error, NotSaved) else "unavailable"
        log.warning("a group was not saved: %s", reason, exc_info=error, extra={"plan": self.id})
        unsaved = [each for each in (*asked, *self._waiting()) if each.waits]
        self.answers.put_off((each.key for each in unsaved), NotYet(reason))
        for each in unsaved:
            each.say(NotYet(reason))

    def _waiting(self) -> list[Asked]:
        """What came in behind a group that failed, taken out: done now, it would come before what is sent again."""
        mail: list[Asked | None] = []
        while not self._inbox.empty():
            mail.append(self._inbox.get_nowait())
            self._inbox.task_done()
        if None in mail:
            self.follow()
        return [each for each in mail if each is not None]

    async def _write_group(self, asked: Sequence[Asked]) -> None:
        while left := [each for each in asked if each.waits and not self.answers.say_done(each)]:
            again = self.answers.known_refusals(left)
            decider = Decider(self.state, self.ledger, self.texts.begin, self.now)
            group = decider.decide([each for each in left if each not in again])
            group.refused.update(again)
            try:
                await self._look_into_the_log(group)
                await self._append(group)
            except Behind:
                await self._come_closer()
            except AlreadyDone as done:
                if not self._say_done(left, done.commands):
                    raise
            else:
                self._publish(group)
                return

    async def _look_into_the_log(self, group: Group) -> None:
        """Before anybody is refused, or told that there was nothing to do: the log may know better.

        Another process may have written what makes it right (Behind). And a command that was done long ago and is
        sent again may look wrong now, its record being there or gone: its sender only missed the acknowledgement.
        """
        if group.entries and not group.refused:
            return
        keys = [each.key for each in group.refused if each.key is not None]
        last = await self._writer.run(lambda: self._journal.last(self.id))
        if last > self.state.seq:
            raise Behind(last)
        if keys:
            done = await self._writer.run(lambda: self._journal.done(self.id, keys))
            self._say_done(tuple(group.refused), done)

    def _say_done(self, asked: Sequence[Asked], done: frozenset[Key]) -> bool:
        """Answer those whose command is in the log already; whether there were any."""
        found = [each for each in asked if each.waits and each.key in done]
        for each in found:
            self.answers.done(each.key, self.state.seq)
            each.say(Done(self.state.seq))
        return bool(found)

    async def _append(self, group: Group) -> None:
        if not group.entries:
            return
        after = self.state.seq
        try:
            await self._writer.run(lambda: self._journal.append(self.id, after, group.entries))
        except OutcomeUnknown:
            if not await self._is_there(after, group.entries):
                raise

    async def _is_there(self, after: int, entries: Sequence[Entry]) -> bool:
        stored = await self._writer.run(lambda: self._journal.read(self.id, after))
        return [each.entry for each in stored[: len(entries)]] == list(entries)

    async def _come_closer(self) -> None:
        before = self.state.seq
        await self._catch_up()
        if self.state.seq == before:
            raise JournalError("the log is said to go on, but holds nothing more")

    def _publish(self, group: Group) -> None:
        before, self.state = self.state, group.state
        for asked in group.accepted:
            self.answers.done(asked.key, self.state.seq)
        self._take_texts(group)
        # Whoever waits for an answer goes on behind all of this, and still before what is set going by showing it.
        for asked in group.accepted:
            asked.say(Done(self.state.seq))
        for asked, refused in group.refused.items():
            if asked.waits:
                self.answers.refused(asked.key, refused)
                asked.say(refused)
        if group.happened:
            self._tell(Committed(self.id, before, self.state, tuple(group.happened), group.touched))
        if self.state.seq - self._snapshot_at >= SNAPSHOT_EVERY:
            self._snapshot_at = self.state.seq
            self._snapshot = asyncio.ensure_future(self._keep_snapshot())

    def _take_texts(self, group: Group) -> None:
        """Documents and ledger follow what is durable by now: nobody is told that it was not saved."""
        try:
            group.working.commit()
            for each in group.happened:
                for record, name in self.ledger.note(each.before, each.event, each.meta.person, self.texts):
                    self.texts.forget(record, name)
        except OURS_TO_DIE_OF:
            raise
        except BaseException:
            log.exception("typed text is made again from the log", extra={"plan": self.id})
            self._torn = True
            self.follow()

    def _tell(self, committed: Committed) -> None:
        """What is durable stays true, whatever becomes of the screens."""
        try:
            self.published(committed)
        except OURS_TO_DIE_OF:
            raise
        except BaseException:
            log.exception("a published group could not be shown", extra={"plan": self.id})

    # reading

    async def _recall_time(self) -> None:
        """When the last entry that the snapshot holds was written: time goes on from there."""
        last = await self._writer.run(lambda: self._journal.read(self.id, max(0, self.state.seq - 1), 1))
        self._last_at = max((each.entry.at for each in last), default=0)

    async def _kept(self) -> tuple[PlanState, Ledger]:
        """The plan as its snapshot has it, empty where there is none."""
        snapshot = await self._writer.run(lambda: self._journal.snapshot(self.id))
        state, epochs = codec.unpack(snapshot) or (EMPTY, {})
        return state, Ledger(epochs)

    async def _catch_up(self) -> None:
        """Take in what the log holds beyond our state: at the start, or when another process wrote."""
        await self._take_in(self.state, self.ledger)

    async def _mend(self) -> None:
        """Make the ledger again from what is kept: it could not take in what the log has."""
        await self._take_in(*await self._kept())
        self._torn = False

    async def _open_damaged(self) -> None:
        last = await last_good(self._writer, self._journal, self.id, rest=0.0)
        if last is None:
            raise NotSaved("damaged")
        await self._take_in(self.state, self.ledger, until=last)
        self._found_damaged(last)

    async def _look_back(self, until: int) -> None:
        """Whether the part of the log that the snapshot stands for is still what was written."""
        try:
            last = await last_good(self._writer, self._journal, self.id, until)
        except Exception:
            log.warning("the log was not looked through", exc_info=True, extra={"plan": self.id})
            return
        if last is not None:
            self._found_damaged(last)

    def _found_damaged(self, last: int) -> None:
        self.good_until = last
        log.error(
            "the log is damaged behind entry %d: it can be read, and nothing more is written to it",
            last,
            extra={"plan": self.id},
        )

    async def _take_in(self, state: PlanState, ledger: Ledger, until: int | None = None) -> None:
        """Go on from `state` and `ledger` to the end of the log, or to `until`, and tell what is new here."""
        stored = await read_all(self._writer, self._journal, self.id, state.seq, until)
        # all or nothing: an entry that can't be read leaves the plan as it was
        found = await replay(state, ledger, self.texts, stored)
        before, self.ledger = self.state, found.ledger
        happened = tuple(each for each in found.happened if each.meta.seq > before.seq)
        if happened:
            self.state = found.state
        for record, name in found.untrue:
            self.texts.forget(record, name)
        for each in found.happened:
            self._take_typed(each.event)
        for entry in stored:
            if entry.entry.command is not None:
                self.answers.done((entry.entry.person or "", entry.entry.command), entry.seq)
        if happened:
            self._last_at = max(self._last_at, happened[-1].meta.at)
            touched = all_touched(happened, self.state)
            self._tell(Committed(self.id, before, self.state, happened, touched, followed=True))

    def _take_typed(self, event: ev.Event) -> None:
        """What was typed elsewhere is in the ledger now; documents in use follow it."""
        match event:
            case ev.TextEdited(record, name, _, update) if update and not self._torn:
                self.texts.absorb(record, name, b64decode(update))
            case ev.TextEdited(record, name):
                self.texts.forget(record, name)
            case _:
                return

    async def _keep_snapshot(self) -> None:
        if self._torn or self.good_until is not None:
            return
        snapshot = codec.pack(self.state, self.ledger.all())
        self._snapshot_at = snapshot.seq
        try:
            await self._writer.run(lambda: self._journal.keep_snapshot(self.id, snapshot))
        except Exception:
            # A snapshot only saves time; the log tells all without it.
            log.warning("no snapshot was kept", exc_info=True, extra={"plan": self.id})


async def _let_others_speak() -> None:
    """Answers and screens go out, and what comes back joins one group: one commit and one flush for all of it."""
    await asyncio.sleep(LINGER_S)
    for _ in range(TURNS):
        await asyncio.sleep(0)
