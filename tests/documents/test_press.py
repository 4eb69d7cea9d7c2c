"""A press survives what it is given: it answers in time or is replaced, and the next order works."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from app.documents.orders import CountOrder, Pages
from app.documents.press import Press, RenderFailed

PAGE = CountOrder('<!doctype html><html lang="en"><title>One page</title><p>Hello')
TOO_DEEP = CountOrder('<!doctype html><html lang="en"><title>Deep</title>' + "<div>" * 2_000)
WAKES_WITHIN = 20
"""Seconds; far less than the limits that a child has to start and to answer."""
ENDLESS = CountOrder('<!doctype html><html lang="en"><title>Long</title>' + "<p>Plan</p>" * 200_000)


@pytest.fixture
def own() -> Iterator[Press]:
    with Press() as running:
        running.warm_up()
        yield running


def child_of(press: Press) -> int:
    assert press._child is not None
    return press._child.pid


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def test_one_child_serves_many_orders(press: Press) -> None:
    assert press.carry_out(PAGE) == Pages(1)
    child = child_of(press)
    assert press.carry_out(PAGE) == Pages(1)
    assert child_of(press) == child


def test_nesting_without_end_is_a_named_error_and_the_next_page_is_printed(own: Press) -> None:
    before = child_of(own)
    with pytest.raises(RenderFailed) as failed:
        own.carry_out(TOO_DEEP)
    assert failed.value.trouble in {"too-deep", "died"}
    assert is_gone(before)
    assert own.carry_out(PAGE) == Pages(1)


def test_what_takes_too_long_is_killed_and_the_next_page_is_printed(own: Press) -> None:
    before = child_of(own)
    started = time.monotonic()
    with pytest.raises(RenderFailed) as failed:
        own.carry_out(ENDLESS, within=1.0)
    assert failed.value.trouble == "too-slow"
    assert time.monotonic() - started < 10
    assert is_gone(before)
    assert own.carry_out(PAGE) == Pages(1)


def test_what_needs_too_much_memory_is_a_named_error() -> None:
    with Press(memory_limit=400 * 1024**2) as small:
        assert small.carry_out(PAGE) == Pages(1)
        with pytest.raises(RenderFailed) as failed:
            small.carry_out(CountOrder("plan " * 40_000_000))
        assert failed.value.trouble in {"out-of-memory", "died"}
        assert small.carry_out(PAGE) == Pages(1)


def test_a_child_that_died_in_between_is_replaced(own: Press) -> None:
    os.kill(child_of(own), signal.SIGKILL)
    assert own._child is not None
    own._child.wait()
    assert own.carry_out(PAGE) == Pages(1)


def test_a_child_killed_while_it_works_is_a_named_error(own: Press) -> None:
    troubles: list[str] = []

    def order() -> None:
        try:
            own.carry_out(ENDLESS)
        except RenderFailed as failed:
            troubles.append(failed.trouble)

    waiting = threading.Thread(target=order)
    waiting.start()
    os.kill(child_of(own), signal.SIGKILL)
    waiting.join(timeout=10)
    assert troubles == ["died"]


def test_closing_leaves_no_child_behind() -> None:
    with Press() as press:
        press.warm_up()
        child = child_of(press)
    assert is_gone(child)


def test_a_closed_press_starts_no_other_child() -> None:
    press = Press()
    press.warm_up()
    child = child_of(press)
    press.close()
    with pytest.raises(RenderFailed, match="closed"):
        press.carry_out(PAGE)
    assert is_gone(child)


def test_the_child_is_told_none_of_the_servers_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRATROOM_SECRET", "canary")
    with Press() as press:
        press.warm_up()
        with open(f"/proc/{child_of(press)}/environ", "rb") as environment:
            assert b"canary" not in environment.read()


@pytest.fixture
def busy() -> Iterator[None]:
    """Other threads want the interpreter too, as in a room full of people."""
    done = threading.Event()

    def works() -> None:
        while not done.is_set():
            sum(range(1_000))

    threads = [threading.Thread(target=works) for _ in range(3)]
    for each in threads:
        each.start()
    yield
    done.set()
    for each in threads:
        each.join()


def waits(press: Press, ended: list[BaseException]) -> None:
    try:
        press.carry_out(ENDLESS)
    except BaseException as error:
        ended.append(error)


@pytest.mark.usefixtures("busy")
def test_closing_wakes_whoever_waits_for_the_child() -> None:
    for _ in range(12):
        press = Press()
        ended: list[BaseException] = []

        waiting = threading.Thread(target=waits, args=(press, ended))
        waiting.start()
        while press._child is None:
            waiting.join(0.01)
        press.close()
        waiting.join(WAKES_WITHIN)
        assert not waiting.is_alive(), "it waits for a pipe that somebody else closed"
        assert [type(error) for error in ended] == [RenderFailed]
