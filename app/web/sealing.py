"""Sealing: a version that everybody has signed becomes one file that never changes.

An edition is sealed once, by whoever first sees that it is complete: after the last signature, when a plan is opened
again after a restart, or when a facilitator goes on without somebody's signature. The file is kept first and then
told to the log, so the log never names a file that is not there; whatever happens between the two is made good by
looking again. What is printed is checked against the hash that people signed (`app.documents.pdf`), never trusted.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
from collections import defaultdict
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session

from app.documents.pdf import print_plan, print_sealed
from app.documents.press import Press, RenderFailed
from app.domain import commands as do
from app.domain import events as ev
from app.domain.people import Actor, Edition, Role, Side
from app.domain.refusals import Refused, Why
from app.domain.signoff import awaited, can_be_sealed, is_complete
from app.i18n import Language
from app.session.live_plan import Committed, Done, NotDone
from app.store import sealed
from app.store.sealed import Seal
from app.store.store import Store
from app.web import paper
from app.web.paper_evidence import Read
from app.web.rooms import Room

if TYPE_CHECKING:
    from app.documents.key import SealKey

log = logging.getLogger(__name__)

PRINTINGS = 8
"""Of one edition in a row: each signature that comes while it is printed asks for another."""
TRIES = 2
"""A press that was killed starts afresh; a second failure is the document's own."""
SETTLED_S = 5.0
"""Seconds after the start before the key is made: whoever starts for a moment only need not wait for it."""
KEY_AGAIN_S = 10.0
"""Seconds after which a key that could not be used is looked at again."""
ELSEWHERE_S = 30.0
"""Seconds that another server gets to seal what it took the last signature of."""
KEPT_DRAFTS = 12
OWNER = "Stratroom"
"""Whose seal it is, until an organisation brings its own certificate."""


