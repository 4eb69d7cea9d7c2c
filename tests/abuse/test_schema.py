"""Schemathesis over the API: whatever fits the published schemas, or just does not, is answered, and with words.

There is no OpenAPI page on a server; the document is made here of the very routes, with the bodies of docs/schemas. The
application is asked in this process, so that an exception nobody caught is one that this test gets.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema

from tests.canaries import Secrets
from tests.serving import Served, serving
from tests.worked import worked_account

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
STATUSES = {200, 204, 303, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429}


def document(app: FastAPI) -> dict[str, Any]:
    """The application's own OpenAPI, its commands with the schema that programs are given."""
    made = app.openapi()
    commands = json.loads((SCHEMAS / "commands.schema.json").read_text())
    definitions = commands.pop("$defs")
    text = json.dumps(commands).replace("#/$defs/", "#/components/schemas/")
    made.setdefault("components", {}).setdefault("schemas", {}).update(
        json.loads(json.dumps(definitions).replace("#/$defs/", "#/components/schemas/"))
    )
    command = {key: value for key, value in json.loads(text).items() if not key.startswith("$")}
    either = {"oneOf": [command, {"type": "array", "items": command, "maxItems": 4}]}
    made["paths"]["/api/plans/{plan}/commands"]["post"]["requestBody"] = {
        "required": True, "content": {"application/json": {"schema": either}},
    }  # fmt: skip
    return {**made, "paths": {path: told for path, told in made["paths"].items() if path.startswith("/api/")}}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, BaseSchema, Any]]:
    data = tmp_path_factory.mktemp("schema") / "data"
    demo = worked_account(data, canaries=True)
    with serving(data) as served:
        told = document(served.installation.app)
        schema = schemathesis.openapi.from_dict(told)
        schema.config.update(base_url=served.url)
        yield served, schema, demo


def operations(schema: BaseSchema) -> list[APIOperation]:
    return [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]


def test_every_path_of_the_api_is_in_it(asked: tuple[Served, BaseSchema, Any]) -> None:
    _served, schema, _demo = asked
    assert {f"{each.method.upper()} {each.path}" for each in operations(schema)} == {
        "GET /api/plans/{plan}", "POST /api/plans/{plan}/commands", "POST /api/people/{person}/revoke",
        "GET /api/plans/{plan}/sign", "POST /api/plans/{plan}/sign", "POST /api/verify",
        "GET /api/plans/{plan}/documents",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "mode"),
    [
        ("Marijke van den Berg", GenerationMode.POSITIVE),
        ("Marijke van den Berg", GenerationMode.NEGATIVE),
        ("nobody", GenerationMode.POSITIVE),
    ],
)
def test_whatever_is_made_of_the_schemas_is_answered_with_words_and_without_secrets(
    asked: tuple[Served, BaseSchema, Any], who: str, mode: GenerationMode, caplog: pytest.LogCaptureFixture
) -> None:
    _served, schema, demo = asked
    token = next((guest.token for guest in demo.guests if guest.seat.name == who), "of-nobody")
    kept = Secrets.of_demo(
        {"canaries": [{"record": c.record, "field": c.field, "value": c.value} for c in demo.canaries]}
    )
    statuses: set[int] = set()
    for operation in operations(schema):
        if mode is GenerationMode.NEGATIVE and not (list(operation.body) or list(operation.query)):
            continue  # nothing is wrong for a way whose only member is any text

        @settings(
            max_examples=4, database=None, deadline=None, phases=[Phase.generate], derandomize=True,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(case=operation.as_strategy(generation_mode=mode), ours=st.booleans())
        def asks(case: Any, ours: bool) -> None:
            if ours and "plan" in (case.path_parameters or {}):
                case.path_parameters["plan"] = demo.plan
            answer = case.call(
                headers={"Authorization": f"Bearer {token}"}, timeout=60, allow_redirects=False
            )
            statuses.add(answer.status_code)
            assert answer.status_code in STATUSES, (answer.status_code, answer.text[:300])
            if answer.status_code >= 400 and "json" in str(answer.headers.get("content-type")):
                assert set(answer.json()) >= {"code", "message"} or "detail" in answer.json()
            assert kept.found_in(answer.content) == []

        asks()
    assert len(statuses) > 1
    assert not [line for line in caplog.records if line.levelname == "ERROR"]
