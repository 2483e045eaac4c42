"""The lines of headings around the main one: bands above or below it, a second language, units, numbers, HXL tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from imports.fields.meanings import OF_PROJECTS, Headings, Rule
from imports.problems import shown
from imports.read.sheets import CellValue, Sheet
from imports.table.words import Row, filled_in, is_guide, is_numbering, is_total, is_unit, is_year, labels_of, texts_of
from portfolio.core.text import clean, fold

LONGEST_HEADING = 200
#: Lines of headings that are looked for on either side of the main one.
_LINES = 4
#: The name of a column in a database: “project_name”, “closingdate”, “boardApprovalDate”.
_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*|[a-z]+(?:[A-Z][a-z0-9]*)+")
_YEAR = re.compile(r"\d{4}")
_LONGEST_PART = 12
_TAG = re.compile(r"#[A-Za-z][\w+ ]*$")


@dataclass(frozen=True, slots=True)
class HeadingLines:
    """What the headings of a table say, and which rows say it.

    `texts` are (column, heading) of every column that has a heading or data, in order; a heading may be empty.
    `lines` are the rows besides the main one (the file's numbers) and their kind; `tags` HXL tags by column.
    """

    texts: tuple[tuple[int, str], ...]
    lines: Mapping[int, str] = field(default_factory=dict)
    tags: Mapping[int, str] = field(default_factory=dict)


def is_tags(row: Row) -> bool:
    """Whether the row holds HXL tags: hashtags, and nothing else."""
    texts = texts_of(row)
    return bool(texts) and len(texts) == filled_in(row) and all(_TAG.match(text) for _, text in texts)


def is_known(text: str, known: Headings) -> bool:
    """Whether the text is by itself a heading that names one of the fields for sure."""
    if len(text) > LONGEST_HEADING:
        return False
    found = known.meaning(text)
    return found.field is not None and found.rule is not Rule.PERHAPS


def read_headings(
    sheet: Sheet, header_row: int, data_columns: Sequence[int] = (), known: Headings = OF_PROJECTS
) -> HeadingLines:
    """The headings of the table whose main line of headings is `header_row` (the file's number).

    A heading that stands twice is told apart by the band above it (“Planned” over “Start”), a second language is
    added after a slash and a unit in brackets. `data_columns` are columns that hold something below.
    """
    at = header_row - sheet.first_row
    row = sheet.rows[at] if 0 <= at < len(sheet.rows) else ()
    own = [clean(_said(cell), lines=False)[: LONGEST_HEADING * 2] if cell is not None else "" for cell in row]
    lines = _Lines(sheet, at, own, known)
    lines.look_above()
    lines.look_below()
    texts = lines.headings()
    if not lines.banded:  # what stands above says nothing of the headings, so it is a title like any other
        lines.kinds = {row: kind for row, kind in lines.kinds.items() if kind != "bands" or row > header_row}
    columns = sorted({*(column for column, text in texts.items() if text), *data_columns})
    return HeadingLines(tuple((column, texts.get(column, "")) for column in columns), lines.kinds, lines.tags)


def _said(cell: CellValue) -> str:
    """A cell as a heading; a day without its hour, a year without a decimal point."""
    return shown(cell) if isinstance(cell, date | float) else str(cell)


class _Lines:
    """Collects the lines around the main one."""

    def __init__(self, sheet: Sheet, at: int, own: list[str], known: Headings) -> None:
        self.sheet = sheet
        self.at = at
        self.own = own
        self.known = known
        self.kinds: dict[int, str] = {}
        self.tags: dict[int, str] = {}
        self.above: dict[int, tuple[str, bool]] = {}  # column -> the band over it, and whether it stands in that column
        self.banded = False
        self.below: dict[int, str] = {}
        self.other: dict[int, list[str]] = {}  # column -> the heading in other languages
        self.units: dict[int, str] = {}
        self.spans = {(top - sheet.first_row, left): right for top, left, bottom, right in sheet.merged if right > left}

    def look_above(self) -> None:
        """Up to four rows straight above: a second language, or bands; a title over the table is neither."""
        for at in range(self.at - 1, max(-1, self.at - 1 - _LINES), -1):
            row = self.sheet.rows[at]
            texts = labels_of(row)
            if not texts or filled_in(row) != len(texts):
                return
            if is_tags(row):
                self._note(at, "tags", texts)
            elif self._is_names(texts):
                self.kinds[self.sheet.first_row + at] = "names"
            elif self._is_language(texts):
                self._add_language(at, texts, first=True)
            elif self._is_band(at, texts):
                bands = self._carried(at, texts)
                for column, (text, direct) in bands.items():
                    lower, here = self.above.get(column, ("", False))
                    self.above[column] = (f"{text} {lower}".strip(), direct or here)
                self.kinds[self.sheet.first_row + at] = "bands"
            else:
                return

    def _is_band(self, at: int, texts: Sequence[tuple[int, str]]) -> bool:
        if any(len(text) > 80 for _, text in texts):
            return False
        if len(texts) > 1 or is_year(texts[0][1]):
            return True
        column = texts[0][0]
        width = self.spans.get((at, column), column) - column + 1
        named = [text for text in self.own if text]
        return 1 < width <= len(named) / 2 and len(texts[0][1]) < 40 and bool(self.own[column])

    def _carried(self, at: int, texts: Sequence[tuple[int, str]]) -> dict[int, tuple[str, bool]]:
        """Column -> the band over it: each text reaches to the next one, or as far as it is merged."""
        starts = dict(texts)
        bands: dict[int, tuple[str, bool]] = {}
        current, reach = "", -1
        merged = any((at, column) in self.spans for column in starts)
        for column in range(len(self.own)):
            if column in starts:
                current = clean(starts[column], lines=False)
                reach = self.spans.get((at, column), column) if merged else len(self.own)
            if current and column <= reach:
                bands[column] = (current, column in starts)
        return bands

    def look_below(self) -> None:
        """The rows under the main line, up to the first that is data."""
        seen = 0
        for at in range(self.at + 1, min(len(self.sheet.rows), self.at + 1 + 2 * _LINES)):
            row = self.sheet.rows[at]
            texts = texts_of(row)
            count = filled_in(row)
            if not texts and not count:
                continue
            seen += 1
            if seen > _LINES or not self._take_below(at, row, texts, count):
                return

    def _take_below(self, at: int, row: Row, texts: list[tuple[int, str]], count: int) -> bool:
        worded = len(texts) == count
        if worded and is_tags(row):
            self._note(at, "tags", texts)
        elif count >= 0.5 * sum(1 for text in self.own if text) and is_numbering(row):
            self.kinds[self.sheet.first_row + at] = "numbers"
        elif worded and all(is_unit(text) for _, text in texts):
            self.units.update(texts)
            self.kinds[self.sheet.first_row + at] = "units"
        elif worded and is_guide([text for _, text in texts]):
            self.kinds[self.sheet.first_row + at] = "guide"
        elif worded and self._repeats(texts):
            return False
        elif worded and self._is_names(texts):
            self.kinds[self.sheet.first_row + at] = "names"
        elif worded and self._is_language(texts):
            self._add_language(at, texts, first=False)
        elif self._is_lower_band(at, row, texts, count):
            said = [
                (column, clean(str(cell), lines=False)) for column, cell in enumerate(row) if cell not in (None, "")
            ]
            self.below.update(said)
            self.kinds[self.sheet.first_row + at] = "bands"
        else:
            return False
        return True

    def _is_names(self, texts: Sequence[tuple[int, str]]) -> bool:
        """Whether a row names the columns once more as a database does, most of them by a word of the heading."""
        named = sum(1 for text in self.own if text)
        if len(texts) < max(3, 0.8 * named) or not all(_NAME.fullmatch(text) for _, text in texts):
            return False
        alike = 0
        for column, text in texts:
            words = fold(self.own[column]).split() if column < len(self.own) else []
            alike += any(len(word) > 1 and word in text.casefold() for word in words)
        return alike >= 0.6 * len(texts) and len({text for _, text in texts}) == len(texts)

    def _repeats(self, texts: Sequence[tuple[int, str]]) -> bool:
        same = sum(1 for column, text in texts if column < len(self.own) and fold(self.own[column]) == fold(text))
        return same > 0.6 * len(texts)

    def _is_language(self, texts: Sequence[tuple[int, str]]) -> bool:
        """Whether a row says the headings once more: most of its cells are known headings over or under our own."""
        named = sum(1 for text in self.own if text)
        if named < 2 or len(texts) < max(2, 0.6 * named) or any(len(text) > 120 for _, text in texts):
            return False
        beside = [text for column, text in texts if column < len(self.own) and self.own[column]]
        known = sum(1 for text in beside if is_known(text, self.known))
        same = Counter(fold(text) for text in beside).most_common(1)
        if any(self._contradicts(self.own[column], text) for column, text in texts if column < len(self.own)):
            return False
        return known >= max(2, 0.5 * len(texts)) and len(beside) >= 0.8 * len(texts) and same[0][1] == 1

    def _contradicts(self, one: str, other: str) -> bool:
        """Whether two headings of one column are sure to be two different fields."""
        return (
            is_known(one, self.known)
            and is_known(other, self.known)
            and self.known.meaning(one).field != self.known.meaning(other).field
        )

    def _add_language(self, at: int, texts: Sequence[tuple[int, str]], *, first: bool) -> None:
        for column, text in texts:
            said = self.other.setdefault(column, [])
            said.insert(0 if first else len(said), clean(text, lines=False))
        self.kinds[self.sheet.first_row + at] = "language"

    def _is_lower_band(self, at: int, row: Row, texts: list[tuple[int, str]], count: int) -> bool:
        columns = {column for column, cell in enumerate(row) if cell not in (None, "")}
        spread = {
            column
            for (top, left), right in self.spans.items()
            if top == self.at and any(self.own[left : left + 1])
            for column in range(left, right + 1)
        }
        if spread and columns <= spread and len(columns) > 1:
            # Under headings that reach over several columns, even years are headings.
            return all(len(str(cell)) < 40 for cell in row if cell is not None)
        if self._are_parts_of_years(columns, row):
            return True
        blank = {column for column in columns if column >= len(self.own) or not self.own[column]}
        if len(texts) != count or not blank or any(is_total(row, text) for _, text in texts):
            return False
        named = sum(1 for text in self.own if text)
        worded = all(len(text) < 40 and not any(mark.isdigit() for mark in text) for _, text in texts)
        known = sum(1 for _, text in texts if is_known(text, self.known))
        return worded and (columns == blank or 2 * count <= named + len(blank) or 2 * known >= count)

    def _are_parts_of_years(self, columns: Set[int], row: Row) -> bool:
        """Whether a row names months or quarters under years that reach over several columns, and nothing else."""
        years = [column for column, text in enumerate(self.own) if is_year(text)]
        if len(columns) < 2 or not 0 < len(years) < len(columns) or min(columns) < years[0]:
            return False
        named = [column for column, text in enumerate(self.own) if text and column >= years[0]]
        behind = next((column for column in named if column > years[-1]), len(row))
        said = [fold(str(row[column])) for column in columns]
        if [column for column in named if column <= years[-1]] != years or max(columns) >= behind:
            return False
        return max(map(len, said)) <= _LONGEST_PART and len(set(said)) * len(years) >= len(said)

    def _note(self, at: int, kind: str, texts: Sequence[tuple[int, str]]) -> None:
        self.tags.update(texts)
        self.kinds[self.sheet.first_row + at] = kind

    def headings(self) -> dict[int, str]:
        """Column -> heading, of all lines together."""
        own = dict(enumerate(self.own))
        if self.below:
            own = self._with_lower(own)
        counts = Counter(fold(text) for text in own.values())
        of_years = self._of_years(own)
        headings: dict[int, str] = {}
        for column, text in own.items():
            band, direct = self.above.get(column, ("", False))
            alone = text
            if not text and direct:
                text = band
            elif text and band and fold(text) != fold(band) and (counts[fold(text)] > 1 or self._says_more(band, text)):
                text = f"{band} {text}"
            elif column in of_years:
                text = f"{text} {band}"
            self.banded |= text != alone
            for other in self.other.get(column, ()):
                if fold(other) not in fold(text):
                    text = f"{text} / {other}" if text else other
            unit = self.units.get(column, "")
            if text and unit and fold(unit) not in fold(text).split():
                text = f"{text} ({unit.strip('()[]')})"
            headings[column] = text
        return headings

    def _with_lower(self, own: Mapping[int, str]) -> dict[int, str]:
        """The main line with a second line under it: each upper heading reaches to the next one."""
        joined: dict[int, str] = {}
        band, reach = "", -1
        counts = Counter(map(fold, self.below.values()))
        for column in range(max(len(self.own), *(column + 1 for column in self.below))):
            text = own.get(column, "")
            if text:
                band = text
                reach = self.spans.get((self.at, column), len(self.own))
            lower = self.below.get(column, "")
            over = text or (band if lower and column <= reach else "")
            alone = counts[fold(lower)] == 1 and self._says_all(over, lower)
            joined[column] = lower if alone else f"{over} {lower}".strip()
        return joined

    def _of_years(self, own: Mapping[int, str]) -> set[int]:
        """The columns under years that may be parts of them, “2025” over “Jan” or “Q1”: two or more, from the first on.

        Where a known heading stands under the first year, that is the year of the whole list.
        """
        found: set[int] = set()
        for column in sorted(column for column, (band, _) in self.above.items() if is_year(band)):
            text = own.get(column, "")
            short = 0 < len(text) <= _LONGEST_PART and not _YEAR.search(text)
            if not short or self.known.meaning(text).rule is not Rule.NONE:
                break
            found.add(column)
        return found if len(found) > 1 else set()

    def _says_all(self, over: str, lower: str) -> bool:
        """Whether a lower line is a heading by itself to which the one above adds nothing that is known."""
        if not over or not is_known(lower, self.known):
            return False
        return self.known.meaning(f"{over} {lower}").rule in (Rule.NONE, Rule.PERHAPS, Rule.PERIOD)

    def _says_more(self, band: str, text: str) -> bool:
        """Whether the band changes the meaning: “Actual” over “Start”, or a funder over its country."""
        together = self.known.meaning(f"{band} {text}")
        if together.rule is Rule.ABROAD:
            return True
        return together.rule is Rule.EXACT and together.field not in (None, self.known.meaning(text).field)
