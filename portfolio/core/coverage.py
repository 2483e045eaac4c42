"""Builds the coverage grid: where each objective stands in each place, on a day the caller gives."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np

from portfolio.core.activity import Situation, activity_on, caveats_of, counted_under, situation_of
from portfolio.core.almanac import Crowd, almanac_of, counted_crowd
from portfolio.core.columns import FAR_FUTURE, FAR_PAST, Flags, Ints
from portfolio.core.facts import Facts
from portfolio.core.geography import Geography, Place
from portfolio.core.grid import Grid, Totals
from portfolio.core.needs import Matrix, Needs, need_matrix
from portfolio.core.periods import Window
from portfolio.core.presence import Cells, Money, expand
from portfolio.core.reach import ELSEWHERE, EXTRA_COLUMNS, MEMBERS, REGIONAL, SEVERAL, UNPLACED
from portfolio.core.states import ends_while, fill, starts_while, states_of
from portfolio.core.terms import Activity, Axis, CellState, Scope

#: (objective key, place key) pairs.
Marks = Collection[tuple[int, int]]
Shape = tuple[int, int]


def build_grid(
    facts: Facts,
    geography: Geography,
    *,
    framework: tuple[int, ...],
    axis: Axis,
    as_of: date,
    horizon_months: int = 12,
    scope: Scope = Scope.CURRENT,
    within: int | None = None,
    include_non_partner: bool = False,
    not_applicable: Marks = (),
    needs: Needs | None = None,
) -> Grid:
    """The grid of a framework (objective keys in their order) over the places of an axis.

    `within` is the key of a region or organisation: of the country axis, only its countries (members on the day) are
    shown. `not_applicable` are the pairs a planner declared and that have not expired. Columns that are not shown are
    computed too, so that the money adds up.

    ValueError if the day or horizon is out of range, a need is not 0 to 3, an objective comes twice, or a project is
    linked to a place the geography does not know; KeyError if `within` is no place.
    """
    situation = situation_of(facts, Window(as_of, horizon_months), scope)
    expansion = expand(facts, geography, framework, axis, as_of)
    shape = (expansion.rows, expansion.columns)
    outer = (shape[0] + 1, shape[1] + len(EXTRA_COLUMNS))
    columns = geography.columns(axis)
    cells = expansion.cells
    crowd = _crowd(facts, cells, situation, shape)
    states = states_of(facts, situation, expansion, marked(not_applicable, framework, columns))
    money = _money(expansion.money, situation, outer)
    visible = _visible(geography, axis, as_of, within, include_non_partner)
    groups = _groups(geography, axis, as_of, include_non_partner)
    return Grid(
        axis=axis,
        rows=framework,
        columns=columns,
        visible=visible,
        situation=situation,
        state=states.state,
        active=crowd.active,
        upcoming=crowd.upcoming,
        ended=crowd.ended,
        direct=crowd.direct,
        via=crowd.via,
        depth=_depth(cells, situation, shape),
        strong_until=states.strong_until,
        last_ended=fill(np.maximum, cells, ends_while(facts, situation, Activity.ENDED), FAR_PAST, shape),
        next_start=fill(np.minimum, cells, starts_while(facts, situation, Activity.UPCOMING), FAR_FUTURE, shape),
        country_states=_country_states(facts, geography, framework, situation, groups, not_applicable),
        need=_needs(needs or {}, framework, columns, groups),
        money=money,
        via_money=_money(expansion.money.via, situation, outer),
        margin=fill(np.add, expansion.margin, situation.counted.astype(np.int64), 0, outer),
        totals=_totals(facts, situation, money, visible),
        caveats=caveats_of(facts, situation, expansion),
        facts=facts,
        geography=geography,
        expansion=expansion,
    )


def count_grid(
    facts: Facts,
    geography: Geography,
    *,
    framework: tuple[int, ...],
    axis: Axis,
    as_of: date,
    horizon_months: int = 12,
    scope: Scope = Scope.CURRENT,
) -> Ints:
    """How many projects each cell of `build_grid` counts, and nothing else: (objectives, places), all columns.

    Errors as `build_grid`.
    """
    window = Window(as_of, horizon_months)
    expansion = expand(facts, geography, framework, axis, as_of)
    cells, shape = expansion.cells, (expansion.rows, expansion.columns)
    if (almanac := almanac_of(facts, cells)) is not None:
        crowd = almanac.crowd(shape, window, scope)
        return crowd.direct + crowd.via
    return cells.number(counted_under(scope, activity_on(facts, window)).take(cells.project), shape)


def _crowd(facts: Facts, cells: Cells, situation: Situation, shape: Shape) -> Crowd:
    if (almanac := almanac_of(facts, cells)) is not None:
        return almanac.crowd(shape, situation.window, situation.scope)
    return counted_crowd(cells, shape, situation.scope, situation.activity)


def _depth(cells: Cells, situation: Situation, shape: Shape) -> Matrix:
    """Sum of significance x tier x share of the window; whole numbers until the last division, so order is nothing."""
    days = fill(np.add, cells, situation.overlap.astype(np.int64), 0, shape, by=cells.weight)
    depth: Matrix = days / (4 * situation.window.days)
    return depth


def _money(money: Money | None, situation: Situation, shape: Shape) -> Ints:
    flat = np.zeros(shape[0] * shape[1], dtype=np.int64)
    if money is not None:
        money.groups.reduce(np.add, money.cents * situation.in_scope[money.project], flat)
    return flat.reshape(shape)


def _totals(facts: Facts, situation: Situation, money: Ints, visible: Flags) -> Totals:
    inside = money[:-1, : len(visible)]
    extra = money[:-1, len(visible) :].sum(axis=0).tolist()
    return Totals(
        portfolio_eur_cents=int(facts.own_budget[situation.in_scope].sum()),
        cells_eur_cents=int(inside[:, visible].sum()),
        hidden_eur_cents=int(inside[:, ~visible].sum()),
        unclassified_eur_cents=int(money[-1].sum()),
        unplaced_eur_cents=extra[UNPLACED],
        regional_eur_cents=extra[REGIONAL],
        several_regions_eur_cents=extra[SEVERAL],
        members_eur_cents=extra[MEMBERS],
        elsewhere_eur_cents=extra[ELSEWHERE],
    )


def marked(marks: Marks, framework: tuple[int, ...], columns: tuple[Place, ...]) -> Flags:
    """Where a grid of these objectives and places is declared not applicable."""
    mask = np.zeros((len(framework), len(columns)), dtype=np.bool_)
    if marks:
        rows = {key: at for at, key in enumerate(framework)}
        places = {place.key: at for at, place in enumerate(columns)}
        for objective, place in marks:
            if objective in rows and place in places:
                mask[rows[objective], places[place]] = True
    return mask


def _visible(geography: Geography, axis: Axis, as_of: date, within: int | None, include_non_partner: bool) -> Flags:
    shown = geography.partners(axis).copy()
    if include_non_partner:
        shown[:] = True
    if within is not None and axis is Axis.COUNTRY:
        inside = geography.countries_of(within, as_of)
        shown &= np.array([place.key in inside for place in geography.columns(axis)], dtype=np.bool_)
    return shown


@dataclass(frozen=True, eq=False, slots=True)
class _Groups:
    """Which countries each column speaks for: pairs of column numbers of the axis and of the country axis."""

    group: Ints
    country: Ints
    keys: tuple[tuple[int, ...], ...]


def _groups(geography: Geography, axis: Axis, as_of: date, include_non_partner: bool) -> _Groups | None:
    """The countries the country grid would show, by group; None on the country axis."""
    if axis is Axis.COUNTRY:
        return None

    def make() -> _Groups:
        countries = geography.columns(Axis.COUNTRY)
        partners = geography.partners(Axis.COUNTRY) | include_non_partner
        number = {place.key: at for at, place in enumerate(countries) if partners[at]}
        groups = [
            sorted(number[key] for key in geography.countries_of(group.key, as_of) if key in number)
            for group in geography.columns(axis)
        ]
        return _Groups(
            group=np.repeat(np.arange(len(groups)), [len(group) for group in groups]),
            country=np.array([at for group in groups for at in group], dtype=np.int64),
            keys=tuple(tuple(countries[at].key for at in group) for group in groups),
        )

    return geography.kept(("groups", axis, include_non_partner), as_of, make)


def _country_states(
    facts: Facts,
    geography: Geography,
    framework: tuple[int, ...],
    situation: Situation,
    groups: _Groups | None,
    not_applicable: Marks,
) -> Ints | None:
    """How many countries of each group have each state: (objectives, groups, states)."""
    if groups is None:
        return None
    expansion = expand(facts, geography, framework, Axis.COUNTRY, situation.window.as_of)
    fixed = marked(not_applicable, framework, geography.columns(Axis.COUNTRY))
    states = states_of(facts, situation, expansion, fixed).state
    size = (expansion.rows, len(groups.keys), len(CellState))
    cell = np.arange(size[0])[:, None] * size[1] + groups.group
    counts = np.bincount((cell * size[2] + states[:, groups.country]).ravel(), minlength=size[0] * size[1] * size[2])
    return counts.reshape(size)


def _needs(needs: Needs, framework: tuple[int, ...], columns: tuple[Place, ...], groups: _Groups | None) -> Matrix:
    return need_matrix(needs, framework, groups.keys if groups else [(place.key,) for place in columns])
