"""The chain that makes a log tamper-evident: what is hashed, in which order, framed so that it can be read one way.

An entry's *digest* is SHA-256 over a random salt and the payload. Its *chain* value is SHA-256 over the chain
value before it and every field of the entry, the payload represented by its digest. So a payload can be
replaced when a person is erased (the digest stays, the salt goes) while any other change breaks every value
that follows. Each field is framed by a tag and its length: no two different entries give the same bytes.

Pure: no database, no clock, no randomness. `app.store.journal` writes with it, `app.store.verify` walks with it.
The framing is part of every stored log and can never change; a new one would be a new `GENESIS` label.
"""

from __future__ import annotations

from hashlib import sha256

from app.session.journal import Entry

GENESIS = b"stratroom chain 1"


def digest(salt: bytes, payload: bytes) -> bytes:
    """SHA-256 of salt and payload, 32 bytes."""
    return sha256(salt + payload).digest()


def genesis(plan: str, created_at: int) -> bytes:
    """The value that a plan's first entry is chained to; binds the log to its plan."""
    return sha256(GENESIS + _framed(plan) + _framed(created_at)).digest()


def link(before: bytes, plan: str, seq: int, entry: Entry, payload_digest: bytes) -> bytes:
    """The chain value of `entry` at `seq`, whose payload (as first written) has `payload_digest`."""
    fields = (plan, seq, entry.person, entry.command, entry.at, entry.event, entry.schema, payload_digest)
    return sha256(before + b"".join(map(_framed, fields))).digest()


def _framed(value: str | int | bytes | None) -> bytes:
    if isinstance(value, str):
        tag, body = b"s", value.encode()
    elif isinstance(value, int):
        tag, body = b"i", b"%d" % value
    elif value is None:
        tag, body = b"n", b""
    else:
        tag, body = b"b", value
    return tag + len(body).to_bytes(8, "big") + body
