"""Reading dialogues and instruments as values. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.errors import NotFound
from portfolio.history.writer import Stored, pieces
from portfolio.models.lookup import partial_of
from portfolio.models.objective import Framework, Objective
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
