"""`portfolio import` and `portfolio undo` as a contract: what is said, what is kept; a dry run keeps nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portfolio.extensions import db
from portfolio.models.base import Base
from tests.cli.terminal import Terminal
from tests.imports.books import csv_of, xlsx_of

GOOD = csv_of("Code,Title,Countries,Budget,Currency", "N-1,New,KE,10,EUR", "LAST,Lasting work renewed,GH,,")
MIXED = csv_of("Code,Title,Countries", "N-1,New,KE", "Z-9,,KE", "N-2,Other,Nowhereland")
ROW = {"row", "outcome", "code", "title", "changes", "problems"}
PROBLEM = {"cell", "code", "severity", "value", "message", "remedy"}
OUTCOMES = {"create", "update", "unchanged", "conflict", "rejected", "skipped"}


def everything(app: Flask) -> dict[str, int]:
    """How many rows every table has."""
    with app.app_context():
        return {
            table.name: db.session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Files to import, by name."""
    found = {}
    for name, data in {
        "good.csv": GOOD,
        "mixed.csv": MIXED,
        "bad.csv": csv_of("Code,Title", "A-1,Alpha", "Z-9,"),
        "book.xlsx": xlsx_of([["Liste 2026"], [], ["Code", "Title"], ["B-1", "Beta"], ["Total", None]], "Liste"),
    }.items():
        found[name] = tmp_path / name
        found[name].write_bytes(data)
    return found


def test_the_json_has_the_agreed_shape(stocked: Terminal, files: dict[str, Path]) -> None:
    said = stocked("import", files["mixed.csv"], "--rows", "good", "--json").data
    assert set(said) >= {"batch", "file", "sheet", "header_row", "mapping", "counts", "rows", "skipped"}
    assert (said["batch"], said["file"], said["header_row"]) == (None, "mixed.csv", 1)
    for column in said["mapping"]:
        assert set(column) == {"column", "heading", "field", "reason", "score"}
    assert set(said["counts"]) == OUTCOMES
    for row in said["rows"]:
        assert set(row) >= ROW
        assert row["outcome"] in OUTCOMES
        assert all(len(pair) == 2 for pair in row["changes"].values())
        assert all(set(problem) == PROBLEM for problem in row["problems"])
    assert [(row["row"], row["outcome"]) for row in said["rows"]] == [(2, "create"), (3, "rejected"), (4, "create")]
    (unknown,) = said["rows"][2]["problems"]
    assert (unknown["cell"], unknown["value"], unknown["severity"]) == ("C4", "Nowhereland", "drop")
    book = stocked("import", files["book.xlsx"], "--json").data
    assert (book["sheet"], book["header_row"]) == ("Liste", 3)
    assert [set(one) for one in book["skipped"]] == [{"row", "reason"}] * len(book["skipped"])
    assert 5 in [one["row"] for one in book["skipped"]]


@pytest.mark.parametrize("options", [(), ("--dry-run", "--json"), ("--rows", "good"), ("--mode", "update")], ids=str)
def test_without_apply_nothing_at_all_is_kept(
    stocked: Terminal, app: Flask, files: dict[str, Path], options: tuple[str, ...]
) -> None:
    before, projects = everything(app), stocked("export", "projects").data
    for file in files.values():
        assert stocked("import", file, *options).status in (0, 1)
    assert everything(app) == before
    assert stocked("export", "projects").data == projects


def test_a_blocked_import_keeps_nothing_and_ends_with_status_1(
    stocked: Terminal, app: Flask, files: dict[str, Path]
) -> None:
    before = everything(app)
    done = stocked("import", files["mixed.csv"], "--apply")
    assert (done.status, done.err) == (1, "")
    assert "Nothing was imported" in done.out
    said = stocked("import", files["mixed.csv"], "--apply", "--json")
    assert (said.status, said.err, json.loads(said.out)["batch"]) == (1, "", None)
    assert everything(app) == before


def test_apply_then_undo_leaves_the_portfolio_as_it_was(stocked: Terminal, app: Flask, files: dict[str, Path]) -> None:
    before = stocked("export", "projects").data
    said = stocked("import", files["good.csv"], "--apply", "--json").data
    assert said["batch"] == 1
    assert said["counts"] | {"create": 1, "update": 1} == said["counts"]
    renewed = next(row for row in said["rows"] if row["code"] == "LAST")
    assert renewed["changes"]["title"] == ["Lasting work", "Lasting work renewed"]
    after = {project["code"]: project for project in stocked("export", "projects").data["projects"]}
    assert (after["N-1"]["budget"]["amount"], after["LAST"]["title"]) == ("10.00", "Lasting work renewed")
    again = stocked("import", files["good.csv"], "--json").data["counts"]
    assert again == dict.fromkeys(OUTCOMES, 0) | {"unchanged": 2}
    assert stocked("undo", said["batch"]).status == 0
    assert stocked("export", "projects").data == before
    assert stocked("check", "--json").data == {"faults": []}
    stocked("undo", said["batch"]).refused("taken back already")


def test_undo_again_brings_back_what_the_undo_took(stocked: Terminal, files: dict[str, Path]) -> None:
    batch = stocked("import", files["good.csv"], "--apply", "--json").data["batch"]
    after = stocked("export", "projects").data
    stocked("undo", batch, "--again").refused("stands as it was applied")
    stocked("undo", batch)
    done = stocked("undo", batch, "--again")
    assert (done.status, done.err) == (0, "")
    assert f"Import {batch} is applied again: 1 removed project brought back, 1 reversed one changed" in done.out
    assert stocked("export", "projects").data == after
    assert stocked("check", "--json").data == {"faults": []}
    assert stocked("undo", batch, "--json").data["counts"]["deleted"] == 1


def test_undo_says_what_it_kept_because_somebody_edited_it(stocked: Terminal, files: dict[str, Path]) -> None:
    first = stocked("import", files["good.csv"], "--apply", "--json").data["batch"]
    later = files["good.csv"].with_name("later.csv")
    later.write_bytes(csv_of("Code,Title", "N-1,Newer"))
    assert stocked("import", later, "--apply").status == 0
    done: dict[str, Any] = stocked("undo", first, "--json").data
    assert [one["code"] for one in (*done["kept"], *done["failed"])] == ["N-1"]
    assert "N-1" in {project["code"] for project in stocked("export", "projects").data["projects"]}
    assert stocked("check", "--json").data == {"faults": []}


def test_modes_keep_to_what_they_say(stocked: Terminal, files: dict[str, Path]) -> None:
    add = stocked("import", files["good.csv"], "--mode", "add", "--rows", "good", "--json").data
    assert add["rows"][0]["outcome"] == "create"
    assert add["counts"]["update"] == 0
    update = stocked("import", files["good.csv"], "--mode", "update", "--rows", "good", "--json").data
    assert update["rows"][1]["outcome"] == "update"
    assert update["counts"]["create"] == 0


def test_the_template_is_taken_back_once_a_row_is_filled_in(stocked: Terminal, tmp_path: Path) -> None:
    done = stocked("template", "template.xlsx")
    assert (done.status, done.err) == (0, "")
    stocked("import", "template.xlsx").refused("headings and no projects")
    stocked("import", "template.xlsx", "--sheet", "Nothing").refused("“Nothing”")


def test_json_stands_alone_on_standard_output(stocked: Terminal, files: dict[str, Path]) -> None:
    for file in files.values():
        for options in ((), ("--apply", "--rows", "good")):
            done = stocked("import", file, "--json", *options)
            assert done.err == ""
            json.loads(done.out)
