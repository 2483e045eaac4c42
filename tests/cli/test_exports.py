"""`portfolio export`: the shapes that scripts rely on, key by key."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from portfolio.core.project import empty
from portfolio.core.terms import PlaceKind, Status, Strand, Visibility
from tests.cli.terminal import Terminal

PROJECT = {
    "code", "title", "acronym", "summary", "strand", "status", "planned_start", "planned_end", "actual_start",
    "actual_end", "precision", "budget", "objectives", "places", "organisations", "parent", "predecessor",
    "visibility", "last_reviewed_on",
}  # fmt: skip
BUDGET = {"amount", "currency", "eur", "rate_date", "rate_source"}
PARTIAL = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
AMOUNT = re.compile(r"\d+(\.\d+)?")


def by_code(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Projects of an export by code."""
    return {project["code"]: project for project in data["projects"]}


def test_a_project_has_the_agreed_keys_and_types(stocked: Terminal) -> None:
    data = stocked("export", "projects", "--format", "json").data
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", data["as_of"])
    assert list(data) == ["as_of", "projects"]
    assert set(by_code(data)) == {"LAST", "ENDS", "GONE", "PLAN", "MUTE", "VIA", "VOID", "HIDE"}
    for project in data["projects"]:
        assert set(project) >= PROJECT
        assert set(project) - PROJECT <= {"iati_identifier", "website", "source", "archived"}
        assert project["status"] in {None, *(term.value for term in Status)}
        assert project["strand"] in {None, *(term.value for term in Strand)}
        assert project["visibility"] in {term.value for term in Visibility}
        assert project["budget"] is None or set(project["budget"]) == BUDGET
        dated = {name for name in ("planned_start", "planned_end", "actual_start", "actual_end") if project[name]}
        assert set(project["precision"]) == dated
        assert all(PARTIAL.fullmatch(project[name]) for name in dated)
        for link in project["objectives"]:
            assert set(link) == {"framework", "number", "significance", "share", "note"}
        for link in project["places"]:
            assert set(link) == {"kind", "code", "tier", "share"}
            assert link["kind"] in {kind.value for kind in PlaceKind}
        for link in project["organisations"]:
            assert set(link) == {"name", "role", "share"}


def test_a_projects_values_are_those_it_was_given(stocked: Terminal) -> None:
    found = by_code(stocked("export", "projects").data)
    last = found["LAST"]
    assert (last["planned_start"], last["planned_end"]) == ("2024", "2029")
    assert last["precision"] == {"planned_start": "year", "planned_end": "year"}
    assert found["ENDS"]["precision"] == {"planned_start": "month", "planned_end": "day"}
    assert last["budget"] == {
        "amount": "900.00", "currency": "EUR", "eur": "900.00", "rate_date": None, "rate_source": None,
    } or last["budget"]["eur"] == "900.00"  # fmt: skip
    yen = found["VIA"]["budget"]
    assert (yen["amount"], yen["currency"]) == ("1000000", "JPY")
    assert AMOUNT.fullmatch(yen["eur"])
    assert yen["rate_date"]
    assert yen["rate_source"]
    assert [place["code"] for place in last["places"]] == ["GH", "NG", "SN"]
    assert last["organisations"] == [{"name": "European Union", "role": "funder", "share": None}]
    assert found["VOID"]["precision"] == {}
    assert found["HIDE"]["visibility"] == "restricted"


def test_amounts_are_texts_never_floating_numbers(stocked: Terminal) -> None:
    for project in stocked("export", "projects").data["projects"]:
        budget = project["budget"] or {}
        for name in ("amount", "eur"):
            assert budget.get(name) is None or AMOUNT.fullmatch(budget[name]), project["code"]


def test_the_three_formats_say_the_same(stocked: Terminal, tmp_path: Path) -> None:
    data = stocked("export", "projects", "-o", "p.json")
    assert (data.status, data.out, data.err) == (0, "", "")
    projects = by_code(stocked("export", "projects").data)
    rows = list(csv.DictReader(io.StringIO(stocked("export", "projects", "--format", "csv").out.lstrip("\ufeff"))))
    assert [row["Code"] for row in rows] == sorted(projects)
    assert stocked("export", "projects", "--format", "xlsx", "-o", "p.xlsx").status == 0
    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx")["Projects"]
    headings = [cell.value for cell in sheet[1]]
    for row, cells in zip(rows, sheet.iter_rows(min_row=2, values_only=True), strict=True):
        there = dict(zip(headings, cells, strict=True))
        project = projects[row["Code"]]
        assert (there["Code"], there["Title"]) == (row["Code"], row["Title"]) == (row["Code"], project["title"])
        if project["budget"] and project["budget"]["amount"]:
            assert Decimal(str(there["Budget"])) == Decimal(row["Budget"]) == Decimal(project["budget"]["amount"])
        assert (there["Places"] or "") == row["Places"]
        assert (there["Objectives"] or "") == row["Objectives"]


def test_places_have_the_agreed_shape(terminal: Terminal) -> None:
    data = terminal("export", "places", "--format", "json").data
    assert list(data) == ["regions", "organisations"]
    seen: set[str] = set()
    for region in data["regions"]:
        assert list(region) == ["code", "title", "partner", "countries"]
        assert isinstance(region["partner"], bool)
        assert all(re.fullmatch("[A-Z]{2}", code) for code in region["countries"])
        assert not seen & set(region["countries"]), "a country is in one region"
        seen |= set(region["countries"])
    for organisation in data["organisations"]:
        assert list(organisation) == ["code", "title", "members"]
        for member in organisation["members"]:
            assert list(member) == ["country", "from", "to"]
            assert member["country"] in seen
            assert member["from"] is None or member["to"] is None or member["from"] < member["to"]
    assert {"GH", "XK", "FJ"} <= seen
    assert {"ASEAN", "AU"} <= {organisation["code"] for organisation in data["organisations"]}


def test_an_export_of_nothing_is_an_empty_list(terminal: Terminal) -> None:
    assert terminal("export", "projects").data["projects"] == []
    lines = terminal("export", "projects", "--format", "csv").out.splitlines()
    assert [line for line in lines if line] == [lines[0]]
    assert lines[0].lstrip("\ufeff").startswith("Code,Title,")


def test_an_empty_project_still_has_every_key(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("Title\nAlone\n", encoding="utf-8")
    assert terminal("import", "one.csv", "--apply").status == 0
    (project,) = terminal("export", "projects").data["projects"]
    assert set(project) >= PROJECT
    assert project["objectives"] == project["places"] == project["organisations"] == []
    assert {name for name in empty() if name in project and project[name] not in (None, [], False)} == {
        "code", "title", "visibility",
    }  # fmt: skip
