"""The only writers of dialogues and policy instruments: `DIALOGUES` and `INSTRUMENTS`. Runs inside the write door.

Form, import, undo and command line all call `create`, `update` and `delete` of these (see `history.writer.Writer`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio import reference
from portfolio.core.periods import PartialDate
from portfolio.core.policy import DIALOGUE, INSTRUMENT
from portfolio.core.project import FieldProblem
from portfolio.core.shape import Stored, Value, objectives
from portfolio.errors import Refused
from portfolio.history.record import record
from portfolio.history.shipped import load_shipped
from portfolio.history.writer import Writer
from portfolio.models.base import Base, table_of
from portfolio.models.lookup import objective_ids, place_ids
from portfolio.models.pieces import pieces
from portfolio.models.policy import Dialogue, DialogueObjective, Instrument, InstrumentObjective
from portfolio.policy.queries import load_dialogues, load_instruments


class _Ground(NamedTuple):
    """What dialogues and instruments name: ids by reference."""

    places: dict[str, int]
    objectives: dict[str, int]


class _Served(Writer[_Ground]):
    """A noun that is about objectives and stands at a place."""

    link: type[Base]
    owner: str
    #: Fields that are partial dates, and whether each is kept as its last day.
    dates: dict[str, bool]

    def known(self, session: Session) -> _Ground:
        return _Ground(place_ids(session), objective_ids(session))

    def missing(self, known: _Ground, value: Value) -> list[FieldProblem]:
        found = [
            FieldProblem("objectives", f"There is no objective {reference}.")
            for reference in value["objectives"]
            if reference not in known.objectives
        ]
        if value["place"] is not None and value["place"] not in known.places:
            found.append(FieldProblem("place", f"There is no {value['place'].replace(':', ' ', 1)}."))
        return found

    def columns(self, known: _Ground, value: Value) -> dict[str, Any]:
        row = {name: part for name, part in value.items() if name not in (*self.dates, "place", "objectives")}
        row["place_id"] = known.places.get(value["place"])
        for name, is_end in self.dates.items():
            day = None if value[name] is None else PartialDate.parse(value[name])
            row[name] = None if day is None else day.last() if is_end else day.first()
            row[f"{name}_precision"] = None if day is None else day.precision.value
        return row

    def name(self, value: Mapping[str, Any]) -> str:
        return str(value[self.key[0]])

    def write_links(self, session: Session, known: _Ground, records: Sequence[tuple[int, Value]]) -> None:
        self._clear(session, [number for number, _ in records])
        rows = [
            {self.owner: number, "objective_id": known.objectives[reference]}
            for number, value in records
            for reference in value["objectives"]
        ]
        if rows:
            session.connection().execute(sa.insert(table_of(self.link)), rows)

    def delete_links(self, session: Session, ids: Sequence[int]) -> None:
        self._clear(session, ids)

    def _clear(self, session: Session, ids: Sequence[int]) -> None:
        table = table_of(self.link)
        for piece in pieces(ids):
            session.execute(sa.delete(table).where(table.c[self.owner].in_(piece)))


class _Dialogues(_Served):
    entity, model, shape, key = "dialogue", Dialogue, DIALOGUE, ("code",)
    link, owner = DialogueObjective, "dialogue_id"
    dates = {"starts_on": False, "ends_on": True}

    def load(self, session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
        return load_dialogues(session, ids)


class _Instruments(_Served):
    entity, model, shape, key = "instrument", Instrument, INSTRUMENT, ("identifier",)
    link, owner = InstrumentObjective, "instrument_id"
    dates = {"dated_on": False}

    def load(self, session: Session, ids: Sequence[int] | None = None) -> dict[int, Stored]:
        return load_instruments(session, ids)

    def delete_links(self, session: Session, ids: Sequence[int]) -> None:
        """What the product ships is archived, not deleted: the next version would only bring it back."""
        for piece in pieces(ids):
            query = sa.select(Instrument.identifier).where(Instrument.id.in_(piece), Instrument.shipped.is_not(None))
            if shipped := session.scalars(query).first():
                raise Refused(f"“{shipped}” comes with the product and cannot be deleted.", "Archive it instead.")
        super().delete_links(session, ids)


DIALOGUES, INSTRUMENTS = _Dialogues(), _Instruments()


def load_shipped_instruments(session: Session) -> None:
    """Load the instruments that the product ships, and which objectives they serve; what people edited stays."""
    rows = reference.read("instruments").rows
    ids = load_shipped(
        session,
        Instrument,
        "instrument",
        ["identifier"],
        [
            {
                "identifier": row["identifier"],
                "title": row["title"],
                "kind": row["kind"],
                "dated_on": PartialDate.parse(row["date"]).first(),
                "dated_on_precision": PartialDate.parse(row["date"]).precision.value,
                "status": row["status"],
                "url": row["url"],
            }
            for row in rows
        ],
        name="identifier",
    )
    _correct_objectives(
        session,
        {ids[row["identifier"],]: objectives(list(filter(None, row["objectives"].split("; ")))) for row in rows},
    )


def _correct_objectives(session: Session, shipped: dict[int, list[str]]) -> None:
    """Where an instrument's objectives are those last shipped for it, they become those shipped now."""
    table = table_of(Instrument)
    query = sa.select(table.c.id, table.c.shipped_objectives).where(table.c.id.in_(shipped))
    last = {number: before or [] for number, before in session.execute(query)}
    stored = load_instruments(session, list(shipped))
    known = INSTRUMENTS.known(session)
    for number, served in shipped.items():
        if served == last[number]:
            continue
        now = stored[number].value["objectives"]
        columns: dict[str, Any] = {"shipped_objectives": served}
        if now == last[number]:
            value = {**stored[number].value, "objectives": served}
            INSTRUMENTS.write_links(session, known, [(number, value)])
            columns["version"] = stored[number].version + 1
            record(session, "instrument", number, value["identifier"], "correct", {"objectives": [now, served]})
        session.execute(sa.update(table).where(table.c.id == number).values(columns))
