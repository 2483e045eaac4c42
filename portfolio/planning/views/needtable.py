"""The page on which needs of many countries are typed in place and saved at once, on the blueprint of needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.project import DEFAULT_FRAMEWORK
from portfolio.core.shape import Stored
from portfolio.errors import Conflict, NotFound
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.models.lookup import framework_choices, objective_titles
from portfolio.planning.needtable import MOST_INPUTS, Key, field_name, parse_seen, read_table, save_table, seen_text
from portfolio.planning.queries import Country, list_countries, load_needs, region_choices
from portfolio.planning.tables import ALL_OBJECTIVES
from portfolio.planning.views.needs import blueprint
from portfolio.web.access import actor, route
from portfolio.web.display import plural
from portfolio.web.filters import parse_page
from portfolio.web.paging import Page


@dataclass
class _Sheet:
    """A page of the table: its countries and columns, what its inputs show, and what was wrong with what was typed."""

    asked: dict[str, Any]
    columns: list[tuple[str | None, str]]
    page: Page[Country]
    recorded: dict[Key, Stored]
    shown: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def keys(self) -> list[Key]:
        """The cells of the page."""
        return [(country.code, reference) for country in self.page.items for reference, _ in self.columns]

    def levels(self) -> dict[str, str]:
        """What each input shows where nobody typed."""
        recorded = self.recorded
        return {field_name(key): str(recorded[key].value["level"]) if key in recorded else "" for key in self.keys}


def _sheet() -> _Sheet:
    framework = request.args.get("framework") or DEFAULT_FRAMEWORK
    if framework not in dict(framework_choices(db.session())):
        raise NotFound("There is no such framework.", "Choose one of the list.")
    titles = objective_titles(db.session()).items()
    columns: list[tuple[str | None, str]] = [(None, ALL_OBJECTIVES)]
    columns += [(reference, words) for reference, words in titles if reference.rpartition(":")[0] == framework]
    countries = list_countries(db.session(), request.args.get("region", ""))
    size = max(MOST_INPUTS // len(columns), 1)
    page = Page.of(countries, parse_page(request.args.get("page")), size)
    asked = {name: value for name in ("region", "framework") if (value := request.args.get(name))}
    return _Sheet(asked, columns, page, _recorded())


def _recorded() -> dict[Key, Stored]:
    return {(one.value["country"], one.value["objective"]): one for one in load_needs(db.session()).values()}


@route(blueprint, "/needs/table", Permission.plan, methods=["GET", "POST"])
def table() -> Any:
    """Countries by objectives, a need typed in each cell; versions are checked, and all is saved or nothing."""
    sheet = _sheet()
    if request.method == "GET":
        return _table_page(sheet)
    seen = parse_seen(request.form.get("seen", ""))
    typed = read_table(request.form, sheet.keys, seen)
    status = 422
    if typed.wrong:
        sheet.wrong = {field_name(key): sentence for key, sentence in typed.wrong.items()}
    else:
        reason = " ".join(request.form.get("reason", "").replace("\0", " ").split())[:500]
        try:
            with write(db.session(), actor(), reason or "typed in the table"):
                number = save_table(db.session(), typed.changes, seen)
        except Conflict as conflict:
            sheet.problems, status = [f"{conflict.sentence} {conflict.remedy}"], conflict.status
            sheet.recorded = _recorded()
        else:
            flash(f"{plural(number, 'need')} saved." if number else "Nothing was changed.", "success")
            return redirect(url_for("needs.table", page=sheet.page.number, **sheet.asked), 303)
    sheet.shown = {name: request.form[name][:10] for name in sheet.levels() if name in request.form}
    return _table_page(sheet), status


def _table_page(sheet: _Sheet) -> str:
    recorded = sheet.recorded
    return render_template(
        "needs/table.html",
        sheet=sheet,
        page=sheet.page,
        page_url=lambda number: url_for("needs.table", page=number, **sheet.asked),
        columns=sheet.columns,
        shown=sheet.levels() | sheet.shown,
        wrong=sheet.wrong,
        problems=sheet.problems,
        rules={field_name(key): recorded[key].value["rule"] for key in sheet.keys if key in recorded},
        field_name=field_name,
        seen=seen_text(recorded, sheet.keys),
        asked=sheet.asked,
        region_choices=region_choices(db.session()),
        frameworks=framework_choices(db.session()),
    )
