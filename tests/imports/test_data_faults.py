"""The catalogue of faults in data, D01 to D13, one after another, as a workbook and as csv where it has both."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask

from imports.at_once import Imported
from imports.outcomes import PlannedRow
from imports.read import Unreadable
from imports.returned import of_preview
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history.door import write
from portfolio.projects.export import projects_csv, projects_xlsx
from portfolio.projects.operations import create_projects
from tests.imports.books import codes, csv_of, project, run, xlsx_of
from tests.imports.read.forge import book, book_parts, pack, row, sheet_xml, text_cell

SHAPES = ("xlsx", "csv")


def both(*ids: str) -> Any:
    """The test for a workbook and for csv, with the catalogue's ids in its name."""
    return pytest.mark.parametrize("shape", SHAPES, ids=[f"{'-'.join(ids)}-{shape}" for shape in SHAPES])


def one(name: str) -> Any:
    """The test for a workbook alone: csv has nothing of the kind."""
    return pytest.mark.parametrize("shape", ["xlsx"], ids=[f"{name}-xlsx"])


def file_of(rows: Sequence[Sequence[object]], shape: str) -> bytes:
    """The rows as a file."""
    if shape == "xlsx":
        return xlsx_of(rows)
    lines = io.StringIO()
    csv.writer(lines).writerows([["" if cell is None else cell for cell in cells] for cells in rows])
    return lines.getvalue().encode()


def imported(app: Flask, table: Sequence[Sequence[object]], shape: str, **options: Any) -> Imported:
    """What an import of the table would do."""
    with app.app_context():
        return run(app, file_of(table, shape), apply=False, **options)


def planned(found: Imported) -> list[PlannedRow]:
    """The rows of the plan."""
    assert found.preview.plan is not None, found.preview.sentence
    return list(found.preview.plan.rows)


def problems(found: Imported) -> list[tuple[str | None, str]]:
    """(cell, code) of every problem of every row and of the sheet."""
    rows = [(problem.cell, problem.code) for one in planned(found) for problem in one.problems]
    return rows + [(problem.cell, problem.code) for problem in found.preview.notes]


def values(found: Imported, name: str) -> list[Any]:
    """What each row states of a field; None where it states nothing."""
    return [one.values.get(name) for one in planned(found)]


@both("D01")
def test_an_error_of_a_formula_is_named_by_its_cell_and_never_an_empty(sqlite_app: Flask, shape: str) -> None:
    head = ["Code", "Title", "Budget (EUR)", "Start date"]
    if shape == "xlsx":
        cells = [text_cell("A2", "A-1"), text_cell("B2", "Alpha")]
        cells += [f'<c r="{at}" t="e"><v>{error}</v></c>' for at, error in (("C2", "#REF!"), ("D2", "#DIV/0!"))]
        data = book(row(1, *(text_cell(f"{'ABCD'[at]}1", text) for at, text in enumerate(head))) + row(2, *cells))
        with sqlite_app.app_context():
            found = run(sqlite_app, data, apply=False)
    else:
        rows = [head, ["A-1", "Alpha", "#REF!", "#DIV/0!"], ["A-2", "Beta", "7", "2024"], ["A-3", "Gamma", "8", "2025"]]
        found = imported(sqlite_app, rows, shape)
    cells_named = {cell for cell, _ in problems(found)}
    assert {"C2", "D2"} <= cells_named
    assert values(found, "budget_amount")[0] is None


@both("D02")
def test_a_formula_without_its_result_is_a_problem_with_a_remedy(sqlite_app: Flask, shape: str) -> None:
    rows = [["Code", "Title", "Budget (EUR)"], ["A-1", "Alpha", "=1+1"], ["A-2", "Beta", 7], ["A-3", "Gamma", 8]]
    found = imported(sqlite_app, rows, shape)
    (problem,) = [problem for one in planned(found) for problem in one.problems if problem.cell == "C2"]
    assert problem.code == ("uncached-formula" if shape == "xlsx" else "amount-range")
    assert problem.remedy
    assert values(found, "budget_amount")[0] is None


