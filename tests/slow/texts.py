"""Texts like those in cells of dates and money, right and wrong, by the million; the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta

_MARKS = (".", ",", " ", "'", "’", "\u00a0", "\u202f", "-", "–", "/", "")
_UNITS = (
    "",
    "",
    "",
    " EUR",
    "€",
    " €",
    "k€",
    " Mio",
    "m",
    " mln zł",
    " bn",
    "%",
    " kr",
    " tis. Kč",
    " lakh",
    " MEUR",
    ")",
)
_BEFORE = ("", "", "", "EUR ", "€", "US$ ", "$", "-", "(", "ca. ", "~", "<", "CHF ", "₹ ", "Rs. ", "up to ")
_WORDS = ("Q1", "Q3", "H2", "T4", "III kw.", "1. Halbjahr", "mid-", "ca.", "since", "bis", "ongoing", "to", "–", "-",
          "/", "Jan", "März", "août", "Dez", "listopad", "мая", "Monday", "de", "of", "TBC", "?", "tháng", "年", "月",
          "日")  # fmt: skip
_FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d %B %Y", "%d-%b-%y", "%B %Y", "%Y", "%m/%Y", "%Y/%m/%d",
          "%Y%m%d", "%b-%y", "%d. %b %y", "%Y.%m.%d.")  # fmt: skip
_ANY = "0123456789.,-/ '€$%()QHkmEURo\u200b\u202e\u0660\u0967\ud800é日年🇰"
_FIRST = date(1900, 1, 1)


def texts(seed: int, size: int) -> Iterator[str]:
    """`size` texts."""
    chance = random.Random(seed)
    kinds = (_amount, _amount, _date, _words, _broken, _rubbish)
    for _ in range(size):
        yield kinds[int(chance.random() * len(kinds))](chance)


def _pick(chance: random.Random, among: tuple[str, ...] | str) -> str:
    return among[int(chance.random() * len(among))]


def _amount(chance: random.Random) -> str:
    mark = _pick(chance, _MARKS)
    digits = str(int(10 ** (chance.random() * 14)))
    groups = [digits[max(0, end - 3) : end] for end in range(len(digits), 0, -3)][::-1]
    text = mark.join(groups)
    if chance.random() < 0.4:
        text += _pick(chance, ".,") + str(int(chance.random() * 10 ** int(1 + chance.random() * 4)))
    return _pick(chance, _BEFORE) + text + _pick(chance, _UNITS)


def _date(chance: random.Random) -> str:
    day = _FIRST + timedelta(days=int(chance.random() * 100_000))
    text = day.strftime(_pick(chance, _FORMS))
    if chance.random() < 0.3:
        text += _pick(chance, ("-", " - ", " – ", " to ", "/", " bis ", "\n")) + day.strftime(_pick(chance, _FORMS))
    return text


def _words(chance: random.Random) -> str:
    parts = [
        _pick(chance, _WORDS) if chance.random() < 0.5 else str(int(10 ** (chance.random() * 4.5)))
        for _ in range(1 + int(chance.random() * 4))
    ]
    return _pick(chance, (" ", "", "-", "/", ". ")).join(parts)


def _broken(chance: random.Random) -> str:
    text = _amount(chance) if chance.random() < 0.5 else _date(chance)
    at = int(chance.random() * (len(text) + 1))
    cut = at + int(chance.random() * 3)
    return text[:at] + _pick(chance, _ANY) + text[cut:]


def _rubbish(chance: random.Random) -> str:
    return "".join(_pick(chance, _ANY) for _ in range(int(chance.random() * 24)))
