"""`python -m bench`: the room under load, beside what the machine itself allows. See README.md in this folder."""

from __future__ import annotations

import argparse
import asyncio
import os
import resource
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import uvloop

from bench import edits, first_page, growth, joins, judging, several, typists, votes
from bench.edits import Run
from bench.joins import Crowded
from bench.served import JSON, PHONE, SERVER_CORE, Filled, commits, filled, on_a_copy


@dataclass(frozen=True)
class Bench:
    """What was asked for, and the store that all runs begin with."""

    folder: Path
    people: int
    rate: float
    edits: int
    reps: int
    page: str
    seconds: float
    events: int
    store: Filled


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def at(values: list[float], share: float) -> float:
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))] if ranked else float("nan")


def three(values: list[float]) -> str:
    return "".join(f"{at(values, share):8.2f}" for share in (0.5, 0.95, 0.99))


def middle(values: list[float]) -> float:
    return statistics.median(values) if values else float("nan")


def middle_three(runs: list[list[float]]) -> str:
    """Medians, over the repetitions, of each one's p50, p95 and p99."""
    return "".join(f"{middle([at(run, share) for run in runs]):8.2f}" for share in (0.5, 0.95, 0.99))


HEAD = (
    f"{'':22}{'acknowledged p50/p95/p99':>26}{'last screen p50/p95/p99':>28}{'lost':>6}{'CPU ms/1000':>13}{'MiB':>6}"
    f"{'load busy':>11}"
)


def row(name: str, runs: list[Run]) -> str:
    ack = middle_three([run.ack for run in runs]) if any(run.ack for run in runs) else " " * 24
    return (
        f"{name:22}{ack:>26}{middle_three([run.last for run in runs]):>28}{sum(run.missing for run in runs):6}"
        f"{middle([run.cpu_per_1000 for run in runs]):13.1f}{middle([run.rss / 2**20 for run in runs]):6.0f}"
        f"{max(run.busy for run in runs):11.2f}"
    )


async def open_loop(bench: Bench, page: str) -> None:
    ours: list[Run] = []
    bare: list[Run] = []
    disk: list[list[float]] = []
    for _ in range(bench.reps):
        run, heard = await edits.product_open(bench.store, bench.people, page, bench.edits, bench.rate)
        ours.append(run)
        bare.append(await edits.broadcast_open(bench.people, heard, bench.rate))
        disk.append(commits(bench.folder, min(bench.edits, 1000)))
    say(
        f"\n{bench.people} people on the {page} surface, {bench.rate:g} edits/s, {bench.edits} edits, "
        f"median of {bench.reps}; ms"
    )
    say(HEAD)
    say(row("stratroom", ours))
    say(row("bare broadcast", bare))
    say(f"{'bare commit':22}{middle_three(disk):>26}")


async def on_phones(bench: Bench) -> None:
    await open_loop(bench, PHONE)


async def in_json(bench: Bench) -> None:
    await open_loop(bench, JSON)


async def closed(bench: Bench) -> None:
    say(
        f"\n8 edits under way, each replaced when all others have it; {bench.page} surface, median of {bench.reps}"
    )
    say(
        f"{'people':>8}{'edits/s':>10}{'deliveries/s':>15}{'CPU ms/1000':>13}{'ack p50/p95/p99':>26}{'lost':>6}"
        f"{'load busy':>11}"
    )
    for people in rooms(bench, 20, 200, 1000):
        # A session may say fifty things a second in the long run and five hundred at once.
        count = min(bench.edits * 3, people * 400) if people < 1000 else bench.edits
        runs = [await edits.product_closed(bench.store, people, bench.page, count) for _ in range(bench.reps)]
        say(
            f"{people:8}{middle([run.edits / run.seconds for run in runs]):10.0f}"
            f"{middle([run.deliveries / run.seconds for run in runs]):15,.0f}"
            f"{middle([run.cpu_per_1000 for run in runs]):13.2f}{middle_three([run.ack for run in runs]):>26}"
            f"{sum(run.missing for run in runs):6}{max(run.busy for run in runs):11.2f}"
        )


def came(name: str, runs: list[Crowded]) -> str:
    return (
        f"{name:32}{middle([each.seconds for each in runs]):8.2f} s, server CPU "
        f"{middle([each.cpu for each in runs]):.2f} s, {middle([each.each_kb for each in runs]):.1f} KiB a connection, "
        f"process {middle([each.rss / 2**20 for each in runs]):.0f} MiB"
    )


def rooms(bench: Bench, *sizes: int) -> list[int]:
    return [each for each in sizes if each <= bench.people] or [bench.people]


async def join(bench: Bench) -> None:
    for people in rooms(bench, 200, 1000):
        runs = [await joins.first_joins(bench.store, people) for _ in range(bench.reps)]
        say(came(f"first joins, {people} phones", runs))


