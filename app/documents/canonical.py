"""The content people sign, as bytes that are the same on every machine.

RFC 8785 orders keys and writes numbers one way; its numbers are doubles, so what a double would round never goes in
as a number: money is integer minor units, other quantities are decimal strings, and an integer that a double cannot
hold becomes a string. Floats are refused: nothing in a plan is one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import rfc8785

_EXACT = 2**53 - 1


class NotCanonical(ValueError):
    """The content holds something that has no single written form (a float, a set, half a surrogate pair …)."""


def canonical(content: object) -> bytes:
    """`content` as RFC 8785 JSON in UTF-8.

    Takes what JSON has, tuples, decimals and calendar dates (both written as strings). Raises NotCanonical.
    """
    try:
        return rfc8785.dumps(_plain(content))
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as error:
        raise NotCanonical(str(error)) from error


def content_hash(canonical_bytes: bytes) -> str:
    """SHA-256 of canonical bytes: 64 hexadecimal digits."""
    return hashlib.sha256(canonical_bytes).hexdigest()


Plain: TypeAlias = "bool | int | str | list[Plain] | dict[str, Plain] | None"


def _plain(value: object) -> Plain:
    match value:
        case None | bool() | str():
            return value
        case int():
            return value if abs(value) <= _EXACT else str(value)
        case Decimal() if value.is_finite():
            return format(value, "f")
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(each) for each in value]
        case Mapping():
            return {_key(key): _plain(each) for key, each in value.items()}
        case _:
            raise NotCanonical(f"{type(value).__name__} has no canonical form")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise NotCanonical(f"a key is {type(key).__name__}, not text")
    return key
