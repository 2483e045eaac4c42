"""Pages of rules that turn an index into needs: the list, a rule with its versions, the form with its preview."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from portfolio.core.needrules import NEED_RULE
from portfolio.core.people import Permission
from portfolio.core.shape import Stored, Value
from portfolio.core.terms import Axis
from portfolio.coverage.report import Report, build_report
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.words import describe
from portfolio.models.lookup import objective_choices, objective_titles
from portfolio.planning.forms import NeedRuleForm
from portfolio.planning.preview import LEVELS, SHOWN_SHIFTS, Preview, build_histogram, build_preview
from portfolio.planning.queries import list_indices
from portfolio.planning.rules import (
    NEED_RULES,
    apply_rule,
    check_rule,
    get_rule,
    list_versions,
    plan_words,
    reckon,
    reckon_all,
    save_rule,
)
from portfolio.planning.tables import ALL_OBJECTIVES
from portfolio.web.access import actor, route
from portfolio.web.filters import Filter
from portfolio.web.pages import today
from portfolio.web.valueform import answer, parse_version

blueprint = Blueprint("needrules", __name__)


@route(blueprint, "/needs/rules", Permission.read)
def index() -> str:
    """All rules."""
    titles = objective_titles(db.session())
    return render_template(
        "needrules/index.html",
        lines=[(stored, _target(stored.value, titles), found) for stored, found in reckon_all(db.session())],
        indices=list_indices(db.session()),
    )


def _target(rule: Value, titles: Mapping[str, str]) -> str:
    return ALL_OBJECTIVES if rule["objective"] is None else titles[rule["objective"]]


@route(blueprint, "/needs/rules/<code>", Permission.read)
def show(code: str) -> str:
    """One rule: its bounds on the values, the needs that it made, every version with who, when and why."""
    stored = get_rule(db.session(), code)
    found, names = reckon(db.session(), stored.value), objective_titles(db.session())
    return render_template(
        "needrules/show.html",
        stored=stored,
        value=stored.value,
        target=_target(stored.value, names),
        found=found,
        histogram=build_histogram(found),
        levels=LEVELS,
        versions=[
            (one, describe("need rule", one.change.changes, names))
            for one in list_versions(db.session(), actor(), stored)
        ],
    )


@route(blueprint, "/needs/rules/new", Permission.plan, methods=["GET", "POST"])
def create() -> Any:
    """Add a rule; it is previewed first if asked."""
    return _form_answer(None, index=request.args.get("index", ""))


@route(blueprint, "/needs/rules/<code>/edit", Permission.plan, methods=["GET", "POST"])
def edit(code: str) -> Any:
    """Change a rule: a new version, whose needs take the place of the old one's."""
    return _form_answer(get_rule(db.session(), code))


def _form_answer(stored: Stored | None, **given: str) -> Any:
    lines = list_indices(db.session())
    indices = [(line.stored.value["code"], line.stored.value["title"]) for line in lines]
    form = NeedRuleForm(stored, indices, objective_choices(db.session()), **given)
    template = "needrules/edit.html" if stored else "needrules/create.html"

    def page(preview: Preview | None = None) -> str:
        return render_template(
            template, form=form, stored=stored, indices=lines, preview=preview, levels=LEVELS, most=SHOWN_SHIFTS
        )

    if request.method == "POST" and request.form.get("do") == "preview":
        values, problems = form.read()
        if not problems:
            value, problems = check_rule(db.session(), values)
        if problems:
            form.show(problems)
            return page(), 422
        return page(build_preview(reckon(db.session(), value), _countries(value)))

    def save(values: Mapping[str, Any]) -> str:
        with write(db.session(), actor(), form.why("saved in the form")):
            save_rule(db.session(), values, stored, form.seen_version() if stored else 0)
        return url_for("needrules.show", code=NEED_RULE.normal(values)["code"])

    return answer(form, save, page, "The rule is saved, and its needs are made.")


def _countries(rule: Value) -> Report:
    framework = (rule["objective"] or "").rpartition(":")[0]
    settings = current_app.config["SETTINGS"]
    return build_report(
        db.session,
        current_app.extensions["shelf"],
        actor(),
        Filter(columns=Axis.COUNTRY.value, framework=framework),
        today=today(),
        horizon_months=settings.horizon_months,
    )


@route(blueprint, "/needs/rules/<code>/apply", Permission.plan, methods=["POST"])
def apply(code: str) -> Any:
    """Make the needs of a rule again, from the values as they are now."""
    get_rule(db.session(), code)
    with write(db.session(), actor(), "rule applied again"):
        plan = apply_rule(db.session(), get_rule(db.session(), code))
    flash(f"{plan_words(plan)}." if plan.moves else "Nothing changed: the values are as they were.", "success")
    return redirect(url_for("needrules.show", code=code), 303)


@route(blueprint, "/needs/rules/<code>/delete", Permission.plan, methods=["POST"])
def delete(code: str) -> Any:
    """Remove a rule with the needs that it made."""
    stored = get_rule(db.session(), code)
    seen = parse_version(request.form.get("version"))
    with write(db.session(), actor(), "rule deleted"):
        NEED_RULES.delete(db.session(), {stored.id: seen})
    flash("The rule is deleted with the needs that it made; they stay in the history.", "success")
    return redirect(url_for("needrules.index"), 303)
