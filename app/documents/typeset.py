"""HTML → PDF, inside the press's child process.

WeasyPrint sets the pages (tagged, towards PDF/A-3a); pikepdf then does what it leaves out: table headers get their
scope, and the metadata names the document, so that a file can be traced to its version even when it was altered.
The same input gives the same bytes: every date comes from the document, every identifier from its content.
"""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
from weasyprint import HTML, Attachment  # type: ignore[import-untyped]

from app.documents.orders import URN, PrintOrder
from app.documents.shelf import ORIGIN, Shelf


def count_pages(html: str, static: Path) -> int:
    """How many pages `html` fills."""
    shelf = Shelf(static)
    pages = _page(html, shelf).render().pages
    shelf.check()
    return len(pages)


def typeset(order: PrintOrder, static: Path) -> bytes:
    """The finished, unsealed PDF."""
    at = datetime.fromtimestamp(order.at / 1000, UTC)
    content = Attachment(
        string=order.content,
        name="plan.json",
        description=order.content_words,
        created=at,
        modified=at,
        relationship="Data",
    )
    # The subsetted fonts carry a date too; this is where their writer takes it from.
    os.environ["SOURCE_DATE_EPOCH"] = str(order.at // 1000)
    identifier = hashlib.sha256(order.document_id.encode() + order.content).digest()[:16]
    shelf = Shelf(static)
    pdf: bytes = _page(order.html, shelf).write_pdf(
        pdf_variant="pdf/a-3a", pdf_tags=True, pdf_identifier=identifier, attachments=[content]
    )
    shelf.check()
    return _finished(pdf, order)


def _page(html: str, shelf: Shelf) -> HTML:
    return HTML(string=html, base_url=ORIGIN, url_fetcher=shelf)


def _finished(pdf: bytes, order: PrintOrder) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        _list_attachment_once(document)
        _scope_headers(document)
        _name(document, order)
        out = io.BytesIO()
        document.save(
            out,
            # Plain objects: the seal's incremental update, and anyone who searches the file, reads them as they are.
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=False,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return out.getvalue()


def _list_attachment_once(document: pikepdf.Pdf) -> None:
    """WeasyPrint lists an attached file twice among the document's associated files."""
    document.Root.AF = pikepdf.Array([document.Root.AF[0]])


def _scope_headers(document: pikepdf.Pdf) -> None:
    """Say of each table header whether it heads a column (in the table's head) or a row."""
    for element, parents in _elements(document.Root.StructTreeRoot, ()):
        if element.get("/S") == "/TH":
            heads_column = "/THead" in parents
            attributes = element.get("/A", pikepdf.Dictionary(O=pikepdf.Name.Table))
            attributes.Scope = pikepdf.Name.Column if heads_column else pikepdf.Name.Row
            element.A = attributes


def _elements(
    root: pikepdf.Object, above: tuple[str, ...]
) -> Iterator[tuple[pikepdf.Object, tuple[str, ...]]]:
    waiting = [(root, above)]
    while waiting:
        element, parents = waiting.pop()
        yield element, parents
        below = (*parents, str(element.get("/S", "")))
        kids = element.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                waiting.append((kid, below))


def _name(document: pikepdf.Pdf, order: PrintOrder) -> None:
    with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:identifier"] = f"{URN}{order.document_id}"
        metadata["dc:language"] = {order.language}
