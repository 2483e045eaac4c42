"""Needs and values of indices as tables that pages show; nothing here reads the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from portfolio.core.needs import LARGEST_NEED
from portfolio.core.shape import Stored, Value
from portfolio.planning.queries import Country

#: What a need is called.
LEVELS = ("none", "low", "medium", "high")
UNKNOWN = "unknown"
ALL_OBJECTIVES = "All objectives"

assert len(LEVELS) == LARGEST_NEED + 1


@dataclass(frozen=True, slots=True)
class NeedCell:
    """A cell as the grid's macro writes it: `kind` its CSS class, `text` what is seen, `words` what is read aloud."""

    kind: str
    text: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A country's row."""

    number: str
    title: str
    url: str
    cells: tuple[NeedCell, ...]
    extras: tuple[str, ...] = ()
    total: str | None = None


def need_rows(
    countries: Sequence[Country],
    columns: Sequence[tuple[str | None, str]],
    needs: Mapping[tuple[str, str | None], int],
    cell_url: Callable[[str, str | None], str],
    row_url: Callable[[str], str],
) -> tuple[NeedRow, ...]:
    """A row for each country; columns are (objective or None for all, title). What holds for all stands in brackets."""

    def cells(country: Country) -> tuple[NeedCell, ...]:
        return tuple(_cell(country, ref, title, needs, cell_url(country.code, ref)) for ref, title in columns)

    return tuple(NeedRow(one.code, one.title, row_url(one.code), cells(one)) for one in countries)


def _cell(
    country: Country, objective: str | None, title: str, needs: Mapping[tuple[str, str | None], int], url: str
) -> NeedCell:
    level = needs.get((country.code, objective))
    inherited = level is None and objective is not None
    if inherited:
        level = needs.get((country.code, None))
    if level is None:
        return NeedCell("state-unknown", "?", f"{country.title}, {title}: need {UNKNOWN}", url)
    words = f"{country.title}, {title}: need {level}, {LEVELS[level]}{', as for all objectives' if inherited else ''}"
    kind = f"lv{2 * level - 1}" if level else "state-not-applicable"
    return NeedCell(kind, f"({level})" if inherited else str(level), words, url)


@dataclass(frozen=True)
class IndexTable:
    """The values of an index: countries down, years across, and how many countries stand in each tier of a year."""

    years: tuple[int, ...]
    rows: tuple[tuple[Country, tuple[Stored | None, ...]], ...]
    tiers: tuple[tuple[str, tuple[int, ...]], ...]
    without: tuple[int, ...]


def index_table(index: Value, values: Iterable[Stored], countries: Mapping[str, Country]) -> IndexTable:
    """The table of an index; tiers in the order it declares, others after them by name."""
    kept = list(values)
    years = tuple(sorted({stored.value["year"] for stored in kept}, reverse=True))
    at = {(stored.value["country"], stored.value["year"]): stored for stored in kept}
    named = sorted({country for country, _ in at}, key=lambda code: countries[code].title)
    counts = Counter((stored.value["tier"], stored.value["year"]) for stored in kept)
    used = {tier for tier, _ in counts if tier is not None}
    order = [tier for tier in index["tiers"] if tier in used] + sorted(used - set(index["tiers"]))
    return IndexTable(
        years,
        tuple((countries[code], tuple(at.get((code, year)) for year in years)) for code in named),
        tuple((tier, tuple(counts[tier, year] for year in years)) for tier in order),
        tuple(counts[None, year] for year in years),
    )


def value_words(value: Value) -> str:
    """A value of an index: "85.4 (T2)", "85.4", "T2"."""
    if value["score"] is None:
        return str(value["tier"])
    score = format(Decimal(value["score"]).normalize(), "f")
    return f"{score} ({value['tier']})" if value["tier"] else score
