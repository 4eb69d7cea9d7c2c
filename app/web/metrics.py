"""What Prometheus is told: rooms, connections, records. Counters of people and plans, never names."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.live.hub import Hub
from app.web.rooms import Rooms
from app.web.scene import Scene

TYPE = "text/plain; version=0.0.4; charset=utf-8"


def free_bytes(folder: Path) -> int:
    """Bytes free on the disk that holds `folder`."""
    return shutil.disk_usage(folder).free


def told(rooms: Rooms, hub: Hub[Scene]) -> bytes:
    """The present values, in Prometheus' text form."""
    # Here and not at the head: few installations are watched, and none is in its first second.
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    registry = CollectorRegistry()
    plans = rooms.plans()
    Gauge("stratroom_open_plans", "Plans open in this process", registry=registry).set(len(plans))
    sockets = Gauge("stratroom_connections", "Live connections by surface", ["surface"], registry=registry)
    for plan in plans:
        for audience, count in hub.audiences(plan).items():
            sockets.labels(audience.surface.value).inc(count)
    records = sum(len(rooms.opened(plan).live.state.records) for plan in plans)
    Gauge("stratroom_records", "Records in open plans", registry=registry).set(records)
    return generate_latest(registry)
