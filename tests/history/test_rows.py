"""Many rows at once are those rows, on either database, or none of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.rows import insert_rows
from portfolio.models.base import table_of
from portfolio.models.job import Job
from portfolio.models.organisation import ExchangeRate
from portfolio.models.pieces import pieces

JOBS, RATES = table_of(Job), table_of(ExchangeRate)


def rate(number: int, **values: Any) -> dict[str, Any]:
    first = {"id": number, "currency": "USD", "rated_on": date(1950, 1, 1 + number - 90_000), "rate": Decimal("1.0956")}
    return {**first, "source": "a\tb\\N\nc", **values}


def test_values_of_every_type_come_back_as_they_went_in(app: Flask) -> None:
    at = datetime(2026, 3, 1, 12, 30, 15, 123456, UTC)
    job = {
        "work": "imports.read",
        "subject_id": 1,
        "asked": {"ä": [1, None, "\\."]},
        "created_by": "x",
        "created_at": at,
    }
    with app.app_context():
        with write(db.session, COMMAND_LINE, "many rows"):
            insert_rows(db.session, RATES, [rate(90_000), rate(90_001, rate=Decimal("0.00000001"))])
            insert_rows(db.session, JOBS, [job])
            insert_rows(db.session, JOBS, [])
        found = db.session.execute(sa.select(RATES).where(RATES.c.id >= 90_000).order_by(RATES.c.id)).mappings().all()
        assert [row["rate"] for row in found] == [Decimal("1.0956"), Decimal("1E-8")]
        assert (found[0]["rated_on"], found[0]["source"], found[0]["shipped"]) == (date(1950, 1, 1), "a\tb\\N\nc", None)
        kept = db.session.execute(sa.select(JOBS)).mappings().one()
        assert {name: kept[name] for name in job} == job
        assert (kept["state"], kept["attempts"]) == ("waiting", 0)  # what a column has where nobody says otherwise


def test_one_refused_row_leaves_none(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(IntegrityError), write(db.session, COMMAND_LINE, "many rows"):
            insert_rows(db.session, RATES, [rate(90_000), rate(90_000, currency="JPY")])
        assert db.session.scalar(sa.select(sa.func.count()).where(RATES.c.id >= 90_000)) == 0


def test_pieces_are_the_whole_in_order() -> None:
    assert [list(piece) for piece in pieces(range(7), 3)] == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(pieces([])) == []
