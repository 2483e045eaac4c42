"""Pages of a scenario's changes, on the blueprint of scenarios: add, change, take out, put in order, make real."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from portfolio.core.people import Permission
from portfolio.core.project import LIST_FIELDS, FieldProblem, ProjectValue
from portfolio.core.scenario import KINDS, Change, InvalidChange
from portfolio.errors import Busy, NotFound, Refused, StaleRecord
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.history.words import describe
from portfolio.models.lookup import objective_titles, place_titles, reference_names
from portfolio.planning.scenarios.figures import step_words
from portfolio.planning.scenarios.forms import ChangeForm, change_form, data_of, links_data
from portfolio.planning.scenarios.operations import add_changes, change_change, move_change, remove_change
from portfolio.planning.scenarios.queries import Step, StoredScenario, list_scenarios, visible_values
from portfolio.planning.scenarios.realising import plan_realising, realise_change, take_back
from portfolio.planning.scenarios.sandbox import load_sandbox
from portfolio.planning.scenarios.trying import code_choices, find_project, make_change, rebased_in
from portfolio.planning.views.scenarios import KIND_LABELS, blueprint, load
from portfolio.projects.choices import load_choices
from portfolio.projects.operations import InvalidProjects
from portfolio.projects.queries import load_projects
from portfolio.web.access import actor, route
from portfolio.web.projectform import ADD, ProjectFields
from portfolio.web.valueform import parse_version

#: Kinds that are about one project, which is chosen before the form.
OF_ONE = ("extend", "shift", "cut", "retarget", "drop")


@route(blueprint, "/scenarios/pick", Permission.plan)
def pick() -> str:
    """Try something of a project (`?project=CODE`) or a gap (`?objective=&place=`): in which scenario, and what."""
    given = {name: request.args[name] for name in ("project", "objective", "place") if request.args.get(name)}
    kinds = ["draft"] if "project" not in given else [kind for kind in KINDS if kind != "draft"]
    own = [one for one in list_scenarios(db.session(), actor()) if one.editable_by(actor())]
    about = given.get("project", "")
    if "objective" in given and "place" in given:
        objective = objective_titles(db.session()).get(given["objective"])
        place = place_titles(db.session()).get(given["place"])
        if objective is None or place is None:
            raise NotFound("There is no such cell.", "Start from the coverage page.")
        about = f"{objective}: {place}"
    return render_template(
        "scenarios/pick.html",
        given=given,
        about=about,
        scenarios=own,
        kinds=[(kind, KIND_LABELS[kind]) for kind in kinds],
    )


@route(blueprint, "/scenarios/<int:scenario_id>/add/<kind>", Permission.plan, methods=["GET", "POST"])
def add(scenario_id: int, kind: str) -> Any:
    """Add a change: first its project, where it is about one, then the rest."""
    scenario = load(scenario_id, to="edit")
    if kind not in KINDS:
        raise NotFound("There is no such kind of change.", "Choose one on the scenario's page.")
    project_id, wrong = None, ""
    if kind in OF_ONE:
        code = request.args.get("project", "")
        try:
            project_id = find_project(db.session(), actor(), scenario, code) if code else None
            if project_id is not None and project_id < 0:
                raise ValueError("That is a draft of this scenario: change the draft itself.")
        except ValueError as error:
            project_id, wrong = None, str(error)
        if project_id is None:
            page = render_template(
                "scenarios/choose.html",
                scenario=scenario,
                kind=kind,
                label=KIND_LABELS[kind],
                code=code,
                wrong=wrong,
                offered=code_choices(db.session(), actor()),
            )
            return (page, 422) if wrong else page
    value = load_projects(db.session(), [project_id])[project_id].value if project_id else None
    form = change_form(kind, {**_first_data(scenario, kind, value), "version": scenario.version})

    def save(change: Change) -> None:
        add_changes(db.session(), scenario.id, [change], seen_version=parse_version(form.version.data))

    return _answer(scenario, kind, form, project_id, value, 0, save)


def _first_data(scenario: StoredScenario, kind: str, value: ProjectValue | None) -> dict[str, Any]:
    """What the form of a new change says at first."""
    if kind == "draft":
        number = max((step.number for step in scenario.steps), default=0) + 1
        data: dict[str, Any] = {"code": f"DRAFT-{scenario.id}-{number}", "status": "pipeline", "budget_currency": "EUR"}
        if request.args.get("objective"):
            data["objectives"] = [{"objective": request.args["objective"], "significance": "principal"}]
        if request.args.get("place"):
            data["places"] = [{"place": request.args["place"], "tier": "priority"}]
        return data
    if kind == "reallocate":
        return {"from_id": request.args.get("project", "")}
    if value is None:
        return {}
    if kind == "retarget":
        return links_data(value)
    end = value["actual_end"] or value["planned_end"] or ""
    return {
        "ends_on": end,
        "budget_amount": value["budget_amount"] or "",
        "budget_currency": value["budget_currency"] or "EUR",
    }


@route(blueprint, "/scenarios/<int:scenario_id>/changes/<int:number>", Permission.plan, methods=["GET", "POST"])
def change(scenario_id: int, number: int) -> Any:
    """Change a change."""
    scenario = load(scenario_id, to="edit")
    step = scenario.step(number)
    if not step.is_open:
        raise Refused("This change is removed or part of the real portfolio.", "Look at the scenario again.")
    kind = step.change.kind
    sandbox = load_sandbox(db.session(), actor(), scenario)
    project_id = step.change.projects[0] if kind in OF_ONE else None
    value = sandbox.values.get(project_id) if project_id is not None else None
    form = change_form(kind, {**data_of(step.change, dict(sandbox.called)), "version": scenario.version})

    def save(made: Change) -> None:
        change_change(db.session(), scenario.id, made, seen_version=parse_version(form.version.data))

    return _answer(scenario, kind, form, project_id, value, number, save)


def _answer(
    scenario: StoredScenario,
    kind: str,
    form: ChangeForm,
    project_id: int | None,
    value: ProjectValue | None,
    number: int,
    save: Callable[[Change], None],
) -> Any:
    """The page for GET and for more rows; for POST the scenario, or the page with what is wrong."""

    def page() -> str:
        grown = request.form.get(ADD, "")
        if isinstance(form, ProjectFields):
            form.add_blank_rows(LIST_FIELDS if request.method == "GET" else [grown] if grown in LIST_FIELDS else [])
        return render_template(
            "scenarios/change.html" if number else "scenarios/add.html",
            scenario=scenario,
            kind=kind,
            label=KIND_LABELS[kind],
            form=form,
            value=value,
            project_id=project_id,
            number=number,
            choices=load_choices(db.session(), actor()) if isinstance(form, ProjectFields) else None,
            offered=code_choices(db.session(), actor()) if kind == "reallocate" else [],
            drafts=[one for one in scenario.steps if one.is_open and one.change.kind == "draft"],
            add=ADD,
        )

    if request.method == "GET" or ADD in request.form:
        return page()
    raw, found = form.raw(project_id, lambda code: find_project(db.session(), actor(), scenario, code))
    try:
        made = make_change(db.session(), actor(), scenario, kind, raw, number)
        if not found:
            with write(db.session(), actor(), "planned in the form"):
                save(made)
            flash("The change is in the scenario; nothing real is touched.", "success")
            return redirect(url_for("scenarios.show", scenario_id=scenario.id), 303)
    except InvalidChange as invalid:
        unread = {problem.field for problem in found}
        found += [problem for problem in invalid.found if problem.field not in unread]
    except StaleRecord as stale:
        form.form_errors.append(f"{stale.sentence} Below stands what you wrote; saving again keeps it.")
        form.version.data, form.version.raw_data = str(stale.current.version), None
        return page(), stale.status
    except Busy as busy:
        form.form_errors.append(f"{busy.sentence} {busy.remedy}")
        return page(), busy.status, {"Retry-After": "5"}
    form.show(found)
    return page(), 422


def _act(scenario_id: int, reason: str, act: Callable[[StoredScenario, int], Any], said: str) -> Any:
    """An act of one click on a scenario's change, and back to the scenario."""
    scenario = load(scenario_id, to="edit")
    seen = parse_version(request.form.get("version"))
    with write(db.session(), actor(), reason):
        act(scenario, seen)
    flash(said, "success")
    return redirect(url_for("scenarios.show", scenario_id=scenario.id), 303)


