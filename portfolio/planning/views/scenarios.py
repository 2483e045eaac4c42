"""Pages of scenarios: the list, one scenario before and after, and its downloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.scenario import KINDS
from portfolio.core.terms import CliffTurn, GapTurn
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.compare import SIGNS, TONES, total_lines
from portfolio.errors import Refused
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.queries import changes_of
from portfolio.history.words import describe
from portfolio.models.lookup import reference_names
from portfolio.planning.scenarios import figures
from portfolio.planning.scenarios.export import scenario_json, trial_json, trial_workbook
from portfolio.planning.scenarios.forms import ScenarioForm
from portfolio.planning.scenarios.operations import SCENARIOS, copy_scenario, create_scenario, free_name
from portfolio.planning.scenarios.queries import StoredScenario, get_scenario_for, list_scenarios
from portfolio.planning.scenarios.sandbox import Trial, build_trial, load_sandbox, load_sandboxes
from portfolio.planning.scenarios.sidebyside import MOST
from portfolio.planning.views.scenario_parts import SIDES, VIEWS, choices_of, counts, grid_of, listed, months_of
from portfolio.web.access import actor, route
from portfolio.web.downloads import send_json, send_xlsx
from portfolio.web.filters import NOTHING_NARROWED, parse_filter, parse_page
from portfolio.web.pages import today
from portfolio.web.paging import Page
from portfolio.web.valueform import answer, parse_version

blueprint = Blueprint("scenarios", __name__)

#: Changes that the page of a scenario shows; the history has them all.
SHOWN_CHANGES = 10
#: What each kind of change is called on its button.
KIND_LABELS = {
    "draft": "Add a draft project",
    "extend": "Extend a project",
    "shift": "Shift a project",
    "cut": "Change a budget",
    "retarget": "Turn to other objectives or places",
    "reallocate": "Move money",
    "drop": "Drop a project",
}
assert KIND_LABELS.keys() == KINDS.keys()


def load(scenario_id: int, *, to: str = "read") -> StoredScenario:
    """The scenario of this request's person."""
    return get_scenario_for(db.session(), actor(), scenario_id, to=to)


def trial_of(scenario: StoredScenario) -> Trial:
    """The scenario against the real portfolio, as the address asks."""
    return build_trial(
        db.session(),
        current_app.extensions["shelf"],
        actor(),
        load_sandbox(db.session(), actor(), scenario),
        parse_filter(request.args),
        today=today(),
        horizon_months=current_app.config["SETTINGS"].horizon_months,
    )


@route(blueprint, "/scenarios", Permission.read)
def index() -> str:
    """The scenarios that the person may see."""
    archived = bool(request.args.get("archived"))
    found = list_scenarios(db.session(), actor(), archived=archived)
    page = Page.of(found, parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows)
    kept: dict[str, Any] = {"archived": "1"} if archived else {}
    return render_template(
        "scenarios/index.html",
        page=page,
        archived=archived,
        most=MOST,
        page_url=lambda number: url_for("scenarios.index", page=number, **kept),
    )


@route(blueprint, "/scenarios/new", Permission.plan, methods=["GET", "POST"])
def create() -> Any:
    """Make a scenario; `?kind=` is what is added to it next (see `scenarios.pick`)."""
    form = ScenarioForm()

    def save(values: Mapping[str, Any]) -> str:
        with write(db.session(), actor(), form.why("made in the form")):
            number = create_scenario(db.session(), values)
        kind = request.args.get("kind", "")
        if kind in KINDS:
            carried: dict[str, Any] = {
                name: request.args[name] for name in ("project", "objective", "place") if name in request.args
            }
            return url_for("scenarios.add", scenario_id=number, kind=kind, **carried)
        return url_for("scenarios.show", scenario_id=number)

    return answer(
        form,
        save,
        lambda: render_template("scenarios/create.html", form=form),
        "The scenario is there; nothing is real.",
    )


