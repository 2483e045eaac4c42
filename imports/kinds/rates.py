"""Exchange rates: one row for a currency and a day, or a row for a day with a column for each currency."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from imports.fields import Parse
from imports.fields.records import Registry, Spread, StoredRecord, record_field
from imports.kinds.kind import Entity, Kind, Records, Words
from imports.outcomes import PlannedRecord
from portfolio.core.money import MINOR_DIGITS
from portfolio.core.people import Permission
from portfolio.history.keyed import RecordUpdate
from portfolio.organisations.rates import (
    DAY_OF_RATES,
    DECIMALS,
    LARGEST_RATE,
    LONGEST_SOURCE,
    RateChange,
    load_known_rates,
    set_rates,
)

_FIELDS = (
    record_field("currency", "Currency", Parse.CURRENCY,
                 "The ISO code of the currency. A table may have a column for each"
                 " currency instead.", "USD", clearable=False, headings={
        "en": "currency code; code; iso code; iso; quote currency; target currency", "fr": "devise; monnaie; code"
        " devise",
        "de": "währung; währungscode; devise", "es": "moneda; divisa; código de moneda", "pt": "moeda; divisa",
        "it": "valuta; divisa",
    }),
    record_field("rated_on", "Date", Parse.DAY, "The day of the rate.", "2024-01-02", clearable=False, headings={
        "en": "day; rate date; as of; date of rate; time period; period; rated on", "fr": "date; jour",
        "de": "datum; tag; stichtag", "es": "fecha; día", "pt": "data", "it": "data; giorno",
    }),
    record_field("rate", "Rate", Parse.NUMBER, "Units of the currency for one euro.", "1.0956", multiple=True,
                 clearable=False, headings={
        "en": "exchange rate; units per euro; per euro; value; obs value; fx rate; units for one euro",
        "fr": "taux; taux de change; cours; valeur", "de": "kurs; wechselkurs; wert; referenzkurs",
        "es": "tipo de cambio; tipo; cambio; valor; tasa", "pt": "taxa; taxa de câmbio; câmbio",
        "it": "tasso; tasso di cambio; cambio; valore",
    }),
    record_field("source", "Source", Parse.TEXT, "Who says so. Without one, the name of the file is kept.",
                 "European Central Bank", longest=LONGEST_SOURCE, clearable=False, headings={
        "en": "publisher; provider; origin; note", "fr": "origine; fournisseur", "de": "quelle; herausgeber; herkunft",
        "es": "fuente; origen", "pt": "fonte", "it": "fonte",
    }),
)  # fmt: skip


def _currency(heading: str, _words: Words) -> Mapping[str, str]:
    """The currency that a heading is, as in the tables of the European Central Bank."""
    return {"currency": heading} if heading in MINOR_DIGITS and heading != "EUR" else {}


def _complete(values: dict[str, Any], _vocabulary: Any) -> Iterable[tuple[str, str, Mapping[str, object]]]:
    if values.get("currency") == "EUR":
        yield "currency", "number-range", {"range": "another one than the euro"}
    rate = values.get("rate")
    if rate is not None:
        number = Decimal(rate)
        if not 0 < number < LARGEST_RATE or round(number, DECIMALS) != number:
            yield "rate", "number-range", {
                "range": f"above 0, with at most {DECIMALS} decimals", "value": rate,
            }  # fmt: skip


def _load(session: Session) -> tuple[Mapping[tuple[str, ...], StoredRecord], Words]:
    return {
        (one.currency, one.rated_on.isoformat()): StoredRecord(
            one.id, None, {"currency": one.currency, "rated_on": one.rated_on.isoformat(), **one.value}
        )
        for one in load_known_rates(session)
    }, {}


def _write(session: Session, new: Sequence[PlannedRecord], changed: Sequence[PlannedRecord]) -> None:
    """Every rate with what was seen of it before, in one call: the change log keeps a record for each day."""
    days = [date.fromisoformat(one.key[1]) for one in changed]
    known = {(one.currency, one.rated_on.isoformat()): one.value for one in load_known_rates(session, days)}
    changes = [
        RateChange(one.key[0], date.fromisoformat(one.key[1]), None,
                   {"rate": one.values["rate"], "source": one.values["source"]})
        for one in new
    ]  # fmt: skip
    for one, day in zip(changed, days, strict=True):
        before = {**known[one.key[0], one.key[1]], **{name: pair[0] for name, pair in one.changes.items()}}
        changes.append(RateChange(one.key[0], day, before, {**before, **one.values}))
    set_rates(session, changes)


def _load_days(session: Session, ids: Sequence[int]) -> Mapping[int, StoredRecord]:
    """Days of rates by their number: {currency: {"rate", "source"}}. A day without rates is one with none."""
    wanted = set(ids)
    days: dict[int, dict[str, Any]] = {number: {} for number in ids}
    for one in load_known_rates(session, [date.fromordinal(number) for number in ids]):
        number = one.rated_on.toordinal()
        if number in wanted:
            days[number][one.currency] = one.value
    return {number: StoredRecord(number, None, value) for number, value in days.items()}


def _update_days(session: Session, updates: Sequence[RecordUpdate]) -> None:
    set_rates(
        session,
        (
            RateChange(currency, date.fromordinal(update.id), before, after)
            for update in updates
            for currency, (before, after) in update.changes.items()
        ),
    )


def _no_day_goes(_session: Session, _seen: Mapping[int, int | None]) -> None:
    """A day is never removed: taking its rates back is a change of it."""


def _no_day_comes(_session: Session, _values: Sequence[Mapping[str, Any]], _ids: Sequence[int]) -> None:
    """A day that was never removed does not come back."""


REGISTRY = Registry(
    kind="rates",
    noun=("exchange rate", "exchange rates"),
    fields=_FIELDS,
    key=("currency", "rated_on"),
    needed=("rate",),
    title=lambda values: " ".join(str(values[name]) for name in ("currency", "rated_on") if values.get(name)),
    provenance="source",
    spread=Spread("rate", _currency),
    complete=_complete,
)

RATE_LISTS = Kind(
    "rates",
    REGISTRY.noun,
    "One row is a rate of a currency on a day, or a day with a column for each currency: units for one euro.",
    Permission.administer,
    Records(REGISTRY, _load, _write, (Entity(DAY_OF_RATES, _load_days, _update_days, _no_day_goes, _no_day_comes),)),
)
