"""What a line beside a table says of its amounts: taken, said and asked; the heading goes before it."""

from __future__ import annotations

import pytest

from tests.imports.normalise.test_normalise import drafted
from tests.imports.table.written import written


@pytest.mark.parametrize(
    ("line", "amount", "currency"),
    [
        ("Portfolio (in thousands of EUR)", "2500.00", "EUR"),
        ("Stan na 31.12.2024 r. Kwoty w tys. zł", "2500.00", "PLN"),
        ("Figures in USD million unless otherwise stated", "2500000.00", "USD"),
        ("Montants en millions d'euros", "2500000.00", "EUR"),
        ("Bedragen x 1.000 euro", "2500.00", "EUR"),
        ("All amounts in GBP", "2.50", "GBP"),
        ("A facility of USD 79.5 million", "2.50", "EUR"),
        ("Projects under the 500 million dollar envelope", "2.50", "EUR"),
    ],
)
def test_a_line_above_the_table_says_what_its_amounts_are(line: str, amount: str, currency: str) -> None:
    drafts = drafted(written(f"{line} | | |\nTitle | Country | Budget | Status\nOne | Kenya | =2.5 | closed"))
    values = drafts.rows[0].values
    assert (values["budget_amount"], values["budget_currency"]) == (amount, currency)
    silent = "facility" in line or "envelope" in line
    assert [one.code for one in drafts.problems] == ["currency-assumed" if silent else "unit-beside"]


def test_a_unit_above_the_table_is_asked_and_the_heading_goes_before_it() -> None:
    text = "In thousands of EUR | | |\nTitle | Country | {} | Status\nOne | Kenya | ={} | closed"
    sheet = written(text.format("Budget", 2))
    (question,) = drafted(sheet).questions
    assert (question.key, question.assumed) == ("scale:2", "1000")
    told = drafted(sheet, {"scale:2": "1", "currency": "USD"})
    assert (told.rows[0].values["budget_amount"], told.rows[0].values["budget_currency"]) == ("2.00", "USD")
    values = drafted(written(text.format("Budget (USD million)", 2))).rows[0].values
    assert (values["budget_amount"], values["budget_currency"]) == ("2000000.00", "USD")
    drafts = drafted(written(text.format("Budget", 25_000_000)))  # 25 billions for one project are asked
    assert "budget_amount" not in drafts.rows[0].values
    assert [one.assumed for one in drafts.questions] == [None]


def test_a_commitment_of_the_creditor_reporting_system_is_in_millions_of_the_currency_of_its_heading() -> None:
    sheet = written("ProjectTitle | RecipientName | CurrencyCode | USD_Commitment\n"
                    "One | Kenya | =918 | =1.234567\nTwo | Ghana | =918 | =0.5")  # fmt: skip
    drafts = drafted(sheet)
    assert [(row.values["budget_amount"], row.values["budget_currency"]) for row in drafts.rows] == [
        ("1234567.00", "USD"), ("500000.00", "USD"),
    ]  # fmt: skip
    assert [one.code for one in drafts.problems] == ["unit-beside"]
    assert [(one.key, one.assumed) for one in drafts.questions] == [("scale:3", "1000000")]


@pytest.mark.parametrize(
    ("first", "second", "currencies"),
    [
        ("=978", "=840", ["EUR", "USD"]), ("978", "826", ["EUR", "GBP"]), ("=918", "=12", ["EUR", "GBP"]),
        ("=918", "=978", None), ("=12", "=8", None), ("=1", "=2", None),
    ],
)  # fmt: skip
def test_currencies_may_be_numbers_of_one_list(first: str, second: str, currencies: list[str] | None) -> None:
    drafts = drafted(written(f"Title | Budget | Currency\nOne | =100 | {first}\nTwo | =200 | {second}"))
    if currencies is None:
        assert "currency-number" not in {one.code for row in drafts.rows for one in row.problems}
        assert {"currency-assumed", "no-currency"} & {one.code for one in drafts.problems}
        return
    assert [row.values["budget_currency"] for row in drafts.rows] == currencies
    assert [one.code for row in drafts.rows for one in row.problems] == ["currency-number"] * 2


