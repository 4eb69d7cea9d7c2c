"""What clients say: JSON text messages, read strictly into a closed union.

Everything that arrives is hostile until it has a type here. A message that is no message at all ends the
connection (`Bad`, close code 4400 or 4413); one that names a command but is wrong in itself is refused by
that id (`BadCommand`), so that an outbox lets go of it instead of sending it for ever. What a command means is
for the session to find out; live checks its shape, its size and its depth.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as BadBase64
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from app.live.ports import Code, Surface

PROTOCOLS = ("stratroom.html.1", "stratroom.json.1")
"""Sub-protocols: for our pages, and for programs."""

REFUSALS = ("malformed", "too-deep", "too-large", "bad-id", "busy")
"""Codes of the refusals that live makes itself."""

MAX_BYTES = 65_536
"""Of one message."""
MAX_DEPTH = 12
"""Of a command's nesting: fields of fields of lists is as deep as a plan needs."""
MAX_UPDATE = 32_768
"""Bytes of one text update, decoded."""

CommandId = Annotated[str, Meta(max_length=200)]
FragmentId = Annotated[str, Meta(min_length=1, max_length=128)]
RecordId = Annotated[str, Meta(min_length=1, max_length=64)]
FieldName = Annotated[str, Meta(min_length=1, max_length=64)]
Tag = Annotated[str, Meta(max_length=16)]
Scope = Literal["all", "mine", "watch"]
Tags = Annotated[dict[FragmentId, Tag], Meta(max_length=5_000)]


class Hello(Struct, frozen=True, tag="hello"):
    """The first message: what the page is, and what it holds already."""

    protocol: str
    page: Surface
    holds: dict[Scope, Tags] = {}
    orders: dict[Scope, Tags] = {}
    """Tags of the lists that it holds (`page.list_tag`)."""
    watch: Annotated[list[FragmentId], Meta(max_length=200)] = []
    lang: Annotated[str, Meta(max_length=35)] = "en"
    packed: bool = False
    """Large messages may come packed: binary, zlib's form of the same JSON."""


class Watch(Struct, frozen=True, tag="watch"):
    """The extra fragments that this page shows from now on."""

    fragments: Annotated[list[FragmentId], Meta(max_length=200)]


class Editing(Struct, frozen=True, tag="presence"):
    """The record that this person is editing, if any."""

    record: RecordId | None


class Ping(Struct, frozen=True, tag="ping"):
    pass


class _CommandHead(Struct, frozen=True, tag="command"):
    id: CommandId
    do: Annotated[str, Meta(min_length=1, max_length=64)]


class _Text(Struct, frozen=True, tag="text"):
    op: Literal["open", "edit", "close"]
    record: RecordId
    field: FieldName
    id: CommandId | None = None
    vector: Annotated[str, Meta(max_length=MAX_BYTES)] | None = None
    update: Annotated[str, Meta(max_length=MAX_BYTES)] | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command as it came, with an id of the right form and of bounded size and depth."""

    id: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TextOpen:
    record: str
    field: str
    vector: bytes | None


@dataclass(frozen=True, slots=True)
class TextEdit:
    """A text update. Goes the way of a command, `body` being what the session gets (`update` as bytes)."""

    id: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TextClose:
    record: str
    field: str


Message = Hello | Watch | Editing | Ping | Command | TextOpen | TextEdit | TextClose


class Bad(Exception):
    """Not a message of this protocol: the connection ends with `code`."""

    def __init__(self, code: Code, why: str) -> None:
        super().__init__(why)
        self.code = code


class BadCommand(Exception):
    """A command that is wrong in itself; `code` is one of REFUSALS."""

    def __init__(self, id_: str, code: str) -> None:
        super().__init__(code)
        self.id = id_
        self.code = code


_Head = Hello | Watch | Editing | Ping | _CommandHead | _Text

_decoder: msgspec.json.Decoder[_Head] = msgspec.json.Decoder(_Head)
_any = msgspec.json.Decoder(dict[str, Any])
_good_id = re.compile(r"[A-Za-z0-9_-]{8,64}")
_names_itself = re.compile(rb'"type"\s*:\s*"(?:command|text)"')
_id_in_bytes = re.compile(rb'"id"\s*:\s*"([A-Za-z0-9_-]{8,64})"')


def read(raw: bytes) -> Message:
    """Decode one message. Raises Bad, BadCommand."""
    if len(raw) > MAX_BYTES:
        raise _too_large(raw)
    try:
        head = _decoder.decode(raw)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise _blame(raw, error) from None
    match head:
        case _CommandHead():
            return _command(head, raw)
        case _Text():
            return _text(head)
        case _:
            return head


def _command(head: _CommandHead, raw: bytes) -> Command:
    _check_id(head.id)
    try:
        body = _any.decode(raw)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise _blame(raw, error) from None
    if _deeper_than(body, MAX_DEPTH):
        raise BadCommand(head.id, "too-deep")
    return Command(head.id, body)


def _text(head: _Text) -> TextOpen | TextEdit | TextClose:
    match head.op:
        case "open":
            return TextOpen(head.record, head.field, _bytes(head.vector, head.id) if head.vector else None)
        case "close":
            return TextClose(head.record, head.field)
        case "edit":
            return _edit(head)


def _edit(head: _Text) -> TextEdit:
    if head.id is None:
        raise Bad(Code.BAD_PROTOCOL, "a text edit without an id")
    _check_id(head.id)
    update = _bytes(head.update or "", head.id)
    if not update or len(update) > MAX_UPDATE:
        raise BadCommand(head.id, "malformed")
    return TextEdit(
        head.id,
        {
            "type": "text",
            "op": "edit",
            "id": head.id,
            "record": head.record,
            "field": head.field,
            "update": update,
        },
    )


def _bytes(text: str, id_: str | None) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (BadBase64, ValueError):
        if id_ is None:
            raise Bad(Code.BAD_PROTOCOL, "not base64") from None
        raise BadCommand(id_, "malformed") from None


def _blame(raw: bytes, error: Exception) -> Bad | BadCommand:
    """A command or text edit whose id can be found is refused by name; anything else ends the connection.

    The id is looked for in the bytes: what is too deep or holds half a surrogate pair cannot be decoded.
    """
    id_ = _named(raw)
    if id_ is None:
        return Bad(Code.BAD_PROTOCOL, str(error))
    return BadCommand(id_, "too-deep" if isinstance(error, RecursionError) else "malformed")


def _too_large(raw: bytes) -> Bad | BadCommand:
    """The same for what is not even decoded."""
    id_ = _named(raw)
    return Bad(Code.TOO_LARGE, "too large") if id_ is None else BadCommand(id_, "too-large")


def _named(raw: bytes) -> str | None:
    id_ = _id_in_bytes.search(raw)
    return id_[1].decode("ascii") if id_ is not None and _names_itself.search(raw) else None


def _check_id(id_: str) -> None:
    if not _good_id.fullmatch(id_):
        raise BadCommand(id_, "bad-id")


def _deeper_than(value: object, depth: int) -> bool:
    level = [value]
    for _ in range(depth):
        level = [child for item in level for child in _children(item)]
        if not level:
            return False
    return True


def _children(value: object) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
