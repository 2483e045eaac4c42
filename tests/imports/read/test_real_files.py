"""Files that others made: read whole, at the rows they have; skipped where they are not at hand."""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook

from imports.read import Workbook, read

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the collection of real files is not at hand")


@cache
def real(name: str) -> Workbook:
    """One of the files, by its name in the collection; read once for all tests."""
    return read((REAL / name).read_bytes(), name)


@pytest.mark.parametrize(
    ("name", "form", "rows", "width", "cells"),
    [
        ("beneficiary_lists/UK_ESIF_2014-2020_List_of_beneficiaries_Oct_2016.csv", "csv", 395, 13,
         {(1, 0): "Recipient of funds", (1, 6): "ERDF/ESF investment £m"}),
        ("beneficiary_lists/DK_ERDF_Denmark_2014-2020.original.csv", "csv", 108, 19,
         {(1, 1): "Startdato / Operation start date"}),
        ("beneficiary_lists/DE_ESF_im_Land_Bremen_Liste_der_Vorhaben_Stand_der_Daten_28.xlsx", "xlsx", 114, 12, {}),
        ("beneficiary_lists/CZ_ERDF_Czech_Republic_2014-2020.xlsx", "xlsx", 1783, 10, {}),
        ("beneficiary_lists/IE_List_of_Operations_October_2016.xlsx", "xlsx", 622, 13, {}),
        ("trust_fund/EUTF-Projects-Database-2022-01.csv", "csv", 254, 14, {(1, 0): "ProjectID"}),
        ("trust_fund/EUTF_projects_akvo.csv", "csv", 645, 20, {(1, 0): "iati_id"}),
        ("who_does_what_where/whowhatwhere_345_honduras.csv", "csv", 2732, 49, {(1, 0): "ID"}),
        ("odd/libhxl_input-broken.xlsx", "xlsx", 6433, 8, {}),
        ("odd/libhxl_input-merged.xlsx", "xlsx", 7, 9, {}),
        ("odd/libhxl_input-valid-latin1.csv", "csv", 7, 9, {(1, 0): "Qué?", (2, 6): "País"}),
        ("odd/frictionless_multiline-headers.xlsx", "xlsx", 6, 4, {}),
        ("odd/frictionless_skip-rows.xlsx", "xlsx", 4, 2, {}),
        ("odd/liberia_import_template_mtef.xlsx", "xlsx", 18, 4, {}),
        ("beneficiary_lists/DE_ERDF.2007.2013.ods", "ods", 6914, 6,
         {(1, 2): "Jahr der Bewilligung", (2, 2): 2014, (2, 4): "2.254,62 €"}),
        ("iati/iati_ec_fpi.xml", "iati", 225, 43,
         {(1, 1): "IATI identifier", (2, 1): "XI-IATI-EC_FPI-2015/37982/1", (2, 2): "Counter Terrorism"}),
        ("beneficiary_lists/BE_ERDF_Brussels_2007-2013.xls", "xls", 50, 10,
         {(1, 1): "Programme opérationnel / Operationneel programma "}),
        ("odd/frictionless_merged-cells.xls", "xls", 1, 1, {(1, 0): "data"}),
        ("beneficiary_lists/LV_all_funds_Latvia_2014-2020.xls", "html", 135, 6,
         {(1, 1): "Projekta nosaukums", (2, 3): "64029231,00"}),
    ],
)  # fmt: skip
def test_a_real_table_is_read_whole(
    name: str, form: str, rows: int, width: int, cells: dict[tuple[int, int], str]
) -> None:
    workbook = real(name)
    sheet = workbook.sheets[0]
    assert (workbook.format, len(sheet.rows), sheet.width) == (form, rows, width)
    assert {at: sheet.value(*at) for at in cells} == cells


@pytest.mark.parametrize("path", sorted(REAL.rglob("*.xlsx")), ids=lambda path: path.name)
@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_every_cell_is_what_another_reader_finds_there(path: Path) -> None:
    if path.name == "libhxl_input-broken.xlsx":
        with pytest.raises(TypeError):
            load_workbook(path)
        return
    book = load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
    workbook = real(str(path.relative_to(REAL)))
    assert [sheet.name for sheet in workbook.sheets] == book.sheetnames
    for sheet in workbook.sheets:
        other = book.worksheets[sheet.index]
        for row in other.iter_rows():
            for cell in row:
                mine, theirs = sheet.value(cell.row, cell.column - 1), cell.value
                if hasattr(theirs, "date") and not hasattr(mine, "hour"):
                    theirs = theirs.date()  # another reader knows no dates without a time
                if isinstance(mine, str) and isinstance(theirs, str):
                    # Escapes, line ends, and edges without xml:space are where readers differ by design.
                    mine, theirs = _plain(mine), _plain(theirs)
                assert mine == theirs or (mine is None and theirs == ""), (sheet.name, cell.coordinate)


def _plain(text: str) -> str:
    return "".join(text.replace("_x000D_", "").replace("_x000a_", "").split())


def test_the_trust_fund_has_its_253_projects() -> None:
    sheet = real("trust_fund/EUTF-Projects-Database-2022-01.csv").sheets[0]
    assert sum(bool(sheet.value(number, 0)) for number in range(2, 255)) == 253


def test_bremen_keeps_its_header_on_row_six_and_its_dates() -> None:
    sheet = real("beneficiary_lists/DE_ESF_im_Land_Bremen_Liste_der_Vorhaben_Stand_der_Daten_28.xlsx").sheets[0]
    assert sum(value is not None for value in sheet.rows[5]) >= 8
    assert sum(value is not None for value in sheet.rows[0]) <= 2


@pytest.mark.parametrize("path", sorted(path for path in REAL.rglob("*") if path.is_file()), ids=lambda path: path.name)
def test_every_file_is_read(path: Path) -> None:
    assert real(str(path.relative_to(REAL))).sheets
