"""The list of projects: the one narrowing of a filter, its order and pages, and how many each choice would give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from portfolio.core.people import Actor
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.terms import OrganisationRole, PlaceKind, Status, Strand
from portfolio.core.text import fold, fold_name
from portfolio.errors import Refused
from portfolio.models.objective import Framework, Objective
from portfolio.models.organisation import Organisation
from portfolio.models.place import Place
from portfolio.models.project import Project, ProjectObjective, ProjectOrganisation, ProjectPlace
from portfolio.models.selection import project_ends, project_starts, visible_projects
from portfolio.projects.data_problems import BY_CODE, count_problems
from portfolio.projects.queries import load_rates
from portfolio.projects.wanted import NONE
from portfolio.web.filters import Filter, parse_filter, parse_page

#: Names offered for a funder or implementer; any other name can be typed.
NAMES_OFFERED = 300

#: Sort key -> label; "-key" turns the order round.
SORTS: dict[str, str] = {
    "code": "Code",
    "title": "Title",
    "strand": "Strand",
    "status": "Status",
    "start": "Start",
    "end": "End",
    "budget": "Budget in euro",
    "changed": "Last change",
}
_SORT_COLUMNS: dict[str, Any] = {
    "code": Project.code,
    "title": Project.title_folded,
    "strand": Project.strand,
    "status": sa.case({status.value: status.number for status in Status}, value=Project.status),
    "start": project_starts,
    "end": project_ends,
    "changed": Project.updated_at,
}


def parse_sort(text: str | None) -> str:
    """A sort key such as "title" or "-end"; empty means by title. Refused for any other."""
    if not text:
        return "title"
    if text.removeprefix("-") not in SORTS:
        raise Refused(f"“{text[:40]}” is nothing to sort by.", f"Choose one of {', '.join(SORTS)}.")
    return text


def parse_problem(text: str | None) -> str:
    """The code of a data problem, or empty. Refused for any other."""
    if text and text not in BY_CODE:
        raise Refused(f"“{text[:40]}” is no data problem of the list.", f"Choose one of {', '.join(BY_CODE)}.")
    return text or ""


def filtered_projects(actor: Actor, asked: Filter) -> sa.Select[Any]:
    """`select(Project)` of what this person may see and this filter asks for.

    A region means projects linked to it or to a country in it; a place ("country:KE", or "KE") exactly that place; an
    objective "framework:number", or a number of the usual framework. "none" as region, place, funder, implementer or
    objective means projects without any. Raises Refused for an objective that is no number.
    """
    query = visible_projects(actor).where(Project.archived == asked.archived)
    for word in asked.text.split():
        query = query.where(_says(word))
    if asked.strand:
        query = query.where(Project.strand == asked.strand)
    if asked.status:
        query = query.where(Project.status == asked.status)
    for name, role in ((asked.funder, OrganisationRole.FUNDER), (asked.implementer, OrganisationRole.IMPLEMENTER)):
        if name:
            query = query.where(_with_organisation(name, role))
    if asked.region:
        query = query.where(_in_region(asked.region))
    if asked.place:
        query = query.where(_at_place(asked.place))
    if asked.objective:
        query = query.where(_serving(asked.objective))
    return query


def _says(word: str) -> sa.ColumnElement[bool]:
    """The word stands in code, title, acronym or summary; accents count in none but the title's folded form."""
    lowered = word.lower()
    found = [sa.func.lower(column).contains(lowered, autoescape=True) for column in (Project.code, Project.acronym)]
    found.append(sa.func.lower(Project.title).contains(lowered, autoescape=True))
    found.append(sa.func.lower(Project.summary).contains(lowered, autoescape=True))
    # SQLite's lower() knows ASCII alone: a capital beyond it is found as it was typed.
    if not word.isascii():
        columns = (Project.acronym, Project.summary, Project.title)
        found += [column.contains(word, autoescape=True) for column in columns]
    if folded := fold(word):
        found.append(Project.title_folded.contains(folded, autoescape=True))
    return sa.or_(*found)


def _with_organisation(name: str, role: OrganisationRole) -> sa.ColumnElement[bool]:
    link = sa.exists().where(ProjectOrganisation.project_id == Project.id, ProjectOrganisation.role == role.value)
    if name == NONE:
        return ~link
    folded = fold_name(name)
    return link.where(Organisation.id == ProjectOrganisation.organisation_id, Organisation.folded == folded)


