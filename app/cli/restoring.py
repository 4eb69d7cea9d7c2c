"""Putting a copy in place of a store: a file's in place of the file, and either kind into an empty PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from app.cli.opening import failing_in_words, opened
from app.cli.root import Exit, fail
from app.i18n import gettext as _
from app.settings import Settings
from app.store import Store
from app.store.backup import BackupUnsound, Restored, restore
from app.store.dump import NotADump, NotEmpty, is_dump


def put_back(settings: Settings, source: Path, stamp: str) -> Restored:
    """Restore `source`; `stamp` names what stood there before. Raises typer.Exit, after saying why it could not be."""
    try:
        with failing_in_words(settings):
            settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            if settings.db:
                return _into_database(settings, source, stamp)
            return restore(source, settings.data / "stratroom.db", stamp)
    except (BackupUnsound, NotADump) as error:
        fail(Exit.NO, str(error))
    except NotEmpty:
        fail(Exit.NO, _("The database holds something already. Restore into one that is empty."))


def _into_database(settings: Settings, source: Path, stamp: str) -> Restored:
    store = opened(settings)
    try:
        with TemporaryDirectory(prefix="restoring-", dir=settings.data) as folder:
            rows = source if is_dump(source) else _as_dump(source, Path(folder), stamp)
            store.call(lambda: store.load(rows))
        report = store.call(store.verify)
    finally:
        store.close()
    if not report.sound:
        raise BackupUnsound(report)
    return Restored(report, None)


def _as_dump(source: Path, folder: Path, stamp: str) -> Path:
    """A file's rows as lines of JSON, made from a verified copy: what was given stays as it is."""
    restore(source, folder / "stratroom.db", stamp)
    copy = Store.open(folder / "stratroom.db")
    try:
        copy.call(lambda: copy.dump(folder / "rows.jsonl"))
    finally:
        copy.close()
    return folder / "rows.jsonl"
