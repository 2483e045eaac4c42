"""Need against supply as a report: a drawing of countries or cells, the shortages, groups; and its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portfolio.core.geography import Place
from portfolio.core.supply import (
    HIGH_NEED,
    THIN_DEPTH,
    CountrySupply,
    GroupSupply,
    Spot,
    countries_of,
    groups_of,
    shortages_of,
    spots_of,
)
from portfolio.core.terms import Axis
from portfolio.coverage.budgets import UNKNOWN_MONEY
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.charts import scale_steps
from portfolio.coverage.export import euro, heading_json
from portfolio.coverage.report import Report
from portfolio.coverage.tables import written
from portfolio.errors import Refused
from portfolio.web.display import plural, short_amount
from portfolio.web.sheets import Cents, Sheets

#: What supply is measured by, and what a point of the drawing is.
MEASURES = {"depth": "Depth", "money": "Money"}
POINTS = {"country": "A country", "cell": "Cells of the grid"}
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 960, 420, 64, 24, 18, 40
RULE = (
    f"High need is {HIGH_NEED} or 3; thin supply is a depth below {THIN_DEPTH:g}, less than one strong project over the"
    " whole window. Cells declared not applicable, and needs that are not known, are no shortage."
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked for beside the filter."""

    by: str = "depth"
    of: str = "country"

    def query(self) -> dict[str, str]:
        """The query string's arguments, defaults left out."""
        usual = Asked()
        return {name: value for name, value in (("by", self.by), ("of", self.of)) if value != getattr(usual, name)}


def parse_asked(arguments: Mapping[str, str]) -> Asked:
    """What a query string asks for; Refused for anything that it cannot be."""
    by, of = arguments.get("by") or "depth", arguments.get("of") or "country"
    for given, known in ((by, MEASURES), (of, POINTS)):
        if given not in known:
            raise Refused(f"“{given[:40]}” is not something to draw.", f"Choose one of {', '.join(known)}.")
    return Asked(by, of)


