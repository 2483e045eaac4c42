"""What each row under the headings is: data, or skipped with a reason that a person can read and overrule."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from imports.fields.meanings import OF_PROJECTS, Headings
from imports.read.sheets import CellValue, Sheet
from portfolio.core.money import MINOR_DIGITS
from portfolio.core.text import fold

Row = tuple[CellValue, ...]

#: First words of the label of a totals row, folded.
_TOTALS = frozenset(
    ["total", "totals", "totale", "totales", "totaux", "totalt", "gesamt", "gesamtsumme", "summe", "insgesamt",
    "zwischensumme", "subtotal", "subtotale", "suma", "razem", "ogolem", "celkem", "soucet", "mezisoucet", "grand",
    "sum", "somme", "totaal", "subtotaal", "skupaj", "ukupno", "kokku", "kopa", "yhteensa", "osszesen", "σύνολο",
    "συνολο", "итого", "всего", "разом", "toplam"]
)  # fmt: skip
_STARTS = {word[:3] for word in _TOTALS} | {"sou", "sub", "σύν", "cel", "ogó", "kop", "yht", "öss"}
_TOTAL_STARTS = frozenset(form for start in _STARTS for form in (start, start.capitalize(), start.upper()))
_NOTE = re.compile(
    r"^(?:[*†‡§¹²³]|\(?\d\)|note|notes|nota|hinweis|anmerkung|remarque|source|quelle|fuente|fonte|bron|disclaimer"
    r"|legend|legende|key:|last update|stand:|as of|update)",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?:^(?:priority|priorité|prioridad|priorität|axis|axe|eje|achse|section|part|component|chapter|region|pillar"
    r"|theme|group|strand|lot|phase|window)\b.{0,12}?[\d:IVX])|:\s*$",
    re.IGNORECASE,
)
_TAG = re.compile(r"#[A-Za-z][\w+ ]*$")
_LONG = 200
_UNITS = frozenset({"", "e", "m", "k", "mio", "mn", "mln", "meur", "keur", "kč", "zł"})


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is not read as a project: its number in the file, the kind, and the reason in a sentence."""

    row: int
    kind: str
    reason: str


REASONS = {
    "above": "It stands above the headings.",
    "bands": "It holds a second line of headings.",
    "tags": "It holds HXL tags, which name the columns.",
    "heading": "It repeats the headings.",
    "total": "It is a total of other rows.",
    "section": "It is the heading of a group of rows.",
    "note": "It is a note, not a project.",
    "list": "It belongs to another list under the table.",
}


def filled_in(row: Row) -> int:
    """How many cells of the row hold something."""
    return len(row) - row.count(None) - row.count("")


def texts_of(row: Row) -> list[tuple[int, str]]:
    """Column and text of each cell of the row that holds words."""
    return [(column, cell.strip()) for column, cell in enumerate(row) if isinstance(cell, str) and cell.strip()]


def is_tags(row: Row) -> bool:
    """Whether the row holds HXL tags: hashtags, and nothing else."""
    texts = texts_of(row)
    return bool(texts) and len(texts) == filled_in(row) and all(_TAG.match(text) for _, text in texts)


@dataclass(frozen=True, slots=True)
class Classified:
    """The rows under the headings: numbers of data rows and of blank rows, and the skipped ones."""

    data: tuple[int, ...]
    blank: tuple[int, ...]
    skipped: tuple[Skipped, ...]


