"""What people type into a form as project values write it: dates, amounts, percentages; ambiguous ones are asked about.

Every function raises ValueError with a sentence for the reader.
"""

from __future__ import annotations

import re

from portfolio.core.periods import PartialDate

_YEAR_FIRST = re.compile(r"([0-9]{4})(?:[-/.]([0-9]{1,2})(?:[-/.]([0-9]{1,2}))?)?")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_DAY_MONTH_YEAR = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_WORDS = re.compile(r"(?:([0-9]{1,2})\.?\s+)?([A-Za-z]{3,9})\.?\s+([0-9]{4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
         "december")  # fmt: skip
#: Marks that part thousands and nothing else: spaces of all widths and apostrophes.
_PARTERS = re.compile(r"[\s\u00a0\u2009\u202f'’_]")


def read_date(text: str) -> str:
    """Read "2024", "03/2024", "15.3.2024", "15/03/2024", "March 2024" as partial-date text; no order is guessed."""
    text = text.strip()
    if found := _YEAR_FIRST.fullmatch(text):
        return _partial(text, found[1], found[2], found[3])
    if found := _MONTH_YEAR.fullmatch(text):
        return _partial(text, found[2], found[1])
    if found := _DAY_MONTH_YEAR.fullmatch(text):
        return _three_numbers(text, found)
    if found := _WORDS.fullmatch(text):
        name = found[2].lower()
        if name in _FULL or (name in _MONTHS) or name == "sept":
            return _partial(text, found[3], str(_MONTHS.index(name[:3]) + 1), found[1])
    raise ValueError(f"“{text[:40]}” is not a date like 2024, 2024-03 or 2024-03-15.")


def _three_numbers(text: str, found: re.Match[str]) -> str:
    first, second = int(found[1]), int(found[3])
    # Points part day, month and year in that order wherever they are used; slashes and hyphens do not say.
    if found[2] == "." or first > 12 or first == second:
        return _partial(text, found[4], found[3], found[1])
    if second > 12:
        return _partial(text, found[4], found[1], found[3])
    one, other = PartialDate(int(found[4]), second, first), PartialDate(int(found[4]), first, second)
    raise ValueError(f"“{text}” may be {one.in_words()} or {other.in_words()}: write {one} or {other}.")


def _partial(text: str, year: str, month: str | None = None, day: str | None = None) -> str:
    parts = [year] + [f"{int(part):02d}" for part in (month, day) if part is not None]
    try:
        return str(PartialDate.parse("-".join(parts)))
    except ValueError:
        raise ValueError(f"There is no date “{text[:40]}”.") from None


def read_amount(text: str) -> str:
    """ "2 500 000", "1,234.50", "1.234,50" as plain decimal text; "1,234" may be two amounts and is refused."""
    plain = _PARTERS.sub("", text)
    sentence = f"“{text.strip()[:40]}” is not an amount like 1234.50."
    if not re.fullmatch(r"-?[0-9][0-9.,]*", plain) or len(plain) > 40:
        raise ValueError(sentence)
    marks = [mark for mark in plain if mark in ".,"]
    if not marks:
        return plain
    last = marks[-1]
    whole, _, rest = plain.rpartition(last)
    if len(marks) == 1:
        if len(rest) == 3 and 0 < len(whole.lstrip("-")) <= 3 and whole.lstrip("-") != "0":
            raise ValueError(f"“{plain}” may be {whole}{rest} or {whole}.{rest}: write the one that is meant.")
        return f"{whole}.{rest}" if rest else whole
    parter = marks[0]
    if last == parter:  # "2.500.000": the mark parts thousands, there are no decimals
        whole, rest = plain, ""
    if any(mark != parter for mark in marks[:-1]) or not _in_thousands(whole.lstrip("-").split(parter)):
        raise ValueError(sentence)
    whole = whole.replace(parter, "")
    return f"{whole}.{rest}" if rest else whole


def _in_thousands(groups: list[str]) -> bool:
    return 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])


def read_share(text: str) -> str:
    """ "40", "40 %", "33,33" as percent text."""
    plain = _PARTERS.sub("", text).removesuffix("%").replace(",", ".")
    if not re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,2})?", plain):
        raise ValueError(f"“{text.strip()[:20]}” is not a percentage with at most two decimals.")
    return plain
