"""The parts of a portfolio beside its projects: places, frameworks, needs, marks and notes, each loaded by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.cellnotes import Declaration, GapNote
from portfolio.core.geography import Geography, Membership, Place, partner_of
from portfolio.core.needs import Needs
from portfolio.core.terms import GapStatus, PlaceKind
from portfolio.coverage.stock import Row
from portfolio.coverage.strip import load_background
from portfolio.models.account import User
from portfolio.models.cellnote import Declaration as DeclarationRow
from portfolio.models.cellnote import GapNote as GapNoteRow
from portfolio.models.need import Need
from portfolio.models.objective import Framework, Objective
from portfolio.models.organisation import Organisation
from portfolio.models.place import Membership as MembershipRow
from portfolio.policy.queries import load_marks


def load_geography(session: Session, places: Sequence[Any]) -> Geography:
    """Places, as their rows have them, and who belongs where."""
    columns = (MembershipRow.organisation_id, MembershipRow.country_id, MembershipRow.joined_on, MembershipRow.left_on)
    return Geography.of(
        [
            Place(
                row.id,
                PlaceKind(row.kind),
                row.code,
                row.title,
                row.region_id,
                partner_of(PlaceKind(row.kind), row.partner),
                row.position,
            )
            for row in places
        ],
        [Membership(*values) for values in session.execute(sa.select(*columns))],
    )


def load_policy(session: Session) -> dict[str, Any]:
    """Dialogues and instruments."""
    dialogues, instruments = load_marks(session)
    return {"dialogues": dialogues, "instruments": instruments}


def _load_organisations(session: Session) -> dict[int, str]:
    return dict(session.execute(sa.select(Organisation.id, Organisation.name)).all())


def _load_needs(session: Session) -> Needs:
    """The needs as core has them. Their pages stand above coverage, in planning, so they are read from their table."""
    rows = session.execute(sa.select(Need.objective_id, Need.place_id, Need.level))
    return {(objective, place): level for objective, place, level in rows}


def _load_declarations(session: Session) -> tuple[Declaration, ...]:
    row = DeclarationRow
    columns = (row.objective_id, row.place_id, row.note, row.updated_by, row.declared_on, row.expires_on)
    return tuple(Declaration(*values) for values in session.execute(sa.select(*columns).order_by(row.id)))


def _load_gap_notes(session: Session) -> dict[tuple[int, int], GapNote]:
    row = GapNoteRow
    query = sa.select(row.objective_id, row.place_id, row.status, User.name, User.email, row.note)
    return {
        (objective, place): GapNote(GapStatus(status), name or email or "", note or "", email or "")
        for objective, place, status, name, email, note in session.execute(
            query.outerjoin(User, User.id == row.person_id)
        )
    }


def load_frameworks(session: Session) -> dict[str, tuple[str, tuple[Row, ...]]]:
    """Titles and objectives of all frameworks, under their codes."""
    titles = session.execute(
        sa.select(Framework.id, Framework.code, Framework.title).order_by(Framework.position, Framework.code)
    ).all()
    rows: dict[int, list[Row]] = {framework.id: [] for framework in titles}
    for objective in session.execute(sa.select(Objective.__table__).order_by(Objective.number)):
        row = Row(objective.id, str(objective.number), objective.number, objective.title, objective.statement or "")
        rows[objective.framework_id].append(row)
    return {framework.code: (framework.title, tuple(rows[framework.id])) for framework in titles}


MARKS = "marks"
#: Parts of a portfolio that are loaded by themselves.
PARTS: dict[str, Callable[[Session], Any]] = {
    "organisations": _load_organisations,
    "needs": _load_needs,
    "declarations": _load_declarations,
    "gap_notes": _load_gap_notes,
    "background": load_background,
}
#: Kinds of records that a part is made from.
KINDS = {
    "organisation": "organisations",
    "need": "needs",
    "declaration": "declarations",
    "gap note": "gap_notes",
    "index": "background",
    "index value": "background",
    "dialogue": MARKS,
    "instrument": MARKS,
}
