"""Lines that were written alone, when the facilitator gives them a place: read as if they had been typed there."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from tests.web.conftest import Live, Office, Sits

LINES = {
    "csf": "Preferred in 5 of 6 countries",
    "nc": "> 95 % installations on time by 30 June 2027, service desk (now 87 %)",
    "action": "Weekly feedback loop on installations @Bram 12 Feb 2027",
    "constraint": "Nine technicians, by 30 June 2027 two more",
}


@pytest.fixture
def console(office: Office, sits: Sits) -> Live:
    office.adds("Bram Mulder", "Service")
    return sits(office.client, "console")


def asks(console: Live, **command: Any) -> str:
    """The command's id, which names what it makes."""
    id_ = secrets.token_urlsafe(12)
    answer = console.asks({"type": "command", "id": id_, **command})
    assert answer["type"] == "ack", answer
    return id_


@pytest.mark.parametrize("kind", LINES)
def test_a_placed_line_says_what_it_says_when_it_is_added_there(
    kind: str, console: Live, office: Office
) -> None:
    parent = asks(console, do="add", kind="goal", fields={"statement": "Sell more"})
    for above in ("csf", "nc"):
        if kind in ("nc", "action") and above != kind:
            parent = asks(console, do="add", kind=above, parent=parent, fields={"statement": "Above"})
    under = None if kind == "constraint" else parent
    words = LINES[kind]
    added = asks(console, do="add", kind=kind, parent=under, fields={"statement": words}, read=True)
    note = asks(console, do="add", kind="note", fields={"text": words})
    placed = asks(console, do="place", note=note, kind=kind, parent=under)
    records = office.state.records
    assert records[placed].fields == records[added].fields
    assert records[note].fields["placed"] == placed


def test_a_placed_condition_can_be_measured_and_a_placed_action_is_somebodys(
    console: Live, office: Office
) -> None:
    goal = asks(console, do="add", kind="goal", fields={"statement": "Sell more"})
    factor = asks(console, do="add", kind="csf", parent=goal, fields={"statement": "Preferred"})
    note = asks(console, do="add", kind="note", fields={"text": LINES["nc"]})
    condition = asks(console, do="place", note=note, kind="nc", parent=factor)
    measured = office.state.records[condition].fields
    assert (measured["comparator"], measured["target"], measured["unit"]) == ("gt", "95", "%")
    assert (measured["date"], measured["source"], measured["baseline"]) == (
        "2027-06-30",
        "service desk",
        "87",
    )
    note = asks(console, do="add", kind="note", fields={"text": LINES["action"]})
    placed = asks(console, do="place", note=note, kind="action", parent=condition)
    action = office.state.records[placed]
    assert action.fields["accountable"] == office.person("Bram Mulder")
    assert (action.text("statement"), action.fields["due"]) == (
        "Weekly feedback loop on installations",
        "2027-02-12",
    )


def test_a_name_that_fits_nobody_stays_in_the_words_and_the_date_does_not(
    console: Live, office: Office
) -> None:
    goal = asks(console, do="add", kind="goal", fields={"statement": "Sell more"})
    factor = asks(console, do="add", kind="csf", parent=goal, fields={"statement": "Preferred"})
    condition = asks(console, do="add", kind="nc", parent=factor, fields={"statement": "On time"})
    for line in ("Send the list @Jolanda, by 1 Feb 2027", "Send the list 1 Feb 2027 @Jolanda"):
        action = asks(
            console, do="add", kind="action", parent=condition, fields={"statement": line}, read=True
        )
        read = office.state.records[action]
        assert read.text("statement") == "Send the list @Jolanda"
        assert read.fields["due"] == "2027-02-01"
        assert "accountable" not in read.fields
