"""Makes OpenDocument spreadsheets, honest and hostile, from their parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

KINDS = ("office", "table", "text", "style")
NAMESPACES = " ".join(f'xmlns:{kind}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"' for kind in KINDS)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
SPAN = "table:number-columns-spanned"


def content(tables: str, *, styles: str = "", doctype: str = "", before: str = "") -> str:
    """The content part around the given tables; `before` stands in the spreadsheet ahead of them."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<office:document-content {NAMESPACES} {CALC}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{before}{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def document(xml: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A document with that content and more parts; the type first and stored, as the standard wants it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("mimetype", MIMETYPE)
        for name, said in {"content.xml": xml, **(parts or {})}.items():
            archive.writestr(name, said, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def sheet(*rows: str, name: str = "Projects", attributes: str = "", before: str = "") -> str:
    """A table of rows."""
    return f'<table:table table:name="{name}" {attributes}>{before}{"".join(rows)}</table:table>'


def ods(*rows: str, before: str = "") -> bytes:
    """A document of one sheet."""
    return document(content(sheet(*rows, before=before)))


def row(*cells: str, attributes: str = "") -> str:
    """A row of cells."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(text: str = "", kind: str = "string", attributes: str = "") -> str:
    """A cell: its type with `attributes`, and the text that it shows."""
    said = f'office:value-type="{kind}" {attributes}' if kind else attributes
    return f"<table:table-cell {said}>{f'<text:p>{text}</text:p>' if text else ''}</table:table-cell>"


def number(value: str, kind: str = "float") -> str:
    """A number with the text that a program would show for it."""
    return cell(f"~{value}", kind, f'office:value="{value}"')
