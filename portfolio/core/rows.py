"""A portfolio by other rows than objectives: the same rules of state and money, with other links in their place."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from portfolio.core.columns import NOT_KNOWN, Days, Ints, Links, RowsById
from portfolio.core.facts import Facts
from portfolio.core.terms import OrganisationRole, Rows, Significance, Strand

_ROLES = {Rows.FUNDER: OrganisationRole.FUNDER, Rows.IMPLEMENTER: OrganisationRole.IMPLEMENTER}


def facts_by(facts: Facts, rows: Rows) -> Facts:
    """The facts with links to strands (numbers), organisations or programmes (ids) where objectives stood, kept.

    Every such link is principal and states no share, so a budget is divided equally over a project's rows. A project
    of both strands is in the rows of both. Its programme is the topmost parent in the portfolio; one that has neither
    parent nor children here is in no programme.
    """
    if rows is Rows.OBJECTIVE:
        return facts
    return facts.kept(("rows", rows), lambda: replace(facts, objectives=_links(facts, rows), _kept={}))


def row_keys(facts: Facts) -> list[int]:
    """The keys that any project of these facts is linked to, ascending."""
    keys: list[int] = np.unique(facts.objectives.key).tolist()
    return keys


def _links(facts: Facts, rows: Rows) -> Links:
    if rows is Rows.STRAND:
        return _strands(facts)
    if rows is Rows.PROGRAMME:
        top = _topmost(facts)
        project = np.flatnonzero(top >= 0)
        return _principal(project, facts.ids[top[project]])
    links = facts.organisations
    chosen = links.grade == _ROLES[rows].number
    return _principal(links.project[chosen], links.key[chosen])


def _strands(facts: Facts) -> Links:
    both = np.flatnonzero(facts.strand == Strand.BOTH.number)
    one = np.flatnonzero((facts.strand > 0) & (facts.strand != Strand.BOTH.number))
    single = (Strand.CYBER_RESILIENCE.number, Strand.CYBERCRIME.number)
    project = np.concatenate([one, *(both for _ in single)])
    key = np.concatenate([facts.strand[one], *(np.full(len(both), number) for number in single)])
    order = np.lexsort((key, project))
    return _principal(project[order], key[order])


def _topmost(facts: Facts) -> Ints:
    """Row of the topmost parent of every project, its own where it has children, -1 where it has neither.

    Every step doubles how far up it looks. Who is a parent of itself in a circle never arrives, and is in no programme.
    """
    parent = RowsById.of(facts.ids).rows(facts.parent_ids)
    own = np.arange(len(facts))
    parent = np.where(parent == own, -1, parent)
    top = np.where(parent < 0, own, parent)
    for _ in range(len(facts).bit_length()):
        top = top[top]
    top = np.where(parent[top] < 0, top, -1) if len(facts) else top
    is_parent = np.zeros(len(facts), dtype=np.bool_)
    is_parent[parent[parent >= 0]] = True
    found: Ints = np.where((parent >= 0) | is_parent, top, -1)
    return found


def _principal(project: Ints | Days, key: Ints) -> Links:
    size = len(project)
    return Links(
        project.astype(np.int32),
        key.astype(np.int64),
        np.full(size, Significance.PRINCIPAL.number, dtype=np.int8),
        np.full(size, NOT_KNOWN, dtype=np.int32),
    )
