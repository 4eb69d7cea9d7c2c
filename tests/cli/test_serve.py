"""What somebody sees who types `stratroom serve` on a laptop."""

from __future__ import annotations

import contextlib
import resource
import signal
import socket
import subprocess
import urllib.request

import pytest

from app import __version__
from app.cli.serve import reachable_urls
from app.network import addresses
from app.settings import Settings
from tests.cli.conftest import Terminal


def first_url(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("Stratroom: "), line + (process.stderr.read() if process.stderr else "")
    return line.removeprefix("Stratroom: ").strip()


def test_it_says_where_it_is_and_answers_there(stratroom: Terminal) -> None:
    process = stratroom("serve", "--host", "127.0.0.1", "--port", "0")
    url = first_url(process)
    assert process.stdout is not None
    with urllib.request.urlopen(f"{url}/healthz", timeout=60) as answer:
        assert answer.status == 200
        assert "server" not in answer.headers
    assert "▄▄▄▄▄" in process.stdout.readline() + process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=60) == 0, "to be asked to stop is no accident"


def test_a_room_is_larger_than_the_files_that_a_shell_allows(stratroom: Terminal) -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    few = 256
    resource.setrlimit(resource.RLIMIT_NOFILE, (few, hard))
    try:
        process = stratroom("serve", "--host", "127.0.0.1", "--port", "0")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_soft, hard))
    first_url(process)
    assert resource.prlimit(process.pid, resource.RLIMIT_NOFILE)[0] > few


def test_the_lasting_address_comes_first(stratroom: Terminal) -> None:
    process = stratroom(
        "serve", "--host", "127.0.0.1", "--port", "0", "--public-url", "https://plans.example/"
    )
    assert first_url(process) == "https://plans.example"
    assert first_url(process).startswith("http://127.0.0.1:")


def test_without_tls_it_says_that_others_can_read_along(stratroom: Terminal) -> None:
    open_to_all = stratroom("serve", "--port", "0", LANG="nl_NL.UTF-8")
    assert open_to_all.stdout is not None
    said = ""
    while "TLS" not in said:
        line = open_to_all.stdout.readline()
        assert line, "it stopped without saying so"
        said += line
    assert "meelezen" in said


def test_a_taken_port_is_said_in_words(stratroom: Terminal) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        process = stratroom("serve", "--host", "127.0.0.1", STRATROOM_PORT=str(port))
        said = process.communicate(timeout=60)[1]
    assert process.returncode == 69
    assert said.strip() == f"Port {port} is taken. Stop the other program or choose --port."


def test_a_second_server_on_the_same_folder_is_told_who_has_it(stratroom: Terminal) -> None:
    first = stratroom("serve", "--host", "127.0.0.1", "--port", "0")
    first_url(first)
    second = stratroom("serve", "--host", "127.0.0.1", "--port", "0")
    said = second.communicate(timeout=60)[1]
    assert second.returncode == 69
    assert f"in use by process {first.pid}" in said
    assert "Traceback" not in said


def test_a_database_that_does_not_answer_is_said_in_words(stratroom: Terminal) -> None:
    process = stratroom("serve", "--port", "0", "--db", "postgresql://nobody@127.0.0.1:1/none")
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 69, said
    assert said.strip() == "The database does not answer. Is it running, and is --db right?"


def test_a_data_folder_that_cannot_be_made_is_said_in_words(stratroom: Terminal) -> None:
    process = stratroom("serve", "--port", "0", "--data", "/proc/stratroom")
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 69, said
    assert said.startswith("Cannot use /proc/stratroom")


@pytest.mark.parametrize(
    ("options", "environment", "named"),
    [
        (["--port", "70000"], {}, "port"),
        ([], {"STRATROOM_PORT": "eighty"}, "port"),
        ([], {"STRATROOM_PUBLIC_URL": "plans.example"}, "public_url"),
        (["--db", "mysql://localhost/plans"], {}, "begins with postgresql://"),
        (["--tls-cert", "here.pem"], {}, "tls_cert and tls_key go together"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    stratroom: Terminal, options: list[str], environment: dict[str, str], named: str
) -> None:
    process = stratroom("serve", *options, **environment)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 78, said
    assert named in said
    assert "Traceback" not in said


def test_empty_variables_are_as_if_they_were_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRATROOM_PUBLIC_URL", "")
    assert Settings().public_url is None


def test_it_knows_its_version(stratroom: Terminal) -> None:
    assert stratroom("--version").communicate(timeout=60)[0] == f"stratroom {__version__}\n"


def test_listening_everywhere_tells_every_address_and_this_machine_last() -> None:
    urls = reachable_urls(Settings(host="0.0.0.0"), 8400)
    assert urls == [*(f"http://{each.ip}:8400" for each in addresses()), "http://127.0.0.1:8400"]
    assert reachable_urls(Settings(host="::1"), 8400) == ["http://[::1]:8400"]
