"""Programs on the socket: the plan's records, and nothing of what only pages are shown."""

from __future__ import annotations

import json

import httpx
import pytest

from app.domain import commands as do
from tests.live.protocol import conforms
from tests.web.conftest import Office, Sits


@pytest.mark.parametrize("surface", ["json", "board"])
def test_only_pages_with_editors_get_what_they_watch(
    office: Office, eva: httpx.Client, sits: Sits, surface: str
) -> None:
    """A program that asked for an editor was sent its HTML in the middle of its JSON."""
    office.asks(do.Add("csf-of-the-test", "csf", fields={"statement": "Listed as preferred supplier"}))
    live = sits(eva, surface)
    live.socket.send(json.dumps({"type": "watch", "fragments": ["edit-csf-of-the-test"]}))
    office.asks(do.Set("csf-of-the-test", "statement", "The last that is heard of"))
    live.asks({"type": "command", "id": "after-the-watch", "do": "remove", "record": "never-was-there"})
    live.socket.send(json.dumps({"type": "ping"}))
    said = ""
    while '"pong"' not in said:
        said = str(live.socket.recv(timeout=30))
        conforms("server", json.loads(said))
        assert "edit-csf-of-the-test" not in said
