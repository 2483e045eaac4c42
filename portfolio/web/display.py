"""How values are written on pages: money, days, labels of terms. Registered as template filters."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask

from portfolio.core import terms
from portfolio.core.periods import PartialDate
from portfolio.core.sentences import THIN, euro_in_english, grouped


def eur(cents: int | None, *, short: bool = False) -> str:
    """Euro cents as "EUR 1 234 567.89", or short: "EUR 1.2 m"; an unknown amount says so."""
    if cents is None:
        return "unknown"
    if short:
        return "EUR " + short_amount(cents)
    return euro_in_english(cents)


def short_amount(cents: int) -> str:
    """Euro cents in three figures or so: "0", "850", "12 k", "1.2 m", "3.4 bn"."""
    amount = Decimal(cents) / 100
    for size, unit in ((Decimal(10**9), "bn"), (Decimal(10**6), "m"), (Decimal(10**3), "k")):
        if abs(amount) >= size:
            scaled = amount / size
            return f"{scaled:.1f}{THIN}{unit}" if abs(scaled) < 100 else f"{scaled:.0f}{THIN}{unit}"
    return f"{amount:.0f}"


def money(amount: str | None, currency: str | None) -> str:
    """A budget as given: "USD 400 000" or "EUR 1 063 379.04"."""
    if amount is None:
        return "unknown"
    whole, _, rest = amount.partition(".")
    decimals = f".{rest}" if rest.strip("0") else ""
    return f"{currency or ''} {grouped(int(whole))}{decimals}".strip()


def day(value: date | None) -> str:
    """A day in words: "15 March 2024"."""
    return "" if value is None else PartialDate.of(value).in_words()


def month(value: date) -> str:
    """The month of a day in words: "March 2024"."""
    return PartialDate(value.year, value.month).in_words()


def moment(value: datetime | None) -> str:
    """A moment in words, UTC: "15 March 2024, 14:05 UTC"."""
    return "" if value is None else f"{day(value.date())}, {value:%H:%M} UTC"


def partial(text: str | None) -> str:
    """A partial date in words: "2024", "March 2024", "15 March 2024"."""
    return "" if not text else PartialDate.parse(text).in_words()


def label(code: str | None, list_name: str) -> str:
    """The label of a term's code, such as `"pipeline"|label("Status")`; an empty code gives an empty text."""
    if not code:
        return ""
    enumeration = getattr(terms, list_name)
    return str(enumeration(code).label)


def plural(number: int, one: str, many: str | None = None) -> str:
    """ "1 project", "2 projects"."""
    return f"{grouped(number)} {one if number == 1 else many or one + 's'}"


def size(count: int) -> str:
    """A number of bytes in three figures or so: "340 bytes", "12 KiB", "1.2 MiB"."""
    if count < 1024:
        return plural(count, "byte")
    for unit in ("KiB", "MiB"):
        count_in_unit = count / (1024 if unit == "KiB" else 1024**2)
        if count_in_unit < 1000 or unit == "MiB":
            break
    return f"{count_in_unit:.1f} {unit}" if count_in_unit < 10 else f"{count_in_unit:.0f} {unit}"


def register(app: Flask) -> None:
    """Make these filters known to templates."""
    filters: dict[str, Any] = {
        "eur": eur,
        "short_amount": short_amount,
        "grouped": grouped,
        "money": money,
        "day": day,
        "month": month,
        "moment": moment,
        "partial": partial,
        "label": label,
        "plural": plural,
        "size": size,
    }
    app.jinja_env.filters.update(filters)