@one("D02")
def test_a_formula_with_its_result_gives_the_result(sqlite_app: Flask, shape: str) -> None:
    head = row(1, text_cell("A1", "Code"), text_cell("B1", "Title"), text_cell("C1", "Budget (EUR)"))
    data = book(head + row(2, text_cell("A2", "A-1"), text_cell("B2", "Alpha"), '<c r="C2"><f>1+1</f><v>2</v></c>'))
    with sqlite_app.app_context():
        found = run(sqlite_app, data, apply=False)
    assert values(found, "budget_amount") == ["2.00"]


@both("D03")
@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("1e400", None), ("NaN", None), ("inf", None), ("0.30000000000000004", "0.30"), ("123456789012345678901", None),
        ("1.234,56", "1234.56"), ("1,234.56", "1234.56"), ("EUR 5m", "5000000.00"), ("(500)", None), ("-1", None),
        ("abc", None),
    ],
)  # fmt: skip
def test_an_amount_is_exact_or_a_problem(sqlite_app: Flask, shape: str, written: str, amount: str | None) -> None:
    rows = [["Code", "Title", "Budget (EUR)"], ["A-1", "Alpha", written], ["A-2", "Beta", "7"], ["A-3", "Gamma", "8"]]
    found = imported(sqlite_app, rows, shape)
    assert values(found, "budget_amount") == [amount, "7.00", "8.00"]
    assert amount or [code for cell, code in problems(found) if cell == "C2"]


@both("D03")
def test_separators_that_may_be_either_are_asked_once(sqlite_app: Flask, shape: str) -> None:
    rows = [["Code", "Title", "Budget (EUR)"], ["A-1", "Alpha", "1.234"], ["A-2", "Beta", "5.678"]]
    found = imported(sqlite_app, rows, shape)
    assert [(one.key, one.rows) for one in found.preview.questions] == [("decimal:2", 2)]
    assert values(found, "budget_amount") == [None, None]
    told = imported(sqlite_app, [*rows, ["A-3", "Gamma", "1.234.567"]], shape)
    assert values(told, "budget_amount") == ["1234.00", "5678.00", "1234567.00"]


@both("D04")
@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-02-29", "2024-02-29"), ("2023-02-29", None), ("2024-02-30", None), (45292, "2024-01-01"), (0, None),
        (60, None), (-1, None), (2958466, None), (1e300, None), (20225, None), ("15/03/2024", "2024-03-15"),
    ],
)  # fmt: skip
def test_a_date_is_exact_or_a_problem(sqlite_app: Flask, shape: str, written: object, day: str | None) -> None:
    rows = [["Code", "Title", "Start date"], ["A-1", "Alpha", written], ["A-2", "Beta", "2020-05-06"]]
    found = imported(sqlite_app, rows, shape)
    assert values(found, "planned_start") == [day, "2020-05-06"]
    assert day or [code for cell, code in problems(found) if cell == "C2"]


@both("D04")
def test_day_and_month_are_asked_once_and_an_end_before_its_start_is_said(sqlite_app: Flask, shape: str) -> None:
    rows = [["Code", "Title", "Start date", "End date"], ["A-1", "Alpha", "03/04/2025", "2024"],
            ["A-2", "Beta", "05/06/2025", "2030"]]  # fmt: skip
    found = imported(sqlite_app, rows, shape, answers={"date_order:2": "dmy"})
    assert values(found, "planned_start") == ["2025-04-03", "2025-06-05"]
    assert ("D2", "end-before-start") in problems(found)
    asked = imported(sqlite_app, rows, shape)
    assert [(one.key, one.rows) for one in asked.preview.questions] == [("date_order:2", 2)]


