"""Every reason for which a file cannot be read, with its sentence and its remedy; nothing here knows a format.

The child process imports this module too, so it stays free of slow imports (dataclasses, typing, enum).
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

Fact = str | int

RESAVE = "Open it in Excel or LibreOffice, save it as a new .xlsx file, and upload that one."
SPLIT = "Split it into smaller files, or ask an administrator to raise the limit."
UNLOCK = "Open it in Excel, remove the password (File, Info, Protect Workbook), save it, and upload it again."
STRAY = (
    "Go to the last used cell (Ctrl+End); if there is nothing to keep there, delete those rows and columns, save, "
    "and upload again."
)

# code -> (what is wrong, what to do). {names} are facts, cleaned and shortened before they are filled in.
CATALOGUE: dict[str, tuple[str, str]] = {
    # any file
    "empty": ("The file is empty.", "Check that the right file was chosen and that it was saved."),
    "too_large": (
        "The file has {size} bytes; at most {limit} are read.",
        "Remove pictures and sheets that are not needed, or split it.",
    ),
    "kind": ("This file is {words}, which is not read here.", "{remedy}"),
    "kind_unknown": ("This file is nothing that is known here: no workbook, no text and no web page.", RESAVE),
    "choice_ignored": (
        "The encoding or delimiter that was chosen means nothing for this file, which is {words}.",
        "Upload it again without choosing one.",
    ),
    # archives
    "archive_truncated": (
        "The file is incomplete: its end is missing.",
        "The upload or download was probably cut off. Fetch the file again, check that it opens, and upload it again.",
    ),
    "archive_unclean": ("The file is not a clean workbook: {what}.", RESAVE),
    "archive_locked": ("Parts of the file are encrypted.", "Save it without a password and upload it again."),
    "archive_parts": ("The file is made of {found} parts; at most {limit} are read.", RESAVE),
    "archive_inflates": (
        "Unpacked, the file would take {found} bytes; at most {limit} are read.",
        "Remove what is not needed (pictures, unused sheets, formatting to the end of the sheet), or split it.",
    ),
    "archive_ratio": (
        "The file unpacks to more than {limit} times its size, as no ordinary workbook does.",
        RESAVE,
    ),
    # workbooks
    "xml_doctype": ("The file carries a document type declaration, which no program writes into such a file.", RESAVE),
    "xml_deep": ("The file is nested more than {limit} levels deep, as no spreadsheet program writes it.", RESAVE),
    "xml_encoding": ("A part of the file is written in {encoding}; workbooks use UTF-8.", RESAVE),
    "xml_token": ("The file holds a single tag of more than {limit} bytes.", RESAVE),
    "damaged": ("The file is damaged: {what}.", RESAVE),
    "counts_lie": ("The file says it has {found} different texts, more than it has room for.", RESAVE),
    "no_sheets": ("The workbook has no sheet with cells.", "Upload a workbook that has a table on a worksheet."),
    "too_many_sheets": ("The workbook has {found} sheets; at most {limit} are read.", SPLIT),
    "too_many_rows": ("Sheet “{sheet}” reaches down to row {found}; at most {limit} rows are read.", STRAY),
    "too_many_columns": (
        "Sheet “{sheet}” reaches out to column {found}; at most {limit} columns are read.",
        STRAY,
    ),
    "too_many_cells": (
        "The sheets span {found} cells with “{sheet}”; at most {limit} are read.",
        "Delete empty rows and columns between the data and the last used cell, or split the file.",
    ),
    "cell_too_long": (
        "A cell holds more than {limit} characters; it begins “{begins}”.",
        "Shorten that text, save, and upload again.",
    ),
    "rows_out_of_order": (
        "On sheet “{sheet}”, row {row} stands after row {before}: the sheet is written out of order or twice.",
        RESAVE,
    ),
    "cell_twice": ("On sheet “{sheet}”, cell {cell} is written twice.", RESAVE),
    "xls_locked": (
        "This Excel workbook is protected by a password.",
        UNLOCK,
    ),
    # web pages
    "html_no_table": (
        "The file is a web page without a table.",
        "If it was downloaded, the site may have sent a page (to sign in, for instance) in place of the file: fetch it "
        "again. If it was saved from a browser, save the table as .xlsx or CSV UTF-8.",
    ),
    "html_frames": (
        "The file is a web page that only points to other files, in which the sheets are.",
        "Open it in Excel with those files beside it, save it as .xlsx, and upload that file.",
    ),
    "html_cut": (
        "The file is a web page that ends in the middle of a table.",
        "The upload or download was probably cut off. Fetch the file again, check that it opens, and upload it again.",
    ),
    "html_nested": ("The file has tables more than {limit} deep in one another.", RESAVE),
    # IATI
    "iati_version": (
        "This IATI file says that its version is {version}; versions 2.01 to 2.03 are read.",
        "Ask its publisher for a file of version 2, or take it from the IATI Datastore, which has them.",
    ),
    "iati_empty": ("This IATI file holds no activity.", "Check that the right file was chosen."),
    "iati_damaged": (
        "This IATI file cannot be read. {what}",
        "Fetch it again from its publisher; if that does not help, the publisher has to correct it.",
    ),
    # text files
    "text_long_field": (
        "Near line {line}, a cell holds more than {limit} characters.",
        "A quotation mark may be missing there. Correct the line, or shorten the text.",
    ),
    "text_open_quote": (
        "A quotation mark opened in the record that begins on line {line} is never closed.",
        "Close or remove that quotation mark, and upload the file again.",
    ),
    "text_nul": (
        "Line {line} holds a NUL character, which no text file should.",
        "Save the file again as CSV UTF-8.",
    ),
    "text_columns": ("Line {line} has {found} columns; at most {limit} are read.", "Check the delimiter, or split it."),
    "text_rows": ("The file has more than {limit} rows.", SPLIT),
    "text_cells": ("The file spans more than {limit} cells.", SPLIT),
    "text_broken": ("Line {line} cannot be read as a row of a table.", "Save the file again as CSV UTF-8."),
    "encoding_unknown": ("“{encoding}” is not an encoding that is read here.", "Choose one from the list."),
    "encoding_wrong": (
        "Line {line} cannot be read as {encoding}.",
        "Choose another encoding, or save the file as CSV UTF-8.",
    ),
    "encoding_mixed": (
        "The file is mostly UTF-8, but line {line} is not.",
        "Save it again as CSV UTF-8, or choose the encoding yourself.",
    ),
    "encoding_halves": (
        "Line {line} holds half of a sign (a lone surrogate), which is no UTF-8 and no other text either.",
        "Save the file again as CSV UTF-8, or choose the encoding yourself.",
    ),
    "encoding_unclear": (
        "The encoding of this text file cannot be told.",
        "Save it again as CSV UTF-8, or choose the encoding yourself.",
    ),
    "delimiter_unknown": ("“{delimiter}” is not a delimiter that is read here.", "Choose one from the list."),
    # the reading process
    "busy": ("Other files are being read at the moment.", "Try again in a minute."),
    "reader_missing": ("The reader for this kind of file could not be started.", "Tell the administrator."),
    "too_slow": (
        "Reading the file took longer than {limit} seconds and was stopped.",
        "Remove unused sheets and formatting, or split it.",
    ),
    "too_hungry": ("Reading the file needed too much memory and was stopped.", SPLIT),
    "answer_too_large": ("The file holds more text than can be read at once.", SPLIT),
    "reader_died": ("The reader stopped on this file: it is damaged, or not what it seems.", RESAVE),
}


class Unreadable(Exception):
    """The file cannot be read: `code` for programs, `sentence` (what is wrong) and `remedy` for people."""

    def __init__(self, code: str, sentence: str, remedy: str, facts: Mapping[str, Fact] | None = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.remedy = remedy
        self.facts: dict[str, Fact] = dict(facts or {})


def refusal(code: str, **facts: Fact) -> Unreadable:
    """The exception for `code`, its sentences filled with `facts`; KeyError for a code or fact that is not listed.

    Facts may quote the file (a sheet's name, the start of a text), so they lose what cannot be shown and all
    length beyond 240 characters.
    """
    sentence, remedy = CATALOGUE[code]
    return Unreadable(code, fill(sentence, facts), fill(remedy, facts), facts)


def fill(sentence: str, facts: Mapping[str, Fact]) -> str:
    """`sentence` with its {names} replaced by `facts`, cleaned and shortened; KeyError for one that is missing."""
    return sentence.format(**{name: _shown(fact) for name, fact in facts.items()})


def _shown(fact: Fact) -> str:
    if isinstance(fact, int):
        return f"{fact:,}"
    text = "".join(mark if mark.isprintable() else " " for mark in fact[:400])
    return text if len(text) <= 240 else text[:239] + "…"
