"""Other lists through the pages: chosen or recognised, matched, checked, applied, taken back, with words for each."""

from __future__ import annotations

import io
from html import unescape

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from imports.kinds import KINDS
from portfolio.core.terms import Role
from tests.cast import sign_in, token_of
from tests.imports.books import csv_of

BODIES = csv_of("Organisation;Sigle;Type;Pays", "Alpha Body;AB;government;Kenya", "Beta Body;BB;collective;KE")
RATES = csv_of("Date,USD,JPY", "2024-01-02,1.0956,155.1", "2024-01-03,1.0919,x")


def send(client: FlaskClient, data: bytes, kind: str = "", name: str = "list.csv", rows: str = "good") -> str:
    """Upload a file; gives the address of the page that it leads to."""
    token = token_of(client, "/imports/new")
    given = {"csrf_token": token, "mode": "both", "rows": rows, "kind": kind, "file": (io.BytesIO(data), name)}
    answer = client.post("/imports/new", data=given, content_type="multipart/form-data")
    assert answer.status_code == 303, unescape(answer.text)
    return str(answer.location)


def press(client: FlaskClient, page: str, address: str, **given: object) -> str:
    """Send a form of the page; gives the text of the page that it leads to."""
    text = client.get(page).text
    version = text.split('name="version" value="', 1)
    if len(version) > 1:
        given.setdefault("version", version[1].split('"', 1)[0])
    answer = client.post(address, data={"csrf_token": token_of(client, page), **given}, follow_redirects=True)
    assert answer.status_code == 200, unescape(answer.text)
    return unescape(answer.text)


def test_a_list_of_organisations_goes_all_the_way_and_back(sqlite_app: Flask) -> None:
    client = sign_in(sqlite_app, Role.PLANNER)
    assert send(client, BODIES) == "/imports/1/columns"
    columns = unescape(client.get("/imports/1/columns").text)
    assert "By their headings, the rows are read as organisations." in columns
    assert '<option value="organisations" selected>' in columns
    assert "What does “collective” mean?" in columns
    chosen = {"field-0": "name", "field-1": "acronym", "field-2": "kind", "field-3": "country"}
    checked = press(client, "/imports/1/columns", "/imports/1/columns", **chosen, **{"answer-kind:collective": "22"})
    assert "Adds 2 organisations; deletes nothing." in checked
    assert "National NGO" in checked
    done = press(client, "/imports/1", "/imports/1/apply")
    assert "Added 2 organisations; deleted nothing." in done
    assert "2 added organisations would be removed" in done
    back = press(client, "/imports/1/receipt", "/imports/1/undo")
    assert "Taken back: 2 added organisations removed, 0 changed ones reversed" in back
    assert "import 1, organisations" in client.get("/imports").text


def test_a_wide_table_shows_the_value_under_each_heading(sqlite_app: Flask) -> None:
    client = sign_in(sqlite_app, Role.ADMINISTRATOR)
    assert send(client, RATES, "rates") == "/imports/1"
    page = unescape(client.get("/imports/1?tab=create").text)
    assert "Adds 3 exchange rates; deletes nothing." in page
    assert "<dt>USD</dt>" in page
    assert "“x” is not a number." in page
    assert "C3" in page
    for address in ("/imports/1/columns", "/imports/1/marked.xlsx"):
        assert client.get(address).status_code == 200


def test_what_was_recognised_can_be_chosen_otherwise_on_the_columns_page(sqlite_app: Flask) -> None:
    client = sign_in(sqlite_app, Role.PLANNER)
    send(client, csv_of("Name,Acronym,Type,Country,Homepage", "Alpha,AL,x,KE,https://a.example"))
    assert "read as organisations" in client.get("/imports/1/columns").text
    text = press(client, "/imports/1/columns", "/imports/1/columns", kind="projects")
    assert '<option value="projects" selected>' in text
    assert "Places" in text
    assert "import 1, projects" in client.get("/imports").text


def test_a_person_is_offered_what_the_role_allows_and_no_more(sqlite_app: Flask) -> None:
    manager = sign_in(sqlite_app, Role.MANAGER)
    page = unescape(manager.get("/imports/new").text)
    assert "One row is one project" in page
    assert "Exchange rates:" not in page
    assert manager.get("/imports/template.xlsx?kind=rates").status_code == 403
    assert manager.get("/imports/stored/organisations.xlsx").status_code == 403
    token = token_of(manager, "/imports/new")
    given = {"csrf_token": token, "mode": "both", "rows": "good", "kind": "rates", "file": (io.BytesIO(RATES), "r.csv")}
    assert manager.post("/imports/new", data=given, content_type="multipart/form-data").status_code == 422
    assert send(manager, RATES) == "/imports/1/columns"
    assert "not read as projects" not in manager.get("/imports").text


def test_a_planner_cannot_apply_what_an_administrator_left_open(sqlite_app: Flask) -> None:
    administrator, planner = sign_in(sqlite_app, Role.ADMINISTRATOR), sign_in(sqlite_app, Role.PLANNER)
    send(administrator, RATES, "rates")
    given = {"csrf_token": token_of(planner, "/imports/1"), "version": "1"}
    assert planner.post("/imports/1/apply", data=given).status_code == 403


@pytest.mark.parametrize("name", list(KINDS))
def test_each_kind_has_a_template_whose_headings_are_its_own(sqlite_app: Flask, name: str) -> None:
    client = sign_in(sqlite_app, Role.ADMINISTRATOR)
    answer = client.get(f"/imports/template.xlsx?kind={name}")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    headings = [cell.value for cell in next(book[KINDS[name].title].iter_rows(max_row=1))]
    assert headings == [one.label for one in KINDS[name].fields if one.in_template]
    assert client.get(f"/imports/stored/{name}.xlsx").status_code == (404 if name == "projects" else 200)


def test_an_unknown_kind_is_refused_with_what_there_is(sqlite_app: Flask) -> None:
    client = sign_in(sqlite_app, Role.ADMINISTRATOR)
    answer = client.get("/imports/template.xlsx?kind=weather")
    assert answer.status_code == 422
    assert "organisations, aliases, frameworks, rates" in unescape(answer.text)
