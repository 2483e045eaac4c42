"""The only writer of exchange rates, and their reader for imports and exports. Writes run inside the write door.

A day's rates are one record of the change log: a fixing names forty currencies, and twenty-five years have 6,500 days.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import reference
from portfolio.core.money import MINOR_DIGITS
from portfolio.errors import Conflict, Refused
from portfolio.history.record import record
from portfolio.history.rows import insert_rows
from portfolio.history.shipped import advance_sequence, load_shipped
from portfolio.models.base import table_of
from portfolio.models.organisation import ExchangeRate
from portfolio.models.pieces import pieces

#: What the change log calls a day's rates; their number is the day's (date.toordinal), their key its ISO text.
DAY_OF_RATES = "exchange rates of a day"
LONGEST_SOURCE = 300
LARGEST_RATE = Decimal(10) ** 11
DECIMALS = 8

#: {"rate": decimal text, "source": text}, as the change log has it; None where there is no rate.
RateValue = dict[str, str]


@dataclass(frozen=True, slots=True)
class RateChange:
    """One currency's rate on a day: what was seen before, and what it becomes; None for no rate."""

    currency: str
    rated_on: date
    before: RateValue | None
    after: RateValue | None


@dataclass(frozen=True, slots=True)
class KnownRate:
    """A stored rate: its number, currency, day and value."""

    id: int
    currency: str
    rated_on: date
    value: RateValue


def load_known_rates(session: Session, days: Sequence[date] | None = None) -> list[KnownRate]:
    """Stored rates by day and currency; `days` bounds them to the days from the first to the last of these."""
    table = table_of(ExchangeRate)
    query = sa.select(table.c.id, table.c.currency, table.c.rated_on, table.c.rate, table.c.source)
    if days is not None:
        if not days:
            return []
        query = query.where(table.c.rated_on.between(min(days), max(days)))
    return [
        KnownRate(number, currency, day, {"rate": format(rate, "f"), "source": source})
        for number, currency, day, rate, source in session.execute(query.order_by(table.c.rated_on, table.c.currency))
    ]


def normal_rate(text: str) -> str:
    """A rate as it is kept: decimal text without a tail of zeros. Raises Refused for what is no rate."""
    rate = Decimal(text)
    if not rate.is_finite() or not 0 < rate < LARGEST_RATE or round(rate, DECIMALS) != rate:
        raise Refused(
            f"“{text[:40]}” is no exchange rate.", f"Write a number above 0 with at most {DECIMALS} decimals."
        )
    return format(rate.normalize(), "f")


def set_rates(session: Session, changes: Iterable[RateChange]) -> int:
    """Add, change and remove rates, all or none; gives how many. One record of the change log for each day.

    Raises Refused for a value that cannot be kept, Conflict where a rate is not what it was when it was seen.
    """
    by_day: dict[date, dict[str, RateChange]] = {}
    for change in changes:
        by_day.setdefault(change.rated_on, {})[change.currency] = _checked(change)
    known = {(one.rated_on, one.currency): one for one in load_known_rates(session, list(by_day))}
    table = table_of(ExchangeRate)
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    gone: list[int] = []
    next_id = (session.scalar(sa.select(sa.func.max(table.c.id))) or 0) + 1
    for day in sorted(by_day):
        said: dict[str, list[Any]] = {}
        for currency, change in sorted(by_day[day].items()):
            stored = known.get((day, currency))
            if (stored.value if stored else None) != change.before:
                raise Conflict(
                    f"The rate of {currency} on {day.isoformat()} was changed in the meantime.",
                    "Look at it again; nothing was saved.",
                )
            if change.after == change.before:
                continue
            said[currency] = [change.before, change.after]
            if change.after is None:
                assert stored is not None
                gone.append(stored.id)
                continue
            columns = {"rate": Decimal(change.after["rate"]), "source": change.after["source"]}
            if stored is None:
                new.append({"id": next_id + len(new), "currency": currency, "rated_on": day, **columns})
            else:
                changed.append({"_id": stored.id, **columns})
        if said:
            record(session, DAY_OF_RATES, day.toordinal(), day.isoformat(), "update", said)
    connection = session.connection()
    if new:
        insert_rows(session, table, new)
        advance_sequence(session, table)
    if changed:
        statement = sa.update(table).where(table.c.id == sa.bindparam("_id"))
        columns = {"rate": sa.bindparam("rate"), "source": sa.bindparam("source")}
        connection.execute(statement.values(columns), changed)
    for piece in pieces(gone):
        connection.execute(sa.delete(table).where(table.c.id.in_(piece)))
    session.expire_all()
    return len(new) + len(changed) + len(gone)


def _checked(change: RateChange) -> RateChange:
    if change.currency not in MINOR_DIGITS or change.currency == "EUR":
        raise Refused(f"“{change.currency[:10]}” is no currency that a euro is changed into.", "Write its ISO code.")
    if change.after is None:
        return change
    source = change.after["source"]
    if not source or len(source) > LONGEST_SOURCE:
        raise Refused("A rate needs its source.", f"Name it in at most {LONGEST_SOURCE} characters.")
    after = {"rate": normal_rate(change.after["rate"]), "source": source}
    return RateChange(change.currency, change.rated_on, change.before, after)


def load_shipped_rates(session: Session) -> None:
    """Load the exchange rates that the product ships."""
    rows: list[Mapping[str, Any]] = [
        {
            "currency": row["currency"],
            "rated_on": date.fromisoformat(row["date"]),
            "rate": Decimal(row["rate"]),
            "source": row["source"],
        }
        for row in reference.read("exchange_rates").rows
    ]
    load_shipped(session, ExchangeRate, "exchange rate", ["currency", "rated_on"], rows, name="currency")
