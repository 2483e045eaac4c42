"""The drawings of documents: those of the pages, with their legend inside and their numbers as a table beside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from portfolio.core.sentences import Euro, sentence
from portfolio.core.terms import CellState
from portfolio.coverage.charts import stacked
from portfolio.coverage.cliffs import STACKED, CliffReport
from portfolio.coverage.world import STEPS, Country, MapReport, world
from portfolio.reports.document import Cell, Column, Figure, State, Table
from portfolio.reports.frames import Shapes
from portfolio.reports.outlook import Outlook
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
#: Size of a drawing that stands beside another.
SMALL, SMALL_HIGH = 440, 190

#: Fills of a workbook's chart.
_COLOURS = {
    CellState.COVERED: "#1D6B6A",
    CellState.ENDING: "#F2B84B",
    CellState.THIN: "#A9D3CB",
    CellState.PLANNED: "#8FA8DC",
    CellState.LAPSED: "#C98BA2",
    CellState.UNKNOWN: "#B6A4DA",
    CellState.NEVER: "#E8A77C",
    CellState.NOT_APPLICABLE: "#C3CBD4",
}
#: Fill of a workbook's bars.
_BARS = "#1D6B6A"


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


def outlook_figure(press: Press, outlook: Outlook, words: Wording, height: int = SMALL_HIGH) -> Figure:
    """A brief's cells by state, month by month, in a small drawing; the table of a page has each turn of the year."""
    say = words.language.say
    title = words.say("{n} cell by state, month by month", "{n} cells by state, month by month", n=outlook.cells)
    drawn = [term for term in outlook.drawn if term is not CellState.NOT_APPLICABLE]
    alt = words.say("Stacked columns of months from {first} to {last}.", first=outlook.days[0], last=outlook.days[-1])
    alt = f"{alt} {said_outlook(outlook, words)}"
    chart = stacked(
        outlook.days,
        [(term.value, say(term), outlook.counts[term.number].tolist()) for term in drawn],
        now=outlook.as_of,
        say=lambda at: "",
        link=lambda at: "",
        height=height,
        width=SMALL,
        joined=True,
    )
    svg = _svg(_macros(press).columns(replace(chart, hits=()), "states", title, alt, now=say(outlook.as_of)))
    legend = [(f"band band-{term.value}", term.value, say(term)) for term in drawn]
    rows: list[tuple[Cell, ...]] = [
        (day, *(int(outlook.counts[term.number, at]) for term in outlook.drawn)) for at, day in enumerate(outlook.days)
    ]
    columns = (Column(words.word("Month"), "day", 12), *(Column(say(term), "number", 8) for term in outlook.drawn))
    table = Table("Months", title, columns, tuple(rows))
    return Figure(
        title,
        alt,
        _with_legend(svg, legend, "states"),
        table,
        _turns(outlook, words),
        tuple(range(1, len(outlook.drawn) + 1)),
        tuple(_COLOURS[term] for term in outlook.drawn),
    )


def _turns(outlook: Outlook, words: Wording) -> Table:
    """How many cells have each state at each turn of the year: a row for each state, since a page is wide, not high."""
    turns = [(at, day) for at, day in enumerate(outlook.days) if day.month == 1]
    return Table(
        "Months",
        words.say("{n} cell by state on 1 January", "{n} cells by state on 1 January", n=outlook.cells),
        (Column(words.word("State"), "state", 16), *(Column(str(day.year), "number", 8) for _, day in turns)),
        tuple(
            (
                State(term, words.language.say(term)),
                *(int(outlook.counts[term.number, at]) for at, _ in turns),
            )
            for term in outlook.drawn
        ),
    )


def said_outlook(outlook: Outlook, words: Wording) -> str:
    """How many cells are covered now, and how many stay so at each turn of the year."""
    said = words.say(
        "Covered or ending on {day}: {held} of {n} cell.",
        "Covered or ending on {day}: {held} of {n} cells.",
        day=outlook.as_of,
        held=outlook.held,
        n=outlook.cells,
    )
    if not outlook.turns or not (outlook.held or any(held for _, held in outlook.turns)):
        return said
    then = tuple(sentence("{held} in {year}", held=held, year=str(day.year)) for day, held in outlook.turns)
    return f"{said} {words.say('If nothing is added, on 1 January: {then}.', then=then)}"


def map_figure(press: Press, found: MapReport, words: Wording, shapes: Shapes | None = None) -> Figure:
    """Countries by their active projects, or by the state of one objective; `shapes` are the world's or a part."""
    title = words.word("Countries by number of active projects")
    if found.row is not None:
        objective = words.row_title(found.report.rows[found.row])
        title = words.say("“{objective}”: its state in each country", objective=objective)
    own = [country for country in found.countries if country.direct]
    what = "World map." if shapes is None or shapes["whole"] else "Map of a part of the world."
    told = words.say(
        "Projects are active in {n} country of their own; {via} are reached only through a region or organisation."
        " The table names the countries.",
        "Projects are active in {n} countries of their own; {via} are reached only through a region or organisation."
        " The table names the countries.",
        n=len(own),
        via=sum(1 for country in found.countries if country.via and not country.direct),
    )
    alt = f"{words.word(what)} {told}"
    svg = _svg(_macros(press).world(shapes or world(), found.by_code, "world", title, alt))
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
    legend = _map_legend(found, words)
    if shapes is not None:
        # There is no room for what the drawing does not have.
        legend = [entry for entry in legend if re.search(rf'class="{entry[0]}[" ]', svg)]
    drawing = _with_legend(svg, legend, "world")
    # Of one objective the states are what counts, and the workbook colours them where they stand.
    series, colours = ((), ()) if stated else ((len(columns) - 2,), (_BARS,))
    return Figure(title, alt, drawing, table, series=series, colours=colours, bars=True)


def _country(country: Country, words: Wording, stated: bool) -> tuple[Cell, ...]:
    by_key = words.report.grid.geography.by_key
    region = by_key.get(country.place.region) if country.place.region is not None else None
    cells: list[Cell] = [words.place(country.place), words.language.say(region)]
    if stated and country.state is not None:
        cells.append(State(country.state, words.language.say(country.state)))
    return (*cells, country.direct, country.via, words.money(country.budget_eur_cents, country.money_unsaid))


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
