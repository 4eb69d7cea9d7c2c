"""`stratroom demo`: an empty store becomes the worked account, to look around in or to test against."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.root import Exit, fail
from app.cli.running import settings_of
from app.i18n import gettext as _

if TYPE_CHECKING:
    from app.cli.demo.fill import Demo

MOST_MEMBERS = 1_900


def register(commands: typer.Typer) -> None:
    """Add `demo`."""
    commands.command("demo")(demo)


def demo(
    as_json: Annotated[bool, typer.Option("--json", help="Print ids, links and tokens as JSON.")] = False,
    members: Annotated[int, typer.Option(help="How many more people of ours are on the roster.")] = 0,
    canaries: Annotated[
        bool, typer.Option("--canaries", help="Put a value that must not leak into every internal field.")
    ] = False,
    data: Annotated[
        Path | None, typer.Option(help="Folder that holds everything.  [default: ./data]")
    ] = None,
    db: Annotated[
        str | None, typer.Option(help="postgresql://… instead of a file in the data folder.")
    ] = None,
    format_id: Annotated[str, typer.Option("--format", help="The day's format.")] = "strat-for-nat",
    url: Annotated[str, typer.Option(help="Where the server will be reached.")] = "http://127.0.0.1:8400",
) -> None:
    """Fill an empty store with a worked account. The server must not be running on it."""
    # Here and not at the head: no other command wants to know the worked account, and few need a store.
    from app.cli.demo.fill import fill
    from app.formats import load
    from app.store import plans
    from app.store.store import Store
    from app.web.drawing import ROOT

    settings = settings_of(data, db)
    if not 0 <= members <= MOST_MEMBERS:
        fail(Exit.USAGE, _("Between 0 and %(most)d members.", most=MOST_MEMBERS))
    formats = load(ROOT / "workshops")
    if format_id not in formats:
        fail(Exit.USAGE, _("There is no format %(name)s.", name=format_id))
    store = Store.open(settings.db or settings.data / "stratroom.db")
    try:
        if store.read_now(plans.every):
            fail(Exit.NO, _("This store holds plans already. The demo fills an empty one only."))
        now = time.time_ns() // 1_000_000
        made = asyncio.run(fill(store, formats[format_id], members=members, canaries=canaries, now=now))
    finally:
        store.close()
    typer.echo(
        json.dumps(told(made, url.rstrip("/")), ensure_ascii=False) if as_json else _in_words(made, url)
    )


def told(made: Demo, url: str) -> dict[str, object]:
    """The shape of docs/protocol.md."""
    return {
        "url": url,
        "plan": made.plan,
        "people": [
            {
                "id": guest.id,
                "name": guest.seat.name,
                "side": guest.seat.side,
                "role": guest.seat.role,
                "function": guest.seat.function,
                "token": guest.token,
                "link": f"{url}/me/{guest.secret}",
            }
            for guest in made.guests
        ],
        "canaries": [{"record": c.record, "field": c.field, "value": c.value} for c in made.canaries],
    }


def _in_words(made: Demo, url: str) -> str:
    first = made.guests[0]
    lines = [
        _("The worked account is there. Start the server, then open"),
        f"  {url.rstrip('/')}/me/{first.secret}",
        _("to come in as %(name)s, the facilitator.", name=first.seat.name),
    ]
    return "\n".join(lines)
