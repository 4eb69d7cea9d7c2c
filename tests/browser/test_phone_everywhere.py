"""Every step of the day on everybody's phone: nothing wider than the screen, nothing that axe-core finds wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from app.formats import load
from app.web.drawing import ROOT
from tests.browser.phone_room import (
    ANOUK,
    MARIJKE,
    SOFIE,
    Phone,
    Room,
    open_room,
    sideways,
    violations,
)

DAY = load(ROOT / "workshops")["strat-for-nat"]
VIEWS = ("now", "plan", "mine")
TURNS = ("open", "welcome", "caucus")
"""Steps at which more than the task looks otherwise: gate, edition, or a phone that rests."""
NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 568}, "color_scheme": "dark"}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with open_room(tmp_path_factory.mktemp("room")) as room:
        yield room


def looks_right(phone: Phone, where: str, found: list[str], views: tuple[str, ...] = VIEWS) -> None:
    for view in views:
        phone.turns_to(view)
        if (wide := sideways(phone.page)) > 0:
            found.append(f"{where}, {view}: {wide} px too wide")
        found += [f"{where}, {view}: {each}" for each in violations(phone.page)]


def opens_something(phone: Phone) -> None:
    """A branch, an editor with everything in it, a line to add."""
    phone.turns_to("plan")
    for test in ("csf", "nc"):
        phone.page.get_by_test_id(test).first.click()
    phone.page.locator(".edit").first.wait_for()
    for part in phone.page.locator(".edit summary").all():
        part.click()
    if phone.page.get_by_test_id("open-add-action").count():
        phone.page.get_by_test_id("open-add-action").first.click()


def test_every_step_fits_and_reads_for_everybody(browser: Browser, room: Room) -> None:
    found: list[str] = []
    sofie, anouk = room.phone(browser, SOFIE), room.phone(browser, ANOUK, "nl", **NARROW)
    phones = {"Sofie": sofie, "Anouk": anouk}
    looks_right(sofie, "before the day", found)
    for step in DAY.steps:
        if step.admits_customers:
            room.lets_customers_in()
            phones["Marijke"] = room.phone(browser, MARIJKE, "nl", **NARROW)
        room.does("step", step=step.key)
        title = step.title["en"]
        for name, phone in phones.items():
            language = "en" if phone is sofie else "nl"
            hidden = name == "Marijke" and step.holds_customers
            shown = "Noordzee Leven" if hidden else step.title[language]
            expect(phone.page.locator(".p-top .where")).to_have_text(shown)
            looks_right(phone, f"{name} in {title}", found, VIEWS if step.key in TURNS else ("now",))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("name", "how"), [(ANOUK, NARROW), (SOFIE, {}), (MARIJKE, {})])
def test_an_open_editor_fits_and_reads(browser: Browser, room: Room, name: str, how: dict[str, Any]) -> None:
    room.does("step", step="refine")
    if name == MARIJKE:
        room.lets_customers_in()
    else:
        room.does("room", name="admitted", value=False)
    phone = room.phone(browser, name, "nl", **how)
    opens_something(phone)
    found: list[str] = []
    if (wide := sideways(phone.page)) > 0:
        found.append(f"{wide} px too wide")
    found += violations(phone.page)
    assert not found, "\n".join(found)


def test_everything_a_thumb_is_asked_to_hit_is_big_enough(browser: Browser, room: Room) -> None:
    room.does("step", step="refine")
    room.does("room", name="admitted", value=False)
    phone = room.phone(browser, SOFIE, **NARROW)
    opens_something(phone)
    small = phone.page.evaluate(
        """() => [...document.querySelectorAll('button, a, summary, select, input, textarea')]
          .filter(e => e.checkVisibility({visibilityProperty: true}) && !e.matches('.skip, .chip *, .btn:is(p > *)'))
          .map(e => [e.outerHTML.slice(0, 120), e.getBoundingClientRect()])
          .filter(([, box]) => box.height > 0 && box.height < 43.5)
          .map(([html, box]) => `${box.height}: ${html}`)"""
    )
    assert small == []
