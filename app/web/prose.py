"""Markdown of a format, as HTML that may stand on a page: paragraphs, lists, emphasis and nothing else.

Formats are files that an organisation writes for itself; they are cleaned all the same, because nobody reads them for
what a browser could make of them.
"""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "ul", "ol", "li", "strong", "em", "br", "h2", "h3", "blockquote"}

_reader = MarkdownIt("commonmark", {"html": False})


def prose(markdown: str) -> Markup:
    """`markdown` as clean HTML."""
    clean = nh3.clean(_reader.render(markdown), tags=TAGS, attributes={})
    return Markup(clean.strip())  # noqa: S704  cleaned in the line above
