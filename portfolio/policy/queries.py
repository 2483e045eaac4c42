"""Reading dialogues and instruments as values. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.marks import DialogueMark, InstrumentMark
from portfolio.core.shape import Stored, Value
from portfolio.core.terms import DialogueStatus
from portfolio.core.text import fold
from portfolio.errors import NotFound
from portfolio.models.base import table_of
from portfolio.models.lookup import objective_titles, partial_of, place_titles
from portfolio.models.objective import Framework, Objective
from portfolio.models.pieces import pieces
from portfolio.models.place import Place
from portfolio.models.policy import Dialogue, DialogueObjective, Instrument, InstrumentObjective
from portfolio.models.selection import LARGEST_ID

_DIALOGUE = ("code", "title", "status", "note", "url", "source", "archived")
_INSTRUMENT = ("identifier", "title", "kind", "status", "url", "note", "source", "archived")


def load_dialogues(session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
    """Dialogues by id, all of them, archived ones too, where `ids` is None."""
    return _load(session, Dialogue, _DIALOGUE, ("starts_on", "ends_on"), DialogueObjective.dialogue_id, ids)


def load_instruments(session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
    """Instruments by id, all of them, archived ones too, where `ids` is None."""
    return _load(session, Instrument, _INSTRUMENT, ("dated_on",), InstrumentObjective.instrument_id, ids)


@dataclass(frozen=True, slots=True)
class PolicyQuery:
    """What a list of dialogues or instruments was asked for; empty text means "not asked for"."""

    text: str = ""
    status: str = ""
    objective: str = ""
    archived: bool = False

    def query(self, **changes: Any) -> dict[str, Any]:
        """The query string's arguments, defaults left out."""
        values = {"q": self.text, "status": self.status, "objective": self.objective, "archived": self.archived}
        return {name: "1" if part is True else part for name, part in {**values, **changes}.items() if part}


@dataclass(frozen=True, slots=True)
class Names:
    """What places and objectives are called, by reference."""

    places: dict[str, str]
    objectives: dict[str, str]


def load_names(session: Session) -> Names:
    """The names that pages of dialogues and instruments show, in two SELECTs."""
    return Names(place_titles(session), objective_titles(session))


def list_matching(records: Iterable[Stored], names: Names, asked: PolicyQuery) -> list[Stored]:
    """The records that a query asks for, those without a date first, then the newest."""
    words = fold(asked.text).split()
    found = [
        stored
        for stored in records
        if stored.value["archived"] == asked.archived
        and (not asked.status or stored.value["status"] == asked.status)
        and (not asked.objective or asked.objective in stored.value["objectives"])
        and all(word in _text(stored.value, names) for word in words)
    ]
    found.sort(key=lambda stored: _name(stored.value))
    return sorted(found, key=lambda stored: _day(stored.value) or "9999", reverse=True)


@dataclass(frozen=True, slots=True)
class Served:
    """Dialogues and instruments about one objective or place, the newest dialogue first."""

    dialogues: list[Stored]
    instruments: list[Stored]


def list_about(session: Session, *, objective: str | None = None, place: str | None = None) -> Served:
    """What is not archived about an objective or a place, by reference; an instrument without a place is of none."""

    def about(stored: Stored) -> bool:
        value = stored.value
        if value["archived"]:
            return False
        return objective in value["objectives"] if objective is not None else value["place"] == place

    dialogues = sorted(filter(about, load_dialogues(session).values()), key=lambda one: one.value["code"])
    dialogues.sort(key=lambda one: one.value["starts_on"] or "9999", reverse=True)
    acts = sorted(filter(about, load_instruments(session).values()), key=lambda one: one.value["identifier"])
    return Served(dialogues, acts)


def _name(value: Value) -> str:
    return str(value.get("code") or value.get("identifier"))


def _day(value: Value) -> str | None:
    return value["starts_on"] if "starts_on" in value else value["dated_on"]


def _text(value: Value, names: Names) -> str:
    return fold(" ".join([_name(value), value["title"], names.places.get(value["place"], "")]))


def load_marks(session: Session) -> tuple[tuple[DialogueMark, ...], tuple[InstrumentMark, ...]]:
    """Dialogues and instruments that are not archived, as core marks them on grids, in four SELECTs."""
    talks, acts = (
        _objectives(session, DialogueObjective.dialogue_id),
        _objectives(session, InstrumentObjective.instrument_id),
    )
    dialogues, instruments = table_of(Dialogue), table_of(Instrument)
    return (
        tuple(
            DialogueMark(
                row.id,
                row.code,
                row.title,
                row.place_id,
                talks.get(row.id, frozenset()),
                partial_of(row.starts_on, row.starts_on_precision),
                partial_of(row.ends_on, row.ends_on_precision),
                row.status == DialogueStatus.HELD.value,
            )
            for row in session.execute(sa.select(dialogues))
            if not row.archived
        ),
        tuple(
            InstrumentMark(row.id, row.identifier, row.title, row.place_id, acts.get(row.id, frozenset()))
            for row in session.execute(sa.select(instruments))
            if not row.archived
        ),
    )


def _objectives(session: Session, owner: Any) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for number, objective in session.execute(sa.select(owner, owner.class_.objective_id)):
        found.setdefault(number, set()).add(objective)
    return {number: frozenset(objectives) for number, objectives in found.items()}


def get_dialogue(session: Session, dialogue_id: int) -> Stored:
    """A dialogue; NotFound where there is none."""
    return _get(load_dialogues(session, [dialogue_id] if 0 < dialogue_id <= LARGEST_ID else []), "dialogue")


def get_instrument(session: Session, instrument_id: int) -> Stored:
    """An instrument; NotFound where there is none."""
    return _get(load_instruments(session, [instrument_id] if 0 < instrument_id <= LARGEST_ID else []), "instrument")


def _get(found: dict[int, Stored], noun: str) -> Stored:
    for stored in found.values():
        return stored
    raise NotFound(f"There is no such {noun}.", f"Look for it in the list of {noun}s.")


def _load(
    session: Session,
    model: Any,
    names: Sequence[str],
    dates: Sequence[str],
    owner: Any,
    ids: Sequence[int] | None,
) -> dict[int, Stored]:
    table = model.__table__
    days = [column for name in dates for column in (table.c[name], table.c[f"{name}_precision"])]
    query = sa.select(
        table.c.id, table.c.version, Place.kind, Place.code, *days, *(table.c[name] for name in names)
    ).outerjoin(Place, Place.id == table.c.place_id)
    links = (
        sa.select(owner, Framework.code, Objective.number)
        .join(Objective, Objective.id == owner.class_.objective_id)
        .join(Framework, Framework.id == Objective.framework_id)
    )
    found: dict[int, Stored] = {}
    for piece in [None] if ids is None else pieces(sorted(set(ids))):
        rows = query if piece is None else query.where(table.c.id.in_(piece))
        for number, version, kind, code, *rest in session.execute(rows.order_by(table.c.id)):
            value: dict[str, Any] = {"place": None if kind is None else f"{kind}:{code}", "objectives": []}
            for at, name in enumerate(dates):
                day = partial_of(*rest[2 * at : 2 * at + 2])
                value[name] = None if day is None else str(day)
            value.update(zip(names, rest[2 * len(dates) :], strict=True))
            found[number] = Stored(number, version, value)
        served = links if piece is None else links.where(owner.in_(piece))
        # The database's collation is not Python's: sort here, so that a value is one value on both.
        for number, framework, objective in sorted(map(tuple, session.execute(served)), key=lambda row: row[1:]):
            found[number].value["objectives"].append(f"{framework}:{objective}")
    return found
