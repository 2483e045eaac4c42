"""What speaks for a column being a field: memory, heading, HXL tag, cells, other columns; with reason and score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from rapidfuzz import fuzz, process

from imports.fields import CLEAR, FIELD_BY_NAME, ImportField, Parse
from imports.fields.currencies import currencies_of, number_of
from imports.fields.headings import headings
from imports.fields.meanings import CLOSED, Meaning, Rule, likely, meaning
from imports.mapping import content
from imports.mapping.content import Recogniser
from imports.read.sheets import CellValue
from portfolio.core.text import fold

#: From this score on a column is taken; below it, it is only proposed.
TAKEN_FROM = 80
#: From this likeness on, out of 100, a heading is proposed as another's misspelling, and from the second on taken.
PROPOSED_LIKENESS, TAKEN_LIKENESS = 78, 93
_SHORTEST_FUZZY = 5
#: The fields of dates, as a column may state them.
STARTS, ENDS = ("start", "planned_start", "actual_start"), ("end", "planned_end", "actual_end")
#: Why a column of percentages is left out.
PERCENTAGE = "The heading names a percentage, not an amount."
#: Text fields that a column of nothing but places cannot be, whatever a heading such as “Name” or “Partner” says.
_NOT_PLACES = frozenset({"title", "acronym", "implementers", "partners", "strand", "source"})


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

    @property
    def is_open(self) -> bool:
        """Whether nothing yet says for sure what the column is."""
        return not any(option.final or option.score >= TAKEN_FROM for option in self.options)

    def takes(self, *fields: str) -> bool:
        """Whether one of the fields is sure enough to be taken."""
        return any(option.field in fields and option.score >= TAKEN_FROM for option in self.options)


def remembered(heading: str, memory: Mapping[str, str | None]) -> list[Option]:
    """What somebody chose for this heading in a file with the same headings."""
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
    if found.rule in CLOSED:
        return _closed(found, cells, recogniser)
    if found.rule is Rule.PERIOD:
        return _period(cells, recogniser)
    if found.rule is Rule.PERHAPS:
        return _perhaps(found, cells, recogniser)
    if found.field is None:
        return _by_likeness(heading, cells, recogniser)
    field = FIELD_BY_NAME[found.field]
    cells = [cell for cell in cells if not (isinstance(cell, str) and cell.strip().casefold() == CLEAR.casefold())]
    if found.field in _NOT_PLACES and len(cells) >= content.ENOUGH:
        places = content.are_places(cells, recogniser)
        if places.found:
            doubt = f"The heading fits “{field.label}”, but {places} values are places."
            return [_as_places(places, 88, found), Option(found.field, TAKEN_FROM - 10, doubt, found)]
    doubt = _doubt(field, found, cells, recogniser)
    if doubt:
        return [Option(found.field, min(found.score, TAKEN_FROM - 10), doubt, found)]
    return [Option(found.field, found.score, _words(field, found), found, final=True)]


def _as_places(count: content.Count, score: int, found: Meaning | None = None) -> Option:
    return Option("places", score, f"{count} values are places.", found)


def _closed(found: Meaning, cells: Sequence[CellValue], recogniser: Recogniser | None) -> list[Option]:
    """None of ours, unless the cells are places: then the heading was too general (“Sector” over countries)."""
    if found.rule is Rule.PERCENT:
        return [Option(None, 0, PERCENTAGE, final=True)]
    if found.rule is Rule.ABROAD:
        return [Option(None, 0, "The heading names a country that the project does not work in.", final=True)]
    closed = Option(None, 0, "The heading names something that a project does not have here.", final=True)
    places = content.are_places(cells, recogniser) if len(cells) >= content.ENOUGH else content.NONE
    return [closed, _as_places(places, 82)] if places.found else [closed]


def _period(cells: Sequence[CellValue], recogniser: Recogniser | None) -> list[Option]:
    """The start with its end where most cells state both (“2023-2026”); how long something takes is none of ours."""
    periods = content.periods(cells, recogniser)
    if periods.share > 0.5:
        return [Option("start", 88, f"The heading names a period, and {periods} values say from when to when.")]
    return [Option(None, 0, "The heading names a period, but the values do not say from when to when.", final=True)]


def _words(field: ImportField, found: Meaning) -> str:
    if found.rule is Rule.TAG:
        return f"The HXL tag says “{field.label}”."
    if found.rule is Rule.EXACT:
        return f"The heading is a known name of “{field.label}”."
    if found.rule is Rule.UNIT and found.currency:
        return f"The heading is a known name of “{field.label}”, in {found.currency}."
    if found.rule is Rule.PARTS:
        return f"A part of the heading is a known name of “{field.label}”."
    if found.rule is Rule.WORDS:
        return f"The words of the heading say “{field.label}”."
    return f"The heading is a known name of “{field.label}” with words that add nothing."


def by_tag(tag: str) -> list[Option]:
    """The option that an HXL tag gives."""
    found = meaning(tag)
    if found.field is None:
        return []
    return [Option(found.field, found.score, _words(FIELD_BY_NAME[found.field], found), found)]


def _perhaps(found: Meaning, cells: Sequence[CellValue], recogniser: Recogniser | None) -> list[Option]:
    """Headings such as “Location” or “Beneficiary”: places if the cells are places, else what the heading may be."""
    places = content.places(cells, recogniser)
    if places.share >= _PLACES_SHARE:
        return [Option("places", 90, f"The heading may name places, and {places} values are places.", found)]
    if found.field == "places":
        return [Option("places", 50, "The heading may name places, but the cells are not known as places.", found)]
    if found.field == "objectives":
        objectives = content.objectives(cells, recogniser)
        if objectives.share >= _OBJECTIVES_SHARE:
            reason = f"The heading may name objectives, and {objectives} values are such."
            return [Option("objectives", 86, reason, found)]
        return [Option(None, 0, "The heading names objectives, but the values are none of those here.", final=True)]
    label = FIELD_BY_NAME[found.field or ""].label
    if found.field != "implementers":
        return [Option(found.field, found.score, f"The heading may be a name of “{label}”.", found)]
    if found.score < TAKEN_FROM:
        return [Option("implementers", found.score, "The heading may name those who carry the project out.", found)]
    if content.have_figures(cells) and not any(isinstance(cell, str) and fold(cell)[:1].isalpha() for cell in cells):
        return [Option("implementers", 50, "The heading names who benefits, but the cells are numbers.", found)]
    reason = "The heading names who receives the money, and so carries the project out."
    return [Option("implementers", found.score, reason, found)]


_PLACES_SHARE = 0.7
_OBJECTIVES_SHARE = 0.7


def _doubt(field: ImportField, found: Meaning, cells: Sequence[CellValue], recogniser: Recogniser | None) -> str:
    """Why a known heading is not taken after all; empty if it is."""
    if not cells:
        return ""
    said = "the cells say yes or no" if content.say_yes_or_no(cells) else _misfit(field, found, cells, recogniser)
    return f"The heading fits “{field.label}”, but {said}." if said else ""


def _misfit(field: ImportField, found: Meaning, cells: Sequence[CellValue], recogniser: Recogniser | None) -> str:
    figures = content.have_figures(cells)
    if field.parse is Parse.PLACES and recogniser is not None and len(cells) >= content.ENOUGH:
        return "" if content.places(cells, recogniser).found else "the cells name no place that is known here"
    if field.name == "objectives" and recogniser is not None and found.number is None:
        return "" if content.objectives(cells, recogniser).share >= 0.3 else "the cells name none of the objectives"
    if field.name == "code" and found.score <= 90 and len(cells) > 1:
        return "the cells are running numbers" if content.are_running_numbers(cells) else ""
    if field.parse is Parse.SHARES:
        return "that has to be said by a person"
    if field.parse is Parse.OUTLINE:
        return "" if any(isinstance(cell, str | int | float) for cell in cells) and figures else "it holds no numbers"
    if field.parse is Parse.MARK:
        return "it names no month, quarter or year"
    if field.parse is Parse.MONEY and not figures:
        return "no cell holds a figure"
    if field.parse is Parse.DATE and not figures and not any(isinstance(cell, date) for cell in cells):
        return "no cell holds a date"
    if field.name == "budget_currency" and not any(isinstance(cell, str) for cell in cells):
        known = currencies_of(cells)
        return "" if any(number_of(cell) in known for cell in cells) else "the cells are no currencies"
    return ""


def _by_likeness(heading: str, cells: Sequence[CellValue], recogniser: Recogniser | None) -> list[Option]:
    """Fields whose headings are spelt nearly like this one, or with a word more that is not known."""
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
    found = likely(heading)
    if not options and found.rule in CLOSED:
        return _closed(found, cells, recogniser)
    if found.field is not None and found.field not in options:
        label = FIELD_BY_NAME[found.field].label
        reason = f"Some words of the heading say “{label}”, others are not known."
        options[found.field] = Option(found.field, found.score, reason, found)
    return list(options.values())


@cache
def _headings() -> tuple[str, ...]:
    return tuple(headings())
