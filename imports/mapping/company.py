"""What the columns of a sheet say about each other: dates beside dates, silent headings over telling cells, parties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from imports.fields.meanings import Rule
from imports.fields.meanings.lexicon import readings
from imports.mapping import content
from imports.mapping.alone import read_programmes, take_the_amounts, take_the_only_title, take_the_total
from imports.mapping.content import Count, Recogniser
from imports.mapping.evidence import ENDS, STARTS, TAKEN_FROM, Option, Proposal
from imports.mapping.outline import number_parts
from imports.mapping.shares import take_shares
from imports.mapping.ticks import tick_places
from imports.mapping.timeline import mark_timeline
from imports.problems import shown
from imports.read.sheets import CellValue
from portfolio.core.text import fold

_PROPOSED, _TAKEN = TAKEN_FROM - 10, TAKEN_FROM + 2


def compare(proposals: Sequence[Proposal], recogniser: Recogniser | None) -> None:
    """Add what only the cells and the neighbours tell, and withdraw what another column says better."""
    read_programmes(proposals, recogniser)
    _who_benefits(proposals)
    _whose_acronym(proposals)
    _where_contractors_sit(proposals)
    tick_places(proposals, recogniser)
    taken = {option.field for one in proposals for option in one.options if option.score >= TAKEN_FROM}
    for at, one in enumerate(proposals):
        if one.is_open and len(one.cells) > 1:
            _places(one, taken, recogniser)
            if not _dates(one, proposals[at - 1] if at else None, *proposals[at + 1 : at + 2]):
                _objectives(one, taken, recogniser)
    mark_timeline(proposals, recogniser)
    take_shares(proposals)
    number_parts(proposals)
    for one in proposals:
        if one.is_open and one.cells:
            _tell(one, taken, "budget_currency", content.currencies, "ISO codes of currencies", sure=True)
            _tell(one, taken, "website", content.links, "web addresses", sure=not fold(one.heading))
            _tell(one, taken, "code", content.codes, "short codes that begin alike")
            _tell(one, taken, "budget_amount", content.amounts, "amounts")
    take_the_total(proposals)
    take_the_amounts(proposals)
    take_the_only_title(proposals)


def _who_benefits(proposals: Sequence[Proposal]) -> None:
    """A beneficiary carries the project out, unless other columns name who does, who pays or who takes part."""
    if not any(one.takes("funders", "partners") or _names_implementers(one) for one in proposals):
        return
    for one in proposals:
        for at, option in enumerate(one.options):
            if _is_beneficiary(option):
                reason = "Other columns name the parties, so this one may name who benefits."
                one.options[at] = Option("implementers", 60, reason, option.meaning)


#: Tax numbers of contractors, folded.
_TAX = frozenset({"vat", "tva", "mwst", "ust", "iva", "btw", "nif", "pvm", "dph", "afm"})


def _where_contractors_sit(proposals: Sequence[Proposal]) -> None:
    """Where a list states the tax number of the beneficiary, the country of the beneficiary is its seat."""
    if not any(_TAX.intersection(fold(one.heading).split()) for one in proposals):
        return
    for one in proposals:
        said = readings(fold(one.heading))
        if any(not language.unknown and {"beneficiary", "country"} <= language.concepts for language in said):
            for at, option in enumerate(one.options):
                if option.field == "places" and option.reason.startswith("The heading"):
                    reason = "It may be where the contractor sits, for the list states tax numbers."
                    one.options[at] = Option("places", _PROPOSED, reason, option.meaning, final=True)


_PARTIES = frozenset({"funders", "implementers", "partners"})


def _whose_acronym(proposals: Sequence[Proposal]) -> None:
    """A plain “Acronym” right of the name of an organisation is the organisation's, and not the project's."""
    for left, one in pairwise(proposals):
        named = next(iter(left.options), None)
        if named is None or named.field not in _PARTIES or fold(one.heading) not in _SHORT_NAMES:
            continue
        for at, option in enumerate(one.options):
            if option.field == "acronym" and option.reason.startswith("The heading"):
                reason = f"It stands beside “{shown(left.heading)}”, so it may be the organisation's."
                one.options[at] = Option("acronym", _PROPOSED, reason, option.meaning)


#: Headings of acronyms that do not say of what.
_SHORT_NAMES = frozenset({"acronym", "abbreviation", "abbrev", "short name", "acronyme", "sigle", "akronym", "kurzel",
                          "abkurzung", "siglas", "sigla", "acronimo"})  # fmt: skip


def _is_beneficiary(option: Option) -> bool:
    return (
        option.field == "implementers"
        and option.score >= TAKEN_FROM
        and option.meaning is not None
        and option.meaning.rule is Rule.PERHAPS
    )


def _names_implementers(one: Proposal) -> bool:
    return any(
        option.field == "implementers" and option.score >= TAKEN_FROM and not _is_beneficiary(option)
        for option in one.options
    )


def _places(one: Proposal, taken: AbstractSet[str | None], recogniser: Recogniser | None) -> None:
    if any(option.field == "places" for option in one.options):
        return
    found = content.are_places(one.cells, recogniser)
    if found.found:
        # Two cells prove little against a heading that says something unknown (“Whose money”).
        sure = not fold(one.heading) or found.of >= content.ENOUGH
        score = _PROPOSED if "places" in taken or not sure else _TAKEN + 4
        one.options.append(Option("places", score, f"{found} values are places."))


def _dates(one: Proposal, left: Proposal | None, right: Proposal | None = None) -> bool:
    """Whether the column is of dates; it is the start left of the end, and the end right of the start."""
    found = content.dates(one.cells)
    if found.share < 1:
        return False
    sure = _TAKEN if not fold(one.heading) else _PROPOSED
    if right is not None and right.takes(*ENDS) and not (left is not None and left.takes(*STARTS)):
        one.options.append(Option("start", sure, f"{found} values are dates, left of the end."))
    elif left is not None and left.takes(*STARTS) and not (right is not None and right.takes(*ENDS)):
        one.options.append(Option("end", sure, f"{found} values are dates, right of the start."))
    return True


def _objectives(one: Proposal, taken: AbstractSet[str | None], recogniser: Recogniser | None) -> None:
    # Numbers alone may be anything.
    silent = not fold(one.heading) and any(isinstance(cell, str) for cell in one.cells)
    if silent and "objectives" not in taken:
        found = content.objectives(one.cells, recogniser)
        if found.share >= content.MOST:
            one.options.append(Option("objectives", _PROPOSED, f"{found} values are numbers or titles of objectives."))


def _tell(
    one: Proposal,
    taken: set[str | None],
    field: str,
    count: Callable[[Sequence[CellValue]], Count],
    words: str,
    *,
    sure: bool = False,
) -> None:
    """Propose `field` where the cells are of its kind and no column is known as it; take it only where `sure`."""
    if field in taken or any(option.score >= _PROPOSED for option in one.options):
        return
    found = count(one.cells)
    if found.share >= content.MOST and (sure or found.of >= content.ENOUGH):
        one.options.append(Option(field, _TAKEN if sure else _PROPOSED, f"{found} values are {words}."))
        if sure:
            taken.add(field)
