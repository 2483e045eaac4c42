"""Exchange rates: long tables, the European Central Bank's wide ones, and twenty-five years of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from flask import Flask

from imports.kinds import kind_named
from imports.outcomes import Outcome
from imports.pipeline import undo
from imports.records.export import export_csv
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.record import broken_links
from portfolio.models.change import Change
from portfolio.models.organisation import ExchangeRate
from portfolio.organisations.rates import RateChange, set_rates
from tests.imports.books import csv_of, run

WIDE = csv_of(
    "Date,USD,JPY,CYP,XYZ,",
    "2024-01-04,1.0953,157.93,N/A,1,",
    "2024-01-03,1.0919,155.5,N/A,1,",
    "2024-01-02,1.0956,n/a,N/A,1,",
    "2024-13-02,1.0,1,N/A,1,",
)


def rate(currency: str, day: str) -> tuple[Decimal, str] | None:
    query = sa.select(ExchangeRate.rate, ExchangeRate.source)
    query = query.where(ExchangeRate.currency == currency, ExchangeRate.rated_on == date.fromisoformat(day))
    found = db.session.execute(query).one_or_none()
    return tuple(found) if found else None


def test_a_table_with_a_column_for_each_currency_comes_in(app: Flask) -> None:
    with app.app_context():
        found = run(app, WIDE, rows="good")
        assert found.kind == "rates"
        assert found.receipt["sentence"] == ("Added 5 exchange rates, rejected 1 row; deleted nothing.")
        assert rate("USD", "2024-01-02") == (Decimal("1.0956"), "projects.csv")
        assert rate("JPY", "2024-01-02") is None
        assert {one["heading"]: one["field"] for one in found.preview.mapping_json() or ()} == {
            "Date": "rated_on", "USD": "rate", "JPY": "rate", "CYP": "rate", "XYZ": None,
        }  # fmt: skip
        logged = db.session.scalars(
            sa.select(Change).where(Change.batch_id == found.batch_id).order_by(Change.position)
        ).all()
        days = [one for one in logged if one.entity == "exchange rates of a day"]
        assert [one.entity_key for one in days] == ["2024-01-02", "2024-01-03", "2024-01-04"]
        assert found.batch_id is not None
        assert undo(db.session, COMMAND_LINE, found.batch_id)["counts"]["reversed"] == 3
        assert rate("USD", "2024-01-02") is None
        assert broken_links(db.session) == []


def test_only_what_changed_of_a_wide_row_is_written_and_shown(app: Flask) -> None:
    with app.app_context():
        run(app, csv_of("Date,USD,JPY", "2024-01-02,1.0956,155.1", "2024-01-03,1.09,150"))
        found = run(app, csv_of("Date,USD,JPY", "2024-01-02,1.0957,155.10", "2024-01-03,1.09,150"))
        rows = found.preview.plan.rows  # type: ignore[union-attr]
        assert [(row.outcome, row.changes) for row in rows] == [
            (Outcome.UPDATE, {"USD": ["1.0956", "1.0957"]}),
            (Outcome.UNCHANGED, {}),
        ]
        assert found.receipt["records"] == {"create": 0, "update": 1, "unchanged": 3}


def test_undo_keeps_a_rate_that_somebody_corrected_since(app: Flask) -> None:
    with app.app_context():
        found = run(app, csv_of("Currency,Date,Rate,Source", "USD,2024-01-02,1.0956,ECB", "JPY,2024-01-02,155,ECB"))
        before = {"rate": "1.0956", "source": "ECB"}
        with write(db.session, COMMAND_LINE, "a correction"):
            after = {"rate": "1.1", "source": "by hand"}
            set_rates(db.session, [RateChange("USD", date(2024, 1, 2), before, after)])
        assert found.batch_id is not None
        done = undo(db.session, COMMAND_LINE, found.batch_id)
        assert [(one["code"], one["field"]) for one in done["kept"]] == [("2024-01-02", "USD")]
        assert rate("USD", "2024-01-02") == (Decimal("1.1"), "by hand")
        assert rate("JPY", "2024-01-02") is None


def test_a_long_table_in_german_with_decimal_commas_comes_in(app: Flask) -> None:
    data = csv_of("Währung;Datum;Kurs;Quelle", "USD;02.01.2024;1,0956;EZB", "JPY;02.01.2024;1.155,10;EZB",
                  "EUR;02.01.2024;1;EZB", "CHF;02.01.2024;-1;EZB", "GBP;02.01.2024;viel;EZB")  # fmt: skip
    with app.app_context():
        found = run(app, data, rows="good")
        assert rate("USD", "2024-01-02") == (Decimal("1.0956"), "EZB")
        assert rate("JPY", "2024-01-02") == (Decimal("1155.1"), "EZB")
        assert [row["row"] for row in found.receipt["left_out"]] == [4, 5, 6]


def test_a_number_that_could_be_two_is_not_guessed(app: Flask) -> None:
    with app.app_context():
        found = run(app, csv_of("Currency;Date;Rate", "USD;2024-01-02;1,095"), apply=False)
        row = found.preview.plan.rows[0]  # type: ignore[union-attr]
        assert row.outcome is Outcome.REJECTED
        assert row.problems[0].message == "“1,095” may be 1095 or 1.095."


def test_rates_that_come_back_plan_nothing(app: Flask) -> None:
    with app.app_context():
        text = export_csv(db.session, COMMAND_LINE, kind_named("rates"))
        found = run(app, text.encode(), apply=False)
        assert {name for name, count in found.counts.items() if count} == {"unchanged"}


def test_years_of_fixings_come_in_as_one_record_a_day(sqlite_app: Flask) -> None:
    currencies = ["USD", "JPY", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF"]
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(1000)]
    lines = [",".join([day.isoformat(), *(f"{1 + at / 7 + day.toordinal() % 97 / 1000:.4f}" for at in range(10))])
             for day in days]  # fmt: skip
    with sqlite_app.app_context():
        found = run(sqlite_app, csv_of(",".join(["Date", *currencies]), *lines))
        assert found.receipt["records"]["create"] + found.receipt["records"]["update"] == 10_000
        logged = sa.select(sa.func.count()).where(Change.batch_id == found.batch_id)
        assert db.session.scalar(logged) == 1001  # and the import's own
