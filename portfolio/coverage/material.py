"""What coverage is computed from as one JSON value: read from the tables, or rebuilt from the change log as it stood.

Both ways give the same value for the same moment: a snapshot freezes the one, a day of the past is the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.ledger import ENTITIES, PROJECT, READING, TREATY, Ledger, Logged
from portfolio.core.project import LIST_FIELDS, ProjectValue, link_key, parse_money
from portfolio.core.rates import DatedRate, RateTable
from portfolio.core.text import fold_name
from portfolio.models.account import User
from portfolio.models.cellnote import Declaration, GapNote
from portfolio.models.change import Change
from portfolio.models.need import CountryIndex, CountryIndexValue, Need
from portfolio.models.objective import Framework, Objective
from portfolio.models.organisation import Organisation
from portfolio.models.place import Membership, Place, TreatyStatus
from portfolio.models.project import Project
from portfolio.policy.queries import load_dialogues, load_instruments
from portfolio.projects.queries import load_projects, load_rates, starts_on

Material = dict[str, list[dict[str, Any]]]

_PLACE = ("id", "kind", "code", "title", "short", "footnote", "region_id", "partner", "position")
_MEMBERSHIP = ("organisation_id", "country_id", "joined_on", "left_on")
_FRAMEWORK = ("id", "code", "title", "position")
_OBJECTIVE = ("id", "framework_id", "number", "title", "statement")
_ORGANISATION = ("id", "name")
_NEED = ("country", "objective", "level")
_DECLARATION = ("objective", "place", "note", "declared_on", "expires_on")
_TREATY = ("treaty", "country_id", "status")
_INDEX = ("id", "code", "title")
_GAP_NOTE = ("objective", "place", "status", "person", "note")
#: Rows of the log fetched at a time.
_FETCHED = 2000


def material_of_tables(session: Session) -> Material:
    """The material as it stands now."""
    rates = load_rates(session)
    written = dict(session.execute(sa.select(Project.id, Project.updated_at)).all())
    references = _References.of(session)
    return {
        "projects": [
            _project(number, written[number], stored.value, rates)
            for number, stored in sorted(load_projects(session).items())
        ],
        "places": list(_rows(session, Place, _PLACE)),
        "memberships": sorted(_rows(session, Membership, _MEMBERSHIP), key=_membership_key),
        "frameworks": list(_rows(session, Framework, _FRAMEWORK)),
        "objectives": list(_rows(session, Objective, _OBJECTIVE)),
        "organisations": list(_rows(session, Organisation, _ORGANISATION)),
        "needs": sorted(references.needs(session), key=_need_key),
        "declarations": sorted(references.declarations(session), key=_cell_key),
        "gap_notes": sorted(references.gap_notes(session), key=_cell_key),
        "dialogues": [{"id": number, **stored.value} for number, stored in sorted(load_dialogues(session).items())],
        "instruments": [{"id": number, **stored.value} for number, stored in sorted(load_instruments(session).items())],
        "treaties": sorted(_rows(session, TreatyStatus, _TREATY), key=_treaty_key),
        "indices": list(_rows(session, CountryIndex, _INDEX)),
        "index_values": sorted(_readings(session), key=_reading_key),
    }


def material_of_log(session: Session, upto: int) -> Material:
    """The material as it stood after the change at position `upto`, from the change log alone."""
    ledger = Ledger().play(_logged(session, upto))
    rates = RateTable(
        (currency, DatedRate(date.fromisoformat(day), Decimal(known["rate"]), known["source"]))
        for (currency, day), known in ledger.rates.items()
    )
    values = _values_of(ledger)

    def picked(entity: str, names: Iterable[str]) -> list[dict[str, Any]]:
        found = sorted(ledger.of(entity).items())
        return [{name: number if name == "id" else entry.value.get(name) for name in names} for number, entry in found]

    declared = ledger.of("declaration").values()
    return {
        "projects": [
            _project(number, entry.at, values[number], rates) for number, entry in sorted(ledger.of(PROJECT).items())
        ],
        "places": picked("place", _PLACE),
        "memberships": sorted(picked("membership", _MEMBERSHIP), key=_membership_key),
        "frameworks": picked("framework", _FRAMEWORK),
        "objectives": picked("objective", _OBJECTIVE),
        "organisations": picked("organisation", _ORGANISATION),
        "needs": sorted(picked("need", _NEED), key=_need_key),
        "declarations": sorted(
            ({**{name: one.value[name] for name in _DECLARATION}, "author": one.by} for one in declared), key=_cell_key
        ),
        "gap_notes": sorted(picked("gap note", _GAP_NOTE), key=_cell_key),
        "dialogues": [{"id": number, **one.value} for number, one in sorted(ledger.of("dialogue").items())],
        "instruments": [
            {"id": number, **{name: part for name, part in one.value.items() if not name.endswith("_precision")}}
            for number, one in sorted(ledger.of("instrument").items())
        ],
        "treaties": sorted(picked(TREATY, _TREATY), key=_treaty_key),
        "indices": picked("index", _INDEX),
        "index_values": sorted(
            (_reading(ledger.index_of(number), one.value) for number, one in ledger.of(READING).items()),
            key=_reading_key,
        ),
    }


def _logged(session: Session, upto: int) -> Iterator[Logged]:
    columns = (Change.at, Change.actor_label, Change.entity, Change.entity_id, Change.action, Change.changes)
    query = sa.select(*columns).where(Change.position <= upto, Change.entity.in_(ENTITIES)).order_by(Change.position)
    for row in session.execute(query).yield_per(_FETCHED):
        yield Logged(*row)


def _values_of(ledger: Ledger) -> dict[int, ProjectValue]:
    """Project values with kin and organisations as they are called at that moment, not as when they were named."""
    spelling = {fold_name(one.value["name"]): one.value["name"] for one in ledger.of("organisation").values()}
    projects = ledger.of(PROJECT)
    for number, entry in projects.items():
        for name in ("parent", "predecessor"):
            kin = projects.get(ledger.kin(number, name) or 0) if entry.value[name] else None
            entry.value[name] = kin.value["code"] if kin else None
        for link in entry.value["organisations"]:
            link["name"] = spelling.get(fold_name(link["name"]), link["name"])
        for name in LIST_FIELDS:
            entry.value[name].sort(key=link_key)
    return {number: entry.value for number, entry in projects.items()}


def _project(number: int, written: datetime, value: ProjectValue, rates: RateTable) -> dict[str, Any]:
    """A project with its budget in euro and the rate that made it: rates go on changing, a snapshot does not."""
    cents, used = None, None
    if value["budget_amount"] is not None:
        money, begins = parse_money(value["budget_amount"], value["budget_currency"]), starts_on(value)
        cents = rates.eur_cents(money.minor, money.currency, begins)
        rate = rates.find(money.currency, begins)
        if rate is not None and money.currency != "EUR":
            used = {
                "rate": format(rate.rate.normalize(), "f"),
                "rated_on": rate.rated_on.isoformat(),
                "source": rate.source,
            }
    return {"id": number, "written_on": written.date().isoformat(), "eur_cents": cents, "rate": used, "value": value}


def _rows(session: Session, model: Any, names: Iterable[str]) -> Iterator[dict[str, Any]]:
    table = model.__table__
    query = sa.select(*(table.c[name] for name in names)).order_by(table.c.id)
    for row in session.execute(query).mappings():
        yield {name: part.isoformat() if isinstance(part, date) else part for name, part in row.items()}


def _readings(session: Session) -> Iterator[dict[str, Any]]:
    value = CountryIndexValue
    columns = (value.index_id, Place.code, value.year, value.score, value.tier)
    names = ("country", "year", "score", "tier")
    for index, *found in session.execute(sa.select(*columns).join(Place, Place.id == value.place_id)):
        yield _reading(index, dict(zip(names, found, strict=True)))


def _reading(index: int, value: Mapping[str, Any]) -> dict[str, Any]:
    """A value of an index; numbers are written one way, however many noughts a table or a person gave them."""
    score = value["score"]
    written = None if score is None else format(Decimal(score).normalize(), "f")
    return {
        "index_id": index, "country": value["country"], "year": value["year"], "score": written, "tier": value["tier"],
    }  # fmt: skip


def _treaty_key(row: Mapping[str, Any]) -> tuple[str, int]:
    return row["treaty"], row["country_id"]


def _reading_key(row: Mapping[str, Any]) -> tuple[int, str, int]:
    return row["index_id"], row["country"], row["year"]


def _membership_key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["organisation_id"], row["country_id"], row["joined_on"] or "", row["left_on"] or ""


def _need_key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["country"], row["objective"] or ""


def _cell_key(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["objective"], row["place"]


class _References:
    """What is said of cells, by the references of its objectives and places."""

    def __init__(self, objectives: Mapping[int, str], places: Mapping[int, tuple[str, str]]) -> None:
        self.objectives = objectives
        self.places = places

    @classmethod
    def of(cls, session: Session) -> _References:
        """All objectives and places."""
        objectives = sa.select(Objective.id, Framework.code, Objective.number).join(
            Framework, Framework.id == Objective.framework_id
        )
        return cls(
            {number: f"{framework}:{objective}" for number, framework, objective in session.execute(objectives)},
            {
                number: (kind, code)
                for number, kind, code in session.execute(sa.select(Place.id, Place.kind, Place.code))
            },
        )

    def needs(self, session: Session) -> Iterator[dict[str, Any]]:
        """Recorded needs."""
        for place, objective, level in session.execute(sa.select(Need.place_id, Need.objective_id, Need.level)):
            yield {"country": self.places[place][1], "objective": self.objectives.get(objective or 0), "level": level}

    def declarations(self, session: Session) -> Iterator[dict[str, Any]]:
        """Declarations, with who said so last."""
        row = Declaration
        query = sa.select(row.objective_id, row.place_id, row.note, row.declared_on, row.expires_on, row.updated_by)
        for objective, place, note, declared, expires, author in session.execute(query):
            days = {"declared_on": declared.isoformat(), "expires_on": expires.isoformat()}
            yield {**self._cell(objective, place), "note": note, **days, "author": author}

    def gap_notes(self, session: Session) -> Iterator[dict[str, Any]]:
        """Notes on gaps; people by their address."""
        query = sa.select(GapNote.objective_id, GapNote.place_id, GapNote.status, User.email, GapNote.note)
        for objective, place, status, person, note in session.execute(
            query.outerjoin(User, User.id == GapNote.person_id)
        ):
            yield {**self._cell(objective, place), "status": status, "person": person, "note": note}

    def _cell(self, objective: int, place: int) -> dict[str, str]:
        return {"objective": self.objectives[objective], "place": ":".join(self.places[place])}