@one("D04")
def test_a_workbook_that_counts_days_from_1904_is_read_so(sqlite_app: Flask, shape: str) -> None:
    head = row(1, text_cell("A1", "Code"), text_cell("B1", "Title"), text_cell("C1", "Start date"))
    rows = head + row(2, text_cell("A2", "A-1"), text_cell("B2", "Alpha"), '<c r="C2" s="1"><v>43172</v></c>')
    with sqlite_app.app_context():
        data = pack(book_parts({"P": sheet_xml(rows)}, properties='<workbookPr date1904="1"/>'))
        found = run(sqlite_app, data, apply=False)
    assert values(found, "planned_start") == ["2022-03-14"]


@both("D05")
def test_headings_are_found_whatever_their_spaces_case_and_row(sqlite_app: Flask, shape: str) -> None:
    rows: list[list[object]] = [["Our projects"], ["as of today"], [None], [None],
            ["CODE\u00a0", " Tïtle ", None, "Start  date"], ["A-1", "Alpha", "remark", "2024"]]  # fmt: skip
    found = imported(sqlite_app, rows, shape)
    assert found.preview.header_row == 5
    assert values(found, "title") == ["Alpha"]
    assert values(found, "planned_start") == ["2024"]


@both("D05")
def test_of_two_columns_with_one_heading_none_is_taken_without_a_word(sqlite_app: Flask, shape: str) -> None:
    found = imported(sqlite_app, [["Code", "Title", "Title"], ["A-1", "Alpha", "Other"]], shape)
    assert found.preview.mapping is not None
    proposed = [(one.column, one.taken) for one in found.preview.mapping.columns if one.field == "title"]
    assert proposed == [(1, False)]
    assert not found.preview.is_certain
    (asked,) = found.preview.questions
    assert [(choice.answer, choice.label) for choice in asked.choices] == [
        ("B", "B “Title”: Alpha"),
        ("C", "C “Title”: Other"),
    ]
    assert [row.outcome for row in planned(found)] == ["rejected"]
    named = imported(sqlite_app, [["Code", "Title", "Title"], ["A-1", "Alpha", "Other"]], shape, answers={"title": "C"})
    assert values(named, "title") == ["Other"]


@one("D06")
def test_what_is_hidden_is_said_and_a_hidden_sheet_is_not_taken(sqlite_app: Flask, shape: str) -> None:
    made = openpyxl.Workbook()
    sheet, hidden = made.active, made.create_sheet("Secret")
    assert sheet is not None
    for cells in (["Code", "Title", "Status"], ["A-1", "Alpha", "closed"], ["A-2", "Beta", "closed"]):
        sheet.append(cells)
    for cells in (["Code", "Title"], ["S-1", "Secret"]):
        hidden.append(cells)
    hidden.sheet_state = "veryHidden"
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    buffer = io.BytesIO()
    made.save(buffer)
    with sqlite_app.app_context():
        found = run(sqlite_app, buffer.getvalue(), apply=False)
    assert {"hidden-sheet", "hidden-rows", "hidden-column"} <= {code for _, code in problems(found)}
    assert values(found, "title") == ["Alpha", "Beta"]


@both("D07")
def test_one_code_twice_with_other_values_is_asked_with_both_rows_shown(sqlite_app: Flask, shape: str) -> None:
    found = imported(sqlite_app, [["Code", "Title"], ["A-1", "Alpha"], ["A-1", "Another"]], shape)
    second = planned(found)[1]
    assert second.outcome == "conflict"
    assert "Row 2" in second.problems[0].message
    assert second.twin is not None
    assert (second.twin.row, second.twin.differs) == (2, {"title": ["Alpha", "Another"]})