def _in_region(code: str) -> sa.ColumnElement[bool]:
    link = sa.exists().where(ProjectPlace.project_id == Project.id)
    if code == NONE:
        return ~link
    region = sa.select(Place.id).where(Place.kind == PlaceKind.REGION.value, Place.code == code).scalar_subquery()
    return link.where(Place.id == ProjectPlace.place_id, sa.or_(Place.id == region, Place.region_id == region))


def _at_place(written: str) -> sa.ColumnElement[bool]:
    link = sa.exists().where(ProjectPlace.project_id == Project.id)
    if written == NONE:
        return ~link
    kind, colon, code = written.partition(":")
    link = link.where(Place.id == ProjectPlace.place_id)
    if colon:
        return link.where(Place.kind == kind, sa.func.lower(Place.code) == code.lower())
    return link.where(sa.func.lower(Place.code) == written.lower())


def _serving(written: str) -> sa.ColumnElement[bool]:
    framework, _, number = written.rpartition(":")
    link = sa.exists().where(ProjectObjective.project_id == Project.id)
    if written == NONE:
        return ~link
    in_framework = sa.select(Objective.id).join(Framework, Framework.id == Objective.framework_id)
    in_framework = in_framework.where(Framework.code == (framework or DEFAULT_FRAMEWORK))
    if number == NONE:
        return ~link.where(ProjectObjective.objective_id.in_(in_framework))
    if not (number.isascii() and number.isdigit() and len(number) <= 3):
        raise Refused(
            f"“{written[:60]}” is not an objective.",
            f"Write a number, or a framework and a number: {DEFAULT_FRAMEWORK}:6.",
        )
    return link.where(ProjectObjective.objective_id.in_(in_framework.where(Objective.number == int(number))))


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What the list page was asked for: a filter, a data problem, an order and a page."""

    asked: Filter
    problem: str = ""
    sort: str = "title"
    page: int = 1

    def query(self, **changes: Any) -> dict[str, str]:
        """The query string's arguments, defaults left out; `changes` are fields of this or of the filter."""
        own = {name: changes.pop(name) for name in ("problem", "sort", "page") if name in changes}
        mine = replace(self, asked=replace(self.asked, **changes), **own)
        found = mine.asked.query()
        if mine.problem:
            found["problem"] = mine.problem
        if mine.sort != "title":
            found["sort"] = mine.sort
        if mine.page != 1:
            found["page"] = str(mine.page)
        return found

    def words(self, session: Session) -> list[tuple[str, str]]:
        """What narrows the list, as (label, value) pairs; places by name, in one SELECT where any is asked for."""
        problem = [("Data problem", BY_CODE[self.problem].label)] if self.problem else []
        titles = _place_titles(session, self.asked)
        return self.asked.words(lambda name, given: titles.get((name, given), given)) + problem

    @property
    def narrows(self) -> bool:
        """Whether it leaves out any project."""
        return self.asked.narrows or bool(self.problem)


def parse_list(arguments: Mapping[str, str]) -> ListQuery:
    """What a query string asks the list for; Refused with a sentence where it cannot be done."""
    return ListQuery(
        asked=parse_filter(arguments),
        problem=parse_problem(arguments.get("problem")),
        sort=parse_sort(arguments.get("sort")),
        page=parse_page(arguments.get("page")),
    )


def listed_projects(actor: Actor, query: ListQuery, on: date) -> sa.Select[Any]:
    """`select(Project)` of the list, unsorted and unpaged."""
    found = filtered_projects(actor, query.asked)
    return found.where(BY_CODE[query.problem].rule(on)) if query.problem else found


def count_listed(session: Session, actor: Actor, query: ListQuery, on: date) -> int:
    """How many projects the list has."""
    ids = listed_projects(actor, query, on).with_only_columns(Project.id).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(ids)) or 0


def listed_ids(session: Session, actor: Actor, query: ListQuery, on: date, *, size: int | None = None) -> list[int]:
    """Ids of the list in its order: of its page of `size` rows, or of the whole list."""
    key, down = query.sort.removeprefix("-"), query.sort.startswith("-")
    found = listed_projects(actor, query, on)
    start = (query.page - 1) * (size or 0)
    if key == "budget":
        ids = _by_budget(session, found, down)
        return ids if size is None else ids[start : start + size]
    column = _SORT_COLUMNS[key]
    order = (column.desc() if down else column.asc()).nulls_last()
    found = found.with_only_columns(Project.id).order_by(order, Project.code, Project.id)
    if size is not None:
        found = found.limit(size).offset(start)
    return list(session.scalars(found))


