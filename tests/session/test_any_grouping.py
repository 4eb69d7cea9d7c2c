"""Any commands of several people, in any grouping, through two processes, over disks that fail and servers that are
killed: the log replayed, what every process publishes and what every client shows are one and the same plan.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import commands as do
from app.domain.evolve import evolve
from app.domain.people import Actor, Edition
from app.domain.projection import Projection, project
from app.domain.refusals import Refused
from app.domain.secrecy import Viewer
from app.domain.state import EMPTY, PlanState
from app.session import codec
from app.session.held_back import HeldBack
from app.session.live_plan import Answer, Committed, Done, LivePlan, NotDone, NotYet, Request, TextUpdate
from tests.histories import Wish, asked, beginning, wishes
from tests.session.conftest import journal_of
from tests.session.journals import Desk, Fault, MemoryJournal
from tests.session.texts import PlainTexts, typed
from tests.worlds import ANNA, MARIJKE, SERVER

VIEWERS = (
    Viewer(Edition.INTERNAL),
    Viewer(Edition.SHARED),
    Viewer(Edition.INTERNAL, ANNA.person),
    Viewer(Edition.SHARED, MARIJKE.person),
)


@dataclass(frozen=True)
class Turn:
    """What happens between two breaths: people ask each process for something, a disk fails, a server restarts."""

    here: list[Wish]
    there: list[Wish]
    fault: Fault
    unreadable: bool
    repeats: list[int]
    """Which of the commands so far are sent once more, and arrive with this group."""
    killed: int | None
    """The process that is killed before anybody asks."""
    closed: bool
    """… after it was closed in order, so that a snapshot is kept."""


TYPING_IN_WHAT_GOES = ("remove", "restore", "undo", "type", "type")

TURNS = st.builds(
    Turn,
    here=st.lists(wishes(), max_size=6) | st.lists(wishes(TYPING_IN_WHAT_GOES, 3), max_size=6),
    there=st.lists(wishes(), max_size=3),
    fault=st.sampled_from((Fault.NONE, Fault.NONE, Fault.NONE, Fault.DISK_FULL, Fault.LOST, Fault.WRITTEN)),
    unreadable=st.booleans(),
    repeats=st.lists(st.integers(0, 200), max_size=2),
    killed=st.sampled_from((None, None, None, 0, 1)),
    closed=st.booleans(),
)


@dataclass
class Client:
    """A screen: it knows only what it is told."""

    viewer: Viewer
    shows: Projection

    def told(self, committed: Committed) -> None:
        self.shows = project(committed.after, self.viewer, self.shows)


@dataclass
class Process:
    live: LivePlan
    clients: list[Client]

    @classmethod
    async def started(cls, journal: MemoryJournal) -> Process:
        live = LivePlan(journal.plan, journal, Desk(), clock=lambda: 1_800_000_000_000)
        live.texts = PlainTexts(live)
        await live.open()
        for record in live.state.records:
            # somebody's phone has it open
            live.texts.document(record, "statement")
        process = cls(live, [Client(viewer, project(live.state, viewer)) for viewer in VIEWERS])
        live.published = process.told
        return process

    def told(self, committed: Committed) -> None:
        assert committed.after is self.live.state
        for client in self.clients:
            client.told(committed)

    def request(self, wish: Wish, fresh: str) -> Request:
        """What a page of this process would send, knowing the plan as it is published here."""
        command = asked(self.live.state, wish, fresh)
        if not isinstance(command, do.EditText) or wish.third % 4 == 0:
            return command
        assert isinstance(self.live.texts, PlainTexts)
        try:
            epoch, _ = self.live.texts.document(command.record, command.field)
        except Refused:
            return command
        return TextUpdate(command.record, command.field, typed(*command.splices[0], epoch))


@dataclass(frozen=True, eq=False)
class Sent:
    who: Actor
    command: str
    request: Request

    async def to(self, process: Process) -> Answer:
        return await process.live.submit(self.who, self.command, self.request)


@dataclass
class Story:
    journal: MemoryJournal
    processes: list[Process]
    sent: list[Sent] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)

    async def goes_on(self, turn: Turn) -> None:
        await self._restarts(turn)
        groups = [
            [self._wished(place, each, number) for number, each in enumerate(wishes)]
            for place, wishes in enumerate((turn.here, turn.there))
        ]
        if self.sent:
            for number in turn.repeats:
                # by whichever way it finds: the other process may know another answer
                groups[number % 2].append(self.sent[number // 2 % len(self.sent)])
        self.journal.faults = [turn.fault]
        self.journal.unreadable = int(turn.unreadable and turn.fault in (Fault.LOST, Fault.WRITTEN))
        mail = [(each, self.processes[place]) for place, group in enumerate(groups) for each in group]
        self.sent += [each for each, _ in mail]
        for (each, _), answer in zip(
            mail, await asyncio.gather(*(each.to(to) for each, to in mail)), strict=True
        ):
            self._answered(each, answer)
        self.journal.unreadable = 0

    def _answered(self, sent: Sent, answer: Answer) -> None:
        """Once in the log, it is never refused."""
        if sent.command in self.logged:
            assert isinstance(answer, Done | NotYet)
        if not isinstance(self.answers.get(sent.command), Done) or isinstance(answer, NotDone):
            self.answers[sent.command] = answer

    @property
    def logged(self) -> set[str | None]:
        return {entry.command for entry in self.journal.entries}

    async def _restarts(self, turn: Turn) -> None:
        if turn.killed is None:
            return
        if turn.closed:
            await self.processes[turn.killed].live.close()
        self.processes[turn.killed] = await Process.started(self.journal)

    def _wished(self, place: int, wish: Wish, number: int) -> Sent:
        # Two people never name their commands alike.
        name = f"command-{len(self.sent)}-{number}-{place}-{wish.first}-{wish.second}-{wish.third}"
        return Sent(wish.who, name, self.processes[place].request(wish, f"rec-{name}"))

    async def ends(self) -> None:
        """The disk is well again: everything is sent once more, and every process hears the last word."""
        self.journal.faults = []
        for process in self.processes:
            # Long enough afterwards: here people send again to whichever process they find.
            process.live.answers.held_back = HeldBack()
        for each in dict.fromkeys(self.sent):
            if isinstance(self.answers[each.command], NotYet):
                self._answered(each, await each.to(self.processes[0]))
        length = len(self.journal.entries)
        logged = self.logged
        for each in dict.fromkeys(self.sent):
            # what had nothing to do left no trace that another process could know of
            if each.command in logged:
                for process in self.processes:
                    assert isinstance(await each.to(process), Done)
        assert len(self.journal.entries) == length, "sent twice, done once"
        for number, process in enumerate(self.processes):
            name = do.Set("the-account", "name", f"The last word {number}")
            assert isinstance(await process.live.submit(SERVER, None, name), Done)
        await self.processes[0].live.submit(SERVER, None, do.Set("the-account", "name", "The last word 1"))


def replayed(journal: MemoryJournal) -> PlanState:
    state = EMPTY
    for stored in journal.read(journal.plan):
        state = evolve(state, codec.decode(stored.entry), codec.meta(stored))
    return state


async def assert_all_agree(story: Story) -> None:
    truth = replayed(story.journal)
    for process in story.processes:
        assert process.live.state == truth
        for client in process.clients:
            assert client.shows.nodes == project(truth, client.viewer).nodes
            assert client.shows.top == project(truth, client.viewer).top
    await assert_documents_agree(story, truth)


async def assert_documents_agree(story: Story, truth: PlanState) -> None:
    snapshot, story.journal.kept = story.journal.kept, None
    from_the_log = await Process.started(story.journal)
    story.journal.kept = snapshot
    from_a_snapshot = await Process.started(story.journal)
    assert from_a_snapshot.live.state == truth
    ledger = from_the_log.live.ledger.all()
    for process in (*story.processes, from_a_snapshot):
        assert process.live.ledger.all() == ledger
        texts = process.live.texts
        assert isinstance(texts, PlainTexts)
        for key in ledger:
            record, _, name = key.rpartition(".")
            if record in truth.records:
                assert texts.document(record, name)[1] == truth.records[record].text(name)


def assert_the_log_is_right(story: Story) -> None:
    entries = story.journal.entries
    commands = [(entry.person, entry.command) for entry in entries if entry.command]
    runs = [key for key, _ in pairwise([*commands, None]) if key] if commands else []
    starts = [one for before, one in pairwise([None, *runs]) if one != before]
    assert len(starts) == len(set(starts)), "each command is in the log once, in one piece"
    logged = {command for _, command in starts}
    for sent in story.sent:
        if isinstance(story.answers[sent.command], NotDone):
            assert sent.command not in logged, "what was refused did not happen"
    assert all(one.at <= other.at for one, other in pairwise(entries))


@given(turns=st.lists(TURNS, min_size=4, max_size=10))
@settings(max_examples=settings().max_examples // 2)
def test_all_agree_whatever_happens(turns: list[Turn]) -> None:
    async def story() -> None:
        journal = journal_of(beginning())
        told = Story(journal, [await Process.started(journal), await Process.started(journal)])
        for turn in turns:
            await told.goes_on(turn)
        await told.ends()
        await assert_all_agree(told)
        assert_the_log_is_right(told)
        for process in told.processes:
            await process.live.close()

    asyncio.run(story())


@given(
    history=st.lists(wishes(), min_size=5, max_size=40),
    cuts=st.lists(st.integers(1, 8), min_size=1, max_size=40),
)
def test_grouping_changes_nothing(history: list[Wish], cuts: list[int]) -> None:
    """The same commands one by one, or in any groups, make the same plan and get the same answers."""

    async def run(sizes: list[int]) -> tuple[PlanState, list[type[Answer]]]:
        journal = journal_of(beginning())
        process = await Process.started(journal)
        requests = [
            (wish.who, asked(process.live.state, wish, f"rec-{n}-of-wish")) for n, wish in enumerate(history)
        ]
        answers: list[type[Answer]] = []
        while requests:
            size = sizes[len(answers) % len(sizes)]
            group, requests = requests[:size], requests[size:]
            asks = (process.live.submit(who, None, command) for who, command in group)
            answers += [type(answer) for answer in await asyncio.gather(*asks)]
        await process.live.close()
        return replace(process.live.state, seq=0), answers

    assert asyncio.run(run([1])) == asyncio.run(run(cuts))
