"""The register of sealed files, as `app.documents.verify` asks it. Blocks: for a thread beside the event loop."""

from __future__ import annotations

from app.documents.verify import RegisteredDocument, Standing
from app.store import sealed
from app.store.sealed import Seal
from app.store.store import Store

_STANDING: dict[str, Standing] = {
    "current": "current",
    "superseded": "superseded",
    "withdrawn": "withdrawn",
}


class StoreRegister:
    """Implements `app.documents.verify.Register`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def by_sha256(self, sha256: str) -> RegisteredDocument | None:
        return _registered(self._store.read_now(lambda rows: sealed.by_file(rows, sha256)))

    def by_document(self, document_id: str) -> RegisteredDocument | None:
        try:
            return _registered(self._store.read_now(lambda rows: sealed.find(rows, document_id)))
        except KeyError:
            return None


def _registered(found: Seal | None) -> RegisteredDocument | None:
    return RegisteredDocument(found.document, found.sha256, _STANDING[found.state]) if found else None
