"""An action that is worded anew at the speed of talk: `@owner` and a date typed behind its words find their fields."""

from __future__ import annotations

from typing import Any

from tests.web.conftest import Office


def asks(office: Office, **said: Any) -> dict[str, Any]:
    body = {"type": "command", "id": f"id-{abs(hash(tuple(map(str, said.items()))))}", **said}
    answer: dict[str, Any] = office.client.post(f"/api/plans/{office.plan}/commands", json=body).json()
    assert answer["type"] == "ack", answer
    return answer


def worded(office: Office, line: str) -> dict[str, Any]:
    """The action's fields once somebody has worded it like that and gone on."""
    asks(office, do="set", record="the-action", field="statement", value=line)
    asks(office, do="read", record="the-action", round=line)
    return dict(office.state.records["the-action"].fields)


def test_owner_and_date_typed_behind_an_action_are_read(office: Office) -> None:
    jan, eva = office.adds("Jan de Wit", "Service"), office.adds("Mila Kok", "Sales")
    asks(office, do="add", kind="goal", record="the-goal", fields={"statement": "Grow"})
    asks(
        office,
        do="add",
        kind="csf",
        record="the-factor",
        parent="the-goal",
        fields={"statement": "Asked first"},
    )
    asks(
        office,
        do="add",
        kind="nc",
        record="the-condition",
        parent="the-factor",
        fields={"statement": "> 4 talks"},
    )
    asks(
        office,
        do="add",
        kind="action",
        record="the-action",
        parent="the-condition",
        fields={"statement": "Plan it"},
    )

    said = worded(office, "Plan the first talk @Jan de Wit 12 February 2027")
    assert (said["statement"], said["accountable"], said["due"]) == ("Plan the first talk", jan, "2027-02-12")
    said = worded(office, "Plan the first talk by 3 March 2027")
    assert said["due"] == "2027-02-12", "a date that may belong to the sentence changes none that is set"
    said = worded(office, "Plan both talks @Mila Kok 3 March 2027")
    assert (said["statement"], said["accountable"], said["due"]) == ("Plan both talks", eva, "2027-03-03")
    assert worded(office, "Plan both talks @nobody we know")["statement"] == "Plan both talks @nobody we know"
    asks(office, do="undo")
