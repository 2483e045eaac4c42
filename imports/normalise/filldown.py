"""What is asked of a column that names a group on its first row alone: whether the name holds for the rows below."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from imports.normalise.flaws import Choice, Question
from imports.problems import shown
from imports.table.filldown import Grouping

#: The key of the question before the column's folded heading, and its answers.
KEY = "fill"
YES, NO = "yes", "no"


def wanted_columns(
    groupings: Sequence[Grouping], answers: Mapping[str, str], remembered: Collection[str]
) -> frozenset[str]:
    """The columns, by folded heading, that a person said hold downwards: of this file or, before, of this list."""
    said = {one.key: answers.get(f"{KEY}:{one.key}") for one in groupings}
    return frozenset(key for key, answer in said.items() if answer == YES or (answer != NO and key in remembered))


def ask_for_groups(
    groupings: Sequence[Grouping], answers: Mapping[str, str], remembered: Collection[str]
) -> list[Question]:
    """The questions that nobody answered for this file."""
    return [
        _question(one, YES if one.key in remembered else NO)
        for one in groupings
        if answers.get(f"{KEY}:{one.key}") not in (YES, NO)
    ]


def _question(one: Grouping, assumed: str) -> Question:
    heading = shown(one.match.heading)
    cells = f"{one.blanks} cells of the column “{heading}” are blank" if one.blanks != 1 else (
        f"One cell of the column “{heading}” is blank"
    )  # fmt: skip
    choices = (Choice(NO, "blank"), Choice(YES, "filled with the value above"))
    sentence = f"{cells} below a filled one, as in a list that names each group once. What are they?"
    return Question(
        f"{KEY}:{one.key}", sentence, choices, one.match.field or "", one.match.column, rows=one.blanks, assumed=assumed
    )
