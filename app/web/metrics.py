"""What Prometheus is told: what this process has done, how long it took, who is connected by kind of page, how much is
kept. Numbers of things, never names; plans are counted, not told apart.

Counters begin at zero when the process does. With several servers each tells of itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from app.live.ports import Surface
from app.live.traffic import TRAFFIC
from app.web.measures import Buckets
from app.web.site import Site

if TYPE_CHECKING:
    from prometheus_client.core import Metric

TYPE = "text/plain; version=0.0.4; charset=utf-8"

WATCHED_RESULTS = ("ok", "not-saved", "fault")
WATCHED_ANSWERS = ("GET 500", "GET 503", "POST 500", "POST 503")
"""Told also while there are none of them: to Prometheus, what comes into being with its first has not grown."""


def told(around: Site, stored: int | None, free: int) -> bytes:
    """The present values, in Prometheus' text form. `stored`: bytes of the store, `free`: of its disk."""
    # Here and not at the head: few installations are watched, and none is in its first second.
    from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(_Told([*_work(around), *_room(around), *_store(stored, free)]))
    return generate_latest(registry)


class _Told:
    """A collector of what was looked up already."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = tuple(metrics)

    def collect(self) -> Iterator[Metric]:
        yield from self._metrics


def _work(around: Site) -> Iterator[Metric]:
    measures = around.rooms.measures
    commands = {**dict.fromkeys(WATCHED_RESULTS, 0), **measures.commands}
    yield _counter(
        "stratroom_events", "Entries that were seen to happen, other servers' too", measures.events
    )
    yield _counter("stratroom_commands", "Commands by what came of them", commands, "result")
    yield _histogram("stratroom_answer_seconds", "From a command to its answer", measures.answers)
    yield _histogram("stratroom_commit_seconds", "From a group's turn until it was durable", measures.commits)
    yield _histogram("stratroom_group_entries", "Entries in one commit", measures.groups)
    by_status = dict.fromkeys(WATCHED_ANSWERS, 0)
    by_status |= {f"{method} {status}": count for (method, status), count in measures.requests.items()}
    yield _counter("stratroom_requests", "Answered requests by method and status", by_status, "answer")
    yield _histogram(
        "stratroom_request_seconds", "From a request to the end of its answer", measures.request_time
    )
    yield _histogram("stratroom_loop_lag_seconds", "How late the loop was for an appointment", measures.lag)


def _room(around: Site) -> Iterator[Metric]:
    rooms, hub = around.rooms, around.hub
    plans = rooms.plans()
    surfaces = dict.fromkeys((surface.value for surface in Surface), 0)
    for plan in plans:
        for audience, count in hub.audiences(plan).items():
            surfaces[audience.surface.value] += count
    yield _gauge("stratroom_open_plans", "Plans open in this process", len(plans))
    damaged = sum(rooms.opened(plan).live.good_until is not None for plan in plans)
    yield _gauge("stratroom_damaged_plans", "Open plans that are read-only for a damaged log", damaged)
    yield _gauge("stratroom_connections", "Live connections by surface", surfaces, "surface")
    records = sum(len(rooms.opened(plan).live.state.records) for plan in plans)
    yield _gauge("stratroom_records", "Records in open plans", records)
    yield _counter("stratroom_frames", "Messages written to live connections", TRAFFIC.frames)
    yield _counter("stratroom_frame_bytes", "Bytes of them", TRAFFIC.bytes)
    yield _counter(
        "stratroom_held_back", "Times that a slow page was left for one difference later", TRAFFIC.held_back
    )
    yield _counter("stratroom_cut", "Connections given up for silence or for not reading", TRAFFIC.cut)
    jobs = {"seal": around.sealing.press.waiting, "verify": around.sealing.uploads.waiting}
    yield _gauge("stratroom_press_jobs", "Documents being printed or read, and waiting for it", jobs, "press")


def _store(stored: int | None, free: int) -> Iterator[Metric]:
    if stored is not None:
        yield _gauge("stratroom_store_bytes", "Size of the store", stored)
    yield _gauge("stratroom_disk_free_bytes", "Free on the disk that holds the data folder", free)


Values = int | float | Mapping[str, int]


def _gauge(name: str, what: str, values: Values, label: str = "") -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    made = GaugeMetricFamily(name, what, labels=[label] if label else [])
    for key, value in _each(values):
        made.add_metric(key, value)
    return made


def _counter(name: str, what: str, values: Values, label: str = "") -> Metric:
    from prometheus_client.core import CounterMetricFamily

    made = CounterMetricFamily(name, what, labels=[label] if label else [])
    for key, value in _each(values):
        made.add_metric(key, value)
    return made


def _each(values: Values) -> Iterator[tuple[list[str], float]]:
    if isinstance(values, Mapping):
        yield from (([key], value) for key, value in sorted(values.items()))
    else:
        yield [], values


def _histogram(name: str, what: str, held: Buckets) -> Metric:
    from prometheus_client.core import HistogramMetricFamily

    made = HistogramMetricFamily(name, what)
    counts, so_far, buckets = list(held.counts), 0, []
    for bound, count in zip((*map(str, held.bounds), "+Inf"), counts, strict=True):
        so_far += count
        buckets.append((bound, so_far))
    made.add_metric([], buckets, held.total)
    return made
