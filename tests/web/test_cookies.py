"""Cookies: out of scripts' reach, and over TLS bound to this very host."""

from __future__ import annotations

import datetime
import ipaddress
import re
import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.serving import Served, serving
from tests.web.conftest import PASSWORD, Browser, Office, add_account

LOGIN = "eva@meridian.test"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """For 127.0.0.1, signed by itself; and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "room")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return cert, private


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory, certificate: tuple[Path, Path]) -> Iterator[Served]:
    """A server that speaks TLS itself."""
    data = tmp_path_factory.mktemp("sealed") / "data"
    with serving(data, tls_cert=certificate[0], tls_key=certificate[1]) as served:
        add_account(served, LOGIN, "Eva Gruber")
        yield served


@pytest.fixture
def over_tls(sealed: Served, certificate: tuple[Path, Path]) -> Iterator[httpx.Client]:
    url = sealed.url.replace("http:", "https:")
    trusted = ssl.create_default_context.__wrapped__(cafile=certificate[0])  # type: ignore[attr-defined]
    with httpx.Client(base_url=url, headers={"origin": url}, timeout=60, verify=trusted) as client:
        yield client


def given(answer: httpx.Response) -> dict[str, set[str]]:
    """Name of each cookie that was set → what is said of it, in small letters."""
    found = {}
    for line in answer.headers.get_list("set-cookie"):
        name, _, rest = line.partition("=")
        found[name] = {part.strip().lower() for part in rest.split(";")[1:]}
    return found


def logs_in(client: httpx.Client) -> httpx.Response:
    return client.post("/login", data={"login": LOGIN, "password": PASSWORD})


def test_over_tls_every_cookie_is_this_hosts_alone(over_tls: httpx.Client) -> None:
    answers = [
        logs_in(over_tls),
        over_tls.get("/join?lang=nl"),
        over_tls.get("/board"),
        over_tls.post("/logout"),
    ]
    cookies = [each for answer in answers for each in given(answer).items()]
    assert {name for name, _ in cookies} == {
        "__Host-account", "__Host-visitor", "__Host-language", "__Host-board",
    }  # fmt: skip
    for name, said in cookies:
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= said, name
        assert not [part for part in said if part.startswith("domain")], name
    assert "max-age=31536000" in answers[0].headers["strict-transport-security"]


def test_over_tls_no_other_cookie_counts(over_tls: httpx.Client) -> None:
    """Somebody who answers for http://… or for a neighbouring name can set those."""
    token = re.match(r"__Host-account=([^;]+)", logs_in(over_tls).headers["set-cookie"])
    assert token is not None
    over_tls.cookies.clear()
    slipped = over_tls.get("/account", headers={"cookie": f"account={token[1]}"})
    assert slipped.headers["location"].startswith("/login")
    own = over_tls.get("/account", headers={"cookie": f"__Host-account={token[1]}"})
    assert own.status_code == 200


def test_behind_a_proxy_that_speaks_tls_it_is_the_same(browser: Browser) -> None:
    answer = browser().get("/join", headers={"x-forwarded-proto": "https"})
    assert {"secure", "httponly"} <= given(answer)["__Host-visitor"]


def test_in_a_room_without_tls_cookies_are_plain_and_out_of_scripts_reach(
    office: Office, browser: Browser
) -> None:
    person = office.adds("Bram Visser", "Netherlands")
    phone = browser()
    answer = phone.post(office.way("join"), data={"person": person}, follow_redirects=False)
    said = given(answer)[f"seat_{office.plan}"]
    assert {"httponly", "samesite=lax", "path=/"} <= said
    assert "secure" not in said
    left = phone.post(f"/p/{office.plan}/leave", follow_redirects=False)
    assert "max-age=0" in given(left)[f"seat_{office.plan}"]


@pytest.mark.parametrize("plan", ["%00", "a%3Bb", "%22%22", "na%C3%AFve", "a=b", "%0d%0ax%3A y"])
def test_what_was_never_a_cookies_name_is_none_to_forget(browser: Browser, plan: str) -> None:
    for path in (f"/p/{plan}/leave", f"/p/{plan}/wait/leave"):
        assert browser().post(path, follow_redirects=False).status_code == 303
