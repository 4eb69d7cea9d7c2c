"""Days and moments where no plan says in which time zone: this machine's own."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones


def machine_zone() -> str:
    """The IANA name of this machine's time zone; `UTC` where it does not say."""
    known = available_timezones()
    named = os.environ.get("TZ", "").removeprefix(":")
    if named in known:
        return named
    linked = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2]
    return linked if linked in known and linked != "Etc/UTC" else "UTC"


def today() -> str:
    """ISO, on this machine's calendar."""
    return datetime.now(ZoneInfo(machine_zone())).date().isoformat()
