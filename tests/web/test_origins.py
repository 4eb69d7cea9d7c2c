"""Under which names we answer, and from whose pages: exact lists, whatever a header looks like."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests.serving import Served, serving
from tests.web.conftest import Browser, Office

HTML = [Subprotocol("stratroom.html.1")]


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """With a lasting address, and a name that the administrator gave."""
    data = tmp_path_factory.mktemp("public") / "data"
    with serving(data, public_url="https://plans.example.org", hosts="Room.lan, stage") as served:
        yield served


def asks(served: Served, host: str, path: str = "/join") -> httpx.Response:
    return httpx.get(served.url + path, headers={"host": host}, timeout=60)


def names(served: Served) -> list[str]:
    port = urlsplit(served.url).port
    own = socket.gethostname()
    return [
        f"127.0.0.1:{port}", f"localhost:{port}", "LOCALHOST", f"[::1]:{port}", f"192.168.1.20:{port}", "10.0.0.7", own,
        f"{own}.local:{port}", "plans.example.org", "plans.example.org:443", "room.lan", f"ROOM.lan:{port}", "stage",
    ]  # fmt: skip


FOREIGN = [
    "evil.example", "plans.example.org.evil.example", "evil-plans.example.org", "localhost.evil.example", "room.lan.",
    "127.0.0.1.evil.example", "127.0.0.1@evil.example", "0x7f.1", "2130706433", "[::1", "a:b:c", "localhost:x",
    "me@127.0.0.1", "stage,evil", "",
]  # fmt: skip


def test_it_answers_to_its_own_names(public: Served) -> None:
    for host in names(public):
        assert asks(public, host).status_code == 200, host


@pytest.mark.parametrize("host", FOREIGN)
def test_it_answers_to_no_other_name(public: Served, host: str) -> None:
    """A page of evil.example whose name was made to point here would be of one origin with us."""
    answer = asks(public, host)
    assert answer.status_code == 421
    assert "does not go by this name" in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert asks(public, host, "/api/plans/any").json()["code"] == "wrong-host"


def test_a_request_with_two_names_has_none(public: Served) -> None:
    port = urlsplit(public.url).port
    assert port is not None
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(
            b"GET /join HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
        )
        assert line.makefile("rb").readline().split()[1] in (b"421", b"400")


def test_probes_ask_under_any_name(public: Served) -> None:
    assert asks(public, "stratroom.pods.internal", "/healthz").json() == {"status": "ok"}
    assert asks(public, "stratroom.pods.internal", "/readyz").status_code == 200


def origins(own: str) -> list[str]:
    host = own.removeprefix("http://")
    return [
        "https://evil.example", f"http://{host}.evil.example", f"http://{host}@evil.example", f"http://evil.example/{own}",
        "null", "", "http://127.0.0.1", "http://localhost", f"ftp://{host}", f"{own}/", f"{own} ",
        own.replace("http", "HTTP"), host, "https://plans.example.org.evil.example", "http://plans.example.org", "https://plans.example.org:444",
    ]  # fmt: skip


def test_forms_are_taken_from_our_own_pages_alone(office: Office) -> None:
    """The cookie comes along with every one of these."""
    for origin in origins(office.client.base_url.scheme + "://" + office.client.base_url.netloc.decode()):
        refused = office.client.post("/logout", headers={"origin": origin.strip()})
        if origin.strip() != office.server.url:
            assert refused.status_code == 403, origin
    assert office.get("roster").status_code == 200, "still logged in"


@pytest.mark.parametrize(
    ("site", "origin", "passes"),
    [
        ("same-origin", None, True),
        ("none", None, True),
        ("same-origin", "null", True),
        ("same-origin", "https://evil.example", False),
        ("same-site", None, False),
        ("cross-site", None, False),
        ("cross-site", "null", False),
        ("anything", None, False),
    ],
)
def test_what_a_browser_says_of_a_form_counts(
    office: Office, browser: Browser, site: str, origin: str | None, passes: bool
) -> None:
    client = httpx.Client(base_url=office.server.url, cookies=dict(office.client.cookies), timeout=60)
    headers = {"sec-fetch-site": site} | ({"origin": origin} if origin else {})
    with client:
        answer = client.post("/join", data={"code": "AAAAAA"}, headers=headers)
    assert (answer.status_code != 403) is passes


def test_who_sends_a_form_from_elsewhere_is_told_where_to_do_it(office: Office) -> None:
    headers = {"sec-fetch-site": "cross-site", "accept-language": "nl"}
    answer = httpx.post(f"{office.server.url}/join", data={"code": "AAAAAA"}, headers=headers, timeout=60)
    assert (answer.status_code, answer.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert "Open het adres dat het bord of de terminal toont" in answer.text


def test_sockets_are_opened_from_our_own_pages_alone(office: Office) -> None:
    url = f"ws{office.server.url.removeprefix('http')}/live/{office.plan}"
    cookie = {"cookie": "; ".join(f"{name}={value}" for name, value in office.client.cookies.items())}
    with connect(url, subprotocols=HTML, origin=Origin(office.server.url), additional_headers=cookie):
        pass
    for origin in origins(office.server.url):
        given = {**cookie, "origin": origin}
        if origin.strip() == office.server.url:
            continue
        with pytest.raises(InvalidStatus), connect(url, subprotocols=HTML, additional_headers=given):
            pass
    with pytest.raises(InvalidStatus), connect(url, subprotocols=HTML, additional_headers=cookie):
        pass


def test_a_socket_under_a_foreign_name_is_none(office: Office) -> None:
    port = urlsplit(office.server.url).port
    url = f"ws{office.server.url.removeprefix('http')}/live/{office.plan}"
    cookie = "; ".join(f"{name}={value}" for name, value in office.client.cookies.items())
    given = {"host": f"evil.example:{port}", "origin": f"http://evil.example:{port}", "cookie": cookie}
    with pytest.raises(InvalidStatus), connect(url, subprotocols=HTML, additional_headers=given):
        pass


def test_the_lasting_address_is_an_origin_of_ours(public: Served) -> None:
    given = {"origin": "https://plans.example.org", "cookie": "visitor=x"}
    taken = httpx.post(f"{public.url}/join", data={"code": "AAAAAA"}, headers=given, timeout=60)
    assert taken.status_code == 404
    given["origin"] = "http://plans.example.org"
    assert (
        httpx.post(f"{public.url}/join", data={"code": "AAAAAA"}, headers=given, timeout=60).status_code
        == 403
    )


def test_behind_a_proxy_it_is_the_proxys_scheme_that_counts(public: Served, tmp_path: Path) -> None:
    own = public.url.removeprefix("http://")
    for told, origin, status in (
        ("https", f"https://{own}", 404),
        ("https", f"http://{own}", 403),
        ("http", f"https://{own}", 404),
    ):
        given = {"origin": origin, "cookie": "visitor=x; __Host-visitor=x", "x-forwarded-proto": told}
        answer = httpx.post(f"{public.url}/join", data={"code": "AAAAAA"}, headers=given, timeout=60)
        assert answer.status_code == status, (told, origin)
