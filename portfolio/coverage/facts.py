"""Database to columns: the portfolio as numpy facts, loaded once per position of the change log and reused.

Every answer first reads the change log's last position, so several processes stay right: whoever wrote moved it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from portfolio.core.columns import Ints
from portfolio.core.facts import Facts
from portfolio.core.people import Actor
from portfolio.core.renewal import descent, renewed
from portfolio.coverage.columns import load_facts
from portfolio.coverage.moves import moves_since
from portfolio.coverage.parts import KINDS, MARKS, PARTS, load_frameworks, load_geography, load_policy
from portfolio.coverage.past import recorded_ids
from portfolio.coverage.recorded import Archive
from portfolio.coverage.stock import Portfolio
from portfolio.coverage.warm import ColumnsFile
from portfolio.history.record import position
from portfolio.models.place import Place as PlaceRow
from portfolio.models.project import Project
from portfolio.models.selection import visible_ids
from portfolio.projects.lists import filter_choices, filtered_projects
from portfolio.projects.queries import load_rates
from portfolio.web.filters import NARROWING, Filter

#: Selections (who reads, through which filter) kept per position.
KEPT_SELECTIONS = 64
#: Of these so many, the newest, are carried over to the next position.
RENEWED_SELECTIONS = 8


class Shelf:
    """Keeps the newest portfolio of one process; threads share it, since a portfolio never changes once loaded."""

    def __init__(self, file: ColumnsFile | None = None) -> None:
        self._lock = threading.Lock()
        self._file = file
        self._portfolio: Portfolio | None = None
        self._archive = Archive()

    def recorded(self, session: Session, moment: str) -> Portfolio:
        """The portfolio of a moment of the past, as `Archive.get` has it."""
        return self._archive.get(session, moment)

    def get(self, session: Session) -> Portfolio:
        """The portfolio at the change log's present position, renewed or loaded if it moved."""
        now = position(session)
        kept = self._portfolio
        if kept is not None and kept.position == now:
            return kept
        with self._lock:
            kept = self._portfolio
            if kept is None or kept.position != now:
                kept = self._new(session, kept, now)
                if self._portfolio is None or self._portfolio.position <= now:
                    self._portfolio = kept
            return kept

    def _new(self, session: Session, kept: Portfolio | None, now: int) -> Portfolio:
        """Renewed from what there is, here or in the file, and else loaded."""
        if kept is None and self._file is not None and (found := self._file.read(session)) is not None:
            kept = load_portfolio(session, found[0], found[1:])
        new = kept if kept is not None and kept.position == now else None
        new = new or (kept and renew_portfolio(session, kept, now)) or load_portfolio(session, now)
        if self._file is not None:
            self._file.write(session, now, new.facts, new.archived)
        return new


def select_facts(session: Session, portfolio: Portfolio, actor: Actor, asked: Filter) -> Facts:
    """What this person may see and this filter asks for; the list page's own query decides."""
    who = _who(actor)
    # What is kept of the past outlasts changes of who may see what; the present is loaded anew after each.
    since = None if portfolio.recorded is None else position(session)
    key = (who, since, tuple(getattr(asked, name) for name in NARROWING))
    found = portfolio.selections.get(key)
    if found is None:
        ids = np.array(_selected_ids(session, portfolio, actor, asked), dtype=np.int64)
        found = portfolio.facts.select(np.isin(portfolio.facts.ids, ids))
        if key in portfolio.before:
            found = replace(found, descent=descent(portfolio.before[key], found), _kept={})
        portfolio.selections[key] = found
        while len(portfolio.selections) > KEPT_SELECTIONS:
            portfolio.selections.popitem(last=False)
    return found


def offered_choices(session: Session, portfolio: Portfolio, actor: Actor) -> dict[str, Any]:
    """What filter bars offer this person, asked once per position. Names are never a matter of the past."""
    if portfolio.recorded is not None:
        return filter_choices(session, actor)
    who = _who(actor)
    found = portfolio.offered.get(who)
    if found is None:
        found = portfolio.offered[who] = filter_choices(session, actor)
    return found


def _who(actor: Actor) -> object:
    """Whose eyes a selection is for: all who see everything see the same."""
    return "everything" if actor.sees_restricted else actor.id


def _selected_ids(session: Session, portfolio: Portfolio, actor: Actor, asked: Filter) -> Sequence[int] | Ints:
    """The projects of a selection. In the past the filter reads what stood there; who may see what is as it is now."""
    if portfolio.recorded is None:
        if actor.sees_restricted and not asked.narrows:
            return portfolio.facts.ids[~portfolio.archived]
        return session.scalars(filtered_projects(actor, asked).with_only_columns(Project.id)).all()
    found = recorded_ids(portfolio.recorded.material, asked)
    if actor.sees_restricted:
        return found
    seen = set(session.scalars(visible_ids(actor)))
    return [number for number in found if number in seen]


def load_portfolio(session: Session, at: int, known: tuple[Facts, NDArray[np.bool_]] | None = None) -> Portfolio:
    """Load all facts (but those that are `known`, with who is archived) and the rest in a fixed number of SELECTs."""
    rates = load_rates(session)
    facts, archived = known or load_facts(session, rates)
    places = session.execute(sa.select(PlaceRow.__table__)).all()
    return Portfolio(
        position=at,
        facts=facts,
        archived=archived,
        rates=rates,
        geography=load_geography(session, places),
        frameworks=load_frameworks(session),
        short_titles={row.id: (row.short or row.title) + ("*" if row.footnote else "") for row in places},
        french_titles={row.id: row.title_fr for row in places if row.title_fr},
        footnotes={row.id: row.footnote for row in places if row.footnote},
        **load_policy(session),
        **{name: load(session) for name, load in PARTS.items()},
    )


def renew_portfolio(session: Session, before: Portfolio, at: int) -> Portfolio | None:
    """The portfolio at a later position, only what the change log names loaded again; None if that will not do."""
    moves = moves_since(session, before.position, at, frozenset(KINDS))
    if moves is None or before.rates is None:
        return None
    parts: dict[str, Any] = {}
    for name in {KINDS[kind] for kind in moves.kinds}:
        parts |= load_policy(session) if name == MARKS else {name: PARTS[name](session)}
    # Who may see what is asked anew: accounts may have changed.
    known = dict(list(before.selections.items())[-RENEWED_SELECTIONS:])
    if not moves.edited and not moves.gone:
        return replace(before, position=at, selections=OrderedDict(), before=known, offered={}, **parts)
    fresh, archived = load_facts(session, before.rates, moves.edited)
    facts = renewed(before.facts, fresh, moves.gone)
    return replace(
        before,
        position=at,
        facts=facts,
        archived=np.isin(facts.ids, _archived_ids(before, fresh, archived)),
        selections=OrderedDict(),
        before=known,
        offered={},
        **parts,
    )


def _archived_ids(before: Portfolio, fresh: Facts, archived: NDArray[np.bool_]) -> Ints:
    were = before.facts.ids[before.archived]
    return np.concatenate([were[~np.isin(were, fresh.ids)], fresh.ids[archived]])
