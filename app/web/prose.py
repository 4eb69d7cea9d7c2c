"""Markdown of a format, as HTML that may stand on a page: paragraphs, lists, emphasis and nothing else.

Formats are files that an organisation writes for itself; they are cleaned all the same, because nobody reads them for
what a browser could make of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from markupsafe import Markup

TAGS = {"p", "ul", "ol", "li", "strong", "em", "br", "h2", "h3", "blockquote"}


def prose(markdown: str) -> Markup:
    """`markdown` as clean HTML."""
    return Markup(_reader()(markdown).strip())  # noqa: S704  # nosec B704  # cleaned by the reader


@cache
def _reader() -> Callable[[str], str]:
    # Here and not at the head: a server is up before the first text is read.
    import nh3
    from markdown_it import MarkdownIt

    markup = MarkdownIt("commonmark", {"html": False})
    return lambda markdown: nh3.clean(markup.render(markdown), tags=TAGS, attributes={})
