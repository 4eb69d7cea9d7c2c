"""The schemas of docs/protocol.md, to which every message that a test sees is held."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"


@cache
def _validator(side: Literal["client", "server"]) -> Draft202012Validator:
    schema = json.loads((SCHEMAS / f"{side}.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def conforms(side: Literal["client", "server"], message: Any) -> None:
    """Fails the test that sees a message which is not in the documentation."""
    error = best_match(_validator(side).iter_errors(message))
    assert error is None, f"{message} is not what docs/schemas says: {error.message if error else ''}"
