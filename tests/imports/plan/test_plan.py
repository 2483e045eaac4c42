"""What an import would do with each row, and what it says about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from imports.match import Directory, Known
from imports.outcomes import Mode, Plan, PlannedRow, Policy
from imports.plan import build_plan
from imports.problems import problem
from portfolio.core.project import normal


@dataclass
class Draft:
    row: int
    values: dict[str, Any]
    problems: tuple[Any, ...] = ()
    roles: frozenset[str] = frozenset()
    tiers: frozenset[str] = frozenset()
    assumed: dict[str, frozenset[str]] = field(default_factory=dict)
    partial: frozenset[str] = frozenset()


STORED = normal(
    {
        "code": "A-1",
        "title": "Alpha",
        "status": "pipeline",
        "planned_start": "2024-03",
        "planned_end": "2026",
        "budget_amount": "100.00",
        "budget_currency": "EUR",
        "places": [{"kind": "country", "code": "KE"}],
        "organisations": [{"name": "Funder", "role": "funder"}, {"name": "Doer", "role": "implementer"}],
    }
)


def planned(*rows: dict[str, Any], stored: Any = (STORED,), **options: Any) -> Plan:
    drafts = [row if isinstance(row, Draft) else Draft(number, row) for number, row in enumerate(rows, 2)]
    known = [Known(number, 7, normal(value)) for number, value in enumerate(stored, 1)]
    hidden = options.pop("hidden", ())
    directory = Directory(known, frozenset(hidden))
    return build_plan(drafts, directory, sheet="Sheet1", columns={"code": 0, "title": 1}, **options)


def only(*rows: dict[str, Any], **options: Any) -> PlannedRow:
    return planned(*rows, **options).rows[-1]


def test_only_stated_fields_change_and_blanks_keep_what_is_there() -> None:
    row = only({"code": "A-1", "status": "implementation"})
    assert (row.outcome, row.changes) == ("update", {"status": ["pipeline", "implementation"]})
    assert (row.project_id, row.project_version) == (1, 7)


def test_none_empties_a_field() -> None:
    assert only({"code": "A-1", "planned_end": None}).changes == {"planned_end": ["2026", None]}


def test_a_list_replaces_the_fields_whole_list() -> None:
    row = only({"code": "A-1", "places": [{"kind": "country", "code": "UG", "tier": "hub", "share": None}]})
    assert [link["code"] for link in row.changes["places"][1]] == ["UG"]


def test_organisations_of_roles_that_the_file_does_not_state_stay() -> None:
    values = {"code": "A-1", "organisations": [{"name": "New funder", "role": "funder", "share": None}]}
    row = only(Draft(2, values, roles=frozenset({"funder"})))  # type: ignore[arg-type]
    assert [link["name"] for link in row.changes["organisations"][1]] == ["New funder", "Doer"]


def test_another_spelling_of_an_organisation_is_no_change() -> None:
    values = {"code": "A-1", "organisations": [{"name": "FUNDER.", "role": "funder", "share": None}]}
    assert only(Draft(2, values, roles=frozenset({"funder"}))).outcome == "unchanged"  # type: ignore[arg-type]


def test_a_tier_that_nobody_wrote_stays_as_it_is_stored() -> None:
    stored = {**STORED, "places": [{"kind": "country", "code": "KE", "tier": "hub", "share": "60"}]}
    values = {"code": "A-1", "places": [{"kind": "country", "code": "KE", "tier": "priority", "share": None}]}
    draft = Draft(2, values, assumed={"places": frozenset({"country:KE"})})
    assert only(draft, stored=(stored,)).outcome == "unchanged"  # type: ignore[arg-type]
    assert only(Draft(2, values), stored=(stored,)).outcome == "update"  # type: ignore[arg-type]


def test_where_a_part_of_a_list_could_not_be_read_nothing_is_removed() -> None:
    values = {"code": "A-1", "places": [{"kind": "country", "code": "UG", "tier": "priority", "share": None}]}
    row = only(Draft(2, values, partial=frozenset({"places"})))  # type: ignore[arg-type]
    assert [link["code"] for link in row.changes["places"][1]] == ["KE", "UG"]


def test_what_is_there_already_is_unchanged() -> None:
    assert only({"code": "a-1", "title": "Alpha", "status": "pipeline"}).outcome == "unchanged"


def test_a_new_project_gets_a_code_of_its_acronym_that_no_other_has() -> None:
    plan = planned({"title": "Alpha two", "acronym": "A-1"}, {"title": "Beta, a longer title"})
    assert [row.code for row in plan.rows] == ["A-1-2", "BETA-A-LONGER-TITLE"]


def test_a_title_in_another_script_gets_a_stable_code() -> None:
    first, again = only({"title": "Кибербезопасность"}, stored=()), only({"title": "Кибербезопасность"}, stored=())
    assert first.code == again.code
    assert first.code.startswith("PROJECT-")  # type: ignore[union-attr]


def test_a_row_without_title_and_with_an_unknown_code_is_rejected() -> None:
    row = only({"code": "Z-9", "status": "closed"})
    assert (row.outcome, row.problems[-1].code) == ("rejected", "no-such-project")


def test_a_draft_with_a_rejecting_problem_is_rejected() -> None:
    wrong = problem("no-title-no-code", sheet="Sheet1", row=2, column=0)
    assert only(Draft(2, {}, (wrong,))).outcome == "rejected"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mode", "row", "outcome"),
    [
        (Mode.ADD, {"code": "A-1", "status": "closed"}, "skipped"),
        (Mode.ADD, {"code": "B-1", "title": "Beta"}, "create"),
        (Mode.UPDATE, {"code": "B-1", "title": "Beta"}, "skipped"),
        (Mode.UPDATE, {"code": "A-1", "status": "closed"}, "update"),
    ],
)
def test_the_mode_leaves_rows_out_and_says_so(mode: Mode, row: dict[str, Any], outcome: str) -> None:
    found = only(row, mode=mode)
    assert found.outcome == outcome
    assert outcome != "skipped" or "this import only" in found.reason


def test_a_second_row_about_one_project_is_asked_with_both_rows_named() -> None:
    row = only({"code": "A-1", "status": "closed"}, {"code": "A-1", "status": "cancelled"})
    assert row.outcome == "conflict"
    assert (row.row, "Row 2" in row.problems[-1].message) == (3, True)
    assert row.twin is not None
    assert (row.twin.differs, row.twin.may_differ) == ({"status": ["closed", "cancelled"]}, False)


def test_a_second_row_that_says_the_same_is_nothing() -> None:
    plan = planned({"code": "B", "title": "Beta"}, {"code": "b", "title": "Beta"})
    assert plan.counts["create"] == 1
    assert plan.rows[1].outcome == "unchanged"


def test_codes_of_one_file_that_differ_by_letter_case_are_two_projects_when_their_titles_differ() -> None:
    plan = planned({"code": "HOA-3", "title": "Beta"}, {"code": "HoA-3", "title": "Gamma"})
    assert [(row.outcome, row.code) for row in plan.rows] == [("create", "HOA-3"), ("create", "HoA-3")]


def test_two_new_rows_of_one_title_are_asked_about() -> None:
    row = only({"title": "Beta", "status": "closed"}, {"title": "Beta", "status": "pipeline"})
    assert (row.outcome, "Row 2" in row.reason) == ("conflict", True)
    both = planned({"title": "Beta", "status": "closed"}, {"title": "Beta", "status": "pipeline"}, answers={3: "new"})
    assert [(row.outcome, row.code) for row in both.rows] == [("create", "BETA"), ("create", "BETA-2")]


def test_a_row_that_may_be_two_projects_waits_for_an_answer() -> None:
    twins = ({**STORED, "code": "T-1"}, {**STORED, "code": "T-2"})
    row = only({"title": "Alpha", "status": "closed"}, stored=twins)
    assert (row.outcome, row.problems[-1].nearest) == ("conflict", ("T-1", "T-2"))
    assert only({"title": "Alpha", "status": "closed"}, stored=twins, answers={2: "T-2"}).project_id == 2


def test_an_end_before_the_stored_start_stays_out() -> None:
    row = only({"code": "A-1", "planned_end": "2020", "status": "closed"})
    assert (row.changes, row.problems[-1].code) == ({"status": ["pipeline", "closed"]}, "end-before-start")


def test_a_start_after_the_stored_end_stays_out() -> None:
    row = only({"code": "A-1", "planned_start": "2030"})
    assert (row.outcome, row.problems[-1].field) == ("unchanged", "planned_start")


def test_a_value_that_cannot_be_kept_rejects_the_row() -> None:
    row = only({"code": "A-1", "website": "not an address"})
    assert (row.outcome, row.problems[-1].code) == ("rejected", "invalid-value")


def test_a_programme_is_found_among_stored_projects_and_rows_of_the_file() -> None:
    plan = planned(
        {"code": "C", "title": "Child", "parent": "alpha"},
        {"code": "D", "title": "Grandchild", "parent": "Programme Z"},
        {"title": "Programme Z"},
    )
    assert [row.values["parent"] for row in plan.rows] == ["A-1", "PROGRAMME-Z", None]


def test_an_unknown_programme_stays_out_and_is_named() -> None:
    row = only({"code": "C", "title": "Child", "parent": "Nobody"})
    assert (row.outcome, row.values["parent"], row.problems[-1].code) == ("create", None, "unknown-project")


def test_a_programme_whose_row_is_rejected_stays_out() -> None:
    plan = planned({"code": "C", "title": "Child", "parent": "P"}, {"code": "P", "title": "Top", "website": "x y"})
    assert (plan.rows[0].outcome, plan.rows[0].values["parent"]) == ("create", None)


def test_programmes_in_a_circle_stay_out() -> None:
    plan = planned({"code": "A-1", "parent": "B"}, {"code": "B", "title": "Beta", "parent": "A-1"})
    assert {row.problems[-1].code for row in plan.rows} == {"parent-circle"}
    assert [row.outcome for row in plan.rows] == ["unchanged", "create"]


def test_a_code_of_a_project_one_may_not_see_is_refused() -> None:
    row = only({"code": "SECRET", "title": "Mine"}, hidden=("SECRET",))
    assert (row.outcome, row.problems[-1].code) == ("rejected", "not-allowed")


def test_an_archived_project_is_not_changed() -> None:
    row = only({"code": "A-1", "status": "closed"}, stored=({**STORED, "archived": True},))
    assert (row.outcome, row.problems[-1].code) == ("rejected", "archived-project")


def test_one_rejected_row_blocks_all_or_nothing_and_not_good_rows() -> None:
    rows = ({"code": "B", "title": "Beta"}, {"code": "Z"})
    assert planned(*rows).blocked
    assert not planned(*rows, policy=Policy.GOOD).blocked


def test_the_plan_says_in_words_what_it_would_do() -> None:
    changed = {"code": "A-1", "status": "closed", "title": "Alpha 1"}
    plan = planned(changed, {"code": "B", "title": "Beta"}, {"code": "Z"})
    assert plan.sentence == "Adds 1 project, changes 2 fields of 1 project, rejects 1 row; deletes nothing."
    assert planned({"code": "A-1"}).sentence == "Changes nothing, leaves 1 alone; deletes nothing."


def test_an_iati_identifier_of_another_project_stays_out_and_is_named() -> None:
    stored = ({"code": "A-1", "title": "Alpha"}, {"code": "B-1", "title": "Beta", "iati_identifier": "XM-DAC-1-B"})
    row = only({"code": "A-1", "iati_identifier": "XM-DAC-1-B", "status": "closed"}, stored=stored)
    assert (row.outcome, list(row.changes)) == ("update", ["status"])
    assert [(wrong.code, wrong.severity) for wrong in row.problems] == [("identifier-taken", "drop")]
    assert "the project B-1" in row.problems[0].message


def test_of_two_rows_with_one_iati_identifier_the_first_keeps_it() -> None:
    both = [{"code": code, "title": f"Title of {code}", "iati_identifier": "XM-DAC-1-N"} for code in ("N-1", "N-2")]
    one, two = planned(*both).rows
    assert (one.values["iati_identifier"], two.values["iati_identifier"]) == ("XM-DAC-1-N", None)
    assert "row 2" in two.problems[0].message


def test_changes_of_a_new_project_are_its_values_beside_nothing() -> None:
    row = only({"code": "N-1", "title": "New", "status": None, "places": []}, stored=())
    assert (row.outcome, row.edits) == ("create", None)
    assert row.changes == {"code": [None, "N-1"], "title": [None, "New"]}
    assert row.as_json()["changes"] == row.changes


def test_rows_that_write_nothing_change_nothing() -> None:
    rows = planned(
        {"code": "A-1", "title": "Alpha"}, {"code": "B-1"}, {"code": "N-1", "title": "New"}, mode=Mode.UPDATE
    )
    assert [(row.outcome.value, row.changes) for row in rows.rows] == [
        ("unchanged", {}), ("rejected", {}), ("skipped", {}),
    ]  # fmt: skip
