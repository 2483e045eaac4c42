"""What each row under the headings is: data, or skipped with a reason that a person can read and overrule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from imports.fields.meanings import OF_PROJECTS, Headings
from imports.read.sheets import Sheet
from imports.table.kinds import REASONS, Skipped, Wishes
from imports.table.lists import beside, lists_below, masked
from imports.table.shape import Shape
from imports.table.words import (
    TOTAL_STARTS,
    Row,
    beginning,
    filled_in,
    is_filler,
    is_guide,
    is_nothing,
    is_total_of,
    is_white,
    texts_of,
)
from portfolio.core.text import fold

#: Columns at the left in which the label of a total is looked for.
_LABELS_AT = 3


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
        if kind is None and (not count or all(map(is_white, looked_at[at]))):
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
    kinds, another = lists_below(shape)
    enough, lines, rows = shape.dense, shape.lines, shape.rows
    judge = _dense_judge(shape)
    for at, count in enumerate(shape.counts):
        if not count or at in kinds:
            continue
        kind = lines.get(at) if lines else None
        if kind is None and count > 2 and at and shape.counts[at - 1] < 3 and shape.renames(at):
            kind = "heading"
            if shape.is_text_alone(at - 1) and at - 1 not in lines:
                kinds[at - 1] = "section"  # “Pipeline projects” over headings of their own
        if kind is None and shape.sheet.turned and is_guide([text for _, text in texts_of(rows[at])]):
            kind = "guide"  # the column of hints may also stand behind that of the answers
        if kind is None and count < enough:
            kind = shape.sparse(at)
        if kind is None:
            kind = judge(at, rows[at])
        if kind is not None:
            kinds[at] = kind
    return kinds, another


def _dense_judge(shape: Shape) -> Callable[[int, Row], str | None]:
    """What tells the kind of a row that holds much; this runs over the whole sheet, so most cells are not looked at."""
    width = shape.sheet.width
    identity = [column for column in sorted(shape.identity_columns) if column < width]
    # The label of a total stands where titles do, or at the left; rows with few cells were looked at whole.
    labels = sorted({*identity, *range(min(_LABELS_AT, width))})
    first_column, first_heading = shape.first_heading or (0, "")

    def judge(at: int, row: Row) -> str | None:
        for column in labels:
            cell = row[column]
            if type(cell) is str and cell[:3] in TOTAL_STARTS:
                unnamed = bool(identity) and all(is_nothing(row[one]) for one in identity)
                if shape.is_total(at, cell) or (unnamed and is_total_of(row, cell)):
                    return "total"
        cell = row[first_column]
        # Only a cell that says what the first heading says, or a part of it, is worth another look at the row.
        if type(cell) is str and 0 < len(cell) < len(first_heading) + 4 and fold(cell) in first_heading:
            return "heading" if shape.repeats(at) else None
        if identity and is_nothing(row[identity[0]]) and all(is_nothing(row[column]) for column in identity):
            return "filler" if is_filler(row) else None
        return None

    return judge
