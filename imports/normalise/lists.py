"""Several things in one cell: where one ends, and the share or the word in brackets that each may carry; pure text."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from portfolio.core.project import normal_share
from portfolio.core.text import fold

_SEPARATORS = re.compile(r"[;；؛\n|•·▪●]+")
#: “And” in languages whose word for it is seldom a part of a name.
AND_WORDS = "and|et|und|y|e|i|en|og|och"
#: Commas, also those of Arabic and of East Asia.
COMMAS = ",،、，"
_COMMA = re.compile(rf",(?!\d)|(?<!\d),|[{COMMAS[1:]}]")
_BULLET = re.compile(r"^(?:[-–—*]\s+|\d{1,2}[.)]\s+(?=\D))")
_BULLET_STARTS = frozenset("-*0123456789")
_NUMBER = r"(\d{1,3}(?:[.,]\d+)?)"
_SHARE_BEHIND = re.compile(rf"^(.*?)[\s:–—,(=-]*{_NUMBER}\s*%\s*\)?$", re.DOTALL)
_SHARE_BEFORE = re.compile(rf"^{_NUMBER}\s*%\s*(?:of\s+|in\s+|for\s+)?[:–-]?\s*(\S.*)$", re.DOTALL)
_SHARE_COLON = re.compile(rf"^(.*\D)\s*:\s*{_NUMBER}$", re.DOTALL)
_BRACKET = re.compile(r"^(.*\S)\s*[(\[]([^()\[\]]*)[)\]]\s*[*†]*$", re.DOTALL)


#: What a name with a word or a share behind it can end with, colons and percentages apart.
_ENDS = (")", "]", "*", "†")


@dataclass(slots=True)
class Item:
    """One thing of a list: its name, the word in brackets that was looked for, and its share as percent text.

    `odd_share` says that a percentage is there and cannot be one.
    """

    name: str
    word: str | None = None
    share: str | None = None
    odd_share: bool = False


Named = TypeVar("Named")


class KnownParts(dict[str, list[Named]]):
    """What parts of cells name, of those with which nothing is wrong: most parts come again and again."""

    def of(self, text: str) -> list[Named] | None:
        """What a cell names that is written as known parts, two or more; None where it must be looked at closely."""
        if "; " not in text:
            return None
        found: list[Named] = []
        for part in text.split("; "):
            known = self.get(part)
            if known is None:
                return None
            found += known
        return found


def separate(text: str) -> list[str]:
    """The parts of a cell between semicolons, new lines, | and bullets; commas separate nothing here."""
    if text.isascii() and "\n" not in text and "|" not in text:
        if ";" not in text:
            return [text.strip()]
        parts = [part.strip() for part in text.split(";")]
        return [_BULLET.sub("", part).strip() if part[0] in _BULLET_STARTS else part for part in parts if part] or [""]
    parts = [_BULLET.sub("", part.strip()).strip() for part in _SEPARATORS.split(text)]
    return [part for part in parts if part] or [""]


def at_commas(text: str) -> list[str]:
    """The parts of a text between commas, except commas inside a number or a bracket."""
    pieces = _COMMA.split(text)
    if "(" in text:
        joined: list[str] = []
        for piece in pieces:
            if joined and joined[-1].count("(") > joined[-1].count(")"):
                joined[-1] = f"{joined[-1]},{piece}"
            else:
                joined.append(piece)
        pieces = joined
    return [part for part in (piece.strip() for piece in pieces) if part]


def peel(text: str, words: Container[str] = ()) -> Item:
    """The name in `text` without its share and without a word of `words` (folded) in brackets or behind a dash."""
    name, share, odd, word = text.strip(), None, False, None
    if name[-1:] not in _ENDS and "%" not in name and ":" not in name:
        return Item(name)
    for _ in range(3):
        before = name
        if word is None and name.endswith(_ENDS) and (found := _BRACKET.match(name)):
            name, word, share, odd = _in_brackets(name, found[1], found[2], words, share, odd)
        if "%" in name:
            name, share, odd = _without_share(name, share, odd)
        elif ":" in name and share is None and (found := _SHARE_COLON.match(name)):
            name, share = found[1].strip(), _percent(found[2])
            odd = odd or share is None
        if name == before:
            break
    if "%" in name:
        odd = True
    return Item(name.strip(" :"), word, share, odd)


def _without_share(name: str, share: str | None, odd: bool) -> tuple[str, str | None, bool]:
    """The name without the percentage behind or before it; as it was where there is none."""
    found = _SHARE_BEHIND.match(name)
    if found and found[1].strip():
        share = _percent(found[2])
        return found[1].rstrip(" (:-–—,="), share, odd or share is None
    found = _SHARE_BEFORE.match(name)
    if found:
        share = _percent(found[1])
        return found[2], share, odd or share is None
    return name, share, odd


def _in_brackets(
    whole: str, name: str, inside: str, words: Container[str], share: str | None, odd: bool
) -> tuple[str, str | None, str | None, bool]:
    """What the bracket behind a name says: a word, a share, or both; anything else stays part of the name."""
    word = None
    for piece in re.split(r"[,;:/]", inside):
        piece = piece.strip()
        if fold(piece) in words:
            word = fold(piece)
        elif piece.endswith("%"):
            share = _percent(piece[:-1].strip())
            odd = odd or share is None
        else:
            return whole, None, share, odd
    return name, word, share, odd


def _percent(text: str) -> str | None:
    """Percent text with at most two decimals, or None where it is not 0 to 100."""
    digits = text.replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,12})?", digits):
        return None
    number = round(Decimal(digits), 2)
    return str(normal_share(number)) if 0 <= number <= 100 else None


def total(shares: list[str]) -> Decimal:
    """The sum of percent texts."""
    return sum((Decimal(share) for share in shares), Decimal(0))
