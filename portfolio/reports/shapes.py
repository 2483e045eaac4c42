"""The formats of documents: what each is called and who writes it; a library is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from portfolio.errors import Refused
from portfolio.reports.document import Document
from portfolio.web.sheets import XLSX


@dataclass(frozen=True, slots=True)
class Shape:
    """A format."""

    label: str
    mimetype: str
    write: Callable[[Document], bytes]


_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _xlsx(document: Document) -> bytes:
    from portfolio.reports.workbook import write_workbook

    return write_workbook(document)


def _html(document: Document) -> bytes:
    from portfolio.reports.webpage import write_webpage

    return write_webpage(document)


def _pdf(document: Document) -> bytes:
    from portfolio.reports.typesetting import write_pdf

    return write_pdf(document)


def _docx(document: Document) -> bytes:
    from portfolio.reports.textdocument import write_text_document

    return write_text_document(document)


SHAPES = {
    "xlsx": Shape("Workbook (xlsx)", XLSX, _xlsx),
    "pdf": Shape("PDF", "application/pdf", _pdf),
    "docx": Shape("Text document (docx)", _DOCX, _docx),
    "html": Shape("Web page in one file (html)", "text/html", _html),
}


def parse_shape(given: str) -> str:
    """The code of a format; Refused for any other."""
    if given not in SHAPES:
        raise Refused(f"Documents are not written as “{given[:20]}”.", f"Choose one of {', '.join(SHAPES)}.")
    return given
