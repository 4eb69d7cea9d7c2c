"""Two moments of a plan side by side, on the page and on the board; one line or the whole tree put back; the bin."""

from __future__ import annotations

import re

import pytest

from app.domain import commands as do
from tests.web.conftest import Browser, Office, eventually


@pytest.fixture
def day(office: Office) -> Office:
    """A goal and a factor, then the day's first step, then another factor in place of the first."""
    office.asks(do.Add("the-goal-1", "goal", fields={"statement": "Grow by a tenth"}))
    office.asks(do.Add("factor-one", "csf", "the-goal-1", fields={"statement": "Preferred supplier"}))
    office.asks(do.GoToStep("open"))
    office.asks(do.Set("the-goal-1", "statement", "Grow by a fifth"))
    office.asks(do.Remove("factor-one"))
    office.asks(do.Add("factor-two", "csf", "the-goal-1", fields={"statement": "Decisions with us"}))
    return office


def since(office: Office) -> str:
    found = re.search(r'<option value="(\d+)" selected>', office.get("difference").text)
    assert found
    return found[1]


def test_from_the_mornings_first_step_until_now(day: Office) -> None:
    page = day.get("difference").text
    assert "as “Open the room” began" in page
    assert "1 new line, 1 changed, 1 taken out" in page
    assert "<del>tenth</del><ins>fifth</ins>" in page.replace(" <ins>", "<ins>")
    before = day.get(f"difference?since=1&until={since(day)}").text
    assert 'data-what="gone"' not in before


def test_one_line_goes_back_and_then_the_whole_tree_and_undo_takes_it_back(day: Office) -> None:
    seq = since(day)
    day.post(f"difference/{seq}/back/factor-one")
    assert "factor-one" in day.state.records
    sure = day.get(f"difference/{seq}/back").text
    assert "1 line that came since goes into the bin" in sure
    assert day.state.records["the-goal-1"].text("statement") == "Grow by a fifth"
    day.post(f"difference/{seq}/back")
    assert "factor-two" in day.state.records, "it was not said that it is meant"
    day.post(f"difference/{seq}/back", sure="1")
    assert day.state.records["the-goal-1"].text("statement") == "Grow by a tenth"
    assert "factor-two" in day.state.bin
    assert "Nothing is different" in day.get("difference").text
    day.client.post(
        f"/api/plans/{day.plan}/commands", json={"type": "command", "id": "undo-it-1", "do": "undo"}
    )
    assert day.state.records["the-goal-1"].text("statement") == "Grow by a fifth"
    assert "factor-two" in day.state.records


def test_a_frozen_plan_goes_nowhere_and_neither_does_a_member(day: Office, browser: Browser) -> None:
    seq = since(day)
    anna = day.adds("Anna Bos")
    phone = browser()
    phone.get(day.personal_link(anna))
    assert phone.get(f"/p/{day.plan}/difference").status_code == 200
    assert "back" not in re.sub(r"Back to the plan", "", phone.get(f"/p/{day.plan}/difference").text)
    assert phone.post(f"/p/{day.plan}/difference/{seq}/back").status_code == 403
    assert phone.post(f"/p/{day.plan}/difference/board", data={"step": "open"}).status_code == 403


def test_the_board_shows_what_changed_until_it_is_taken_off(day: Office) -> None:
    day.post("difference/board", step="open", since="1")
    eventually(lambda: 'data-testid="difference"' in day.get("board").text)
    board = day.get("board").text
    assert "Decisions with us" in board
    assert "Since “Open the room”" in board
    day.post("difference/board", step="", since="1")
    assert 'data-testid="difference"' not in day.get("board").text


def test_the_shared_board_never_compares_with_a_moment_before_the_customer_was_in(day: Office) -> None:
    """What was shared by mistake and taken back before they came would stand there as taken out."""
    day.asks(do.Share("the-goal-1"))
    day.asks(do.Share("factor-two"))
    day.asks(do.GoToStep("goal"))
    day.asks(do.Withhold("factor-two"))
    day.lets_customers_in()
    day.post("difference/board", step="goal", since="1")
    eventually(lambda: day.server.site.rooms.opened(day.plan).then[0] == "goal")
    board = day.get("board").text
    assert 'data-testid="difference"' not in board
    assert "Decisions with us" not in board
    day.asks(do.GoToStep("review"))
    day.asks(do.Set("the-goal-1", "wording", "Grow together"))
    day.post("difference/board", step="review", since="1")
    eventually(lambda: "<ins>together</ins>" in day.get("board").text)
    assert "Decisions with us" not in day.get("board").text


def test_the_bin_says_what_it_holds_and_that_nothing_is_thrown_away(day: Office) -> None:
    page = day.get("bin").text
    assert "of the 5000 records" in page
    assert "Nobody can throw anything away here" in page
