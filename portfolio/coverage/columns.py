"""Projects as columns: what the database says of all of them, or of a few, as numpy facts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from portfolio.core.facts import Facts, columns_of
from portfolio.core.rates import RateTable
from portfolio.models.project import Project, ProjectObjective, ProjectOrganisation, ProjectPlace


def load_facts(
    session: Session, rates: RateTable, ids: Collection[int] | None = None
) -> tuple[Facts, NDArray[np.bool_]]:
    """The facts of all projects, or of those with these ids, in the order of ids; and which are archived."""
    columns = (
        "id", "code", "title", "strand", "status", "planned_start", "planned_end", "actual_start", "actual_end",
        "budget_minor", "budget_currency", "parent_id", "last_reviewed_on", "archived", "planned_start_precision",
        "planned_end_precision", "actual_start_precision", "actual_end_precision", "updated_at",
    )  # fmt: skip
    table = Project.__table__
    query = sa.select(*(table.c[name] for name in columns)).order_by(table.c.id)
    rows = session.execute(query if ids is None else query.where(table.c.id.in_(ids))).all()
    column = dict(zip(columns, columns_of(rows, len(columns)), strict=True))
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
        objective_links=_links(session, ids, ProjectObjective, "objective_id", "significance", "share"),
        place_links=_links(session, ids, ProjectPlace, "place_id", "tier", "share"),
        organisation_links=_links(session, ids, ProjectOrganisation, "organisation_id", "role"),
        without_rate=[
            minor is not None and cents is None for minor, cents in zip(column["budget_minor"], budgets, strict=True)
        ],
        precisions={
            name: column[f"{name}_precision"] for name in ("planned_start", "planned_end", "actual_start", "actual_end")
        },
    )
    return facts, np.array(column["archived"], dtype=np.bool_)


def _links(session: Session, ids: Collection[int] | None, model: Any, *names: str) -> tuple[tuple[Any, ...], ...]:
    table = model.__table__
    query = sa.select(table.c.project_id, *(table.c[name] for name in names))
    rows = session.execute(query if ids is None else query.where(table.c.project_id.in_(ids))).all()
    return columns_of(rows, len(names) + 1)
