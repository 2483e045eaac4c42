"""`portfolio what-next`: what the page says, for scripts and for the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
from flask import Flask

from portfolio.core.terms import Role
from tests.cast import sign_in
from tests.cli.terminal import Terminal

ASKED = ("--budget", "60", "--unit-cost", "1000", "--as-of", "2026-06-01")


def test_the_command_says_what_the_page_says(stocked: Terminal, app: Flask, tmp_path: Path) -> None:
    address = "/what-next.json?budget=60&unit-cost=1000&unit-cost-9=50&as-of=2026-06-01"
    page = json.loads(sign_in(app, Role.PLANNER).get(address).data)
    told = stocked("what-next", *ASKED, "--cost", "9=50", "--format", "json").data
    assert told == page
    assert len(told["chosen"]) == 1
    table = stocked("what-next", *ASKED).out
    assert "1 project for EUR 33.31 remove 0.90 of" in table
    assert "proven best" in table
    stocked("what-next", *ASKED, "--format", "xlsx", "-o", "next.xlsx", "--save", "Kept")
    assert openpyxl.load_workbook(tmp_path / "next.xlsx")["Chosen"].max_row == 2
    again = stocked("what-next", *ASKED, "--scenario", "1", "--without-templates", "--format", "json").data
    assert again["best"]["cost_eur"] == "33.31"
