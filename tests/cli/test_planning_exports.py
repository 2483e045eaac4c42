"""`portfolio export` of needs, indices, dialogues and instruments: both formats say what is stored."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from flask import Flask

from portfolio.policy.operations import DIALOGUES
from tests.cli.terminal import Terminal
from tests.planning.stock import index, need, needs, objective, reading, written
from tests.policy.stock import dialogue


def _lines(terminal: Terminal, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(terminal("export", name, "--format", "csv").out)))


def test_needs_are_exported_by_country_and_objective(app: Flask, terminal: Terminal) -> None:
    needs(app, need("UG", 3, 6), need("KE", 0, note="=1+1"))
    data = terminal("export", "needs").data
    assert [(one["country"], one["objective"], one["level"]) for one in data["needs"]] == [
        ("KE", None, 0),
        ("UG", objective(6), 3),
    ]
    kenya, uganda = _lines(terminal, "needs")
    assert (kenya["Need"], kenya["Objective"], kenya["Reason"]) == ("0", "", "'=1+1")
    assert (uganda["Need"], uganda["Objective"]) == ("3", objective(6))


def test_an_index_is_exported_with_its_values(app: Flask, terminal: Terminal) -> None:
    index(app, reading("KE", 2024, "98.5", "T1"), reading("KE", 2020, "81.7"))
    (found,) = terminal("export", "indices").data["indices"]
    assert found["tiers"][0] == "T1"
    assert [(value["year"], value["score"]) for value in found["values"]] == [(2020, "81.7"), (2024, "98.5")]
    assert [(line["Year"], line["Value"], line["Tier"]) for line in _lines(terminal, "indices")] == [
        ("2020", "81.7", ""),
        ("2024", "98.5", "T1"),
    ]


def test_dialogues_and_instruments_are_exported_with_their_objectives(app: Flask, terminal: Terminal) -> None:
    given = dialogue("D", objectives=[objective(6), objective(10)])
    written(app, DIALOGUES, given)
    assert terminal("export", "dialogues").data["dialogues"] == [given]
    (line,) = _lines(terminal, "dialogues")
    assert (line["Topics"], line["Archived"]) == (f"{objective(6)}; {objective(10)}", "no")
    names = {one["identifier"] for one in terminal("export", "instruments").data["instruments"]}
    assert names == {line["Reference"] for line in _lines(terminal, "instruments")} >= {"ETS 185"}


def test_each_list_is_exported_as_a_workbook_that_an_import_reads_back(
    app: Flask, terminal: Terminal, tmp_path: Path
) -> None:
    needs(app, need("UG", 3, 6))
    index(app, reading("KE", 2024, "98.5", "T1"))
    written(app, DIALOGUES, dialogue("D", objectives=[objective(6)]))
    for name in ("needs", "indices", "dialogues", "instruments"):
        file = tmp_path / f"{name}.xlsx"
        assert terminal("export", name, "--format", "xlsx", "-o", str(file)).status == 0
        counts = terminal("import", str(file), "--kind", name, "--json").data["counts"]
        assert (counts["create"], counts["update"], counts["rejected"]) == (0, 0, 0), name
        assert counts["unchanged"] > 0, name
