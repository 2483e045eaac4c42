"""One column for each single field: the assignment with the best total; what fits equally well is told, not decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imports.fields import FIELD_BY_NAME
from imports.fields.meanings import meaning
from imports.mapping.evidence import TAKEN_FROM, Option, Proposal
from imports.mapping.matches import ColumnMatch
from imports.read.sheets import letters


def assign(proposals: Sequence[Proposal]) -> list[ColumnMatch]:
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
            others_too = ", ".join(letters(rival) for rival in rivals)
            reason = f"This column and {others_too} fit the field equally well; choose one."
        said = option.meaning or meaning(one.heading)
        matches.append(
            ColumnMatch(one.column, one.heading, option.field, reason, option.score, taken, others,
                        said.currency, said.scale, said.number)
        )  # fmt: skip
    return matches


def _unassigned(one: Proposal, options: Sequence[Option], others: tuple[tuple[str, int], ...]) -> ColumnMatch:
    best = options[0] if options else None
    if best is None:
        reason = "The heading is not known." if one.heading else "The column has no heading."
    elif best.field is None:
        reason = best.reason
    else:
        reason = f"Another column fits “{FIELD_BY_NAME[best.field].label}” better."
    return ColumnMatch(one.column, one.heading, None, reason, best.score if best else 0, False, others)


def _ties(proposals: Sequence[Proposal]) -> dict[tuple[int, str | None], list[int]]:
    """(column, single field) -> other columns that fit it as well by heading, but hold other cells."""
    best: dict[str, list[tuple[int, Proposal]]] = {}
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


def _best_total(proposals: Sequence[Proposal]) -> dict[int, str | None]:
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
                worth = option.score - (0 if one.cells else 25)
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


def _seat(column: int, weights: Mapping[int, Mapping[str, int]], holder: dict[str, int]) -> None:
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
    holder.update({name: mover for mover, name in best[1]})