def classify(
    sheet: Sheet,
    header_row: int,
    headings: Sequence[tuple[int, str]],
    taken: frozenset[int],
    known: Headings = OF_PROJECTS,
) -> Classified:
    """Divide the rows under `header_row` (the file's number) into data, blank and skipped; `taken` rows are data.

    Every row ends in exactly one of the three. What is not clearly something else is data.
    """
    first = header_row + 1
    rows = sheet.rows[first - sheet.first_row :]
    counts = [filled_in(row) for row in rows]
    filled = [count for count in counts if count]
    usual = median(filled) if filled else 0
    # Continuation rows can outnumber the data, so the usual row is looked for among the fuller ones too.
    fuller = [count for count in filled if count > max(1, usual)]
    full = max(usual, median(fuller) if len(fuller) >= max(3, len(filled) // 50) else 0)
    judge = _Judge(sheet, headings, full, known)
    data: list[int] = []
    blank: list[int] = []
    skipped: list[Skipped] = []
    below = _lists_below(rows, counts, full, judge)
    total_rows = _total_rows(rows, counts)
    dense = max(3, full * 0.5)
    first_text = next(((column, fold(text)) for column, text in headings if text), None)
    for at, (row, count) in enumerate(zip(rows, counts, strict=True)):
        number = first + at
        if not count:
            blank.append(number)
            continue
        if number in taken:
            data.append(number)
            continue
        if at in below:
            kind: str | None = below[at]
        elif at in total_rows:
            kind = "total"
        elif count < dense or at < 2:
            kind = judge.sparse(row, count, at)
        else:
            kind = None
        if kind is None and first_text is not None:
            cell = row[first_text[0]]
            alike = isinstance(cell, str) and abs(len(cell) - len(first_text[1])) < 4 and fold(cell) == first_text[1]
            if alike and judge.repeats(row, count):
                kind = "heading"
        if kind is None:
            if all(cell is None or (isinstance(cell, str) and (not cell or cell.isspace())) for cell in row):
                blank.append(number)
            else:
                data.append(number)
        else:
            skipped.append(Skipped(number, kind, REASONS[kind]))
    return Classified(tuple(data), tuple(blank), tuple(skipped))


def _total_rows(rows: Sequence[Row], counts: Sequence[int]) -> frozenset[int]:
    """Rows whose words are one label that begins like “Total”, beside numbers or nothing."""
    found = set()
    for at, row in enumerate(rows):
        if not counts[at]:
            continue
        for cell in row:
            # Only the first three letters are looked at for most cells: this runs over the whole sheet.
            if type(cell) is str and cell[:3] in _TOTAL_STARTS and _is_total(row, cell):
                found.add(at)
                break
    return frozenset(found)


def _is_total(row: Row, cell: str) -> bool:
    words = fold(cell[:_LONG]).split()
    if not words or len(cell) > 80 or not (words[0] in _TOTALS or words[:2] in (["sub", "total"], ["sous", "total"])):
        return False
    others = [text for _, text in texts_of(row) if text != cell.strip() and not _is_number(text)]
    if words[0] in ("grand", "sum", "somme", "suma", "kopa") and len(words) > 1 and words[1] not in _TOTALS:
        return False
    return not others


def _is_number(text: str) -> bool:
    """Whether the text is figures, with at most a currency or “m” for millions; “A3” is a code, not a number."""
    letters = "".join(mark for mark in text if mark.isalpha())
    return any(mark.isdigit() for mark in text) and (letters.upper() in MINOR_DIGITS or letters.casefold() in _UNITS)


class _Judge:
    """Judges the rows that hold little against the table as a whole."""

    def __init__(
        self, sheet: Sheet, headings: Sequence[tuple[int, str]], full: float, known: Headings = OF_PROJECTS
    ) -> None:
        self.sheet = sheet
        self.headings = {column: fold(text) for column, text in headings}
        self.blank_headings = {column for column, text in headings if not text}
        self.full = full
        fields = {column: known.meaning(text).field for column, text in headings}
        self.title_columns = {column for column, name in fields.items() if name in known.titles}
        self.identity_columns = {column for column, name in fields.items() if name in known.identity}

    def repeats(self, row: Row, count: int) -> bool:
        """Whether four fifths of the cells say what the headings say."""
        same = sum(1 for column, text in texts_of(row) if self.headings.get(column) == fold(text))
        return same >= max(1, 0.8 * count) and (same > 1 or len(self.headings) == 1)

    def sparse(self, row: Row, count: int, at: int) -> str | None:
        """The kind of a row with few cells, or of one of the first two rows; None for data."""
        if is_tags(row):
            return "tags"
        if self.repeats(row, count):
            return "heading"
        texts = texts_of(row)
        if at == 0 and len(texts) == count and {column for column, _ in texts} & self.blank_headings:
            filled = {column for column, _ in texts}
            worded = all(len(text) < 40 and not any(mark.isdigit() for mark in text) for _, text in texts)
            if worded and (not filled - self.blank_headings or 2 * count <= len(self.headings)):
                return "bands"
        if count != 1 or len(texts) != 1 or self.full < 3:
            return None
        column, text = texts[0]
        if column in self.title_columns:
            # A title alone is a project, unless it is worded like the heading of a group.
            return "section" if _SECTION.search(text) else None
        if _NOTE.match(text) or len(text) > _LONG:
            return "note"
        if _is_number(text):
            return None
        return None if column in self.identity_columns and not _SECTION.search(text) and " " not in text else "section"


def _lists_below(rows: Sequence[Row], counts: Sequence[int], full: float, judge: _Judge) -> dict[int, str]:
    """Rows after the last row of the table proper and a blank row: notes, or a list of something else.

    A code list under the table (“102  Access to employment …”) would otherwise come in as projects.
    """
    dense = [at for at, count in enumerate(counts) if count >= max(3, 0.5 * full)]
    if not dense or full < 4:
        return {}
    start = next((at for at in range(dense[-1] + 1, len(rows)) if not counts[at]), None)
    if start is None:
        return {}
    tail = [at for at in range(start, len(rows)) if counts[at]]
    kinds = {}
    for at in tail:
        texts = texts_of(rows[at])
        if counts[at] == 1 and texts and (_NOTE.match(texts[0][1]) or len(texts[0][1]) > 100):
            kinds[at] = "note"
        elif counts[at] == 1 and texts and texts[0][0] in judge.title_columns:
            continue
        elif counts[at] <= max(2, full / 3):
            kinds[at] = "list"
    listed = [at for at in kinds if kinds[at] == "list"]
    if len(listed) == 1:  # one row with a little in it is rather a project somebody has just begun to write
        del kinds[listed[0]]
    return kinds
