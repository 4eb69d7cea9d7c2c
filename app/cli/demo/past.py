"""Fills in what the worked account stands on, beside its tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from app.cli.demo import noordzee_past as past


class Fills(Protocol):
    """Adds records to the plan that is being filled."""

    by_name: dict[str, str]

    async def add(
        self, kind: str, parent: str | None, fields: dict[str, Any], *, shared: bool = False
    ) -> str: ...


async def fill(filler: Fills, goal: str) -> None:
    """Last year's promises and figures, lessons, claims, questions, aims, parts of the goal, and one conflict."""
    for kind, listed in (
        ("promise", past.PROMISES),
        ("lesson", past.LESSONS),
        ("claim", past.CLAIMS),
        ("question", past.QUESTIONS),
    ):
        for fields in listed:
            await filler.add(kind, None, _with_people(filler, fields))
    for aim in past.AIMS:
        await filler.add("aim", None, {"statement": aim})
    for part in past.PARTS:
        await filler.add("part", goal, _with_people(filler, part))
        await filler.add("figure", None, _figures(part))
    conflict = await filler.add("conflict", None, dict(past.CONFLICT))
    assumptions = {
        arrow: await filler.add(
            "assumption", conflict, {"arrow": arrow, "text": text, "false": arrow == "opposed"}
        )
        for arrow, text in past.ASSUMPTIONS
    }
    breaks = {**past.INJECTION, "assumption": assumptions["opposed"]}
    await filler.add("injection", conflict, _with_people(filler, breaks))


def _with_people(filler: Fills, fields: Mapping[str, Any]) -> dict[str, Any]:
    who = fields.get("accountable")
    return {**fields, "accountable": filler.by_name[who]} if who else dict(fields)


def _figures(part: Mapping[str, Any]) -> dict[str, Any]:
    """Last year by month: what was forecast, and what came."""
    forecast = [part["last_sales"] * share // sum(past.SEASON) for share in past.SEASON]
    came = past.ACHIEVED[part["product"]]
    return {
        "product": part["product"],
        "geography": part["geography"],
        "measure": "sales",
        "begins": "2026-01-01",
        "forecast": forecast,
        "actual": [month * came // 100 for month in forecast],
    }
