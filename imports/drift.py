"""What was written between a plan and its carrying out: whether the plan is still what planning anew would give.

Planning takes seconds and is done before the write door, at which others wait; their edits in that time are common, and
hardly one of them concerns the plan. What is not surely apart from it makes the plan void.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from imports.outcomes import Plan
from portfolio.core.text import fold
from portfolio.models.change import Change
from portfolio.models.project import Project

#: Records that no plan looks at.
_APART = frozenset({"import", "user"})
#: Fields of a project by which rows are not told to be that project.
_UNWEIGHED = frozenset(
    {"summary", "strand", "status", "objectives", "budget_amount", "budget_currency", "website", "source",
     "last_reviewed_on"}
)  # fmt: skip
#: So many changes are looked at; after more of them the plan is made anew.
_LOOKED_AT = 200


def still_holds(session: Session, plan: Plan | None, planned_at: int, *, of_projects: bool) -> bool:
    """Whether a plan made at position `planned_at` of the change log is the one that would be made now.

    True where nothing was written since that a plan looks at, or where projects were edited that the plan has nothing
    to do with, in fields that tell no project from another.
    """
    columns = (Change.entity, Change.entity_id, Change.action, Change.changes)
    query = sa.select(*columns).where(Change.position > planned_at).order_by(Change.position).limit(_LOOKED_AT + 1)
    since = [one for one in session.execute(query) if one.entity not in _APART]
    if not since:
        return True
    if not of_projects or plan is None or len(since) > _LOOKED_AT:
        return False
    if any(
        one.entity != "project" or one.action != "update" or not _UNWEIGHED.issuperset(one.changes) for one in since
    ):
        return False
    edited = {one.entity_id for one in since}
    if not edited.isdisjoint(row.project_id for row in plan.rows):
        return False
    named = {fold(row.title) for row in plan.rows if row.title}
    codes = {one.code for row in plan.rows for one in row.match.candidates}
    facts = sa.select(Project.code, Project.title).where(Project.id.in_(edited))
    return not any(code in codes or fold(title) in named for code, title in session.execute(facts))
