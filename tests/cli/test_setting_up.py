"""From nothing to a running product: init, demo, people, check, serve, as an operator types them."""

from __future__ import annotations

import io
import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.cli.terminal import PROGRAM, Terminal, program_environment, run_program, terminal_in_process
from tests.forgery import forge


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder that `portfolio init` has made, by the program itself; shared by the tests of this file."""
    folder = tmp_path_factory.mktemp("set-up") / "instance"
    done = run_program(folder, "init")
    assert (done.status, done.out, done.err) == (0, "The database is ready.\n", "")
    return folder


def test_from_init_to_a_portfolio_that_holds(
    instance: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `portfolio init` of the program made is filled, checked and read back in this process."""
    monkeypatch.setenv("PORTFOLIO_INSTANCE", str(instance))
    terminal = terminal_in_process(capsys)
    assert terminal("demo").out == "The demo portfolio is loaded: 72 projects added, 0 changed.\n"
    before = terminal("export", "projects").data
    assert terminal("init").out == "The database is ready.\n"
    assert terminal("demo").out == "The demo portfolio is loaded: 0 projects added, 0 changed.\n"
    assert "was not loaded" in terminal("demo", "--if-empty").out
    assert terminal("export", "projects").data == before
    assert terminal("check", "--json").data == {"faults": []}
    workbook = terminal("export", "projects", "--format", "xlsx", "-o", instance / "all.xlsx")
    assert (workbook.status, workbook.out) == (0, "")
    counts = terminal("import", instance / "all.xlsx", "--json").data["counts"]
    assert counts == {
        "create": 0, "update": 0, "unchanged": 72, "conflict": 0, "rejected": 0, "skipped": 0,
    }  # fmt: skip
    assert (instance / "secret_key").stat().st_mode & 0o077 == 0


def test_demo_if_empty_fills_an_empty_portfolio(terminal: Terminal) -> None:
    assert "72 projects added" in terminal("demo", "--if-empty").out
    projects = terminal("export", "projects").data["projects"]
    assert len(projects) == 72
    assert {project["visibility"] for project in projects} == {"public"}


def test_a_workbook_on_standard_output_is_a_workbook(instance: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "export", "projects", "--format", "xlsx"],
        capture_output=True,
        env=program_environment(instance),
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith(b"PK\x03\x04")
    assert done.stderr == b""


def test_a_reader_that_stops_reading_is_no_error(instance: Path) -> None:
    command = " ".join(f"'{word}'" for word in PROGRAM)
    done = subprocess.run(
        ["sh", "-c", f"{command} coverage --columns country --format json | head -c 10"],
        capture_output=True,
        env=program_environment(instance),
        timeout=60,
        check=True,
    )
    assert len(done.stdout) == 10
    assert b"Traceback" not in done.stderr


def test_a_terminal_without_utf_8_gets_its_report(instance: Path) -> None:
    done = run_program(instance, "gaps", LC_ALL="C", LANG="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (done.status, done.err) == (0, "")


def test_a_broken_change_log_is_found_and_named(terminal: Terminal, database_url: str) -> None:
    assert terminal("check").out == "All data, links and the change log's hash chain hold.\n"
    forge(database_url, "UPDATE change_log SET actor_label = 'nobody' WHERE position = 2")
    done = terminal("check")
    assert (done.status, done.err) == (1, "")
    assert "Change 2 was altered after it was written." in done.out
    said = terminal("check", "--json")
    assert said.status == 1
    assert json.loads(said.out)["faults"]


def test_a_person_is_added_with_a_link_or_a_password(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    done = terminal("user", "add", "Amara@Example.org", "--role", "planner", "--name", "Amara")
    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("amara@example.org is added as planner.\n")
    assert re.search(r"/sign-in/once/[\w-]{40,}\n$", done.out)
    terminal("user", "add", "amara@example.org", "--role", "viewer").refused("already")
    monkeypatch.setattr("sys.stdin", io.StringIO("a long enough password\n"))
    done = terminal("user", "add", "bo@example.org", "--role", "manager", "--password-stdin")
    assert (done.status, done.out) == (0, "bo@example.org is added as project manager.\n")
    for password in ("short\n", "", "\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(password))
        terminal("user", "add", "dana@example.org", "--role", "viewer", "--password-stdin").refused("password")
