"""Lists of something else on the same sheet: code tables and second tables under the data, legends beside it."""

from __future__ import annotations

from collections.abc import Sequence

from imports.fields.meanings import Headings
from imports.table.headings import is_known
from imports.table.shape import Shape
from imports.table.words import Row, filled_in, is_note, texts_of


def lists_below(shape: Shape) -> tuple[dict[int, str], int | None]:
    """Index -> kind of the rows after the table proper and a blank row; and where another table's headings stand.

    A code list under the table (“102  Access to employment …”) would otherwise come in as projects.
    """
    another = _other_headings(shape)
    kinds: dict[int, str] = {}
    end = len(shape.rows)
    if another is not None:
        again = next((at for at in range(another + 1, end) if shape.counts[at] and shape.repeats(at)), end)
        kinds = {at: "list" for at in range(another, again) if shape.counts[at]}
    return kinds | _code_list(shape, kinds), another


def _code_list(shape: Shape, known: dict[int, str]) -> dict[int, str]:
    counts, full = shape.counts, shape.full
    dense = [at for at, count in enumerate(counts) if count >= shape.dense and at not in known]
    if not dense or full < 4:
        return {}
    start = next((at for at in range(dense[-1] + 1, len(counts)) if not counts[at]), None)
    if start is None:
        return {}
    kinds = {}
    for at in range(start, len(counts)):
        if not counts[at] or at in known:
            continue
        texts = texts_of(shape.rows[at])
        alone = counts[at] == 1 and bool(texts)
        if alone and (is_note(texts[0][1]) or len(texts[0][1]) > 100):
            kinds[at] = "note"
        elif alone and texts[0][0] in shape.title_columns:
            continue
        elif counts[at] <= max(2, full / 3):
            kinds[at] = "list"
    listed = [at for at in kinds if kinds[at] == "list"]
    if len(listed) == 1:  # one row with a little in it is rather a project somebody has just begun to write
        del kinds[listed[0]]
    return kinds


def _other_headings(shape: Shape) -> int | None:
    """The row after a blank one that reads like the headings of another table, with rows under it."""
    for at in range(1, len(shape.rows) - 1):
        if shape.counts[at - 1] or shape.counts[at] < 3 or not shape.counts[at + 1]:
            continue
        texts = texts_of(shape.rows[at])
        if (
            len(texts) != shape.counts[at]
            or shape.repeats(at)
            or shape.renames(at)
            or any(len(text) > 80 for _, text in texts)
        ):
            continue
        if sum(1 for _, text in texts if is_known(text, shape.known)) >= max(2, len(texts) / 2):
            return at
    return None


def beside(rows: Sequence[Row], texts: Sequence[tuple[int, str]], headings: Headings) -> tuple[int, ...]:
    """Columns of a list that stands beside the table, parted from it by an empty column; empty where there is none.

    A block of columns is another list when no heading of it is known and it is filled in for few of the table's rows.
    """
    columns = [column for column, _ in texts]
    blocks: list[list[int]] = []
    for column in columns:
        if blocks and column == blocks[-1][-1] + 1:
            blocks[-1].append(column)
        else:
            blocks.append([column])
    if len(blocks) < 2:
        return ()
    said = dict(texts)
    known = [sum(1 for column in block if is_known(said[column], headings)) for block in blocks]
    main = max(range(len(blocks)), key=lambda one: (known[one], len(blocks[one])))
    apart: list[int] = []
    for one, block in enumerate(blocks):
        if one == main or known[one]:
            continue
        filled = [at for at, row in enumerate(rows) if any(row[column] not in (None, "") for column in block)]
        there = sum(1 for row in rows if any(row[column] not in (None, "") for column in blocks[main]))
        if filled and len(filled) <= there / 2:
            apart += block
    return tuple(apart)


def masked(rows: Sequence[Row], columns: Sequence[int]) -> list[Row]:
    """The rows without what stands in `columns`."""
    hidden = frozenset(columns)
    return [
        tuple(None if column in hidden else cell for column, cell in enumerate(row)) if filled_in(row) else row
        for row in rows
    ]