@both("D08")
def test_invisible_marks_go_and_look_alike_letters_are_said_and_never_matched(sqlite_app: Flask, shape: str) -> None:
    rows = [["Code", "Title", "Countries"], ["A-1", "Al\u200bpha\u202e\u00a0", "Веnin"],
            ["A-2", "E\u0301le\u0300ve", "Côte d\u2019Ivoire"], ["A-3", "Gamma", "Kenya"]]  # fmt: skip
    found = imported(sqlite_app, rows, shape)
    assert values(found, "title") == ["Alpha", "Élève", "Gamma"]
    assert values(found, "places")[0] == []
    assert values(found, "places")[1][0]["code"] == "CI"
    assert {("C2", "mixed-scripts"), ("C2", "unknown-place")} <= set(problems(found))


@both("D09")
def test_text_that_is_too_long_is_refused_before_the_database_and_emoji_are_kept(sqlite_app: Flask, shape: str) -> None:
    long = "x" * 32_000
    rows = [["Code", "Title", "Acronym"], ["A-1", long, "a"], ["A-2", "\U0001f600" * 400, "b"], ["A-3", "Gamma", long]]
    found = imported(sqlite_app, rows, shape)
    assert ("B2", "title-too-long") in problems(found)
    assert ("C4", "too-long") in problems(found)
    assert values(found, "title")[1:] == ["\U0001f600" * 400, "Gamma"]


@pytest.mark.parametrize("length", [32_768, 1_000_000])
def test_a_cell_longer_than_any_spreadsheet_holds_is_refused_with_its_line(sqlite_app: Flask, length: int) -> None:
    with pytest.raises(Unreadable, match="Near line 3, a cell holds more than"):
        imported(sqlite_app, [["Code", "Title"], ["A-1", "Alpha"], ["A-2", "x" * length]], "csv")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Al_x0000_pha", "Al pha"), ("Al_x0041_pha", "AlApha"), ("Al_x005F_x0041_pha", "Al_x0041_pha"),
        ("Al_xD800_pha", "Al_xD800_pha"), ("\U0001f600" * 400, "\U0001f600" * 400),
    ],
)  # fmt: skip
def test_odd_marks_of_a_workbook_are_kept_alike_in_both_databases(app: Flask, written: str, kept: str) -> None:
    head = row(1, text_cell("A1", "Code"), text_cell("B1", "Title"))
    with app.app_context():
        run(app, book(head + row(2, text_cell("A2", "A-1"), text_cell("B2", written))))
        assert project("A-1")["title"] == kept


@both("D10")
def test_an_unknown_place_or_currency_is_named_and_old_names_are_understood(sqlite_app: Flask, shape: str) -> None:
    rows = [["Code", "Title", "Countries", "Budget", "Currency"], ["A-1", "Alpha", "Utopiana", 5, "XQX"],
            ["A-2", "Beta", "Swaziland", 5, "EUR"], ["A-3", "Gamma", "EU", 5, "EUR"],
            ["A-4", "Delta", "Global", 5, "EUR"]]  # fmt: skip
    found = imported(sqlite_app, rows, shape)
    assert [places and places[0]["code"] for places in values(found, "places")] == [[], "SZ", "EU", []]
    assert {("C2", "unknown-place"), ("E2", "unknown-currency"), ("C5", "worldwide")} <= set(problems(found))
    assert "place:utopiana" in {one.key for one in found.preview.questions}


@both("D11")
def test_sums_that_do_not_fit_are_said_with_both_numbers(sqlite_app: Flask, shape: str) -> None:
    rows = [["Code", "Title", "Parent", "Countries", "Budget (EUR)"],
            ["P", "Programme", None, "Kenya 60%; Mali 70%", 100], ["P-1", "Part one", "P", None, 80],
            ["P-2", "Part two", "P", None, 70], ["N", "Negative", None, None, -5]]  # fmt: skip
    found = imported(sqlite_app, rows, shape)
    told = {problem.code: problem.message for one in planned(found) for problem in one.problems}
    assert "130" in told["shares-over-100"]
    assert "150.00" in told["parts-above-whole"]
    assert "100.00" in told["parts-above-whole"]
    assert "negative-amount" in told


