"""Which column is the title, where nothing but a person can say it: asked once for the file, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imports.fields import FIELD_BY_NAME
from imports.mapping import ColumnMatch, choose
from imports.mapping import Mapping as ColumnMapping
from imports.normalise.flaws import Choice, Question
from imports.problems import shown
from imports.read.sheets import CellValue, letters
from imports.table import Table
from imports.table.words import is_number, is_white

#: The key of the question; its answer is the letter of a column.
KEY = "title"
#: Problems of rows that are new projects without a title.
UNTITLED = frozenset({"no-such-project", "title-needed"})
_MOST_CHOICES = 12
_SHORTEST = 8
_LONGEST_SHOWN = 60


def with_title(table: Table, mapping: ColumnMapping, answers: Mapping[str, str]) -> ColumnMapping:
    """The mapping with the column that a person named as the title; a filled column of titles goes before it."""
    named = answers.get(KEY)
    if not named or _has_titles(table, mapping):
        return mapping
    column = next((one.column for one in mapping.columns if letters(one.column) == named.strip().upper()), None)
    return mapping if column is None else choose(mapping, {column: "title"})


def ask_for_title(table: Table, mapping: ColumnMapping, nameless: int) -> Question | None:
    """Ask which column is the title, where `nameless` rows are new projects and no row of the file has a title."""
    if not nameless or _has_titles(table, mapping):
        return None
    samples = table.samples(_MOST_CHOICES)
    choices = [
        Choice(letters(match.column), f"{letters(match.column)} “{shown(match.heading)}”: {_beginning(cells)}")
        for match in mapping.columns
        if _may_be_title(match, cells := samples.get(match.column, ()))
    ]
    if not choices:
        return None
    empty = mapping.column_of("title")
    why = "No column is the title"
    if empty is not None:
        heading = next(match.heading for match in mapping.columns if match.column == empty)
        why = f"The column “{shown(heading)}” is empty in every row"
    sentence = f"{why}, and a new project needs a title. Which column is the title?"
    return Question(KEY, sentence, tuple(choices[:_MOST_CHOICES]), "title", empty, rows=nameless)


def _has_titles(table: Table, mapping: ColumnMapping) -> bool:
    column = mapping.column_of("title")
    return column is not None and not all(map(is_white, table.column(column)))


def _may_be_title(match: ColumnMatch, cells: Sequence[CellValue]) -> bool:
    """Whether a column that is not read, or read as text, mostly holds words of a title's length."""
    if match.taken and match.field not in ("summary", "acronym"):
        return False
    if cells and (match.field == "title" or "title" in dict(match.candidates)):
        return True
    texts = [cell for cell in cells if isinstance(cell, str)]
    longest = FIELD_BY_NAME["title"].longest
    wordy = [text for text in texts if _SHORTEST <= len(text) <= longest and not is_number(text)]
    return bool(wordy) and 2 * len(wordy) >= len(cells)


def _beginning(cells: Sequence[CellValue]) -> str:
    text = " ".join(shown(next(cell for cell in cells if isinstance(cell, str))).split())
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
