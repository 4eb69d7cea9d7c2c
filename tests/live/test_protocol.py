"""What is written about the protocol is so: schemas, the reader of messages, the tables of docs/protocol.md."""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.live.connection import MAX_PENDING, WORDS
from app.live.hub import SOCKETS_PER_SESSION
from app.live.page import list_tag
from app.live.ports import Code, Pace
from app.live.wire import MAX_BYTES, Bad, BadCommand, Command, TextEdit, read
from tests.live.protocol import conforms

DOCS = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text()

GOOD = [
    {"type": "hello", "protocol": "stratroom.html.1", "page": "phone"},
    {
        "type": "hello",
        "protocol": "stratroom.json.1",
        "page": "json",
        "holds": {},
        "orders": {},
        "lang": "nl",
    },
    {"type": "hello", "protocol": "stratroom.html.1", "page": "board", "holds": {"all": {"a": "0123456789"}}},
    {
        "type": "command",
        "id": "abcdefgh",
        "do": "set",
        "record": "r",
        "field": "f",
        "value": [1, {"a": None}],
    },
    {"type": "text", "op": "open", "record": "r", "field": "f", "vector": "AA=="},
    {"type": "text", "op": "edit", "id": "abcdefgh", "record": "r", "field": "f", "update": "AAA="},
    {"type": "text", "op": "close", "record": "r", "field": "f"},
    {"type": "watch", "fragments": ["edit-1"]},
    {"type": "presence", "record": None},
    {"type": "presence", "record": "r"},
    {"type": "ping"},
]
WRONG = [
    {},
    {"type": "hello", "protocol": "stratroom.html.1", "page": "paper"},
    {"type": "hello", "protocol": "stratroom.html.1", "page": "phone", "holds": {"theirs": {}}},
    {"type": "command", "id": "short", "do": "set"},
    {"type": "command", "id": "a b c d e f", "do": "set"},
    {"type": "command", "id": "a" * 65, "do": "set"},
    {"type": "command", "id": "abcdefgh"},
    {"type": "text", "op": "edit", "id": "abcdefgh", "record": "r", "field": "f"},
    {"type": "text", "op": "edit", "id": "abcdefgh", "record": "r", "field": "f", "update": "no base64!"},
    {"type": "text", "op": "dance", "record": "r", "field": "f"},
    {"type": "watch", "fragments": [""]},
    {"type": "watch", "fragments": ["x"] * 201},
    {"type": "presence"},
]


@pytest.mark.parametrize("message", GOOD, ids=lambda m: str(m)[:60])
def test_what_the_schema_allows_is_read(message: dict):
    conforms("client", message)
    read(json.dumps(message).encode())


@pytest.mark.parametrize("message", WRONG, ids=lambda m: str(m)[:60])
def test_what_the_schema_forbids_is_not(message: dict):
    with pytest.raises(AssertionError):
        conforms("client", message)
    with pytest.raises((Bad, BadCommand)):
        read(json.dumps(message).encode())


def test_a_command_arrives_as_it_was_sent():
    said = {
        "type": "command",
        "id": "abcdefgh",
        "do": "add",
        "fields": {"statement": "Käse 🧀"},
        "after": None,
    }
    assert read(json.dumps(said).encode()) == Command("abcdefgh", said)


def test_a_text_edit_arrives_as_bytes():
    said = {"type": "text", "op": "edit", "id": "abcdefgh", "record": "r", "field": "f", "update": "AAEC"}
    message = read(json.dumps(said).encode())
    assert isinstance(message, TextEdit)
    assert message.body["update"] == b"\x00\x01\x02"


@given(st.binary(max_size=200))
def test_no_bytes_do_more_than_be_refused(raw: bytes):
    with contextlib.suppress(Bad, BadCommand):
        read(raw)


@given(
    st.recursive(
        st.none() | st.integers() | st.text() | st.floats(),
        lambda c: st.lists(c) | st.dictionaries(st.text(), c),
    )
)
def test_no_value_in_a_command_does_more_than_be_refused(value: object):
    raw = json.dumps({"type": "command", "id": "abcdefgh", "do": "set", "value": value}).encode()
    with contextlib.suppress(BadCommand):
        assert isinstance(read(raw), Command)


def test_the_tag_of_a_list_is_what_the_documentation_says():
    assert list_tag(("csf-a", "csf-b")) == "2.164b7b36"
    assert list_tag(()) == "0.00000000"


def test_the_table_of_close_codes_is_complete():
    rows = dict(re.findall(r"^\| (\d{4}) \| `([a-z-]+)` \|", DOCS, re.MULTILINE))
    assert rows == {str(int(code)): WORDS[code] for code in Code if code is not Code.GOODBYE}


def test_the_limits_in_the_documentation_are_those_of_the_code():
    pace = Pace()
    assert f"at most {MAX_BYTES:,} bytes" in DOCS
    assert f"| messages | {pace.rate} a second and session in the long run, {pace.burst} at once" in DOCS
    assert f"| commands under way | {MAX_PENDING} per connection" in DOCS
    assert f"| sockets per session | {SOCKETS_PER_SESSION};" in DOCS
