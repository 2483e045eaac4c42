"""The gap report: every gap and cell at risk, why, how urgent, who is near; what ends, and where projects are."""

from __future__ import annotations

from portfolio.core.gaps import Gap
from portfolio.coverage.gaplist import GapList, Line, build_list
from portfolio.reports.document import Cell, Column, Document, Each, Paragraph, Section, State, Table
from portfolio.reports.parts import CAVEATS_TITLE, big_numbers, ending_section, map_section, rules
from portfolio.reports.sources import Desk
from portfolio.reports.wording import Wording
from portfolio.web.filters import Filter

GROUP_HEADINGS = {"place": "Where", "state": "State"}


def gap_report(desk: Desk, asked: Filter, code: str) -> Document:
    """The report of a filter in a language. Refused as the pages of coverage refuse."""
    source = desk.source(asked)
    report = source.report
    words = Wording(report, desk.language(code))
    listed = build_list(report)
    lead = words.language.say(report.say_title())
    return Document(
        slug="gaps",
        as_of=report.as_of,
        title=words.word("Gap report"),
        lead=f"{lead}.",
        cover=(*words.cover, *words.narrowed_gaps),
        sections=(
            Section("", (big_numbers(words), *_summary(words, listed))),
            Section(words.word("Gaps and cells at risk"), (gap_table(words, listed.lines),)),
            ending_section(source, words),
            map_section(source, words),
        ),
        caveats_title=words.word(CAVEATS_TITLE),
        caveats=words.caveats,
        notes=words.notes,
        rules=rules(words),
        language=words.language,
        site_name=desk.site_name,
        press=desk.press,
        landscape=True,
    )


def _summary(words: Wording, listed: GapList) -> tuple[Paragraph | Table, ...]:
    """How many there are, and in which groups."""
    count = len(listed.gaps)
    if not count:
        return (Paragraph(words.word("No cell of this report is a gap or at risk.")),)
    said = words.say("{n} cell is a gap or at risk.", "{n} cells are gaps or at risk.", n=count)
    if len(listed.groups) < 2:
        return (Paragraph(said),)
    by = words.report.asked.gap_group
    table = Table(
        "Groups",
        words.word("Gaps and cells at risk by group"),
        (
            Column(words.word(GROUP_HEADINGS.get(by, words.report.kind.label)), "text", 50),
            Column(words.word("Gaps"), "number", 12),
            Column(words.word("At risk"), "number", 12),
            Column(words.word("Highest priority"), "decimal", 16),
        ),
        tuple(
            (_heading(words, listed.lines[group.at].first, by), group.gaps, group.at_risk, float(group.priority))
            for group in listed.groups.values()
        ),
    )
    return (Paragraph(said), table)


def _heading(words: Wording, gap: Gap, by: str) -> str:
    if by == "place":
        return words.place(gap.place)
    return words.language.say(gap.state) if by == "state" else words.row(words.report.rows[gap.row])


def gap_table(words: Wording, lines: tuple[Line, ...]) -> Table:
    """The gap list, grouped as the filter asks; gaps that say the same stand in one row."""
    report = words.report
    groups = {"objective": 0, "place": 1, "state": 2}
    return Table(
        "Gaps",
        words.word("Gaps and cells at risk"),
        (
            Column(words.word(report.kind.label), "texts", 28),
            Column(words.word("Where"), "texts", 24),
            Column(words.word("State"), "state", 11),
            Column(words.word("Why"), "text", 46),
            Column(words.word("Need"), "text", 8),
            Column(words.word("Priority"), "decimal", 8),
            Column(words.word("Who is near"), "text", 34),
        ),
        tuple(_row(words, line) for line in lines),
        group=groups.get(report.asked.gap_group),
        scale=5,
        empty=words.word("No cell of this report is a gap or at risk."),
    )


def _row(words: Wording, line: Line) -> tuple[Cell, ...]:
    first, rows = line.first, words.report.rows
    objectives = tuple(words.row(rows[gap.row]) for gap in line.gaps)
    places = tuple(words.place(gap.place) for gap in line.gaps)
    return (
        objectives[0] if len(set(objectives)) == 1 else objectives,
        places[0] if len(set(places)) == 1 else places,
        State(first.state, words.language.say(first.state)),
        words.reason(first),
        words.need(first.need),
        float(first.priority),
        words.nearby(first) if len(line.gaps) == 1 else Each(words.nearby(gap) for gap in line.gaps),
    )
