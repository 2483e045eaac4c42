"""Database to columns: the portfolio as numpy facts, loaded once per position of the change log and reused.

Every answer first reads the change log's last position, so several processes stay right: whoever wrote moved it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from portfolio.core.cellnotes import Declaration, GapNote
from portfolio.core.facts import Facts, columns_of
from portfolio.core.geography import Geography, Membership, Place
from portfolio.core.needs import Needs
from portfolio.core.people import Actor
from portfolio.core.terms import GapStatus, PlaceKind
from portfolio.coverage.past import recorded_ids
from portfolio.coverage.recorded import Archive
from portfolio.coverage.stock import Portfolio, Row
from portfolio.coverage.strip import load_background
from portfolio.history.record import position
from portfolio.models.account import User
from portfolio.models.cellnote import Declaration as DeclarationRow
from portfolio.models.cellnote import GapNote as GapNoteRow
from portfolio.models.need import Need
from portfolio.models.objective import Framework, Objective
from portfolio.models.organisation import Organisation
from portfolio.models.place import Membership as MembershipRow
from portfolio.models.place import Place as PlaceRow
from portfolio.models.project import Project, ProjectObjective, ProjectOrganisation, ProjectPlace
from portfolio.models.selection import visible_ids
from portfolio.policy.queries import load_marks
from portfolio.projects.lists import filtered_projects
from portfolio.projects.queries import load_rates
from portfolio.web.filters import NARROWING, Filter

#: Selections (who reads, through which filter) kept per position.
KEPT_SELECTIONS = 64


class Shelf:
    """Keeps the newest portfolio of one process; threads share it, since a portfolio never changes once loaded."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._portfolio: Portfolio | None = None
        self._archive = Archive()

    def recorded(self, session: Session, moment: str) -> Portfolio:
        """The portfolio of a moment of the past, as `Archive.get` has it."""
        return self._archive.get(session, moment)

    def get(self, session: Session) -> Portfolio:
        """The portfolio at the change log's present position, loaded if it moved."""
        now = position(session)
        kept = self._portfolio
        if kept is not None and kept.position == now:
            return kept
        with self._lock:
            kept = self._portfolio
            if kept is None or kept.position != now:
                kept = load_portfolio(session, now)
                if self._portfolio is None or self._portfolio.position <= now:
                    self._portfolio = kept
            return kept


def select_facts(session: Session, portfolio: Portfolio, actor: Actor, asked: Filter) -> Facts:
    """What this person may see and this filter asks for; the list page's own query decides."""
    who = "everything" if actor.sees_restricted else actor.id
    # What is kept of the past outlasts changes of who may see what; the present is loaded anew after each.
    since = None if portfolio.recorded is None else position(session)
    key = (who, since, tuple(getattr(asked, name) for name in NARROWING))
    found = portfolio.selections.get(key)
    if found is None:
        ids = np.array(_selected_ids(session, portfolio, actor, asked), dtype=np.int64)
        found = portfolio.facts.select(np.isin(portfolio.facts.ids, ids))
        portfolio.selections[key] = found
        while len(portfolio.selections) > KEPT_SELECTIONS:
            portfolio.selections.popitem(last=False)
    return found


def _selected_ids(session: Session, portfolio: Portfolio, actor: Actor, asked: Filter) -> Sequence[int]:
    """The projects of a selection. In the past the filter reads what stood there; who may see what is as it is now."""
    if portfolio.recorded is None:
        return session.scalars(filtered_projects(actor, asked).with_only_columns(Project.id)).all()
    found = recorded_ids(portfolio.recorded.material, asked)
    if actor.sees_restricted:
        return found
    seen = set(session.scalars(visible_ids(actor)))
    return [number for number in found if number in seen]


