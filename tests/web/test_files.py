"""Files that pages name: addresses that change with them, packed, joined; and the signs that screens have a face for."""

from __future__ import annotations

import asyncio
import gzip
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from fontTools.ttLib import TTFont

from app.web.files import ASK_AGAIN, FOR_GOOD, STATIC, Files, files
from app.web.joined import joined

ROOT = STATIC.parent


def get(app: Files, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    """As behind its mount."""

    async def behind(scope: Any, receive: Any, send: Any) -> None:
        await app({**scope, "root_path": "/static"}, receive, send)

    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(app=behind)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            client.headers.pop("accept-encoding")
            return await client.request(method, path, headers=headers)

    return asyncio.run(asked())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for place, words in {
        "main.js": 'import { one } from "./own/one.js";\nexport const two = one + 1;\n',
        "own/one.js": "export const one = 1;\n",
        "css/page.css": ".a { color: red }\n" * 50,
        "secret.txt.bak": "not for anybody",
    }.items():
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(words)
    return tmp_path


def test_a_file_is_kept_for_good_under_an_address_that_changes_with_any_of_them(folder: Path) -> None:
    before = Files(folder)
    address = before.address("css/page.css")
    assert get(before, address).headers["cache-control"] == FOR_GOOD
    (folder / "own" / "one.js").write_text("export const one = 100;\n")
    after = Files(folder)
    assert after.address("css/page.css") != address
    # A page that was open meanwhile gets what there is now, and asks again the next time.
    late = get(after, before.address("main.js"))
    assert "100" in late.text
    assert late.headers["cache-control"] == ASK_AGAIN
    assert get(after, "/static/main.js").text == (folder / "main.js").read_text()


def test_who_has_it_already_is_sent_nothing(folder: Path) -> None:
    app = Files(folder)
    first = get(app, "/static/css/page.css")
    again = get(app, "/static/css/page.css", **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_who_takes_it_gets_it_packed(folder: Path) -> None:
    app = Files(folder)
    packed = get(app, "/static/css/page.css", **{"accept-encoding": "gzip, br"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.headers["vary"] == "accept-encoding"
    assert int(packed.headers["content-length"]) < len(packed.content) == 900
    assert "content-encoding" not in get(app, "/static/css/page.css").headers


@pytest.mark.parametrize(
    "path", ["secret.txt.bak", "../app/main.py", "css/", "", "~000000000000/nothing.js", "own"]
)
def test_there_is_nothing_else(folder: Path, path: str) -> None:
    assert get(Files(folder), f"/static/{path}").status_code == 404


def test_nobody_puts_anything_there(folder: Path) -> None:
    assert get(Files(folder), "/static/main.js", "POST").status_code == 405
    head = get(Files(folder), "/static/main.js", "HEAD")
    assert (head.status_code, head.content) == (200, b"")


def test_who_asks_for_a_socket_where_files_are_is_hung_up_on(folder: Path) -> None:
    said: list[Any] = []

    async def asked() -> None:
        async def receive() -> Any:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            said.append(message)

        scope = {"type": "websocket", "path": "/static/main.js", "root_path": "/static", "headers": []}
        await Files(folder)(scope, receive, send)

    asyncio.run(asked())
    assert [each["type"] for each in said] == ["websocket.close"]


def test_a_script_comes_with_all_that_it_imports_each_once_and_in_order() -> None:
    modules = {
        "page.js": 'import { b } from "./deep/b.js";\nimport "./deep/c.js";\nconst own = 1;\nexport { own };\n',
        "deep/b.js": 'import { c as named } from "./c.js";\nexport const b = named;\nexport class B {}\n',
        "deep/c.js": 'import * as Y from "../vendor/y.js";\nexport const c = () => import("../later.js");\n',
    }
    whole = joined(modules, "page.js")
    assert whole.startswith('import * as $foreign0 from "./vendor/y.js";\n')
    assert whole.count("import(") == 1
    assert 'import("./later.js")' in whole
    order = [
        whole.index(words) for words in ("const c =", "const { c: named } =", "class B", "const { b } =")
    ]
    assert order == sorted(order)
    assert whole.count("const c =") == 1
    assert whole.rstrip().endswith("export const { own } = $2;")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('import { gone } from "./other.js";', "not exported"),
        ('import { x } from "./nowhere.js";', "not there"),
        ('import { page } from "./page.js";', "imports itself"),
        ("export default 1;", "not understood"),
        ('export * from "./other.js";', "not understood"),
        ("export let counted = 1;", "not understood"),
        ('import whole from "./other.js";', "not understood"),
        ("await Promise.resolve();", "not understood"),
        ("const here = import.meta.url;", "not understood"),
    ],
)
def test_a_script_that_cannot_be_joined_stops_the_start(source: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        joined({"page.js": source + "\n", "other.js": "export const other = 1;\n"}, "page.js")


def test_every_script_that_a_page_names_is_there() -> None:
    named = set()
    for template in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r"static\('([^']+)'\)", template.read_text()))
    assert {"phone.js", "board.js", "console.js", "css/tokens.css"} <= named
    for path in named:
        assert files().address(path).endswith(path)


def test_no_page_names_a_file_without_its_version() -> None:
    found = [path for path in (ROOT / "templates").rglob("*.html") if '"/static/' in path.read_text()]
    assert found == []


@pytest.mark.parametrize("style", ["Upright", "Italic"])
def test_screens_have_the_signs_that_the_product_says_and_its_style_sheet_knows_which(style: str) -> None:
    near = set(TTFont(STATIC / "fonts" / f"Screen-{style}.woff2").getBestCmap())
    full = set(TTFont(STATIC / "fonts" / f"SourceSans3VF-{style}.woff2").getBestCmap())
    for sheet in ("face.css", "face-still.css"):
        told = (STATIC / "css" / sheet).read_text()
        ranges = {
            file: _signs(listed)
            for file, listed in re.findall(r'fonts/([^"]+)\.woff2"[^}]*unicode-range: ([^;]+);', told)
        }
        assert full & ranges[f"Screen-{style}"] == near
        assert full & ranges[f"SourceSans3VF-{style}"] == full - near
    said = "".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
    said += (ROOT / "app" / "i18n" / "nl.po").read_text()
    missing = {sign for sign in said if ord(sign) > 126 and ord(sign) in full} - {chr(each) for each in near}
    assert missing == set()


def _signs(listed: str) -> set[int]:
    found: set[int] = set()
    for each in listed.replace("U+", "").split(","):
        first, _, last = each.strip().partition("-")
        found |= set(range(int(first, 16), int(last or first, 16) + 1))
    return found


def test_packed_files_are_the_same() -> None:
    for path in ("phone.js", "css/phone.css"):
        file = files()._files[path]
        assert file.packed is not None
        assert gzip.decompress(file.packed) == file.plain
