"""Briefs of one page: what runs and ends, gaps with their reasons, needs, dialogues, overlaps, who is there, money."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from portfolio.core.geography import Place
from portfolio.core.sentences import Euro, Name, sentence
from portfolio.core.terms import Activity, Scope
from portfolio.coverage.caveats import say_caveats
from portfolio.coverage.world import MapReport
from portfolio.reports.briefmaps import map_of, outlook_section
from portfolio.reports.document import Block, Bullets, Column, Document, Fact, Facts, Paragraph, Section, Table
from portfolio.reports.lengths import LENGTHS, without_tables
from portfolio.reports.parts import CAVEATS_TITLE, MAP_NOTE
from portfolio.reports.sources import Desk
from portfolio.reports.subjects import Subject, Work, find_subject
from portfolio.reports.surroundings import around_section
from portfolio.reports.wording import Wording, shortened
from portfolio.web.filters import Filter


def brief(desk: Desk, asked: Filter, kind: str, code: str, language: str) -> Document:
    """The brief of a subject in a language; NotFound where there is no such subject."""
    subject = find_subject(desk, asked, kind, code)
    report = subject.report
    words = Wording(report, desk.language(language))
    return _Brief(subject, words).document()


class _Brief:
    """The making of one brief; `number` is that of its length."""

    def __init__(self, subject: Subject, words: Wording, number: int = 0, outlook: Section | None = None) -> None:
        self.subject = subject
        # Drawn once, however often the texts beside it are told shorter.
        self.outlook = outlook or outlook_section(subject, words, self._map)
        self.words = words
        self.number, self.length = number, LENGTHS[number]
        self.word, self.say = words.word, words.say

    def document(self) -> Document:
        """The whole page."""
        subject, report = self.subject, self.subject.report
        place = None if subject.of_one_row else report.grid.columns[subject.columns[0]]
        sections = [Section("", (self._numbers(), *self._statement(), Paragraph(self._money())))]
        sections += [
            self.outlook if self.length.turns else without_tables(self.outlook),
            self._works(),
            self._standing(),
            self._gaps(),
            around_section(self.subject, self.words, self.length.names),
        ]
        following = self.number + 1
        return Document(
            slug=self._slug(place),
            as_of=report.as_of,
            title=self._title(place),
            lead=self._lead(place),
            cover=self.words.cover,
            sections=tuple(sections),
            caveats_title=self.word(CAVEATS_TITLE),
            caveats=tuple(map(self.words.language.say, say_caveats(report, subject.caveats))),
            notes=(*self._footnotes(place), self.word(MAP_NOTE)),
            rules=(),
            language=self.words.language,
            site_name=subject.desk.site_name,
            press=subject.desk.press,
            one_page=True,
            shorter=_Brief(subject, self.words, following, self.outlook).document if following < len(LENGTHS) else None,
        )

    def _slug(self, place: Place | None) -> str:
        if self.subject.dialogue is not None:
            return f"brief-dialogue-{self.subject.dialogue.code}"
        code = self.subject.report.rows[self.subject.rows[0]].code if place is None else place.code
        return f"brief-{self.subject.kind}-{code}"

    def _title(self, place: Place | None) -> str:
        if self.subject.dialogue is not None:
            return self.subject.dialogue.title
        if place is None:
            row = self.subject.report.rows[self.subject.rows[0]]
            return self.say("Objective {number}: {title}", number=row.number, title=self.words.row_title(row))
        return self.words.place(place)

    def _lead(self, place: Place | None) -> str:
        report, dialogue = self.subject.report, self.subject.dialogue
        if dialogue is not None and place is not None:
            name = self.words.place(place)
            period = dialogue.period()
            if period is None:
                return self.say("Brief for a dialogue with {place}, without a date yet.", place=name)
            text = (
                "Brief on the dialogue with {place} of {when}."
                if dialogue.held
                else "Brief for the dialogue with {place}, {when}."
            )
            return self.say(text, place=name, when=period)
        framework = Name("framework", report.framework, report.framework_title)
        if place is None:
            return self.say("Brief on one objective of: {framework}.", framework=framework)
        return self.say("Brief on one place, by the objectives of: {framework}.", framework=framework)

    def _numbers(self) -> Facts:
        subject = self.subject
        cents, unknown = sum(subject.cents), self.word("unknown") if subject.unpriced else "–"
        gaps = sum(gap.state.is_gap for gap in subject.gaps)
        every = len(subject.rows) * len(subject.columns)
        return Facts(
            (
                Fact(self.word("Active projects"), len(subject.of(Activity.ACTIVE))),
                Fact(self.word("Ending in the window"), len(subject.ending)),
                Fact(self.word("To come"), len(subject.of(Activity.UPCOMING))),
                Fact(self.word("Gaps"), gaps, self.say("of {n} cell", "of {n} cells", n=every)),
                Fact(self.word("At risk"), len(subject.gaps) - gaps),
                Fact(self.word("Money"), Euro(cents), text=self.words.language.short_euro(cents) if cents else unknown),
            )
        )

    def _statement(self) -> Iterable[Paragraph]:
        """What the objective says, or what the dialogue is about."""
        report = self.subject.report
        if self.subject.of_one_row:
            statement = report.rows[self.subject.rows[0]].statement
            if statement:
                yield Paragraph(self.words.language.say(Name("statement", "", statement)))
        elif self.subject.dialogue is not None:
            topics = tuple(self.words.row(report.rows[row]) for row in self.subject.rows)
            text = (
                "Topics: {topics}."
                if not self.subject.whole
                else "No topics are named, so all objectives are told here."
            )
            yield Paragraph(self.say(text, topics=topics))

    def _money(self) -> str:
        """Money with what it counts."""
        direct, members = self.subject.cents
        scope = Scope(self.subject.report.asked.scope)
        unpriced = [
            self.say(
                "The budget of {n} project here is not known.",
                "The budgets of {n} projects here are not known.",
                n=self.subject.unpriced,
            )
        ][: self.subject.unpriced]
        if not direct and not members:
            return " ".join(unpriced) or self.say("No budget is linked here ({scope:lower}).", scope=scope)
        if not direct:
            said = [self.say("{money} are linked to members ({scope:lower}).", money=Euro(members), scope=scope)]
        else:
            said = [self.say("{money} are linked here ({scope:lower}).", money=Euro(direct), scope=scope)]
        if direct and members:
            said.append(self.say("Another {money} are linked to members.", money=Euro(members)))
        if self.subject.kind in ("country", "dialogue"):
            said.append(
                self.word("Money linked to a region or an organisation is not divided among countries and not in it.")
            )
        return " ".join([*said, *unpriced])

    @cached_property
    def _map(self) -> MapReport:
        return map_of(self.subject)

    def _footnotes(self, place: Place | None) -> Iterable[str]:
        """Those of the places that the brief names or its map shows."""
        footnotes = self.subject.report.portfolio.footnotes
        named = {place.key: place} if place is not None else {}
        named |= {one.place.key: one.place for one in self._map.countries}
        noted = [(one, footnotes[key]) for key, one in named.items() if key in footnotes]
        return [f"{self.words.place(one)}: {self.word(note)}" for one, note in noted]

    def _works(self) -> Section:
        """What runs, what ends, what is to come."""
        subject = self.subject
        running, coming = subject.of(Activity.ACTIVE), subject.of(Activity.UPCOMING)
        last = {work.index for work in subject.ending}
        rows = tuple(
            (
                self._short(work),
                self._until(work, work.index in last),
                self.word("via a group") if work.via else self.word("direct"),
                self.words.money(work.cents, work.unsaid),
            )
            for work in running[: self.length.projects]
        )
        table = Table(
            "What runs",
            self.word("What runs, what ends first at the top"),
            (
                Column(self.word("Project"), "text", 43),
                Column(self.word("Until"), "text", 24),
                Column(self.word("How"), "text", 13),
                Column(self.word("Money"), "money", 20),
            ),
            rows,
            empty=self.word("No project is active here."),
        )
        blocks: list[Block] = [table]
        blocks += self._more(len(running) - self.length.projects)
        if coming:
            items = tuple(
                self.say("To come: “{project}”, {when}.", project=self._short(work), when=self._from(work))
                for work in coming[: self.length.coming]
            )
            blocks += [Bullets(items), *self._more(len(coming) - self.length.coming)]
        return Section(self.word("What runs and what ends"), tuple(blocks))

    def _short(self, work: Work) -> str:
        return shortened(work.title, self.length.letters)

    def _until(self, work: Work, ends: bool) -> str:
        if work.end is None:
            return self.word("no end is stated")
        return self.say("{day}, in the window", day=work.end) if ends else self.words.language.say(work.end)

    def _from(self, work: Work) -> object:
        return sentence("from {day}", day=work.start) if work.start else sentence("without a start date")

    def _standing(self) -> Section:
        """The state of each of its cells."""
        report, subject = self.subject.report, self.subject
        cells = [cell for row in subject.rows for cell in report.grid.line(row, list(subject.columns))]
        rows = tuple(
            (
                self.words.place(cell.place) if subject.of_one_row else self.words.row(report.rows[cell.row]),
                self.words.state(cell),
                cell.projects,
                self.words.money(cell.eur_cents, report.budgets.amount(cell) is None),
            )
            for cell in cells
        )
        title = self.word("Where it stands in each place" if subject.of_one_row else "Where each objective stands")
        columns = (
            Column(self.word("Where" if subject.of_one_row else "Objective"), "text", 40),
            Column(self.word("State"), "state", 30),
            Column(self.word("Projects"), "number", 11),
            Column(self.word("Money"), "money", 20),
        )
        return Section(title, (Table("States", self.word("State, projects that count, money"), columns, rows),))

    def _gaps(self) -> Section:
        gaps, title = self.subject.gaps, self.word("Gaps and cells at risk")
        if not gaps:
            return Section(title, (Paragraph(self.word("No cell of this brief is a gap or at risk.")),))
        told = self._told()
        items = tuple(
            self.say(
                "{what}: {state:lower}. {why}", what=what, state=state, why=shortened(why, self.length.letters * 2)
            )
            for what, state, why in told[: self.length.gaps]
        )
        return Section(title, (Bullets(items), *self._more(len(told) - self.length.gaps)))

    def _told(self) -> list[tuple[str, object, str]]:
        """What is a gap, its state and why; those that say the same together, most urgent first."""
        report, found = self.subject.report, dict[tuple[object, str], list[str]]()
        for gap in self.subject.gaps:
            name = self.words.place(gap.place) if self.subject.of_one_row else self.words.row(report.rows[gap.row])
            found.setdefault((gap.state, self.words.reason(gap)), []).append(name)
        return [(self.words.listed(names, self.length.names), state, why) for (state, why), names in found.items()]

    def _more(self, number: int) -> list[Block]:
        if number <= 0:
            return []
        if not self.number:
            return [Paragraph(self.say("And {n} more.", "And {n} more.", n=number))]
        text = "And {n} more: see the page of this brief."
        return [Paragraph(self.say(text, text, n=number))]