@dataclass(frozen=True)
class SupplyReport:
    """A report over countries, looked at by need and supply."""

    report: Report
    asked: Asked

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Every cell."""
        return spots_of(self.report.grid)

    @cached_property
    def countries(self) -> tuple[CountrySupply, ...]:
        """Every country, most short cells first, then the neediest, the thinnest, by name."""
        return tuple(
            sorted(
                countries_of(self.spots),
                key=lambda one: (-one.short, -(one.need or 0), one.depth, one.place.title),
            )
        )

    @cached_property
    def shortages(self) -> tuple[Spot, ...]:
        """The cells of high need and thin supply."""
        return shortages_of(self.spots)

    def _groups(self, axis: Axis) -> tuple[GroupSupply, ...]:
        geography, day = self.report.grid.geography, self.report.as_of
        return groups_of(self.countries, geography.columns(axis), lambda group: geography.countries_of(group.key, day))

    @cached_property
    def regions(self) -> tuple[GroupSupply, ...]:
        """By region: they partition the countries."""
        return self._groups(Axis.REGION)

    @cached_property
    def organisations(self) -> tuple[GroupSupply, ...]:
        """By partner organisation: a country may be in several."""
        return self._groups(Axis.ORGANISATION)

    @property
    def unknown(self) -> int:
        """How many countries have no known need at all; they are not in the drawing."""
        return sum(country.need is None for country in self.countries)

    def unsaid(self, one: Spot | CountrySupply) -> bool:
        """Whether no budget of a cell or country is known, so that its money is no amount."""
        if one.eur_cents:
            return False
        if isinstance(one, Spot):
            return self.report.budgets.unsaid(one.row, one.column)
        return self.report.budgets.unsaid(slice(len(self.report.rows)), self._columns[one.place.key])

    @cached_property
    def _columns(self) -> dict[int, int]:
        return {place.key: at for at, place in enumerate(self.report.grid.columns)}

    @cached_property
    def undrawn(self) -> int:
        """How many countries or cells of a known need have money that is unknown: by money they are not drawn."""
        drawn = self.countries if self.asked.of == "country" else self.spots
        return sum(one.need is not None and self.unsaid(one) for one in drawn) if self.asked.by == "money" else 0

    def row(self, spot: Spot) -> str:
        """A cell's row in words."""
        row = self.report.rows[spot.row]
        return f"{row.number} {row.title}"


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the drawing: where it stands, how large it is, its words, and the place or row and place it means."""

    x: float
    y: float
    size: float
    words: str
    short: bool
    place: Place | None


@dataclass(frozen=True)
class Scatter:
    """Need from left to right, supply from the ground up; `high` and `thin` are where the marked corner begins."""

    points: tuple[Point, ...]
    needs: tuple[tuple[float, str], ...]
    scale: tuple[tuple[float, str], ...]
    high: float
    thin: float | None
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    base: int = HEIGHT - BOTTOM
    top: int = TOP


def build_scatter(found: SupplyReport) -> Scatter:
    """The drawing; countries that stand in one spot are moved a little apart, cells that do are one larger point."""
    by_money = found.asked.by == "money"
    groups: dict[tuple[float, float], list[Any]] = {}
    for one in found.countries if found.asked.of == "country" else found.spots:
        if one.need is not None and not (by_money and found.unsaid(one)):
            supply = one.eur_cents / 100 if by_money else one.depth
            groups.setdefault((round(one.need, 1), round(supply, 0 if by_money else 1)), []).append(one)
    most = max((supply for _, supply in groups), default=0)
    steps = scale_steps(int(-(-most // 1)))
    full = max(steps[-1], 1)

    def x(need: float) -> float:
        return LEFT + 30 + need / 3 * (WIDTH - LEFT - RIGHT - 60)

    def y(supply: float) -> float:
        # The root spreads the many small values, which a few large ones would press together.
        return HEIGHT - BOTTOM - (supply / full) ** 0.5 * (HEIGHT - TOP - BOTTOM)

    points = []
    for (need, supply), ones in sorted(groups.items()):
        if found.asked.of == "cell":
            size = min(3 + len(ones) ** 0.5, 22)
            said = short_amount(int(supply * 100)) if by_money else f"{supply:g}"
            words = f"{plural(len(ones), 'cell')} with need {need:g} and {found.asked.by} {said}"
            points.append(Point(round(x(need), 1), round(y(supply), 1), size, words, ones[0].is_short, None))
            continue
        for at, country in enumerate(ones):
            offset = (at % 7 - min(len(ones) - 1, 6) / 2) * 7
            rise = at // 7 * 7
            said = f"EUR {short_amount(country.eur_cents)}" if by_money else f"depth {country.depth:.1f}"
            words = f"{country.place.title}: mean need {country.need:.1f}, {said}, {country.short} short cells"
            spot = (round(x(need) + offset, 1), round(max(y(supply) - rise, TOP), 1))
            points.append(Point(*spot, 4, words, country.short > 0, country.place))
    return Scatter(
        tuple(points),
        tuple((round(x(level), 1), str(level)) for level in range(4)),
        tuple((round(y(step), 1), short_amount(step * 100) if by_money else str(step)) for step in steps),
        round(x(HIGH_NEED), 1),
        None if by_money or found.asked.of == "country" else round(y(THIN_DEPTH), 1),
    )


def supply_json(found: SupplyReport) -> dict[str, Any]:
    """Countries, shortages and groups."""
    return {
        **heading_json(found.report),
        "rule": RULE,
        "countries": [
            {
                "code": one.place.code,
                "title": one.place.title,
                "need": None if one.need is None else round(one.need, 4),
                "depth": round(one.depth, 4),
                "budget_eur": None if found.unsaid(one) else euro(one.eur_cents),
                "needy_cells": one.needy,
                "short_cells": one.short,
            }
            for one in found.countries
        ],
        "shortages": [
            {
                "row": found.report.rows[spot.row].code,
                "country": spot.place.code,
                "need": spot.need,
                "state": spot.state.value,
                "depth": round(spot.depth, 4),
                "budget_eur": None if found.unsaid(spot) else euro(spot.eur_cents),
            }
            for spot in found.shortages
        ],
        "regions": [_group_json(group) for group in found.regions],
        "organisations": [_group_json(group) for group in found.organisations],
    }


def _group_json(group: GroupSupply) -> dict[str, Any]:
    counts = {
        "countries": group.countries,
        "known": group.known,
        "needy_cells": group.needy,
        "short_cells": group.short,
    }
    return {
        "code": group.place.code,
        "title": group.place.title,
        **counts,
        "median_depth": round(group.median_depth, 4),
    }


def supply_csv(found: SupplyReport) -> str:
    """A line for each shortage."""
    headings = ["objective", "title", "country", "country_title", "need", "state", "depth", "budget_eur"]
    lines = supply_json(found)["shortages"]
    return written(
        headings,
        (
            [line["row"], found.report.rows[spot.row].title, line["country"], spot.place.title]
            + [line[name] for name in headings[4:]]
            for line, spot in zip(lines, found.shortages, strict=True)
        ),
    )


def _money(found: SupplyReport, one: Spot | CountrySupply) -> Cents | str:
    return UNKNOWN_MONEY if found.unsaid(one) else Cents(one.eur_cents)


def supply_workbook(found: SupplyReport, site_name: str) -> bytes:
    """The bytes of an xlsx workbook: Shortages, Countries, Regions, Organisations, About this file."""
    sheets = Sheets("Need against supply")
    sheet = sheets.sheet(
        "Shortages", ["Objective", "Country", "Need", "State", "Depth", "Money, EUR"], [50, 26, 8, 14, 10, 18]
    )
    count = sheets.rows(
        sheet,
        (
            [found.row(spot), spot.place.title, spot.need, spot.state.label, float(spot.depth), _money(found, spot)]
            for spot in found.shortages
        ),
    )
    sheet.autofilter(0, 0, max(count, 1), 5)
    headings = ["Country", "Mean need", "Depth", "Money, EUR", "Cells of high need", "Short cells"]
    sheets.rows(
        sheets.sheet("Countries", headings, [26, 12, 10, 18, 12, 12]),
        (
            [
                one.place.title, "unknown" if one.need is None else float(one.need), float(one.depth),
                _money(found, one), one.needy, one.short,
            ]
            for one in found.countries
        ),
    )  # fmt: skip
    for name, groups in (("Regions", found.regions), ("Organisations", found.organisations)):
        headings = [name[:-1], "Countries", "With a known need", "Cells of high need", "Short cells", "Median depth"]
        sheets.rows(
            sheets.sheet(name, headings, [34, 12, 12, 12, 12, 12]),
            ([one.place.title, one.countries, one.known, one.needy, one.short, one.median_depth] for one in groups),
        )
    about = [("What", "Need against supply"), ("From", site_name), *found.report.filter_words(), ("Rule", RULE)]
    sheets.about([*about, *(("Caveat", sentence) for sentence in describe_caveats(found.report))])
    return sheets.done()
