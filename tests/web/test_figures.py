"""The page of figures: a sheet is pasted, looked at, put right, taken over whole, pasted again, and a cell typed anew."""

from __future__ import annotations

from tests.web.conftest import Office

SHEET = """Product\tCountry\tWhat\tJan 2026\tFeb 2026
Mail\tAT\tForecast\t95,000\t98,000
Mail\tAT\tActual\t91,000\tlots
Mail\tNL\tActual\t10,000\t12,500.50
"""


def test_a_sheet_is_taken_over_whole_or_not_at_all(office: Office) -> None:
    shown = office.post("figures/paste", text=SHEET, begins="2026-01")
    assert shown.status_code == 422
    assert "Row 3, Feb 2026: “lots” is no amount in EUR." in shown.text
    office.post("figures/paste", text=SHEET, begins="2026-01", take="1")
    assert not office.state.of_kind("figure"), "nothing is taken while a cell is wrong"

    right = SHEET.replace("lots", "99,500")
    shown = office.post("figures/paste", text=right, begins="2026-01")
    assert shown.status_code == 200
    assert not office.state.of_kind("figure"), "shown, not taken"
    taken = office.post("figures/paste", text=right, begins="2026-01", take="1")
    assert "213,000.50" in taken.text, "the sum of what was sold"
    austria, _netherlands = office.state.of_kind("figure")
    assert austria.fields["actual"] == (9_100_000, 9_950_000)

    again = office.post("figures/paste", text=right.replace("91,000", "92,000"), begins="2026-01")
    assert "takes the place of what is there" in again.text
    office.post("figures/paste", text=right.replace("91,000", "92,000"), begins="2026-01", take="1")
    assert office.state.of_kind("figure")[0].fields["actual"] == (9_200_000, 9_950_000)
    assert len(office.state.of_kind("figure")) == 2


def test_figures_are_typed_and_what_cannot_be_read_stays_and_is_marked(office: Office) -> None:
    given = {"product": "Mail", "geography": "AT", "measure": "margin", "begins": "2026-01"}
    refused = office.post("figures/new", **given, **{"actual-0": "1.2M", "actual-1": "a lot"})
    assert refused.status_code == 422
    assert 'value="a lot"' in refused.text
    assert 'aria-invalid="true"' in refused.text
    office.post("figures/new", **given, **{"actual-0": "1.2M", "actual-2": "300"})
    (made,) = office.state.of_kind("figure")
    assert made.fields["actual"] == (120_000_000, 0, 30_000)
    assert made.text("measure") == "margin"
    changed = office.post(f"figures/{made.id}", **given, **{"actual-0": "1,300,000"})
    assert "1,300,000" in changed.text
    assert office.state.of_kind("figure")[0].fields["actual"] == (130_000_000,)
    office.post(f"figures/{made.id}/remove")
    assert not office.state.of_kind("figure")
