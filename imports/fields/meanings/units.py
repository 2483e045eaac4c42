"""Currency and unit that a heading states, “Budget (kEUR)”, or a line beside a table, “in thousands of EUR”; pure."""

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
    "sek": "SEK", "czk": "CZK", "pln": "PLN", "huf": "HUF", "ron": "RON", "bgn": "BGN", "ft": "HUF", "tl": "TRY",
    "avro": "EUR", fold("євро"): "EUR", fold("يورو"): "EUR", "eiro": "EUR", "ewro": "EUR", "evra": "EUR", "evri": "EUR",
    "руб": "RUB", "рублеи": "RUB", "грн": "UAH", "лв": "BGN", "ksh": "KES", "tsh": "TZS", "ush": "UGX",
}  # fmt: skip
_SCALES = {
    "m": 10**6, "mn": 10**6, "mio": 10**6, "mln": 10**6, "million": 10**6, "millions": 10**6, "millionen": 10**6,
    "millones": 10**6, "milhoes": 10**6, "milioni": 10**6, "miljoen": 10**6, "meur": 10**6, "musd": 10**6,
    "k": 10**3, "tsd": 10**3, "thousand": 10**3, "thousands": 10**3, "000": 10**3, "000s": 10**3, "keur": 10**3,
    "teur": 10**3, "tausend": 10**3, "milliers": 10**3, "miles": 10**3, "milhares": 10**3, "migliaia": 10**3,
    "duizend": 10**3, "tys": 10**3, "tis": 10**3, "tusen": 10**3, "tusind": 10**3, "tuhatta": 10**3,
    "bn": 10**9, "mrd": 10**9, "billion": 10**9, "billions": 10**9, "milliarden": 10**9, "milliards": 10**9,
}  # fmt: skip
_SIGN_SCALE = re.compile(r"([€£$¥])\s*(k|m|mn|bn)\b|\b(k|m|t)\s*([€£$¥])", re.IGNORECASE)
#: “MSEK”, “kUSD”, “TEUR”, “tkr”, “MFCFA”: a letter or two grown together with the currency.
_GROWN = re.compile(r"\b(k|t\.?|m|mn|md)(EUR|USD|GBP|CHF|SEK|NOK|DKK|PLN|CZK|HUF|CAD|AUD|kr|FCFA|Ft)\b", re.IGNORECASE)
_THOUSAND = re.compile(r"(?<![\d.,'])1[.,' ]?000([.,' ]000)?(?![\d.,'])")
_DOLLARS = re.compile(
    r"(?:\bU\.?S\.?\s?(?:\$|dollars?\b)|\bдол(?:л|ларов|лары|арів|ари)?\b\.?(?:\s*(?:США|US))?)", re.IGNORECASE
)
#: Units of East Asia, written as one word: “万美元”, “百万円”, “億円”.
_EAST_ASIAN = re.compile(
    r"(百万|百萬|千|万|萬|億|亿)?\s?(日元|日圓|円|人民币|元|美元|美金|米ドル|ドル|欧元|歐元|ユーロ)"
)
_EAST_ASIAN_SCALES = {"百万": 10**6, "百萬": 10**6, "千": 10**3, "万": 10**4, "萬": 10**4, "億": 10**8, "亿": 10**8}
_EAST_ASIAN_CURRENCIES = {"日元": "JPY", "日圓": "JPY", "円": "JPY", "人民币": "CNY", "元": "CNY", "欧元": "EUR",
                          "歐元": "EUR", "ユーロ": "EUR"}  # fmt: skip
#: What may be the currency of several countries -> their codes, the likeliest first.
_UNSETTLED = {
    "kr": ("SEK", "NOK", "DKK", "ISK"), "kronor": ("SEK",), "kroner": ("NOK", "DKK"), "fcfa": ("XOF", "XAF"),
    "cfa": ("XOF", "XAF"), "xfa": ("XOF", "XAF"), "rs": ("INR", "PKR", "LKR", "NPR"), "lei": ("RON", "MDL"),
    "dollars": ("USD", "CAD", "AUD", "NZD"), "dollar": ("USD", "CAD", "AUD", "NZD"),
}  # fmt: skip


