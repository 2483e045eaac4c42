"""The only writers of needs, indices and their values, declarations and gap notes. Inside the write door.

Form, import and undo all call `create`, `update` and `delete` of these (see `history.writer.Writer`). A need that is
deleted is unknown again, which is not 0; an index goes with its values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.cellnotes import DECLARATION, GAP_NOTE
from portfolio.core.changes import Changes
from portfolio.core.indices import INDEX, INDEX_VALUE, NEED
from portfolio.core.project import FieldProblem
from portfolio.core.shape import Stored, Value
from portfolio.core.terms import NeedOrigin
from portfolio.errors import Refused
from portfolio.history.keyed import RecordUpdate
from portfolio.history.record import writing
from portfolio.history.writer import Writer
from portfolio.models.account import User
from portfolio.models.cellnote import Declaration, GapNote
from portfolio.models.lookup import country_ids, objective_ids, place_ids
from portfolio.models.need import CountryIndex, CountryIndexValue, Need, NeedRule
from portfolio.planning.cells import load_declarations, load_gap_notes
from portfolio.planning.queries import load_index_values, load_indices, load_needs


class _Ground(NamedTuple):
    """What needs and values of indices name: ids by code."""

    countries: dict[str, int]
    objectives: dict[str, int]
    indices: dict[str, tuple[int, list[str]]]


def _no_country(known: _Ground, value: Value) -> list[FieldProblem]:
    if value["country"] in known.countries:
        return []
    return [FieldProblem("country", f"There is no country {value['country']}.")]


class _Needs(Writer[_Ground]):
    entity, model, shape, key = "need", Need, NEED, ("country", "objective")

    def load(self, session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
        return load_needs(session, ids)

    def known(self, session: Session) -> _Ground:
        return _Ground(country_ids(session), objective_ids(session), {})

    def missing(self, known: _Ground, value: Value) -> list[FieldProblem]:
        found = _no_country(known, value)
        if value["objective"] is not None and value["objective"] not in known.objectives:
            found.append(FieldProblem("objective", f"There is no objective {value['objective']}."))
        return found

    def columns(self, known: _Ground, value: Value) -> dict[str, Any]:
        return {
            "place_id": known.countries[value["country"]],
            "objective_id": known.objectives.get(value["objective"]),
            "level": value["level"],
            "note": value["note"],
            "origin": value["origin"],
            "rule": value["rule"],
        }

    def name(self, value: Mapping[str, Any]) -> str:
        return f"{value['country']} {value['objective'] or 'all objectives'}"

    def update(self, session: Session, updates: Sequence[RecordUpdate]) -> dict[int, Changes]:
        """As every writer does; a level that anybody else writes over a rule's is no rule's any more."""
        stored = self.load(session, [update.id for update in updates])
        by_hand = NeedOrigin.IMPORT if writing(session).batch_id is not None else NeedOrigin.ENTERED
        return super().update(session, [_freed(update, stored.get(update.id), by_hand) for update in updates])


def _freed(update: RecordUpdate, stored: Stored | None, origin: NeedOrigin) -> RecordUpdate:
    if stored is None or stored.value["origin"] != NeedOrigin.RULE.value:
        return update
    if "level" not in update.changes or {"origin", "rule"} & update.changes.keys():
        return update
    freed = {"origin": [NeedOrigin.RULE.value, origin.value], "rule": [stored.value["rule"], None]}
    return RecordUpdate(update.id, update.version, {**update.changes, **freed})


class _Indices(Writer[None]):
    entity, model, shape, key = "index", CountryIndex, INDEX, ("code",)

    def load(self, session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
        return load_indices(session, ids)

    def known(self, session: Session) -> None:
        return None

    def missing(self, known: None, value: Value) -> list[FieldProblem]:
        return []

    def columns(self, known: None, value: Value) -> dict[str, Any]:
        return dict(value)

    def name(self, value: Mapping[str, Any]) -> str:
        return str(value["code"])

    def delete_links(self, session: Session, ids: Sequence[int]) -> None:
        """An index goes with its values, each with its own record. Refused while a rule rests on it."""
        rule = session.scalar(sa.select(NeedRule.code).where(NeedRule.index_id.in_(ids)).limit(1))
        if rule is not None:
            raise Refused(f"The rule “{rule}” rests on this index.", "Delete the rule first, or point it elsewhere.")
        for code in (stored.value["code"] for stored in self.load(session, ids).values()):
            values = load_index_values(session, index=code)
            INDEX_VALUES.delete(session, {number: stored.version for number, stored in values.items()})


class _IndexValues(Writer[_Ground]):
    entity, model, shape, key = "index value", CountryIndexValue, INDEX_VALUE, ("index", "country", "year")

    def load(self, session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
        return load_index_values(session, ids)

    def known(self, session: Session) -> _Ground:
        indices = {
            stored.value["code"]: (number, stored.value["tiers"]) for number, stored in load_indices(session).items()
        }
        return _Ground(country_ids(session), {}, indices)

    def missing(self, known: _Ground, value: Value) -> list[FieldProblem]:
        found = _no_country(known, value)
        if value["index"] not in known.indices:
            return [*found, FieldProblem("index", f"There is no index {value['index']}.")]
        tiers = known.indices[value["index"]][1]
        if value["tier"] is not None and tiers and value["tier"] not in tiers:
            found.append(FieldProblem("tier", f"“{value['tier']}” is not a tier of this index: {', '.join(tiers)}."))
        return found

    def columns(self, known: _Ground, value: Value) -> dict[str, Any]:
        return {
            "index_id": known.indices[value["index"]][0],
            "place_id": known.countries[value["country"]],
            "year": value["year"],
            "score": None if value["score"] is None else Decimal(value["score"]),
            "tier": value["tier"],
            "source": value["source"],
        }

    def name(self, value: Mapping[str, Any]) -> str:
        return f"{value['index']} {value['country']} {value['year']}"


class _CellGround(NamedTuple):
    """What is said of cells names: ids of objectives and places by reference, of active people by address."""

    objectives: dict[str, int]
    places: dict[str, int]
    people: dict[str, int]


class _CellNotes(Writer[_CellGround]):
    """A writer of something said of a cell."""

    key = ("objective", "place")

    def known(self, session: Session) -> _CellGround:
        people = session.execute(sa.select(User.email, User.id)).all()
        return _CellGround(objective_ids(session), place_ids(session), dict(people))

    def missing(self, known: _CellGround, value: Value) -> list[FieldProblem]:
        found = []
        if value["objective"] not in known.objectives:
            found.append(FieldProblem("objective", f"There is no objective {value['objective']}."))
        if value["place"] not in known.places:
            found.append(FieldProblem("place", f"There is no place {value['place']}."))
        return found

    def _cell(self, known: _CellGround, value: Value) -> dict[str, Any]:
        return {"objective_id": known.objectives[value["objective"]], "place_id": known.places[value["place"]]}

    def name(self, value: Mapping[str, Any]) -> str:
        return f"{value['place']} {value['objective']}"


class _Declarations(_CellNotes):
    entity, model, shape = "declaration", Declaration, DECLARATION

    def load(self, session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
        return load_declarations(session, ids)

    def columns(self, known: _CellGround, value: Value) -> dict[str, Any]:
        days = {name: date.fromisoformat(value[name]) for name in ("declared_on", "expires_on")}
        return {**self._cell(known, value), "note": value["note"], **days}


class _GapNotes(_CellNotes):
    entity, model, shape = "gap note", GapNote, GAP_NOTE

    def load(self, session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
        return load_gap_notes(session, ids)

    def missing(self, known: _CellGround, value: Value) -> list[FieldProblem]:
        found = super().missing(known, value)
        if value["person"] is not None and value["person"] not in known.people:
            found.append(FieldProblem("person", f"Nobody has an account as “{value['person']}”."))
        return found

    def columns(self, known: _CellGround, value: Value) -> dict[str, Any]:
        person = None if value["person"] is None else known.people[value["person"]]
        return {**self._cell(known, value), "person_id": person, "status": value["status"], "note": value["note"]}


NEEDS, INDICES, INDEX_VALUES = _Needs(), _Indices(), _IndexValues()
DECLARATIONS, GAP_NOTES = _Declarations(), _GapNotes()
