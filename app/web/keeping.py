"""What an administrator asks of the whole store: is it sound, copy it, export a plan, erase somebody, know a file.

Answered by the running server through the socket in its data folder, or by the command itself when no server runs:
the same functions, plain values in and out. Words are the command's affair.
"""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from app.session.journal import JournalError
from app.store import plans, sealed
from app.store.backup import BackupUnsound
from app.store.carry import certificates
from app.store.private_file import create_private
from app.store.sealed import Seal
from app.store.store import Store
from app.store.verify import Report
from app.web import erasing, moving

Asked = dict[str, Any]
Told = dict[str, Any]


async def answer(store: Store, asked: Asked) -> Told | None:
    """What became of it, `error` with a code where it could not be done; None for what is not asked here."""
    work = _DOES.get(str(asked.get("do")))
    return await said(work(store, asked)) if work is not None else None


async def said(work: Awaitable[Told]) -> Told:
    """What came of some work for an administrator; what went wrong as `error` with a code."""
    try:
        return await work
    except FileExistsError:
        return {"error": "exists"}
    except LookupError:
        return {"error": "no-such-plan"}
    except BackupUnsound as unsound:
        return {"error": "unsound", "why": str(unsound)}
    except JournalError as error:
        return {"error": "not-saved", "why": str(error)}
    except OSError as error:
        return {"error": "file", "why": error.strerror or str(error)}


async def _verify(store: Store, _asked: Asked) -> Told:
    return told_of(await store.run(store.verify))


def told_of(report: Report) -> Told:
    """A report as plain values."""
    return {
        "sound": report.sound,
        "plans": [
            {
                "plan": each.plan,
                "last_good": each.last_good,
                "damage": each.damage.code if each.damage else None,
                "redacted": len(each.redacted),
            }
            for each in report.plans
        ],
        "file": list(report.file),
        "documents": list(report.documents),
    }


async def _back_up(store: Store, asked: Asked) -> Told:
    to = Path(asked["to"])
    report = await store.run(lambda: store.back_up(to))
    return {"plans": len(report.plans)}


async def _export(store: Store, asked: Asked) -> Told:
    plan, to = str(asked["plan"]), Path(asked["to"])
    found = await store.run(lambda: store.export(plan))
    with create_private(to) as file:
        file.write("".join(f"{line}\n" for line in found.lines).encode())
    return {"lines": len(found.lines), "damaged": found.damaged}


async def _plans(store: Store, _asked: Asked) -> Told:
    found = await store.read(lambda rows: [(p.id, p.title) for p in plans.every(rows)])
    return {"plans": found}


async def _registered(store: Store, asked: Asked) -> Told:
    """By the bytes' own hash, and by the id that a file claims."""
    sha256, document = str(asked["sha256"]), str(asked.get("document", ""))

    def job(rows: Any) -> Told:
        by_file = sealed.by_file(rows, sha256)
        try:
            claimed = sealed.find(rows, document) if document else None
        except KeyError:
            claimed = None
        return {"by_sha256": _seal(by_file), "by_document": _seal(claimed)}

    return await store.read(job)


def _seal(found: Seal | None) -> Told | None:
    return {"document": found.document, "sha256": found.sha256, "state": found.state} if found else None


async def _certificates(store: Store, _asked: Asked) -> Told:
    """By which seals of plans that came from other servers are known."""
    found = await store.read(certificates)
    return {"certificates": [base64.b64encode(each).decode() for each in found]}


_DOES: dict[str, Callable[[Store, Asked], Awaitable[Told]]] = {
    "verify": _verify,
    "back-up": _back_up,
    "export": _export,
    "plans": _plans,
    "registered": _registered,
    "erase-person": erasing.erase,
    "move-in": moving.in_,
    "certificates": _certificates,
}