#: Words for thousands and millions in a sentence, besides those of headings; “mil” is either, and left out.
_MORE_SCALES = {
    "tisic": 10**3, "tisice": 10**3, "tisicich": 10**3, "tisoc": 10**3, "tisocih": 10**3, "tysiacach": 10**3,
    "tysiecy": 10**3, "tuhansia": 10**3, "tuhansina": 10**3, "tusental": 10**3, "tusinde": 10**3, "mii": 10**3,
    "ezer": 10**3, "hiljade": 10**3, "hiljadama": 10**3, "tisuce": 10**3, "tisucama": 10**3,
    "χιλιαδες": 10**3, "χιλ": 10**3, "хиляди": 10**3, "тис": 10**3, "тисяч": 10**3, "тысяч": 10**3, "тыс": 10**3,
    "millon": 10**6, "milhao": 10**6, "milione": 10**6, "milioane": 10**6, "miliony": 10**6, "milionech": 10**6,
    "milionach": 10**6, "milionow": 10**6, "milijon": 10**6, "milijonov": 10**6, "milijonih": 10**6,
    "milijuna": 10**6, "miljoonaa": 10**6, "miljoonina": 10**6, "miljoner": 10**6, "millioner": 10**6,
    "mill": 10**6, "εκατ": 10**6, "εκατομμυρια": 10**6, "милиона": 10**6, "млн": 10**6, "мільйонів": 10**6,
    "миллионов": 10**6,
}  # fmt: skip
_MORE_SCALES = {fold(word): scale for word, scale in _MORE_SCALES.items()}
#: The same in headings, where they stand beside a currency or an amount alone, so that short forms are sure.
_HEADED_SCALES = _SCALES | _MORE_SCALES | {
    fold(word): scale
    for word, scale in {
        "milj": 10**6, "εκ": 10**6, "millió": 10**6, "milliárd": 10**9, "tuh": 10**3, "tūkst": 10**3,
        "tūkstančių": 10**3, "tisuća": 10**3,
        "lakh": 10**5, "lakhs": 10**5, "crore": 10**7, "crores": 10**7, "ألف": 10**3, "بالألف": 10**3,
        "مليون": 10**6, "بالمليون": 10**6, "mille": 10**3, "mila": 10**3, "bin": 10**3,
    }.items()
}  # fmt: skip
#: A million in Czech, Slovak, Romanian and Croatian, a thousand in Spanish and Portuguese.
EITHER_SCALE = "mil"
#: Currencies beside which it is a million.
MIL_IS_MILLION = frozenset({"CZK", "RON"})
#: Beginnings of the words for amounts: such a line speaks of the column of amounts, and not of one amount.
_AMOUNTS = (
    "amount", "figure", "value", "budget", "montant", "valeur", "chiffre", "importe", "cifra", "valor", "montante",
    "importi", "valori", "betrag", "betrage", "angaben", "werte", "bedrag", "kwot", "wartosc", "castk", "zneski",
    "zneskov", "ποσα", "ποσο", "belopp", "belob", "summ", "сум", "osszeg", "sume", "iznos",
)  # fmt: skip
_LONGEST_LINE, _FEW_WORDS = 300, 7
#: An amount, “EUR 79.5 million”, says nothing of others; the “000” of “EUR 000” is none.
_ONE_AMOUNT = re.compile(r"\d[\d.,\s]*\s?(?:[^\W\d_]+\s)?\s*$")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]")
_SHORT_SCALE = re.compile(r"\b([KkMm])\s?(EUR|USD|GBP|CHF|€|\$|£)|(€|\$|£)\s?(k|K|m|M|mn|bn)\b")
_SENTENCES = re.compile(r"[;:]\s|\s[-–—|/]\s|(?<=\w{5})\.\s")
#: Years and days are no amounts.
_DAYS = re.compile(r"\b(?:\d{1,2}\.\s?\d{1,2}\.\s?)?(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/")
_TIMES = re.compile(r"[x×]\s?1[.,' ]?000([.,' ]000)?\b")
_WORD = re.compile(r"'?[^\W_]+")


@lru_cache(maxsize=256)
def unit_of_line(text: str) -> tuple[str | None, int]:
    """Currency and scale that a line beside a table states for its amounts: “(in thousands of EUR)”, “Kwoty w tys. zł”.

    Nothing where the line names one amount (“a facility of EUR 79.5 million”), or is about something else.
    """
    if len(text) > _LONGEST_LINE:
        return None, 1
    for part in (*_BRACKETED.findall(text), *_SENTENCES.split(text)):
        currency, scale = _unit_of_part(part, text)
        if scale != 1 or currency:
            return currency, scale
    return None, 1


