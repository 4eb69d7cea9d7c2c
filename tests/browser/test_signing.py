"""Signing with a finger: the form, its consent, a drawn name, declining; without a script too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.documents.press import RenderFailed
from app.web import sealing
from tests.serving import serving
from tests.signing import THEIRS, Room
from tests.worked import worked_account


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """Frozen; what follows on signatures has tests of its own, so nothing is printed here."""

    def nothing(*_: object) -> bytes:
        raise RenderFailed("died")

    data = tmp_path_factory.mktemp("signing")
    demo = worked_account(data)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sealing, "print_sealed", nothing)
        with serving(data) as served:
            room = Room(data, demo, served)
            room.freezes()
            yield room
            room.close()


def phone(browser: Browser, room: Room, name: str, **how: object) -> BrowserContext:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, **how)  # type: ignore[arg-type]
    token = next(g.token for g in room.demo.guests if g.seat.name == name)
    context.add_cookies([{"name": f"seat_{room.plan}", "value": token, "url": room.served.url}])
    return context


def opened(context: BrowserContext, room: Room) -> Page:
    page = context.new_page()
    page.goto(f"{room.served.url}/p/{room.plan}")
    return page


def signature_of(room: Room, name: str) -> object:
    id_ = next(g.id for g in room.demo.guests if g.seat.name == name)
    return room.served.do(room.served.site.rooms.get(room.plan)).live.state.signoff.signature_of(id_, 1)


def test_sofie_reads_draws_and_signs(browser: Browser, room: Room) -> None:
    with phone(browser, room, "Sofie Maes") as context:
        page = opened(context, room)
        expect(
            page.get_by_role("heading", name="Sofie, this is the plan you are asked to sign")
        ).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        expect(page.get_by_test_id("consent")).not_to_be_checked()

        page.get_by_test_id("read-page").click()
        expect(page.get_by_text("Every contract earns its cost to serve")).to_be_visible()
        page.get_by_test_id("back-to-sign").click()
        expect(page.get_by_test_id("read-page")).not_to_contain_text("to read")

        page.get_by_test_id("sign").click()
        expect(page.get_by_test_id("consent")).to_be_visible()
        assert signature_of(room, "Sofie Maes") is None, "the box is not ticked"

        page.get_by_test_id("consent").check()
        pad = page.get_by_test_id("sign-draw")
        pad.evaluate("pad => pad.scrollIntoView({ block: 'center', behavior: 'instant' })")
        box = pad.bounding_box()
        assert box
        page.mouse.move(box["x"] + 40, box["y"] + 30)
        page.mouse.down()
        for step in range(1, 12):
            page.mouse.move(box["x"] + 40 + 12 * step, box["y"] + 30 + (step % 3) * 14)
        page.mouse.up()
        page.get_by_test_id("sign").click()
        expect(page.get_by_test_id("signed")).to_be_visible()
    signature = signature_of(room, "Sofie Maes")
    assert signature.name == "Sofie Maes"  # type: ignore[attr-defined]
    assert signature.drawing.startswith("M")  # type: ignore[attr-defined]
    assert " L" in signature.drawing  # type: ignore[attr-defined]
    assert "Chrom" in signature.agent  # type: ignore[attr-defined]


def test_the_customer_signs_in_dutch_without_a_script(browser: Browser, room: Room) -> None:
    with phone(browser, room, THEIRS, locale="nl", java_script_enabled=False) as context:
        page = opened(context, room)
        expect(page.get_by_text("Ik heb dit plan gelezen en wij steunen het")).to_be_visible()
        assert "Every contract earns" not in page.content()
        page.get_by_test_id("consent").check()
        page.get_by_test_id("sign").click()
        expect(page.get_by_test_id("signed")).to_be_visible()
    signature = signature_of(room, THEIRS)
    assert signature.editions == ("shared",)  # type: ignore[attr-defined]
    assert signature.consent.startswith("Ik heb dit plan gelezen")  # type: ignore[attr-defined]


def test_daan_declines_with_a_reason_and_can_still_sign(browser: Browser, room: Room) -> None:
    with phone(browser, room, "Daan Smit") as context:
        page = opened(context, room)
        page.get_by_test_id("decline").click()
        page.get_by_test_id("decline-reason").fill("The margin in Austria is a guess")
        page.get_by_test_id("decline-send").click()
        page.get_by_test_id("decline-open").click()
        expect(page.get_by_test_id("declined")).to_contain_text("The margin in Austria is a guess")
        expect(page.get_by_test_id("sign")).to_be_visible()
    with phone(browser, room, THEIRS) as context:
        page = opened(context, room)
        expect(page.get_by_test_id("sign-state")).to_be_visible()
        assert "declined" not in page.get_by_test_id("sign-state").inner_text()
        assert "guess" not in page.content()
