"""Columns by year, columns opened in place, the strip above countries and the measure of cliffs, in every output."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.terms import Role
from tests.cast import sign_in
from tests.cli.conftest import stocked, terminal
from tests.cli.terminal import Terminal
from tests.coverage.world import load
from tests.planning.stock import index, need, needs, reading
from tests.projects.battery import page

__all__ = ["stocked", "terminal"]


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    load(app)
    return sign_in(app, Role.VIEWER)


def _json(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"/coverage.json?{query}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = json.loads(answer.data)
    return found


def _states(data: dict[str, Any], row: str) -> dict[str, str]:
    return {cell["column"]: cell["state"] for cell in data["cells"] if cell["row"] == row}


def _sheet(client: FlaskClient, query: str, name: str) -> list[list[Any]]:
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"/coverage.xlsx?{query}").data))
    return [[cell.value for cell in row] for row in book[name].iter_rows()]


def test_a_year_says_what_the_grid_of_its_day_says(viewer: FlaskClient) -> None:
    query = "columns=year&within=pacific&from-year=2023&to-year=2028"
    data = _json(viewer, query)
    assert [(column["code"], column["as_of"]) for column in data["columns"]][::5] == [
        ("2023", "2023-06-01"),
        ("2028", "2028-06-01"),
    ]
    # from 2024 to the end of 2026
    states = _states(data, "6")
    assert states == {
        "2023": "planned", "2024": "covered", "2025": "covered", "2026": "ending", "2027": "lapsed", "2028": "lapsed"
    }  # fmt: skip
    for year in states:
        grid = _json(viewer, f"as-of={year}-06-01")
        there = next(cell for cell in grid["cells"] if (cell["row"], cell["column"]) == ("6", "pacific"))
        here = next(cell for cell in data["cells"] if (cell["row"], cell["column"]) == ("6", year))
        assert {**here, "column": ""} == {**there, "column": ""}


def test_all_regions_together_show_any_strong_project_and_count_the_countries(viewer: FlaskClient) -> None:
    data = _json(viewer, "columns=year&from-year=2026&to-year=2030")
    assert _states(data, "6") == {
        "2026": "covered", "2027": "covered", "2028": "covered", "2029": "ending", "2030": "lapsed"
    }  # fmt: skip
    now = next(cell for cell in data["cells"] if (cell["row"], cell["column"]) == ("6", "2026"))
    assert now["projects"] == ["ENDS", "LAST"]
    assert now["countries"]["covered"] == 3


def test_the_page_by_year_says_its_rule_and_its_cells_lead_to_that_day(viewer: FlaskClient) -> None:
    text = page(viewer, "/coverage?columns=year&within=pacific&from-year=2026&to-year=2027")
    assert "A year shows the state as of 1 June of that year, 12 months ahead" in text
    assert "/coverage/cell/6/pacific?as-of=2027-06-01" in text
    assert 'aria-label="◁ 2026, 2027: lapsed, since 31 December 2026, 0 projects, covered 0 of' in text
    assert "/coverage?as-of=2027-06-01" in page(viewer, "/coverage?columns=year")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("columns=year&from-year=26", "is not a year"),
        ("columns=year&from-year=2030&to-year=2026", "cannot be shown"),
        ("columns=year&from-year=1950&to-year=2026", "at most 30 years"),
        ("columns=year&within=atlantis", "There is no place"),
        ("open=atlantis", "There is no column"),
        ("open=KE", "There is no column"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_sentence(viewer: FlaskClient, query: str, sentence: str) -> None:
    answer = viewer.get(f"/coverage?{query}")
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_a_column_opens_into_its_countries_in_place_and_closes(viewer: FlaskClient) -> None:
    closed = page(viewer, "/coverage")
    heading = re.search(r'<a id="open-pacific" href="([^"]+)" aria-expanded="false"', closed)
    assert heading is not None
    assert "Fiji" not in closed
    text = page(viewer, heading[1])
    assert re.search(r'<a id="open-pacific" href="/coverage" aria-expanded="true"', text)
    assert "◐ 12/26, Fiji: ending, until 31 December 2026" in text
    assert "/coverage/cell/6/FJ?columns=country" in text
    whole, opened = _json(viewer, ""), _json(viewer, "open=pacific")
    assert opened["cells"] == whole["cells"]
    assert opened["totals"] == whole["totals"]
    countries = {cell["column"]: cell["state"] for cell in opened["opened"][0]["cells"] if cell["row"] == "6"}
    assert {code for code, state in countries.items() if state == "ending"} == {"FJ", "WS"}
    states = next(cell for cell in whole["cells"] if (cell["row"], cell["column"]) == ("6", "pacific"))["countries"]
    assert len(countries) == sum(states.values())
    heads = _sheet(viewer, "open=pacific&measure=money", "Coverage")
    at = heads[0].index("of which Fiji")
    assert heads[0].index("Pacific") < at
    assert heads[6][at] == 25.01


def test_the_strip_says_treaty_need_and_latest_index_value(app: Flask, viewer: FlaskClient) -> None:
    index(app, reading("FJ", 2020, "40", "T4"), reading("FJ", 2024, "61.5", "T3"))
    needs(app, need("FJ", 2), need("FJ", 3, 6), need("WS", 1, 2))
    text = page(viewer, "/coverage?within=pacific")
    for words in (
        "need 2, for some objectives up to 3",
        "need of up to 1",
        "61.5 (T3) in 2024",
        "need unknown",
        "party",
    ):
        assert f'<span class="sr">{words}' in text, words
    assert "strip" not in _json(viewer, "")
    strip = {line["name"]: line["values"] for line in _json(viewer, "within=pacific")["strip"]}
    assert strip["budapest-convention"]["FJ"] == "party"
    assert strip["need"] | {"FJ": 2, "WS": 1, "TO": None} == strip["need"]
    assert strip["index:GCI"]["FJ"] == {"year": 2024, "value": "61.5 (T3)"}
    rows = {row[0]: row[1:] for row in _sheet(viewer, "open=pacific", "Countries")}
    assert rows["Fiji"] == ["party", "need 2, for some objectives up to 3", "61.5 (T3) in 2024"]
    assert "Pacific" not in rows


def test_the_measure_of_cliffs_shows_the_end_and_marks_what_is_near(viewer: FlaskClient) -> None:
    text = page(viewer, "/coverage?measure=cliff&as-of=2026-08-01")
    assert re.search(r'class="lv5"><a [^>]*aria-label="◐ 12/26, Pacific: ending, until 31 December 2026', text)
    assert re.search(r'class="lv1"><a [^>]*aria-label="12/29, West Africa: covered, until 31 December 2029', text)
    assert re.search(r'<td class="total">31 December 2026</td>', text)
    sheet = _sheet(viewer, "measure=cliff", "Coverage")
    assert str(sheet[6][sheet[0].index("Pacific")])[:10] == "2026-12-31"
    assert sheet[9][sheet[0].index("Central Asia")] == "Lapsed since 31 May 2023"


def test_the_command_gives_years_opened_columns_and_cliffs(stocked: Terminal) -> None:
    day = ("--as-of", "2026-06-01")
    years = stocked("coverage", *day, "--columns", "year", "--within", "FJ", "--format", "csv").out
    found = {line["year"]: line["state"] for line in csv.DictReader(io.StringIO(years)) if line["objective"] == "6"}
    assert found["2026"] == "ending"
    assert (min(found), max(found)) == ("2022", "2031")
    table = stocked("coverage", *day, "--open", "pacific", "--measure", "cliff").out
    assert re.search(r"  Fiji +Ending 31 December 2026 +1 projects .* until 31 December 2026", table)
    stocked("coverage", "--open", "atlantis").refused("There is no column")
    stocked("coverage", *day, "compare").refused("behind “compare”")


def test_the_command_compares_two_days_as_the_page_does(app: Flask, stocked: Terminal) -> None:
    sides = ("--as-of", "2026-06-01", "--with-as-of", "2027-06-01")
    data = stocked("coverage", "compare", *sides, "--format", "json").data
    there = sign_in(app, Role.PLANNER).get("/coverage/compare.json?as-of=2026-06-01&with-as-of=2027-06-01")
    assert data == json.loads(there.data)
    lines = list(csv.DictReader(io.StringIO(stocked("coverage", "compare", *sides, "--format", "csv").out)))
    assert len(lines) == len(data["differences"])
    assert {"lost"} == {
        line["difference"] for line in lines if (line["objective"], line["place_code"]) == ("6", "pacific")
    }
    assert "Ending 31 December 2026, then lapsed since 31 December 2026" in stocked("coverage", "compare", *sides).out
