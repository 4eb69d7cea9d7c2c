"""Text that several people type at once: one small Yjs document per text field.

The browser edits with Yjs, the server keeps the same document with pycrdt, and only *updates* travel:
opaque bytes that may arrive in any order, twice or late, and still leave everybody with the same text.
This package is the only place on the server that knows about them.

- `update` reads an update strictly before the document's library sees it: nothing but text in the one root.
- `field` is one field's document: checks an update, applies it, says what it means as plain splices.
- `docs` keeps the documents in use (`TextDocs`) and tries a group of edits on working copies (`Working`),
  so that a commit publishes them all and a failure leaves nothing behind.
- `typists` tells those who have a field open what the others typed.

Every field lives in *epochs*. An epoch begins with a document that the server seeds from plain text; the
seed's client id names it. A new epoch begins when the field is set as a whole: the document is forgotten and
loaded anew, with none of the old one's history. Documents of two epochs never mix: every character hangs on
the seed, so an update from another epoch has a gap and is refused as one.

All of it runs on one thread, the event loop's. It knows neither sessions nor permissions: who may open a
field and whether an edit is allowed is decided before anything here is called.
"""

from __future__ import annotations

from app.live.text.answers import (
    AlreadyHere,
    Checked,
    Splice,
    Sync,
    TextCode,
    TextKey,
    TextLimits,
    TextRefused,
)
from app.live.text.docs import TextDocs, TextStart, Working
from app.live.text.typists import Screen, Typists

__all__ = [
    "AlreadyHere",
    "Checked",
    "Screen",
    "Splice",
    "Sync",
    "TextCode",
    "TextDocs",
    "TextKey",
    "TextLimits",
    "TextRefused",
    "TextStart",
    "Typists",
    "Working",
]
