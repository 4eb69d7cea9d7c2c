"""What stands on the pages, before they are set."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from app.documents.pages import TreeForm, plan_page
from app.documents.view import Condition, Factor, Goal, PlanDocument
from tests.documents import havenstad, noordzee

HOSTILE = '<script>alert(1)</script><img src="file:///etc/passwd">" onload="x'


@pytest.mark.parametrize(
    "document", [noordzee.internal(), noordzee.shared(), noordzee.draft(), havenstad.big()]
)
@pytest.mark.parametrize("tree", ["whole", "overview", "branches"])
def test_every_document_can_be_made_in_every_form(document: PlanDocument, tree: TreeForm) -> None:
    html = plan_page(document, tree)
    assert "style=" not in html
    assert "<script" not in html


def test_an_empty_plan_can_be_printed() -> None:
    empty = replace(
        noordzee.draft(), goal=Goal(), factors=(), constraints=(), aims=(), signatories=(), answering=()
    )
    assert "Noordzee Leven" in plan_page(empty, "whole")


def test_what_people_typed_is_text_everywhere() -> None:
    factor = Factor("A", HOSTILE, (Condition("A1", HOSTILE, HOSTILE, "ge", "5", HOSTILE, source=HOSTILE),))
    document = replace(
        noordzee.internal(),
        account=HOSTILE,
        ours=HOSTILE,
        title=HOSTILE,
        factors=(factor,),
        our_words=HOSTILE,
    )
    html = plan_page(document, "whole")
    assert "<script" not in html
    assert "<img" not in html
    assert 'onload="' not in html


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("> 95 % on-time installations", "<b>&gt;\u00a095\u00a0%</b> on-time installations"),
        (">95% on-time installations", "<b>&gt;\u00a095\u00a0%</b> on-time installations"),
        ("Installations are on time", "<b>&gt;\u00a095\u00a0%</b> Installations are on time"),
    ],
)
def test_a_target_is_said_once(statement: str, shown: str) -> None:
    condition = Condition("A1", statement, "On-time installations", "gt", "95", "%")
    html = plan_page(replace(noordzee.internal(), factors=(Factor("A", "Preferred", (condition,)),)), "whole")
    assert f'<span class="lv lv-nc">A1</span> {shown}' in html


def test_a_longer_number_is_not_cut_at_the_target() -> None:
    condition = Condition("A1", "≥ 85 of 100 in the audit", "Audit", "ge", "8", "")
    html = plan_page(replace(noordzee.internal(), factors=(Factor("A", "Preferred", (condition,)),)), "whole")
    assert "</b> ≥ 85 of 100 in the audit" in html


def test_columns_that_an_edition_does_not_hold_are_not_there() -> None:
    ours = plan_page(noordzee.internal(), "whole")
    theirs = plan_page(noordzee.shared(), "whole")
    headings = re.compile(r'<th scope="col"[^>]*>([^<]+)</th>')
    assert {"Today", "Source"} <= set(headings.findall(ours))
    assert not {"Today", "Source", "From"} & set(headings.findall(theirs))


def test_times_are_in_the_plans_zone() -> None:
    html = plan_page(noordzee.internal(), "whole")
    assert "16:52:08" in html
    assert "UTC+01:00" in html


def test_without_a_lasting_address_there_is_no_code_to_scan() -> None:
    html = plan_page(replace(noordzee.internal(), verify_url=None), "whole")
    assert "QR code" not in html
    assert "The server that sealed it answers" in html


def test_a_missing_customer_signature_is_said_in_words() -> None:
    assert "Not signed by the customer when this was sealed" in plan_page(noordzee.internal(), "whole")


def test_nobody_is_the_customer_in_their_own_edition() -> None:
    html = plan_page(noordzee.shared(), "whole")
    assert "Not signed when this was sealed" in html
    assert "the customer" not in html.lower().replace("customer commitment", "")
