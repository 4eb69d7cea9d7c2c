"""A page being printed reaches style sheets and fonts of ours, nothing else on this machine or any other."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.documents.orders import PrintOrder
from app.documents.press import STATIC, Press, RenderFailed
from app.documents.shelf import ORIGIN, NotOnTheShelf, Shelf

ELSEWHERE = [
    "file:///etc/passwd",
    "http://127.0.0.1:9/leak",
    "https://example.org/style.css",
    "https://shelf.invalid.example.org/css/paper.css",
    "ftp://127.0.0.1/x.css",
    "data:text/css,p{color:red}",
    ORIGIN + "../app/settings.py",
    ORIGIN + "css/../../README.md",
    ORIGIN + "css/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    ORIGIN + "%2fetc%2fpasswd",
    ORIGIN + "fonts/OFL.txt",
    ORIGIN + "css/",
    ORIGIN + "css/missing.css",
]
FONT = ORIGIN + "fonts/SourceSans3VF-Upright.woff2"


@pytest.mark.parametrize("url", ELSEWHERE)
def test_the_shelf_refuses_what_is_not_on_it(url: str) -> None:
    with pytest.raises(NotOnTheShelf):
        Shelf(STATIC).fetch(url)


@pytest.mark.parametrize(
    "path", ["../outside.css", "%2e%2e/outside.css", "link.css", "css/../../outside.css"]
)
def test_a_style_sheet_beside_the_shelf_is_not_on_it(tmp_path: Path, path: str) -> None:
    (tmp_path / "static" / "css").mkdir(parents=True)
    (tmp_path / "outside.css").write_text("p { color: red }")
    (tmp_path / "static" / "link.css").symlink_to(tmp_path / "outside.css")
    with pytest.raises(NotOnTheShelf):
        Shelf(tmp_path / "static").fetch(ORIGIN + path)


def test_the_shelf_serves_what_documents_need() -> None:
    assert b"@page" in Shelf(STATIC).fetch(ORIGIN + "css/paper.css").read()
    font = Shelf(STATIC).fetch(FONT)
    assert font.content_type == "font/ttf"
    assert font.read()[:4] == b"\0\1\0\0"


def test_a_font_is_unpacked_for_the_first_document_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    first = Shelf(STATIC).fetch(FONT).read()
    monkeypatch.setattr("fontTools.ttLib.woff2.decompress", lambda *_: pytest.fail("unpacked again"))
    assert Shelf(STATIC).fetch(FONT).read() == first


@pytest.mark.parametrize(
    "markup",
    [
        '<img src="file:///etc/passwd" alt="x">',
        '<link rel="stylesheet" href="../../etc/passwd">',
        '<svg viewBox="0 0 9 9"><image href="http://127.0.0.1:9/x.png" width="9" height="9"/></svg>',
        '<p style="background: url(file:///etc/hostname)">x</p>',
        '<link rel="attachment" href="file:///etc/passwd">',
    ],
)
def test_a_page_that_asks_for_anything_else_is_not_printed(press: Press, markup: str) -> None:
    html = f'<!doctype html><html lang="en"><title>x</title>{markup}'
    order = PrintOrder(html, b"{}", "content", "id", "en", 0)
    with pytest.raises(RenderFailed) as failed:
        press.carry_out(order)
    assert failed.value.trouble == "not-on-the-shelf"
