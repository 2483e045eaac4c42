"""`portfolio coverage` and `portfolio gaps`: their shapes, their options, and that all formats agree."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from flask import Flask

from portfolio.core.terms import CellState, Role
from tests.cast import sign_in
from tests.cli.terminal import Terminal

DAY = ("--as-of", "2026-06-01")
STATES = {state.value for state in CellState}
HEADING = {"as_of", "horizon_months", "scope", "framework", "columns_kind", "filter"}
CELL = {
    "row", "column", "state", "projects", "direct", "via", "budget_eur", "depth", "ends_on", "last_ended_on",
    "next_start_on", "countries",
}  # fmt: skip
TOTALS = {"portfolio_eur", "cells_eur", "unclassified_eur", "unplaced_eur", "regional_eur", "several_regions_eur"}
GAP = {"row", "column", "state", "reason", "priority", "need", "last_project", "next_project", "nearby"}


def cell(data: dict[str, Any], row: str, column: str) -> dict[str, Any]:
    """The cell of a grid."""
    return next(one for one in data["cells"] if (one["row"], one["column"]) == (row, column))


@pytest.mark.parametrize("columns", ["region", "organisation", "country"])
def test_the_grid_has_the_agreed_shape(stocked: Terminal, columns: str) -> None:
    data = stocked("coverage", *DAY, "--columns", columns, "--format", "json").data
    assert set(data) >= HEADING | {"rows", "columns", "cells", "totals", "caveats"}
    assert (data["as_of"], data["horizon_months"], data["scope"]) == ("2026-06-01", 12, "current")
    assert (data["framework"], data["columns_kind"]) == ("eu-cyber-diplomacy-15", columns)
    for line in (*data["rows"], *data["columns"]):
        assert set(line) == {"code", "title"}
    assert len(data["rows"]) == 15
    places = [(row["code"], column["code"]) for row in data["rows"] for column in data["columns"]]
    assert [(one["row"], one["column"]) for one in data["cells"]] == places
    for one in data["cells"]:
        assert set(one) >= CELL
        assert one["state"] in STATES
        assert isinstance(one["direct"], int)
        assert isinstance(one["via"], int)
        Decimal(one["budget_eur"])
        assert set(one["countries"]) <= STATES
    totals = data["totals"]
    assert set(totals) >= TOTALS
    parts = [Decimal(value) for name, value in totals.items() if name.endswith("_eur") and name != "portfolio_eur"]
    assert sum(parts) == Decimal(totals["portfolio_eur"])


def test_the_grid_says_what_can_be_counted_by_hand(stocked: Terminal) -> None:
    data = stocked("coverage", *DAY, "--format", "json").data
    assert cell(data, "6", "west-africa")["state"] == "covered"
    assert cell(data, "6", "pacific") | {"ends_on": "2026-12-31", "state": "ending"} == cell(data, "6", "pacific")
    assert cell(data, "9", "central-asia")["last_ended_on"] == "2023-05-31"
    assert cell(data, "10", "east-asia")["next_start_on"] == "2026-10-01"
    assert cell(data, "6", "eastern-africa")["projects"] == ["HIDE"]
    assert data["caveats"]["undated"] == 1


def test_options_change_what_they_say(stocked: Terminal) -> None:
    def state(row: str, column: str, *options: str) -> str:
        found: str = cell(stocked("coverage", *options, "--format", "json").data, row, column)["state"]
        return found

    assert state("6", "pacific", *DAY, "--horizon", "6") == "covered"
    assert state("6", "pacific", *DAY, "--horizon", "7") == "ending"
    assert state("9", "central-asia", "--as-of", "2022-01-01", "--horizon", "0") == "covered"
    assert state("6", "west-africa", *DAY, "--strand", "cyber-resilience") == "never"
    assert state("6", "west-africa", *DAY, "--funder", "European Union") == "covered"
    current, everything = (
        stocked("coverage", *DAY, "--scope", scope, "--format", "json").data["totals"]["portfolio_eur"]
        for scope in ("current", "all")
    )
    assert Decimal(everything) == Decimal(current) + Decimal("50.00")
    other = stocked("coverage", *DAY, "--framework", "eu-cyber-measures", "--format", "json").data
    assert other["framework"] == "eu-cyber-measures"
    within = stocked("coverage", *DAY, "--within", "pacific", "--format", "json").data
    assert {"FJ", "WS"} <= {column["code"] for column in within["columns"]}


def test_gaps_have_the_agreed_shape_and_order(stocked: Terminal) -> None:
    data = stocked("gaps", *DAY, "--format", "json").data
    assert set(data) >= {"as_of", "gaps"}
    for gap in data["gaps"]:
        assert set(gap) == GAP
        assert gap["reason"].endswith(".")
        assert gap["state"] in STATES
        assert isinstance(gap["nearby"], list)
    priorities = [gap["priority"] for gap in data["gaps"]]
    assert priorities == sorted(priorities, reverse=True)
    lapsed = next(gap for gap in data["gaps"] if (gap["row"], gap["column"]) == ("9", "central-asia"))
    assert (lapsed["state"], lapsed["last_project"], lapsed["next_project"]) == ("lapsed", "GONE", None)
    planned = next(gap for gap in data["gaps"] if (gap["row"], gap["column"]) == ("10", "east-asia"))
    assert planned["next_project"] == "PLAN"


@pytest.mark.parametrize("command", ["coverage", "gaps"])
def test_every_format_goes_to_a_file_or_to_standard_output(stocked: Terminal, tmp_path: Path, command: str) -> None:
    for shape in ("table", "json", "csv"):
        aloud = stocked(command, *DAY, "--format", shape)
        assert (aloud.status, aloud.err) == (0, "")
        kept = stocked(command, *DAY, "--format", shape, "-o", f"report.{shape}")
        assert (kept.status, kept.out, kept.err) == (0, "", "")
        written = (tmp_path / f"report.{shape}").read_bytes().decode("utf-8")
        assert written.splitlines() == aloud.out.removesuffix("\n").splitlines()
    json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert len(list(csv.reader(io.StringIO((tmp_path / "report.csv").read_text(encoding="utf-8"))))) > 15
    assert stocked(command, *DAY, "--format", "xlsx", "-o", "report.xlsx").status == 0
    assert "Gaps" in openpyxl.load_workbook(tmp_path / "report.xlsx").sheetnames


def test_terminal_csv_json_and_workbook_agree_on_the_gaps(stocked: Terminal, tmp_path: Path) -> None:
    gaps = stocked("gaps", *DAY, "--format", "json").data["gaps"]
    reasons = [gap["reason"] for gap in gaps]
    table = stocked("gaps", *DAY).out
    assert [line for line in table.splitlines() if line.endswith(tuple(set(reasons)))][: len(reasons)]
    text = stocked("gaps", *DAY, "--format", "csv").out.lstrip("\ufeff")
    rows = [row for row in csv.reader(io.StringIO(text)) if row]
    assert len(rows) - 1 == len(gaps)
    assert all(reason in row for reason, row in zip(reasons, rows[1:], strict=True))
    stocked("gaps", *DAY, "--format", "xlsx", "-o", "gaps.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "gaps.xlsx")["Gaps"]
    assert [row[5] for row in sheet.iter_rows(min_row=2, values_only=True)] == reasons


def test_the_command_says_what_the_page_says(stocked: Terminal, app: Flask) -> None:
    client = sign_in(app, Role.PLANNER)
    for name in ("coverage", "gaps"):
        for query, options in (("", ()), ("&columns=country&scope=all", ("--columns", "country", "--scope", "all"))):
            page = json.loads(client.get(f"/{name}.json?as-of=2026-06-01{query}").data)
            assert stocked(name, *DAY, *options, "--format", "json").data == page
