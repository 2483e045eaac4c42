"""`portfolio scenario`: planned, shown, compared and made real by a script, with strict errors."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
from flask import Flask

from tests.cli.terminal import Terminal
from tests.coverage.world import load

SEEN = ("--as-of", "2026-06-01")


def test_a_script_plans_shows_compares_realises_and_takes_back(app: Flask, terminal: Terminal, tmp_path: Path) -> None:
    load(app)
    assert terminal("scenario", "create", "By script").data == {"id": 1}
    assert terminal("scenario", "create", "Other", "--note", "Nothing yet").data == {"id": 2}
    end = json.dumps({"project": "ENDS", "ends_on": "2028-12-31"})
    assert terminal("scenario", "add", "1", "extend", end).data == {"id": 1, "change": 1}
    shown = terminal("scenario", "show", "1", *SEEN, "--format", "json").data
    assert [(one["row"], one["column"], one["difference"]) for one in shown["differences"]] == [
        ("6", "pacific", "stronger"),
    ]  # fmt: skip
    assert "Let ENDS end on 31 December 2028, instead of 31 December 2026" in terminal("scenario", "show", "1").out
    sides = terminal("scenario", "compare", "1", "2", *SEEN, "--format", "json").data
    assert [one["figures"]["gained"] for one in sides["scenarios"]] == [1, 0]
    narrowed = terminal("scenario", "show", "1", *SEEN, "--region", "caribbean", "--format", "json").data
    assert (narrowed["differences"], narrowed["figures"]["after"]["projects"]) == ([], 1)
    assert "region Caribbean" in terminal("scenario", "show", "1", *SEEN, "--region", "caribbean").out
    sides = terminal("scenario", "compare", "1", "2", *SEEN, "--strand", "cybercrime", "--format", "json").data
    assert [one["figures"]["gained"] for one in sides["scenarios"]] == [0, 0]
    book = tmp_path / "plan.xlsx"
    assert terminal("scenario", "export", "1", *SEEN, "-o", str(book)).status == 0
    assert openpyxl.load_workbook(book)["Changes"]["B2"].value.startswith("Let ENDS end")
    assert terminal("scenario", "realise", "1", "1").data == {"projects": ["ENDS"]}
    assert terminal("scenario", "show", "1", *SEEN, "--format", "json").data["differences"] == []
    assert terminal("scenario", "realise", "1", "1", "--back").status == 0
    assert terminal("scenario", "remove", "1", "1").status == 0
    listed = terminal("scenario", "list", "--format", "json").data["scenarios"]
    assert [(one["name"], one["changes"]) for one in listed] == [("By script", []), ("Other", [])]


def test_wrong_use_of_scenarios_is_refused_in_a_sentence(app: Flask, terminal: Terminal) -> None:
    load(app)
    terminal("scenario", "create", "By script")
    terminal("scenario", "create", "By script").refused("another scenario")
    terminal("scenario", "show", "9").refused("no such scenario")
    terminal("scenario", "add", "1", "extend", "[1").refused("not JSON")
    terminal("scenario", "add", "1", "extend", "[]").refused("a JSON object")
    terminal("scenario", "add", "1", "extend", '{"project": "NOPE"}').refused("no project “NOPE”")
    terminal("scenario", "add", "1", "extend", '{"project": "ENDS", "until": "2028"}').refused("no field “until”")
    terminal("scenario", "add", "1", "extend", '{"project": "ENDS"}').refused("Say when it is to end")
    terminal("scenario", "realise", "1", "1").refused("no such change")
    terminal("scenario", "compare", "1", "1", "1", "1", "1").refused("At most 4")
