"""Opening the store where no server runs, and saying in words why it cannot be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.cli.root import Exit, fail
from app.i18n import gettext as _
from app.settings import Settings

if TYPE_CHECKING:
    from app.store import Store


def opened(settings: Settings, *, made: bool = False) -> Store:
    """The store; one that is not there is made only where that is wanted. Raises typer.Exit."""
    # Here and not at the head: who asks a server that runs loads no store.
    from app.store import Store

    file = settings.data / "stratroom.db"
    if not (made or settings.db or file.exists()):
        fail(Exit.UNAVAILABLE, _("There is no store in %(folder)s.", folder=str(settings.data)))
    with failing_in_words(settings):
        return Store.open(settings.db or file)


@contextmanager
def failing_in_words(settings: Settings) -> Iterator[None]:
    """Whatever keeps a store from being opened in this block is said, and ends the command: raises typer.Exit."""
    from app.session.journal import NotSaved
    from app.store import StoreInUse, StoreTooNew

    try:
        yield
    except (StoreInUse, StoreTooNew) as error:
        fail(Exit.UNAVAILABLE, str(error))
    except NotSaved as error:
        fail(Exit.UNAVAILABLE, store_words(error.reason))
    except OSError as error:
        fail(Exit.UNAVAILABLE, _cannot_use(error, settings))


def store_words(reason: str) -> str:
    """A sentence for a reason for which a store does not open, or does not do what was asked."""
    match reason:
        case "unavailable":
            return _("The database does not answer. Is it running, and is --db right?")
        case "disk-full":
            return _("The disk is full: the store cannot be opened.")
        case "read-only":
            return _("The store cannot be written: check whose file it is.")
        case "damaged":
            return _("The store is damaged. `stratroom restore` puts a backup in its place.")
        case "file-gone":
            return _(
                "The store's file was deleted or replaced while the server runs, so nothing is written. "
                "Put it back, or back up what the server has open before you stop it."
            )
        case _:
            return _("The store cannot be opened: %(why)s.", why=reason)


def _cannot_use(error: OSError, settings: Settings) -> str:
    """A sentence for a file or folder that the system keeps from us."""
    why = error.strerror or str(error)
    return _("Cannot use %(what)s: %(why)s", what=error.filename or settings.data, why=why)
