"""What each row under the headings is: data, or skipped with a reason that a person can read and overrule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from imports.fields.meanings import OF_PROJECTS, Headings
from imports.read.sheets import Sheet
from imports.table.kinds import REASONS, Skipped, Wishes
from imports.table.lists import beside, lists_below, masked
from imports.table.shape import Shape
from imports.table.words import TOTAL_STARTS, Row, beginning, filled_in, is_filler, is_nothing, texts_of


@dataclass(frozen=True, slots=True)
class Classified:
    """The rows under the headings: numbers of data rows and of blank rows, the skipped ones, and columns set apart.

    `sections` are (row, text) of the headings of groups, in order; `aside` the columns of a list beside the table.
    """

    data: tuple[int, ...]
    blank: tuple[int, ...]
    skipped: tuple[Skipped, ...]
    sections: tuple[tuple[int, str], ...] = ()
    aside: tuple[int, ...] = ()
    another: int | None = None


def classify(
    sheet: Sheet,
    header_row: int,
    texts: Sequence[tuple[int, str]],
    lines: Mapping[int, str],
    wishes: Wishes,
    known: Headings = OF_PROJECTS,
) -> Classified:
    """Divide the rows under `header_row` (the file's number) into data, blank and skipped, as the person wishes.

    `lines` are rows known to be part of the headings, with their kind. Every row ends in exactly one of the three.
    What is not clearly something else is data.
    """
    first = header_row + 1
    rows = sheet.rows[first - sheet.first_row :]
    aside = beside(rows, texts, known)
    looked_at = masked(rows, aside) if aside else rows
    shape = Shape.of(sheet, first, looked_at, texts, lines, known)
    kinds, another = _kinds(shape)
    data: list[int] = []
    blank: list[int] = []
    skipped: list[Skipped] = []
    sections: list[tuple[int, str]] = []
    counts = shape.counts
    for at, count in enumerate(counts):
        number = first + at
        kind = kinds.get(at)
        if kind is None and (not count or _is_white(looked_at[at])):
            if not aside or not filled_in(rows[at]):
                blank.append(number)
                continue
            kind = "aside"
        if number in wishes.left_out:
            kind = "left-out"
        elif kind is not None and wishes.takes(number, kind):
            kind = None
        if kind is None:
            data.append(number)
        else:
            skipped.append(Skipped(number, kind, REASONS[kind], beginning(rows[at])))
            if kind == "section":
                sections.append((number, "; ".join(text for _, text in texts_of(looked_at[at]))))
    return Classified(
        tuple(data), tuple(blank), tuple(skipped), tuple(sections), aside, None if another is None else first + another
    )


def _kinds(shape: Shape) -> tuple[dict[int, str], int | None]:
    """Index -> kind of the rows that are no data, and the index of the headings of another table below."""
    counts, rows = shape.counts, shape.rows
    below, another = lists_below(shape)
    kinds: dict[int, str] = dict.fromkeys(_total_rows(shape), "total")
    kinds.update(below)
    first_text = shape.first_heading
    identity = [column for column in shape.identity_columns if column < shape.sheet.width]
    for at, count in enumerate(counts):
        if not count or at in kinds:
            continue
        row = rows[at]
        kind = shape.lines.get(at)
        if kind is None and count < shape.dense:
            kind = shape.sparse(at)
        if kind is None and first_text is not None:
            cell = row[first_text[0]]
            alike = isinstance(cell, str) and abs(len(cell) - len(first_text[1])) < 4
            if alike and shape.repeats(at):
                kind = "heading"
        if kind is None and identity and all(is_nothing(row[column]) for column in identity) and is_filler(row):
            kind = "filler"
        if kind is not None:
            kinds[at] = kind
    return kinds, another


def _total_rows(shape: Shape) -> Iterable[int]:
    """Rows whose words are one label that begins like “Total”, beside numbers or nothing."""
    for at, row in enumerate(shape.rows):
        if not shape.counts[at]:
            continue
        for cell in row:
            # Only the first three letters are looked at for most cells: this runs over the whole sheet.
            if type(cell) is str and cell[:3] in TOTAL_STARTS and shape.is_total(at, cell):
                yield at
                break


def _is_white(row: Row) -> bool:
    return all(cell is None or (isinstance(cell, str) and (not cell or cell.isspace())) for cell in row)
