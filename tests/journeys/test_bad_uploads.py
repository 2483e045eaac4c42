"""One bad file at three doors (page, command, command with --json): a plain sentence, nothing kept, life goes on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from tests.cast import sign_in
from tests.cli.terminal import Terminal, settle, terminal_in_process
from tests.coverage.world import load
from tests.imports.books import xlsx_of
from tests.jobs.desk import work_off
from tests.journeys import hostile
from tests.journeys.desk import batch_of, everything, faults, portfolio_of, press, upload, words


@dataclass(frozen=True)
class Doors:
    """The product with its small portfolio, and the ways into it."""

    app: Flask
    client: FlaskClient
    terminal: Terminal
    folder: Path

    def written(self, name: str, data: bytes) -> Path:
        """The file, on disk for the command line."""
        path = self.folder / name
        path.write_bytes(data)
        return path

    def still_open(self) -> None:
        """The next good file comes in, on the page and by command."""
        batch = batch_of(upload(self.client, b"Code,Title\nG-1,Good\n", "good.csv"))
        assert press(self.client, f"/imports/{batch}", f"/imports/{batch}/apply").status_code == 303
        assert self.terminal("undo", batch).status == 0


@pytest.fixture
def doors(
    app: Flask,
    database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Doors:
    load(app)
    settle(database_url, tmp_path, monkeypatch)
    return Doors(app, sign_in(app, Role.MANAGER), terminal_in_process(capsys), tmp_path)


@pytest.mark.parametrize("case", hostile.UNREADABLE)
def test_a_file_that_cannot_be_read_is_refused_at_every_door(doors: Doors, case: str) -> None:
    name, make, part = hostile.UNREADABLE[case]
    data = make()
    path = doors.written(name, data)
    before = everything(doors.app)
    answer = upload(doors.client, data, name)
    assert answer.status_code == 422
    said = words(answer)
    refused = doors.terminal("import", path).refused(part)
    assert refused in said, "page and command say the same"
    assert doors.terminal("import", path, "--json", "--apply").refused() == refused
    assert everything(doors.app) == before
    doors.still_open()


@pytest.mark.parametrize("case", hostile.TABLELESS)
def test_a_file_without_a_table_brings_nothing_in_at_any_door(doors: Doors, case: str) -> None:
    name, make, part = hostile.TABLELESS[case]
    data = make()
    path = doors.written(name, data)
    before, projects = everything(doors.app), portfolio_of(doors.app)
    refused = doors.terminal("import", path, "--apply").refused(part)
    said = doors.terminal("import", path, "--apply", "--json")
    assert (said.status, said.err.strip()) == (2, refused)
    assert json.loads(said.out)["rows"] == []
    assert everything(doors.app) == before
    answer = upload(doors.client, data, name)
    if answer.status_code == 303:
        assert answer.location == f"/imports/{batch_of(answer)}/columns", "the page asks where the table is"
        assert refused.split(". ")[0] in words(doors.client.get(answer.location))
    else:
        assert answer.status_code == 422
        assert refused in words(answer)
    assert portfolio_of(doors.app) == projects
    doors.still_open()


def test_a_million_rows_of_formats_are_one_project(doors: Doors) -> None:
    data = hostile.styled_rows()
    counts = doors.terminal("import", doors.written("styles.xlsx", data), "--json").data["counts"]
    assert (counts["create"], counts["rejected"]) == (1, 0)
    batch = batch_of(upload(doors.client, data, "styles.xlsx"))
    work_off(doors.app)  # a million rows, be they empty, are read in the background
    assert "Adds 1 project" in words(doors.client.get(f"/imports/{batch}"))


def test_a_broken_reference_is_named_by_its_cell_at_every_door(doors: Doors) -> None:
    rows = [["A-1", "#REF!", 5, "EUR"], ["A-2", "Beta", "#REF!", "EUR"]]
    data = xlsx_of([["Code", "Title", "Budget", "Currency"], *rows])
    path = doors.written("refs.xlsx", data)
    before = portfolio_of(doors.app)
    aloud = doors.terminal("import", path, "--apply")
    assert (aloud.status, aloud.err) == (1, "")
    said = doors.terminal("import", path, "--apply", "--json")
    assert said.status == 1
    rows = {row["row"]: row for row in json.loads(said.out)["rows"]}
    assert [(one["cell"], one["value"]) for one in rows[2]["problems"]] == [("B2", "#REF!")]
    assert [(one["cell"], one["value"]) for one in rows[3]["problems"]] == [("C3", "#REF!")]
    assert (rows[2]["outcome"], rows[3]["outcome"]) == ("rejected", "create")
    page = words(doors.client.get(f"/imports/{batch_of(upload(doors.client, data, 'refs.xlsx'))}"))
    for cell in ("B2", "#REF!", "All or nothing"):
        assert cell in page
    assert "B2" in aloud.out
    assert portfolio_of(doors.app) == before


@pytest.mark.parametrize("name", hostile.NAMES, ids=range(len(hostile.NAMES)))
def test_a_hostile_name_is_only_ever_a_text(doors: Doors, name: str) -> None:
    answer = upload(doors.client, b"Code,Title\nA-1,Alpha\n", name)
    if answer.status_code == 422:
        assert "Choose a file." in words(answer)
        return
    batch = batch_of(answer)
    page = doors.client.get(f"/imports/{batch}")
    assert page.status_code == 200
    assert hostile.NAMES[name] in words(page)
    assert "<script>alert" not in page.get_data(as_text=True)
    assert press(doors.client, f"/imports/{batch}", f"/imports/{batch}/apply").status_code == 303
    for address in (f"/imports/{batch}/file", f"/imports/{batch}/receipt.json"):
        answer = doors.client.get(address)
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("attachment; ")
        assert not {"/", "\\", "\r", "\n", "<"} & set(disposition)
        assert "Set-Cookie" not in answer.headers
    assert hostile.NAMES[name] in words(doors.client.get("/imports"))
    assert {path.name for path in doors.folder.iterdir()} <= {"portfolio.sqlite", "instance"} | {
        f"portfolio.sqlite{ending}" for ending in ("-wal", "-shm", ".lock")
    }
    assert faults(doors.app) == []


def test_an_upload_past_the_limit_is_refused_before_it_is_read(doors: Doors) -> None:
    before, most = everything(doors.app), doors.app.config["SETTINGS"].upload_mib
    answer = upload(doors.client, b"x" * ((most + 2) * 2**20), "large.csv")
    assert answer.status_code == 413
    assert "Traceback" not in words(answer)
    done = doors.terminal("import", doors.written("large.csv", b"Code,Title\n" + b"x" * ((most + 1) * 2**20)))
    done.refused("bytes")
    assert everything(doors.app) == before
    doors.still_open()


@pytest.mark.parametrize("form", [{}, {"file": ""}, {"mode": "replace"}, {"rows": "none"}], ids=str)
def test_an_upload_form_that_no_browser_would_send_is_refused(doors: Doors, form: dict[str, str]) -> None:
    before = everything(doors.app)
    page = doors.client.get("/imports/new").get_data(as_text=True)
    token = page.split('name="csrf_token"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
    assert doors.client.post("/imports/new", data={"csrf_token": token, **form}).status_code == 422
    assert everything(doors.app) == before