@route(blueprint, "/scenarios/<int:scenario_id>/changes/<int:number>/remove", Permission.plan, methods=["POST"])
def remove(scenario_id: int, number: int) -> Any:
    """Take a change out; it can be brought back."""

    def act(scenario: StoredScenario, seen: int) -> None:
        remove_change(db.session(), scenario.id, number, seen_version=seen)

    return _act(scenario_id, "taken out", act, "The change is out; below the list it can be brought back.")


@route(blueprint, "/scenarios/<int:scenario_id>/changes/<int:number>/back", Permission.plan, methods=["POST"])
def bring_back(scenario_id: int, number: int) -> Any:
    """Bring a change back that was taken out."""

    def act(scenario: StoredScenario, seen: int) -> None:
        remove_change(db.session(), scenario.id, number, seen_version=seen, removed=False)

    return _act(scenario_id, "brought back", act, "The change is back.")


@route(blueprint, "/scenarios/<int:scenario_id>/changes/<int:number>/move", Permission.plan, methods=["POST"])
def move(scenario_id: int, number: int) -> Any:
    """Put a change before the one above it, or behind the one below."""
    by = 1 if request.form.get("by") == "1" else -1

    def act(scenario: StoredScenario, seen: int) -> None:
        move_change(db.session(), scenario.id, number, seen_version=seen, by=by)

    return _act(scenario_id, "put in order", act, "The order is changed.")


