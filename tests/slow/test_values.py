"""Millions of texts as dates and as money: nothing raises, and what is taken is a real date or an exact amount.

FUZZ_TEXTS says how many in all (`make test-slow`: ten million). A text that fails is added to once_failed.txt, which is
tried first the next time.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from imports.normalise.dates import EitherOrder, read_date
from imports.normalise.flaws import BLANK, Cell
from imports.normalise.lists import peel, separate
from imports.normalise.money import EitherMark, in_currency, read_amount, read_currency
from imports.normalise.spans import Span, read_span
from portfolio.core.money import MINOR_DIGITS, Money
from portfolio.core.periods import PartialDate
from tests.slow.texts import texts

pytestmark = pytest.mark.slow
ONCE_FAILED = Path(__file__).with_name("once_failed.txt")
SHARDS = 8
SIZE = int(os.environ.get("FUZZ_TEXTS", "240000")) // SHARDS
#: So many texts share a seed: a failure is found again from its seed alone.
BATCH = 10_000
FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d %B %Y", "%B %d, %Y", "%Y%m%d")
CURRENCIES = tuple(sorted(MINOR_DIGITS))


def once_failed() -> list[str]:
    """Texts that failed before, one a line."""
    return ONCE_FAILED.read_text(encoding="utf-8").splitlines()


def is_date(value: object) -> bool:
    """Whether it is a partial date as the project value has it."""
    return isinstance(value, str) and str(PartialDate.parse(value)) == value


def date_verdict(text: str) -> str:
    """Read a text as a date; what came of it."""
    reading = read_date(text)
    if isinstance(reading.cell, EitherOrder):
        assert is_date(reading.cell.day_first)
        assert is_date(reading.cell.month_first)
        return "date asked"
    if reading.cell.value is not BLANK:
        assert is_date(reading.cell.value)
        return "date"
    assert reading.cell.flaws
    span = read_span(text)
    if not isinstance(span, Span):
        return "date left out" if span.cell == reading.cell or span.cell.value is BLANK else "vague date"  # type: ignore[union-attr]
    for end in (span.first, span.last):
        assert end is None or isinstance(end.cell, EitherOrder) or is_date(end.cell.value)
    return f"time {span.kind}"


def money_verdict(text: str) -> str:
    """Read a text as money; what came of it."""
    reading = read_amount(text)
    read_currency(text)
    if isinstance(reading.amount, EitherMark):
        assert reading.amount.grouped >= reading.amount.decimal >= 0
        return "amount asked"
    if isinstance(reading.amount, Cell):
        assert reading.amount.value is BLANK
        assert reading.amount.flaws
        return "amount left out"
    assert Decimal(reading.amount) >= 0
    currency = reading.currency or "EUR"
    kept = in_currency(reading.amount, currency)
    if kept.value is BLANK:
        assert kept.flaws
        return "amount too large"
    assert str(Money.parse(kept.value, currency).amount) == kept.value
    assert kept.flaws or Decimal(kept.value) == Decimal(reading.amount)
    return "amount"


def list_verdict(text: str) -> str:
    """Take a text apart as a list; what came of it."""
    for part in separate(text):
        item = peel(part, {"hub"})
        assert item.share is None or 0 <= Decimal(item.share) <= 100
    return "list"


def batches(shard: int) -> Iterator[tuple[int, Iterator[str]]]:
    """(seed, texts) of a shard."""
    for at in range(0, SIZE, BATCH):
        seed = shard * 1_000_003 + at
        yield seed, texts(seed, min(BATCH, SIZE - at))


def said(line: str) -> None:
    """Print a count; pytest shows it with -rP."""
    sys.stdout.write(line + "\n")


@pytest.mark.parametrize("text", once_failed())
def test_a_text_that_failed_once_is_read_now(text: str) -> None:
    assert date_verdict(text)
    assert money_verdict(text)
    assert list_verdict(text)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_no_text_breaks_a_reader_and_what_is_taken_is_real(shard: int) -> None:
    counts: Counter[str] = Counter()
    for seed, some in batches(shard):
        for text in some:
            try:
                counts.update((date_verdict(text), money_verdict(text), list_verdict(text)))
            except Exception as wrong:
                with ONCE_FAILED.open("a", encoding="utf-8", errors="backslashreplace") as lines:
                    lines.write(text.replace("\n", " ") + "\n")
                pytest.fail(f"{text!r} of seed {seed}: {type(wrong).__name__}: {wrong}")
    said(f"shard {shard}: {SIZE} texts; " + ", ".join(f"{counts[name]} {name}" for name in sorted(counts)))
    assert {"date", "date asked", "date left out", "time period", "time part", "amount", "amount asked",
            "amount left out"} <= set(counts)  # fmt: skip


@pytest.mark.parametrize("shard", range(SHARDS))
def test_amounts_and_days_survive_every_spelling_or_are_asked(shard: int) -> None:
    chance = random.Random(shard)
    asked = 0
    for _ in range(SIZE // 4):
        currency = CURRENCIES[int(chance.random() * len(CURRENCIES))]
        money = Money.from_minor(int(10 ** (chance.random() * 15)), currency)
        whole, _, rest = f"{money.amount:,f}".partition(".")
        group, mark = ((",", "."), (".", ","), ("'", "."), (" ", ","), ("\u202f", ","))[int(chance.random() * 5)]
        text = whole.replace(",", group) + (mark + rest if rest else "")
        reading = read_amount(f"{text} {currency}" if chance.random() < 0.5 else f"{currency} {text}")
        if isinstance(reading.amount, EitherMark):
            asked += 1
            assert money.amount in (reading.amount.grouped, reading.amount.decimal)
        else:
            assert isinstance(reading.amount, str), text
            assert Decimal(reading.amount) == money.amount, text
            assert reading.currency == currency
        day = date(1951, 1, 1) + timedelta(days=int(chance.random() * 72_000))
        form = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d %B %Y", "%B %d, %Y", "%Y%m%d")[
            int(chance.random() * 7)
        ]
        cell = read_date(day.strftime(form)).cell
        if isinstance(cell, EitherOrder):
            asked += 1
            assert day.isoformat() in (cell.day_first, cell.month_first)
        else:
            assert cell.value == day.isoformat(), day.strftime(form)
    said(f"shard {shard}: {SIZE // 4} amounts and days came back, {asked} of them asked")