def _unit_of_part(part: str, line: str) -> tuple[str | None, int]:
    part = _DAYS.sub(" ", part)
    times = _TIMES.search(part)
    scale, last = (10**6 if times[1] else 10**3) if times else 1, ""
    part = _TIMES.sub(" ", part)
    for found in _WORD.finditer(part):
        word = fold(found[0]).strip("' ")
        known = _MORE_SCALES.get(word) or (_SCALES.get(word) if len(word) > 1 else None)
        if known and not _ONE_AMOUNT.search(part[: found.start()]):
            scale, last = known, word
    short = _SHORT_SCALE.search(part)
    if scale == 1 and short and not _ONE_AMOUNT.search(part[: short.start()]):
        scale = 10**3 if (short[1] or short[4]).lower() == "k" else 10**6
    currency = unit_of(part)[0] or ("USD" if "$" in part else None)
    speaks = any(word.startswith(_AMOUNTS) for word in fold(line).split())
    if not speaks and not (currency and scale != 1 and len(fold(part).split()) <= _FEW_WORDS):
        return None, 1
    if last in ("miles", "mii", "bn") and currency is None:
        return None, 1
    if re.search(r"\d", re.sub(r"'?\b0{3}s?\b", " ", part)):
        return None, 1
    return currency, scale


def _signs(text: str) -> tuple[str | None, int, str]:
    """The unit that signs and grown words say, and the heading without them: “€m”, “MSEK”, “US$”, “百万円”."""
    currency: str | None = None
    scale = 1
    grown = _GROWN.search(text)
    if grown:
        scale, text = 10**3 if grown[1][0] in "kKtT" else 10**6, text.replace(grown[0], f" {grown[2].upper()} ")
    if _DOLLARS.search(text):
        currency, text = "USD", _DOLLARS.sub(" $", text)
    found = _EAST_ASIAN.search(text)
    if found:
        currency = _EAST_ASIAN_CURRENCIES.get(found[2], "USD")
        scale, text = _EAST_ASIAN_SCALES.get(found[1], 1), text.replace(found[0], " ")
    if "R$" in text:
        currency, text = "BRL", text.replace("R$", " ")
    found = _SIGN_SCALE.search(text)
    if found:
        currency = _SIGNS.get(found[1] or found[4]) or currency
        letter = (found[2] or found[3]).lower()
        scale = 10**3 if letter == "t" else _SCALES[letter]
        text = text.replace(found[0], " ")
    for sign, code in _SIGNS.items():
        if sign in text:
            currency, text = code, text.replace(sign, " ")
    return currency, scale, text.replace("$", " ")


@lru_cache(maxsize=8192)
def unit_of(text: str) -> tuple[str | None, int, str]:
    """Currency (ISO code), scale, and the folded heading without the words that say them.

    What may be either is left to `unsettled_currencies` and `unsettled_scales`: no currency, and 1.
    """
    currency, scale, text = _signs(text)
    capitals = {word.casefold(): word for word in re.findall(r"\b[A-Z]{3}\b", text) if word in MINOR_DIGITS}
    words = fold(text).replace("'", " ").split()
    # “Budget (1000 EUR)”: a round number beside a currency is the unit, and nothing else it could be.
    monetary = currency or any(word in _CURRENCY_WORDS or word in capitals or word in _UNSETTLED for word in words)
    thousand = _THOUSAND.search(text) if monetary else None
    if thousand:
        scale = 10**6 if thousand[1] else 10**3
        words = fold(_THOUSAND.sub(" ", text)).replace("'", " ").split()
    scales = _HEADED_SCALES if monetary else _SCALES
    kept = []
    for word in words:
        if word in _CURRENCY_WORDS or word in capitals:
            currency = _CURRENCY_WORDS.get(word) or capitals[word]
            scale = _SCALES.get(word, scale)
        elif word in scales:
            scale = scales[word]
        elif word not in ("in", "en", "em", "w", "v") and not (monetary and word in _UNSAID):
            kept.append(word)
    return currency, scale, " ".join(kept)


#: Words that say nothing of what a column is beside a currency.
_UNSAID = frozenset({*_UNSETTLED, EITHER_SCALE, "i"})


def unsettled_currencies(heading: str) -> tuple[str, ...]:
    """The currencies that a heading may mean which names none for sure: “Coût (FCFA)”, “Belopp (tkr)”, “Budget ($)”."""
    if unit_of(heading)[0] is not None:
        return ()
    words = fold(_GROWN.sub(r" \2 ", heading)).split()
    said = next((_UNSETTLED[word] for word in words if word in _UNSETTLED), ())
    return said or (_UNSETTLED["dollar"] if "$" in heading else ())


def unsettled_scales(heading: str) -> tuple[int, ...]:
    """The units that a heading may mean: “mil. EUR” are millions for some and thousands for others."""
    currency, scale, _ = unit_of(heading)
    if scale != 1 or EITHER_SCALE not in fold(heading).split():
        return ()
    return (10**6,) if currency in MIL_IS_MILLION else (10**3,) if currency == "BRL" else (10**3, 10**6)
