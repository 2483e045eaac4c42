"""One column for each single field: the assignment with the best total; what fits equally well is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imports.fields import FIELD_BY_NAME
from imports.fields.meanings import meaning
from imports.mapping.evidence import TAKEN_FROM, Option, Proposal
from imports.mapping.matches import ColumnMatch
from imports.read.sheets import letters


def assign(proposals: Sequence[Proposal]) -> list[ColumnMatch]:
    """One column for each single field: the assignment with the best total, ties told and not decided."""
    pairs = _best_total(proposals)
    tied = _ties(proposals)
    matches = []
    for one in proposals:
        options = sorted(one.options, key=lambda option: -option.score)
        option = next((option for option in options if option.field == pairs.get(one.column)), None)
        others = tuple((other.field, other.score) for other in options if other.field and other is not option)
        if option is None:
            matches.append(_unassigned(one, options, others))
            continue
        taken = option.field is not None and option.score >= TAKEN_FROM
        reason = option.reason
        rivals = tied.get((one.column, option.field)) if taken else None
        if rivals:
            taken = False
            others_too = ", ".join(letters(rival) for rival in rivals)
            reason = f"This column and {others_too} fit the field equally well; choose one."
        said = option.meaning or meaning(one.heading)
        matches.append(
            ColumnMatch(one.column, one.heading, option.field, reason, option.score, taken, others,
                        said.currency, said.scale, said.number)
        )  # fmt: skip
    return matches


def _unassigned(one: Proposal, options: Sequence[Option], others: tuple[tuple[str, int], ...]) -> ColumnMatch:
    best = options[0] if options else None
    if best is None:
        reason = "The heading is not known." if one.heading else "The column has no heading."
    elif best.field is None:
        reason = best.reason
    else:
        reason = f"Another column fits “{FIELD_BY_NAME[best.field].label}” better."
    return ColumnMatch(one.column, one.heading, None, reason, best.score if best else 0, False, others)


def _ties(proposals: Sequence[Proposal]) -> dict[tuple[int, str | None], list[int]]:
    """(column, single field) -> other columns that fit it as well by heading, but hold other cells."""
    best: dict[str, list[tuple[int, Proposal]]] = {}
    for one in proposals:
        for option in one.options:
            if option.field and option.score >= TAKEN_FROM and not FIELD_BY_NAME[option.field].multiple:
                best.setdefault(option.field, []).append((option.score, one))
    ties: dict[tuple[int, str | None], list[int]] = {}
    for name, claims in best.items():
        top = max(score for score, _ in claims)
        tops = [one for score, one in claims if score == top]
        if len(tops) > 1 and any(tuple(one.cells) != tuple(tops[0].cells) for one in tops[1:]):
            filled = [one for one in tops if one.cells]
            if len(filled) == 1:  # an empty column of the same name is no rival
                continue
            for one in tops:
                ties[one.column, name] = [other.column for other in tops if other is not one]
    return ties


def _best_total(proposals: Sequence[Proposal]) -> dict[int, str | None]:
    """Column -> field, so that the sum of what the pairs are worth is greatest and no single field is given twice."""
    pairs: dict[int, str | None] = {}
    wishes: dict[int, dict[str, int]] = {}
    shared: dict[int, str] = {}
    for one in proposals:
        worths = _worths(one)
        singles = {name: worth for name, worth in worths.items() if not FIELD_BY_NAME[name].multiple}
        best = max(worths, key=worths.__getitem__, default=None)
        if best is not None and best not in singles:
            pairs[one.column] = best
        elif any(option.field is None and option.final for option in one.options):
            pairs[one.column] = None
        elif singles:
            wishes[one.column] = singles
            several = {name: worth for name, worth in worths.items() if name not in singles}
            if several:
                shared[one.column] = max(several, key=several.__getitem__)
    seats = match_best([*wishes.values()])
    for column, seat in zip(wishes, seats, strict=True):
        pairs[column] = seat or shared.get(column)
    return pairs


def _worths(one: Proposal) -> dict[str, int]:
    """What each field of a column is worth: one that would be taken goes before any number of mere proposals."""
    worths: dict[str, int] = {}
    for option in one.options:
        if option.field is not None:
            worth = option.score + (_TAKEN_WORTH if option.score >= TAKEN_FROM else 0)
            # A column with cells goes before an empty one of the same name.
            worth -= 0 if one.cells else _EMPTY_COSTS
            worths[option.field] = max(worth, worths.get(option.field, 1))
    return worths


_TAKEN_WORTH, _EMPTY_COSTS = 100, 25


def match_best(wishes: Sequence[Mapping[str, int]]) -> list[str | None]:
    """For each wisher one of the names it wishes, or None: no name twice, and the sum of the weights (> 0) greatest.

    Shortest augmenting paths with potentials (the Hungarian method), the names as rows: the work grows with the square
    of the names, which are few, and only in proportion to the wishers.
    """
    names = sorted({name for wish in wishes for name in wish})
    nobody = [0] * len(names)  # as many empty seats as names, for the names that nobody gets
    costs = [[-wish.get(name, 0) for wish in wishes] + nobody for name in names]
    found: list[str | None] = [None] * len(wishes)
    for seat, row in _cheapest(costs).items():
        if seat < len(wishes) and costs[row][seat] < 0:
            found[seat] = names[row]
    return found


def _cheapest(costs: Sequence[Sequence[int]]) -> dict[int, int]:
    """Column -> row of the cheapest assignment that gives every row a column; there are at least as many columns."""
    columns = range(len(costs[0]) if costs else 0)
    row_price, column_price = [0] * len(costs), [0] * len(columns)
    owner: dict[int, int] = {}
    for first in range(len(costs)):
        # Dijkstra over reduced costs, from the new row to the nearest column that nobody has.
        distance = [costs[first][column] - row_price[first] - column_price[column] for column in columns]
        before: list[int | None] = [None] * len(columns)
        done: list[int] = []
        open_columns = set(columns)
        while True:
            near = min(open_columns, key=distance.__getitem__)
            done.append(near)
            open_columns.remove(near)
            row = owner.get(near)
            if row is None:
                break
            reached = distance[near]
            for column in open_columns:
                longer = reached + costs[row][column] - row_price[row] - column_price[column]
                if longer < distance[column]:
                    distance[column], before[column] = longer, near
        end = done[-1]
        row_price[first] += distance[end]
        for column in done[:-1]:
            rise = distance[end] - distance[column]
            column_price[column] -= rise
            row_price[owner[column]] += rise
        step: int | None = end
        while step is not None:
            previous = before[step]
            owner[step] = first if previous is None else owner[previous]
            step = previous
    return owner
