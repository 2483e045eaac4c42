"""Long documents are made in the background, for whoever asked alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from tests.cast import sign_in
from tests.coverage.world import load
from tests.jobs.desk import jobs, work_off

WANTED = {"document": "country:FJ", "format": "pdf", "language": "fr", "as-of": "2026-06-01"}


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], document_rows=3)
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app, Role.VIEWER)


def test_a_long_file_is_offered_in_the_background_and_a_short_format_is_there_at_once(viewer: FlaskClient) -> None:
    answer = viewer.get("/reports/brief/country/FJ/as/pdf?as-of=2026-06-01")
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "made in the background" in text
    assert 'name="document" value="country:FJ"' in text
    assert 'name="as-of" value="2026-06-01"' in text
    assert viewer.get("/reports/brief/country/FJ/as/xlsx").data[:2] == b"PK"


def test_who_asked_may_stop_it_and_nobody_else_sees_it(app: Flask, viewer: FlaskClient) -> None:
    asked = viewer.post("/reports/make", data=WANTED)
    assert (asked.status_code, asked.location) == (303, "/reports/made/1")
    page = viewer.get("/reports/made/1").get_data(as_text=True)
    assert "Waiting for its turn" in page
    assert "brief-country-FJ-2026-06-01-fr.pdf" in page
    assert "/reports/made/1" in viewer.get("/reports").get_data(as_text=True)
    assert viewer.get("/reports/made/1/file").status_code == 409
    other = sign_in(app, Role.ADMINISTRATOR)
    assert [other.get(f"/reports/made/1{end}").status_code for end in ("", "/file")] == [404, 404]
    assert other.post("/reports/made/1/stop").status_code == 404
    assert viewer.post("/reports/made/1/stop").status_code == 303
    assert viewer.post("/reports/made/1/stop").status_code == 409
    assert "It was stopped" in viewer.get("/reports/made/1").get_data(as_text=True)
    assert [job["state"] for job in jobs(app)] == ["cancelled"]


def test_what_cannot_be_made_is_refused_before_it_waits(app: Flask, viewer: FlaskClient) -> None:
    for wrong, status in (({"document": "x"}, 422), ({"format": "doc"}, 422), ({"document": "country:XQ"}, 404)):
        assert viewer.post("/reports/make", data=WANTED | wrong).status_code == status
    assert jobs(app) == []


def test_a_worker_makes_it_and_it_can_be_had(sqlite_app: Flask) -> None:
    load(sqlite_app)
    sqlite_app.config["WTF_CSRF_ENABLED"] = False
    client = sign_in(sqlite_app, Role.VIEWER)
    assert client.post("/reports/make", data=WANTED).status_code == 303
    assert work_off(sqlite_app) == 1
    assert [(job["state"], job["sentence"]) for job in jobs(sqlite_app)] == [("done", "")]
    assert "It is made" in client.get("/reports/made/1").get_data(as_text=True)
    answer = client.get("/reports/made/1/file")
    assert answer.data[:5] == b"%PDF-"
    assert "brief-country-FJ-2026-06-01-fr.pdf" in answer.headers["Content-Disposition"]
