"""Currency and unit that a heading states: “Budget (kEUR)”, “Costs £m”; pure text."""

from __future__ import annotations

import re
from functools import lru_cache

from portfolio.core.money import MINOR_DIGITS
from portfolio.core.text import fold

_SIGNS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₴": "UAH", "₽": "RUB", "₺": "TRY", "₹": "INR", "zł": "PLN", "Kč": "CZK"}
_CURRENCY_WORDS = {
    "euro": "EUR", "euros": "EUR", "eur": "EUR", "eura": "EUR", "eurot": "EUR", "euroa": "EUR", "eurih": "EUR",
    "eurech": "EUR", "evro": "EUR", "evrih": "EUR", "ευρω": "EUR", "евро": "EUR", "usd": "USD", "gbp": "GBP",
    "chf": "CHF", "meur": "EUR", "keur": "EUR", "teur": "EUR", "musd": "USD", "eure": "EUR", "dkk": "DKK",
    "sek": "SEK", "czk": "CZK", "pln": "PLN", "huf": "HUF", "ron": "RON", "bgn": "BGN",
}  # fmt: skip
_SCALES = {
    "m": 10**6, "mn": 10**6, "mio": 10**6, "mln": 10**6, "million": 10**6, "millions": 10**6, "millionen": 10**6,
    "millones": 10**6, "milhoes": 10**6, "milioni": 10**6, "miljoen": 10**6, "meur": 10**6, "musd": 10**6,
    "k": 10**3, "tsd": 10**3, "thousand": 10**3, "thousands": 10**3, "000": 10**3, "000s": 10**3, "keur": 10**3,
    "teur": 10**3, "tausend": 10**3, "milliers": 10**3, "miles": 10**3, "milhares": 10**3, "migliaia": 10**3,
    "duizend": 10**3, "tys": 10**3, "tis": 10**3, "tusen": 10**3, "tusind": 10**3, "tuhatta": 10**3,
    "bn": 10**9, "mrd": 10**9, "billion": 10**9, "billions": 10**9, "milliarden": 10**9, "milliards": 10**9,
}  # fmt: skip
_SIGN_SCALE = re.compile(r"([€£$¥])\s*(k|m|mn|bn)\b|\b(k|m)\s*([€£$¥])", re.IGNORECASE)


@lru_cache(maxsize=8192)
def unit_of(text: str) -> tuple[str | None, int, str]:
    """Currency (ISO code), scale, and the folded heading without the words that say them."""
    currency, scale = None, 1
    found = _SIGN_SCALE.search(text)
    if found:
        currency = _SIGNS.get(found[1] or found[4])
        scale = _SCALES[(found[2] or found[3]).lower()]
        text = text.replace(found[0], " ")
    for sign, code in _SIGNS.items():
        if sign in text:
            currency, text = code, text.replace(sign, " ")
    if "US$" in text:
        currency, text = "USD", text.replace("US$", " ")
    text = text.replace("$", " ")
    capitals = {word.casefold(): word for word in re.findall(r"\b[A-Z]{3}\b", text) if word in MINOR_DIGITS}
    kept = []
    for word in fold(text).replace("'", " ").split():
        if word in _CURRENCY_WORDS or word in capitals:
            currency = _CURRENCY_WORDS.get(word) or capitals[word]
            scale = _SCALES.get(word, scale)
        elif word in _SCALES:
            scale = _SCALES[word]
        elif word not in ("in", "en", "em", "w", "v"):
            kept.append(word)
    return currency, scale, " ".join(kept)
