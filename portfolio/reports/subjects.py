"""What a brief is about: rows and columns of one coverage report, and the projects that stand in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np

from portfolio.core.activity import Caveats, caveats_of, situation_of
from portfolio.core.columns import NOT_KNOWN
from portfolio.core.gaps import Gap
from portfolio.core.geography import Place
from portfolio.core.grid import CellProject
from portfolio.core.marks import CellMarks, DialogueMark, InstrumentMark
from portfolio.core.periods import PartialDate
from portfolio.core.presence import expand
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.terms import Activity, Axis, OrganisationRole, PlaceKind, Presence, Rows
from portfolio.coverage.report import Report
from portfolio.coverage.stock import Row
from portfolio.errors import NotFound
from portfolio.planning.overlaps import OverlapQuery, build_overlaps
from portfolio.reports.sources import Desk
from portfolio.web.filters import Filter

#: Kinds of briefs by the name in their address.
KINDS = {
    "objective": "Objective",
    "country": "Country",
    "region": "Region",
    "organisation": "Partner organisation",
    "dialogue": "Dialogue",
}
_AXES = {PlaceKind.COUNTRY: Axis.COUNTRY, PlaceKind.REGION: Axis.REGION, PlaceKind.ORGANISATION: Axis.ORGANISATION}


@dataclass(frozen=True, slots=True)
class Work:
    """A project of a brief; `cents` is its money in the brief's cells."""

    index: int
    title: str
    activity: Activity
    via: bool
    end: PartialDate | None
    start: PartialDate | None
    cents: int
    unsaid: bool


