"""What stands around a number in an amount: its currency, and the thousands or millions it counts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from imports.fields.meanings.units import EITHER_SCALE, MIL_IS_MILLION
from portfolio.core.money import MINOR_DIGITS
from portfolio.core.text import fold

CURRENCY_SIGNS = {
    "€": "EUR", "£": "GBP", "₴": "UAH", "₽": "RUB", "₺": "TRY", "₹": "INR", "₦": "NGN", "₱": "PHP", "₫": "VND",
    "₾": "GEL",
    "₸": "KZT", "US$": "USD", "CA$": "CAD", "C$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "R$": "BRL",
}  # fmt: skip
CURRENCY_WORDS = {
    "euro": "EUR", "euros": "EUR", "eur": "EUR", "usd": "USD", "gbp": "GBP", "chf": "CHF", "us dollars": "USD",
    "us dollar": "USD",
    "kc": "CZK", "zl": "PLN", "ft": "HUF", "lei": "RON", "лв": "BGN", "ευρω": "EUR", "evro": "EUR", "eura": "EUR",
    "sfr": "CHF", "евро": "EUR", "євро": "EUR", "avro": "EUR", "eiro": "EUR", "eurot": "EUR", "dolarow": "USD",
    "korun": "CZK", "zlotych": "PLN", "zloty": "PLN", "forint": "HUF", "leva": "BGN", "грн": "UAH", "руб": "RUB",
    "рублеи": "RUB", "pounds sterling": "GBP", "sterling": "GBP",
}  # fmt: skip
_SCALES = {
    "k": 3, "tsd": 3, "thousand": 3, "tausend": 3, "tys": 3, "tis": 3, "milliers": 3, "m": 6, "mn": 6, "mio": 6,
    "mln": 6, "million": 6, "millions": 6, "millionen": 6, "millones": 6, "millon": 6, "milhoes": 6, "milhao": 6,
    "milioni": 6, "milione": 6, "miljoen": 6, "milion": 6, "miliony": 6, "milionow": 6, "mill": 6, "млн": 6,
    "bn": 9, "mrd": 9, "mld": 9, "billion": 9, "billions": 9, "milliarden": 9, "milliarde": 9, "milliard": 9,
    "milliards": 9, "miljard": 9, "miliardi": 9, "miliardo": 9, "млрд": 9,
    "тыс": 3, "тис": 3, "thousands": 3, "mille": 3, "mila": 3, "duizend": 3, "tisic": 3, "tusen": 3,
    "tuhat": 3,
    "miljoner": 6, "millioner": 6, "miljoonaa": 6, "milionu": 6, "milj": 6, "εκατ": 6, "εκ": 6, "milyon": 6,
    "milijona": 6, "milijuna": 6, "миллионов": 6, "мільйонів": 6, "milliarder": 9, "miljarder": 9, "δισ": 9,
    "lakh": 5, "lakhs": 5, "lac": 5, "lacs": 5, "crore": 7, "crores": 7, "cr": 7,
}  # fmt: skip
#: Currencies beside which “mil” is a thousand.
_MIL_IS_THOUSAND = frozenset({"BRL", "MXN", "COP", "CLP", "ARS", "PEN", "UYU", "PYG", "DOP", "CVE", "MZN", "AOA"})
_SAYS_NOTHING = frozenset(
    {
        "",
        "in",
        "of",
        "total",
        "budget",
        "kr",
        "kronor",
        "kroner",
        "fcfa",
        "cfa",
        "kron",
        "amount",
        "de",
        "d",
        "di",
        "rs",
    }
)
#: “MEUR”, “kEUR”, “TEUR”: a letter for the thousands or millions grown together with the currency.
_GROWN = re.compile(r"([kKmMT])([A-Z]{3})")
_LETTERS = re.compile(r"(US\$|CA\$|C\$|AU\$|A\$|NZ\$|R\$|[€£₴₽₺₹₦₱₫₾₸$])")
_DOLLARS = frozenset({"dollar", "dollars"})
_ODD_MARKS = frozenset("<>~≈≤≥±%/")


@dataclass(slots=True)
class Unit:
    """Currency, whether it is a bare $, and the power of ten that words around a number say.

    `in_doubt` is a word that may be a thousand or a million.
    """

    currency: str | None = None
    dollar: bool = False
    power: int = 0
    in_doubt: bool = False


def read_unit(before: str, behind: str) -> Unit | None:
    """The unit that both sides of a number say; None where a word is something else."""
    unit = Unit()
    for side in (before, behind):
        words = []
        for piece in _LETTERS.split(side.replace("T€", "k€").replace("F CFA", "FCFA")):
            if piece in CURRENCY_SIGNS:
                unit.currency = CURRENCY_SIGNS[piece]
            elif piece == "$":
                unit.dollar = True
            else:
                words.append(piece)
        for word in re.split(r"[\s()'’]+", " ".join(words)):
            if not _take(word.strip(".,:;-−–+*="), unit):
                return None
    unit.dollar = unit.dollar and unit.currency is None
    if unit.in_doubt and unit.currency in MIL_IS_MILLION | _MIL_IS_THOUSAND:
        unit.power, unit.in_doubt = 6 if unit.currency in MIL_IS_MILLION else 3, False
    return unit


def _take(word: str, unit: Unit) -> bool:
    """Take what a word says into the unit; False for a word that says something else."""
    if word in MINOR_DIGITS:
        unit.currency = word
        return True
    grown = _GROWN.fullmatch(word)
    if grown and grown[2] in MINOR_DIGITS and not unit.power:
        unit.currency, unit.power = grown[2], 3 if grown[1] in "kKT" else 6
        return True
    folded = fold(word)
    if folded in CURRENCY_WORDS:
        unit.currency = CURRENCY_WORDS[folded]
    elif folded in _SCALES and not unit.power:
        unit.power = _SCALES[folded]
    elif folded == EITHER_SCALE and not unit.power:
        unit.in_doubt = True
    elif folded in _DOLLARS:
        unit.dollar = True
    elif folded != "us":
        return folded in _SAYS_NOTHING and (bool(folded) or not _ODD_MARKS.intersection(word))
    return True
