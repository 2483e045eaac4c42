"""`portfolio serve` as a program: it says where it is, lets its administrator in once, and ends when asked."""

from __future__ import annotations

import http.client
import re
import selectors
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest

from tests.cli.terminal import PROGRAM, program_environment, run_program

LINE = re.compile(r"Cyber Portfolio is at (http://\S+)(?: - sign in once as administrator: (http://\S+))?\n")
PATIENCE = 60


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(instance: Path, *words: str) -> Iterator[tuple[subprocess.Popen[bytes], str, str | None]]:
    """A running `portfolio serve`: the process, its address, the one-time link."""
    with subprocess.Popen(
        [*PROGRAM, "serve", "--port", str(free_port()), *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=program_environment(instance),
    ) as process:
        try:
            assert process.stdout is not None
            with selectors.DefaultSelector() as waiting:
                waiting.register(process.stdout, selectors.EVENT_READ)
                assert waiting.select(PATIENCE), "the server said nothing"
            found = LINE.fullmatch(process.stdout.readline().decode())
            assert found is not None
            yield process, found[1], found[2]
        finally:
            process.kill()


def _asked(address: str, method: str = "GET", body: str | None = None, cookie: str = "") -> http.client.HTTPResponse:
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    headers = {"Cookie": cookie, "Connection": "close"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, parts.path or "/", body, headers)
    answer = connection.getresponse()
    answer.text = answer.read().decode()  # type: ignore[attr-defined]
    connection.close()
    return answer


def _cookies(answer: http.client.HTTPResponse) -> str:
    return "; ".join(value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie")


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance that all tests of this file serve, one after the other."""
    folder = tmp_path_factory.mktemp("served") / "instance"
    assert run_program(folder, "init").status == 0
    return folder


def test_the_printed_link_signs_the_administrator_in_once(instance: Path) -> None:
    with serving(instance, "--sign-in-link") as (_, address, link):
        assert link is not None
        assert link.startswith(f"{address}/sign-in/once/")
        page = _asked(link)
        assert page.status == 200
        token = page.text.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]  # type: ignore[attr-defined]
        body = urlencode({"csrf_token": token})
        signed_in = _asked(link, "POST", body, _cookies(page))
        assert signed_in.status == 303
        assert _asked(f"{address}/people", cookie=_cookies(signed_in)).status == 200
        assert _asked(link, "POST", body, _cookies(page)).status in (400, 404, 422)
        assert _asked(f"{address}/", cookie="").status == 303


@pytest.mark.parametrize("asked", [signal.SIGINT, signal.SIGTERM])
def test_the_server_ends_when_it_is_asked_to(instance: Path, asked: signal.Signals) -> None:
    with serving(instance) as (process, address, link):
        assert link is None
        assert _asked(f"{address}/sign-in").status == 200
        process.send_signal(asked)
        assert process.wait(PATIENCE) in (0, -asked)


@pytest.mark.parametrize("host", ["", "203.0.113.7"])
def test_an_address_that_nothing_can_listen_on_is_one_sentence(instance: Path, host: str) -> None:
    run_program(instance, "serve", "--host", host, "--port", free_port()).refused("Nothing can listen on")


def test_a_port_that_is_taken_is_one_sentence(instance: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        run_program(instance, "serve", "--port", taken.getsockname()[1]).refused("in use")