async def back(bench: Bench) -> None:
    for page in (JSON, PHONE):
        for people in rooms(bench, 200, 1000):
            runs = [await joins.back(bench.store, people, page) for _ in range(bench.reps)]
            say(came(f"{people} back at once, {page}", runs))


async def latecomer(bench: Bench) -> None:
    found = await joins.late_comer(bench.store, 30 * bench.reps)
    say(
        f"late-comer, 300 actions, json surface: {found.ms:.2f} ms, {found.sent / 1000:.1f} kB on the wire "
        f"({found.plain / 1000:.1f} kB plain)"
    )


async def typing(bench: Bench) -> None:
    people = min(50, bench.people)
    for _ in range(bench.reps):
        came, wanted, server, load = await typists.typing(
            bench.store, people, min(20, people // 2), bench.seconds
        )
        say(
            f"typing, {people} people in {min(20, people // 2)} fields: key to co-typist p50/p95/p99{three(came)} ms, "
            f"{len(came)} of {wanted} came; server {server:.2f} of a core, load {load:.2f}"
        )


async def grows(bench: Bench) -> None:
    await growth.measured(bench.folder, bench.seconds, bench.events, say)


async def vote(bench: Bench) -> None:
    say(
        f"\n{bench.people} people vote within {votes.WITHIN_S:g} s, each changes once; median of {bench.reps}; ms"
    )
    for nameless in (False, True):
        runs = [await votes.votes(bench.store, bench.people, nameless=nameless) for _ in range(bench.reps)]
        say(
            f"{'without names' if nameless else 'with names':16}answered p50/p95/p99"
            f"{middle_three([run.ack for run in runs])}, "
            f"counted {min(run.counted for run in runs)} of {bench.people}, lost {sum(run.missing for run in runs)}, "
            f"dots off {sum(run.wrong for run in runs)}, board {'right' if all(run.board for run in runs) else 'WRONG'}, "
            f"server CPU {middle([run.cpu for run in runs]):.2f} s"
        )


async def page(bench: Bench) -> None:
    with on_a_copy(bench.store) as server:
        url, token = f"http://127.0.0.1:{server.port}", bench.store.people[1]["token"]
        say(await asyncio.to_thread(first_page.measured, url, server.plan, token, 1 + 2 * bench.reps))


async def processes(bench: Bench) -> None:
    await several.measured(bench.folder, bench.people, bench.edits, bench.rate, say)


async def judges(bench: Bench) -> None:
    judging.measured(bench.edits, say)


MEASURES: dict[str, tuple[Callable[[Bench], Awaitable[None]], str]] = {
    "edits": (on_phones, "phones: an edit to its acknowledgement and to the last screen, on a schedule"),
    "json": (in_json, "the same for programs"),
    "closed": (closed, "as fast as it goes, 8 under way; 20, 200 and 1,000 people as far as --people goes"),
    "latecomer": (latecomer, "somebody loads 300 records"),
    "join": (join, "all come for the first time at once"),
    "back": (back, "all come back at once"),
    "typing": (typing, "50 people type in 20 fields"),
    "checker": (judges, "a change in a plan of 300 records, judged by every rule"),
    "votes": (vote, "everybody votes within the same ten seconds"),
    "growth": (grows, "a plan grows to 2,000 records and 200,000 events"),
    "first-page": (page, "the first page on a slow phone"),
    "several": (processes, "1, 2 and 3 processes on one PostgreSQL"),
}
USUAL = [name for name in MEASURES if name not in ("growth", "several")]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n".join(f"{name:12} {what}" for name, (_, what) in MEASURES.items()),
    )
    parser.add_argument("measures", nargs="*", metavar="measure", help=f"without any: {' '.join(USUAL)}")
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20)
    parser.add_argument("--edits", type=int, default=1000, help="of each repetition")
    parser.add_argument("--reps", type=int, default=5)
    parser.add_argument("--page", choices=[JSON, PHONE], default=JSON, help="surface of the closed loop")
    parser.add_argument("--seconds", type=float, default=20, help="of typing, and of each phase of growth")
    parser.add_argument("--events", type=int, default=200_000, help="in the log of the plan that grows")
    asked = parser.parse_args()
    if unknown := set(asked.measures) - set(MEASURES):
        parser.error(f"no such measure: {', '.join(sorted(unknown))}")
    if SERVER_CORE is not None:
        os.sched_setaffinity(0, os.sched_getaffinity(0) - {SERVER_CORE})
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    uvloop.run(run(asked))
    return 0


async def run(asked: argparse.Namespace) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        store = await asyncio.to_thread(filled, Path(folder), max(asked.people, 60))
        bench = Bench(
            folder=Path(folder), people=asked.people, rate=asked.rate, edits=asked.edits, reps=asked.reps,
            page=asked.page, seconds=asked.seconds, events=asked.events, store=store,
        )  # fmt: skip
        for name in asked.measures or USUAL:
            await MEASURES[name][0](bench)


if __name__ == "__main__":
    raise SystemExit(main())
