"""The open store: one engine, one writer thread, and what runs on it. See the package's head."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path
from typing import BinaryIO, TypeVar

from sqlalchemy import Engine
from sqlmodel import Session

from app.session.journal import Entry, Stored
from app.store import backup, carry, dump, erasure, export, migrate, settings
from app.store.carry import Carried
from app.store.changes import Announcer, Heard, Word, changes
from app.store.engine import is_postgres, open_postgres, open_sqlite
from app.store.export import Exported
from app.store.journal import SqlJournal
from app.store.lock import FileLock
from app.store.size import size_of
from app.store.transaction import rows
from app.store.verify import Report
from app.store.verify import verify as verify_all
from app.store.whereabouts import refuse_without
from app.store.writer import Writer

T = TypeVar("T")

PROBE = "store.probe"


class Store:
    """Use `Store.open`."""

    def __init__(self, engine: Engine, lock: FileLock | None) -> None:
        self._engine = engine
        self._lock = lock
        self._closed = False
        self._writer = Writer()
        self.several = engine.dialect.name == "postgresql"
        """Whether other servers may work on the same store."""
        self._announcer = Announcer(engine, self._writer) if self.several else None
        self._appended = self._announcer.appended if self._announcer else _to_nobody
        self.journal = SqlJournal(engine, self._appended)

    @classmethod
    def open(cls, where: str | Path) -> Store:
        """Open the SQLite file at `where` (made if there is none), or the database of a PostgreSQL URL.

        Raises: StoreInUse, StoreTooNew, NotSaved('damaged' | 'unavailable' | …), OSError.
        """
        if is_postgres(where):
            store = cls(open_postgres(str(where)), None)
        else:
            # The file itself: SQLite keeps the log beside that, and not beside a link to it.
            file = Path(where).resolve()
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            store = cls(open_sqlite(file), FileLock(file))
        try:
            store.call(lambda: migrate.upgrade(store._engine))
            if not store.several:
                refuse_without(Path(where).resolve(), store._engine)
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        """Finish what was asked, close the database, let others open the file. A second time does nothing."""
        if self._closed:
            return
        self._closed = True
        self._writer.close()
        self._engine.dispose()
        if self._lock is not None:
            self._lock.release()

    # --- on the event loop -------------------------------------------------------------------------------

    async def run(self, job: Callable[[], T]) -> T:
        """Run `job`, for example a call of `journal`, on the writer thread."""
        return await self._writer.run(job)

    async def write(self, job: Callable[[Session], T]) -> T:
        """One transaction of `job`. Raises NotSaved, OutcomeUnknown, and what `job` raises (nothing is stored)."""
        return await self._writer.run(lambda: self._written(job))

    async def read(self, job: Callable[[Session], T]) -> T:
        """`job` on rows, without a write lock: goes on when the disk is full."""
        return await self._writer.run(lambda: self._read(job))

    async def probe(self, at: int) -> None:
        """Write a little, durably, as an edit would be. Raises NotSaved, OutcomeUnknown."""
        await self.write(lambda rows: settings.put(rows, PROBE, str(at)))

    async def fits(self) -> bool:
        """Whether the tables are those that this program works with: a newer server may have changed them."""
        return await self.read(lambda rows: migrate.current(rows.connection())) == migrate.NEWEST

    def changes(self, watched: Callable[[], Collection[str]]) -> AsyncIterator[Heard]:
        """What is appended to the plans that `watched()` names, and every word, told to every process on this
        PostgreSQL, this one too. With SQLite it never yields.
        """
        return changes(self._engine, self._writer, watched)

    def say(self, word: Word) -> None:
        """Tell the other servers; a hint, which may be lost. With SQLite nobody hears it."""
        if self._announcer is not None:
            self._announcer.say(word)

    # --- without an event loop ---------------------------------------------------------------------------

    def call(self, job: Callable[[], T]) -> T:
        """As `run`; blocks."""
        return self._writer.call(job)

    def write_now(self, job: Callable[[Session], T]) -> T:
        """As `write`; blocks."""
        return self._writer.call(lambda: self._written(job))

    def read_now(self, job: Callable[[Session], T]) -> T:
        """As `read`; blocks."""
        return self._writer.call(lambda: self._read(job))

    def size(self) -> int:
        """Bytes that the store takes. On the writer thread."""
        return size_of(self._engine)

    # --- for administrators; on the writer thread, so through `run` or `call` -------------------------------

    def verify(self) -> Report:
        """Walk all logs (`app.store.verify`)."""
        return verify_all(self._engine)

    def back_up(self, to: Path) -> Report:
        """A verified copy while people work (`app.store.backup`)."""
        return backup.back_up(self._engine, to)

    def dump(self, to: Path) -> int:
        """Everything as JSON lines, for either database (`app.store.dump`)."""
        return dump.dump(self._engine, to)

    def load(self, source: Path) -> int:
        """Fill this store, which must be empty, from a dump (`app.store.dump`)."""
        return dump.load(self._engine, source)

    def export(self, plan: str) -> Exported:
        """One plan's log as lines of JSON, as far as it is good (`app.store.export`)."""
        return export.export(self._engine, plan)

    def carry_out(self, plan: str, file: BinaryIO, *, address: str, certificate: bytes | None) -> int:
        """Write one plan with all that belongs to it (`app.store.carry`)."""
        return carry.carry_out(self._engine, plan, file, address=address, certificate=certificate)

    def carry_in(self, source: Path, arrival: Entry, owner: str | None) -> Carried:
        """Take in a plan that was carried out elsewhere (`app.store.carry`)."""
        return carry.carry_in(self._engine, source, arrival, owner)

    def erase_person(
        self,
        *,
        plan: str,
        person: str,
        redact: Callable[[Stored], bytes | None],
        at: int,
        by: str | None = None,
    ) -> int:
        """Erase somebody from a plan (`app.store.erasure`); load the plan again afterwards."""
        last = erasure.erase_person(self._engine, plan=plan, person=person, redact=redact, at=at, by=by)
        self._appended(plan, last)
        return last

    def scrub(self) -> None:
        """Let nothing of what was removed be read from the files any more (`app.store.erasure`). On the writer thread."""
        erasure.scrub(self._engine)

    # --- within ------------------------------------------------------------------------------------------

    def _written(self, job: Callable[[Session], T]) -> T:
        with rows(self._engine) as session:
            return job(session)

    def _read(self, job: Callable[[Session], T]) -> T:
        with rows(self._engine, reading=True) as session:
            return job(session)


def _to_nobody(_plan: str, _last: int) -> None:
    """With SQLite there is no other process to tell."""
