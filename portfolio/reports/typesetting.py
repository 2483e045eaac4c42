"""A document as a PDF that everybody can read (PDF/UA): its text goes to a typesetter as data, in a limited process."""

from __future__ import annotations

import base64
import json
import logging
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from portfolio.core.sentences import sentence
from portfolio.errors import PortfolioError
from portfolio.reports.document import Beside, Block, Bullets, Cell, Document, Facts, Figure, Paragraph, State, Table
from portfolio.reports.figures import standing_alone

log = logging.getLogger(__name__)

#: Seconds and memory that one document may take; the longest of the demo takes a second or two.
SECONDS, MEMORY_MIB = 120, 4096
_NUMBERS = ("number", "decimal", "money")
_HERE = Path(__file__).parent
_PICTURE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image("drawing.svg", width: 170mm)\n'


class NotTypeset(PortfolioError):
    """The typesetter could not make the file."""

    title = "The file could not be made"


@dataclass(frozen=True, slots=True)
class Typeset:
    """What came of one piece; `undrawn` are the characters of a PDF that no font has."""

    data: bytes
    undrawn: int = 0


def write_pdf(document: Document) -> bytes:
    """The bytes of a PDF/UA-1 file. NotTypeset where it takes too long or too much."""
    (made,) = _typeset([_piece(document)])
    if made.undrawn:
        # Said in the file itself: whoever reads it has to know what is not there.
        said = sentence(
            "{n} character cannot be drawn with the fonts of this PDF and stands as □; the other formats have it.",
            "{n} characters cannot be drawn with the fonts of this PDF and stand as □; the other formats have them.",
            n=made.undrawn,
        )
        (made,) = _typeset([_piece(replace(document, caveats=(*document.caveats, document.language.say(said))))])
    return made.data


def draw_pictures(drawings: Sequence[str]) -> list[bytes]:
    """Drawings (SVG that stands alone) as PNG."""
    pieces = [_request({"main": _PICTURE, "drawing.svg": drawing.encode()}, "png") for drawing in drawings]
    return [made.data for made in _typeset(pieces)] if pieces else []


def _request(files: Mapping[str, bytes], format: str) -> dict[str, Any]:
    return {"files": {name: base64.b64encode(data).decode() for name, data in files.items()}, "format": format}


def _typeset(pieces: Sequence[dict[str, Any]]) -> list[Typeset]:
    with tempfile.TemporaryDirectory() as root:
        request = json.dumps({"root": root, "memory": MEMORY_MIB, "pieces": pieces})
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(_HERE / "typesetter.py")],
                input=request.encode(),
                capture_output=True,
                cwd=root,
                timeout=SECONDS,
                check=True,
            )
        except subprocess.TimeoutExpired:
            raise NotTypeset("The file takes too long to make.", "Narrow the filter, or take the workbook.") from None
        except subprocess.CalledProcessError as error:
            log.error("typesetting failed: %s", error.stderr.decode(errors="replace")[-2000:])
            raise NotTypeset("The typesetter gave up.", "Narrow the filter, or take another format.") from None
    return [Typeset(base64.b64decode(one["data"]), one.get("undrawn", 0)) for one in json.loads(done.stdout)]


def _piece(document: Document) -> dict[str, Any]:
    """What the typesetter makes a document of: its files, and what else it may say where one page is too small."""
    files = {"main": (_HERE / "document.typ").read_bytes()}
    said = [_said(one, files).encode() for one in document.on_paper()]
    files["document.json"] = said[0]
    shorter = [base64.b64encode(text).decode() for text in said[1:]]
    return _request(files, "pdf") | {"one_page": document.one_page, "shorter": shorter}


def _said(document: Document, files: dict[str, bytes]) -> str:
    """A document as JSON; its drawings go to the files."""
    sections = [
        {
            "title": section.title,
            "blocks": [part for block in section.blocks for part in _parts(document, block, files)],
        }
        for section in document.sections
    ]
    word = document.language.word
    data = {
        "title": document.title,
        "lead": document.lead,
        "site": document.site_name,
        "language": document.language.code,
        "day": [document.as_of.year, document.as_of.month, document.as_of.day],
        "seen": document.language.day(document.as_of),
        "landscape": document.landscape,
        "tight": document.one_page,
        "scale": 1.0,
        "colon": word(": "),
        "cover": document.cover,
        "sections": sections,
        "caveats-title": document.caveats_title,
        "caveats": document.caveats,
        "rules-title": word("How to read this"),
        "rules": document.rules,
        "notes": document.notes,
    }
    return json.dumps(data, ensure_ascii=False)


def _parts(document: Document, block: Block, files: dict[str, bytes]) -> list[dict[str, Any]]:
    """A block as paper has room for it."""
    blocks = block.parts() if isinstance(block, Table) else [block]
    return [_block(document, part, files) for part in blocks]


def _block(document: Document, block: Block, files: dict[str, bytes]) -> dict[str, Any]:
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "text": block.text}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": block.items}
    if isinstance(block, Facts):
        entries = [
            {"label": fact.label, "text": fact.text or document.write(fact.value), "more": fact.more}
            for fact in block.entries
        ]
        return {"kind": "facts", "entries": entries}
    if isinstance(block, Beside):
        return {"kind": "beside", "figures": [_figure(document, figure, files) for figure in block.figures]}
    if isinstance(block, Figure):
        return _figure(document, block, files) | {"table": _table(document, block.shown)}
    return _table(document, block)


def _figure(document: Document, figure: Figure, files: dict[str, bytes]) -> dict[str, Any]:
    drawing = standing_alone(figure.svg, document.press.styles).encode()
    # What is told shorter has the same drawings.
    name = next((name for name, data in files.items() if data == drawing), f"drawing-{len(files)}.svg")
    files[name] = drawing
    return {"kind": "figure", "title": figure.title, "alt": figure.alt, "file": name}


def _table(document: Document, table: Table) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    for heading, members in table.runs():
        rows += [{"heading": heading, "cells": []}] if heading else []
        rows += [{"heading": None, "cells": [_cell(document, cell) for cell in row]} for row in members]
    columns = [
        {"heading": column.heading, "width": column.width, "number": column.kind in _NUMBERS}
        for column in table.shown()
    ]
    return {"kind": "table", "caption": table.caption, "columns": columns, "rows": rows, "empty": table.empty}


def _cell(document: Document, cell: Cell) -> dict[str, Any]:
    return {"text": document.write(cell), "state": cell.state.value if isinstance(cell, State) else None}