@route(blueprint, "/scenarios/<int:scenario_id>", Permission.read)
def show(scenario_id: int) -> str:
    """One scenario: its conflicts and changes, and what it makes of grid, gaps, cliffs and money."""
    scenario = load(scenario_id)
    trial = trial_of(scenario)
    view = request.args.get("view", "changes")
    if view not in VIEWS:
        raise Refused(f"There is no view “{view[:20]}”.", f"Choose one of {', '.join(VIEWS)}.")
    side = request.args.get("side", "difference")
    if side not in SIDES:
        raise Refused(f"There is no side “{side[:20]}”.", f"Choose one of {', '.join(SIDES)}.")
    own = parse_filter(request.args)
    kept: dict[str, Any] = {**own.query(), **({"view": view} if view != "changes" else {})}
    kept |= {"side": side} if side != "difference" else {}
    may_edit = scenario.editable_by(actor())
    page = Page.of(listed(trial, view), parse_page(request.args.get("page")), current_app.config["SETTINGS"].page_rows)
    history = changes_of(db.session(), actor(), "scenario", scenario.id, SHOWN_CHANGES) if may_edit else []
    called = {f"project:{number}": text for number, text in trial.sandbox.called.items()}
    names = reference_names(db.session()) | called
    return render_template(
        "scenarios/show.html",
        scenario=scenario,
        sandbox=trial.sandbox,
        trial=trial,
        view=view,
        may_edit=may_edit,
        tabs=[
            {
                "label": label,
                "url": url_for("scenarios.show", scenario_id=scenario.id, **{**own.query(), "view": code}),
                "current": code == view,
            }
            for code, label in VIEWS.items()
        ],
        kinds=KIND_LABELS.items(),
        words=figures,
        **(grid_of(trial, side, kept) if view == "grid" else {}),
        **(months_of(trial, kept) if view == "cliffs" else {}),
        conflicts={conflict.number: conflict for conflict in trial.sandbox.applied.conflicts},
        totals=total_lines(trial.comparison),
        differences=trial.comparison.differences,
        signs=SIGNS,
        tones=TONES,
        page=page,
        page_url=lambda number: url_for("scenarios.show", scenario_id=scenario.id, **{**kept, "page": number}),
        query=own.query(),
        caveats=describe_caveats(trial.after),
        changes=[(change, describe(change.entity, change.changes, names)) for change in history],
        gap_counts=counts(GapTurn, [pair.change for pair in trial.gaps]),
        cliff_counts=counts(CliffTurn, [pair.change for pair in trial.cliffs]),
        narrowed=trial.after.narrowing(),
        unnarrowed=url_for(
            "scenarios.show", scenario_id=scenario.id, **{**own.query(**NOTHING_NARROWED), "view": view}
        ),
        **choices_of(trial.after),
    )


@route(blueprint, "/scenarios/<int:scenario_id>/edit", Permission.plan, methods=["GET", "POST"])
def edit(scenario_id: int) -> Any:
    """Rename a scenario, share it, or look at it from another day."""
    scenario = load(scenario_id, to="edit")
    form = ScenarioForm(scenario.stored)

    def save(values: Mapping[str, Any]) -> str:
        with write(db.session(), actor(), form.why("changed in the form")):
            SCENARIOS.change(db.session(), scenario.id, seen_version=form.seen_version(), values=values)
        return url_for("scenarios.show", scenario_id=scenario.id)

    return answer(form, save, lambda: render_template("scenarios/edit.html", form=form, scenario=scenario))


@route(blueprint, "/scenarios/<int:scenario_id>/archive", Permission.plan, methods=["POST"])
def archive(scenario_id: int) -> Any:
    """Take a scenario out of the list."""
    return _archive(scenario_id, archived=True)


@route(blueprint, "/scenarios/<int:scenario_id>/restore", Permission.plan, methods=["POST"])
def restore(scenario_id: int) -> Any:
    """Bring an archived scenario back."""
    return _archive(scenario_id, archived=False)


def _archive(scenario_id: int, *, archived: bool) -> Any:
    scenario = load(scenario_id, to="edit")
    seen = parse_version(request.form.get("version"))
    with write(db.session(), actor(), "archived" if archived else "brought back"):
        SCENARIOS.change(db.session(), scenario.id, seen_version=seen, values={"archived": archived})
    flash("The scenario is archived; nothing of it is lost." if archived else "The scenario is back.", "success")
    return redirect(url_for("scenarios.show", scenario_id=scenario.id), 303)


@route(blueprint, "/scenarios/<int:scenario_id>/copy", Permission.plan, methods=["POST"])
def copy(scenario_id: int) -> Any:
    """Make a copy that is the person's own."""
    scenario = load(scenario_id)
    with write(db.session(), actor(), f"copied from scenario {scenario.id}"):
        number = copy_scenario(db.session(), scenario, free_name(db.session(), actor(), scenario.name))
    flash("This is your own copy; the other one stays as it is.", "success")
    return redirect(url_for("scenarios.show", scenario_id=number), 303)


@route(blueprint, "/scenarios/<int:scenario_id>.xlsx", Permission.read)
def workbook(scenario_id: int) -> Response:
    """Everything about a scenario as a workbook."""
    trial = trial_of(load(scenario_id))
    data = trial_workbook(trial, current_app.config["SETTINGS"].site_name)
    return send_xlsx(data, f"scenario-{trial.scenario.name}-{trial.after.as_of.isoformat()}.xlsx")


@route(blueprint, "/scenarios/<int:scenario_id>.json", Permission.read)
def data(scenario_id: int) -> Response:
    """Everything about a scenario as JSON."""
    trial = trial_of(load(scenario_id))
    return send_json(trial_json(trial), f"scenario-{scenario_id}-{trial.after.as_of.isoformat()}.json")


@route(blueprint, "/scenarios.json", Permission.read)
def list_data() -> Response:
    """The scenarios that the person may see, with their changes, as JSON."""
    found = load_sandboxes(db.session(), actor(), list_scenarios(db.session(), actor()))
    return send_json({"scenarios": [scenario_json(sandbox) for sandbox in found]}, "scenarios.json")