def load_portfolio(session: Session, at: int) -> Portfolio:
    """Load all facts and reference data in a fixed number of SELECTs."""
    facts, archived = _load_facts(session)
    dialogues, instruments = load_marks(session)
    places = session.execute(sa.select(PlaceRow.__table__)).all()
    geography = Geography.of(
        [
            Place(
                row.id,
                PlaceKind(row.kind),
                row.code,
                row.title,
                row.region_id,
                None if row.kind == PlaceKind.COUNTRY else row.partner,
                row.position,
            )
            for row in places
        ],
        [
            Membership(organisation, country, joined, left)
            for organisation, country, joined, left in session.execute(
                sa.select(
                    MembershipRow.organisation_id,
                    MembershipRow.country_id,
                    MembershipRow.joined_on,
                    MembershipRow.left_on,
                )
            )
        ],
    )
    return Portfolio(
        position=at,
        facts=facts,
        geography=geography,
        frameworks=_load_frameworks(session),
        organisations=dict(session.execute(sa.select(Organisation.id, Organisation.name)).all()),
        short_titles={row.id: (row.short or row.title) + ("*" if row.footnote else "") for row in places},
        footnotes={row.id: row.footnote for row in places if row.footnote},
        needs=_load_needs(session),
        dialogues=dialogues,
        instruments=instruments,
        declarations=_load_declarations(session),
        gap_notes=_load_gap_notes(session),
        background=load_background(session),
        archived=archived,
    )


def _load_facts(session: Session) -> tuple[Facts, NDArray[np.bool_]]:
    columns = (
        "id", "code", "title", "strand", "status", "planned_start", "planned_end", "actual_start", "actual_end",
        "budget_minor", "budget_currency", "parent_id", "last_reviewed_on", "archived", "planned_start_precision",
        "planned_end_precision", "actual_start_precision", "actual_end_precision", "updated_at",
    )  # fmt: skip
    table = Project.__table__
    rows = session.execute(sa.select(*(table.c[name] for name in columns)).order_by(table.c.id)).all()
    column = dict(zip(columns, columns_of(rows, len(columns)), strict=True))
    rates = load_rates(session)
    budgets = [
        rates.eur_cents(minor, currency, actual or planned)
        for minor, currency, actual, planned in zip(
            column["budget_minor"],
            column["budget_currency"],
            column["actual_start"],
            column["planned_start"],
            strict=True,
        )
    ]
    facts = Facts.from_columns(
        ids=column["id"],
        codes=column["code"],
        titles=column["title"],
        strands=column["strand"],
        statuses=column["status"],
        planned_starts=column["planned_start"],
        planned_ends=column["planned_end"],
        actual_starts=column["actual_start"],
        actual_ends=column["actual_end"],
        budgets_eur_cents=budgets,
        parent_ids=column["parent_id"],
        last_reviewed=[
            max(changed.date(), reviewed or changed.date())
            for changed, reviewed in zip(column["updated_at"], column["last_reviewed_on"], strict=True)
        ],
        objective_links=_links(session, ProjectObjective, "objective_id", "significance", "share"),
        place_links=_links(session, ProjectPlace, "place_id", "tier", "share"),
        organisation_links=_links(session, ProjectOrganisation, "organisation_id", "role"),
        without_rate=[
            minor is not None and cents is None for minor, cents in zip(column["budget_minor"], budgets, strict=True)
        ],
        precisions={
            name: column[f"{name}_precision"] for name in ("planned_start", "planned_end", "actual_start", "actual_end")
        },
    )
    return facts, np.array(column["archived"], dtype=np.bool_)


def _links(session: Session, model: Any, *names: str) -> tuple[tuple[Any, ...], ...]:
    table = model.__table__
    rows = session.execute(sa.select(table.c.project_id, *(table.c[name] for name in names))).all()
    return columns_of(rows, len(names) + 1)


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


def _load_frameworks(session: Session) -> dict[str, tuple[str, tuple[Row, ...]]]:
    titles = session.execute(
        sa.select(Framework.id, Framework.code, Framework.title).order_by(Framework.position, Framework.code)
    ).all()
    rows: dict[int, list[Row]] = {framework.id: [] for framework in titles}
    for objective in session.execute(sa.select(Objective.__table__).order_by(Objective.number)):
        row = Row(objective.id, str(objective.number), objective.number, objective.title, objective.statement or "")
        rows[objective.framework_id].append(row)
    return {framework.code: (framework.title, tuple(rows[framework.id])) for framework in titles}
