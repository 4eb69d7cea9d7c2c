"""What a page said and nobody answered yet: in its order, whatever clocks, disks and sizes do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from app.live.ports import Answer, Refused, Seat
from app.live.text import Screen
from app.live.wire import MAX_BYTES
from tests.browser.toy_page import visit
from tests.browser.toy_site import ToySite

LIVE = 'const { live } = await import("/static/live.js");'
STALLED = f"""async () => {{ {LIVE}
    const by = Date.now() + 10_000;
    while (!live.outbox.stalled.size && Date.now() < by) await new Promise((done) => setTimeout(done, 10));
}}"""
"""Wait until something could not be saved."""


def asks(value: str) -> dict[str, Any]:
    return {"do": "set", "record": "line-000", "field": "text", "value": value}


def test_a_clock_that_is_set_back_changes_no_order(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    said = page.evaluate("""async () => {
        const { Outbox } = await import("/static/live/outbox.js");
        let now = 1_800_000_000_000;
        const killed = new Outbox("somebody", () => now);
        killed.add({ id: "parent" });
        now -= 30_000;
        killed.add({ id: "child" });
        const order = killed.pending().map(({ id }) => id);
        localStorage.removeItem(`stratroom.tab|somebody|${killed.tab}`);
        now -= 30_000;
        const next = new Outbox("somebody", () => now);
        next.add({ id: "grandchild" });
        next.adopt();
        return [order, next.pending().map(({ id }) => id)];
    }""")
    assert said == [["parent", "child"], ["parent", "child", "grandchild"]]


def test_a_newer_value_waits_for_an_older_one_that_could_not_be_saved(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    site.toy.fails = True
    page.evaluate(f"async (body) => {{ {LIVE} live.command(body); }}", asks("older"))
    page.evaluate(STALLED)
    site.toy.fails = False
    answer = page.evaluate(f"async (body) => {{ {LIVE} return await live.command(body); }}", asks("newer"))
    assert answer["type"] == "ack"
    assert [done["value"] for done in site.toy.log] == ["older", "newer"]
    assert site.text("line-000") == "newer"


def test_what_waits_to_be_sent_again_is_not_answered_yet(laptop: BrowserContext, site: ToySite):
    """A line that could not be saved yet stood among those that were not taken, and stayed there once it was saved."""
    page = visit(laptop, site)
    page.evaluate(f"""async () => {{ {LIVE}
        window.told = [];
        live.on("answered", ({{ type }}) => told.push(type));
    }}""")
    site.toy.fails = True
    page.evaluate(f"async (body) => {{ {LIVE} window.answer = live.command(body); }}", asks("older"))
    page.evaluate(STALLED)
    assert page.evaluate("told") == []
    site.toy.fails = False
    assert page.evaluate("async () => (await answer).type") == "ack"
    assert page.evaluate("told") == ["ack"]


def test_what_cannot_be_saved_now_says_so_where_it_was_typed_until_it_is(
    laptop: BrowserContext, site: ToySite, monkeypatch: pytest.MonkeyPatch
):
    page = visit(laptop, site)
    does, full = site.toy.submit, [True]
    why = "Not saved yet: the disk of the server is full. It is kept on this device."

    async def submit(seat: Seat, command: dict[str, Any], origin: Screen | None) -> Answer:
        return Refused("not-saved", why, again=True) if full else await does(seat, command, origin)

    monkeypatch.setattr(site.toy, "submit", submit)
    line = page.locator("#line-000")
    line.get_by_role("textbox").fill("kept")
    line.get_by_role("textbox").press("Tab")
    expect(line.get_by_text(why)).to_be_visible()
    expect(page.locator("[data-sync-of=page]")).to_have_text(why)
    full.clear()
    expect(page.locator("[data-sync-of=page]")).to_have_text("All saved")
    expect(page.get_by_text(why)).to_have_count(0)
    assert site.text("line-000") == "kept"


def test_what_is_refused_behind_what_could_not_be_saved_goes_on_under_the_next_name(
    laptop: BrowserContext, site: ToySite, monkeypatch: pytest.MonkeyPatch
):
    """For want of that, perhaps. As the session does, this server does nothing under a name that it refused once."""
    page = visit(laptop, site)
    does, heard = site.toy.submit, list[str]()

    async def submit(seat: Seat, command: dict[str, Any], origin: Screen | None) -> Answer:
        heard.append(command["id"])
        if heard == ["command-1"]:
            raise OSError("disk full")
        if command["id"] == "command-2":
            return Refused("unknown-record", "That line is not there any more.")
        return await does(seat, command, origin)

    monkeypatch.setattr(site.toy, "submit", submit)
    answer = page.evaluate(
        f"""async ([first, second]) => {{ {LIVE}
            live.command(first);
            const answer = await live.command(second);
            return answer;
        }}""",
        [{**asks("first"), "id": "command-1"}, {**asks("second"), "id": "command-2"}],
    )
    assert answer == {"type": "ack", "id": "command-2"}, "whoever asked knows it by its first name"
    assert heard == ["command-1", "command-2", "command-1", "command-2--2"]
    assert site.text("line-000") == "second"


def test_two_tabs_that_keep_the_same_call_it_alike(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    names = page.evaluate("""async () => {
        const { Outbox } = await import("/static/live/outbox.js");
        return ["one", "other"].map((tab) => {
            const outbox = new Outbox(tab);
            for (const id of ["command-1", "command-2"]) outbox.add({ id });
            const answers = [["command-1", { again: true }], ["command-2", {}], ["command-2--2", {}]];
            for (const [id, how] of answers) outbox.settle(id, { type: "refused", id, ...how });
            outbox.stalled.clear();
            const keys = Object.keys(localStorage).filter((key) => key.startsWith(outbox.prefix)).sort();
            const kept = keys.map((key) => JSON.parse(localStorage.getItem(key)));
            return [outbox.pending(), kept].map((each) => each.map(({ id }) => id));
        });
    }""")
    assert names == [[["command-1", "command-2--3"]] * 2] * 2


def test_what_is_too_large_in_bytes_is_refused_on_the_page(laptop: BrowserContext, site: ToySite):
    page = laptop.new_page()
    sent: list[str] = []
    page.on("websocket", lambda ws: ws.on("framesent", lambda data: sent.append(str(data))))
    page.goto(f"{site.url}/?anna")
    expect(page.locator("[data-sync-of=page]")).to_have_attribute("data-sync", "saved")
    answers = page.evaluate(
        f"async (bodies) => {{ {LIVE} return await Promise.all(bodies.map((body) => live.command(body))); }}",
        [asks("界" * (MAX_BYTES // 2)), asks("fits")],
    )
    assert [answer.get("code") for answer in answers] == ["too-large", None]
    assert max(len(data.encode()) for data in sent) < MAX_BYTES
    assert site.text("line-000") == "fits"


@pytest.mark.parametrize("sockets", [True, False])
def test_what_waits_and_is_too_large_ends_no_page(laptop: BrowserContext, site: ToySite, sockets: bool):
    """Kept by a page that did not measure it so."""
    page = visit(laptop, site)
    site.sockets = sockets
    kept = [asks("界" * (2 * MAX_BYTES)), asks("behind it")]
    page.evaluate(
        """(kept) => kept.forEach((text, n) =>
               localStorage.setItem(`stratroom.outbox|plan-one.anna|a-dead-tab|00000000${n}`, text))""",
        [
            json.dumps({"type": "command", "id": f"command-{n}", **body}, ensure_ascii=False)
            for n, body in enumerate(kept)
        ],
    )
    page.reload()
    page.evaluate(f"""async () => {{ {LIVE}
        const by = Date.now() + 10_000;
        while (live.outbox.size && Date.now() < by) await new Promise((done) => setTimeout(done, 10));
    }}""")
    assert site.text("line-000") == "behind it"
    assert not page.evaluate("Object.keys(localStorage).some((key) => key.startsWith('stratroom.outbox'))")


def test_by_http_nothing_follows_what_could_not_be_saved(laptop: BrowserContext, site: ToySite):
    page = visit(laptop, site)
    sent = page.evaluate("""async () => {
        const { Post } = await import("/static/live/post.js");
        const posted = [];
        globalThis.fetch = async (_, { body }) => {
            const batch = JSON.parse(body);
            posted.push(batch.map(({ id }) => id));
            const answers = batch.map(({ id }) => ({ type: "refused", id, code: "not-saved", again: true }));
            return { ok: true, json: async () => answers };
        };
        const pending = ["one", "two", "three"].map((id) => ({ id, value: "界".repeat(10_000) }));
        const outbox = { size: 3, stalled: new Set(), pending: () => pending };
        const ports = { plan: "p", outbox, pending: () => pending, needed: () => true, answered: () => {} };
        await new Post(ports).flush();
        return posted;
    }""")
    assert sent == [["one"]], "by bytes, two are more than one request takes"
