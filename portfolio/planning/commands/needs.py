"""`portfolio needs`: rules that turn an index into needs, and need against supply, for scripts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import current_app

from portfolio.core.needrules import BOUNDS, NEED_RULE
from portfolio.core.people import COMMAND_LINE
from portfolio.core.shape import Stored, Value
from portfolio.core.terms import Axis
from portfolio.coverage.caveats import describe_caveats
from portfolio.coverage.report import build_report
from portfolio.errors import InvalidRecords, NotFound
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.planning.preview import build_preview
from portfolio.planning.rules import (
    NEED_RULES,
    Reckoning,
    apply_rule,
    check_rule,
    get_rule,
    plan_words,
    reckon,
    reckon_all,
    save_rule,
)
from portfolio.planning.supply import RULE, Asked, SupplyReport, supply_csv, supply_json, supply_workbook
from portfolio.projects.commands import deliver, deliver_as, deliver_json
from portfolio.web.display import plural
from portfolio.web.filters import Filter, parse_filter
from portfolio.web.pages import today


@click.group("needs")
def needs() -> None:
    """Rules that make needs, and need against supply."""


@needs.group("rules")
def rules() -> None:
    """Rules that turn an index of countries into needs."""


@rules.command("list")
@click.option("--format", "shape", type=click.Choice(["table", "json"]), default="table", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def list_rules(shape: str, output: Path | None) -> None:
    """All rules, with how many needs each made and whether values changed since."""
    found = reckon_all(db.session())
    if shape == "json":
        deliver_json({"rules": [_json(stored, one) for stored, one in found]}, output)
        return
    lines = [
        f"{stored.value['code']:20} version {stored.version}  {stored.value['objective'] or 'all objectives'}"
        f"  from {stored.value['index']}: {plural(one.made, 'need')} made"
        + ("; values changed since, apply it again" if one.plan.moves else "")
        for stored, one in found
    ]
    deliver("\n".join(lines) or "No rule is recorded.", output)


def _json(stored: Stored, found: Reckoning) -> dict[str, Any]:
    moved = {"needs_made": found.made, "kept_as_entered": len(found.plan.kept), "moved_since": found.plan.moves}
    return {**stored.value, "version": stored.version, **moved}


@rules.command("set")
@click.option("--code", required=True, help="Code of the rule; one that is there already is changed.")
@click.option("--title", help="What people call it.")
@click.option("--index", help="Code of the index.")
@click.option("--objective", metavar="FRAMEWORK:NUMBER", help="The objective whose needs it makes; all unless given.")
@click.option("--high", metavar="VALUE", help="Bound of need 3: up to it, or from it on where lower is better.")
@click.option("--medium", metavar="VALUE", help="Bound of need 2.")
@click.option("--low", metavar="VALUE", help="Bound of need 1.")
@click.option("--no-bounds", is_flag=True, help="Take the bounds out, to use tiers instead.")
@click.option("--tier", "tiers", multiple=True, metavar="TIER=NEED", help="Need of a tier; repeatable.")
@click.option("--oldest-year", metavar="YEAR", help="Values of earlier years do not count.")
@click.option("--note", help="A note.")
@click.option("--reason", default="set by command", help="Why, for the history.")
@click.option("--preview", is_flag=True, help="Say what it would do, and save nothing.")
def set_rule(code: str, no_bounds: bool, tiers: tuple[str, ...], reason: str, preview: bool, **given: Any) -> None:
    """Add a rule or change one, and make its needs."""
    session = db.session()
    try:
        stored: Stored | None = get_rule(session, code)
    except NotFound:
        stored = None
    values: Value = {**(stored.value if stored else NEED_RULE.empty()), "code": code}
    values |= {name: None for name, _ in BOUNDS} if no_bounds else {}
    values |= {name: value for name, value in given.items() if value is not None}
    values |= {"tiers": list(tiers)} if tiers else {}
    value, problems = check_rule(session, values)
    if problems:
        raise InvalidRecords({0: problems})
    if preview:
        deliver(_preview(reckon(session, value)), None)
        return
    with write(db.session, COMMAND_LINE, reason):
        plan = save_rule(db.session(), value, stored, stored.version if stored else 0)
    saved = get_rule(db.session(), code)
    deliver(f"Rule {code}, version {saved.version}: {plan_words(plan)}.", None)


def _preview(found: Reckoning) -> str:
    framework = (found.rule["objective"] or "").rpartition(":")[0]
    shelf, settings = current_app.extensions["shelf"], current_app.config["SETTINGS"]
    asked = Filter(columns=Axis.COUNTRY.value, framework=framework)
    report = build_report(db.session, shelf, COMMAND_LINE, asked, today=today(), horizon_months=settings.horizon_months)
    seen = build_preview(found, report)
    counts = ", ".join(
        f"{count} become {'unknown' if level is None else f'need {level}'}" for level, count in seen.levels.items()
    )
    return "\n".join(
        [
            f"{plan_words(found.plan)}; {plural(len(found.plan.kept), 'need')} that somebody entered stay.",
            f"Cells over countries: {counts}.",
            f"Gaps: {len(seen.risen)} more urgent, {len(seen.fallen)} less urgent, of them {len(seen.gone)} no gap.",
            "Nothing is saved.",
        ]
    )


@rules.command("apply")
@click.argument("code")
def apply(code: str) -> None:
    """Make the needs of a rule again, from the values as they are now."""
    get_rule(db.session(), code)
    with write(db.session, COMMAND_LINE, "rule applied again"):
        plan = apply_rule(db.session(), get_rule(db.session(), code))
    deliver(f"{plan_words(plan)}.", None)


@rules.command("delete")
@click.argument("code")
def delete(code: str) -> None:
    """Remove a rule with the needs that it made."""
    stored = get_rule(db.session(), code)
    with write(db.session, COMMAND_LINE, "rule deleted"):
        NEED_RULES.delete(db.session(), {stored.id: stored.version})
    deliver(f"The rule {code} is deleted with the needs that it made.", None)


@needs.command("supply")
@click.option("--framework", help="Code of the framework; the fifteen objectives unless given.")
@click.option("--within", help="Code of a region or partner organisation: its countries alone.")
@click.option("--as-of", metavar="DATE", help="The day to look from, like 2026-11-23; today unless given.")
@click.option("--horizon", metavar="MONTHS", help="Months to look ahead.")
@click.option("--strand", help="Projects of this strand.")
@click.option("--funder", help="Projects of this funder.")
@click.option(
    "--format", "shape", type=click.Choice(["table", "json", "csv", "xlsx"]), default="table", show_default=True
)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def supply(shape: str, output: Path | None, **options: str | None) -> None:
    """Where much is needed and little stands: cells, countries, regions, organisations."""
    given = {name.replace("_", "-"): value for name, value in options.items() if value}
    asked = parse_filter({**given, "columns": Axis.COUNTRY.value})
    shelf, settings = current_app.extensions["shelf"], current_app.config["SETTINGS"]
    report = build_report(db.session, shelf, COMMAND_LINE, asked, today=today(), horizon_months=settings.horizon_months)
    found = SupplyReport(report, Asked())
    deliver_as(
        shape,
        output,
        json=lambda: supply_json(found),
        csv=lambda: supply_csv(found),
        xlsx=lambda: supply_workbook(found, settings.site_name),
        table=lambda: _supply_table(found),
    )


def _supply_table(found: SupplyReport) -> str:
    lines = [
        f"need {spot.need}  depth {spot.depth:4.1f}  {found.row(spot)} - {spot.place.title}: {spot.state.label}"
        for spot in found.shortages
    ]
    for name, groups in (("Regions", found.regions), ("Organisations", found.organisations)):
        lines += ["", f"{name}: short cells of cells of high need"]
        lines += [f"     {one.place.title:36} {one.short:>5} of {one.needy}" for one in groups if one.needy]
    return "\n".join([*lines, "", RULE, *describe_caveats(found.report)])
