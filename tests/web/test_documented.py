"""docs/protocol.md and its schemas name what the server takes: every command, every member, every address."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator

from app.cli.demo import told
from app.cli.demo.fill import Canary, Demo, Guest
from app.cli.demo.noordzee import ROSTER
from app.domain.run import ROOM
from app.web import api, asking, health, holding
from app.web.drawing import ROOT
from app.web.pages.day_routers import ROUTERS as DAY
from app.web.pages.people_routers import ROUTERS as PEOPLE
from app.web.pages.signing_routers import ROUTERS as SIGNING
from tests.live.protocol import conforms

DOCS = (ROOT / "docs" / "protocol.md").read_text()
SCHEMA = json.loads((ROOT / "docs" / "schemas" / "commands.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)
DOES = {*asking.SHAPES, *holding.DOES, asking.ALL, "read"}
ROUTERS: tuple[APIRouter, ...] = (api.router, health.router, *DAY, *PEOPLE, *SIGNING)


def section(heading: str) -> str:
    return DOCS.split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0].split("\n### ", 1)[0]


def names_in_tables(text: str) -> set[str]:
    return {
        name
        for cell in re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE)
        for name in re.findall("`([^`]+)`", cell)
    }


def shape_of(name: str) -> dict[str, Any]:
    found = next(each for each in SCHEMA["allOf"] if each["if"]["properties"]["do"]["const"] == name)
    shape: dict[str, Any] = SCHEMA["$defs"][found["then"]["$ref"].removeprefix("#/$defs/")]
    return shape


def test_every_command_is_in_the_tables_and_none_that_is_not_there() -> None:
    named = names_in_tables(section("### Commands")) - {"do", "name"}
    settings = set(ROOM) - {"revealed"}
    assert named - settings == DOES - {"decline"}
    assert "`decline`, with `version` and `reason`" in section("### Commands")
    assert settings <= named


def test_every_command_has_a_schema_with_the_members_that_are_read() -> None:
    assert {each["if"]["properties"]["do"]["const"] for each in SCHEMA["allOf"]} == DOES
    assert set(SCHEMA["properties"]["do"]["enum"]) == DOES
    assert set(shape_of("room")["properties"]["name"]["enum"]) == set(ROOM) - {"revealed"}
    for name, (shape, _make) in asking.SHAPES.items():
        fields = [each for each in msgspec.structs.fields(shape) if each.name not in ("id", "do")]
        written = shape_of(name)
        assert set(written["properties"]) <= {each.name for each in fields}, name
        assert set(written.get("required", ())) == {each.name for each in fields if each.required}, name


@pytest.mark.parametrize("name", sorted(asking.SHAPES))
def test_what_the_schema_wants_the_server_wants(name: str) -> None:
    examples = {"version": 1, "coming": True, "name": "curtain", "change": "remove"}
    whole = {member: examples.get(member, "something") for member in shape_of(name).get("required", ())}
    command = {"type": "command", "id": "abcdefgh", "do": name}
    conforms("client", {**command, **whole})
    VALIDATOR.validate({**command, **whole})
    assert asking.read({**command, **whole})[0] == "abcdefgh"
    for left_out in whole:
        less = {member: value for member, value in whole.items() if member != left_out}
        assert not VALIDATOR.is_valid({**command, **less}), left_out


def test_every_address_for_programs_is_named_and_every_named_one_is_there() -> None:
    there = {
        (method, route.path)
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods or ()
    }
    named = set(re.findall(r"^    (GET|POST) +(/\S+)", DOCS, re.MULTILINE)) - {("GET", "/live/{plan}")}
    assert named <= there
    heads = {(method, path) for method, path in there if method == "HEAD" and ("GET", path) in there}
    programs = {
        each for each in there - heads if each[1].startswith(("/api/", "/healthz", "/readyz", "/metrics"))
    }
    assert programs <= named


def test_the_demo_prints_what_is_documented() -> None:
    guest = Guest("an-id", ROSTER[0], "a-token", "a-secret")
    printed = told(Demo("a-plan", (guest,), [Canary("a-record", "margin", "31")]), "http://127.0.0.1:8400")
    example = re.search(r"^    (\{\"url\".*?\})\n\n", section("## To try it"), re.MULTILINE | re.DOTALL)
    assert example is not None
    assert shape(json.loads(example[1])) == shape(printed)


def shape(value: Any) -> Any:
    """The names in it."""
    if isinstance(value, dict):
        return {name: shape(member) for name, member in value.items()}
    return [shape(each) for each in value] if isinstance(value, list) else type(value)
