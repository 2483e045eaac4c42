"""The timeline page: lineages in one line, groups, what one may see, pages."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.operations import create_projects
from tests.cast import sign_in
from tests.coverage.test_report import statements
from tests.coverage.world import load
from tests.planning.past import Clock, edit, remove_and_bring_back
from tests.planning.past import clock as clock  # noqa: PLC0414

CHAIN = (
    {"code": "G1", "title": "First phase", "acronym": "GL", "planned_start": "2013", "planned_end": "2016"},
    {"code": "G2", "title": "Second phase", "acronym": "GL+", "planned_start": "2016-03", "predecessor": "G1"},
    {
        "code": "G3",
        "title": "Third phase",
        "acronym": "GL-e",
        "planned_start": "2023",
        "planned_end": "2026",
        "actual_start": "2023-08-01",
        "actual_end": "2026-12-31",
        "predecessor": "G2",
    },
)


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    with app.app_context(), write(db.session, COMMAND_LINE, "a lineage"):
        create_projects(db.session, CHAIN)
    return sign_in(app, Role.VIEWER)


def _page(client: FlaskClient, query: str = "") -> str:
    answer = client.get(f"/timeline{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_lineage_is_one_line_with_a_bar_for_each_project(viewer: FlaskClient) -> None:
    text = _page(viewer)
    assert "GL → GL+ → GL-e" in text
    for words in (
        "First phase: 2013 (planned) to 2016 (planned)",
        "Second phase: March 2016 (planned) to no end known",
    ):
        assert text.count(f'aria-label="{words}"') == 1
    assert 'aria-label="Third phase: 1 August 2023 to 31 December 2026"' in text


def test_the_table_has_what_is_drawn_and_what_cannot_be(viewer: FlaskClient) -> None:
    text = _page(viewer)
    assert "Undated work" in text
    assert 'aria-label="Undated work' not in text
    assert text.count("no date is known</text>") == 1
    assert "1 August 2023 to 31 December 2026" in text


def test_the_day_slides_and_says_what_every_project_is_on_it(viewer: FlaskClient) -> None:
    text = _page(viewer, "?group=funder&as-of=2024-01-31")
    for words in ("On 31 January 2024", "4 active", "?group=funder"):
        assert words in text, words
    slides = re.findall(r'<a class="btn small" href="([^"]*)">([^<]*)</a>', text)
    assert [word for _, word in slides] == ["A year back", "A month back", "A month on", "A year on", "Today"]
    assert [address.replace("&amp;", "&") for address, _ in slides[1:3] + slides[4:]] == [
        "/timeline?group=funder&as-of=2023-12-31",
        "/timeline?group=funder&as-of=2024-02-29",
        "/timeline?group=funder",
    ]
    assert "A year back" not in _page(viewer, "?as-of=1900-01-01")
    assert ">Today</a>" not in _page(viewer)


def test_objective_and_place_narrow_it_too_and_stay_in_the_form(viewer: FlaskClient) -> None:
    text = _page(viewer, "?objective=6&place=FJ")
    assert re.search(r'<input id="filter-objective"[^>]* value="6"', text)
    assert re.search(r'<input id="filter-place"[^>]* value="FJ"', text)
    assert "GL → " not in text


def test_a_filter_narrows_the_lines(viewer: FlaskClient) -> None:
    text = _page(viewer, "?q=Second")
    assert "1 project in 1 line" in text
    assert "GL → " not in text
    assert "No project passes this filter." in _page(viewer, "?q=nothing-is-called-like-this")


def test_lines_are_grouped_by_funder(viewer: FlaskClient) -> None:
    text = _page(viewer, "?group=funder")
    groups = re.findall(r'<text class="group"[^>]*>([^<]*)</text>', text)
    assert groups == ["European Union", "No funder"]


def test_lines_are_grouped_by_programme_unless_it_is_hidden(app: Flask, viewer: FlaskClient) -> None:
    parts = (
        {"code": "PART", "title": "A part", "planned_start": "2025", "parent": "LAST"},
        {"code": "PARTLY", "title": "A part of something hidden", "planned_start": "2025", "parent": "HIDE"},
    )
    with app.app_context(), write(db.session, COMMAND_LINE, "parts"):
        create_projects(db.session, parts)
    groups = re.findall(r'<text class="group"[^>]*>([^<]*)</text>', _page(viewer, "?group=programme"))
    assert groups == ["Lasting work", "No programme"]


def test_a_restricted_project_is_on_nobody_elses_timeline(app: Flask, viewer: FlaskClient) -> None:
    assert "zanzibar" not in _page(viewer)
    assert "zanzibar" in _page(sign_in(app, Role.PLANNER))


@pytest.mark.parametrize("query", ["?group=colour", "?page=0", "?status=running", "?recorded=2026-06-01"])
def test_an_odd_question_is_refused(sqlite_app: Flask, query: str) -> None:
    assert sign_in(sqlite_app, Role.VIEWER).get(f"/timeline{query}").status_code == 422


def test_a_page_past_the_last_is_not_found(sqlite_app: Flask) -> None:
    assert sign_in(sqlite_app, Role.VIEWER).get("/timeline?page=2").status_code == 404


@pytest.mark.parametrize("address", ["/timeline", "/timeline?group=funder", "/timeline?group=programme"])
def test_a_timeline_makes_the_same_few_queries_however_many_projects(app: Flask, address: str) -> None:
    client = sign_in(app, Role.VIEWER)
    before = statements(app, client, address)
    load(app)
    assert before == statements(app, client, address) <= 12


@pytest.mark.parametrize("day", ["1900-01-01", "2024-02-29", "2199-12-31"])
def test_any_day_can_be_looked_from(viewer: FlaskClient, day: str) -> None:
    assert "First phase" in _page(viewer, f"?as-of={day}")


def test_a_past_day_shows_dates_titles_and_programmes_as_they_were_recorded(sqlite_app: Flask, clock: Clock) -> None:
    _later_edited(sqlite_app, clock)
    planner = sign_in(sqlite_app, Role.PLANNER)
    text = _page(planner, "?recorded=2026-05-10&q=phase&group=programme")
    assert "GL → GL+ → GL-e" in text
    assert 'aria-label="Second phase: March 2016 (planned) to no end known"' in text
    groups = re.findall(r'<text class="group"[^>]*>([^<]*)</text>', text)
    assert groups == ["Hidden marker zanzibar", "Lasting work"]
    assert "Seen from 10 May 2026" in text
    assert "at the end of 10 May 2026, change" in text
    assert "The same projects as a list" not in text
    now = _page(planner, "?q=phase&group=programme")
    assert 'aria-label="Another phase: March 2016 (planned) to 2030 (planned)"' in now
    assert "Third phase" not in now
    assert ">Lasting work</text>" not in now


def test_a_past_day_shows_nobody_a_project_that_is_hidden_from_them_now(sqlite_app: Flask, clock: Clock) -> None:
    viewer = _later_edited(sqlite_app, clock)
    everything = "/timeline.json?recorded=2026-05-10"
    mine, all_of_them = (
        {project["code"] for line in client.get(everything).get_json()["lines"] for project in line["projects"]}
        for client in (viewer, sign_in(sqlite_app, Role.PLANNER))
    )
    assert all_of_them - mine >= {"HIDE", "G1", "G3"}
    assert {"G2", "LAST", "PART"} <= mine
    # Who followed a project that is hidden by now, or was part of one, stands alone.
    assert "First phase" not in _page(viewer, "?recorded=2026-05-10&group=programme")
    assert "zanzibar" not in _page(viewer, "?recorded=2026-05-10&group=programme")


def _later_edited(app: Flask, clock: Clock) -> FlaskClient:
    """A lineage recorded on 1 May of 2026; on the 20th a phase is another, one goes, one is hidden."""
    clock.set(5, 1)
    load(app)
    with app.app_context(), write(db.session, COMMAND_LINE, "a lineage"):
        create_projects(db.session, (*CHAIN[:2], {**CHAIN[2], "parent": "LAST"}))
        part = {"code": "PART", "title": "A phase of something hidden", "planned_start": "2025", "parent": "HIDE"}
        create_projects(db.session, (part,))
    clock.set(5, 20)
    edit(app, G2={"title": "Another phase", "planned_end": "2030"}, G1={"visibility": "restricted"})
    remove_and_bring_back(app, "G3", back=False)
    return sign_in(app, Role.VIEWER)


def test_the_workbook_has_real_days_and_no_more_than_is_known_and_the_csv_the_same(sqlite_app: Flask) -> None:
    load(sqlite_app)
    client = sign_in(sqlite_app, Role.VIEWER)
    rows = list(openpyxl.load_workbook(io.BytesIO(client.get("/timeline.xlsx").data))["Timeline"].values)
    at = rows[0].index("Planned end")
    ends = {row[2]: row[at].date() if isinstance(row[at], datetime) else row[at] for row in rows[1:]}
    assert ends["ENDS"] == date(2026, 12, 31)
    assert ends["VOID"] is None
    assert (ends["LAST"], ends["GONE"]) == ("2029", "2023-05")
    lines = list(csv.DictReader(io.StringIO(client.get("/timeline.csv").get_data(as_text=True))))
    assert {line["code"]: line["planned_end"] for line in lines} == {
        code: str(day) if day else "" for code, day in ends.items()
    }
    data = client.get("/timeline.json").get_json()
    told = {one["code"]: one["planned_end"] for line in data["lines"] for one in line["projects"]}
    assert told == {code: str(day) if day else None for code, day in ends.items()}
    book = openpyxl.load_workbook(io.BytesIO(client.get("/coverage.xlsx").data))
    for code, *_, start, end, _, _, _ in book["Projects"].iter_rows(min_row=2, values_only=True):
        assert (end.date() if isinstance(end, datetime) else end) == ends[code]
        assert isinstance(start, datetime | str | None)
