"""`portfolio cliffs`: what the page says, in every format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
from flask import Flask

from portfolio.core.terms import Role
from tests.cast import sign_in
from tests.cli.terminal import Terminal

DAY = ("--as-of", "2026-06-01", "--from", "2024-06")


def test_the_command_says_what_the_page_says(stocked: Terminal, app: Flask) -> None:
    client = sign_in(app, Role.PLANNER)
    page = json.loads(client.get("/cliffs.json?as-of=2026-06-01&from=2024-06&years=4&row=6&column=pacific").data)
    told = stocked("cliffs", *DAY, "--years", "4", "--row", "6", "--column", "pacific", "--format", "json").data
    assert told == page
    assert len(told["months"]) == 48
    assert [loss["on"] for loss in told["losses"]] == ["2026-12-31"]


def test_all_formats_agree(stocked: Terminal, tmp_path: Path) -> None:
    data = stocked("cliffs", *DAY, "--format", "json").data
    losses = list(csv.DictReader(io.StringIO(stocked("cliffs", *DAY, "--format", "csv").out)))
    assert [(loss["row"], loss["column"], loss["on"]) for loss in losses] == [
        (loss["row"], loss["column"], loss["on"]) for loss in data["losses"]
    ]
    months = list(csv.DictReader(io.StringIO(stocked("cliffs", *DAY, "--format", "csv", "--months").out)))
    assert [int(month["covered"]) for month in months] == [month["states"]["covered"] for month in data["months"]]
    table = stocked("cliffs", *DAY).out
    assert [line[:10] for line in table.splitlines() if "; then " in line] == [loss["on"] for loss in data["losses"]]
    stocked("cliffs", *DAY, "--format", "xlsx", "-o", "cliffs.xlsx")
    assert openpyxl.load_workbook(tmp_path / "cliffs.xlsx")["Months"].max_row == len(data["months"]) + 1


def test_an_odd_month_is_refused_with_a_sentence(stocked: Terminal) -> None:
    answer = stocked("cliffs", "--from", "2024-13")
    assert answer.status != 0
    assert "is not a day" in answer.err
