"""How much a place needs an objective: 0 to 3, or unknown, for countries and for the groups they are in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

#: What an unknown need weighs: between low and high, and it says so by not being a whole number.
UNKNOWN_NEED_WEIGHT = 1.5
LARGEST_NEED = 3

#: (objective key, or None for all objectives; place key) -> 0 to 3.
Needs = Mapping[tuple[int | None, int], int]
Matrix = NDArray[np.float64]


def need_matrix(needs: Needs, rows: Sequence[int], columns: Sequence[Sequence[int]]) -> Matrix:
    """Need of each row in each column, NaN where unknown; a column is given as the keys of its countries.

    A need entered for one objective goes before the one entered for all. A group's need is the highest of its
    countries, an unknown one weighing 1.5 in that comparison, so that one known 0 does not speak for the rest.
    A group without countries has no known need. ValueError if a need is not 0 to 3.
    """
    if any(need not in range(LARGEST_NEED + 1) for need in needs.values()):
        raise ValueError("A need is 0, 1, 2 or 3.")
    matrix = np.full((len(rows), len(columns)), np.nan)
    if not needs:
        return matrix
    of_place: dict[int, list[float]] = {}
    for key in {key for column in columns for key in column}:
        for_all = needs.get((None, key), UNKNOWN_NEED_WEIGHT)
        of_place[key] = [needs.get((row, key), for_all) for row in rows]
    for at, column in enumerate(columns):
        if column:
            matrix[:, at] = np.max([of_place[key] for key in column], axis=0)
    matrix[matrix == UNKNOWN_NEED_WEIGHT] = np.nan
    return matrix


def weight_of(need: int | None) -> float:
    """What a need weighs in a gap's priority."""
    return UNKNOWN_NEED_WEIGHT if need is None else float(need)
