"""What a person should know of a sheet that its table does not show: hidden parts, other tables, lists set apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from imports.problems import Problem, problem, shown
from imports.read.placed import own_number, sheet_name
from imports.read.sheets import Sheet, letters
from imports.table.kinds import Wishes
from imports.table.rows import Classified

if TYPE_CHECKING:
    from imports.table.alike import Alike
    from imports.table.table import Table

_ROWS_NAMED = 10
_HEADINGS_NAMED = 4
_SHEETS_NAMED = 6
_HEADING_SHOWN = 40


def announcements(
    page: Sheet,
    rows: Classified,
    headings: Sequence[tuple[int, str]],
    wishes: Wishes,
) -> list[Problem]:
    """The notes about a sheet that is read."""
    there = range(page.first_row, page.first_row + len(page.rows))
    notes = [
        problem("no-such-row", sheet=page.name, row=row, words={"row": row})
        for row in sorted(wishes.taken | wishes.left_out)
        if row not in there
    ]
    if page.hidden:
        notes.append(problem("hidden-sheet-read", sheet=page.name, words={"name": page.name}))
    hidden = [row for row in rows.data if row in page.hidden_rows] if page.hidden_rows else []
    if hidden:
        notes.append(problem("hidden-rows", sheet=page.name, row=hidden[0], words={"rows": named(hidden)}))
    notes += [
        problem("hidden-column", sheet=page.name, column=column, value=text)
        for column, text in headings
        if column in page.hidden_columns and text
    ]
    if rows.another is not None:
        notes.append(problem("other-table", sheet=page.name, row=rows.another, words={"row": rows.another}))
    if rows.aside:
        words = {"columns": ", ".join(letters(column) for column in rows.aside)}
        notes.append(problem("list-beside", sheet=page.name, words=words))
    return notes


def other_sheets(page: Sheet, others: Sequence[tuple[Sheet, bool]], alike: Sequence[Alike]) -> list[Problem]:
    """The notes about sheets that are not read: `others`, and whether projects seem to be there; some are `alike`."""
    names = [f"“{one.sheet.name}”" for one in alike if not one.sheet.hidden]
    notes = []
    if names:
        notes.append(problem("sheets-alike", sheet=page.name, words={"names": _listed(names)}))
    same = {one.sheet.index for one in alike}
    for one, looks_alike in others:
        if one.hidden:
            notes.append(problem("hidden-sheet", sheet=page.name, words={"name": one.name}))
        elif looks_alike and one.index not in same:
            notes.append(problem("other-sheet", sheet=page.name, words={"name": one.name}))
    return notes


def _listed(names: Sequence[str]) -> str:
    shown_names, rest = names[:_SHEETS_NAMED], len(names) - _SHEETS_NAMED
    return ", ".join(shown_names) + (f" and {rest} more" if rest > 0 else "")


def no_identity(table: Table) -> Problem:
    """The problem that no column of a table tells its rows apart, with the headings that were found."""
    texts = [f"“{shown(text[:_HEADING_SHOWN])}”" for _, text in table.headings if text]
    rest = len(texts) - _HEADINGS_NAMED
    headings = ", ".join(texts[:_HEADINGS_NAMED]) + (f" and {rest} more" if rest > 0 else "")
    words = {"row": table.header_row, "headings": headings or "none"}
    return problem("no-identity-column", sheet=table.sheet.name, words=words)


def named(rows: Sequence[int]) -> str:
    """Numbers of rows in words: runs as "5 to 9", and no more than ten; of several sheets with the sheet behind."""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1 and sheet_name(row, "") == sheet_name(runs[-1][-1], ""):
            runs[-1].append(row)
        else:
            runs.append([row])
    words = [str(run[0]) if len(run) == 1 else f"{own_number(run[0])} to {run[-1]}" for run in runs[:_ROWS_NAMED]]
    rest = sum(len(run) for run in runs[_ROWS_NAMED:])
    return ", ".join(words) + (f" and {rest} more" if rest else "")


def rows_named(rows: Sequence[int]) -> str:
    """The same with the word before: "row 42", "rows 5 to 9"."""
    return f"{'row' if len(rows) == 1 else 'rows'} {named(rows)}"
