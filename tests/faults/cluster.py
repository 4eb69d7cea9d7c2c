"""A PostgreSQL of one's own, to be stopped, started and killed: durable, as its defaults are."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path


class Cluster:
    """Made in a temporary folder and started; gone with `close`."""

    def __init__(self) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        if not programs:
            raise FileNotFoundError("a PostgreSQL server: apt-get install postgresql")
        self._programs = programs[-1]
        # PostgreSQL refuses to run as root.
        self._owner = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        self._folder = Path(tempfile.mkdtemp(prefix="stratroom-cluster-"))
        if os.getuid() == 0:
            shutil.chown(self._folder, self._owner)
        self._run("initdb", "-U", "stratroom", "-A", "trust", "--no-instructions", "--no-sync")
        self.start()
        self.url = f"postgresql://stratroom@/postgres?host={self._folder}"

    def start(self) -> None:
        options = f"-c listen_addresses= -c unix_socket_directories={self._folder} -c max_connections=20"
        self._run("pg_ctl", "start", "-w", "-l", str(self._folder / "log"), "-o", options)

    def stop(self, how: str = "fast") -> None:
        """`fast` ends transactions; `immediate` is a crash, after which it recovers from its log."""
        self._run("pg_ctl", "stop", "-w", "-m", how)

    def close(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), "-D", str(self._folder / "data"), *arguments],
            user=self._owner if os.getuid() == 0 else None, cwd=self._folder, check=True,
            stdout=subprocess.DEVNULL, timeout=60,
        )  # fmt: skip
