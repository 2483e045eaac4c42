"""Reading what is said of cells: declarations that an objective does not apply, notes on gaps. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.shape import Stored
from portfolio.errors import NotFound
from portfolio.models.account import User
from portfolio.models.cellnote import Declaration, GapNote
from portfolio.models.lookup import place_titles
from portfolio.models.objective import Framework, Objective
from portfolio.models.place import Place
from portfolio.models.selection import LARGEST_ID
from portfolio.planning.queries import rows_of


def load_declarations(session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
    """Declarations by id, all of them, expired ones too, where `ids` is None."""
    query = _of_cells(Declaration, Declaration.note, Declaration.declared_on, Declaration.expires_on)
    found = {}
    for number, version, objective, place, note, declared, expires in _cell_rows(session, query, Declaration.id, ids):
        days = {"declared_on": declared.isoformat(), "expires_on": expires.isoformat()}
        found[number] = Stored(number, version, {"objective": objective, "place": place, "note": note, **days})
    return found


def load_gap_notes(session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
    """Notes on gaps by id, all of them where `ids` is None."""
    query = _of_cells(GapNote, GapNote.status, User.email, GapNote.note).outerjoin(User, User.id == GapNote.person_id)
    found = {}
    for number, version, objective, place, status, person, note in _cell_rows(session, query, GapNote.id, ids):
        value = {"objective": objective, "place": place, "status": status, "person": person, "note": note}
        found[number] = Stored(number, version, value)
    return found


def _of_cells(model: Any, *columns: Any) -> Any:
    return (
        sa.select(model.id, model.version, Framework.code, Objective.number, Place.kind, Place.code, *columns)
        .join(Objective, Objective.id == model.objective_id)
        .join(Framework, Framework.id == Objective.framework_id)
        .join(Place, Place.id == model.place_id)
    )


def _cell_rows(session: Session, query: Any, column: Any, ids: Sequence[int] | None) -> list[Any]:
    rows = rows_of(session, query, column, ids)
    return [
        (number, version, f"{framework}:{objective}", f"{kind}:{code}", *rest)
        for number, version, framework, objective, kind, code, *rest in rows
    ]


@dataclass(frozen=True, slots=True)
class CellName:
    """A cell of coverage: `objective` and `place` as values name them, and what people call both."""

    objective: str
    title: str
    place: str
    place_title: str

    @property
    def framework(self) -> str:
        """The code of the framework."""
        return self.objective.rpartition(":")[0]

    @property
    def number(self) -> str:
        """The objective's number in it."""
        return self.objective.rpartition(":")[2]

    @property
    def kind(self) -> str:
        """What the place is, which is also the axis that it is a column of."""
        return self.place.partition(":")[0]

    @property
    def code(self) -> str:
        """The place's code."""
        return self.place.partition(":")[2]


def get_cell_name(session: Session, objective: str, place: str) -> CellName:
    """A cell by the references of its objective and place; NotFound where there is none."""
    for name in _cell_names(session, [(objective, place)]):
        return name
    raise NotFound("There is no such cell.", "Start from the coverage page.")


def _cell_names(session: Session, cells: Sequence[tuple[str, str]]) -> list[CellName]:
    objectives = {
        f"{framework}:{number}": title
        for framework, number, title in session.execute(
            sa.select(Framework.code, Objective.number, Objective.title).join(
                Objective, Objective.framework_id == Framework.id
            )
        )
    }
    places = place_titles(session)
    return [
        CellName(objective, objectives[objective], place, places[place])
        for objective, place in cells
        if objective in objectives and place in places
    ]


@dataclass(frozen=True, slots=True)
class DeclarationLine:
    """A declaration in the list: who said so last, and whether it holds on the day."""

    stored: Stored
    cell: CellName
    author: str
    holds: bool


def list_declarations(session: Session, on: date) -> list[DeclarationLine]:
    """All declarations: those in force first, by the day they expire."""
    stored = load_declarations(session)
    names = _cell_names(session, [(one.value["objective"], one.value["place"]) for one in stored.values()])
    authors: dict[int, str] = dict(session.execute(sa.select(Declaration.id, Declaration.updated_by)).all())
    day = on.isoformat()
    lines = [
        DeclarationLine(one, name, authors[one.id], bool(one.value["declared_on"] <= day <= one.value["expires_on"]))
        for one, name in zip(stored.values(), names, strict=True)
    ]
    return sorted(lines, key=lambda line: (not line.holds, line.stored.value["expires_on"], line.stored.id))


def get_declaration(session: Session, record_id: int) -> Stored:
    """A declaration by its id; NotFound where there is none."""
    found = load_declarations(session, [record_id]) if 0 < record_id <= LARGEST_ID else {}
    if record_id not in found:
        raise NotFound("There is no such declaration.", "Look for it in the list.")
    return found[record_id]


def find_declaration(session: Session, cell: CellName) -> Stored | None:
    """What is declared of a cell, expired or not."""
    return _of_cell(load_declarations(session, _ids_of_cell(session, Declaration, cell)))


def find_gap_note(session: Session, cell: CellName) -> Stored | None:
    """The note on a cell's gap."""
    return _of_cell(load_gap_notes(session, _ids_of_cell(session, GapNote, cell)))


def _of_cell(found: dict[int, Stored]) -> Stored | None:
    return next(iter(found.values()), None)


def _ids_of_cell(session: Session, model: Any, cell: CellName) -> Sequence[int]:
    query = (
        _of_cells(model)
        .with_only_columns(model.id)
        .where(
            Framework.code == cell.framework,
            Objective.number == int(cell.number),
            Place.kind == cell.kind,
            Place.code == cell.code,
        )
    )
    ids: Sequence[int] = session.scalars(query).all()
    return ids


def person_choices(session: Session) -> list[tuple[str, str]]:
    """(address, name) of everybody whose account is active."""
    query = sa.select(User.email, User.name).where(User.active == sa.true()).order_by(User.email)
    return [(email, f"{name} ({email})" if name else email) for email, name in session.execute(query)]
