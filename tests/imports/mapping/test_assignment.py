"""The best assignment of fields to columns, against every assignment there is."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from imports.mapping.assignment import match_best

WISHES = st.lists(st.dictionaries(st.sampled_from("abcd"), st.integers(1, 200), max_size=4), max_size=5)


def worth(wishes: list[dict[str, int]], seats: list[str | None]) -> int:
    return sum(wish[seat] for wish, seat in zip(wishes, seats, strict=True) if seat is not None)


def best_of_all(wishes: list[dict[str, int]]) -> int:
    names = [*sorted({name for wish in wishes for name in wish}), *[None] * len(wishes)]
    return max(
        (
            sum(wish.get(name, 0) for wish, name in zip(wishes, seats, strict=True) if name)
            for seats in permutations(names, len(wishes))
        ),
        default=0,
    )


@given(WISHES)
def test_no_assignment_is_worth_more_and_no_name_is_given_twice(wishes: list[dict[str, int]]) -> None:
    seats = match_best(wishes)
    given_away = [seat for seat in seats if seat is not None]
    assert len(given_away) == len(set(given_away))
    assert all(seat is None or seat in wish for wish, seat in zip(wishes, seats, strict=True))
    assert worth(wishes, seats) == best_of_all(wishes)


def test_a_column_moves_on_for_another_that_has_no_choice() -> None:
    assert match_best([{"title": 98, "acronym": 90}, {"title": 97}]) == ["acronym", "title"]
    assert match_best([{"title": 98}, {"title": 97}]) == ["title", None]
    assert match_best([]) == []
