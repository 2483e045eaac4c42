"""Which column is which field: proposed with a reason and a score, taken only where it is sure; nothing is remembered here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping as Table, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from rapidfuzz import fuzz, process

from imports.fields import FIELD_BY_NAME, FIELDS, ImportField, Parse, aliases
from imports.fields.meanings import Meaning, Rule, meaning
from imports.read.sheets import CellValue, letters
from portfolio.core.text import fold

__all__ = ["ColumnMatch", "Mapping", "Recogniser", "choose", "propose", "signature"]

#: From this score on a column is taken; below it, it is only proposed.
TAKEN_FROM = 80
#: From this likeness on, out of 100, a heading is proposed as another's misspelling, and from the second on taken.
PROPOSED_LIKENESS, TAKEN_LIKENESS = 78, 93
_CONTENT_SHARE = 0.8
_SHORTEST_FUZZY = 5


class Recogniser(Protocol):
    """What content is judged by; `imports.normalise.Vocabulary` is one."""

    def is_place(self, text: str) -> bool:
        """Whether the cell names places and nothing else."""

    def is_objective(self, text: str) -> bool:
        """Whether the cell names objectives and nothing else."""


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """One column: the field it is, or may be, with the reason in a sentence and a score of 0 to 100.

    Only a column that is `taken` is read. `candidates` are other fields it could be, best first, with their scores.
    `currency` and `scale` are what the heading says of amounts. `number` is the figure at the end of the heading.
    """

    column: int
    heading: str
    field: str | None
    reason: str
    score: int
    taken: bool
    candidates: tuple[tuple[str, int], ...] = ()
    currency: str | None = None
    scale: int = 1
    number: int | None = None

    def as_json(self) -> dict[str, Any]:
        """The match as JSON; `letter` is the column as the user sees it."""
        return {
            "column": self.column,
            "letter": letters(self.column),
            "heading": self.heading,
            "field": self.field,
            "reason": self.reason,
            "score": self.score,
            "taken": self.taken,
            "candidates": [list(candidate) for candidate in self.candidates],
        }


@dataclass(frozen=True, slots=True)
class Mapping:
    """All columns of a table in order, and the signature under which the choice is remembered."""

    columns: tuple[ColumnMatch, ...]
    signature: str

    @property
    def taken(self) -> tuple[ColumnMatch, ...]:
        """The columns that are read."""
        return tuple(match for match in self.columns if match.taken and match.field is not None)

    def column_of(self, field: str) -> int | None:
        """The first column taken for the field; None if there is none."""
        return next((match.column for match in self.taken if match.field == field), None)

    @property
    def has_identity(self) -> bool:
        """Whether a column is a title or a code; without one no row can be told apart."""
        return any(match.field in ("code", "title") for match in self.taken)

    def as_memory(self) -> dict[str, str | None]:
        """{folded heading: field or None} to remember under the signature; headings that stand twice are left out."""
        counts = Counter(fold(match.heading) for match in self.columns)
        return {
            key: match.field if match.taken else None
            for match in self.columns
            if (key := fold(match.heading)) and counts[key] == 1
        }


def signature(headings: Iterable[str]) -> str:
    """32 hex digits that are the same for the same headings in any order, case, accents and punctuation aside."""
    folded = sorted(key for heading in headings if (key := fold(heading)))
    return hashlib.sha256("\x1f".join(folded).encode()).hexdigest()[:32]


def propose(
    headings: Sequence[tuple[int, str]],
    samples: Table[int, Sequence[CellValue]],
    memory: Table[str, Table[str, str | None]] | None = None,
    *,
    recogniser: Recogniser | None = None,
    tags: Table[int, str] | None = None,
) -> Mapping:
    """The mapping of (column, heading) pairs, one to one except for fields that several columns may be.

    `samples` are some cells of each column; `memory` is signature -> {folded heading: field or None}. Order of trust:
    what was chosen before for the same headings, the heading, its HXL tag, the content, likeness to a heading.
    """
    key = signature(text for _, text in headings)
    remembered = (memory or {}).get(key, {})
    proposals = []
    for column, heading in headings:
        cells = samples.get(column, ())
        found = _remembered(heading, remembered) or _by_heading(heading, cells, recogniser)
        if tags and column in tags and not any(option.score >= TAKEN_FROM or option.final for option in found):
            found = _by_tag(tags[column]) or found
        proposals.append(_Proposal(column, heading, cells, found))
    _content_beside(proposals, recogniser)
    return Mapping(tuple(_assign(proposals)), key)


def choose(mapping: Mapping, choices: Table[int, str | None]) -> Mapping:
    """The mapping with a person's choices, {column: field or None}; a single field chosen moves away from another column.

    KeyError for a field that does not exist.
    """
    singles = {name for name in choices.values() if name is not None and not FIELD_BY_NAME[name].multiple}
    columns = []
    for match in mapping.columns:
        if match.column in choices:
            name = choices[match.column]
            said = meaning(match.heading)
            match = replace(match, field=name, taken=name is not None, score=100, reason="You chose it.",
                            currency=said.currency, scale=said.scale)  # fmt: skip
        elif match.taken and match.field in singles:
            match = replace(match, taken=False, reason="You chose another column for this field.")
        columns.append(match)
    return Mapping(tuple(columns), mapping.signature)


@dataclass(frozen=True, slots=True)
class _Option:
    """A field that a column may be. `final` closes the question: no content, no likeness is looked at."""

    field: str | None
    score: int
    reason: str
    meaning: Meaning | None = None
    final: bool = False


@dataclass(slots=True)
class _Proposal:
    column: int
    heading: str
    cells: Sequence[CellValue]
    options: list[_Option]


def _remembered(heading: str, remembered: Table[str, str | None]) -> list[_Option]:
    key = fold(heading)
    if not key or key not in remembered:
        return []
    name = remembered[key]
    if name is not None and name not in FIELD_BY_NAME:  # a field that a later version gave up
        return []
    reason = "Somebody chose it for a file with the same headings."
    if name is None:
        reason = "Somebody left this column out for a file with the same headings."
    return [_Option(name, 100, reason, meaning(heading), final=True)]


def _by_heading(heading: str, cells: Sequence[CellValue], recogniser: Recogniser | None) -> list[_Option]:
    """The options that the heading gives, checked against the cells where a heading is known to mislead."""
    found = meaning(heading)
    if found.rule is Rule.ELSEWHERE:
        return [_Option(None, 0, "The heading names something that a project does not have here.", final=True)]
    if found.rule is Rule.PERCENT:
        return [_Option(None, 0, "The heading names a percentage, not an amount.", final=True)]
    if found.rule is Rule.PERHAPS:
        return _perhaps(found, cells, recogniser)
    if found.field is None:
        return _by_likeness(heading)
    field = FIELD_BY_NAME[found.field]
    doubt = _doubt(field, found, cells, recogniser)
    if doubt:
        return [_Option(found.field, min(found.score, TAKEN_FROM - 10), doubt, found)]
    return [_Option(found.field, found.score, _words(field, found), found, final=True)]


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


def _by_tag(tag: str) -> list[_Option]:
    found = meaning(tag)
    if found.field is None:
        return []
    return [_Option(found.field, found.score, _words(FIELD_BY_NAME[found.field], found), found)]


def _perhaps(found: Meaning, cells: Sequence[CellValue], recogniser: Recogniser | None) -> list[_Option]:
    """Headings such as “Location” or “Beneficiaries”: places if the cells are places, else perhaps implementers."""
    if _share(cells, recogniser.is_place if recogniser else None) >= _CONTENT_SHARE:
        return [_Option("places", 90, "The heading and the cells name places.", found)]
    if found.field == "implementers":
        return [_Option("implementers", 60, "The heading may name those who carry the project out.", found)]
    return [_Option("places", 50, "The heading may name places, but the cells are not known as places.", found)]


def _doubt(field: ImportField, found: Meaning, cells: Sequence[CellValue], recogniser: Recogniser | None) -> str:
    """Why a known heading is not taken after all; empty if it is."""
    if not cells:
        return ""
    if field.name == "objectives" and recogniser is not None:
        if found.number is None and _share(cells, recogniser.is_objective) < 0.3:
            return "The heading fits “Objectives”, but the cells name none of the objectives."
    elif field.name == "code" and found.score <= 90 and len(cells) > 1 and _runs(cells):
        return "The heading fits “Code”, but the cells are running numbers."
    elif field.parse is Parse.MONEY and not any(isinstance(cell, int | float) or _has_figure(cell) for cell in cells):
        return f"The heading fits “{field.label}”, but no cell holds a figure."
    elif field.parse is Parse.DATE and not any(isinstance(cell, date | int | float) or _has_figure(cell) for cell in cells):
        return f"The heading fits “{field.label}”, but no cell holds a date."
    elif field.name == "budget_currency" and not any(isinstance(cell, str) for cell in cells):
        return "The heading fits “Currency”, but the cells are no currencies."
    return ""


def _runs(cells: Sequence[CellValue]) -> bool:
    numbers = [float(cell) for cell in cells if isinstance(cell, int | float) or (isinstance(cell, str) and cell.isdecimal())]
    steps = [after - before for before, after in zip(numbers, numbers[1:], strict=False)]
    return len(numbers) == len(cells) and bool(steps) and steps.count(1.0) * 10 >= len(steps) * 8 and numbers[0] < 3


def _has_figure(cell: CellValue) -> bool:
    return isinstance(cell, str) and any(mark.isdigit() for mark in cell)


def _share(cells: Sequence[CellValue], test: Any) -> float:
    """The share of the cells that pass the test; 0 without a test or with fewer than two different cells."""
    texts = [cell if isinstance(cell, str) else str(cell) for cell in cells if cell is not None and not isinstance(cell, date)]
    if test is None or not texts:
        return 0.0
    return sum(1 for text in texts if test(text)) / len(texts)


def _by_likeness(heading: str) -> list[_Option]:
    """Fields whose headings are spelt nearly like this one; whole words, so that a part of a heading proves nothing."""
    folded = fold(heading)
    if not _SHORTEST_FUZZY <= len(folded) <= 60:
        return []
    options: dict[str, _Option] = {}
    alike = process.extract(folded, _ALIASES, scorer=fuzz.ratio, score_cutoff=PROPOSED_LIKENESS, limit=5)
    for alias, ratio, _ in alike:
        name = aliases()[alias]
        # A word more or less changes the meaning (“budget” and “eu budget”); a letter more or less does not.
        typo = ratio >= TAKEN_LIKENESS and len(alias.split()) == len(folded.split()) and len(folded) > 7
        score = min(88, round(ratio * 0.9)) if typo else round(ratio * 0.7)
        if name not in options:
            reason = f"The heading is spelt nearly like “{alias}”, a name of “{FIELD_BY_NAME[name].label}”."
            options[name] = _Option(name, score, reason)
    return list(options.values())


_ALIASES = tuple(aliases())


def _content_beside(proposals: list[_Proposal], recogniser: Recogniser | None) -> None:
    """What only the cells tell: a column of places; a column of dates beside the end; both only where the heading is silent."""
    named = {option.field for one in proposals for option in one.options if option.score >= TAKEN_FROM}
    for at, one in enumerate(proposals):
        if any(option.final or option.score >= TAKEN_FROM for option in one.options) or len(one.cells) < 2:
            continue
        places = _share(one.cells, recogniser.is_place if recogniser else None)
        if "places" not in named and places >= 0.9:
            # A heading that says something unknown (“Donor country”) may mean other places than those worked with.
            score = 82 if not fold(one.heading) else 70
            one.options.append(_Option("places", score, "The cells are names of places."))
        elif "start" not in named and "planned_start" not in named and _dates(one.cells) and at + 1 < len(proposals):
            beside = proposals[at + 1]
            if any(option.field in ("end", "planned_end") and option.score >= TAKEN_FROM for option in beside.options):
                score = 82 if not fold(one.heading) else 70
                one.options.append(_Option("start", score, "The cells are dates, left of the end."))
        elif recogniser and "objectives" not in named and not fold(one.heading):
            if any(isinstance(cell, str) for cell in one.cells) and _share(one.cells, recogniser.is_objective) >= 0.9:
                one.options.append(_Option("objectives", 70, "The cells are numbers or titles of objectives."))


def _dates(cells: Sequence[CellValue]) -> bool:
    return all(isinstance(cell, date) or (isinstance(cell, str) and _looks_like_date(cell)) for cell in cells)


def _looks_like_date(text: str) -> bool:
    figures = sum(mark.isdigit() for mark in text)
    return 4 <= figures <= 8 and len(text) <= 20 and any(mark in text for mark in "-./") and figures * 2 >= len(text)


def _assign(proposals: Sequence[_Proposal]) -> list[ColumnMatch]:
    """One column for each single field: the assignment with the best total, ties told and not decided."""
    pairs = _best_total(proposals)
    tied = _ties(proposals)
    matches = []
    for one in proposals:
        options = sorted(one.options, key=lambda option: -option.score)
        option = next((option for option in options if option.field == pairs.get(one.column)), None)
        others = tuple((other.field, other.score) for other in options if other.field and other is not option)
        if option is None:
            matches.append(_unassigned(one, options, others))
            continue
        taken = option.field is not None and option.score >= TAKEN_FROM
        reason = option.reason
        rivals = tied.get((one.column, option.field)) if taken else None
        if rivals:
            taken = False
            reason = f"This column and {', '.join(letters(rival) for rival in rivals)} fit the field equally well; choose one."
        said = option.meaning or meaning(one.heading)
        matches.append(
            ColumnMatch(one.column, one.heading, option.field, reason, option.score, taken, others,
                        said.currency, said.scale, said.number)
        )  # fmt: skip
    return matches


def _unassigned(one: _Proposal, options: Sequence[_Option], others: tuple[tuple[str, int], ...]) -> ColumnMatch:
    best = options[0] if options else None
    if best is None:
        reason = "The heading is not known." if one.heading else "The column has no heading."
    elif best.field is None:
        reason = best.reason
    else:
        reason = f"Another column fits “{FIELD_BY_NAME[best.field].label}” better."
    return ColumnMatch(one.column, one.heading, None, reason, best.score if best else 0, False, others)


def _ties(proposals: Sequence[_Proposal]) -> dict[tuple[int, str | None], list[int]]:
    """(column, single field) -> other columns that fit it as well by heading, but hold other cells."""
    best: dict[str, list[tuple[int, _Proposal]]] = {}
    for one in proposals:
        for option in one.options:
            if option.field and option.score >= TAKEN_FROM and not FIELD_BY_NAME[option.field].multiple:
                best.setdefault(option.field, []).append((option.score, one))
    ties: dict[tuple[int, str | None], list[int]] = {}
    for name, claims in best.items():
        top = max(score for score, _ in claims)
        tops = [one for score, one in claims if score == top]
        if len(tops) > 1 and any(tuple(one.cells) != tuple(tops[0].cells) for one in tops[1:]):
            filled = [one for one in tops if one.cells]
            if len(filled) == 1:  # an empty column of the same name is no rival
                continue
            for one in tops:
                ties[one.column, name] = [other.column for other in tops if other is not one]
    return ties


def _best_total(proposals: Sequence[_Proposal]) -> dict[int, str | None]:
    """Column -> field, so that the sum of the scores is greatest and no single field is given twice.

    Repeatedly raises the total along the best alternating path (a longest augmenting path over few options).
    """
    pairs: dict[int, str | None] = {}
    weights: dict[int, dict[str, int]] = {}
    for one in proposals:
        scores: dict[str, int] = {}
        for option in one.options:
            if option.field is not None:
                # A column with cells goes before an empty one of the same name.
                worth = 2 * option.score + (1 if one.cells else 0)
                scores[option.field] = max(worth, scores.get(option.field, 0))
        best = max(scores, key=lambda name: scores[name], default=None)
        if best is not None and FIELD_BY_NAME[best].multiple:
            pairs[one.column] = best
        elif any(option.field is None and option.final for option in one.options):
            pairs[one.column] = None
        elif scores:
            weights[one.column] = {name: worth for name, worth in scores.items() if not FIELD_BY_NAME[name].multiple}
    holder: dict[str, int] = {}
    for column in sorted(weights, key=lambda column: -max(weights[column].values(), default=0)):
        _seat(column, weights, holder)
    pairs.update({column: name for name, column in holder.items()})
    return pairs


def _seat(column: int, weights: Table[int, Table[str, int]], holder: dict[str, int]) -> None:
    """Give `column` a field, moving other columns on where that raises the total."""
    best: tuple[int, list[tuple[int, str]]] = (0, [])

    def walk(mover: int, gained: int, moves: list[tuple[int, str]], seen: frozenset[str]) -> None:
        nonlocal best
        for name, worth in weights[mover].items():
            if name in seen:
                continue
            path = [*moves, (mover, name)]
            sitting = holder.get(name)
            if sitting is None:
                if gained + worth > best[0]:
                    best = (gained + worth, path)
                continue
            without = gained + worth - weights[sitting][name]
            if without > best[0]:  # the one that sat there gets nothing
                best = (without, path)
            if len(path) < 4:
                walk(sitting, without, path, seen | {name})

    walk(column, 0, [], frozenset())
    for mover, _ in best[1]:
        for name in [name for name, sitting in holder.items() if sitting == mover]:
            del holder[name]
    for mover, name in best[1]:
        holder[name] = mover


#: Field names in the order of the template, for pages that let a person choose.
CHOICES = tuple(field.name for field in FIELDS)
