"""The closed catalogue of what can be wrong in an import: code, severity, sentence, remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from imports.read.placed import PlacedRow, cell_name
from imports.read.sheets import address

LONGEST_VALUE = 120


class Severity(StrEnum):
    """What a problem does: the row stays out, the row comes in without the cell, nothing, or a person is asked.

    A cell that is asked about stays out until it is answered, and its row comes in without it.
    """

    REJECT = "reject"
    DROP = "drop"
    NOTE = "note"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem. `sentence` and `remedy` are templates; {value} is the cell as the user sees it."""

    code: str
    severity: Severity
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem at one place. `row` is the file's row, `column` counts from 0; both None when it is about the sheet.

    `nearest` are values that may have been meant, the likeliest first. `where` is the cell as it is named beside those
    of other sheets that are read with it, "2024!D14"; empty where one sheet is read.
    """

    code: str
    severity: Severity
    sheet: str
    row: int | None
    column: int | None
    cell: str | None
    field: str | None
    value: str
    message: str
    remedy: str
    nearest: tuple[str, ...] = ()
    where: str = ""

    @property
    def place(self) -> str:
        """The cell in words: "D14", or "2024!D14" where several sheets are read; else the row, or nothing."""
        return self.where or self.cell or (f"row {self.row}" if self.row is not None else "")

    def as_json(self) -> dict[str, Any]:
        """The problem as JSON: cell, code, severity, value, message and remedy, then where it is and what is near."""
        return {
            "cell": self.cell,
            "code": self.code,
            "severity": self.severity.value,
            "value": self.value,
            "message": self.message,
            "remedy": self.remedy,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "field": self.field,
            "nearest": list(self.nearest),
            **({"where": self.where} if self.where else {}),
        }


_R, _D, _N, _A = Severity.REJECT, Severity.DROP, Severity.NOTE, Severity.ASK

_KINDS = (
    # the sheet
    Kind("no-table", _R, "No row of this file looks like the headings of a project list.",
         "Choose the sheet and the row of the headings yourself; at least a title or a code needs a column."),
    Kind("no-cells", _R, "The file is empty: none of its cells holds anything.",
         "Check that the right file was chosen and that it was saved."),
    Kind("hidden-sheet", _N, "The sheet “{name}” is hidden and was not read.",
         "Choose it as the sheet to import if it holds projects."),
    Kind("hidden-sheet-read", _N, "The sheet “{name}” is hidden in the file and is read.",
         "Choose another sheet if it should not come in."),
    Kind("other-sheet", _N, "The sheet “{name}” also looks like a project list and was not read.",
         "Import the file once more and choose that sheet."),
    Kind("sheets-alike", _N, "Not read, though the headings are the same: {names}.",
         "Say under “Sheet and headings” that the sheets are one table, or read the others apart."),
    Kind("sheets-differ", _R, "The sheet “{name}” has other headings than “{leading}”, so they are not one table.",
         "Read it apart, or give it the same headings."),
    Kind("no-such-row", _N, "The sheet has no row {row}, so nothing could be decided about it.",
         "Look at the numbers of the rows in the file."),
    Kind("other-table", _N, "Row {row} begins another table with other headings, which was not read.",
         "Say that row {row} holds the headings to read that one instead."),
    Kind("list-beside", _N, "The columns {columns} stand apart and look like a list of something else.",
         "Nothing needs to be done; rows that hold only that list are left out."),
    Kind("rows-joined", _N, "The project goes on in {rows}; what is said there of {fields} is read with it.",
         "Take these rows back in if they are projects of their own."),
    Kind("filled-down", _N, "Blank cells of the column “{value}” are read as the value above them, in {count} rows.",
         "Answer the question about the column with “blank” if that is not so."),
    Kind("hidden-rows", _N, "Rows that are hidden in the file were read too: {rows}.",
         "Leave these rows out on this page if they should not come in."),
    Kind("hidden-column", _N, "The column “{value}” is hidden in the file and was read too.",
         "Set the column to “not used” if it should not come in."),
    Kind("no-identity-column", _R, "No column is a title, a code or an IATI identifier, so no row can be told apart."
         " The headings are those of row {row}: {headings}.",
         "Choose the column with the title, the code or the identifier; or the row of the headings, if it is another;"
         " or say what the rows are, if they are no projects."),
    # any cell
    Kind("error-cell", _D, "The cell shows the error {value} instead of a value.",
         "Repair the formula, or type the value."),
    Kind("identity-error", _R, "The {label} shows the error {value} instead of a value.",
         "Repair the formula, or type the {label}."),
    Kind("uncached-formula", _D, "The cell holds a formula whose result is not in the file.",
         "Open the file in Excel or LibreOffice, save it, and upload it again."),
    Kind("identity-uncached", _R, "The {label} is a formula whose result is not in the file.",
         "Open the file in Excel or LibreOffice, save it, and upload it again."),
    Kind("computed-cells", _N, "In {count}, the {label} is the stored result of a formula: {cells}.",
         "If what it is computed from has changed since, open the file in a spreadsheet program, save it, and upload it"
         " again."),
    Kind("blank-word", _N, "“{value}” is read as an empty cell, and an empty cell changes nothing.",
         "Write #CLEAR to empty the field."),
    Kind("not-text", _D, "“{value}” is not text.", "Type the text, and format the cell as text."),
    Kind("date-in-text", _N, "The cell holds a date where text is expected; it is kept as {kept}.",
         "Check that the spreadsheet program did not turn the text into a date."),
    Kind("too-long", _D, "The text has {length} characters; {label} takes at most {limit}.", "Shorten the text."),
    Kind("mixed-scripts", _N, "A word of “{value}” mixes Latin letters with letters of another script that look alike.",
         "Retype the word if the mixture is not meant."),
    Kind("cannot-clear", _D, "The {label} cannot be emptied.", "Leave the cell blank, or write the new {label}."),
    Kind("links-left", _N, "In {count}, the column “{value}” has a web address behind its words, which is not read:"
         " {cells}.", "Set the column to a field of web addresses, or write the addresses into a column of their own."),
    # identity
    Kind("no-title-no-code", _R, "The row has no title, no code and no identifier.", "Fill in one of them."),
    Kind("code-too-long", _R, "The code has {length} characters; at most {limit} are kept.", "Shorten the code."),
    Kind("title-too-long", _R, "The title has {length} characters; at most {limit} are kept.", "Shorten the title."),
    Kind("duplicate-in-file", _A, "Row {other} has the same code “{value}” but other values.",
         "Say whose values stand, or leave the row out; two projects need two codes."),
    Kind("repeated-in-file", _N, "Row {other} says exactly the same.", "Nothing needs to be done."),
    Kind("bad-iati-identifier", _D, "“{value}” is not an IATI identifier.",
         "Write the organisation's identifier, a hyphen and the activity's own, without spaces: XM-DAC-41304-CYB01."),
    Kind("identifier-taken", _D, "The IATI identifier “{value}” is that of {other}.",
         "Correct the identifier, or the code of the row."),
    # dates
    Kind("unreadable-date", _D, "“{value}” is not a date.", "Write a date like 2024-03-15, 2024-03 or 2024."),
    Kind("impossible-date", _D, "There is no day “{value}”.", "Correct the date."),
    Kind("year-out-of-range", _D, "The year of “{value}” is not between 1900 and 2199.", "Correct the year."),
    Kind("date-range", _D, "“{value}” holds two dates where one is expected.",
         "Put the start and the end into columns of their own."),
    Kind("period-split", _N, "“{value}” holds two dates: {start} is taken as the start and {end} as the end.",
         "Put the start and the end into columns of their own if that is not meant."),
    Kind("part-of-year", _N, "“{value}” is kept as {kept}, the {which} month of it.",
         "Write the month or the day if it is known."),
    Kind("vague-date", _N, "“{value}” is kept as {kept}; that it is uncertain is not kept.",
         "Write the date once it is known."),
    Kind("no-date-yet", _N, "“{value}” says that there is no such date yet, so none is taken.",
         "Write the date once it is known; #CLEAR empties the field."),
    Kind("month-in-doubt", _D, "“{value}” names one month in one language and another month in another.",
         "Write the month as a number, like 2024-10."),
    Kind("date-order", _A, "In “{value}” the day and the month cannot be told apart.",
         "Say whether the column “{heading}” is written day first or month first."),
    Kind("date-order-by-language", _N,
         "Dates such as “{value}” in the column “{heading}” are read {order}, as the language of the headings has it.",
         "Say so if they are written otherwise."),
    Kind("date-order-mixed", _A, "The column “{heading}” is written day first in some cells and month first in others.",
         "Say how cells such as “{value}” are meant."),
    Kind("serial-date", _N, "“{value}” is a number in a date column and is read as {kept}.",
         "Format the column as dates if that is not meant."),
    Kind("end-before-start", _D, "The end “{value}” lies before the start {start}.",
         "Correct the start or the end; until then the end stays out."),
    Kind("timeline-gap", _N, "The marks go from {start} to {end}, but none stands under {gaps}.",
         "Nothing needs to be done if the project goes on without a break; else write its end."),
    Kind("no-stretch", _D, "The heading “{heading}” is no month, quarter, week or year, so the mark says no time.",
         "Write a heading like “Jan 2025” or “Q1 2025”, or set the column to “not used”."),
    Kind("start-twice", _N, "The cell says {value}, but the {end} of this row says {kept}, which is kept.",
         "Set one of the two columns to “not used”."),
    Kind("day-needed", _D, "“{value}” does not say the day.", "Write a whole date like 2024-03-15."),
    # money
    Kind("unreadable-amount", _D, "“{value}” is not an amount.", "Write a number like 1234.50, and nothing else."),
    Kind("amount-range", _D, "“{value}” is not one amount.",
         "Write one amount; a range or an estimate can stand in the summary."),
    Kind("negative-amount", _D, "“{value}” is a negative amount.", "Write the budget as a number of 0 or more."),
    Kind("amount-too-large", _D, "“{value}” is too large to be kept exactly.", "Correct the amount or its unit."),
    Kind("amount-rounded", _N, "“{value}” has more decimals than {currency} and is kept as {kept}.",
         "Nothing needs to be done."),
    Kind("amount-separator", _A, "“{value}” may be {grouped} or {decimal}.",
         "Say what the mark means in the column “{heading}”."),
    Kind("amount-separator-mixed", _A, "The column “{heading}” uses one mark both for thousands and for decimals.",
         "Say how cells such as “{value}” are meant."),
    Kind("scale-in-doubt", _A, "“{heading}” says {unit}, and the largest amount is “{value}”.",
         "Say whether the amounts are to be multiplied by {scale}."),
    Kind("unit-in-doubt", _A, "“mil” in “{heading}” may mean thousands or millions.",
         "Say which of them the amounts are in."),
    Kind("mil-in-doubt", _D, "“mil” in “{value}” may mean a thousand or a million.",
         "Write the whole amount, such as 4500000."),
    Kind("unit-beside", _N, "By the line “{line}”, the amounts of “{heading}” are read as {unit}.",
         "Say what they are if the line means something else."),
    Kind("two-currencies", _A, "“{value}” holds amounts in two currencies.",
         "Say in which currency the amounts are to be taken."),
    Kind("one-of-two-amounts", _N, "Of “{value}”, {kept} is taken.", "Nothing needs to be done."),
    Kind("no-currency", _A, "The amount “{value}” has no currency.",
         "Say in which currency the amounts without one are."),
    Kind("currency-assumed", _N,
         "Nothing in the file says the currency of “{heading}”; its amounts are read as {currency}.",
         "Say the currency if it is another one."),
    Kind("currency-headed", _D, "The heading says {headed} of “{value}”, and the currency of this row says {other}.",
         "Correct one of them."),
    Kind("currency-of-others", _N, "“{heading}” is not the currency of “{other}”, so it is not used.",
         "Choose the column of the amounts in these currencies if those are meant."),
    Kind("dollars-assumed", _N, "The $ of “{heading}” is read as US dollars.",
         "Say the currency if they are other dollars."),
    Kind("unknown-currency", _D, "“{value}” is not a currency.", "Write a code like EUR or USD."),
    Kind("currency-number", _N, "“{value}” is read as {kept}, whose number it is in lists of currencies.",
         "Write the code, such as EUR, if another currency is meant."),
    Kind("currency-clash", _D, "The amount says {value}, and the currency of this row says {other}.",
         "Correct one of them."),
    Kind("dollar-read-as-usd", _N, "The $ of “{value}” is read as US dollars.",
         "Write the code, such as CAD, if another dollar is meant."),
    Kind("parts-above-whole", _N, "The budgets of the {count} projects under it add up to {sum}, and its own is {own}.",
         "Check the amounts; all are kept as they are."),
    # lists and shares
    Kind("unreadable-share", _D, "The share in “{value}” is not a percentage from 0 to 100.",
         "Write shares like “KE 60%; UG 40%”."),
    Kind("shares-uncounted", _D, "“{value}” holds {count} shares, which is not as many as the column “{heading}” names"
         " here: “{other}”.", "Write a share for each, in the same order."),
    Kind("shares-twice", _D, "“{value}” holds shares, and the list beside it has its own: “{other}”.",
         "Write the shares in one of the two columns."),
    Kind("shares-over-100", _N, "The shares of “{value}” add up to {sum} %.", "Check the percentages."),
    Kind("named-twice", _N, "“{value}” is named twice; the {kept} one is kept.", "Remove one of them."),
    Kind("comma-kept", _N, "“{value}” contains commas and is kept as one name.",
         "Say whether commas separate names in the column “{heading}”."),
    # places
    Kind("unknown-place", _D, "“{value}” is not a country, region or organisation that is known here.",
         "Choose what is meant, or correct the cell."),
    Kind("ambiguous-place", _A, "“{value}” can mean more than one place.", "Say which one is meant."),
    Kind("part-of-place", _A, "“{value}” is not kept as a place of its own here; it may stand for {near}.",
         "Say whether that is meant."),
    Kind("namibia-or-nothing", _A, "“{value}” may be the code of Namibia or mean “not available”.",
         "Say which one is meant."),
    Kind("close-place", _A, "“{value}” is not known, but is close to {near}.", "Say whether that is meant."),
    Kind("former-place", _N, "“{value}” no longer exists and is read as {kept}.", "Write the places of today."),
    Kind("worldwide", _N, "“{value}” names no single place, so no place is taken from it.",
         "Name countries, regions or organisations if the project works with some."),
    # keyed records: other lists than projects
    Kind("no-record-table", _R, "No row of this file looks like the headings of a list of {many}.",
         "Choose what the rows are, the sheet and the row of the headings yourself."),
    Kind("record-columns", _R, "Without a column for {labels}, no row can be told apart.",
         "Choose the columns yourself, or add them to the file."),
    Kind("kind-recognised", _N, "By their headings, the rows are read as {many}.",
         "Choose what the rows are if they are something else."),
    Kind("kind-by-columns", _N, "The file has no column of titles or codes, but a row for each country and columns of"
         " figures such as “{first}” and “{second}”; so the rows are read as {many}.",
         "Choose what the rows are if they are something else."),
    Kind("key-needed", _R, "The row does not say its {label}.", "Fill it in."),
    Kind("field-needed", _R, "The {one} {what} is new, and needs a value for “{label}”.",
         "Fill it in."),
    Kind("record-twice", _R, "Row {other} says something else of {what}.", "Keep one of the two rows."),
    Kind("record-invalid", _R, "The {one} {what} cannot be kept as it would be: {why}.",
         "Correct the row."),
    Kind("unreadable-number", _D, "“{value}” is not a number.", "Write a number like 1234.5, and nothing else."),
    Kind("whole-number", _D, "“{value}” is not a whole number.", "Write a number without decimals."),
    Kind("number-separator", _D, "“{value}” may be {grouped} or {decimal}.",
         "Write the number with a point before its decimals and no mark between thousands."),
    Kind("number-range", _D, "“{value}” is out of range: the {label} must be {range}.", "Correct the number."),
    Kind("one-place", _D, "“{value}” is not one place.", "Name one place in the cell."),
    Kind("country-needed", _D, "“{value}” is not a country.", "Name a country."),
    Kind("unknown-target", _R, "“{value}” is not a {label} that is known here.", "Write what the text stands for."),
    Kind("unknown-word", _D, "“{value}” is not a {label} that is known here.", "Choose one of: {choices}."),
    Kind("unspeakable", _R, "“{value}” holds no letter or figure that could be compared.", "Write a name."),
    # objectives
    Kind("unknown-objective", _D, "“{value}” is not one of the objectives.", "Write a number such as 6."),
    Kind("objective-in-words", _A, "“{value}” is close to objective {near}, but not the same.",
         "Say whether that one is meant."),
    Kind("objective-differs", _A, "“{value}” gives the number {near}, but its words are not those of objective {near}.",
         "Say which objective is meant."),
    Kind("objective-range", _D, "“{value}” may be a range, two numbers or a decimal number.",
         "Write the numbers apart, like “6; 8”."),
    Kind("note-alone", _D, "A note on objectives needs objectives in the same row.",
         "Name the objectives that the note is about."),
    # terms
    Kind("unknown-term", _D, "“{value}” is not a {label} that is known here.", "Choose one of: {choices}."),
    Kind("ambiguous-term", _A, "“{value}” can mean more than one {label}.", "Choose one of: {choices}."),
    # organisations
    Kind("close-organisation", _N, "“{value}” is new, and close to {near}, which is known.",
         "Say if they are the same, so that they are not kept twice."),
    Kind("name-too-long", _D, "A name in the cell has {length} characters; at most {limit} are kept.",
         "Shorten the name, or separate names by semicolons."),
    # links
    Kind("bad-website", _D, "“{value}” is not a web address.", "Write an address that begins with https://."),
    Kind("website-completed", _N, "“{value}” is kept as {kept}.", "Nothing needs to be done."),
    Kind("several-websites", _N, "The cell holds {count} web addresses; the first one is kept.",
         "Put the one that matters first."),
    Kind("own-parent", _D, "The row names itself as its {label}.", "Correct the code of the {label}."),
    # matching, planning and applying
    Kind("unknown-project", _D, "No project has the code, IATI identifier or title “{value}”.",
         "Correct the code of the {label}."),
    Kind("several-kin", _D, "“{value}” names {count} projects, and a project has one {label}.",
         "Keep the one that counts; the others may be named in the summary."),
    Kind("kin-left-out", _D, "The {label} is the project of row {other}, which does not come in.",
         "Correct row {other}, or answer what is asked about it."),
    Kind("part-by-code", _N, "By its code “{value}” it is taken as a part of {whole}, as was said of this list.",
         "Answer the question about codes with “no” if that is not so."),
    Kind("part-by-number", _N, "By its number “{value}” it is taken as a part of {whole}, as was said of this list.",
         "Answer the question about parts with “no” if that is not so."),
    Kind("parent-circle", _D, "With this {label} the projects would stand above one another in a circle.",
         "Correct the code of the {label}."),
    Kind("unsure-match", _A, "The row may be the project {near}, or a new one.", "Say which of them it is."),
    Kind("several-matches", _A, "The row fits more than one project: {near}.", "Say which of them it is."),
    Kind("exists", _R, "The project “{value}” is there already, and this import only adds.",
         "Choose “add and update” if it should be changed."),
    Kind("not-there", _R, "There is no project “{value}”, and this import only updates.",
         "Choose “add and update” if it should be added."),
    Kind("title-needed", _R, "A new project needs a title.", "Fill in the title."),
    Kind("no-such-project", _R, "A new project needs a title, and no stored one has the {by} “{sought}”.",
         "Fill in the title, or correct the {by}."),
    Kind("not-allowed", _R, "You may not change the project “{value}”.", "Ask somebody who may."),
    Kind("archived-project", _R, "The project “{value}” is archived.", "Restore it first."),
    Kind("conflict", _A, "The {label} was changed here and in the file since the file was made.",
         "Choose the value that is to stand."),
    Kind("repeated-by-source", _N, "Here {source} says what it said before; the {label} was changed since.",
         "Nothing needs to be done: what is stored stays, and the page of disagreements shows both."),
    Kind("rows-missing", _N, "Not in the file any more, though its list held them before: {codes}.",
         "Nothing is deleted; archive a project on its own page if it should not count any more."),
    Kind("round-trip-damaged", _N, "The hidden sheet that tells what this file was made with was changed ({why}).",
         "The file is read as an ordinary list: every filled-in cell counts, also those that nobody touched."),
    Kind("round-trip-elsewhere", _N, "This file was made by another installation of the product.",
         "It is read as an ordinary list: every filled-in cell counts, also those that nobody touched."),
    Kind("moved-since-preview", _R, "The project “{value}” was changed after the preview.",
         "Look at the new preview, and apply it again."),
    Kind("same-project-twice", _A, "Row {other} is about the same project.",
         "Say whose values stand where they differ, or that it is another project, or leave the row out."),
    Kind("invalid-value", _R, "The project cannot be kept as it would be: {why}.", "Correct the row."),
)  # fmt: skip

CATALOGUE: Mapping[str, Kind] = {kind.code: kind for kind in _KINDS}


def shown(value: object) -> str:
    """A cell's value as a person sees it, on one line, shortened to 120 characters."""
    if isinstance(value, datetime):
        text = value.date().isoformat() if not (value.hour or value.minute or value.second) else value.isoformat(" ")
    elif isinstance(value, date):
        text = value.isoformat()
    elif isinstance(value, bool):
        text = str(value).upper()
    elif isinstance(value, float):
        text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    elif isinstance(value, Decimal):
        text = str(value)
    else:
        text = "" if value is None else str(value)[: LONGEST_VALUE * 8]
    text = " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def problem(
    code: str,
    *,
    sheet: str,
    row: int | None = None,
    column: int | None = None,
    field: str | None = None,
    value: object = "",
    nearest: tuple[str, ...] = (),
    words: Mapping[str, object] | None = None,
) -> Problem:
    """The problem `code` of the catalogue at a cell (row from 1, column from 0), a row, a column or the sheet.

    `words` fill the templates. KeyError for a code that is not in the catalogue or a word that is missing.
    """
    kind = CATALOGUE[code]
    seen = value if isinstance(value, str) and len(value) <= LONGEST_VALUE and value.isprintable() else shown(value)
    filled = {
        "value": seen,
        **{name: word if isinstance(word, int) else shown(word) for name, word in (words or {}).items()},
    }
    where, turned = "", False
    if isinstance(row, PlacedRow):
        turned = row.part.turned
        where = (cell_name(row, column) if column is not None else None) or f"{'column' if turned else 'row'} {row}"
        sheet, column, row = row.part.name, None if column is None else row.part.own_column(column), row.own
    if turned and row is not None and column is None:
        column = 0  # the first cell of the column that the row is in the file
    cell = address(row, column, turned=turned) if row is not None and column is not None else None
    message, remedy = kind.sentence.format_map(filled), kind.remedy.format_map(filled)
    return Problem(code, kind.severity, sheet, row, column, cell, field, seen, message, remedy, nearest, where)