@dataclass(frozen=True)
class Subject:
    """A brief's rows and columns, as positions in its report; `whole` says that it has all rows.

    `dialogue` is the mark of the dialogue that the brief is for.
    """

    desk: Desk
    kind: str
    report: Report
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    dialogue: DialogueMark | None = None

    @property
    def whole(self) -> bool:
        """Whether it is about a place with all its objectives, so that what names no objective belongs to it."""
        return len(self.rows) == len(self.report.rows)

    @property
    def of_one_row(self) -> bool:
        """Whether it is about one objective, over places."""
        return self.kind == "objective"

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """Its projects: active, upcoming and ended ones, by the day on which they end."""
        grid, facts = self.report.grid, self.report.grid.facts
        found: dict[int, list[CellProject]] = {}
        for row in self._money_rows:
            for column in self.columns:
                for one in grid.projects_of(row, column):
                    if one.presence is not None:
                        found.setdefault(one.index, []).append(one)
        made = [
            Work(
                index=index,
                title=facts.titles[index],
                activity=lines[0].activity,
                via=all(one.presence is Presence.VIA for one in lines),
                start=facts.start_of(index),
                end=facts.end_of(index),
                cents=sum(one.budget_eur_cents + one.via_eur_cents for one in lines),
                unsaid=self._brings(index, lines) and int(facts.budget[index]) == NOT_KNOWN,
            )
            for index, lines in found.items()
        ]
        return tuple(sorted(made, key=lambda work: (work.end.last() if work.end else date.max, work.title)))

    @property
    def _money_rows(self) -> list[int]:
        """Its rows, and with all of them what names no objective."""
        return [*self.rows, len(self.report.rows)] if self.whole else list(self.rows)

    def _brings(self, index: int, lines: list[CellProject]) -> bool:
        """Whether a budget of it would stand here: what is linked to a group is not divided among its members."""
        grid = self.report.grid
        linked = grid.axis is Axis.ORGANISATION or any(one.presence is Presence.DIRECT for one in lines)
        return linked and bool(grid.situation.in_scope[index])

    @property
    def unpriced(self) -> int:
        """How many of its projects have a budget that nobody knows and that would stand here."""
        return sum(work.unsaid for work in self.works)

    def of(self, *activities: Activity) -> tuple[Work, ...]:
        """Its projects that are so on the day."""
        return tuple(work for work in self.works if work.activity in activities)

    @cached_property
    def ending(self) -> tuple[Work, ...]:
        """What runs and ends inside the window."""
        last = self.report.grid.window.last
        return tuple(work for work in self.of(Activity.ACTIVE) if work.end and work.end.last() <= last)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Its gaps and cells at risk, highest priority first."""
        rows, columns = set(self.rows), set(self.columns)
        return tuple(gap for gap in self.report.gaps if gap.row in rows and gap.column in columns)

    @cached_property
    def cents(self) -> tuple[int, int]:
        """Euro cents linked to its cells, and (of an organisation) to its members."""
        grid = self.report.grid
        chosen = np.ix_(self._money_rows, list(self.columns))
        return int(grid.money[chosen].sum()), int(grid.via_money[chosen].sum())

    @cached_property
    def organisations(self) -> tuple[tuple[str, tuple[OrganisationRole, ...], int], ...]:
        """(name, roles, projects) of whoever is active or coming, those with the most projects first."""
        links = self.report.grid.facts.organisations
        rows = [work.index for work in self.of(Activity.ACTIVE, Activity.UPCOMING)]
        at = np.isin(links.project, rows)
        roles: dict[int, set[OrganisationRole]] = {}
        projects: dict[int, set[int]] = {}
        for key, project, role in zip(
            links.key[at].tolist(), links.project[at].tolist(), links.grade[at].tolist(), strict=True
        ):
            roles.setdefault(key, set()).add(OrganisationRole.from_number(role))
            projects.setdefault(key, set()).add(project)
        names = self.report.portfolio.organisations
        found = [
            (names.get(key, ""), tuple(sorted(roles[key], key=lambda role: role.number)), len(projects[key]))
            for key in roles
        ]
        return tuple(sorted(found, key=lambda one: (-one[2], one[0])))

    @cached_property
    def dialogues(self) -> tuple[DialogueMark, ...]:
        """Dialogues on its cells, the one that the brief is for left out; past ones first, newest first."""
        found = {mark.id: mark for marks in self._marks for mark in marks.dialogues}
        return tuple(mark for mark in found.values() if self.dialogue is None or mark.id != self.dialogue.id)

    @cached_property
    def instruments(self) -> tuple[InstrumentMark, ...]:
        """Instruments of its places; of one objective also those that hold everywhere."""
        found = {mark.id: mark for marks in self._marks for mark in marks.instruments}
        return (*found.values(), *(self.report.marks.rows[self.rows[0]] if self.of_one_row else ()))

    @property
    def _marks(self) -> list[CellMarks]:
        return [self.report.marks.at(row, column) for row in self.rows for column in self.columns]

    @cached_property
    def caveats(self) -> Caveats:
        """What the numbers of its projects do not know."""
        grid = self.report.grid
        chosen = np.zeros(len(grid.facts), dtype=np.bool_)
        chosen[[work.index for work in self.works]] = True
        facts = grid.facts.select(chosen)
        situation = situation_of(facts, grid.window, grid.scope)
        return caveats_of(facts, situation, expand(facts, grid.geography, grid.rows, grid.axis, grid.window.as_of))

    def overlaps(self) -> tuple[int, int] | None:
        """How many pairs of its projects overlap, and how many wait for a verdict.

        None where that is not known: of other frameworks, and of what was recorded in the past.
        """
        report = self.report
        if report.framework != DEFAULT_FRAMEWORK or report.portfolio.recorded is not None:
            return None
        objective = f"{report.framework}:{report.rows[self.rows[0]].code}" if self.of_one_row else ""
        asked = Filter(as_of=report.as_of, horizon_months=report.horizon_months, objective=objective)
        return self._pairs(asked, "all"), self._pairs(asked, "open")

    def _pairs(self, asked: Filter, standing: str) -> int:
        desk, wanted = self.desk, OverlapQuery(asked, standing)
        report = build_overlaps(
            desk.session, desk.shelf, desk.actor, wanted, today=desk.today, horizon_months=desk.horizon_months
        )
        if self.of_one_row:
            return len(report.numbers)
        # Both sides must be at work here; where a pair meets is asked of these few alone.
        found, ids, rows = report.found, [self.report.grid.facts.ids[work.index] for work in self.works], set(self.rows)
        here = np.isin(found.facts.ids, ids)
        both = here[found.first] & here[found.second]
        geography, inside = self.report.grid.geography, {self._place.key}
        if self._place.kind is not PlaceKind.COUNTRY:
            inside |= set(geography.countries_of(self._place.key, self.report.as_of))
        pairs = (found.pair(number) for number in report.numbers if both[number])
        return sum(
            not rows.isdisjoint(pair.objectives) and any(meeting.place in inside for meeting in pair.meetings)
            for pair in pairs
        )

    @property
    def _place(self) -> Place:
        """The place that it is about, where it is about one."""
        return self.report.grid.columns[self.columns[0]]


def find_subject(desk: Desk, asked: Filter, kind: str, code: str) -> Subject:
    """The subject of a brief; NotFound where there is none."""
    if kind == "objective":
        return _objective(desk, asked, code)
    if kind == "dialogue":
        return _dialogue(desk, asked, code)
    if kind in KINDS:
        return _place(desk, asked, PlaceKind(kind), code)
    raise NotFound("There are no such briefs.", f"Choose one of {', '.join(KINDS)}.")


def _objective(desk: Desk, asked: Filter, code: str) -> Subject:
    axis = asked.columns if asked.columns != Axis.COUNTRY.value else Axis.REGION.value
    report = desk.report(replace(asked, columns=axis, within="", rows=Rows.OBJECTIVE.value, measure="state"))
    rows = tuple(number for number, row in enumerate(report.rows) if row.code == code)
    if not rows:
        raise NotFound("There is no such objective.", "Look for it in the list of objectives.")
    return Subject(desk, "objective", report, rows, report.grid.shown)


def _at_place(desk: Desk, asked: Filter, kind: PlaceKind, code: str) -> tuple[Report, int]:
    layout = {"columns": _AXES[kind].value, "within": "", "rows": Rows.OBJECTIVE.value, "measure": "state"}
    report = desk.report(replace(asked, **layout))  # type: ignore[arg-type]
    for column, place in enumerate(report.grid.columns):
        if place.code.casefold() == code.casefold():
            if report.grid.visible[column]:
                return report, column
            # Of a place that pages leave out a brief is asked for by name: it is told with all the others of its kind.
            return desk.report(replace(asked, every_region=True, **layout)), column  # type: ignore[arg-type]
    raise NotFound("There is no such place.", "Look for it in the list of places.")


def _place(desk: Desk, asked: Filter, kind: PlaceKind, code: str) -> Subject:
    report, column = _at_place(desk, asked, kind, code)
    return Subject(desk, kind.value, report, tuple(range(len(report.rows))), (column,))


def _dialogue(desk: Desk, asked: Filter, code: str) -> Subject:
    portfolio = desk.report(asked).portfolio
    known = {mark.code.casefold(): mark for mark in portfolio.dialogues}
    mark = known.get(code.casefold()) or next((one for one in portfolio.dialogues if str(one.id) == code), None)
    if mark is None:
        raise NotFound(
            "There is no such dialogue.", "Look for it among the dialogues; one that is archived has no brief."
        )
    place = portfolio.geography.by_key[mark.place]
    framework = asked.framework or _framework_of(portfolio.frameworks, mark)
    report, column = _at_place(desk, replace(asked, framework=framework), place.kind, place.code)
    topics = tuple(number for number, row in enumerate(report.rows) if row.key in mark.objectives)
    return Subject(desk, "dialogue", report, topics or tuple(range(len(report.rows))), (column,), mark)


def _framework_of(frameworks: Mapping[str, tuple[str, tuple[Row, ...]]], mark: DialogueMark) -> str:
    """The framework that has most of a dialogue's topics."""
    counted = {code: sum(row.key in mark.objectives for row in rows) for code, (_, rows) in frameworks.items()}
    best = max(counted, key=lambda code: counted[code], default="")
    return best if counted.get(best) else ""
