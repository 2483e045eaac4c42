"""Dialogues and policy instruments as marks on a grid: they inform a cell, they never change its state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portfolio.core.geography import Geography, Place
from portfolio.core.periods import PartialDate, Window
from portfolio.core.sentences import Sentence, in_english, sentence
from portfolio.core.terms import Axis, PlaceKind


@dataclass(frozen=True, slots=True)
class DialogueMark:
    """A dialogue: its place's key, the keys of its topics, when, and whether it was held."""

    id: int
    code: str
    title: str
    place: int
    objectives: frozenset[int]
    starts: PartialDate | None
    ends: PartialDate | None
    held: bool

    def is_past(self, as_of: date) -> bool:
        """Whether it had begun on the day."""
        return self.held and self.starts is not None and self.starts.first() <= as_of

    def when(self) -> str:
        """ "12 March 2026", "March 2026 to May 2026", empty where nothing is known."""
        return in_english(self.period() or "")

    def period(self) -> PartialDate | Sentence | None:
        """The same to be said in any language."""
        days = list(dict.fromkeys(day for day in (self.starts, self.ends) if day))
        if len(days) == 2:
            return sentence("{first} to {last}", first=days[0], last=days[1])
        return days[0] if days else None


@dataclass(frozen=True, slots=True)
class InstrumentMark:
    """A policy instrument: its place's key, None where it holds everywhere, and the keys of its objectives."""

    id: int
    identifier: str
    title: str
    place: int | None
    objectives: frozenset[int]


@dataclass(frozen=True, slots=True)
class CellMarks:
    """What marks a cell: dialogues, the past ones first and newest first, and instruments that stand at its place."""

    dialogues: tuple[DialogueMark, ...] = ()
    instruments: tuple[InstrumentMark, ...] = ()


_NONE = CellMarks()


@dataclass(frozen=True, eq=False)
class Marks:
    """The marks of a grid's cells by (row, column), and of its rows: instruments that hold everywhere."""

    geography: Geography
    as_of: date
    cells: dict[tuple[int, int], CellMarks]
    rows: tuple[tuple[InstrumentMark, ...], ...]

    def at(self, row: int, column: int) -> CellMarks:
        """The marks of a cell."""
        return self.cells.get((row, column), _NONE)

    def sentences(self, row: int, column: int, place: Place) -> tuple[Sentence, ...]:
        """What a gap's reason adds: the last dialogue, the next one, and instruments; none without marks."""
        marks = self.at(row, column)
        last = next((mark for mark in marks.dialogues if mark.is_past(self.as_of)), None)
        coming = next((mark for mark in reversed(marks.dialogues) if not mark.is_past(self.as_of)), None)
        found = []
        if last is not None:
            found.append(self._talk("Dialogue of {when}.", "Dialogue with {place} of {when}.", last, place))
        if coming is not None and coming.starts:
            texts = ("Dialogue planned for {when}.", "Dialogue with {place} planned for {when}.")
            found.append(self._talk(*texts, coming, place))
        elif coming is not None:
            texts = (
                "Dialogue planned, without a date yet.",
                "Dialogue with {place} planned, without a date yet.",
            )
            found.append(self._talk(*texts, coming, place))
        if marks.instruments:
            found.append(sentence("Instrument: {titles}.", titles=tuple(mark.title for mark in marks.instruments)))
        return tuple(found)

    def _talk(self, here: str, elsewhere: str, mark: DialogueMark, place: Place) -> Sentence:
        other = self.geography.by_key[mark.place]
        return sentence(here if mark.place == place.key else elsewhere, place=other, when=mark.period() or "")


def build_marks(
    geography: Geography,
    *,
    framework: tuple[int, ...],
    axis: Axis,
    window: Window,
    dialogues: Iterable[DialogueMark],
    instruments: Iterable[InstrumentMark],
) -> Marks:
    """The marks of a grid. A dialogue that begins after the window is none.

    A mark at a country stands in its own column and its region's; one at a region or organisation in its own and in
    its countries', and an organisation's also in the region that all its members share. A country's marks are not
    drawn on organisations: a dialogue with one member is none with the organisation.
    """
    columns = geography.columns(axis)
    number = {place.key: at for at, place in enumerate(columns)}
    row_of = {key: at for at, key in enumerate(framework)}
    talks: dict[tuple[int, int], list[DialogueMark]] = {}
    acts: dict[tuple[int, int], list[InstrumentMark]] = {}
    everywhere: list[list[InstrumentMark]] = [[] for _ in framework]
    for mark in dialogues:
        if mark.starts is None or mark.starts.first() <= window.last:
            for cell in _cells(geography, mark.place, mark.objectives, axis, window.as_of, number, row_of):
                talks.setdefault(cell, []).append(mark)
    for act in instruments:
        if act.place is None:
            for key in act.objectives & row_of.keys():
                everywhere[row_of[key]].append(act)
        else:
            for cell in _cells(geography, act.place, act.objectives, axis, window.as_of, number, row_of):
                acts.setdefault(cell, []).append(act)
    return Marks(
        geography,
        window.as_of,
        {
            cell: CellMarks(
                _in_order(talks.get(cell, ()), window.as_of),
                tuple(sorted(acts.get(cell, ()), key=lambda act: act.identifier)),
            )
            for cell in talks.keys() | acts.keys()
        },
        tuple(tuple(sorted(row, key=lambda act: act.identifier)) for row in everywhere),
    )


def _in_order(marks: Iterable[DialogueMark], as_of: date) -> tuple[DialogueMark, ...]:
    """Past ones, newest first; then those to come, the last to come first, so that the next is the last of all."""
    ordered = sorted(marks, key=lambda mark: mark.code)
    ordered.sort(key=lambda mark: mark.starts.first() if mark.starts else date.max, reverse=True)
    return tuple(sorted(ordered, key=lambda mark: not mark.is_past(as_of)))


def _cells(
    geography: Geography,
    place: int,
    objectives: frozenset[int],
    axis: Axis,
    as_of: date,
    number: dict[int, int],
    row_of: dict[int, int],
) -> list[tuple[int, int]]:
    rows = [row_of[key] for key in objectives if key in row_of]
    columns = [number[key] for key in _reached(geography, place, axis, as_of) if key in number]
    return [(row, column) for row in rows for column in columns]


def _reached(geography: Geography, key: int, axis: Axis, as_of: date) -> frozenset[int]:
    """Keys of the columns of an axis that a mark at a place stands in."""
    place = geography.by_key[key]
    if axis is Axis.ORGANISATION:
        return frozenset({key})
    countries = geography.countries_of(key, as_of)
    if axis is Axis.COUNTRY:
        return countries
    if place.kind is PlaceKind.REGION:
        return frozenset({key})
    regions = frozenset(region for country in countries if (region := geography.by_key[country].region) is not None)
    return regions if len(regions) == 1 else frozenset()
