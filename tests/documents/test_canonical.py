"""The content people sign has exactly one written form."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.documents.canonical import NotCanonical, canonical, content_hash


def test_order_of_keys_and_blanks_do_not_matter() -> None:
    assert (
        canonical({"b": 1, "a": [True, None]})
        == canonical({"a": (True, None), "b": 1})
        == b'{"a":[true,null],"b":1}'
    )


def test_keys_are_ordered_by_utf16_as_rfc8785_asks() -> None:
    # RFC 8785, section 3.2.3: U+1F600 is written as two surrogates and so sorts before U+FB33.
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


def test_what_a_double_would_round_is_text() -> None:
    content = {"share": Decimal("0.10"), "minor": 2**53 + 1, "day": date(2027, 1, 14), "small": 2**53 - 1}
    assert canonical(content) == (
        b'{"day":"2027-01-14","minor":"9007199254740993","share":"0.10","small":9007199254740991}'
    )


@pytest.mark.parametrize("content", [1.5, {1, 2}, {1: "key"}, "half a pair \ud83d", Decimal("NaN"), b"bytes"])
def test_what_has_no_one_form_is_refused(content: object) -> None:
    with pytest.raises(NotCanonical):
        canonical({"content": content})


def test_the_hash_is_sha256_of_the_bytes() -> None:
    assert content_hash(b"{}") == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
