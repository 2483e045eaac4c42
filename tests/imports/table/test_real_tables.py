"""Tables of files that others made: the right sheet and headings, every row accounted for; skipped without them."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from imports.mapping import choose, propose
from imports.read import Unreadable, Workbook, read
from imports.read.sheets import Sheet
from imports.table import Table, Wishes, find_table
from imports.table.continuations import gather

REAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "real"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the collection of real files is not at hand")


@cache
def real(name: str) -> Workbook:
    """One of the files, by its name in the collection; read once for all tests."""
    return read((REAL / name).read_bytes(), Path(name).name)


def table_of(name: str) -> Table:
    """The table as an import finds it, projects on several rows joined; the identifiers of IATI are taken as codes."""
    table = find_table(real(name).sheets)
    assert isinstance(table, Table), table
    mapping = propose(table.headings, table.samples(), tags=table.tags)
    codes = {one.column: "code" for one in mapping.taken if one.field == "iati_identifier"}
    return gather(table, choose(mapping, codes if not mapping.has_identity else {}))


@pytest.mark.parametrize(
    ("name", "sheet", "header_row", "data", "skipped"),
    [
        ("beneficiary_lists/IE_List_of_Operations_October_2016.xlsx", 0, 2, 25,
         {"above": 1, "section": 5, "continuation": 565}),
        ("beneficiary_lists/CZ_ERDF_Czech_Republic_2014-2020.xlsx", 0, 1, 1772, {"list": 9}),
        ("beneficiary_lists/DE_ESF_im_Land_Bremen_Liste_der_Vorhaben_Stand_der_Daten_28.xlsx", 0, 6, 99,
         {"above": 5, "note": 1, "list": 6}),
        ("beneficiary_lists/DK_ERDF_Denmark_2014-2020.original.csv", 0, 1, 107, {}),
        ("beneficiary_lists/UK_ESIF_2014-2020_List_of_beneficiaries_Oct_2016.csv", 0, 1, 394, {}),
        ("beneficiary_lists/LV_all_funds_Latvia_2014-2020.xls", 0, 1, 134, {}),
        ("beneficiary_lists/BE_ERDF_Brussels_2007-2013.xls", 0, 5, 34, {"above": 4, "section": 7, "total": 4}),
        ("beneficiary_lists/DE_ERDF.2007.2013.ods", 0, 1, 6911, {"continuation": 2}),
        ("trust_fund/EUTF-Projects-Database-2022-01.csv", 0, 1, 253, {}),
        ("trust_fund/EUTF_akvo_recipients.csv", 0, 1, 583, {"same": 539}),
        ("who_does_what_where/whowhatwhere_345_honduras.csv", 0, 1, 2730, {"tags": 1}),
        ("odd/liberia_import_template_mtef.xlsx", 1, 1, 10, {}),
        ("odd/libhxl_input-broken.xlsx", 0, 1, 6431, {"tags": 1}),
        ("odd/libhxl_input-merged.xlsx", 0, 2, 4, {"above": 1, "tags": 1}),
        ("odd/libhxl_input-valid-latin1.csv", 0, 2, 4, {"above": 1, "tags": 1}),
        ("odd/frictionless_multiline-headers.xlsx", 0, 1, 1, {"bands": 1, "units": 1}),
    ],
)  # fmt: skip
def test_sheet_headings_and_rows_are_those_that_a_person_would_choose(
    name: str, sheet: int, header_row: int, data: int, skipped: dict[str, int]
) -> None:
    table = table_of(name)
    assert (table.sheet.index, table.header_row, len(table.data_rows)) == (sheet, header_row, data)
    assert Counter(one.kind for one in table.skipped) == skipped


def _readable(path: Path) -> tuple[Sheet, ...]:
    try:
        return real(str(path.relative_to(REAL))).sheets
    except Unreadable:  # named where reading is tested
        return ()


@pytest.mark.parametrize("path", sorted(path for path in REAL.rglob("*") if path.is_file()), ids=lambda path: path.name)
def test_every_row_of_every_sheet_is_accounted_for(path: Path) -> None:
    sheets = _readable(path)
    for sheet in sheets:
        table = find_table(sheets, Wishes(sheet.index))
        if not isinstance(table, Table):
            continue
        found = gather(table, propose(table.headings, table.samples(), tags=table.tags))
        rows = [found.header_row, *found.data_rows, *found.blank_rows, *(one.row for one in found.skipped)]
        assert sorted(rows) == list(range(sheet.first_row, sheet.first_row + len(sheet.rows)))


def test_the_headings_of_groups_are_kept_beside_their_rows() -> None:
    table = table_of("beneficiary_lists/IE_List_of_Operations_October_2016.xlsx")
    assert table.section == 13
    groups = Counter(str(cell)[:11] for cell in table.column(13))
    assert list(groups) == ["Priority 1:", "Priority 2:", "Priority 3:", "Priority 4:", "Priority 5:"]


def test_every_country_of_a_project_listed_once_per_country_is_with_its_project() -> None:
    sheet = real("trust_fund/EUTF_akvo_recipients.csv").sheets[0]
    named: dict[object, set[object]] = {}
    for row in sheet.rows[1:]:
        named.setdefault(row[1], set()).add(row[3])
    table = table_of("trust_fund/EUTF_akvo_recipients.csv")
    joined: dict[object, set[str]] = {}
    for code, countries in zip(table.column(1), table.column(3), strict=True):
        joined.setdefault(code, set()).update(str(countries).split("\n"))
    assert {code: {str(one) for one in found} for code, found in named.items()} == joined
