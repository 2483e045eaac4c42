"""Values of indices: long tables of publishers, a column for each year or index, and one index alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from imports.outcomes import Outcome
from imports.pipeline import undo
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.planning.commands.exports import _csv, _readings
from portfolio.planning.queries import load_index_values, load_indices
from tests.imports.books import csv_of, run, xlsx_of

REAL = Path(__file__).parents[4] / "shared" / "data" / "real" / "odd" / "itu_gci_2020_2024_data360.csv"
LONG = csv_of(
    "OBS_VALUE,UNIT_MULT,DATABASE_ID,INDICATOR,REF_AREA,SEX,TIME_PERIOD,UNIT_MEASURE",
    "64.3211,0,ITU_GCI,TEST_SCORE,ALB,_T,2020,0_TO_100",
    "12.9941,0,ITU_GCI,TEST_SCORE,AGO,_T,2020,0_TO_100",
    "77.1,0,ITU_GCI,TEST_SCORE,ALB,_T,2024,0_TO_100",
    "1,0,ITU_GCI,TEST_SCORE,XYZ,_T,2024,0_TO_100",
)


def values() -> dict[tuple[str, str, int], str | None]:
    return {
        (one.value["index"], one.value["country"], one.value["year"]): one.value["score"]
        for one in load_index_values(db.session()).values()
    }


def test_a_publishers_long_table_comes_in_and_makes_its_index(app: Flask) -> None:
    with app.app_context():
        found = run(app, LONG, rows="good")
        assert found.kind == "indices"
        assert found.receipt["sentence"] == "Added 3 index values, rejected 1 row; deleted nothing."
        assert values() == {
            ("TEST_SCORE", "AL", 2020): "64.3211",
            ("TEST_SCORE", "AO", 2020): "12.9941",
            ("TEST_SCORE", "AL", 2024): "77.1",
        }
        assert found.batch_id is not None
        assert undo(db.session, COMMAND_LINE, found.batch_id)["counts"]["deleted"] == 4
        assert (values(), "TEST_SCORE" in {one.value["code"] for one in load_indices(db.session()).values()}) == (
            {},
            False,
        )


def test_a_column_for_each_year_comes_in_once_the_index_is_said(app: Flask) -> None:
    data = xlsx_of([["Country Name", "Country Code", "2020 [YR2020]", "2024 [YR2024]"],
                    ["Kenya", "KEN", 81.7, ".."], ["Uganda", "UGA", 69.98, 93.1]], "Data")  # fmt: skip
    with app.app_context():
        asked = run(app, data, kind="indices", apply=False)
        assert [one.key for one in asked.preview.questions] == ["index"]
        run(app, data, kind="indices", answers={"index": "Readiness of Tests"})
        assert values() == {
            ("readiness-of-tests", "KE", 2020): "81.7",
            ("readiness-of-tests", "UG", 2020): "69.98",
            ("readiness-of-tests", "UG", 2024): "93.1",
        }
        again = run(app, data, kind="indices", answers={"index": "readiness-of-tests"}, apply=False)
        assert {row.outcome for row in again.preview.plan.rows} == {Outcome.UNCHANGED}  # type: ignore[union-attr]


def test_a_column_for_each_index_that_is_known_comes_in_with_its_year(app: Flask) -> None:
    with app.app_context():
        run(app, csv_of("Index,Country,Year,Value", "alpha,KE,2020,1", "beta,KE,2020,2"), kind="indices")
        found = run(app, csv_of("Country,Year,Alpha,BETA", "Kenya,2024,3,4", "Uganda,2024,5,"), kind="indices")
        assert found.receipt["records"]["create"] == 3
        assert values()["beta", "KE", 2024] == "4"


def test_a_year_that_no_index_has_keeps_the_row_out(app: Flask) -> None:
    with app.app_context():
        found = run(app, csv_of("Index,Country,Year,Value", "alpha,KE,24,1", "alpha,KE,2024,"), apply=False)
        rows = found.preview.plan.rows  # type: ignore[union-attr]
        assert [row.outcome for row in rows] == [Outcome.REJECTED, Outcome.REJECTED]
        assert "Give a value, a tier, or both" in rows[1].reason


def test_what_the_room_exports_comes_back_and_plans_nothing(app: Flask) -> None:
    from portfolio.core.indices import INDEX_VALUE

    with app.app_context():
        run(app, LONG, rows="good")
        found = run(app, _csv(INDEX_VALUE, _readings()).encode(), apply=False)
        assert {name for name, count in found.counts.items() if count} == {"unchanged"}


@pytest.mark.skipif(not REAL.exists(), reason="the file is not here")
def test_the_telecommunication_unions_own_file_comes_in(sqlite_app: Flask) -> None:
    with sqlite_app.app_context():
        found = run(sqlite_app, REAL.read_bytes(), apply=False)
        rows = found.preview.plan.rows  # type: ignore[union-attr]
        assert (found.kind, len(rows)) == ("indices", 388)
        assert [(row.title, row.reason) for row in rows if row.outcome is not Outcome.CREATE] == []
