"""Copies of a store, and putting one in place of a lost or damaged file.

A backup is consistent and may be taken in the middle of a workshop: it runs on the writer thread between two
groups. It has its name only when it is complete, synced and verified. A restored file is built and verified
beside the old one, which is kept.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from app.store import dump, migrate
from app.store.engine import open_sqlite, open_sqlite_copy
from app.store.lock import FileLock
from app.store.private_file import create_private, sync
from app.store.transaction import sqlite_driver
from app.store.verify import Report, verify


class BackupUnsound(Exception):
    """The copy does not verify. It is left out, or not put in place."""

    def __init__(self, report: Report) -> None:
        damaged = [plan.plan for plan in report.plans if plan.damage is not None]
        named = [*damaged, *report.documents, *report.file]
        super().__init__(f"the copy does not verify: {', '.join(named)}")
        self.report = report


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    report: Report
    kept: Path | None
    """The file that stood there before; None if there was none."""


def back_up(engine: Engine, to: Path) -> Report:
    """Write a copy to `to`, which must not exist: SQLite's file, or a dump of PostgreSQL.

    Raises: FileExistsError, OSError; BackupUnsound; NotSaved if the copy cannot be written.
    """
    if engine.dialect.name == "postgresql":
        # A dump carries its own hash, and reads the rows that this verifies.
        report = verify(engine)
        _must_be_sound(report)
        dump.dump(engine, to)
        return report
    if to.exists():
        raise FileExistsError(to)
    growing = to.with_name(to.name + ".incomplete")
    growing.unlink(missing_ok=True)
    create_private(growing).close()
    try:
        _copy_live(engine, growing)
        report = _verify_copy(growing)
        _must_be_sound(report)
        # VACUUM INTO does not sync what it writes.
        sync(growing)
        os.rename(growing, to)
        sync(to)
    finally:
        growing.unlink(missing_ok=True)
    return report


def restore(source: Path, target: Path, stamp: str) -> Restored:
    """Put the backup or dump `source` in place of the plan file `target`; `stamp` names what stood there before.

    The server must be down. Whatever goes wrong before the last moment leaves `target` as it was.

    Raises: lock.StoreInUse; BackupUnsound; dump.NotADump; migrate.StoreTooNew; OSError; NotSaved.
    """
    source, target = source.resolve(), target.resolve()  # a log lies beside the file, not beside a link to it
    lock = FileLock(target)
    growing = target.with_name(target.name + ".restoring")
    try:
        _remove(growing)
        report = _build(source, growing)
        _must_be_sound(report)
        sync(growing)
        kept = _keep(target, target.with_name(f"{target.name}.before-{stamp}"))
        os.replace(growing, target)
        sync(target)
        return Restored(report, kept)
    finally:
        _remove(growing)
        lock.release()


def _copy_live(engine: Engine, to: Path) -> None:
    with sqlite_driver(engine) as driver:
        driver.execute("VACUUM INTO ?", (str(to),))


def _verify_copy(file: Path) -> Report:
    engine = open_sqlite_copy(file)
    try:
        return verify(engine)
    finally:
        engine.dispose()


def _build(source: Path, growing: Path) -> Report:
    if not dump.is_dump(source):
        _copy_file(source, growing)
    engine = open_sqlite(growing)
    try:
        if dump.is_dump(source):
            dump.load(engine, source)
        migrate.upgrade(engine)
        return verify(engine)
    except DBAPIError as error:
        raise BackupUnsound(Report((), (str(error.orig),))) from error
    finally:
        engine.dispose()


def _copy_file(source: Path, growing: Path) -> None:
    """A backup; or a server's own file, whose newest edits may be in the log beside it."""
    journal = _log_of(source)
    if not journal.exists() or not journal.stat().st_size:
        # Before migrating: a migration of a damaged file would be a new way to lose it.
        _must_be_sound(_verify_copy(source))
        shutil.copyfile(source, growing)
        os.chmod(growing, 0o600)
        return
    # Only together are they sound. A server that has them open would go on writing.
    lock = FileLock(source)
    try:
        for each, to in ((source, growing), (journal, _log_of(growing))):
            shutil.copyfile(each, to)
            os.chmod(to, 0o600)
    finally:
        lock.release()


def _log_of(file: Path) -> Path:
    return file.with_name(file.name + "-wal")


def _keep(target: Path, kept: Path) -> Path | None:
    there = target.exists()
    if there:
        os.link(target, kept)
    # A write-ahead log belongs to its file: left behind, it would be replayed into the new one. It may be there alone,
    # where somebody deleted the file.
    journal = _log_of(target)
    if journal.exists():
        os.rename(journal, _log_of(kept))
    target.with_name(target.name + "-shm").unlink(missing_ok=True)
    return kept if there else None


def _remove(file: Path) -> None:
    for name in (file.name, file.name + "-wal", file.name + "-shm"):
        file.with_name(name).unlink(missing_ok=True)


def _must_be_sound(report: Report) -> None:
    if not report.sound:
        raise BackupUnsound(report)