class Sealing:
    """One per process; `heard` and `opened` are told by `Rooms`."""

    def __init__(self, store: Store, data: Path, public_url: str | None) -> None:
        self.store = store
        self.press = Press()
        self.uploads = Press(time_limit=30.0)
        """Strangers' files: a press of their own, so that nobody's upload holds up a seal."""
        self.inspector = ThreadPoolExecutor(1, "inspector")
        """They wait for it in a thread of their own, so that nobody's upload holds up a login."""
        self._data = data
        self._public_url = public_url
        self._key: asyncio.Task[SealKey] | None = None
        self._key_until = 0.0
        """Until when a key that could not be used is believed to be so, in the loop's time."""
        self._turns: defaultdict[tuple[str, str], asyncio.Lock] = defaultdict(asyncio.Lock)
        self._reads: defaultdict[tuple[str, int], list[Read]] = defaultdict(list)
        self._drafts: dict[tuple[object, ...], asyncio.Task[bytes]] = {}

    async def prepare(self) -> None:
        """Make the key at the first start, when everything else is up."""
        await asyncio.sleep(SETTLED_S)
        await self.key()

    async def key(self) -> SealKey:
        """The installation's key. Raises UnusableKey, OSError."""
        # Here and not at the head: what makes keys is first needed when everything else is up.
        from app.documents.key import key_in

        if self._key is None or (self._key.done() and self._key.exception()):
            work = asyncio.to_thread(key_in, self._data, OWNER, datetime.now(UTC))
            self._key = asyncio.create_task(work)
            self._key_until = asyncio.get_running_loop().time() + KEY_AGAIN_S
        return await asyncio.shield(self._key)

    async def has_key(self) -> bool:
        """Whether plans can be sealed, as far as it is known: nobody has looked in the first seconds.

        A key that could not be used is looked at again after a while: it may have been put right.
        """
        if self._key is None or not self._key.done() or not self._key.exception():
            return True
        if asyncio.get_running_loop().time() < self._key_until:
            return False
        try:
            await self.key()
        except (ValueError, OSError):
            return False
        return True

    def close(self) -> None:
        """End the presses; what was being sealed is sealed when its plan is opened again."""
        self.press.close()
        self.uploads.close()
        self.inspector.shutdown(wait=False, cancel_futures=True)

    # --- what happens ----------------------------------------------------------------------------------------

    async def heard(self, room: Room, committed: Committed) -> None:
        """A listener of `Rooms`."""
        happened = [each.event for each in committed.happened]
        for event in happened:
            if isinstance(event, ev.VersionEnded) and event.state == "withdrawn":
                await self.store.write(lambda rows, e=event: _withdraw(rows, room.live.id, e.version))  # type: ignore[misc]
        if any(isinstance(event, ev.Frozen) for event in happened) and not committed.followed:
            await asyncio.to_thread(self.press.warm_up)
        if any(isinstance(event, ev.Signed) for event in happened):
            if committed.followed:
                # Whoever took the signature seals; only if it died meanwhile is it for us to do.
                await asyncio.sleep(ELSEWHERE_S)
            await self.opened(room)

    async def opened(self, room: Room) -> None:
        """Seal what is complete and has no file yet; nothing of what is only rehearsed."""
        if room.live.state.run.rehearsal:
            return
        await self._drop_orphans(room)
        for edition in Edition:
            state = room.live.state
            if not is_complete(state.signoff, state.people, edition):
                continue
            try:
                await self.seal(room, edition)
            except Exception:
                # The other edition can be sealed all the same; this one is looked at again when the plan is opened.
                log.exception(
                    "an edition was not sealed", extra={"plan": room.live.id, "edition": edition.value}
                )

    async def go_on(self, room: Room, edition: Edition, by: str, without: Collection[str]) -> None:
        """Seal the frozen version as it stands, because `by` goes on without the signatures of `without`.

        Nobody else may be missing: Refused(STALE_VERSION). Raises what `seal` raises.
        """
        signoff, people = room.live.state.signoff, room.live.state.people
        if any(person.id not in without for person in awaited(signoff, people, edition)):
            raise Refused(Why.STALE_VERSION)
        await self.seal(room, edition, by)
        # The other edition waits for fewer now.
        await self.opened(room)

    async def seal(self, room: Room, edition: Edition, by: str | None = None) -> None:
        """Seal the frozen version; where a facilitator asks for it (`by`), those who have not signed are printed so.

        Raises Refused(NOT_FROZEN | NOT_COMPLETE), RenderFailed, NotSaved. A second time does nothing.
        """
        async with self._turns[room.live.id, edition.value]:
            signoff = room.live.state.signoff
            if signoff.freeze is None:
                raise Refused(Why.NOT_FROZEN)
            if room.live.state.run.rehearsal:
                raise Refused(Why.NOT_ALLOWED)
            if signoff.sealed_file(edition.value, signoff.freeze.version):
                return
            if not can_be_sealed(signoff, room.live.state.people, edition, asked=by is not None):
                raise Refused(Why.NOT_COMPLETE)
            for _ in range(PRINTINGS):
                if await self._seal(room, edition, signoff.freeze.version, by):
                    return

    def read(self, plan: str, version: int, read: Read) -> None:
        """Somebody opened what they are asked to sign: evidence, as long as this process remembers."""
        kept = self._reads[plan, version]
        if all((read.person, read.whole) != (each.person, each.whole) for each in kept):
            kept.append(read)

    def reads_of(self, plan: str, version: int, person: str) -> tuple[Read, ...]:
        """When somebody first opened what."""
        return tuple(each for each in self._reads[plan, version] if each.person == person)

    async def _drop_orphans(self, room: Room) -> None:
        """Forget files whose version was unfrozen before the log named them; what they superseded counts again."""
        signoff = room.live.state.signoff
        named = {each.document for each in signoff.sealed}
        frozen = signoff.freeze.version if signoff.freeze else None

        def drop(rows: Session) -> None:
            for each in sealed.of_plan(rows, room.live.id):
                # A version that this process has not heard of is another process's affair.
                ended = each.version <= signoff.version and each.version != frozen
                if ended and each.document not in named:
                    sealed.drop(rows, each.document)

        kept = await self.store.read(lambda rows: sealed.of_plan(rows, room.live.id))
        if any(each.document not in named for each in kept):
            await self.store.write(drop)

    # --- printing --------------------------------------------------------------------------------------------

    async def draft(self, room: Room, edition: Edition, language: Language) -> bytes:
        """The edition as it is now, marked as a draft. The same state is printed once. Raises RenderFailed."""
        key = (room.live.id, edition, language, room.live.state.seq)
        task = self._drafts.get(key)
        if task is None or (task.done() and task.exception()):
            made = paper.draft(room.scene, edition, language, room.live.now())
            work = asyncio.to_thread(print_plan, self.press, made.document, made.content)
            task = self._drafts[key] = asyncio.create_task(work)
            for old in [*self._drafts][:-KEPT_DRAFTS]:
                del self._drafts[old]
        return await asyncio.shield(task)

    async def _seal(self, room: Room, edition: Edition, version: int, by: str | None) -> bool:
        """False if somebody signed while it was printed: it is to be printed again, with their signature."""
        kept = await self.store.read(lambda rows: _kept(rows, room.live.id, version, edition))
        if kept is not None:
            # Left behind by a process that stopped: it holds who had signed when it was printed.
            signed = _signed_by(room, version, kept.sealed_at)
        else:
            kept, signed = await self._print(room, edition, version, by)
        command = do.Seal(version, edition.value, kept.document, kept.sha256, signed)
        actor = Actor(by, Side.OURS, Role.SYSTEM, room.live.now())
        answer = await room.live.submit(actor, None, command)
        if isinstance(answer, NotDone):
            # Somebody signed or unfroze the plan in the meantime: this is not the version's file.
            document = kept.document
            with contextlib.suppress(KeyError):
                await self.store.write(lambda rows: sealed.drop(rows, document))
        if not isinstance(answer, Done):
            log.warning("a version was not sealed: %s", answer, extra={"plan": room.live.id})
        freeze = room.live.state.signoff.freeze
        same = freeze is not None and freeze.version == version
        return not (same and isinstance(answer, NotDone) and answer.code == Why.STALE_VERSION)

    async def _print(self, room: Room, edition: Edition, version: int, by: str | None) -> tuple[Seal, int]:
        """The file that is kept now, and how many signatures it holds."""
        at = room.live.now()
        signed = room.scene.state.signoff.signed(version)
        reads = tuple(self._reads[room.live.id, version])
        wanted = paper.Seal(secrets.token_hex(10), at, self._public_url, reads, by or "")
        made = paper.final(room.scene, edition, wanted)
        pdf = await self._sealed(made, await self.key())
        if (freeze := room.live.state.signoff.freeze) is None or freeze.version != version:
            raise Refused(Why.STALE_VERSION)

        def keep(rows: Session) -> Seal:
            # another process may have been first
            return _kept(rows, room.live.id, version, edition) or sealed.keep(
                rows,
                document=wanted.document,
                plan=room.live.id,
                version=version,
                edition=edition.value,
                content_hash=sha256(made.content).hexdigest(),
                file=pdf,
                at=at,
            )

        kept = await self.store.write(keep)
        return kept, signed if kept.document == wanted.document else _signed_by(room, version, kept.sealed_at)

    async def _sealed(self, made: paper.Paper, key: SealKey) -> bytes:
        for left in reversed(range(TRIES)):
            try:
                return await asyncio.to_thread(print_sealed, self.press, made.document, made.content, key)
            except RenderFailed as failed:
                if not left:
                    raise
                log.warning("printing failed, trying again: %s", failed)
        raise AssertionError("unreachable")


def _kept(rows: Session, plan: str, version: int, edition: Edition) -> Seal | None:
    found = (s for s in sealed.of_plan(rows, plan) if (s.version, s.edition) == (version, edition.value))
    return next(found, None)


def _signed_by(room: Room, version: int, at: int) -> int:
    """How many had signed a version by a moment."""
    signatures = room.live.state.signoff.signatures
    return sum(each.version == version and each.at <= at for each in signatures)


def _withdraw(rows: Session, plan: str, version: int) -> None:
    for each in sealed.of_plan(rows, plan):
        if each.version == version:
            sealed.withdraw(rows, each.document)
