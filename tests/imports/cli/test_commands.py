"""`portfolio import`, `undo` and `template` from a terminal: words, JSON and exit statuses."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from portfolio.cli import main
from tests.imports.books import csv_of, xlsx_of

GOOD = csv_of("Code,Title,Status,Countries", "A-1,Alpha,closed,KE", "A-2,Beta,pipeline,Nowhereland")


@pytest.fixture
def terminal(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    """Runs `portfolio …`; gives exit status, stdout and stderr."""
    for name in [name for name in os.environ if name.startswith("PORTFOLIO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PORTFOLIO_DATABASE_URL", database_url)
    monkeypatch.setenv("PORTFOLIO_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            main(list(words))
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return run


def written(tmp_path: Path, data: bytes, name: str = "projects.csv") -> str:
    path = tmp_path / name
    path.write_bytes(data)
    return str(path)


def test_without_apply_nothing_changes_and_the_plan_is_said(terminal: Any, tmp_path: Path) -> None:
    file = written(tmp_path, GOOD)
    status, out, err = terminal("import", file)
    assert (status, err) == (0, "")
    assert "Adds 2 projects; deletes nothing." in out
    assert "D3: “Nowhereland” is not" in out
    assert json.loads(terminal("import", file, "--json")[1])["counts"]["create"] == 2


def test_the_json_of_a_dry_run_has_the_agreed_shape(terminal: Any, tmp_path: Path) -> None:
    status, out, _ = terminal("import", written(tmp_path, GOOD), "--json")
    said = json.loads(out)
    assert status == 0
    assert (said["batch"], said["file"], said["header_row"]) == (None, "projects.csv", 1)
    assert said["mapping"][0] == {
        "column": "A", "heading": "Code", "field": "code", "reason": said["mapping"][0]["reason"], "score": 100,
    }  # fmt: skip
    assert said["counts"] == {
        "create": 2, "update": 0, "unchanged": 0, "conflict": 0, "rejected": 0, "skipped": 0,
    }  # fmt: skip
    row = said["rows"][1]
    assert (row["row"], row["outcome"], row["code"], row["changes"]["title"]) == (3, "create", "A-2", [None, "Beta"])
    assert set(row["problems"][0]) == {"cell", "code", "severity", "value", "message", "remedy"}
    assert (row["problems"][0]["cell"], row["problems"][0]["value"]) == ("D3", "Nowhereland")
    assert said["skipped"] == []


def test_apply_carries_it_out_and_undo_takes_it_back(terminal: Any, tmp_path: Path) -> None:
    file = written(tmp_path, GOOD)
    said = json.loads(terminal("import", file, "--apply", "--json")[1])
    assert said["batch"] == 1
    assert json.loads(terminal("import", file, "--json")[1])["counts"]["unchanged"] == 2
    status, out, _ = terminal("undo", "1")
    assert (status, "2 added projects removed" in out) == (0, True)
    status, out, err = terminal("undo", "1")
    assert (status, out) == (2, "")
    assert "taken back already" in err


def test_rejected_rows_under_all_or_nothing_end_with_status_1(terminal: Any, tmp_path: Path) -> None:
    file = written(tmp_path, csv_of("Code,Title", "A-1,Alpha", "Z-9,"))
    assert terminal("import", file, "--apply")[0] == 1
    assert json.loads(terminal("import", file, "--json")[1])["counts"]["create"] == 1
    assert terminal("import", file, "--apply", "--rows", "good")[0] == 0


def test_a_question_can_be_answered_on_the_command_line(terminal: Any, tmp_path: Path) -> None:
    file = written(tmp_path, csv_of("Code,Title,Budget", "A-1,Alpha,1500.50"))
    asked = json.loads(terminal("import", file, "--json")[1])
    assert [one["key"] for one in asked["questions"]] == ["currency"]
    said = json.loads(terminal("import", file, "--json", "--answer", "currency=EUR")[1])
    assert said["rows"][0]["changes"]["budget_amount"] == [None, "1500.50"]
    assert terminal("import", file, "--answer", "EUR")[0] == 2


def test_a_named_sheet_is_taken(terminal: Any, tmp_path: Path) -> None:
    file = written(tmp_path, xlsx_of([["Title"], ["Alpha"]], "Liste"), "x.xlsx")
    assert json.loads(terminal("import", file, "--sheet", "Liste", "--json")[1])["sheet"] == "Liste"
    status, _, err = terminal("import", file, "--sheet", "Nope")
    assert (status, "“Liste”" in err) == (2, True)


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n0000000000", b"PK\x03\x04 broken", b"just words without any table\n"]
)
def test_a_file_that_cannot_be_used_is_one_sentence_and_status_2(terminal: Any, tmp_path: Path, data: bytes) -> None:
    status, out, err = terminal("import", written(tmp_path, data, "x.xlsx"))
    assert (status, out) == (2, "")
    assert err.strip()
    assert "Traceback" not in err


def test_a_file_that_is_too_large_is_refused_by_its_size(
    terminal: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTFOLIO_UPLOAD_MIB", "1")
    status, out, err = terminal("import", written(tmp_path, b"x" * (2**20 + 1)))
    assert (status, out, "1,048,577 bytes" in err) == (2, "", True)


@pytest.mark.parametrize("words", [("import", "missing.csv"), ("import",), ("undo", "99"), ("undo", "x")])
def test_wrong_use_is_status_2(terminal: Any, words: tuple[str, ...]) -> None:
    status, _, err = terminal(*words)
    assert status == 2
    assert err.strip()


def test_a_file_name_of_odd_characters_is_shown_clean(terminal: Any, tmp_path: Path) -> None:
    file = written(tmp_path, GOOD, "a\u202egpj.csv")
    said = json.loads(terminal("import", file, "--json")[1])
    assert said["file"] == "agpj.csv"


def test_the_template_has_drop_downs_and_no_data_and_imports_once_filled(terminal: Any, tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    assert terminal("template", str(path))[0] == 0
    assert terminal("template", str(path))[0] == 2
    status, _, err = terminal("import", str(path))
    assert (status, "no projects under them" in err) == (2, True)
    book = openpyxl.load_workbook(path)
    sheet = book["Projects"]
    assert book["Lists"].sheet_state == "hidden"
    headings = [cell.value for cell in sheet[1]]
    with_lists = [str(rule.sqref) for rule in sheet.data_validations.dataValidation]
    assert len(with_lists) >= 5
    assert sheet.max_row == 1
    filled = {"Title": "Alpha", "Strand": "Cybercrime", "Status": "Implementation", "Planned start": "2024-03",
              "Budget": 1500, "Currency": "EUR", "Places": "Kenya; Uganda", "Objectives": "6; 8",
              "Funders": "European Union", "Visibility": "Public"}  # fmt: skip
    for heading, value in filled.items():
        sheet.cell(2, headings.index(heading) + 1, value)
    book.save(path)
    said = json.loads(terminal("import", str(path), "--apply", "--json")[1])
    changes = said["rows"][0]["changes"]
    assert said["counts"]["create"] == 1
    assert (changes["planned_start"][1], changes["budget_amount"][1]) == ("2024-03", "1500.00")
    assert [place["code"] for place in changes["places"][1]] == ["KE", "UG"]
    assert (changes["strand"][1], changes["visibility"][1]) == ("cybercrime", "public")


def test_the_marked_workbook_and_the_rows_to_correct_are_written_where_asked(terminal: Any, tmp_path: Path) -> None:
    file = written(tmp_path, csv_of("Code,Title,Website", "A-1,Alpha,nowhere", "A-2,,https://example.org"))
    status, out, _ = terminal("import", file, "--marked", "marked.xlsx", "--failed", "failed.xlsx")
    assert status == 1
    assert "The rows to correct are in failed.xlsx." in out
    assert openpyxl.load_workbook(tmp_path / "marked.xlsx").sheetnames[0] == "Problems"
    assert openpyxl.load_workbook(tmp_path / "failed.xlsx").active.max_row == 2  # type: ignore[union-attr]
    assert terminal("import", file, "--failed", "failed.xlsx")[0] == 2


def test_a_row_left_out_does_not_stand_in_the_way(terminal: Any, tmp_path: Path) -> None:
    file = written(tmp_path, csv_of("Code,Title", "A-1,Alpha", "A-2,", "A-3,Gamma"))
    assert terminal("import", file)[0] == 1
    status, out, _ = terminal("import", file, "--leave", "3", "--failed", "failed.xlsx")
    assert (status, "Adds 2 projects, skips 1 row; deletes nothing." in out) == (0, True)
    assert "No row has to be corrected" in out
    assert not (tmp_path / "failed.xlsx").exists()


def test_rows_left_out_are_listed_and_taken_or_left_out_by_number_and_kind(terminal: Any, tmp_path: Path) -> None:
    file = written(tmp_path, csv_of("List of projects,,", "Code,Title,Status", "A-1,Alpha,closed", "Total,,", "Sum,,"))
    out = terminal("import", file)[1]
    assert "row 4 is left out (total): “Total” It is a total of other rows." in out
    assert "Adds 1 project, skips 3 rows" in out
    assert json.loads(terminal("import", file, "--json", "--take", "4")[1])["rows"][1]["row"] == 4
    assert len(json.loads(terminal("import", file, "--json", "--take", "total")[1])["rows"]) == 3
    said = json.loads(terminal("import", file, "--json")[1])
    assert [one["kind"] for one in said["skipped_rows"]] == ["above", "total", "total"]
    status, _, err = terminal("import", file, "--take", "headings")
    assert (status, "no row that could be read" in err) == (2, True)
    assert "The sheet has no row 99" in terminal("import", file, "--take", "99")[1]


def test_the_row_of_the_headings_can_be_given(terminal: Any, tmp_path: Path) -> None:
    file = written(tmp_path, csv_of("Title,Code", "Code,Title", "A-1,Alpha"))
    assert json.loads(terminal("import", file, "--json", "--header-row", "2")[1])["rows"][0]["code"] == "A-1"
    assert terminal("import", file, "--header-row", "9")[0] == 2


def test_the_same_file_again_is_said_and_applied_only_when_that_is_meant(terminal: Any, tmp_path: Path) -> None:
    file = written(tmp_path, GOOD)
    terminal("import", file, "--apply")
    said = json.loads(terminal("import", file, "--json")[1])
    assert said["earlier"] == [
        {"batch": 1, "kind": "projects", "sheet": "projects", "applied_by": "command line",
         "applied_at": said["earlier"][0]["applied_at"],
         "counts": {"create": 2, "update": 0, "unchanged": 0, "conflict": 0, "rejected": 0, "skipped": 0}},
    ]  # fmt: skip
    assert "The same file was applied before: import 1, " in terminal("import", file)[1]
    # What changes nothing goes on; what would write the same sheet of the same bytes once more is to be meant.
    assert terminal("import", file, "--apply")[0] == 0
    more = ("import", file, "--answer", "place:nowhereland=country:UG", "--apply")
    status, out, _ = terminal(*more)
    assert (status, "Nothing was imported: import 2 applied the same file; --anyway" in out) == (1, True)
    status, out, _ = terminal(*more, "--anyway")
    assert (status, "This is import 3" in out) == (0, True)


def test_an_imports_file_is_read_again_listed_and_deleted(terminal: Any, tmp_path: Path) -> None:
    terminal("import", written(tmp_path, GOOD), "--apply")
    assert "Changes nothing" in terminal("import", "--again", "1")[1]
    assert json.loads(terminal("import", "--again", "1", "--apply", "--json")[1])["batch"] == 2
    assert terminal("import")[0] == terminal("import", "x.csv", "--again", "1")[0] == 2
    second, first = json.loads(terminal("imports", "list", "--json")[1])
    assert (second["again_of"], first["again_of"], first["size"]) == (1, None, len(GOOD))
    assert f"{first['sha256'][:8]}" in terminal("imports", "list")[1]
    status, out, _ = terminal("imports", "forget", "1")
    assert (status, out.splitlines()[0]) == (0, f"Deleted: {len(GOOD)} bytes and the cells of 6 rows, of import 1, 2.")
    status, out, err = terminal("import", "--again", "2")
    assert (status, out, "deleted by command line" in err) == (2, "", True)
    assert "file deleted" in terminal("imports", "list")[1]
    assert terminal("undo", "1")[0] == 0
