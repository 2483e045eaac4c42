"""The import wizard from upload to undo, as people of each role use it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.models.batch import ImportMapping
from portfolio.models.place import Alias
from tests import cast
from tests.imports.books import codes, csv_of, edit, project, run, xlsx_of
from tests.imports.views.pages import post, text_of, upload

TWO = csv_of("Code,Title,Status", "A-1,Alpha,implementation", "A-2,Beta,closed")


@pytest.fixture
def bo(app: Flask) -> FlaskClient:
    """A project manager who is signed in."""
    return cast.sign_in(app, Role.MANAGER)


def test_a_clear_file_goes_straight_to_the_check_then_to_receipt_and_undo(app: Flask, bo: FlaskClient) -> None:
    answer = upload(bo, TWO)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/imports/1")
    page = text_of(bo.get("/imports/1"))
    assert "Adds 2 projects; deletes nothing." in page
    assert "Import 2 rows" in page
    with app.app_context():
        assert codes() == []
    assert post(bo, "/imports/1/apply").headers["Location"] == "/imports/1/receipt"
    assert "Added 2 projects; deleted nothing." in text_of(bo.get("/imports/1/receipt"))
    assert json.loads(bo.get("/imports/1/receipt.json").data)["created"] == ["A-1", "A-2"]
    assert post(bo, "/imports/1/undo").status_code == 303
    assert "Taken back" in text_of(bo.get("/imports/1/receipt"))
    with app.app_context():
        assert codes() == []
    assert post(bo, "/imports/1/undo").status_code == 409
    assert "Undone" in text_of(bo.get("/imports"))


def test_an_import_that_was_taken_back_is_applied_again_from_its_receipt(app: Flask, bo: FlaskClient) -> None:
    upload(bo, TWO)
    post(bo, "/imports/1/apply")
    assert "again" not in text_of(bo.get("/imports/1/receipt"))
    assert post(bo, "/imports/1/redo").status_code == 409
    post(bo, "/imports/1/undo")
    assert "2 removed projects would come back under the same numbers" in text_of(bo.get("/imports/1/receipt"))
    assert post(bo, "/imports/1/redo").headers["Location"] == "/imports/1/receipt"
    page = text_of(bo.get("/imports/1/receipt"))
    assert "Applied again: 2 removed projects brought back" in page
    assert "Take import 1 back" in page
    with app.app_context():
        assert codes() == ["A-1", "A-2"]
    assert json.loads(bo.get("/imports/1/receipt.json").data)["again"]["restored"] == ["A-1", "A-2"]
    post(bo, "/imports/1/undo")
    page = text_of(bo.get("/imports/1/receipt"))
    assert "Apply import 1 again" in page
    assert "Applied again" not in page.split("Taken back", 1)[1]


def test_a_double_click_on_apply_does_it_once(app: Flask, bo: FlaskClient) -> None:
    upload(bo, TWO)
    assert [post(bo, "/imports/1/apply", version=1).status_code for _ in range(2)] == [303, 303]
    with app.app_context():
        assert codes() == ["A-1", "A-2"]


def test_the_same_bytes_say_first_that_they_were_imported(bo: FlaskClient) -> None:
    upload(bo, TWO)
    post(bo, "/imports/1/apply")
    upload(bo, TWO)
    page = text_of(bo.get("/imports/2"))
    assert "The same file was imported before." in page
    assert 'href="/imports/1/receipt"' in page
    assert "Changes nothing, leaves 2 alone" in page
    assert "Nothing to import" in page


def test_rejected_rows_come_first_with_cell_value_sentence_and_remedy(bo: FlaskClient) -> None:
    upload(bo, csv_of("Code,Title,Status", "A-1,Alpha,closed", "Z-9,,closed"))
    page = text_of(bo.get("/imports/1"))
    assert 'href="/imports/1?tab=rejected" aria-current="true"' in page
    assert "B3" in page
    assert "A new project needs a title, and no stored one has the code" in page
    assert "Fill in the title, or correct the code." in page
    assert "Nothing can come in yet" in page
    assert post(bo, "/imports/1/apply").status_code == 422
    assert post(bo, "/imports/1/rules", mode="both", rows="good").status_code == 303
    page = text_of(bo.get("/imports/1"))
    assert "Import 1 row, leave 1 out" in page
    assert post(bo, "/imports/1/apply").headers["Location"] == "/imports/1/receipt"
    assert "Rows that did not come in" in text_of(bo.get("/imports/1/receipt"))


def test_changes_are_shown_in_words_with_old_and_new(app: Flask, bo: FlaskClient) -> None:
    with app.app_context():
        run(app, TWO)
    upload(bo, csv_of("Code,Status", "A-1,closed"))
    page = text_of(bo.get("/imports/2"))
    assert '<del><span class="sr">was: </span>Implementation</del>' in page
    assert '<ins><span class="sr">now: </span>Closed</ins>' in page


def test_a_row_that_may_be_stored_already_waits_for_an_answer(app: Flask, bo: FlaskClient) -> None:
    with app.app_context():
        run(app, csv_of("Code,Title,Acronym", "E-1,Action on cybercrime in the East,CyberEast"))
    upload(bo, csv_of("Title,Status", "CyberEast,closed"))
    page = text_of(bo.get("/imports/2"))
    assert "may be stored already" in page
    assert 'name="row-2"' in page
    assert post(bo, "/imports/2/rows", **{"row-2": "E-1"}).status_code == 303
    assert "changes 2 fields of 1 project" in text_of(bo.get("/imports/2")).lower()
    assert "1 row is decided by your answers." in text_of(bo.get("/imports/2"))
    assert post(bo, "/imports/2/rows", forget="1").status_code == 303
    assert "asks about 1 row" in text_of(bo.get("/imports/2"))
    assert post(bo, "/imports/2/rows", **{"row-2": "leave-out"}).status_code == 303
    assert "Left out by your choice." in text_of(bo.get("/imports/2?tab=skipped"))


def test_an_answer_that_nobody_was_offered_is_passed_over(app: Flask, bo: FlaskClient) -> None:
    with app.app_context():
        run(app, csv_of("Code,Title,Acronym", "E-1,Action on cybercrime in the East,CyberEast", "X-1,Other,OTH"))
    upload(bo, csv_of("Title,Status", "CyberEast,closed"))
    post(bo, "/imports/2/rows", **{"row-2": "X-1"})
    assert "asks about 1 row" in text_of(bo.get("/imports/2"))


def test_columns_that_are_not_clear_are_matched_by_hand_and_remembered(app: Flask, bo: FlaskClient) -> None:
    data = csv_of("Blurb,Wording of it", "A-1,Alpha", "A-2,Beta")
    assert upload(bo, data).headers["Location"] == "/imports/1/columns"
    page = text_of(bo.get("/imports/1/columns"))
    assert 'name="field-0"' in page
    assert "A-1; A-2" in page
    sent = {"sheet": "0", "header_row": "1", "field-0": "code", "field-1": "title"}
    assert post(bo, "/imports/1/columns", **sent).headers["Location"] == "/imports/1"
    assert "Adds 2 projects" in text_of(bo.get("/imports/1"))
    with app.app_context():
        kept = db.session.scalars(sa.select(ImportMapping)).one()
        assert (kept.columns, kept.taught_by) == ({"blurb": "code", "wording of it": "title"}, "bo@example.org")
    assert upload(bo, data).headers["Location"] == "/imports/2"


def test_choices_that_do_not_fit_are_told_on_the_columns_page_and_kept(bo: FlaskClient) -> None:
    upload(bo, csv_of("Blurb,Wording of it", "A-1,Alpha"))
    answer = post(bo, "/imports/1/columns", sheet="0", header_row="1", **{"field-0": "title", "field-1": "title"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "two are chosen" in page
    assert page.count('<option value="title" selected>') == 2
    nothing = post(bo, "/imports/1/columns", sheet="0", header_row="1", **{"field-0": "", "field-1": "summary"})
    assert nothing.status_code == 422
    assert "no row can be told apart" in text_of(nothing)
    assert post(bo, "/imports/1/columns", sheet="0", header_row="99").status_code == 422
    assert post(bo, "/imports/1/columns", sheet="7", header_row="1").status_code == 422


def test_another_row_of_headings_and_another_sheet_can_be_chosen(bo: FlaskClient) -> None:
    rows = [["Old list", None], ["Code", "Title"], ["A-1", "Alpha"], ["Code", "Title"], ["A-2", "Beta"]]
    upload(bo, xlsx_of(rows), "book.xlsx")
    assert post(bo, "/imports/1/columns", sheet="0", header_row="4").status_code == 303
    assert "headings on row 4" in text_of(bo.get("/imports/1"))
    assert "Adds 1 project" in text_of(bo.get("/imports/1"))


def test_a_question_about_a_word_is_asked_answered_and_not_asked_again(bo: FlaskClient) -> None:
    data = csv_of("Code,Title,Countries", "A-1,Alpha,Kenyia", "A-2,Beta,Uganda")
    assert upload(bo, data).headers["Location"] == "/imports/1/columns"
    page = text_of(bo.get("/imports/1/columns"))
    name = re.search(r'name="(answer-place:[^"]+)"', page)
    assert name
    sent = {"sheet": "0", "header_row": "1", "field-0": "code", "field-1": "title", "field-2": "places"}
    open_still = post(bo, "/imports/1/columns", **sent)
    assert open_still.headers["Location"] == "/imports/1/columns"
    assert '<option value="?">no answer yet</option>' in text_of(bo.get("/imports/1/columns"))
    assert post(bo, "/imports/1/columns", **sent, unanswered="1").headers["Location"] == "/imports/1"
    answered = post(bo, "/imports/1/columns", **sent, **{name[1]: "country:KE"})
    assert answered.headers["Location"] == "/imports/1"
    assert "added: </span>Kenya, priority" in text_of(bo.get("/imports/1"))
    assert "place, kenyia: Kenya" in text_of(bo.get("/imports/1/columns"))
    post(bo, "/imports/1/columns", **sent, **{f"forget-{name[1].removeprefix('answer-')}": "1"})
    assert "What you said" not in text_of(bo.get("/imports/1/columns"))
    assert upload(bo, data + b"A-3,Gamma,kenyia\n").headers["Location"] == "/imports/2"


def test_a_word_can_be_said_to_name_no_place(bo: FlaskClient) -> None:
    upload(bo, csv_of("Code,Title,Countries", "A-1,Alpha,Kenyia", "A-2,Beta,Uganda"))
    sent = {"sheet": "0", "header_row": "1", "field-0": "code", "field-1": "title", "field-2": "places"}
    answered = post(bo, "/imports/1/columns", **sent, **{"answer-place:kenyia": "global:world"})
    assert answered.headers["Location"] == "/imports/1"
    assert "place, kenyia: no place, leave it out" in text_of(bo.get("/imports/1/columns"))
    assert "is not known" not in text_of(bo.get("/imports/1"))


def test_a_word_can_be_said_to_name_any_place_and_is_remembered_with_its_teacher(app: Flask, bo: FlaskClient) -> None:
    upload(bo, csv_of("Code,Title,Countries", "A-1,Alpha,Qwxz", "A-2,Beta,Uganda"))
    sent = {"sheet": "0", "header_row": "1", "field-0": "code", "field-1": "title", "field-2": "places"}
    assert '<option value="Kenya">' in text_of(bo.get("/imports/1/columns"))
    refused = post(bo, "/imports/1/columns", **sent, **{"other-place:qwxz": "Kenyaland"})
    assert refused.status_code == 422
    assert "“Kenyaland” is not the title of a place here" in text_of(refused)
    answered = post(bo, "/imports/1/columns", **sent, **{"other-place:qwxz": "kenya"})
    assert answered.headers["Location"] == "/imports/1"
    assert "added: </span>Kenya, priority" in text_of(bo.get("/imports/1"))
    with app.app_context():
        taught = db.session.scalars(sa.select(Alias).where(Alias.folded == "qwxz")).one()
        assert (taught.target, bool(taught.taught_by)) == ("country:KE", True)
    assert upload(bo, csv_of("Code,Title,Countries", "A-3,Gamma,qwxz")).headers["Location"] == "/imports/2"


def test_a_preview_that_grew_stale_is_refused_and_shown_anew(app: Flask, bo: FlaskClient) -> None:
    with app.app_context():
        run(app, TWO)
    upload(bo, csv_of("Code,Status", "A-1,closed"))
    with app.app_context():
        edit("A-1", title="Edited")
    answer = post(bo, "/imports/2/apply")
    assert answer.status_code == 409
    assert "Since the preview, row 2" in text_of(answer)
    assert post(bo, "/imports/2/apply").status_code == 303
    with app.app_context():
        assert project("A-1")["title"] == "Edited"


def test_a_page_of_an_older_plan_changes_nothing(bo: FlaskClient) -> None:
    upload(bo, csv_of("Code,Title", "A-1,Alpha", "Z-9,"))
    post(bo, "/imports/1/rules", mode="both", rows="good")
    assert post(bo, "/imports/1/apply", version=1).status_code == 409
    assert post(bo, "/imports/1/rules", mode="add", rows="good", version=1).status_code == 409
    assert post(bo, "/imports/1/apply", version="x").status_code == 422


def test_a_cancelled_import_is_over(bo: FlaskClient) -> None:
    upload(bo, TWO)
    assert post(bo, "/imports/1/cancel").headers["Location"] == "/imports"
    assert bo.get("/imports/1").status_code == 404
    assert post(bo, "/imports/1/apply").status_code == 409
    assert post(bo, "/imports/1/cancel").status_code == 409
    assert "Cancelled" in text_of(bo.get("/imports"))


def test_rows_are_searched_and_paged(app: Flask, bo: FlaskClient) -> None:
    upload(bo, csv_of("Code,Title", *(f"P-{number},Project {number}" for number in range(120))))
    first = text_of(bo.get("/imports/1"))
    assert "Rows 1 to 50 of 120" in first
    assert "P-70" not in first
    assert "P-70" in text_of(bo.get("/imports/1?page=2"))
    assert "Rows 1 to 1 of 1" in text_of(bo.get("/imports/1?q=p-119"))
    assert "No row is here." in text_of(bo.get("/imports/1?q=%25"))
    assert bo.get("/imports/1?page=9").status_code == 404
    assert bo.get("/imports/1?page=x").status_code == 422


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n000000", "not read here"),
        (b"PK\x03\x04broken", "clean workbook|incomplete|damaged"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(bo: FlaskClient, data: bytes, words: str) -> None:
    answer = upload(bo, data, "x.xlsx")
    page = text_of(answer)
    assert answer.status_code == 422
    assert re.search(words, page)
    assert "No import" in page or bo.get("/imports/1").status_code == 404


def test_no_file_is_told(bo: FlaskClient) -> None:
    token = cast.token_of(bo, "/imports/new")
    answer = bo.post("/imports/new", data={"csrf_token": token, "mode": "both", "rows": "good"})
    assert answer.status_code == 422
    assert "Choose a file." in text_of(answer)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd", "a\x00b.csv", "x" * 400 + ".csv", "\u202egpj.csv", "a.xlsx.exe", "CON", "<b>&amp;.csv",
        "a\tb\u2028c.csv",
    ],
)  # fmt: skip
def test_an_odd_file_name_is_never_a_path_and_is_shown_escaped(bo: FlaskClient, name: str) -> None:
    answer = upload(bo, TWO, name)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = text_of(bo.get("/imports"))
    assert "<b>" not in page.replace('<b class="cell">', "")
    assert "\u202e" not in page
    assert "../" not in page
    download = bo.get("/imports/1/file")
    assert download.data == TWO
    assert download.headers["Content-Disposition"].startswith("attachment;")
    assert "Set-Cookie" not in dict(download.headers)


def test_a_person_sees_their_own_imports_and_planners_see_all(app: Flask, bo: FlaskClient) -> None:
    upload(bo, TWO)
    other = cast.sign_in(app, Role.MANAGER, "eve@example.org")
    planner = cast.sign_in(app, Role.PLANNER)
    for path in ("", "/columns", "/receipt", "/receipt.json", "/file"):
        assert other.get(f"/imports/1{path}").status_code == 404
    for path in ("/apply", "/undo", "/redo", "/cancel", "/rules", "/rows"):
        assert post(other, f"/imports/1{path}", mode="both", rows="good").status_code == 404
    assert planner.get("/imports/1").status_code == 200
    assert "projects.csv" in text_of(planner.get("/imports"))
    assert "projects.csv" not in text_of(other.get("/imports"))


def test_a_viewer_may_not_import_and_a_stranger_signs_in_first(app: Flask) -> None:
    viewer = cast.sign_in(app, Role.VIEWER)
    for path in ("/imports", "/imports/new", "/imports/template.xlsx"):
        assert viewer.get(path).status_code == 403
        assert app.test_client().get(path).status_code == 303


def test_a_form_without_its_token_is_refused(bo: FlaskClient) -> None:
    upload(bo, TWO)
    assert bo.post("/imports/1/apply", data={"version": 1}).status_code == 400
    assert bo.post("/imports/new", data={"file": (io.BytesIO(TWO), "x.csv")}).status_code == 400


def test_too_many_open_imports_are_refused_with_a_sentence(app: Flask, bo: FlaskClient) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], open_imports=2)
    upload(bo, TWO)
    upload(bo, TWO)
    answer = upload(bo, TWO)
    assert answer.status_code == 429
    assert "Apply or cancel some of them first." in text_of(answer)
    post(bo, "/imports/1/cancel")
    assert upload(bo, TWO).status_code == 303


def test_a_restricted_project_of_somebody_else_is_neither_shown_nor_taken_over(app: Flask, bo: FlaskClient) -> None:
    with app.app_context():
        run(app, csv_of("Code,Title,Visibility", "S-1,Most secret title,restricted"))
    upload(bo, csv_of("Code,Title", "S-1,Mine", ",Most secret title"))
    page = text_of(bo.get("/imports/2")) + text_of(bo.get("/imports/2?tab=create"))
    assert "S-1" in page
    assert "You may not change the project" in page
    assert page.count("Most secret title") == 1  # the reader's own second row, as a new project
    with app.app_context():
        assert project("S-1")["title"] == "Most secret title"


def test_the_template_can_be_downloaded(bo: FlaskClient) -> None:
    answer = bo.get("/imports/template.xlsx")
    assert answer.data.startswith(b"PK")
    assert "projects-to-import.xlsx" in answer.headers["Content-Disposition"]
