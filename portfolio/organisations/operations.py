"""The only writer of organisations; `rates` beside it writes exchange rates. Inside the door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import reference
from portfolio.core.terms import OrganisationType
from portfolio.core.text import fold_name
from portfolio.errors import Conflict, Refused
from portfolio.history.keyed import (
    KeptTable,
    RecordUpdate,
    create_records,
    delete_records,
    load_records,
    named,
    update_records,
)
from portfolio.history.shipped import load_shipped
from portfolio.models.organisation import Organisation
from portfolio.models.project import ProjectOrganisation
from portfolio.organisations.rates import load_shipped_rates

ORGANISATIONS = KeptTable(Organisation, "organisation", lambda row: str(row["name"]), frozenset({"folded"}))
#: Longest texts, in characters, by column.
LONGEST = {"name": 300, "acronym": 60, "homepage": 500, "role_note": 2000}


def canonical_names(session: Session, names: Iterable[str]) -> dict[str, str]:
    """For each name the spelling under which its organisation is kept; for a new one the first given (by alphabet)."""
    wanted = sorted(set(names))
    if not wanted:
        return {}
    known = dict(session.execute(sa.select(Organisation.folded, Organisation.name)).all())
    return {name: known.setdefault(fold_name(name), name) for name in wanted}


def ensure_organisations(session: Session, names: Iterable[str]) -> dict[str, int]:
    """Ids of organisations by name; a name that no organisation has, in any spelling, becomes a new one."""
    wanted = {name: fold_name(name) for name in sorted(set(names))}
    if not wanted:
        return {}
    known = dict(session.execute(sa.select(Organisation.folded, Organisation.id)).all())
    first: dict[str, str] = {}
    for name, folded in wanted.items():
        if folded not in known:
            first.setdefault(folded, name)
    rows = [{"name": name, "folded": folded} for folded, name in first.items()]
    known.update(zip(first, create_records(session, ORGANISATIONS, rows), strict=True))
    return {name: known[folded] for name, folded in wanted.items()}


def create_organisations(
    session: Session, values: Sequence[Mapping[str, Any]], ids: Sequence[int] | None = None
) -> list[int]:
    """Add organisations (name, acronym, kind, country, homepage, role_note); gives their ids in order.

    `ids` bring removed ones back under the numbers that they had.

    Raises Refused for a value that cannot be kept, Conflict for a name that is there already in any spelling.
    """
    rows = [_checked({**_EMPTY, **value}) for value in values]
    wanted = [row["folded"] for row in rows]
    query = sa.select(Organisation.folded, Organisation.name)
    taken = {folded: name for folded, name in session.execute(query) if folded in set(wanted)}
    if taken or len(set(wanted)) != len(wanted):
        twice = named(taken.values()) or "One of them"
        raise Conflict(f"{twice} is there already.", "Change the stored organisation instead.")
    return create_records(session, ORGANISATIONS, rows, ids)


def update_organisations(session: Session, updates: Sequence[RecordUpdate]) -> None:
    """Change organisations, all or none. Raises Refused for a value that cannot be kept, Conflict for one that moved.

    A name may take another spelling; another name is another organisation.
    """
    stored = load_records(session, ORGANISATIONS, [update.id for update in updates])
    for update in updates:
        current = stored.get(update.id)
        after = {name: pair[1] for name, pair in update.changes.items()}
        if current is not None and _checked({**current, **after})["folded"] != current["folded"]:
            raise Refused("Another name is another organisation.", "Add it as a new one.")
    update_records(session, ORGANISATIONS, updates)


def delete_organisations(session: Session, seen: Mapping[int, int | None]) -> None:
    """Remove organisations, {id: version as seen}. Raises Conflict for one that moved or that projects name."""
    used = organisations_in_use(session, list(seen))
    if used:
        raise Conflict(next(iter(used.values())), "Take it out of the projects first.")
    delete_records(session, ORGANISATIONS, seen)


def organisations_in_use(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Of the organisations, those that projects name, each with the sentence that says so."""
    links = ProjectOrganisation.organisation_id
    query = sa.select(links, sa.func.count(sa.distinct(ProjectOrganisation.project_id))).where(links.in_(ids))
    counts = session.execute(query.group_by(links)).all()
    return {number: f"{count} projects name it." if count > 1 else "A project names it." for number, count in counts}


_EMPTY: Mapping[str, Any] = dict.fromkeys(("name", "acronym", "kind", "country", "homepage", "role_note"))


def _checked(value: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an organisation. Raises Refused where one cannot be kept."""
    name = value["name"]
    if not name:
        raise Refused("An organisation needs a name.", "Write one.")
    for column, longest in LONGEST.items():
        if len(value[column] or "") > longest:
            raise Refused(f"The {column.replace('_', ' ')} of “{name[:60]}” has more than {longest} characters.")
    if value["kind"] is not None and value["kind"] not in OrganisationType._value2member_map_:
        raise Refused(f"“{value['kind'][:40]}” is no type of organisation.", "Write a code of IATI's list.")
    return {**{column: value[column] for column in _EMPTY}, "folded": fold_name(name)}


def load_shipped_organisations(session: Session) -> None:
    """Load organisations, EU bodies and exchange rates that the product ships."""
    rows: dict[str, dict[str, Any]] = {}
    for row in reference.read("bodies").rows:
        rows[fold_name(row["name"])] = _organisation(
            row["name"], row["short"], None, "EU", row["homepage"], row["role"]
        )
    for row in reference.read("implementing_organisations").rows:
        rows.setdefault(
            fold_name(row["name"]),
            _organisation(row["name"], row["acronym"], row["kind"], row["country"], row.get("homepage", ""), ""),
        )
    load_shipped(session, Organisation, "organisation", ["folded"], list(rows.values()), name="name")
    load_shipped_rates(session)


def _organisation(
    name: str, acronym: str, kind: str | None, country: str, homepage: str, role_note: str
) -> dict[str, Any]:
    return {
        "name": name,
        "folded": fold_name(name),
        "acronym": acronym or None,
        "kind": kind or None,
        "country": country or None,
        "homepage": homepage or None,
        "role_note": role_note or None,
    }
