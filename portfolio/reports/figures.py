"""The drawings of documents: those of the pages, with their legend inside and their numbers as a table beside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from portfolio.core.sentences import Euro
from portfolio.core.terms import CellState
from portfolio.coverage.charts import stacked
from portfolio.coverage.cliffs import STACKED, CliffReport
from portfolio.coverage.world import STEPS, Country, MapReport, world
from portfolio.reports.document import Cell, Column, Figure, State, Table
from portfolio.reports.sources import Press
from portfolio.reports.wording import Wording

#: Kinds that the drawings fill with a pattern of their own; the others have a plain colour.
_PATTERNED = frozenset({"ending", "thin", "planned", "lapsed", "unknown", "never"})
_LINE, _SAMPLE, _LETTER = 20, 30, 6.6
_DECLARED = re.compile(r"(--[\w-]+):\s*(?:light-dark\(\s*([^,()]+),[^)]*\)|([^;()]+));")
_RULE = re.compile(r"([^{}@;]+)\{([^{}]*)\}")
_PLAIN = re.compile(r"[\w\s.\[\]-]+")
_DRAWN = re.compile(r"\.(?:chart|map|land|band|ground|mark|dot)\b")
_LAND = "#d5dde5"

#: Fills of a workbook's chart.
_COLOURS = {
    CellState.COVERED: "#1D6B6A",
    CellState.ENDING: "#F2B84B",
    CellState.THIN: "#A9D3CB",
    CellState.PLANNED: "#8FA8DC",
    CellState.LAPSED: "#C98BA2",
    CellState.UNKNOWN: "#B6A4DA",
    CellState.NEVER: "#E8A77C",
}


def cliff_figure(press: Press, cliffs: CliffReport, words: Wording) -> Figure:
    """Cells by state, month by month; the table has every month, that of a page every half year."""
    drawn, say = cliffs.drawn, words.language.say
    title = words.word("Cells by state, month by month")
    alt = words.say(
        "Stacked columns of months from {first} to {last}: how many cells have each state."
        " The table has the same numbers.",
        first=cliffs.days[0],
        last=cliffs.days[-1],
    )
    chart = stacked(
        cliffs.days,
        [(term.value, say(term), cliffs.counts[term.number].tolist()) for term in drawn],
        now=cliffs.report.as_of,
        say=lambda at: "",
        link=lambda at: "",
        height=240,
    )
    svg = _svg(_macros(press).columns(replace(chart, hits=()), "states", title, alt, now=say(cliffs.report.as_of)))
    legend = [(f"band band-{term.value}", term.value, say(term)) for term in drawn]
    columns = (
        Column(words.word("Month"), "day", 12),
        *(Column(say(term), "number", 8) for term in drawn),
        Column(words.word("Active projects"), "number", 10),
        Column(words.word("Money running in the month"), "money", 14),
    )
    active, running = cliffs.course.active.tolist(), cliffs.course.running_eur_cents.tolist()
    rows: list[tuple[Cell, ...]] = [
        (day, *(int(cliffs.counts[term.number, at]) for term in drawn), active[at], Euro(running[at]))
        for at, day in enumerate(cliffs.days)
    ]
    table = Table("Months", title, columns, tuple(rows))
    half_years = tuple(row for row, day in zip(rows, cliffs.days, strict=True) if day.month % 6 == 1)
    return Figure(
        title,
        alt,
        _with_legend(svg, legend, "states"),
        table,
        replace(table, rows=half_years),
        tuple(range(1, len(drawn) + 1)),
        tuple(_COLOURS[term] for term in drawn),
    )


def map_figure(press: Press, found: MapReport, words: Wording) -> Figure:
    """Countries by their active projects, or by the state of one objective."""
    title = words.word("Countries by number of active projects")
    if found.row is not None:
        objective = words.row_title(found.report.rows[found.row])
        title = words.say("“{objective}”: its state in each country", objective=objective)
    own = [country for country in found.countries if country.direct]
    alt = words.say(
        "World map. Projects are active in {n} country of their own; {via} are reached only through a region or"
        " organisation. The table names the countries.",
        "World map. Projects are active in {n} countries of their own; {via} are reached only through a region or"
        " organisation. The table names the countries.",
        n=len(own),
        via=sum(1 for country in found.countries if country.via and not country.direct),
    )
    svg = _svg(_macros(press).world(world(), found.by_code, "world", title, alt))
    svg = re.sub(r"(<(?:path|circle)[^>]*>)<title>[^<]*</title>", r"\1", svg)
    svg = svg.replace('<path class="land" ', '<path class="land other" ')
    stated = found.row is not None
    columns = [Column(words.word("Country"), "text", 24), Column(words.word("Region"), "text", 24)]
    columns += [Column(words.word("State"), "state", 14)] if stated else []
    columns += [Column(words.word("Active projects"), "number", 10), Column(words.word("Via a group"), "number", 10)]
    table = Table(
        "Countries",
        words.word("Countries with active projects of their own"),
        (*columns, Column(words.word("Money linked to it"), "money", 16)),
        tuple(_country(country, words, stated) for country in own),
        empty=words.word("No country has an active project of its own."),
    )
    return Figure(title, alt, _with_legend(svg, _map_legend(found, words), "world"), table)


def _country(country: Country, words: Wording, stated: bool) -> tuple[Cell, ...]:
    by_key = words.report.grid.geography.by_key
    region = by_key.get(country.place.region) if country.place.region is not None else None
    cells: list[Cell] = [words.place(country.place), words.language.say(region)]
    if stated and country.state is not None:
        cells.append(State(country.state, words.language.say(country.state)))
    return (*cells, country.direct, country.via, Euro(country.budget_eur_cents))


def _map_legend(found: MapReport, words: Wording) -> list[tuple[str, str, str]]:
    if found.row is None:
        steps = [(f"lv{at}", text) for at, (_, text) in enumerate(STEPS, start=1)]
        steps += [("via", "only via a region or organisation"), ("never", "no active project")]
    else:
        steps = [(term.value, term.label) for term in STACKED]
    shown = [(f"land in-{kind}", "thin" if kind == "via" else kind, words.word(text)) for kind, text in steps]
    return [*shown, ("land other", "", words.word("not in this report"))]


def _macros(press: Press) -> Any:
    return press.templates.get_template("macros/charts.html").module


def _svg(drawn: Markup) -> str:
    """The drawing alone, without what a page scrolls it in."""
    text = str(drawn)
    return text[text.index("<svg") : text.index("</svg>") + len("</svg>")]


def _with_legend(svg: str, entries: Sequence[tuple[str, str, str]], id: str) -> Markup:
    """The drawing with a legend below: (class, kind, words) of each ground."""
    left, top, width, height = (float(part) for part in re.findall(r'viewBox="([^"]+)"', svg)[0].split())
    x, y, pieces = left + 4, top + height + 6, []
    for kind, pattern, text in entries:
        room = _SAMPLE + 8 + len(text) * _LETTER + 18
        if x + room > left + width and x > left + 4:
            x, y = left + 4, y + _LINE
        fill = f' fill="url(#{id}-{pattern})"' if pattern in _PATTERNED else ""
        pieces.append(f'<rect class="{kind}"{fill} x="{x:.0f}" y="{y:.0f}" width="{_SAMPLE - 6}" height="13"/>')
        pieces.append(f'<text x="{x + _SAMPLE:.0f}" y="{y + 11:.0f}">{escape(text)}</text>')
        x += room
    tall = y + _LINE - top
    svg = re.sub(r'viewBox="[^"]+"', f'viewBox="{left:g} {top:g} {width:g} {tall:g}"', svg, count=1)
    svg = re.sub(r' width="[\d.]+" height="[\d.]+"', f' width="{width:g}" height="{tall:g}"', svg, count=1)
    # Everything in it was escaped when it was written, by the page's template or above.
    return Markup(svg.replace("</svg>", f'<g class="legend">{"".join(pieces)}</g></svg>'))  # noqa: S704


def standing_alone(svg: str, styles: Path) -> str:
    """A drawing for where no style sheet of the product is: with the rules that draw it inside."""
    head, _, rest = svg.partition(">")
    return f"{head}><style>{drawing_rules(styles)}</style>{rest}"


@lru_cache(maxsize=1)
def drawing_rules(folder: Path) -> str:
    """The product's own rules of drawings in light colours, as a library of drawings understands them."""
    declared = {
        name: (light or plain).strip() for name, light, plain in _DECLARED.findall((folder / "tokens.css").read_text())
    }
    rules = [f".other{{fill:{_LAND}}}", 'text{font-family:"Libertinus Serif",serif;font-size:13px}']
    for selectors, body in _RULE.findall((folder / "pages.css").read_text()):
        chosen = [one.strip() for one in selectors.split(",") if _PLAIN.fullmatch(one) and _DRAWN.search(one)]
        if chosen and "font" not in body:
            body = re.sub(r"var\((--[\w-]+)\)", lambda found: declared.get(found.group(1), "none"), body)
            rules.append(f"{','.join(chosen)}{{{body.strip()}}}")
    return "".join(rules).replace("currentColor", declared["--ink"])
