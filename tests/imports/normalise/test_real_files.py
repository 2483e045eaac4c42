"""Trials on files that others made; they are no part of the product, and are passed over where they are absent."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.mapping import MEANS
from imports.mapping import Mapping, propose
from imports.normalise import Answers, Drafts, normalise
from imports.normalise.flaws import BLANK
from imports.normalise.places import PlaceReader
from imports.read.sheets import Sheet
from imports.table import Table, find_table
from imports.table.continuations import gather
from tests.imports.normalise.words import vocabulary_of

REAL = next(
    (parent / "shared/data/real" for parent in Path(__file__).parents if (parent / "shared/data/real").is_dir()), None
)
pytestmark = pytest.mark.skipif(REAL is None, reason="the collection of real files is not here")
VOCABULARY = vocabulary_of()


def sheets_of(name: str) -> list[Sheet]:
    """The sheets of a real file, read in this process: the files are known to be harmless."""
    assert REAL is not None
    path = REAL / name
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows: list[list[object]] = [[cell or None for cell in row] for row in csv.reader(lines)]
        return [_sheet("csv", 0, rows)]
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_path(str(path))
    return [
        _sheet(sheet, at, [[None if cell == "" else cell for cell in row] for row in
                           book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)])
        for at, sheet in enumerate(book.sheet_names)
    ]  # fmt: skip


def _sheet(name: str, index: int, rows: list[list[object]]) -> Sheet:
    width = max(map(len, rows), default=0)
    return Sheet(name, index, tuple((*row, *[None] * (width - len(row))) for row in rows))  # type: ignore[arg-type]


def imported(name: str, answers: Answers = Answers()) -> tuple[Table, Mapping, Drafts]:
    table = find_table(sheets_of(name))
    assert isinstance(table, Table)
    rows = [table.header_row, *table.data_rows, *table.blank_rows, *(one.row for one in table.skipped)]
    assert sorted(rows) == list(range(1, len(table.sheet.rows) + 1)), "a row disappeared"
    mapping = propose(table.headings, table.samples(), recogniser=VOCABULARY, tags=table.tags)
    table = gather(table, mapping)
    drafts = normalise(table, mapping, VOCABULARY, answers)
    assert sorted([one.row for one in (*drafts.rows, *drafts.skipped)]) == list(table.data_rows), "a row disappeared"
    return table, mapping, drafts


def taken(mapping: Mapping) -> dict[str, str]:
    return {match.heading: str(match.field) for match in mapping.taken}


def test_the_trust_fund_has_all_its_projects_and_every_cent() -> None:
    _, mapping, drafts = imported("trust_fund/EUTF-Projects-Database-2022-01.csv", Answers(currency="EUR"))
    assert taken(mapping) == {
        "ProjectID": "code", "ProjectTitle": "title", "ProjectBudget": "budget_amount", "ProjectLocation": "places",
        "ProjectImplementor": "implementers", "ProjectStartDate": "start", "ProjectEndDate": "end", "ProjectLinks":
        "website",
    }  # fmt: skip
    assert len(drafts.rows) == 253
    assert not any(draft.rejected for draft in drafts.rows)
    amounts = [Decimal(draft.values["budget_amount"]) for draft in drafts.rows if "budget_amount" in draft.values]
    assert sum(amounts) == Decimal("5256084987.34")
    places = {draft.values["code"]: [one["code"] for one in draft.values.get("places", [])] for draft in drafts.rows}
    assert max(map(len, places.values())) >= 20
    assert not [one for draft in drafts.rows for one in draft.problems if one.field == "places"]
    names = {one["name"] for draft in drafts.rows for one in draft.values.get("organisations", [])}
    assert "Ministère de l'économie, des finances, et du développement, Eau Vive International" in names


def test_bremen_has_its_headings_in_row_6_and_a_code_list_below() -> None:
    table, mapping, drafts = imported(
        "beneficiary_lists/DE_ESF_im_Land_Bremen_Liste_der_Vorhaben_Stand_der_Daten_28.xlsx"
    )
    assert (table.header_row, len(drafts.rows)) == (6, 99)
    assert [(one.row, one.kind) for one in table.skipped if one.row > 6] == [
        (107, "note"),
        *((row, "list") for row in range(109, 115)),
    ]
    assert {"title", "summary", "start", "end", "budget_amount", "implementers"} == set(taken(mapping).values())


def test_ireland_has_sections_and_continuation_rows() -> None:
    table, _, drafts = imported("beneficiary_lists/IE_List_of_Operations_October_2016.xlsx")
    assert table.header_row == 2
    assert [one.row for one in table.skipped if one.kind == "section"] == [3, 220, 352, 413, 621]
    assert len(drafts.rows) == 25
    assert {one.kind for one in table.skipped} == {"above", "section", "continuation"}
    assert drafts.skipped == ()
    assert drafts.rows[0].values["planned_start"] == "2014-01-01"


def test_the_czech_list_keeps_its_codes_and_leaves_the_list_below() -> None:
    table, mapping, drafts = imported("beneficiary_lists/CZ_ERDF_Czech_Republic_2014-2020.xlsx")
    assert (table.header_row, len(drafts.rows), len(table.skipped)) == (1, 1772, 9)
    assert taken(mapping) == {
        "Registrační číslo projektu": "code",
        "Název projektu CZ": "title",
        "Název stavu": "status",
    }
    assert len(drafts.questions) == 3


def test_the_british_list_asks_whether_its_millions_are_millions() -> None:
    table, _, drafts = imported("beneficiary_lists/UK_ESIF_2014-2020_List_of_beneficiaries_Oct_2016.csv")
    assert (table.header_row, len(drafts.rows)) == (1, 394)
    assert drafts.rows[0].values["planned_start"] == "2015-11-01"
    assert drafts.rows[0].values["planned_end"] == "2018-12-31"
    assert [one.code for one in drafts.problems] == ["scale-in-doubt"]


def test_brussels_has_bilingual_headings_sections_and_totals() -> None:
    table, mapping, drafts = imported("beneficiary_lists/BE_ERDF_Brussels_2007-2013.xls")
    assert (table.header_row, len(drafts.rows)) == (5, 34)
    assert [one.row for one in table.skipped if one.kind == "total"] == [29, 48, 49, 50]
    assert taken(mapping) == {
        "Opération / Actie": "title",
        "Site web / Website": "website",
        "Bénéficiaire / Begunstigde": "implementers",
        "Financement total du projet / Totale projectfinanciering (€)": "budget_amount",
    }


def test_no_spelling_of_a_place_gets_a_silent_wrong_answer() -> None:
    assert REAL is not None
    right = 0
    with (REAL / "place_spellings_sample.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            cell = PlaceReader(VOCABULARY.places).read(row["as written"])
            got = [] if cell.value is BLANK else sorted(target[1] for target, _, _ in cell.value)
            kind, _, meaning = row["meaning"].partition(": ")
            if kind in ("ask", "no place"):
                wanted: list[str] = []
            elif kind in ("region", "organisation"):
                wanted = [meaning.lower().replace(" ", "-") if kind == "region" else meaning]
            else:
                wanted = sorted(row["meaning"].split(" ")[0].split(";"))
            assert got in (wanted, []), row
            assert got or cell.flaws, row
            right += got == wanted
    assert right >= 50


def test_most_real_headings_are_mapped_and_hardly_any_wrongly() -> None:
    assert REAL is not None
    tally = {"right": 0, "wrong": 0, "missing": 0}
    with (REAL / "header_meanings_sample.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            match = propose([(0, row["header"])], {}).columns[0]
            field = match.field if match.taken else None
            if field is None:
                tally["missing"] += row["maps_to"] in MEANS
            elif row["maps_to"]:  # the volunteers left many headings without a meaning that have one
                tally["right" if MEANS.get(row["maps_to"]) == field else "wrong"] += 1
    assert tally["right"] >= 105
    assert tally["missing"] <= 22
    assert tally["wrong"] <= 4
