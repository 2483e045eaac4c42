"""What only a person can say: one question for a column or a word, with the rows that wait for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from imports.normalise.columns import Column
from imports.normalise.flaws import Choice, Flaw, Question
from imports.normalise.gazetteer import NO_PLACE, NOWHERE
from imports.normalise.objectives import BOTH, NEITHER, PAIR, RANGE
from imports.normalise.organisations import OrganisationReader
from imports.problems import shown
from portfolio.core.text import fold

_MOST_QUESTIONS = 60


def ask_about_commas(column: Column, organisations: OrganisationReader) -> None:
    """One question for a column whose names contain commas, and nothing says whether these separate names."""
    names = list(dict.fromkeys(organisations.comma_names))
    organisations.comma_names.clear()
    if not names:
        return
    flaw = Flaw("comma-kept", names[0], {"heading": column.match.heading})
    column.problems.append((flaw, None))
    column.questions.append(
        Question(
            f"commas:{column.match.column}",
            f"Do commas separate names in the column “{shown(column.match.heading)}”?",
            (Choice("no", "No, commas belong to the names"), Choice("yes", "Yes, each comma begins another name")),
            column.field.name,
            column.match.column,
            shown(names[0]),
            len(names),
            assumed="no",
        )
    )


def ask_about_ranges(column: Column) -> None:
    """One question for a column of objectives that says “6-8” and nobody has said what that means."""
    written = [
        flaw.value
        for flaws in column.flaws.values()
        for flaw in flaws
        if flaw.code == "objective-range" and isinstance(flaw.value, str)
    ]
    if written:
        ranges: tuple[Choice, ...] = (Choice(RANGE, "Every objective from the first number to the second"),)
        if all(map(PAIR.fullmatch, written)):
            ranges = ()
        column.questions.append(
            Question(
                f"ranges:{column.match.column}",
                f"What does “{shown(written[0])}” mean in the column “{shown(column.match.heading)}”?",
                (*ranges, Choice(BOTH, "The two objectives and none between them"),
                 Choice(NEITHER, "No objective: it is a decimal number")),
                column.field.name,
                column.match.column,
                shown(written[0]),
                len(written),
            )
        )  # fmt: skip


#: Codes of flaws that a person's word about a word ends -> the subject of that word.
_SUBJECTS = {
    "unknown-place": "place", "ambiguous-place": "place", "close-place": "place", "part-of-place": "place",
    "namibia-or-nothing": "place",
    "objective-in-words": "objective", "objective-differs": "objective", "close-organisation": "organisation",
}  # fmt: skip


def ask_about_words(column: Column, flaws: Mapping[Any, tuple[Flaw, ...]], counts: Counter[Any]) -> None:
    """One question for each word that a person can explain, however many rows use it."""
    asked: dict[str, Question] = {}
    for value, found in flaws.items():
        for flaw in found:
            subject = column.field.name if flaw.code == "unknown-term" else _SUBJECTS.get(flaw.code)
            if subject is None or (not flaw.nearest and subject != "place"):
                continue
            word = shown(value if flaw.value is None else flaw.value)
            key = f"{subject}:{fold(word)}"
            if key in asked:
                asked[key] = replace(asked[key], rows=asked[key].rows + counts[value])
            elif len(asked) < _MOST_QUESTIONS:
                asked[key] = Question(
                    key, f"What does “{word}” mean?", _choices(flaw, column, subject), column.field.name,
                    column.match.column, word, counts[value], free=subject == "place",
                )  # fmt: skip
    column.questions += asked.values()


def _choices(flaw: Flaw, column: Column, subject: str) -> tuple[Choice, ...]:
    if subject == "place":
        answers = flaw.words.get("answers")
        named = [
            Choice(*pair) for pair in zip(answers if isinstance(answers, tuple) else (), flaw.nearest, strict=True)
        ]
        if flaw.code == "ambiguous-place" and len(named) > 1:
            named.append(Choice(";".join(choice.answer for choice in named), "all of these"))
        return (*named, Choice(NOWHERE, NO_PLACE))
    if column.field.terms is not None:
        return tuple(Choice(code, label) for code, label in column.field.terms.choices())
    if subject == "objective":
        return (*(Choice(number, f"objective {number}") for number in flaw.nearest), Choice("", "none of them"))
    return tuple(Choice(near, near) for near in flaw.nearest)
