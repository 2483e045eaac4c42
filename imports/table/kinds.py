"""Why a row is not read as a project: the kinds, each with its sentence, and what a person decided about rows."""

from __future__ import annotations

from dataclasses import dataclass

#: Kind of a skipped row -> the reason in a sentence. Kinds are kept with choices: they are never renamed.
REASONS = {
    "above": "It stands above the headings.",
    "bands": "It holds a second line of headings.",
    "language": "It holds the headings in another language.",
    "units": "It holds the units of the columns.",
    "numbers": "It only numbers the columns.",
    "guide": "It says how to fill in the columns.",
    "names": "It holds the names of the columns in a database.",
    "tags": "It holds HXL tags, which name the columns.",
    "heading": "It repeats the headings.",
    "total": "It is a total of other rows.",
    "section": "It is the heading of a group of rows.",
    "note": "It is a note, not a project.",
    "stray": "It holds one text and nothing that names a project.",
    "filler": "It holds nothing but zeros and dashes.",
    "list": "It belongs to another list under the table.",
    "aside": "It only holds cells of another list beside the table.",
    "continuation": "It has no title and no code, and continues row {row}.",
    "same": "It has the code of row {row} and differs in lists alone.",
    "repeat": "It says exactly what row {row} says.",
    "left-out": "You left it out.",
}

#: Kinds that are part of the headings or lie above them: taking all of them in at once would make no sense.
HEADINGS = frozenset({"above", "bands", "language", "units", "numbers", "names", "guide", "tags"})

#: What the kinds are called where several rows of one are named.
NAMES = {
    "above": "above the headings", "bands": "second lines of headings", "language": "headings in another language",
    "units": "units", "numbers": "numbers of columns", "tags": "HXL tags",
    "names": "names in a database", "guide": "how to fill in", "heading": "repeated headings",
    "total": "totals", "section": "headings of groups", "note": "notes", "stray": "single texts",
    "filler": "zeros and dashes",
    "list": "another list under the table", "aside": "another list beside the table",
    "continuation": "continued rows", "same": "rows of one project", "repeat": "repeated rows",
    "left-out": "left out by you",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is not read as a project: its number in the file, the kind, the reason, and how the row begins."""

    row: int
    kind: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person decided about the table: a sheet (its index), the row of the headings (the file's number), rows.

    `taken` rows are read as data although they look like something else, and so is every row of one of `kinds`;
    rows `left_out` are not read although they look like data. Where a row is named on its own, that counts. Without
    `kinds`, those of an earlier file with the same headings hold. `sheets` are others (their indexes) that are read
    with the sheet as one table, with `every` all with its headings; rows are then those of imports.read.placed.
    """

    sheet: int | None = None
    header_row: int | None = None
    taken: frozenset[int] = frozenset()
    left_out: frozenset[int] = frozenset()
    kinds: frozenset[str] | None = None
    sheets: frozenset[int] | None = None
    every: bool = False

    def takes(self, row: int, kind: str) -> bool:
        """Whether a row that looks like `kind` is to be read as data."""
        return row not in self.left_out and (row in self.taken or kind in (self.kinds or ()))
