"""Parts that several documents have: the big numbers, what ends, the map, the rules that the numbers follow."""

from __future__ import annotations

from portfolio.core.cliffs import LOSS_MONTHS
from portfolio.core.sentences import Euro
from portfolio.coverage.cellwords import FORMULA
from portfolio.reports.document import Column, Fact, Facts, Paragraph, Section, State, Table
from portfolio.reports.figures import cliff_figure, map_figure
from portfolio.reports.sources import Source
from portfolio.reports.wording import STATES, Wording

CAVEATS_TITLE = "What these numbers do not know"
MAP_NOTE = (
    "Boundaries and names shown and designations used on this map do not imply any opinion on the status of a"
    " territory. Small states and Kosovo* are circles."
)


def big_numbers(words: Wording) -> Facts:
    """Projects, money, covered cells, gaps, cells at risk."""
    report = words.report
    cells, totals = len(report.rows) * len(report.columns), report.grid.totals
    covered = sum(number for state, number in report.state_counts.items() if state.value == "covered")
    money = Euro(totals.portfolio_eur_cents)
    return Facts(
        (
            Fact(words.word("Projects"), len(report.grid.facts)),
            Fact(words.word("In the totals"), money, text=words.language.short_euro(money)),
            Fact(words.word("Cells covered"), covered, words.say("of {n}", n=cells)),
            Fact(words.word("Gaps"), report.gap_count),
            Fact(words.word("At risk"), report.risk_count),
        )
    )


def ending_section(source: Source, words: Wording) -> Section:
    """What ends: the months as a drawing, and the cells that lose their last strong project."""
    report = source.report
    rows = tuple(
        (
            loss.on,
            words.row(report.rows[loss.row]),
            words.place(report.grid.columns[loss.column]),
            words.language.say(tuple(report.grid.facts.titles[project] for project in loss.projects)),
            words.money(loss.budget_eur_cents, not loss.money_known),
            State(loss.then, words.language.say(loss.then)),
        )
        for loss in source.cliffs.losses
    )
    months = words.say("Cells that lose their last strong project within {n} months", n=LOSS_MONTHS)
    table = Table(
        "What ends",
        months,
        (
            Column(words.word("Last day"), "day", 11),
            Column(words.word(report.kind.label), "text", 26),
            Column(words.word("Where"), "text", 20),
            Column(words.word("Projects that end"), "text", 30),
            Column(words.word("Money"), "money", 14),
            Column(words.word("Then"), "state", 12),
        ),
        rows,
        empty=words.word("No cell loses its last strong project in this time."),
    )
    return Section(words.word("What ends, and when"), (cliff_figure(source.press, source.cliffs, words), table))


def map_section(source: Source, words: Wording) -> Section:
    """The map."""
    figure = map_figure(source.press, source.map, words)
    return Section(words.word("Where projects are active"), (figure, Paragraph(words.word(MAP_NOTE))))


def rules(words: Wording) -> tuple[tuple[str, str], ...]:
    """What the numbers follow: label and sentence pairs."""
    found = [(words.word("States") if not at else "", words.word(text)) for at, text in enumerate(STATES)]
    found.append((words.word("Priority"), words.word(FORMULA)))
    marks = "Dialogues and instruments named in a reason inform; they never turn a gap into covered."
    found.append((words.word("Marks"), words.word(marks)))
    found.append((words.word("Totals"), words.totals))
    return tuple(found)
