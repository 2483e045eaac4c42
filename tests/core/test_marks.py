"""Marks: where a dialogue or an instrument stands on each axis, and what it adds to a gap's reason."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portfolio.core.geography import Geography, Membership, Place
from portfolio.core.marks import DialogueMark, InstrumentMark, Marks, build_marks
from portfolio.core.periods import PartialDate, Window
from portfolio.core.sentences import in_one
from portfolio.core.terms import Axis, PlaceKind

EAST, WEST, KENYA, RWANDA, GHANA, CLUB, MIXED = range(1, 8)
WORLD = Geography.of(
    [
        Place(EAST, PlaceKind.REGION, "east", "East"),
        Place(WEST, PlaceKind.REGION, "west", "West"),
        Place(KENYA, PlaceKind.COUNTRY, "KE", "Kenya", EAST),
        Place(RWANDA, PlaceKind.COUNTRY, "RW", "Rwanda", EAST),
        Place(GHANA, PlaceKind.COUNTRY, "GH", "Ghana", WEST),
        Place(CLUB, PlaceKind.ORGANISATION, "CLUB", "Club of the East"),
        Place(MIXED, PlaceKind.ORGANISATION, "MIXED", "Mixed club"),
    ],
    [
        Membership(CLUB, KENYA),
        Membership(CLUB, RWANDA, None, date(2020, 1, 1)),
        Membership(MIXED, KENYA),
        Membership(MIXED, GHANA),
    ],
)
AS_OF = date(2026, 6, 1)


def talk(code: str, place: int, starts: str | None, *, held: bool = True, objectives: tuple[int, ...] = (10,)) -> Any:
    """A dialogue."""
    day = None if starts is None else PartialDate.parse(starts)
    return DialogueMark(len(code), code, f"Talk {code}", place, frozenset(objectives), day, None, held)


def act(identifier: str, place: int | None) -> Any:
    """An instrument for objective 10."""
    return InstrumentMark(1, identifier, f"Act {identifier}", place, frozenset({10}))


def marks(axis: Axis, *given: Any) -> Marks:
    """The marks on a grid of the objectives 9 and 10."""
    return build_marks(
        WORLD,
        framework=(9, 10),
        axis=axis,
        window=Window(AS_OF, 12),
        dialogues=[mark for mark in given if isinstance(mark, DialogueMark)],
        instruments=[mark for mark in given if isinstance(mark, InstrumentMark)],
    )


def columns(found: Marks, axis: Axis) -> set[str]:
    """Codes of the places that are marked in the row of objective 10; no other row may be."""
    assert {row for row, _ in found.cells} <= {1}
    return {WORLD.columns(axis)[column].code for _, column in found.cells}


@pytest.mark.parametrize(
    ("place", "countries", "regions", "organisations"),
    [
        (KENYA, {"KE"}, {"east"}, set()),
        (EAST, {"KE", "RW"}, {"east"}, set()),
        (CLUB, {"KE"}, {"east"}, {"CLUB"}),
        (MIXED, {"KE", "GH"}, set(), {"MIXED"}),
    ],
)
def test_a_mark_stands_where_its_place_is(
    place: int, countries: set[str], regions: set[str], organisations: set[str]
) -> None:
    wanted = {Axis.COUNTRY: countries, Axis.REGION: regions, Axis.ORGANISATION: organisations}
    for axis, codes in wanted.items():
        assert columns(marks(axis, talk("A", place, "2025")), axis) == codes, axis
        assert columns(marks(axis, act("X", place)), axis) == codes, axis


def test_an_instrument_without_a_place_marks_its_row_and_no_cell() -> None:
    found = marks(Axis.COUNTRY, act("B", None), act("A", None))
    assert found.cells == {}
    assert [[mark.identifier for mark in row] for row in found.rows] == [[], ["A", "B"]]


def test_a_dialogue_after_the_window_is_no_mark_one_on_its_last_day_is() -> None:
    assert marks(Axis.COUNTRY, talk("A", KENYA, "2027-06-02", held=False)).cells == {}
    assert len(marks(Axis.COUNTRY, talk("A", KENYA, "2027-06-01", held=False)).cells) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), ""),
        ((talk("A", KENYA, "2026-03-12"),), "Dialogue of 12 March 2026."),
        ((talk("A", EAST, "2024"), talk("B", KENYA, "2020-05")), "Dialogue with East of 2024."),
        ((talk("A", KENYA, "2026-09", held=False),), "Dialogue planned for September 2026."),
        ((talk("A", KENYA, None, held=False),), "Dialogue planned, without a date yet."),
        # planned, and its day has passed: nobody said that it was held
        ((talk("A", KENYA, "2026-03-12", held=False),), "Dialogue planned for 12 March 2026."),
        (
            (
                talk("A", KENYA, "2020"),
                talk("B", KENYA, "2026-12", held=False),
                talk("C", KENYA, "2026-08", held=False),
            ),
            "Dialogue of 2020. Dialogue planned for August 2026.",
        ),
        ((act("X", KENYA), talk("A", KENYA, "2020")), "Dialogue of 2020. Instrument: Act X."),
    ],
)
def test_a_reason_names_the_last_dialogue_the_next_and_instruments(given: tuple[Any, ...], said: str) -> None:
    found = marks(Axis.COUNTRY, *given)
    column = [place.key for place in WORLD.columns(Axis.COUNTRY)].index(KENYA)
    assert in_one(found.sentences(1, column, WORLD.by_key[KENYA])) == said
    assert found.sentences(0, column, WORLD.by_key[KENYA]) == ()


def test_what_was_held_after_the_day_of_the_report_is_not_yet_past() -> None:
    found = marks(Axis.COUNTRY, talk("A", KENYA, "2026-07-01"))
    ((cell, kept),) = found.cells.items()
    assert not kept.dialogues[0].is_past(AS_OF)
    assert in_one(found.sentences(*cell, WORLD.by_key[KENYA])) == "Dialogue planned for 1 July 2026."
