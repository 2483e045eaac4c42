"""IATI activity files as one sheet: an activity a row, what has a field under its label, the rest beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from imports.fields.meanings import Rule, meaning
from imports.read import Workbook
from imports.read.iati import LABELS
from tests.imports.read.forge import codes, read_here


def activity(*elements: str, attributes: str = 'default-currency="EUR" xml:lang="en"') -> str:
    """An activity with an identifier and a title."""
    identity = "<iati-identifier>XM-1</iati-identifier><title><narrative>Alpha</narrative></title>"
    return f"<iati-activity {attributes}>{identity}{''.join(elements)}</iati-activity>"


def file(*activities: str, version: str = "2.03", head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    """A file of activities."""
    return f'{head}<iati-activities version="{version}">{"".join(activities)}</iati-activities>'.encode()


def _read(*activities: str) -> Workbook:
    return read_here(file(*activities), "list.xml")


def _row(*elements: str, attributes: str = 'default-currency="EUR" xml:lang="en"') -> dict[str, Any]:
    """The first activity by heading, without what is empty."""
    (sheet,) = _read(activity(*elements, attributes=attributes)).sheets
    return {str(heading): value for heading, value in zip(*sheet.rows, strict=True) if value is not None}


def test_the_headings_are_known_to_the_matching_of_columns_and_what_has_no_field_is_not_taken() -> None:
    for label in LABELS:
        assert meaning(label).field is not None, label
        assert meaning(label).rule is Rule.EXACT, label
    for name in ("location", "sector", "budget", "result", "reporting-org", "recipient-region", "default-currency"):
        assert meaning(f"IATI {name}").field is None


def test_an_activity_is_a_row_that_says_its_place_in_the_file() -> None:
    workbook = _read(activity(), activity().replace("XM-1", "XM-2"))
    (sheet,) = workbook.sheets
    assert (workbook.format, sheet.name) == ("iati", "Activities")
    assert [row[:2] for row in sheet.rows] == [("IATI position", "IATI identifier"), (1, "XM-1"), (2, "XM-2")]
    assert "iati_rows" in codes(workbook)


def test_what_the_product_has_fields_for_comes_out_ready() -> None:
    row = _row(
        '<activity-status code="2"/>',
        *(f'<activity-date iso-date="202{kind}-03-01" type="{kind}"/>' for kind in range(1, 5)),
        '<recipient-country code="KE" percentage="60"/><recipient-country code="UG" percentage="40"/>',
        '<participating-org role="1"><narrative>European Union</narrative></participating-org>',
        '<participating-org role="4"><narrative>Interpol; Lyon</narrative></participating-org>',
        '<participating-org role="4" ref="XM-DAC-47"/>',
        '<related-activity ref="XM-0" type="1"/><related-activity ref="XM-00" type="1"/>',
        '<related-activity ref="XM-9" type="3"/>',
        '<document-link url="https://example.org/report.pdf"><category code="B01"/></document-link>',
        '<document-link url="https://example.org/project"><category code="A12"/></document-link>',
        _budget("1500.50"),
    )
    assert {heading: row.get(heading) for heading in LABELS} == {
        "IATI identifier": "XM-1",
        "Title": "Alpha",
        "Summary": None,
        "Status": "2",
        "Planned start": date(2021, 3, 1),
        "Actual start": date(2022, 3, 1),
        "Planned end": date(2023, 3, 1),
        "Actual end": date(2024, 3, 1),
        "Budget": 1500.5,
        "Currency": "EUR",
        "Places": "KE 60%; UG 40%",
        "Funders": "European Union",
        "Implementers": "Interpol, Lyon; XM-DAC-47",
        "Parent": "XM-0; XM-00",
        "Website": "https://example.org/project",
    }
    assert row["IATI related activities"] == "XM-9 (sibling)"


def test_english_is_taken_first_and_the_other_languages_are_kept_beside() -> None:
    titles = '<narrative xml:lang="fr">Bêta</narrative><narrative xml:lang="EN-gb">Beta</narrative>'
    text = activity('<description type="2"><narrative>Objectifs</narrative></description>',
                    '<description><narrative>Résumé</narrative></description>',
                    attributes='xml:lang="fr"').replace("<narrative>Alpha</narrative>", titles)  # fmt: skip
    (sheet,) = _read(text).sheets
    row = dict(zip(*sheet.rows, strict=True))
    assert (row["Title"], row["Summary"]) == ("Beta", "Résumé\n\nObjectifs")
    assert row["IATI other languages"] == "fr: Bêta"


def _budget(value: str, kind: str = "1", year: int = 2024, currency: str = "") -> str:
    said = f'currency="{currency}"' if currency else ""
    period = f'<period-start iso-date="{year}-01-01"/><period-end iso-date="{year}-12-31"/>'
    return f'<budget type="{kind}">{period}<value {said}>{value}</value></budget>'


@pytest.mark.parametrize(
    ("budgets", "amount", "currency"),
    [
        ([_budget("100"), _budget("200.10", year=2025)], 300.1, "EUR"),
        ([_budget("100"), _budget("150", kind="2"), _budget("10", year=2025)], 160, "EUR"),
        ([_budget("100", currency="USD")], 100, "USD"),
        ([_budget("0.1"), _budget("0.2", year=2025)], 0.3, "EUR"),
        ([_budget("100", currency="USD"), _budget("5", year=2025)], "100 USD; 5 EUR", None),
        ([_budget("1,000")], "1,000", "EUR"),
        ([_budget("NaN")], "NaN", "EUR"),
        ([_budget("1e400")], "1e400", "EUR"),
        ([], None, None),
    ],
)
def test_budgets_are_added_exactly_or_left_as_they_are_written(
    budgets: list[str], amount: object, currency: str | None
) -> None:
    row = _row(*budgets)
    assert (row.get("Budget"), row.get("Currency")) == (amount, currency)


def test_sums_and_what_cannot_be_summed_are_said() -> None:
    several = _read(activity(_budget("1"), _budget("2", year=2025)))
    mixed = _read(activity(_budget("1", currency="USD"), _budget("2", year=2025)))
    assert "iati_budgets" in codes(several)
    assert "iati_currencies" in codes(mixed)


def test_commitments_are_shown_and_offered_where_the_budget_says_nothing() -> None:
    paid = '<transaction><transaction-type code="2"/><value>{}</value></transaction>'
    workbook = _read(activity(_budget("0"), paid.format("70"), paid.format("5.5")))
    row = dict(zip(*workbook.sheets[0].rows, strict=True))
    assert (row["Budget"], row["IATI outgoing commitments"]) == (0, "75.5 EUR")
    assert {"iati_zero", "iati_transactions"} <= set(codes(workbook))


def test_regions_are_named_and_unspecified_ones_are_no_place() -> None:
    row = _row(
        '<recipient-region code="619" vocabulary="1" percentage="50"><narrative>Central Asia, reg.</narrative>'
        "</recipient-region>",
        '<recipient-region code="998" percentage="30"/>',
        '<recipient-region code="A1" vocabulary="99" percentage="20"><narrative>The Lakes</narrative>'
        "</recipient-region>",
        '<recipient-region code="029" vocabulary="2"/>',
    )
    assert row["Places"] == "Central Asia 50%; The Lakes 20%; 029"
    assert "998 (percentage 30)" in row["IATI recipient-region"]


def test_everything_else_is_a_column_of_its_own() -> None:
    row = _row(
        '<sector code="15130" vocabulary="1" percentage="80"><narrative>Legal</narrative></sector>',
        '<sector code="15210"/>',
        '<participating-org role="2"><narrative>B</narrative></participating-org>',
        '<result type="1"><indicator><title><narrative>Trained</narrative></title></indicator></result>',
        '<x:geo xmlns:x="urn:x" lat="1.5"/>',
        attributes='hierarchy="2" humanitarian="0"',
    )
    assert row["IATI sector"] == "15130 Legal (vocabulary 1, percentage 80); 15210"
    assert row["IATI accountable organisations"] == "B"
    assert row["IATI result"] == "type 1, indicator title Trained"
    assert (row["IATI hierarchy"], row["IATI humanitarian"], row["IATI x:geo"]) == ("2", "0", "xmlns:x urn:x, lat 1.5")


def test_of_several_dates_the_span_is_taken_and_a_date_that_is_none_stays_as_it_is() -> None:
    row = _row(
        '<activity-date iso-date="2022-01-01" type="1"/><activity-date iso-date="2021-01-01Z" type="1"/>',
        '<activity-date iso-date="2023-01-01" type="3"/><activity-date iso-date="2024-01-01" type="3"/>',
        '<activity-date iso-date="2024-02-30" type="4"/><activity-date iso-date="2020-01-01" type="9"/>',
    )
    assert (row["Planned start"], row["Planned end"]) == (date(2021, 1, 1), date(2024, 1, 1))
    assert row["Actual end"] == "2024-02-30"


@pytest.mark.parametrize("codec", ["utf-16", "iso-8859-1", "windows-1252"])
def test_a_file_in_another_encoding_that_it_declares_is_read(codec: str) -> None:
    head = f'<?xml version="1.0" encoding="{codec}"?>'
    data = file(activity().replace("Alpha", "Größe"), head=head).decode().encode(codec)
    assert read_here(data, "list.xml").sheets[0].value(2, 2) == "Größe"


def test_details_too_long_for_a_cell_are_cut_and_said() -> None:
    workbook = _read(activity("".join(f'<tag code="{number:08}"/>' for number in range(5000))))
    row = dict(zip(*workbook.sheets[0].rows, strict=True))
    assert str(row["IATI tag"]).endswith("; …")
    assert "iati_shortened" in codes(workbook)