def _by_budget(session: Session, found: sa.Select[Any], down: bool) -> list[int]:
    """By the budget in euro, unknown ones last: the rates are dated, so the database cannot compare the amounts."""
    rates = load_rates(session)
    columns = (Project.id, Project.code, Project.budget_minor, Project.budget_currency, project_starts)
    rows = [
        (rates.eur_cents(minor, currency, starts), code, number)
        for number, code, minor, currency, starts in session.execute(found.with_only_columns(*columns))
    ]
    rows.sort(key=lambda row: (row[1], row[2]))
    rows.sort(key=lambda row: (row[0] is None, 0 if row[0] is None else -row[0] if down else row[0]))
    return [number for _, _, number in rows]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet, its label, and how many projects the list would have with it."""

    value: str
    label: str
    projects: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The choices of the list's filters; each facet counts under all the other filters."""

    strand: list[Choice]
    status: list[Choice]
    region: list[Choice]
    objective: list[tuple[str, list[Choice]]]
    funder: list[Choice]
    implementer: list[Choice]
    problem: list[Choice]
    archived: int


def load_facets(session: Session, actor: Actor, query: ListQuery, on: date) -> Facets:
    """All facets, in one SELECT each."""

    def ids(**without: Any) -> sa.Select[Any]:
        own = {"problem": without.pop("problem")} if "problem" in without else {}
        narrowed = replace(query, asked=replace(query.asked, **without), **own)
        return listed_projects(actor, narrowed, on).with_only_columns(Project.id)

    def by_column(column: Any, projects: sa.Select[Any], terms: type[Strand] | type[Status]) -> list[Choice]:
        rows = session.execute(sa.select(column, sa.func.count()).where(Project.id.in_(projects)).group_by(column))
        counts: dict[str, int] = dict(rows.all())
        chosen = {query.asked.strand, query.asked.status}
        shown = (term for term in terms if term.value in counts or term.value in chosen)
        return [Choice(term.value, term.label, counts.get(term.value, 0)) for term in shown]

    problems = count_problems(session, ids(problem=""), on)
    return Facets(
        strand=by_column(Project.strand, ids(strand=""), Strand),
        status=by_column(Project.status, ids(status=""), Status),
        region=_by_region(session, ids(region=""), query.asked.region),
        objective=_by_objective(session, ids(objective="")),
        funder=_by_name(session, ids(funder=""), OrganisationRole.FUNDER),
        implementer=_by_name(session, ids(implementer=""), OrganisationRole.IMPLEMENTER),
        problem=[
            Choice(code, BY_CODE[code].label, number)
            for code, number in problems.items()
            if number or code == query.problem
        ],
        archived=session.scalar(sa.select(sa.func.count()).select_from(ids(archived=True).subquery())) or 0,
    )


def _by_region(session: Session, projects: sa.Select[Any], chosen: str) -> list[Choice]:
    """Regions that have projects, and the chosen one even where it has none."""
    region = sa.orm.aliased(Place)
    links = sa.select(ProjectPlace.project_id, sa.func.coalesce(Place.region_id, Place.id).label("region_id"))
    links = links.join(Place, Place.id == ProjectPlace.place_id).where(ProjectPlace.project_id.in_(projects))
    linked = links.subquery()
    number = sa.func.count(sa.distinct(linked.c.project_id))
    query = (
        sa.select(region.code, region.title, number)
        .join(linked, linked.c.region_id == region.id, isouter=True)
        .where(region.kind == PlaceKind.REGION.value)
        .group_by(region.id, region.code, region.title, region.position)
        .having(sa.or_(number > 0, region.code == chosen))
        .order_by(region.position, region.code)
    )
    return [Choice(*row) for row in session.execute(query)]


