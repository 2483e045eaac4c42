"""Rules of needs in the browser and in the terminal: previewed, saved, versioned, applied again, deleted."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from portfolio.core.people import COMMAND_LINE
from portfolio.core.terms import Role
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.planning.operations import INDEX_VALUES
from portfolio.planning.queries import load_needs
from portfolio.planning.rules import load_rules
from tests.cast import sign_in, token_of
from tests.cli.conftest import stocked, terminal
from tests.cli.terminal import Terminal
from tests.coverage.world import load
from tests.planning.stock import index, need, needs, objective, reading
from tests.projects.battery import needs_sign_in, page, says_so, takes_only

__all__ = ["stocked", "terminal"]

RULE = {"title": "Needs by score", "index": "GCI", "objective": "", "high": "30", "medium": "50", "low": "70,5"}


def _post(client: FlaskClient, address: str, source: str | None = None, **fields: Any) -> Any:
    return client.post(address, data={"csrf_token": token_of(client, source or address), **fields})


def _made(app: Flask) -> dict[str, tuple[int, str, str | None]]:
    with app.app_context():
        values = [stored.value for stored in load_needs(db.session).values()]
        return {value["country"]: (value["level"], value["origin"], value["rule"]) for value in values}


def _stock(app: Flask) -> FlaskClient:
    load(app)
    index(
        app, reading("KE", 2024, "20"), reading("UG", 2024, "45"), reading("GH", 2024, "90"), reading("FJ", 2020, "1")
    )
    needs(app, need("KE", 1))
    return sign_in(app, Role.PLANNER)


def test_rules_are_read_by_all_and_made_by_planners(app: Flask) -> None:
    planner = _stock(app)
    assert _post(planner, "/needs/rules/new", code="g", do="save", **RULE).status_code == 303
    for address in ("/needs/rules", "/needs/rules/g", "/needs/rules/new", "/needs/rules/g/edit"):
        needs_sign_in(app, address)
    viewer, manager = sign_in(app, Role.VIEWER), sign_in(app, Role.MANAGER)
    for address in ("/needs/rules", "/needs/rules/g"):
        assert "Delete" not in page(viewer, address)
    for address in ("/needs/rules/new", "/needs/rules/g/edit"):
        assert manager.get(address).status_code == 403
    planner = sign_in(app, Role.PLANNER)
    for address in ("/needs/rules/none", "/needs/rules/none/edit", "/needs/rules/a%00"):
        says_so(planner, address)
    takes_only(planner, "/needs/rules/g/apply", "POST")


def test_a_preview_says_what_would_change_and_saves_nothing(app: Flask) -> None:
    planner = _stock(app)
    answer = _post(planner, "/needs/rules/new", code="g", do="preview", **RULE)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "nothing is saved yet" in text
    # Fiji and Uganda get needs for all fifteen, Ghana's become 0; Kenya's was entered
    assert "On the grid: 45 of" in text
    assert "KE: need 1 stays; the rule says 3." in text
    assert "unknown → 3" in text
    assert "1.50 → 3.00" in text
    assert "<title>0 to below 10: 1 with need 3</title>" in text
    assert _made(app) == {"KE": (1, "entered", None)}


def test_saved_needs_name_the_rule_and_its_version_and_entered_ones_stay(app: Flask) -> None:
    planner = _stock(app)
    _post(planner, "/needs/rules/new", code="g", do="save", reason="Board of March", **RULE)
    assert _made(app) == {
        "KE": (1, "entered", None), "FJ": (3, "rule", "g@1"), "UG": (2, "rule", "g@1"), "GH": (0, "rule", "g@1"),
    }  # fmt: skip
    gaps = json.loads(planner.get("/gaps.json?columns=country").data)["gaps"]
    assert {gap["need"] for gap in gaps if gap["column"] == "UG"} == {2}
    assert not [gap for gap in gaps if gap["column"] == "GH"]
    edit = {**RULE, "medium": "40", "oldest_year": "2021", "reason": "Newer values"}
    assert _post(planner, "/needs/rules/g/edit", version="1", do="save", **edit).status_code == 303
    assert _made(app) == {"KE": (1, "entered", None), "UG": (1, "rule", "g@2"), "GH": (0, "rule", "g@2")}
    text = page(planner, "/needs/rules/g")
    for words in ("2 versions", "Version 2</b>: need 3: 30; need 2: 40;", "Version 1</b>: need 3: 30; need 2: 50;",
                  "Board of March", "Newer values"):  # fmt: skip
        assert words in text, words
    stale = _post(planner, "/needs/rules/g/edit", version="1", do="save", **RULE)
    assert stale.status_code == 409


def test_what_a_person_sets_over_a_rule_is_no_rules_any_more(app: Flask) -> None:
    planner = _stock(app)
    _post(planner, "/needs/rules/new", code="g", do="save", **RULE)
    assert "g, version 1" in page(planner, "/needs/UG")
    assert _post(planner, "/needs/UG", level="3", version="1").status_code == 303
    assert _made(app)["UG"] == (3, "entered", None)
    _post(planner, "/needs/rules/g/apply", "/needs/rules/g/edit")
    assert _made(app)["UG"] == (3, "entered", None)


def test_a_rule_whose_values_moved_says_so_and_is_applied_again(app: Flask) -> None:
    planner = _stock(app)
    _post(planner, "/needs/rules/new", code="g", do="save", **RULE)
    with app.app_context(), write(db.session, COMMAND_LINE, "newer values"):
        INDEX_VALUES.create(db.session, [reading("UG", 2025, "60"), reading("RW", 2025, "10")])
    assert "adds 1, changes 1 and takes out 0" in page(planner, "/needs/rules/g")
    _post(planner, "/needs/rules/g/apply", "/needs/rules/g/edit")
    assert (_made(app)["UG"], _made(app)["RW"]) == ((1, "rule", "g@1"), (3, "rule", "g@1"))
    assert "have changed since" not in page(planner, "/needs/rules/g")


def test_what_cannot_be_a_rule_stands_at_its_field_and_nothing_is_saved(app: Flask) -> None:
    planner = _stock(app)
    _post(planner, "/needs/rules/new", code="g", do="save", **RULE)
    other = {**RULE, "code": "h", "objective": objective(6)}
    tiers = {**other, "high": "", "medium": "", "low": "", "tiers": "T9 = 3"}
    for fields, sentence in (
        ({**other, "objective": ""}, "The rule “g” makes these needs already."),
        ({**other, "code": "g"}, "There is another need rule “g” already."),
        ({**other, "high": "90", "medium": "80"}, "higher is better, so the bounds"),
        ({**other, "high": "a lot"}, "a lot"),
        (tiers, "is not a tier of it"),
    ):
        answer = _post(planner, "/needs/rules/new", do="save", **fields)
        assert answer.status_code == 422, fields
        assert sentence in answer.get_data(as_text=True), fields
    refused = _post(planner, "/indices/GCI/delete", "/indices/GCI/edit", version="1")
    assert "rests on this index" in refused.get_data(as_text=True)
    with app.app_context():
        assert len(load_rules(db.session)) == 1


def test_a_deleted_rule_takes_its_needs_along(app: Flask) -> None:
    planner = _stock(app)
    _post(planner, "/needs/rules/new", code="g", do="save", **RULE)
    _post(planner, "/needs/rules/g/delete", "/needs/rules/g/edit", version="1")
    assert _made(app) == {"KE": (1, "entered", None)}
    assert "Need rule g removed" in page(planner, "/history?entity=need+rule")


def test_the_command_previews_saves_lists_and_deletes(app: Flask, stocked: Terminal) -> None:
    index(app, reading("KE", 2024, "20"), reading("UG", 2024, "45", "T3"))
    given = ("--code", "g", "--title", "By score", "--index", "GCI", "--high", "30", "--medium", "50")
    shown = stocked("needs", "rules", "set", *given, "--preview")
    assert shown.status == 0
    assert "2 needs added" in shown.out
    assert _made(app) == {}
    assert "version 1" in stocked("needs", "rules", "set", *given, "--reason", "First").out
    assert "version 2" in stocked("needs", "rules", "set", "--code", "g", "--tier", "T3=1", "--no-bounds").out
    assert _made(app) == {"UG": (1, "rule", "g@2")}
    (rule,) = stocked("needs", "rules", "list", "--format", "json").data["rules"]
    assert (rule["code"], rule["version"], rule["needs_made"], rule["tiers"]) == ("g", 2, 1, ["T3=1"])
    stocked("needs", "rules", "set", "--code", "g", "--high", "x").refused("is not a number")
    stocked("needs", "rules", "apply", "nothing").refused("There is no such rule")
    assert "Nothing changed" in stocked("needs", "rules", "apply", "g").out
    stocked("needs", "rules", "delete", "g")
    assert _made(app) == {}
