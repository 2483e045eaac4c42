"""A long file in the wizard: its pages wait for a worker, can stop it, and go on when it is done."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from tests import cast
from tests.imports.books import codes, csv_of
from tests.imports.views.pages import post, text_of, upload
from tests.jobs.desk import LONG, jobs, make_short, work_off


@pytest.fixture
def bo(app: Flask) -> FlaskClient:
    """A project manager, in a product for which eight rows are many."""
    make_short(app)
    return cast.sign_in(app, Role.MANAGER)


def test_a_long_file_waits_for_a_worker_and_then_goes_on(app: Flask, bo: FlaskClient) -> None:
    assert upload(bo, LONG).headers["Location"] == "/imports/1/progress"
    page = text_of(bo.get("/imports/1/progress"))
    assert "Waiting for its turn" in page
    assert bo.get("/imports/1").headers["Location"] == "/imports/1/progress"
    assert bo.get("/imports/1/columns").headers["Location"] == "/imports/1/progress"
    work_off(app)
    assert bo.get("/imports/1/progress").headers["Location"] == "/imports/1"
    assert "Adds 7 projects; deletes nothing." in text_of(bo.get("/imports/1"))
    assert (
        post(bo, "/imports/1/rules", mode="update", rows="good", conflicts="ask")
        .headers["Location"]
        .endswith("progress")
    )
    work_off(app)
    assert "this import only updates" in text_of(bo.get("/imports/1?tab=skipped"))
    post(bo, "/imports/1/rules", mode="both", rows="good", conflicts="ask")
    work_off(app)
    assert post(bo, "/imports/1/apply").headers["Location"] == "/imports/1/progress"
    assert "Importing" in text_of(bo.get("/imports/1/progress"))
    work_off(app)
    assert bo.get("/imports/1/progress").headers["Location"] == "/imports/1/receipt"
    assert "Added 7 projects" in text_of(bo.get("/imports/1/receipt"))


def test_a_fragment_that_asks_is_sent_on_with_its_whole_page(app: Flask, bo: FlaskClient) -> None:
    upload(bo, LONG)
    asked = {"HX-Request": "true"}
    assert "HX-Redirect" not in bo.get("/imports/1/progress", headers=asked).headers
    work_off(app)
    answer = bo.get("/imports/1/progress", headers=asked)
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.data) == (200, "/imports/1", b"")


def test_a_short_file_is_previewed_at_once(app: Flask, bo: FlaskClient) -> None:
    make_short(app, 100)
    assert upload(bo, LONG).headers["Location"] == "/imports/1"
    assert jobs(app) == []


def test_the_work_can_be_stopped_and_asked_for_again(app: Flask, bo: FlaskClient) -> None:
    upload(bo, LONG)
    assert post(bo, "/imports/1/stop").headers["Location"] == "/imports/1/progress"
    page = text_of(bo.get("/imports/1/progress"))
    assert "It was stopped" in page
    assert post(bo, "/imports/1/stop").status_code == 409
    work_off(app)
    assert jobs(app)[0]["state"] == "cancelled"
    assert post(bo, "/imports/1/again").headers["Location"] == "/imports/1/progress"
    assert post(bo, "/imports/1/again").status_code == 409
    work_off(app)
    assert bo.get("/imports/1/progress").headers["Location"] == "/imports/1"


def test_why_a_file_could_not_be_read_stands_on_its_page(app: Flask, bo: FlaskClient) -> None:
    make_short(app, import_columns=2)
    upload(bo, LONG)
    work_off(app)
    page = text_of(bo.get("/imports/1/progress"))
    assert "It could not be done" in page
    assert jobs(app)[0]["sentence"].split(".")[0] in page
    assert "Try again" in page
    assert post(bo, "/imports/1/cancel").headers["Location"] == "/imports"


def test_a_cancelled_import_cancels_its_work(app: Flask, bo: FlaskClient) -> None:
    upload(bo, LONG)
    assert post(bo, "/imports/1/cancel").headers["Location"] == "/imports"
    assert jobs(app)[0]["state"] == "cancelled"
    work_off(app)
    with app.app_context():
        assert codes() == []


def test_while_it_is_worked_on_nobody_changes_the_import(app: Flask, bo: FlaskClient) -> None:
    upload(bo, LONG)
    work_off(app)
    post(bo, "/imports/1/apply")
    assert post(bo, "/imports/1/apply").status_code == 409
    assert post(bo, "/imports/1/rules", mode="add", rows="good", conflicts="ask").status_code == 409
    work_off(app)
    with app.app_context():
        assert len(codes()) == 7


def test_another_reading_of_a_long_file_is_a_workers_work(app: Flask, bo: FlaskClient) -> None:
    upload(bo, LONG.replace(b"Long 1", "Łódź 1".encode("cp1250")))
    work_off(app)
    assert post(bo, "/imports/1/reading", encoding="cp1250", delimiter="comma").location == "/imports/1/progress"
    assert "Reading the file" in text_of(bo.get("/imports/1/progress"))
    assert post(bo, "/imports/1/reading", encoding="cp1250", delimiter="comma").location == "/imports/1/progress"
    work_off(app)
    assert "Łódź 1" in text_of(bo.get("/imports/1"))
    post(bo, "/imports/1/reading", encoding="utf-8", delimiter="comma")
    work_off(app)
    page = text_of(bo.get("/imports/1/progress"))
    assert "Line 2 cannot be read as UTF-8." in page
    assert "Back to the columns" in page


def test_a_row_of_a_long_file_is_looked_at_afresh_by_a_worker(app: Flask, bo: FlaskClient) -> None:
    lines = [f"{number * 37},Long {number},pipeline" for number in range(1, 8)]
    upload(bo, csv_of("Ref.,Title,Status", *lines))
    work_off(app)
    post(bo, "/imports/1/apply")
    work_off(app)
    upload(bo, csv_of("Ref.,Title,Status", "37,Training of judges,closed", *lines[1:]))
    work_off(app)
    assert "Forget this for row 2" in text_of(bo.get("/imports/2?tab=update"))
    assert post(bo, "/imports/2/recall", row="2").location == "/imports/2/progress"
    work_off(app)
    assert [one["state"] for one in jobs(app)] == ["done"] * 4
    assert "Adds 1 project" in text_of(bo.get("/imports/2"))
