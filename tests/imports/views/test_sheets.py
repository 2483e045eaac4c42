"""Several sheets of a workbook as one table: proposed, ticked, answered, imported, given back and undone."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.models.batch import ImportBatch, ImportMapping
from tests import cast
from tests.imports.books import book_of, codes, project, run
from tests.imports.views.pages import post, text_of, upload

HEADINGS = ["Code", "Title", "Countries"]
BOOK = book_of(**{
    "2023": [HEADINGS, ["A-1", "Alpha", "KE"], ["A-2", "Beta", "Nowhereland"]],
    "2024": [["Countries", "Code", "Title", "Budget (EUR)"], ["GH", "A-2", "Beta again", 7], ["ML", "A-3", "Gamma", 5],
             ["TG", None, None, 4]],
    "Key": [["Word", "Meaning"], ["KE", "Kenya"]],
})  # fmt: skip


@pytest.fixture
def bo(app: Flask) -> FlaskClient:
    """A project manager who is signed in."""
    return cast.sign_in(app, Role.MANAGER)


def options(app: Flask, batch: int = 1) -> dict[str, Any]:
    with app.app_context():
        found: dict[str, Any] = db.session.scalar(sa.select(ImportBatch.options).where(ImportBatch.id == batch))
        return found


def book(answer: Any) -> openpyxl.Workbook:
    assert answer.status_code == 200, answer.get_data(as_text=True)[:400]
    return openpyxl.load_workbook(io.BytesIO(answer.data))


def test_sheets_with_the_same_headings_become_one_list_and_the_next_file_is_read_so(
    app: Flask, bo: FlaskClient
) -> None:
    upload(bo, BOOK, "list.xlsx")
    post(bo, "/imports/1/columns", sheet="0", header_row="1", step="look")
    page = text_of(bo.get("/imports/1/columns"))
    assert "2 sheets with the same headings" in page
    assert "more: Budget (EUR)" in page
    assert 'name="with-1"' in page
    assert 'name="with-2"' not in page
    sent = {"alike": "1", "sheet": "0", "header_row": "1", "field-0": "code", "field-1": "title", "field-2": "places"}
    answer = post(bo, "/imports/1/columns", step="together", **sent)
    assert answer.location.endswith("/imports/1/columns")
    page = text_of(bo.get("/imports/1/columns"))
    assert "Sheet name" in page
    assert "2023; 2024" in page

    # The check page names every row with its sheet, and every cell with its address.
    page = text_of(bo.get("/imports/1?tab=conflict"))
    assert "sheets “2023”, “2024” as one table" in page
    assert "2 of “2024”" in page
    assert "Row 3 of “2023” has the same code" in page
    assert "Rows 3 of “2023” and 2 of “2024” differ in" in page
    page = text_of(bo.get("/imports/1?tab=create"))
    assert "2023!C3" in page
    page = text_of(bo.get("/imports/1?tab=rejected"))
    assert "4 of “2024”" in page

    # Rejected rows come back under the headings of their own sheet; the marked workbook has marks in both.
    failed = book(bo.get("/imports/1/failed.xlsx"))
    assert failed.sheetnames == ["2024"]
    assert [cell.value for cell in failed["2024"][1]][:4] == ["Countries", "Code", "Title", "Budget (EUR)"]
    assert [row[0].value for row in failed["2024"].iter_rows(min_row=2)] == ["GH", "TG"]
    marked = book(bo.get("/imports/1/marked.xlsx"))
    assert marked["2023"]["C3"].comment is not None
    assert marked["2024"]["B2"].comment is not None

    # The second row of A-2 is called another word of the first; the row without a name is left out.
    row = int(options(app)["stack"]["parts"][1][2]) + 2
    post(bo, "/imports/1/rows", **{f"row-{row}": "over:3", "leave": str(row + 2)})
    assert post(bo, "/imports/1/apply").location.endswith("/receipt")
    page = text_of(bo.get("/imports/1/receipt"))
    assert "4 of “2024”" in page
    with app.app_context():
        assert codes() == ["A-1", "A-2", "A-3"]
        assert (project("A-2")["title"], project("A-3")["budget_amount"]) == ("Beta again", "5.00")
        number = db.session.scalar(sa.text("SELECT id FROM project WHERE code = 'A-3'"))
    assert '2024, <b class="cell">C3</b>' in text_of(bo.get(f"/projects/{number}"))

    # The next file of the list, a year later, is read as one without a question.
    later = book_of(**{
        "2024": [HEADINGS, ["A-1", "Alpha", "UG"]], "2025": [HEADINGS, ["A-4", "Delta", "KE"]], "2026": [HEADINGS],
    })  # fmt: skip
    upload(bo, later, "list.xlsx")
    assert options(app, 2)["stack"] is not None
    assert "sheets “2024”, “2025” as one table" in text_of(bo.get("/imports/2"))
    post(bo, "/imports/1/undo")
    with app.app_context():
        assert codes() == []


def test_what_was_said_of_rows_holds_when_a_sheet_joins_or_leaves(app: Flask, bo: FlaskClient) -> None:
    upload(bo, BOOK, "list.xlsx")
    post(bo, "/imports/1/decide", decide="leave-row:2")
    sent = {"alike": "1", "sheet": "1", "header_row": "1"}
    read = options(app)
    first = {**sent, "sheet": "0" if read["alike"][0]["index"] == 1 else "1"}
    joined = "with-1" if first["sheet"] == "0" else "with-0"
    own = "Row 2 of “2023”" if first["sheet"] == "0" else "Row 2 of “2024”"
    post(bo, "/imports/1/columns", **first, **{joined: "1"})
    page = text_of(bo.get("/imports/1/columns"))
    assert f"{own} is left out." in page
    post(bo, "/imports/1/columns", **first)
    assert options(app)["stack"] is None
    assert options(app)["left_out"] == [2]
    assert "Row 2 is left out." in text_of(bo.get("/imports/1/columns"))


def test_the_name_of_the_sheet_is_a_value_once_a_person_says_what_it_means(app: Flask, bo: FlaskClient) -> None:
    rows = [["Title"], ["Alpha"]]
    data = book_of(Kenya=rows, Ghana=[["Title"], ["Beta"]])
    upload(bo, data, "list.xlsx")
    sheet = options(app)["alike"][0]["index"]
    sent = {"alike": "1", "sheet": str(1 - sheet), "header_row": "1", f"with-{sheet}": "1", "field-0": "title"}
    post(bo, "/imports/1/columns", **sent)
    with app.app_context():
        mapping = db.session.scalar(sa.select(ImportBatch.mapping).where(ImportBatch.id == 1))
        (tabs,) = [one for one in mapping if one["heading"] == "Sheet name"]
        assert (tabs["taken"], tabs["letter"]) == (False, "")
    post(bo, "/imports/1/columns", **sent, **{f"field-{tabs['column']}": "places"})
    post(bo, "/imports/1/apply")
    with app.app_context():
        places = sorted(link["code"] for code in codes() for link in project(code)["places"])
        assert places == ["GH", "KE"]
        kept = db.session.scalar(sa.select(ImportMapping))
        assert kept is not None
        assert (kept.columns["sheet name"], kept.layout["together"]) == ("places", True)
    upload(bo, book_of(Mali=rows, Togo=[["Title"], ["Gamma"]]), "list.xlsx")
    assert "Mali" in text_of(bo.get("/imports/2?tab=create"))


def test_a_terminal_reads_several_sheets_and_names_their_rows(app: Flask, tmp_path: Path) -> None:
    with app.app_context():
        found = run(app, BOOK, apply=False, sheets=["*"], rows="good")
        said = found.as_json()
        assert said["sheets"] == ["2023", "2024"]
        assert [(row["sheet"], row["row"]) for row in said["rows"]][:3] == [("2023", 2), ("2023", 3), ("2024", 2)]
        twin = said["rows"][2]["twin"]
        assert (twin["sheet"], twin["row"]) == ("2023", 3)
        done = run(
            app, BOOK, sheets=["2023", "2024"], leave=["2024!4"], answers={"row:2024!2": "same:2023!3"}
        )  # fmt: skip
        assert done.counts["create"] == 3
        assert project("A-2")["title"] == "Beta"
