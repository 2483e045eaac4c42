"""What speaks for a column being a field: memory, heading, HXL tag, content, likeness; with reason and score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any, Protocol

from rapidfuzz import fuzz, process

from imports.fields import CLEAR, FIELD_BY_NAME, ImportField, Parse
from imports.fields.headings import headings
from imports.fields.meanings import Meaning, Rule, meaning
from imports.read.sheets import CellValue
from portfolio.core.text import fold

#: From this score on a column is taken; below it, it is only proposed.
TAKEN_FROM = 80
#: From this likeness on, out of 100, a heading is proposed as another's misspelling, and from the second on taken.
PROPOSED_LIKENESS, TAKEN_LIKENESS = 78, 93
_CONTENT_SHARE = 0.7
_SHORTEST_FUZZY = 5
_YES_NO = frozenset(
    {"yes", "no", "true", "false", "y", "n", "oui", "non", "ja", "nein", "si", "sim", "nao", "vrai", "faux"}
)


class Recogniser(Protocol):
    """What content is judged by; `imports.normalise.Vocabulary` is one."""

    def is_place(self, text: str) -> bool:
        """Whether the cell names places and nothing else."""

    def is_objective(self, text: str) -> bool:
        """Whether the cell names objectives and nothing else."""


@dataclass(frozen=True, slots=True)
class Option:
    """A field that a column may be. `final` closes the question: no content, no likeness is looked at."""

    field: str | None
    score: int
    reason: str
    meaning: Meaning | None = None
    final: bool = False


@dataclass(slots=True)
class Proposal:
    column: int
    heading: str
    cells: Sequence[CellValue]
    options: list[Option]


def remembered(heading: str, memory: Mapping[str, str | None]) -> list[Option]:
    key = fold(heading)
    if not key or key not in memory:
        return []
    name = memory[key]
    if name is not None and name not in FIELD_BY_NAME:  # a field that a later version gave up
        return []
    reason = "Somebody chose it for a file with the same headings."
    if name is None:
        reason = "Somebody left this column out for a file with the same headings."
    return [Option(name, 100, reason, meaning(heading), final=True)]


def by_heading(heading: str, cells: Sequence[CellValue], recogniser: Recogniser | None) -> list[Option]:
    """The options that the heading gives, checked against the cells where a heading is known to mislead."""
    found = meaning(heading)
    if found.rule is Rule.ELSEWHERE:
        return [Option(None, 0, "The heading names something that a project does not have here.", final=True)]
    if found.rule is Rule.PERCENT:
        return [Option(None, 0, "The heading names a percentage, not an amount.", final=True)]
    if found.rule is Rule.PERHAPS:
        return _perhaps(found, cells, recogniser)
    if found.field is None:
        return _by_likeness(heading)
    field = FIELD_BY_NAME[found.field]
    doubt = _doubt(field, found, cells, recogniser)
    if doubt:
        return [Option(found.field, min(found.score, TAKEN_FROM - 10), doubt, found)]
    return [Option(found.field, found.score, _words(field, found), found, final=True)]


def _words(field: ImportField, found: Meaning) -> str:
    if found.rule is Rule.TAG:
        return f"The HXL tag says “{field.label}”."
    if found.rule is Rule.EXACT:
        return f"The heading is a known name of “{field.label}”."
    if found.rule is Rule.UNIT and found.currency:
        return f"The heading is a known name of “{field.label}”, in {found.currency}."
    if found.rule is Rule.PARTS:
        return f"A part of the heading is a known name of “{field.label}”."
    return f"The heading is a known name of “{field.label}” with words that add nothing."


def by_tag(tag: str) -> list[Option]:
    found = meaning(tag)
    if found.field is None:
        return []
    return [Option(found.field, found.score, _words(FIELD_BY_NAME[found.field], found), found)]


def _perhaps(found: Meaning, cells: Sequence[CellValue], recogniser: Recogniser | None) -> list[Option]:
    """Headings such as “Location” or “Beneficiaries”: places if the cells are places, else perhaps implementers."""
    if _share(cells, recogniser.is_place if recogniser else None) >= _CONTENT_SHARE:
        return [Option("places", 90, "The heading and the cells name places.", found)]
    if found.field == "implementers":
        said = "names" if found.score >= TAKEN_FROM else "may name"
        score = found.score if all(isinstance(cell, str) and not cell.isdecimal() for cell in cells) else 50
        return [Option("implementers", score, f"The heading {said} those who carry the project out.", found)]
    if found.field in ("budget_amount", "title", "code"):
        label = FIELD_BY_NAME[found.field].label
        return [Option(found.field, found.score, f"The heading may be a name of “{label}”.", found)]
    return [Option("places", 50, "The heading may name places, but the cells are not known as places.", found)]


def _doubt(field: ImportField, found: Meaning, cells: Sequence[CellValue], recogniser: Recogniser | None) -> str:
    """Why a known heading is not taken after all; empty if it is."""
    cells = [cell for cell in cells if not (isinstance(cell, str) and cell.strip().casefold() == CLEAR.casefold())]
    if not cells:
        return ""
    if all(isinstance(cell, str) and fold(cell) in _YES_NO for cell in cells):
        return f"The heading fits “{field.label}”, but the cells say yes or no."
    if (
        field.parse is Parse.PLACES
        and recogniser is not None
        and len(cells) > 2
        and not _share(cells, recogniser.is_place)
    ):
        return f"The heading fits “{field.label}”, but the cells name no place that is known here."
    if field.name == "objectives" and recogniser is not None:
        if found.number is None and _share(cells, recogniser.is_objective) < 0.3:
            return "The heading fits “Objectives”, but the cells name none of the objectives."
    elif field.name == "code" and found.score <= 90 and len(cells) > 1 and _runs(cells):
        return "The heading fits “Code”, but the cells are running numbers."
    elif field.parse is Parse.MONEY and not any(isinstance(cell, int | float) or _has_figure(cell) for cell in cells):
        return f"The heading fits “{field.label}”, but no cell holds a figure."
    elif field.parse is Parse.DATE and not any(
        isinstance(cell, date | int | float) or _has_figure(cell) for cell in cells
    ):
        return f"The heading fits “{field.label}”, but no cell holds a date."
    elif field.name == "budget_currency" and not any(isinstance(cell, str) for cell in cells):
        return "The heading fits “Currency”, but the cells are no currencies."
    return ""


def _runs(cells: Sequence[CellValue]) -> bool:
    numbers = [
        float(cell) for cell in cells if isinstance(cell, int | float) or (isinstance(cell, str) and cell.isdecimal())
    ]
    steps = [after - before for before, after in pairwise(numbers)]
    return len(numbers) == len(cells) and bool(steps) and steps.count(1.0) * 10 >= len(steps) * 8 and numbers[0] < 3


def _has_figure(cell: CellValue) -> bool:
    return isinstance(cell, str) and any(mark.isdigit() for mark in cell)


def _share(cells: Sequence[CellValue], test: Any) -> float:
    """The share of the cells that pass the test; 0 without a test or with fewer than two different cells."""
    texts = [
        cell if isinstance(cell, str) else str(cell)
        for cell in cells
        if cell is not None and not isinstance(cell, date)
    ]
    if test is None or not texts:
        return 0.0
    return sum(1 for text in texts if test(text)) / len(texts)


def _by_likeness(heading: str) -> list[Option]:
    """Fields whose headings are spelt nearly like this one; whole words, so that a part of a heading proves nothing."""
    folded = fold(heading)
    if not _SHORTEST_FUZZY <= len(folded) <= 60:
        return []
    options: dict[str, Option] = {}
    alike = process.extract(folded, _headings(), scorer=fuzz.ratio, score_cutoff=PROPOSED_LIKENESS, limit=5)
    for alias, ratio, _ in alike:
        name = headings()[alias]
        # A word more or less changes the meaning (“budget” and “eu budget”); a letter more or less does not.
        typo = ratio >= TAKEN_LIKENESS and len(alias.split()) == len(folded.split()) and len(folded) > 7
        score = min(88, round(ratio * 0.9)) if typo else round(ratio * 0.7)
        if name not in options:
            reason = f"The heading is spelt nearly like “{alias}”, a name of “{FIELD_BY_NAME[name].label}”."
            options[name] = Option(name, score, reason)
    return list(options.values())


@cache
def _headings() -> tuple[str, ...]:
    return tuple(headings())


def content_beside(proposals: list[Proposal], recogniser: Recogniser | None) -> None:
    """What only the cells tell, where the heading is silent: a column of places; a column of dates beside the end."""
    named = {option.field for one in proposals for option in one.options if option.score >= TAKEN_FROM}
    for at, one in enumerate(proposals):
        if any(option.final or option.score >= TAKEN_FROM for option in one.options) or len(one.cells) < 2:
            continue
        places = _share(one.cells, recogniser.is_place if recogniser else None)
        if "places" not in named and places >= 0.9:
            # A heading that says something unknown (“Donor country”) may mean other places than those worked with.
            score = 82 if not fold(one.heading) else 70
            one.options.append(Option("places", score, "The cells are names of places."))
        elif "start" not in named and "planned_start" not in named and _dates(one.cells) and at + 1 < len(proposals):
            beside = proposals[at + 1]
            if any(option.field in ("end", "planned_end") and option.score >= TAKEN_FROM for option in beside.options):
                score = 82 if not fold(one.heading) else 70
                one.options.append(Option("start", score, "The cells are dates, left of the end."))
        elif "objectives" not in named and not fold(one.heading) and _name_objectives(one.cells, recogniser):
            one.options.append(Option("objectives", 70, "The cells are numbers or titles of objectives."))


def _name_objectives(cells: Sequence[CellValue], recogniser: Recogniser | None) -> bool:
    if recogniser is None or not any(isinstance(cell, str) for cell in cells):
        return False  # numbers alone may be anything
    return _share(cells, recogniser.is_objective) >= 0.9


def _dates(cells: Sequence[CellValue]) -> bool:
    return all(isinstance(cell, date) or (isinstance(cell, str) and _looks_like_date(cell)) for cell in cells)


def _looks_like_date(text: str) -> bool:
    figures = sum(mark.isdigit() for mark in text)
    return 4 <= figures <= 8 and len(text) <= 20 and any(mark in text for mark in "-./") and figures * 2 >= len(text)
