"""Killed in the middle of it: what was acknowledged is there, once, and the chain holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

CHILD = Path(__file__).with_name("appending_child.py")
KILLS = 3


def kill_while_appending(where, environment, acknowledgements):
    """Start the child, let it acknowledge so many groups, kill it at once; the last number it said."""
    child = subprocess.Popen(
        [sys.executable, str(CHILD), str(where)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert child.stdout.readline() == "open\n"
    said = [child.stdout.readline() for _ in range(acknowledgements)]
    child.kill()
    # What it said before it noticed is acknowledged as well; a line cut short is not.
    said += child.stdout.readlines()
    child.stdout.close()
    child.wait()
    return int([line for line in said if line.endswith("\n")][-1])


def test_kills_lose_nothing_acknowledged(where, open_store, new_room, child_environment):
    store = open_store(where)
    room = new_room(store)
    store.close()
    acknowledged = 0
    for kill in range(KILLS):
        acknowledged = kill_while_appending(where, child_environment, acknowledgements=1 + kill * 14)
        store = open_store(where)
        payloads = [one.entry.payload for one in store.call(lambda s=store: s.journal.read(room.plan))]
        assert payloads == [b'"%d"' % number for number in range(1, len(payloads) + 1)]
        assert len(payloads) in (acknowledged, acknowledged + 3), "at most the group in flight is new"
        assert store.call(store.verify).sound
        store.close()
    assert acknowledged > 20
