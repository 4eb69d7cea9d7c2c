"""A real PostgreSQL: named by STRATROOM_TEST_POSTGRES, or started here for the run and thrown away."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from app.store import Store

databases = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """URL of a PostgreSQL whose user may make databases."""
    with running() as url:
        yield url


@contextmanager
def running(*, durable: bool = False) -> Iterator[str]:
    """The same for those who are no fixtures. `durable`: commits reach the disk, for those who measure."""
    given = os.environ.get("STRATROOM_TEST_POSTGRES")
    if given:
        yield given
        return
    binaries = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not binaries:
        pytest.fail("These tests need a PostgreSQL server: apt-get install postgresql")
    owner = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="stratroom-pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, owner)

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries[-1] / program), "-D", str(folder / "data"), *arguments]
        subprocess.run(command, user=owner if os.getuid() == 0 else None, cwd=folder, check=True, stdout=-3)

    run("initdb", "--no-sync", "-U", "stratroom", "-A", "trust", "--no-instructions")
    options = f"{'' if durable else '-F'} -c listen_addresses= -c unix_socket_directories={folder} -c max_connections=50"
    run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", options)
    try:
        yield f"postgresql://stratroom@/postgres?host={folder}"
    finally:
        run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def empty_store(postgres: str, name: str) -> Iterator[str]:
    """The URL of a database with an empty store, dropped at the end."""
    in_postgres(postgres, f"CREATE DATABASE {name}")
    url = make_url(postgres).set(database=name).render_as_string(hide_password=False)
    try:
        Store.open(url).close()
        yield url
    finally:
        in_postgres(postgres, f"DROP DATABASE {name} WITH (FORCE)")


def in_postgres(postgres: str, statement: str) -> None:
    url = make_url(postgres).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


@pytest.fixture(scope="session")
def postgres_template(postgres: str) -> str:
    """Name of a database with an empty store, to copy."""
    name = f"empty_{os.getpid()}"
    in_postgres(postgres, f"CREATE DATABASE {name}")
    Store.open(make_url(postgres).set(database=name).render_as_string(hide_password=False)).close()
    return name


@pytest.fixture
def postgres_url(postgres: str, postgres_template: str) -> Iterator[str]:
    """The URL of an empty store."""
    name = f"store_{os.getpid()}_{next(databases)}"
    in_postgres(postgres, f"CREATE DATABASE {name} TEMPLATE {postgres_template}")
    yield make_url(postgres).set(database=name).render_as_string(hide_password=False)
    in_postgres(postgres, f"DROP DATABASE {name} WITH (FORCE)")