def _by_objective(session: Session, projects: sa.Select[Any]) -> list[tuple[str, list[Choice]]]:
    query = (
        sa.select(Framework.code, Framework.title, Objective.number, Objective.title, sa.func.count())
        .select_from(ProjectObjective)
        .join(Objective, Objective.id == ProjectObjective.objective_id)
        .join(Framework, Framework.id == Objective.framework_id)
        .where(ProjectObjective.project_id.in_(projects))
        .group_by(Framework.position, Framework.code, Framework.title, Objective.number, Objective.title)
        .order_by(Framework.position, Framework.code, Objective.number)
    )
    groups: dict[str, list[Choice]] = {}
    for code, framework, number, title, count in session.execute(query):
        groups.setdefault(framework, []).append(Choice(f"{code}:{number}", f"{number} {title}", count))
    return list(groups.items())


def _by_name(session: Session, projects: sa.Select[Any], role: OrganisationRole) -> list[Choice]:
    number = sa.func.count()
    query = (
        sa.select(Organisation.name, number)
        .join(ProjectOrganisation, ProjectOrganisation.organisation_id == Organisation.id)
        .where(ProjectOrganisation.role == role.value, ProjectOrganisation.project_id.in_(projects))
        .group_by(Organisation.id, Organisation.name)
        .order_by(number.desc(), Organisation.name)
        .limit(NAMES_OFFERED)
    )
    return [Choice(name, name, count) for name, count in session.execute(query)]


def filter_choices(session: Session, actor: Actor) -> dict[str, Any]:
    """What filter bars offer: names of funders and implementers of projects this person may see, and the regions."""
    projects = visible_projects(actor).with_only_columns(Project.id)
    regions = sa.select(Place.code, Place.title).where(Place.kind == PlaceKind.REGION.value)
    return {
        "funders": [choice.value for choice in _by_name(session, projects, OrganisationRole.FUNDER)],
        "implementers": [choice.value for choice in _by_name(session, projects, OrganisationRole.IMPLEMENTER)],
        "regions": session.execute(regions.order_by(Place.position, Place.code)).all(),
    }


def _place_titles(session: Session, asked: Filter) -> dict[tuple[str, str], str]:
    """Titles of the region and the place of a filter, by field and what was given."""
    given = {"region": asked.region, "place": asked.place}
    codes = {name: text.rpartition(":")[2].lower() for name, text in given.items() if text and text != NONE}
    if not codes:
        return {}
    query = sa.select(Place.kind, Place.code, Place.title).where(sa.func.lower(Place.code).in_(codes.values()))
    found: dict[tuple[str, str], str] = {}
    for kind, code, title in session.execute(query.order_by(Place.kind)):
        for name, wanted_code in codes.items():
            wanted = PlaceKind.REGION.value if name == "region" else given[name].rpartition(":")[0] or kind
            if kind == wanted and code.lower() == wanted_code:
                found.setdefault((name, given[name]), title)
    return found


def refuse_unknown(session: Session, asked: Filter) -> None:
    """Refused when the filter names something that does not exist: an empty list would mislead."""
    for word, name in (("funder", asked.funder), ("implementer", asked.implementer)):
        folded = fold_name(name)
        if (
            name
            and name != NONE
            and session.scalar(sa.select(Organisation.id).where(Organisation.folded == folded)) is None
        ):
            raise Refused(f"No organisation is called “{name[:60]}”.", f"Choose a {word} from the list.")
    if asked.objective and not asked.objective.endswith(NONE):
        framework, _, number = asked.objective.rpartition(":")
        known = sa.select(Objective.id).join(Framework, Framework.id == Objective.framework_id)
        known = known.where(Framework.code == (framework or DEFAULT_FRAMEWORK))
        if (
            number.isascii()
            and number.isdigit()
            and session.scalar(known.where(Objective.number == int(number[:4]))) is None
        ):
            raise Refused(f"There is no objective “{asked.objective[:60]}”.", "Use its number, such as 6.")
    if asked.region and asked.region != NONE:
        known = sa.select(Place.id).where(Place.kind == PlaceKind.REGION.value, Place.code == asked.region)
        if session.scalar(known) is None:
            raise Refused(f"There is no region “{asked.region[:60]}”.", "Choose one from the list.")
    if asked.place and asked.place != NONE:
        kind, colon, code = asked.place.partition(":")
        known = sa.select(Place.id).where(sa.func.lower(Place.code) == (code if colon else asked.place).lower())
        if session.scalars(known.where(Place.kind == kind) if colon else known).first() is None:
            raise Refused(f"There is no place “{asked.place[:60]}”.", "Use a code such as KE or country:KE.")
