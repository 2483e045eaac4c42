"""Which column of a list of keyed records is which field: by memory, heading or likeness; one column for a field."""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from imports.fields import Parse
from imports.fields.meanings import Rule
from imports.fields.records import Registry
from imports.mapping import signature
from imports.mapping.evidence import PROPOSED_LIKENESS, TAKEN_FROM, TAKEN_LIKENESS
from imports.mapping.matches import ColumnMatch, Mapping
from imports.read.sheets import CellValue, letters
from portfolio.core.text import fold

_SHORTEST_FUZZY = 5


def propose_records(
    headings: Sequence[tuple[int, str]],
    samples: Table[int, Sequence[CellValue]],
    registry: Registry,
    memory: Table[str, Table[str, str | None]],
    key: str = "",
) -> Mapping:
    """The mapping of (column, heading) pairs; `memory` is signature -> {folded heading: field or None}.

    `key` is the signature where it is not that of all these headings.
    """
    key = key or signature(text for _, text in headings)
    known = memory.get(key, {})
    matches = [_match(column, heading, registry, known) for column, heading in headings]
    matches = _one_to_one(matches, samples, registry)
    return Mapping(tuple(matches), key, _identity(matches, registry))


def choose_records(mapping: Mapping, choices: Table[int, str | None], registry: Registry) -> Mapping:
    """The mapping with a person's choices, {column: field or None}. KeyError for a field that does not exist."""
    singles = {name for name in choices.values() if name is not None and not registry.by_name[name].multiple}
    columns = []
    for match in mapping.columns:
        if match.column in choices:
            name = choices[match.column]
            match = replace(match, field=name, taken=name is not None, score=100, reason="You chose it.")
        elif match.taken and match.field in singles:
            match = replace(match, taken=False, reason="You chose another column for this field.")
        columns.append(match)
    return Mapping(tuple(columns), mapping.signature, _identity(columns, registry))


def _identity(matches: Sequence[ColumnMatch], registry: Registry) -> tuple[frozenset[str], ...]:
    """What must have a column: the key, without what the headings of columns that are taken state already."""
    spread = registry.spread
    stated = [
        set(registry.spread_of(one.heading)) for one in matches if spread and one.taken and one.field == spread.value
    ]
    return registry.identities(set.intersection(*stated) if stated else ())


def _match(column: int, heading: str, registry: Registry, known: Table[str, str | None]) -> ColumnMatch:
    key = fold(heading)
    if key and key in known and (known[key] is None or known[key] in registry.by_name):
        name = known[key]
        reason = "Somebody chose it for a file with the same headings."
        if name is None:
            reason = "Somebody left this column out for a file with the same headings."
        return ColumnMatch(column, heading, name, reason, 100, name is not None)
    found = registry.meaning(heading)
    if found.field is not None:
        label = registry.by_name[found.field].label
        reason = f"The heading is a known name of “{label}”."
        if found.rule is Rule.PARTS:
            reason = f"A part of the heading is a known name of “{label}”."
        elif fold(heading) not in registry.aliases and (stated := registry.spread_of(heading)):
            reason = f"The heading says “{', '.join(stated.values())}”; its cells are “{label}”."
        return ColumnMatch(column, heading, found.field, reason, found.score, True)
    return _by_likeness(column, heading, registry)


def _by_likeness(column: int, heading: str, registry: Registry) -> ColumnMatch:
    folded = fold(heading)
    near = None
    if len(folded) >= _SHORTEST_FUZZY:
        near = process.extractOne(
            folded[:80], list(registry.aliases), scorer=fuzz.ratio, score_cutoff=PROPOSED_LIKENESS
        )
    if near is None:
        reason = "The heading is not known." if heading else "The column has no heading."
        return ColumnMatch(column, heading, None, reason, 0, False)
    text, ratio, _ = near
    score = int(min(ratio, TAKEN_FROM + 5 if ratio >= TAKEN_LIKENESS else TAKEN_FROM - 1))
    return ColumnMatch(column, heading, registry.aliases[text], f"The heading is spelt like “{text}”.", score,
                       score >= TAKEN_FROM)  # fmt: skip


def _are_codes(cells: Sequence[CellValue]) -> bool:
    return bool(cells) and all(isinstance(cell, str) and len(cell) <= 3 and cell.isupper() for cell in cells)


def _one_to_one(
    matches: Sequence[ColumnMatch], samples: Table[int, Sequence[CellValue]], registry: Registry
) -> list[ColumnMatch]:
    """Each single field to its best column; columns that fit it equally well and differ are told, not decided."""
    best: dict[str, list[ColumnMatch]] = {}
    for match in matches:
        if match.field and match.taken and not registry.by_name[match.field].multiple:
            best.setdefault(match.field, []).append(match)
    lost: dict[int, str] = {}
    for name, rivals in best.items():
        # A column with cells goes before an empty one of the same name.
        rivals.sort(
            key=lambda one: (not samples.get(one.column), -one.score, not _are_codes(samples.get(one.column, ())))
        )
        first = rivals[0]
        tied = [one for one in rivals if one.score == first.score and bool(samples.get(one.column))]
        if registry.by_name[name].parse is Parse.PLACE and _are_codes(samples.get(first.column, ())):
            tied = [one for one in tied if _are_codes(samples[one.column])]  # codes go before names
        if len(tied) > 1 and any(tuple(samples[one.column]) != tuple(samples[first.column]) for one in tied):
            for one in tied:
                others = ", ".join(letters(other.column) for other in tied if other is not one)
                lost[one.column] = f"This column and {others} fit the field equally well; choose one."
        for one in rivals[1:]:
            lost.setdefault(one.column, f"Another column fits “{registry.by_name[name].label}” better.")
    return [
        replace(match, taken=False, reason=lost[match.column], score=min(match.score, TAKEN_FROM - 1))
        if match.column in lost
        else match
        for match in matches
    ]
