"""The socket in the data folder by which commands talk to a running server.

Only the server opens the live store, so the command asks it. The socket is its owner's alone: who may read the
folder could read the store as well. One line of JSON asks, one line answers.
"""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

from app.network import COMMANDS
from app.session.journal import JournalError
from app.store.users import LoginTaken, normal_login
from app.web import erasing, keeping, moving
from app.web.identity import accounts
from app.web.identity.accounts import NoSuchLogin
from app.web.identity.identity import Identity

LONGEST = 64 * 1024

log = logging.getLogger(__name__)


async def open_for_commands(identity: Identity, data: Path) -> asyncio.Server | None:
    """Listen; None where the folder's path is too long for a socket, and commands then have to wait."""
    path = data / COMMANDS
    path.unlink(missing_ok=True)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            asked = json.loads(await asyncio.wait_for(reader.readline(), 10))
            told = await _answer(identity, data, asked)
        except Exception:
            log.exception("an administrator's command failed")
            told = {"error": "fault"}
        writer.write(json.dumps(told).encode() + b"\n")
        await writer.drain()
        writer.close()

    try:
        server = await asyncio.start_unix_server(answer, path, limit=LONGEST)
    except OSError as error:
        log.warning("no socket for commands: %s", error)
        return None
    path.chmod(0o600)
    return server


async def _answer(identity: Identity, data: Path, asked: dict[str, Any]) -> dict[str, Any]:
    store = identity.store
    login, name, password = (str(asked.get(key, "")) for key in ("login", "name", "password"))
    try:
        match asked.get("do"):
            case "user-add":
                await store.write(lambda rows: accounts.add(rows, login=login, name=name, password=password))
                identity.setup = None
            case "user-reset":
                ended = await store.write(lambda rows: accounts.reset(rows, login=login, password=password))
                identity.devices.gone(ended)
                identity.logins.right(normal_login(login))
            case "user-list":
                return {"lines": await store.read(accounts.every)}
            case "erase-person":
                return await keeping.said(erasing.erase_while_open(identity, asked))
            case "move-out":
                certificate = await moving.own_certificate(data)
                address = identity.public_url or ""
                return await keeping.said(moving.out(identity.rooms, asked, address, certificate))
            case _:
                return await keeping.answer(store, asked) or {"error": "unknown"}
    except LoginTaken:
        return {"error": "login-taken"}
    except NoSuchLogin:
        return {"error": "no-such-login"}
    except ValueError:
        return {"error": "not-usable"}
    except JournalError as error:
        return {"error": "not-saved", "why": str(error)}
    return {}
