"""The only writer of places, memberships, treaty status and other names. Runs inside the write door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import reference
from portfolio.core.periods import PartialDate
from portfolio.core.terms import PlaceKind, Subject
from portfolio.core.text import fold
from portfolio.errors import Conflict, Refused
from portfolio.history.keyed import KeptTable, RecordUpdate, create_records, delete_records, update_records
from portfolio.history.record import writing
from portfolio.history.shipped import load_shipped
from portfolio.models.place import Alias, Membership, Place, TreatyStatus

BUDAPEST = "budapest-convention"
ALIASES = KeptTable(Alias, "alias", lambda row: str(row["text"]), frozenset({"folded", "taught_by", "taught_at"}))
#: Longest texts of an alias, in characters.
LONGEST = {"text": 300, "target": 300, "language": 20}


def load_shipped_places(session: Session) -> None:
    """Load regions, countries, partner organisations, memberships, the Budapest Convention's parties, other names."""
    regions = _load_places(session, [_region(row) for row in reference.read("regions").rows])
    countries = _load_places(
        session,
        [
            {
                "kind": PlaceKind.COUNTRY.value,
                "code": row["iso2"],
                "title": row["name_en"],
                "title_fr": row["name_fr"],
                "official": row.get("official_en") or None,
                "iso3": row["iso3"],
                "m49": row["m49"] or None,
                "footnote": row.get("footnote") or None,
                "region_id": regions[PlaceKind.REGION.value, row["region"]],
                "partner": row["partner"] != "0",
                "position": position,
            }
            for position, row in enumerate(sorted(reference.read("countries").rows, key=_by_name), start=1)
        ],
    )
    organisations = _load_places(
        session,
        [
            {
                "kind": PlaceKind.ORGANISATION.value,
                "code": row["code"],
                "title": row["title"],
                "title_fr": row["title_fr"] or None,
                "short": row["code"],
                "homepage": row["homepage"] or None,
                "position": int(row["position"]),
            }
            for row in reference.read("organisations").rows
        ],
    )
    ids = {**countries, **organisations}
    _load_memberships(session, ids)
    _load_treaties(session, ids)
    load_aliases(session)


def _by_name(row: dict[str, str]) -> str:
    return fold(row["name_en"])


def _load_places(session: Session, rows: list[dict[str, Any]]) -> dict[tuple[Any, ...], int]:
    return load_shipped(
        session, Place, "place", ["kind", "code"], [{"partner": True, **row} for row in rows], name="code"
    )


def _region(row: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": PlaceKind.REGION.value,
        "code": row["code"],
        "title": row["title"],
        "title_fr": row["title_fr"] or None,
        "short": row["short"] or None,
        "m49": row["m49"] or None,
        "partner": row["partner"] == "1",
        "position": int(row["position"]),
    }


def _load_memberships(session: Session, ids: dict[tuple[Any, ...], int]) -> None:
    load_shipped(
        session,
        Membership,
        "membership",
        ["organisation_id", "country_id", "joined_on"],
        [
            {
                "organisation_id": ids[PlaceKind.ORGANISATION.value, row["organisation"]],
                "country_id": ids[PlaceKind.COUNTRY.value, row["country"]],
                "joined_on": _first(row["from"]),
                "left_on": _last(row["to"]),
                "note": row.get("note") or f"{row['country']} in {row['organisation']}",
            }
            for row in reference.read("memberships").rows
        ],
        name="note",
    )


def _load_treaties(session: Session, ids: dict[tuple[Any, ...], int]) -> None:
    rows = []
    for row in reference.read("budapest_convention").rows:
        details = {name: row[name] for name in row if name.startswith("second_protocol") and row[name]}
        rows.append(
            {
                "treaty": BUDAPEST,
                "country_id": ids[PlaceKind.COUNTRY.value, row["country"]],
                "status": row["status"],
                "details": details or None,
                "source": row["source"] or None,
            }
        )
    load_shipped(session, TreatyStatus, "treaty status", ["treaty", "country_id"], rows, name="status")


def load_aliases(session: Session) -> None:
    """Load the other names that the product ships: of places and of organisations."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for row in reference.read("place_aliases").rows:
        target = f"{row['kind']}:{row['code']}"
        _add_alias(rows, "place", row["alias"], target, row.get("language") or None)
    for row in reference.read("organisation_aliases").rows:
        _add_alias(rows, "organisation", row["alias"], row["name"], None)
    load_shipped(session, Alias, "alias", ["subject", "folded"], list(rows.values()), name="text")


def _add_alias(rows: dict[Any, Any], subject: str, text: str, target: str, language: str | None) -> None:
    key = subject, fold(text)
    rows.setdefault(key, {"subject": subject, "text": text, "folded": key[1], "target": target, "language": language})


def create_aliases(
    session: Session, values: Sequence[Mapping[str, Any]], ids: Sequence[int] | None = None
) -> list[int]:
    """Add other names (subject, text, target, language), each with who taught it; gives their ids in order.

    `ids` bring removed ones back under the numbers that they had.

    Raises Refused for a value that cannot be kept, Conflict for a text that has a meaning already.
    """
    now = writing(session)
    rows = [
        {
            "subject": value["subject"],
            "text": value["text"],
            "folded": fold(value["text"]),
            "target": value["target"],
            "language": value.get("language"),
            "taught_by": now.actor.label,
            "taught_at": now.at,
        }
        for value in values
    ]
    for row in rows:
        _check_alias(row)
    known = {(subject, folded) for subject, folded in session.execute(sa.select(Alias.subject, Alias.folded))}
    for row in rows:
        key = row["subject"], row["folded"]
        if key in known:
            raise Conflict(f"“{row['text'][:60]}” has a meaning already.", "Change the stored one instead.")
        known.add(key)
    return create_records(session, ALIASES, rows, ids)


def update_aliases(session: Session, updates: Sequence[RecordUpdate]) -> None:
    """Change what other names mean, or their language, all or none. Raises Refused, and Conflict for one that moved."""
    for update in updates:
        if not set(update.changes) <= {"target", "language"}:
            raise Refused("Another text is another name.", "Add it as a new one.")
        _check_alias({name: pair[1] for name, pair in update.changes.items()})
    now = writing(session)
    update_records(session, ALIASES, updates, also={"taught_by": now.actor.label, "taught_at": now.at})


def delete_aliases(session: Session, seen: Mapping[int, int | None]) -> None:
    """Unlearn other names, {id: None}: the table has no versions. Raises Conflict for one that is gone."""
    delete_records(session, ALIASES, seen)


def _check_alias(row: Mapping[str, Any]) -> None:
    if "subject" in row and row["subject"] not in Subject._value2member_map_:
        raise Refused(f"“{str(row['subject'])[:40]}” is nothing that has other names.", "Choose one of the list.")
    if "folded" in row and not 0 < len(row["folded"]) <= LONGEST["text"]:
        raise Refused(f"“{str(row['text'])[:60]}” is no name.", "Write letters or figures, at most 300.")
    if "target" in row and not row["target"]:
        raise Refused("Another name needs what it means.", "Write it.")
    for column, longest in LONGEST.items():
        if len(row.get(column) or "") > longest:
            raise Refused(f"The {column} has more than {longest} characters.", "Shorten it.")


def _first(text: str) -> date | None:
    return PartialDate.parse(text).first() if text else None


def _last(text: str) -> date | None:
    return PartialDate.parse(text).last() if text else None
