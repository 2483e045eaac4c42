"""Sheets and rows as a person names them in a terminal: 9, or 2024!9 where several sheets are one table. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from imports.match.twins import OVER, SAME
from imports.read.placed import Stack, bases_of
from imports.read.sheets import Sheet, number_of
from portfolio.core.round_trip import is_marked
from portfolio.errors import Refused

#: Names all sheets with the same headings.
EVERY = "*"
_ROW = "row:"
_LETTERS = re.compile(r"[A-Za-z]{1,3}")


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers by row, and the others by the key of their question."""

    rows: Mapping[int, str]
    others: Mapping[str, str]


class RowNames:
    """The rows of a file by name. Raises Refused for a sheet that is not there."""

    def __init__(self, sheets: Sequence[Sheet], asked: Sequence[str]) -> None:
        self.sheets = [sheet for sheet in sheets if not is_marked(sheet.value(1, 0))]
        self.bases = bases_of(self.sheets)
        self.every = EVERY in asked
        found = list(dict.fromkeys(self._sheet(sheets, name).index for name in asked if name != EVERY))
        self.leading = found[0] if found else None
        several = len(found) > 1
        #: None leaves it to what was chosen for an earlier file; one sheet that was named stands alone.
        self.others = frozenset(found[1:]) if found and not self.every else None
        self.alone = None if several or self.every else self.leading
        self.by_number: list[str] = []
        self.by_name: list[str] = []

    def answers(self, given: Mapping[str, str]) -> Answered:
        """The answers that are about rows, by the row's number, and those about words and columns."""
        rows = {}
        for key, answer in given.items():
            name = key.removeprefix(_ROW)
            if name != key and (row := self.find(name)) is not None:
                word, mark, other = answer.partition(":")
                twin = self.find(other) if mark and word in (SAME, OVER) else None
                rows[row] = answer if twin is None else f"{word}:{twin}"
        return Answered(rows, given)

    def number(self, name: str) -> int:
        """The number of a row. Raises Refused for what names none."""
        row = self.find(name)
        if row is None:
            raise Refused(f"“{name[:60]}” is no row.", "Write its number, like 9, or of several sheets like 2024!9.")
        return row

    def find(self, name: str) -> int | None:
        """The number of a row; None for what is no row's name. Raises Refused for a sheet that is not there."""
        sheet, mark, row = name.strip().rpartition("!")
        if mark and _LETTERS.fullmatch(row) and (form := self._sheet(self.sheets, _unquoted(sheet))).turned:
            row = str(number_of(row))  # what is a row of a form is a column of the file
            self.by_name.append(name)
            return self.bases[form.index] + int(row)
        if not row.isascii() or not row.isdigit() or len(row) > 7 or int(row) < 1:
            return None
        if not mark:
            self.by_number.append(row)
            return int(row)
        found = self._sheet(self.sheets, _unquoted(sheet))
        if found.index == self.alone:
            return int(row)
        self.by_name.append(name)
        return self.bases[found.index] + int(row)

    def require(self, stack: Stack | None) -> None:
        """Raises Refused where rows were named as if one sheet were read and it are several, or the other way round."""
        if stack is not None and self.by_number:
            first = stack.names[0]
            raise Refused(
                f"Several sheets are read as one table, so “{self.by_number[0]}” may be a row of each.",
                f"Name the row with its sheet, like {first}!{self.by_number[0]}.",
            )
        if stack is None and self.by_name:
            raise Refused(
                f"“{self.by_name[0][:60]}” names a row with its sheet, but one sheet is read.",
                "Name the row by its number alone, or the sheets by --sheet.",
            )

    @staticmethod
    def _sheet(sheets: Sequence[Sheet], name: str) -> Sheet:
        for sheet in sheets:
            if name in (sheet.name, str(sheet.index + 1)) or name.casefold() == sheet.name.casefold():
                return sheet
        known = ", ".join(f"“{sheet.name[:60]}”" for sheet in sheets[:20])
        raise Refused(f"The file has no sheet “{name[:60]}”.", f"It has {known}.")


def _unquoted(name: str) -> str:
    return name[1:-1].replace("''", "'") if len(name) > 1 and name[0] == name[-1] == "'" else name
