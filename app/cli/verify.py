"""`stratroom verify`: is a signed PDF what it says, or, without a file, is every log what was written?

The verdict on a PDF is the server's own: its seal, its bytes, and what the register knows of it.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.asking import asked
from app.cli.root import Exit, fail
from app.cli.running import Data, Db, settings_of
from app.i18n import gettext as _
from app.i18n import ngettext
from app.settings import Settings

NOT_VALID = ("superseded", "withdrawn", "altered", "unknown")


def register(commands: typer.Typer) -> None:
    """Add `verify`."""
    commands.command("verify")(verify)


def verify(
    file: Annotated[Path | None, typer.Argument(help="A signed plan (PDF). Without one: every log.")] = None,
    data: Data = None,
    db: Db = None,
) -> None:
    """Check a signed PDF, or that nobody changed the logs. Exit code 1: something is wrong with it."""
    settings = settings_of(data, db)
    if file is None:
        _logs(settings)
    else:
        _document(settings, file)


def _logs(settings: Settings) -> None:
    told = asked(settings, {"do": "verify"})
    for plan in told["plans"]:
        if plan["damage"]:
            typer.echo(
                _(
                    "%(plan)s: damaged behind entry %(last)d (%(what)s)",
                    plan=plan["plan"],
                    last=plan["last_good"],
                    what=plan["damage"],
                )
            )
            continue
        erased = plan["redacted"]
        note = ngettext(", %(num)d entry erased on request", ", %(num)d entries erased on request", erased)
        typer.echo(
            _("%(plan)s: sound, %(num)d entries", plan=plan["plan"], num=plan["last_good"])
            + (note if erased else "")
        )
    for document in told["documents"]:
        typer.echo(_("Sealed file %(document)s was changed in the store.", document=document))
    for line in told["file"]:
        typer.echo(line)
    if not told["sound"]:
        fail(Exit.NO, _("Something is wrong. `stratroom restore` puts a backup in its place."))


def _document(settings: Settings, file: Path) -> None:
    # Here and not at the head: what reads PDFs takes a second to load.
    from app.documents.verify import judge

    try:
        pdf = file.read_bytes()
    except OSError as error:
        fail(Exit.USAGE, f"{file}: {error.strerror}")
    report = _inspected(settings, pdf)
    known = asked(settings, {"do": "registered", "sha256": report.sha256, "document": report.document_id})
    verdict = judge(report, _Known(known))
    typer.echo(_words(verdict.state))
    if verdict.document is not None:
        typer.echo(_("Document %(id)s", id=verdict.document.document_id))
        if report.sealed_at:
            at = datetime.fromtimestamp(report.sealed_at / 1000, UTC)
            typer.echo(_("Sealed %(at)s UTC", at=f"{at:%Y-%m-%d %H:%M:%S}"))
    typer.echo(f"SHA-256 {report.sha256}")
    if verdict.state in NOT_VALID:
        raise typer.Exit(Exit.NO)


def _inspected(settings: Settings, pdf: bytes) -> Any:
    from app.documents.key import KEY_FILE, UnusableKey, key_in
    from app.documents.press import Press
    from app.documents.verify import inspect

    # A key is not made for a question: where there is none, nothing was sealed here.
    others = asked(settings, {"do": "certificates"})["certificates"]
    certificates = tuple(base64.b64decode(each) for each in others)
    if (settings.data / KEY_FILE).exists():
        try:
            certificates += (key_in(settings.data, "", datetime.now(UTC)).certificate_der,)
        except (UnusableKey, OSError) as error:
            fail(Exit.UNAVAILABLE, str(error))
    with Press() as press:
        return inspect(press, pdf, certificates)


class _Known:
    """What the store answered, as a register."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told

    def by_sha256(self, _sha256: str) -> Any:
        return self._of("by_sha256")

    def by_document(self, _document_id: str) -> Any:
        return self._of("by_document")

    def _of(self, name: str) -> Any:
        from app.documents.verify import RegisteredDocument

        found = self._told[name]
        return RegisteredDocument(found["document"], found["sha256"], found["state"]) if found else None


def _words(state: str) -> str:
    return {
        "current": _("Current: this is the signed plan, unchanged."),
        "superseded": _("Superseded: signed and unchanged; a newer version has replaced it."),
        "withdrawn": _("Withdrawn: signed and unchanged; it does not count any more."),
        "altered": _("Altered: it was changed after it was sealed."),
        "unknown": _("Unknown: it was not sealed here."),
    }[state]
