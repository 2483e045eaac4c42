"""Shares in a column of their own, written into the list beside them as a cell would say it: “Kenya (60%)”."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imports.fields import FIELD_BY_NAME
from imports.mapping import ColumnMatch
from imports.mapping.shares import are_fractions, list_beside, parts_of
from imports.mapping.ticks import is_blank
from imports.normalise.columns import Column
from imports.normalise.flaws import BLANK, Flaw
from imports.normalise.gazetteer import AND
from imports.normalise.lists import AND_WORDS, at_commas, separate
from imports.normalise.vocabulary import Vocabulary
from imports.read.sheets import CellValue
from portfolio.core.text import fold

Cells = list[CellValue]
#: “6,8” or “6/8” are two objectives.
_NUMBERS = re.compile(r"\s*[,/+&]\s*")
_FIGURES = re.compile(r"\d{1,3}(?:\s*[,/+&]\s*\d{1,3})+").fullmatch
_LAST_AND = re.compile(rf",\s+(?:{AND_WORDS})\s+", re.IGNORECASE)


def with_shares(
    matches: Sequence[ColumnMatch], cells: Sequence[Cells], vocabulary: Vocabulary
) -> tuple[list[Cells], list[Column]]:
    """The cells of all columns, lists with the shares that stand beside them; and the columns of shares, as read.

    Shares that are not as many as what the list names are a flaw of their cell, and are not dealt out.
    """
    said = list(cells)
    columns: list[Column] = []
    fields = [match.field for match in matches]
    headings = [match.heading for match in matches]
    for at, match in enumerate(matches):
        if match.field != "shares_before":
            continue
        beside = list_beside(at, headings, fields)
        column = Column(match, FIELD_BY_NAME["shares_before"], [BLANK] * len(cells[at]))
        columns.append(column)
        fractions = are_fractions(cells[at])
        listed: Cells = list(said[beside]) if beside is not None else [None] * len(cells[at])
        name = headings[beside] if beside is not None else ""
        for row, share in enumerate(cells[at]):
            if is_blank(share):
                continue
            whole, flaw = _joined(listed[row], share, name, vocabulary, fractions=fractions)
            if flaw is None:
                listed[row] = whole
            else:
                column.flaws[row] = (flaw,)
        if beside is not None:
            said[beside] = listed
    return said, columns


def _joined(
    listed: CellValue, share: CellValue, name: str, vocabulary: Vocabulary, *, fractions: bool
) -> tuple[CellValue, Flaw | None]:
    shares = parts_of(share, fractions=fractions)
    if shares is None:
        return None, Flaw("unreadable-share", share)
    text = "" if listed is None else str(int(listed)) if isinstance(listed, float) else str(listed).strip()
    if "%" in text:
        return None, Flaw("shares-twice", share, {"other": text})
    parts = next((parts for parts in _splits(text, vocabulary) if len(parts) == len(shares)), None)
    if parts is None:
        return None, Flaw("shares-uncounted", share, {"count": len(shares), "heading": name, "other": text})
    return "; ".join(f"{part} ({one}%)" for part, one in zip(parts, shares, strict=True)), None


def _splits(text: str, vocabulary: Vocabulary) -> list[list[str]]:
    """The ways in which a cell may name several things; commas and “and” part only what is not one thing with them."""
    parts = separate(text)
    if len(parts) > 1 or not text:
        return [parts] if text else []
    if vocabulary.places.read(text).how in ("known", "former") or fold(text) in vocabulary.objective_titles:
        return [parts]
    inner = (at_commas(_LAST_AND.sub(", ", text)), AND.split(text), _NUMBERS.split(text) if _FIGURES(text) else [])
    several = [[one.strip() for one in split if one.strip()] for split in inner if len(split) > 1]
    return several or [parts]