@pytest.mark.parametrize(
    ("heading", "amount", "currency"),
    [
        ("Beløp (1000 NOK)", "2000.00", "NOK"), ("Budget (in 1.000 €)", "2000.00", "EUR"),
        ("Budget (T€)", "2000.00", "EUR"), ("Budget (MSEK)", "2000000.00", "SEK"), ("Budget US$m", "2000000.00", "USD"),
        ("Ποσό (χιλ. €)", "2000.00", "EUR"), ("Budjetti (milj. €)", "2000000.00", "EUR"),
        ("Eelarve (tuh €)", "2000.00", "EUR"), ("Бюджет, тыс. долл. США", "2000.00", "USD"),
        ("Rozpočet (mil. Kč)", "2000000.00", "CZK"), ("Valor total (R$ mil)", "2000.00", "BRL"),
        ("Bütçe (bin TL)", "2000.00", "TRY"), ("Amount (INR lakh)", "200000.00", "INR"),
    ],
)  # fmt: skip
def test_a_heading_says_thousands_and_millions_in_many_languages(heading: str, amount: str, currency: str) -> None:
    values = drafted(written(f"Title | Country | {heading} | Status\nOne | Kenya | =2 | closed")).rows[0].values
    assert (values["budget_amount"], values["budget_currency"]) == (amount, currency)


@pytest.mark.parametrize(
    ("heading", "answer", "amount"),
    [
        ("Coût (FCFA)", {"currency": "XOF"}, "2"), ("Coût (MFCFA)", {"currency": "XAF"}, "2000000"),
        ("Avtalat belopp (tkr)", {"currency": "SEK"}, "2000.00"), ("Budget (mkr)", {"currency": "DKK"}, "2000000.00"),
        ("Budget (mil. €)", {"scale:2": "1000000"}, "2000000.00"), ("Valor (mil EUR)", {"scale:2": "1000"}, "2000.00"),
    ],
)  # fmt: skip
def test_a_unit_or_a_currency_that_may_be_two_is_asked_and_none_assumed(
    heading: str, answer: dict[str, str], amount: str
) -> None:
    sheet = written(f"Title | Country | {heading} | Status\nOne | Kenya | =2 | closed")
    drafts = drafted(sheet)
    assert "budget_amount" not in drafts.rows[0].values
    ((key, value),) = answer.items()
    (question,) = drafts.questions
    assert (question.key, question.assumed, value in [one.answer for one in question.choices]) == (key, None, True)
    assert drafted(sheet, answer).rows[0].values["budget_amount"] == amount


def test_dollars_of_a_heading_are_those_of_the_united_states_and_never_euros() -> None:
    drafts = drafted(written("Title | Country | Budget ($) | Status\nOne | Kenya | =2 | closed"))
    assert drafts.rows[0].values["budget_currency"] == "USD"
    assert [one.code for one in drafts.problems] == ["dollars-assumed"]


def test_a_currency_of_other_amounts_is_not_used_beside_a_heading_that_names_its_own() -> None:
    text = "Title | Budget in EUR | Local currency\nOne | =110 | {}\nTwo | =120 | UGX"
    drafts = drafted(written(text.format("KES")))
    assert [row.values["budget_currency"] for row in drafts.rows] == ["EUR", "EUR"]
    assert [one.code for one in drafts.problems] == ["currency-of-others"]
    one, two = drafted(written(text.format("EUR"))).rows
    assert (one.values["budget_currency"], "budget_amount" in two.values) == ("EUR", False)
    assert [problem.code for problem in two.problems] == ["currency-headed"]


@pytest.mark.parametrize(("cell", "offered"), [("1 500 000 F CFA", "XOF"), ("500 FCFA", "XAF"), ("12 500 kr", "NOK")])
def test_a_currency_of_several_countries_in_the_cells_is_asked_and_never_euros(cell: str, offered: str) -> None:
    sheet = written(f"Title | Country | Budget | Status\nOne | Kenya | {cell} | closed")
    drafts = drafted(sheet)
    assert "budget_amount" not in drafts.rows[0].values
    (question,) = drafts.questions
    assert (question.assumed, offered in [one.answer for one in question.choices]) == (None, True)
    assert drafted(sheet, {"currency": offered}).rows[0].values["budget_currency"] == offered