@route(blueprint, "/scenarios/<int:scenario_id>/changes/<int:number>/rebase", Permission.plan, methods=["POST"])
def rebase(scenario_id: int, number: int) -> Any:
    """Make a change on what its project says now, which it did not when the change was planned."""

    def act(scenario: StoredScenario, seen: int) -> None:
        try:
            made = rebased_in(db.session(), actor(), scenario, scenario.step(number).change)
            change_change(db.session(), scenario.id, made, seen_version=seen)
        except InvalidChange as invalid:
            raise Refused(str(invalid), "Change it, or take it out.") from None

    return _act(scenario_id, "made on what holds now", act, "The change is made on what the project says now.")


@route(blueprint, "/scenarios/<int:scenario_id>/changes/<int:number>/real", Permission.plan, methods=["GET", "POST"])
def realise(scenario_id: int, number: int) -> Any:
    """Make a change real: what would be written, then write it."""
    scenario = load(scenario_id, to="edit")
    step = scenario.step(number)
    visible = visible_values(db.session(), actor(), [scenario])
    if any(one > 0 and one not in visible for one in step.change.projects):
        raise NotFound("There is no such project, or it is not for you.", "Decide on the conflict first.")
    if request.method == "GET":
        real = load_projects(db.session(), [one for one in step.change.projects if one > 0])
        planned = plan_realising(scenario, step, real)
        return _realise_page(scenario, step, planned, {one: stored.version for one, stored in real.items()}, [])
    seen = {one: parse_version(request.form.get(f"project-{one}")) for one in step.change.projects if one > 0}
    version = parse_version(request.form.get("version"))
    try:
        with write(db.session(), actor(), f"made real from scenario {scenario.id}"):
            now = load(scenario_id, to="edit")
            if now.version != version:
                raise StaleRecord("scenario", now.name, now.stored)
            ids = realise_change(db.session(), now, number, seen)
    except InvalidProjects as refusal:
        real = load_projects(db.session(), list(seen))
        planned = plan_realising(scenario, step, real)
        return _realise_page(scenario, step, planned, seen, refusal.by_index[0]), 422
    flash("It is real now; the scenario says so, and it can be taken back there.", "success")
    if len(ids) == 1:
        return redirect(url_for("projects.show", project_id=ids[0]), 303)
    return redirect(url_for("scenarios.show", scenario_id=scenario.id), 303)


def _realise_page(
    scenario: StoredScenario, step: Step, planned: dict[int, Any], seen: dict[int, int], found: list[FieldProblem]
) -> str:
    sandbox, names = load_sandbox(db.session(), actor(), scenario), reference_names(db.session())
    written = [(one, changes) for one, changes in planned.items() if changes]
    return render_template(
        "scenarios/realise.html",
        scenario=scenario,
        step=step,
        words=step_words(sandbox, step),
        planned=[(one, sandbox.called.get(one, ""), describe("project", changes, names)) for one, changes in written],
        seen=seen,
        found=found,
    )


@route(blueprint, "/scenarios/<int:scenario_id>/changes/<int:number>/unreal", Permission.plan, methods=["POST"])
def unrealise(scenario_id: int, number: int) -> Any:
    """Take back what making a change real wrote."""

    def act(scenario: StoredScenario, seen: int) -> None:
        now = load(scenario.id, to="edit")
        if now.version != seen:
            raise StaleRecord("scenario", now.name, now.stored)
        take_back(db.session(), now, number)

    return _act(scenario_id, f"taken back from scenario {scenario_id}", act, "It is taken back, and planned as before.")
