"""The only writer of organisations, policy instruments and exchange rates. Runs inside the write door."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import reference
from portfolio.core.text import fold
from portfolio.history.record import record
from portfolio.history.shipped import load_shipped
from portfolio.models.organisation import ExchangeRate, Instrument, Organisation


def canonical_names(session: Session, names: Iterable[str]) -> dict[str, str]:
    """For each name the spelling under which its organisation is kept; for a new one the first given (by alphabet)."""
    wanted = sorted(set(names))
    if not wanted:
        return {}
    known = dict(session.execute(sa.select(Organisation.folded, Organisation.name)).all())
    return {name: known.setdefault(_folded(name), name) for name in wanted}


def _folded(name: str) -> str:
    return fold(name)[:300] or name.casefold()[:300]


def ensure_organisations(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Ids of organisations by name; a name that no organisation has, in any spelling, becomes a new one."""
    wanted = {name: _folded(name) for name in sorted(set(names))}
    if not wanted:
        return {}
    known = dict(session.execute(sa.select(Organisation.folded, Organisation.id)).all())
    for name, folded in wanted.items():
        if folded not in known:
            organisation = Organisation(name=name, folded=folded, version=1)
            session.add(organisation)
            session.flush()
            known[folded] = organisation.id
            record(session, "organisation", organisation.id, name, "create", {"name": [None, name]})
    return {name: known[folded] for name, folded in wanted.items()}


def load_shipped_organisations(session: Session) -> None:
    """Load organisations and EU bodies, policy instruments and exchange rates that the product ships."""
    rows: dict[str, dict[str, Any]] = {}
    for row in reference.read("bodies").rows:
        rows[_folded(row["name"])] = _organisation(row["name"], row["short"], None, "EU", row["homepage"], row["role"])
    for row in reference.read("implementing_organisations").rows:
        rows.setdefault(
            _folded(row["name"]),
            _organisation(row["name"], row["acronym"], row["kind"], row["country"], row.get("homepage", ""), ""),
        )
    load_shipped(session, Organisation, "organisation", ["folded"], list(rows.values()), name="name")
    load_shipped(
        session,
        Instrument,
        "instrument",
        ["identifier"],
        [
            {
                "identifier": row["identifier"],
                "title": row["title"],
                "dated_on": date.fromisoformat(row["date"]) if row["date"] else None,
                "url": row["url"] or None,
            }
            for row in reference.read("instruments").rows
        ],
        name="identifier",
    )
    load_shipped(
        session,
        ExchangeRate,
        "exchange rate",
        ["currency", "rated_on"],
        [
            {
                "currency": row["currency"],
                "rated_on": date.fromisoformat(row["date"]),
                "rate": Decimal(row["rate"]),
                "source": row["source"],
            }
            for row in reference.read("exchange_rates").rows
        ],
        name="currency",
    )


def _organisation(
    name: str, acronym: str, kind: str | None, country: str, homepage: str, role_note: str
) -> dict[str, Any]:
    return {
        "name": name,
        "folded": _folded(name),
        "acronym": acronym or None,
        "kind": kind or None,
        "country": country or None,
        "homepage": homepage or None,
        "role_note": role_note or None,
    }
