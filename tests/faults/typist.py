"""What somebody does all day, from a seed: write, add to the tree, set, move, throw away, fetch back, undo, type."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable
from typing import Any

from tests.faults.witness import REGISTER, Place, Witness

ROUND = ("profile", "culture", "aims")
"""Fields of the account in which everybody types."""


class Typist:
    def __init__(self, witness: Witness, chance: random.Random, *, undoes: bool, unruly: bool) -> None:
        self.witness = witness
        self.chance = chance
        self.undoes = undoes
        """Who undoes has no register: it would count back."""
        self.unruly = unruly
        self._count = 0
        self._register: str | None = None
        self._own: list[str] = []
        self._said: list[tuple[str, dict[str, Any]]] = []
        self._work: list[Callable[[], Any]] = [
            self._note, self._note, self._factor, self._condition, self._condition, self._action, self._set,
            self._set, self._move, self._remove, self._restore, self._type, self._type, self._type,
        ]  # fmt: skip
        self._work += [self._undo, self._undo] if undoes else [self._count_on] * 4
        if unruly:
            self._work += [self._batch, self._batch, self._repeat]

    async def begin(self, register: str) -> None:
        """What the day starts from."""
        if not self.undoes:
            self._register = register
            await self._do("add", sure=True, record=register, kind="note", fields={"text": f"{REGISTER}0"})

    async def act(self) -> None:
        """One thing more."""
        await self.chance.choice(self._work)()

    # the tree

    async def _note(self) -> None:
        id_ = await self._do("add", sure=True, kind="note", fields={"text": self._words()})
        if not self.witness.led:
            self.witness.history.steady.add(id_)

    async def _factor(self) -> None:
        await self._add("csf", self._some("goal"), {"statement": self._words()})

    async def _condition(self) -> None:
        await self._add("nc", self._some("csf"), {"statement": self._words(), "metric": self._words()})

    async def _action(self) -> None:
        await self._add("action", self._some("nc"), {"statement": self._words()})

    async def _add(self, kind: str, parent: str | None, fields: dict[str, Any]) -> None:
        if parent is not None:
            self._own.append(await self._do("add", sure=True, kind=kind, parent=parent, fields=fields))

    async def _set(self) -> None:
        record, field = self._some("nc"), self.chance.choice(["metric", "unit", "source"])
        if record:
            await self._do("set", sure=True, record=record, field=field, value=self._words()[:40])

    async def _move(self) -> None:
        kind, above = self.chance.choice([("csf", "goal"), ("nc", "csf"), ("action", "nc")])
        record, parent = self._some(kind), self._some(above)
        if record and parent:
            siblings = [None, *self.witness.order.get(parent, [])]
            await self._do("move", record=record, parent=parent, after=self.chance.choice(siblings))

    async def _remove(self) -> None:
        if len(self._own) > 3:
            await self._do("remove", record=self.chance.choice(self._own))

    async def _restore(self) -> None:
        gone = [each for each in self._own if each not in self.witness.records]
        if gone:
            await self._do("restore", record=self.chance.choice(gone))

    async def _undo(self) -> None:
        await self._do("undo")

    # text

    async def _type(self) -> None:
        account = self._some("account")
        if account:
            self._count += 1
            place: Place = (account, self.chance.choice(ROUND))
            # No token is part of another.
            token = f"<{self.witness.history.person[:6]}.{self._count}> "
            await self.witness.type(place, token, at_end=self.chance.random() < 0.5)

    # order

    async def _count_on(self) -> None:
        if self._register is not None:
            self._count += 1
            await self.witness.set_register(self._register, self._count)

    async def _batch(self) -> None:
        commands = [
            self._command("add", kind="note", fields={"text": self._words()})
            for _ in range(self.chance.randrange(2, 5))
        ]
        self.witness.history.sure.update(each["id"] for each in commands)
        await self.witness.asks(*commands, chance=self.chance)

    async def _repeat(self) -> None:
        if self._said:
            await self.witness.repeat(*self.chance.choice(self._said[-40:]))

    # saying

    async def _do(self, do: str, *, sure: bool = False, **members: Any) -> str:
        """Say it; the id of the record that it adds, if it adds one."""
        command = self._command(do, **members)
        if sure:
            self.witness.history.sure.add(command["id"])
        self._said.append((command["id"], command))
        await self.witness.asks(command)
        return str(command.get("record", command["id"]))

    def _command(self, do: str, **members: Any) -> dict[str, Any]:
        return {"id": secrets.token_urlsafe(12), "do": do, **members}

    def _words(self) -> str:
        self._count += 1
        return f"line {self._count} of {self.witness.history.person}"

    def _some(self, kind: str) -> str | None:
        ids = sorted(id_ for id_, record in self.witness.records.items() if record["kind"] == kind)
        return self.chance.choice(ids) if ids else None


class Lead(Typist):
    """Leads the day besides."""

    def __init__(self, witness: Witness, chance: random.Random, *, undoes: bool, unruly: bool) -> None:
        super().__init__(witness, chance, undoes=undoes, unruly=unruly)
        self._work += [self._step, self._gate, self._curtain, self._spotlight]

    async def begin(self, register: str) -> None:
        await super().begin(register)
        await self._open()

    async def _step(self) -> None:
        await self._do("step", back=self.chance.random() < 0.3)
        await self._open()

    async def _open(self) -> None:
        """Phones may edit, whatever the step says: else there would be little to lose."""
        await self._do("room", name="gate", value="edit")

    async def _gate(self) -> None:
        await self._do("room", name="gate", value=self.chance.choice(["read", "propose"]))
        await self._open()

    async def _curtain(self) -> None:
        await self._do("room", name="curtain", value=self.chance.random() < 0.3)

    async def _spotlight(self) -> None:
        await self._do("room", name="spotlight", value=self._some("csf"))