@both("D12")
def test_one_bad_row_keeps_all_out_unless_good_rows_may_come_in(sqlite_app: Flask, shape: str) -> None:
    rows = [["Code", "Title"], *[[f"A-{number}", f"Project {number}"] for number in range(400)], ["B-0", None]]
    assert imported(sqlite_app, rows, shape).blocked
    free = imported(sqlite_app, rows, shape, rows="good")
    assert not free.blocked
    assert free.counts["create"] == 400
    bad = imported(sqlite_app, [["Code", "Title"], *[[f"A-{number}", None] for number in range(8)]], shape)
    assert bad.blocked
    assert bad.counts["rejected"] == 8


def test_the_one_bad_row_of_five_thousand_comes_back_alone_and_in_when_corrected(sqlite_app: Flask) -> None:
    lines = [f"A-{number},Project {number}" for number in range(4_999)]
    data = csv_of("Code,Title", *lines[:2_500], "A-9999,", *lines[2_500:])
    with sqlite_app.app_context():
        assert run(sqlite_app, data).blocked
        assert codes() == []
        found = run(sqlite_app, data, rows="good")
        assert (found.counts["create"], found.counts["rejected"]) == (4_999, 1)
        back = of_preview(data, found.workbook.format, found.workbook.sheets, found.preview).failed()
        sheet = openpyxl.load_workbook(io.BytesIO(back))
        (failed,) = list(sheet.active.iter_rows(min_row=2))  # type: ignore[union-attr]
        assert [failed[0].value, failed[1].value] == ["A-9999", None]
        failed[1].value = "Corrected"
        buffer = io.BytesIO()
        sheet.save(buffer)
        assert run(sqlite_app, buffer.getvalue()).counts["create"] == 1
        assert len(codes()) == 5_000


@pytest.mark.parametrize(("answer", "numbers"), [("range", [6, 7, 8]), ("both", [6, 8])])
def test_what_two_objectives_with_a_dash_mean_is_asked_once(sqlite_app: Flask, answer: str, numbers: list[int]) -> None:
    table = [["Code", "Title", "Objectives"], ["A-1", "Alpha", "6 - 8"], ["A-2", "Beta", "6-8 (significant); 2"]]
    asked = imported(sqlite_app, table, "xlsx")
    (question,) = asked.preview.questions
    assert (question.key, question.rows, question.assumed) == ("ranges:2", 2, None)
    assert [[one["number"] for one in served] for served in values(asked, "objectives")] == [[], [2]]
    told = imported(sqlite_app, table, "xlsx", answers={"ranges:2": answer})
    first, second = values(told, "objectives")
    assert [one["number"] for one in first] == numbers
    assert [(one["number"], one["significance"]) for one in second] == [
        (2, "principal"), *[(number, "significant") for number in numbers],
    ]  # fmt: skip
    assert not told.preview.questions


@both("D13")
def test_titles_that_look_like_formulas_come_back_as_they_were(sqlite_app: Flask, shape: str) -> None:
    titles = ["=1+1", "+49 30", "-5", "@name", "'quoted", '=HYPERLINK("x")', "\uff1d2", "plain"]
    with sqlite_app.app_context():
        with write(db.session, COMMAND_LINE, "odd titles"):
            create_projects(db.session, [{"code": f"O-{at}", "title": title} for at, title in enumerate(titles)])
        text = projects_csv(db.session, COMMAND_LINE, None) if shape == "csv" else ""
        data = text.encode() or projects_xlsx(db.session, COMMAND_LINE, None, date(2026, 1, 1))
        found = run(sqlite_app, data, apply=False)
    assert found.counts["unchanged"] == len(titles), [one.changes for one in planned(found)]


def test_every_fault_of_the_catalogue_has_its_test() -> None:
    names = {
        identifier.split("-")[0]
        for test in globals().values()
        for mark in getattr(test, "pytestmark", ())
        for identifier in mark.kwargs.get("ids") or ()
    }
    assert names == {f"D{number:02d}" for number in range(1, 14)}
