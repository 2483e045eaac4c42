"""A portfolio as coverage needs it, in columns: a row per project and flat link tables; reads no database."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar, cast

import numpy as np

from portfolio.core.columns import (
    FAR_FUTURE,
    FAR_PAST,
    Columns,
    Days,
    Flags,
    Ints,
    Links,
    RowsById,
    Small,
    budgets_column,
    columns_of,
    days_column,
    links_column,
    numbers_column,
)
from portfolio.core.periods import PartialDate, day_from_number
from portfolio.core.renewal import Descent
from portfolio.core.terms import OrganisationRole, Precision, Significance, Status, Strand, Tier

__all__ = ["NO_PARENT", "Facts", "ProjectFact", "columns_of", "share_hundredths"]

Made = TypeVar("Made")

#: Stands for the id of a parent where a project has none.
NO_PARENT = int(np.iinfo(np.int64).min)
_KEPT_RESULTS = 24


@dataclass(frozen=True, slots=True)
class ProjectFact:
    """One project as an object, for tests and small inputs.

    Dates are days: a start known only by month or year is its first day, an end its last. Shares are percent.
    `without_rate`: there is a budget in some currency, but no rate, so `budget_eur_cents` is None.
    """

    id: int
    code: str
    title: str
    strand: str | None = None
    status: str | None = None
    planned_start: date | None = None
    planned_end: date | None = None
    actual_start: date | None = None
    actual_end: date | None = None
    budget_eur_cents: int | None = None
    parent_id: int | None = None
    last_reviewed_on: date | None = None
    objectives: tuple[tuple[int, str, Decimal | None], ...] = ()
    places: tuple[tuple[int, str, Decimal | None], ...] = ()
    organisations: tuple[tuple[int, str], ...] = ()
    without_rate: bool = False
    planned_start_precision: str = Precision.DAY
    planned_end_precision: str = Precision.DAY
    actual_start_precision: str = Precision.DAY
    actual_end_precision: str = Precision.DAY


@dataclass(frozen=True, eq=False)
class Facts:
    """A portfolio as numpy columns, never changed once made; row numbers are the order in which projects were given.

    `status` and `strand` are the numbers of their terms, 0 unknown. `starts` and `ends` are days from 1 January 1970,
    FAR_PAST and FAR_FUTURE where not known; `reviewed` likewise, FAR_PAST if never. `budget` is in euro cents,
    NOT_KNOWN where there is none.
    """

    ids: Ints
    codes: tuple[str, ...]
    titles: tuple[str, ...]
    strand: Small
    status: Small
    starts: Days
    ends: Days
    start_precision: Small
    end_precision: Small
    budget: Ints
    without_rate: Flags
    parent_ids: Ints
    reviewed: Days
    objectives: Links
    places: Links
    organisations: Links
    #: What these facts were made from, when most of what was worked out from that still holds.
    descent: Descent | None = field(default=None, repr=False)
    _kept: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def from_columns(
        cls,
        *,
        ids: Sequence[int],
        codes: Sequence[str],
        titles: Sequence[str],
        strands: Sequence[str | None],
        statuses: Sequence[str | None],
        planned_starts: Sequence[date | None],
        planned_ends: Sequence[date | None],
        actual_starts: Sequence[date | None],
        actual_ends: Sequence[date | None],
        budgets_eur_cents: Sequence[int | None],
        parent_ids: Sequence[int | None],
        last_reviewed: Sequence[date | None],
        objective_links: Columns = ((), (), (), ()),
        place_links: Columns = ((), (), (), ()),
        organisation_links: Columns = ((), (), ()),
        without_rate: Sequence[bool] | None = None,
        precisions: Mapping[str, Sequence[str | None]] | None = None,
    ) -> Facts:
        """Facts from sequences of equal length, as `zip(*rows)` of a SELECT gives them (see `columns_of`).

        Links are columns too: (project ids, objective keys, significances, shares), (project ids, place keys, tiers,
        shares) and (project ids, organisation keys, roles); a share is hundredths of a percent, 0 to 10000, or None.
        Links of projects that are not in `ids` are left out, so a link SELECT need not repeat the projects' filter.
        `precisions` may hold "planned_start", "planned_end", "actual_start", "actual_end"; missing means day.

        ValueError if columns differ in length, a code of a closed list is not known, an id comes twice, a project is
        linked twice to one thing, or an amount or share is out of its range.
        """
        size = len(ids)
        columns = (codes, titles, strands, statuses, planned_starts, planned_ends, actual_starts, actual_ends)
        for column in (*columns, budgets_eur_cents, parent_ids, last_reviewed):
            if len(column) != size:
                raise ValueError("The columns of the projects differ in length.")
        known_as = {name: numbers_column(Precision, column) for name, column in (precisions or {}).items()}
        as_day = np.full(size, Precision.DAY.number, dtype=np.int8)
        starts = [actual or planned for actual, planned in zip(actual_starts, planned_starts, strict=True)]
        ends = [actual or planned for actual, planned in zip(actual_ends, planned_ends, strict=True)]
        began = np.array([day is not None for day in actual_starts], dtype=np.bool_)
        ended = np.array([day is not None for day in actual_ends], dtype=np.bool_)
        row_of = RowsById.of(ids)
        return cls(
            ids=row_of.ids,
            codes=tuple(codes),
            titles=tuple(titles),
            strand=numbers_column(Strand, strands),
            status=numbers_column(Status, statuses),
            starts=days_column(starts, FAR_PAST),
            ends=days_column(ends, FAR_FUTURE),
            start_precision=np.where(
                began, known_as.get("actual_start", as_day), known_as.get("planned_start", as_day)
            ),
            end_precision=np.where(ended, known_as.get("actual_end", as_day), known_as.get("planned_end", as_day)),
            budget=budgets_column(budgets_eur_cents),
            without_rate=np.array(without_rate or [False] * size, dtype=np.bool_),
            parent_ids=np.array([NO_PARENT if key is None else key for key in parent_ids], dtype=np.int64),
            reviewed=days_column(last_reviewed, FAR_PAST),
            objectives=links_column(row_of, Significance, objective_links),
            places=links_column(row_of, Tier, place_links),
            organisations=links_column(
                row_of, OrganisationRole, (*organisation_links[:3], [None] * len(organisation_links[0]))
            ),
        )

    @classmethod
    def from_projects(cls, projects: Iterable[ProjectFact]) -> Facts:
        """The same from objects; errors as `from_columns`, and ValueError for a share finer than 0.01 percent."""
        all_of = list(projects)
        return cls.from_columns(
            ids=[p.id for p in all_of],
            codes=[p.code for p in all_of],
            titles=[p.title for p in all_of],
            strands=[p.strand for p in all_of],
            statuses=[p.status for p in all_of],
            planned_starts=[p.planned_start for p in all_of],
            planned_ends=[p.planned_end for p in all_of],
            actual_starts=[p.actual_start for p in all_of],
            actual_ends=[p.actual_end for p in all_of],
            budgets_eur_cents=[p.budget_eur_cents for p in all_of],
            parent_ids=[p.parent_id for p in all_of],
            last_reviewed=[p.last_reviewed_on for p in all_of],
            objective_links=columns_of(
                [(p.id, key, grade, share_hundredths(share)) for p in all_of for key, grade, share in p.objectives], 4
            ),
            place_links=columns_of(
                [(p.id, key, grade, share_hundredths(share)) for p in all_of for key, grade, share in p.places], 4
            ),
            organisation_links=columns_of([(p.id, key, role) for p in all_of for key, role in p.organisations], 3),
            without_rate=[p.without_rate for p in all_of],
            precisions={
                "planned_start": [p.planned_start_precision for p in all_of],
                "planned_end": [p.planned_end_precision for p in all_of],
                "actual_start": [p.actual_start_precision for p in all_of],
                "actual_end": [p.actual_end_precision for p in all_of],
            },
        )

    def select(self, mask: Flags) -> Facts:
        """The portfolio of the rows where `mask` is true: a filter or what one reader may see.

        It is a portfolio of its own: a parent's money is its budget less that of the children inside the selection.
        """
        if mask.all():
            return self
        new_row = (np.cumsum(mask) - 1).astype(np.int32)
        rows = np.flatnonzero(mask).tolist()
        names = ("ids", "strand", "status", "starts", "ends", "start_precision", "end_precision", "budget")
        arrays = {name: getattr(self, name)[mask] for name in (*names, "without_rate", "parent_ids", "reviewed")}
        return replace(
            self,
            **arrays,
            codes=tuple(self.codes[row] for row in rows),
            titles=tuple(self.titles[row] for row in rows),
            objectives=self.objectives.of(mask, new_row),
            places=self.places.of(mask, new_row),
            organisations=self.organisations.of(mask, new_row),
            descent=None,
            _kept={},
        )

    def found(self, key: Hashable) -> Any:
        """What is kept under `key`, None where nothing is."""
        return self._kept.get(key)

    def kept(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` returns, worked out once for these facts and kept under `key` (the oldest of many are dropped).

        Two threads may both work it out; either result is right, because facts never change.
        """
        try:
            return cast(Made, self._kept[key])
        except KeyError:
            made = make()
        for oldest in list(self._kept)[: -_KEPT_RESULTS + 1]:
            self._kept.pop(oldest, None)
        self._kept[key] = made
        return made

    @cached_property
    def code_rank(self) -> Ints:
        """Place of every project in the order of codes, then ids: what decides between equals."""
        order = sorted(range(len(self)), key=lambda row: (self.codes[row], int(self.ids[row])))
        rank = np.empty(len(self), dtype=np.int64)
        rank[order] = np.arange(len(self))
        return rank

    @cached_property
    def own_budget(self) -> Ints:
        """Euro cents each project counts with: a parent's budget less its children's here, never below zero.

        A cancelled child uses nothing. No budget is 0 here; `budget` still says that it is not known.
        """
        gross = np.maximum(self.budget, 0)
        row_of = RowsById.of(self.ids)
        parent = row_of.rows(self.parent_ids)
        uses = (parent >= 0) & (parent != np.arange(len(self))) & (self.status != Status.CANCELLED.number)
        used = np.zeros(len(self), dtype=np.int64)
        np.add.at(used, parent[uses], gross[uses])
        own: Ints = np.maximum(gross - used, 0)
        return own

    def start_of(self, row: int) -> PartialDate | None:
        """A project's start as it was given."""
        return _partial(int(self.starts[row]), int(self.start_precision[row]))

    def end_of(self, row: int) -> PartialDate | None:
        """A project's end as it was given; None runs on."""
        return _partial(int(self.ends[row]), int(self.end_precision[row]))


def share_hundredths(percent: Decimal | None) -> int | None:
    """A share in percent as hundredths of a percent; ValueError if it is finer than that or not within 0 to 100."""
    if percent is None:
        return None
    if not (percent.is_finite() and 0 <= percent <= 100) or percent * 100 != int(percent * 100):
        raise ValueError("A share is a percentage from 0 to 100 with at most two decimals.")
    return int(percent * 100)


def _partial(day: int, precision: int) -> PartialDate | None:
    if day in (FAR_PAST, FAR_FUTURE):
        return None
    return PartialDate.of(day_from_number(day), Precision.from_number(precision))
