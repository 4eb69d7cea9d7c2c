"""One question to the store: the running server answers it, or the store is opened here."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, NoReturn

from app.cli.opening import opened, store_words
from app.cli.root import Exit, fail
from app.cli.running import ask_server
from app.i18n import gettext as _
from app.settings import Settings

LONG = 3_600.0
"""Seconds: a store of many plans is walked and copied in minutes."""


def asked(settings: Settings, wanted: dict[str, Any]) -> dict[str, Any]:
    """The answer. Raises typer.Exit, after saying why, where there is none."""
    try:
        told = ask_server(settings, wanted, LONG)
    except OSError as error:
        fail(Exit.UNAVAILABLE, str(error))
    if told is None:
        told = _here(settings, wanted)
    if told.get("error"):
        _failed(told, wanted)
    return told


def _here(settings: Settings, wanted: dict[str, Any]) -> dict[str, Any]:
    # Here and not at the head: who asks a server that runs loads neither a store nor what reads it.
    from app.web import keeping, moving

    store = opened(settings)
    try:
        if wanted["do"] == "move-out":
            going = moving.out_at_rest(store, settings.data, wanted, settings.base_url or "")
            return asyncio.run(_told(keeping.said(going)))
        return asyncio.run(keeping.answer(store, wanted)) or {"error": "unknown"}
    finally:
        store.close()


async def _told(work: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    return await work


def _failed(told: dict[str, Any], wanted: dict[str, Any]) -> NoReturn:
    why = str(told.get("why", ""))
    match told["error"]:
        case "exists":
            fail(Exit.USAGE, _("%(file)s is there already.", file=wanted["to"]))
        case "no-such-plan":
            fail(Exit.USAGE, _("There is no such plan."))
        case "no-such-person":
            fail(Exit.USAGE, _("Nobody of that name is on this plan’s roster."))
        case "several":
            fail(Exit.USAGE, _("Several people have that name. Give the id of one: %(ids)s", ids=why))
        case "moved":
            fail(Exit.NO, _("This plan has moved already: it goes on at %(to)s.", to=why))
        case "no-address":
            fail(Exit.USAGE, _("Say where it goes on, as an address: --to https://…"))
        case "no-plan":
            fail(
                Exit.NO,
                _("The file holds no plan, is cut off, or was changed. Nothing was taken in. Write it anew."),
            )
        case "here":
            fail(Exit.NO, _("This plan is here already. Nothing was taken in."))
        case "release":
            fail(
                Exit.NO,
                _("Another release of Stratroom wrote this file. Bring both servers to the same one."),
            )
        case "no-such-login":
            fail(Exit.USAGE, _("There is no account with this login."))
        case "unsound":
            fail(Exit.NO, _("The store is damaged, so no copy was made: %(why)s", why=why))
        case "file":
            fail(Exit.UNAVAILABLE, why)
        case "not-saved":
            fail(Exit.UNAVAILABLE, store_words(why))
        case _:
            fail(Exit.FAULT, _("The server could not do this; its log says why."))
