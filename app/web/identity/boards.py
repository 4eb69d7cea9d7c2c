"""Any machine becomes a board: it shows a code, a facilitator types it on the console, and it is that plan's board.

A waiting board is a device and an invitation of one name; its code is given back when it is accepted.
"""

from __future__ import annotations

from sqlmodel import Session

from app.store import invitations, sessions
from app.web.identity import tokens
from app.web.identity.devices import Device, Start, now_ms
from app.web.identity.identity import Identity
from app.web.identity.invitations import free_code

LASTS_MS = 12 * 3_600_000
"""A board that nobody accepted gives its code back after this."""


async def offer(identity: Identity, start: Start) -> tuple[str, Device, str]:
    """A new board, waiting: its token, its device, the code it shows. Raises NotSaved."""

    def job(rows: Session) -> tuple[str, str]:
        at = now_ms()
        made = invitations.make(
            rows,
            tokens.id_(),
            kind="board",
            secret=tokens.secret(),
            at=at,
            code=free_code(rows),
            valid_until=at + LASTS_MS,
            most_uses=1,
        )
        return made.id, made.code or ""

    invitation, code = await identity.store.write(job)
    token, device = await identity.devices.start(
        Start(
            "board", invitation=invitation, language=start.language, agent=start.agent, address=start.address
        )
    )
    return token, device, code


async def code_of(identity: Identity, device: Device) -> str | None:
    """The code that a waiting board shows; None once it is accepted or too old."""
    invitation = device.invitation
    if invitation is None:
        return None

    def job(rows: Session) -> str | None:
        try:
            row = invitations.get(rows, invitation)
        except KeyError:
            return None
        return row.code if invitations.state(row, now_ms()) == "valid" else None

    return await identity.store.read(job)


async def accept(identity: Identity, plan: str, typed: str, label: str) -> bool:
    """Make the machine that shows this code a board of `plan`; False where none shows it."""
    code = tokens.typed(typed)

    def job(rows: Session) -> str | None:
        row = invitations.by_code(rows, code)
        if row is None or row.kind != "board" or invitations.state(row, now_ms()) != "valid":
            return None
        board = sessions.invited(rows, row.id, now_ms())
        if board is None or not invitations.use(rows, row.id):
            return None
        invitations.accept(rows, row.id, plan)
        sessions.place(rows, board.id, plan=plan, label=label)
        return board.id

    device = await identity.store.write(job)
    if device is not None:
        identity.devices.forget({device})
    return device is not None
