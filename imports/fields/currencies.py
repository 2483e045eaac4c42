"""Currencies as numbers: those of ISO 4217, and those of the OECD's Creditor Reporting System, where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

#: ISO 4217 numeric codes of currencies in which projects are funded.
_ISO = {
    978: "EUR", 840: "USD", 826: "GBP", 756: "CHF", 752: "SEK", 578: "NOK", 208: "DKK", 392: "JPY", 124: "CAD",
    36: "AUD", 554: "NZD", 203: "CZK", 985: "PLN", 348: "HUF", 946: "RON", 975: "BGN", 949: "TRY", 980: "UAH",
    352: "ISK", 410: "KRW", 156: "CNY", 356: "INR", 710: "ZAR",
}  # fmt: skip
#: Codes of the Creditor Reporting System that are no others' there; 918 is the European Union's.
_CRS = {918: "EUR", 302: "USD", 301: "CAD", 701: "JPY", 742: "KRW", 801: "AUD", 820: "NZD"}
#: Those that ISO gives to other currencies, or that may be anything: believed beside one of the others alone.
_CRS_SMALL = {3: "DKK", 8: "NOK", 10: "SEK", 11: "CHF", 12: "GBP", 20: "ISK", 68: "CZK", 75: "HUF", 76: "PLN"}


def currencies_of(cells: Iterable[object]) -> Mapping[int, str]:
    """Number -> currency, for a column of these cells; none where its numbers may be of either list."""
    numbers = {number for cell in cells if (number := number_of(cell)) is not None}
    iso, crs = bool(numbers & _ISO.keys()), bool(numbers & _CRS.keys())
    if iso == crs:
        return {}
    return _ISO if iso else {**_CRS, **_CRS_SMALL}


def number_of(cell: object) -> int | None:
    """The number of up to three figures that a cell is, also as text; None for anything else."""
    if isinstance(cell, str):
        text = cell.strip().removesuffix(".0")
        return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else None
    if isinstance(cell, int | float) and not isinstance(cell, bool) and 0 < cell < 1000 and cell == cell // 1:
        return int(cell)
    return None
