"""A document as a text document (docx): real headings and tables, pictures with the text that stands for them."""

from __future__ import annotations

import io
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

from portfolio.reports.document import Block, Bullets, Cell, Document, Facts, Figure, Paragraph, State, Table
from portfolio.reports.figures import standing_alone
from portfolio.reports.typesetting import draw_pictures

_GROUNDS = {
    "covered": "CFE6E1",
    "ending": "FFE1A3",
    "thin": "E6F2EF",
    "planned": "E4ECFB",
    "lapsed": "F1DFE5",
    "unknown": "E9E1F6",
    "never": "FDEADD",
    "not-applicable": "EDF0F3",
}
_RUN, _SMALL = "EDF1F5", Pt(8)
_NUMBERS = ("number", "decimal", "money")
_TONGUES = {"en": "en-GB", "fr": "fr-FR"}


def write_text_document(document: Document) -> bytes:
    """The bytes of a docx file."""
    file = docx.Document()
    _set_up(file, document)
    file.add_paragraph(document.title, style="Title")
    file.add_paragraph(document.lead, style="Subtitle")
    colon = document.language.word(": ")
    cover = file.add_paragraph()
    for at, (label, value) in enumerate(document.cover):
        cover.add_run(("   ·   " if at else "") + label + colon)
        cover.add_run(value).bold = True
    pictures = _pictures(document)
    for section in document.sections:
        if section.title:
            file.add_heading(section.title, level=1)
        for block in section.blocks:
            _write(file, document, block, pictures)
    file.add_heading(document.caveats_title, level=1)
    _bullets(file, document.caveats)
    if document.rules:
        file.add_heading(document.language.word("How to read this"), level=1)
    for label, text in document.rules:
        paragraph = file.add_paragraph()
        if label:
            paragraph.add_run(label + colon).bold = True
        paragraph.add_run(text)
    for note in document.notes:
        file.add_paragraph().add_run(note).font.size = _SMALL
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _set_up(file: Any, document: Document) -> None:
    """Properties, language, paper, the line at the foot."""
    tongue = _TONGUES[document.language.code]
    properties = file.core_properties
    properties.title, properties.author = f"{document.title} – {document.lead}"[:250], document.site_name[:250]
    properties.language, properties.comments = tongue, ""
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(9 if document.one_page else 10)
    normal.paragraph_format.space_after = Pt(3 if document.one_page else 6)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), tongue)
    normal.element.get_or_add_rPr().append(language)
    section = file.sections[0]
    wide, high = (Mm(297), Mm(210)) if document.landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = wide, high
    margin = Mm(14 if document.one_page else 18)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = margin
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{document.site_name} · {document.title} · {document.language.day(document.as_of)} · ")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")
    for run in foot.runs:
        run.font.size, run.font.color.rgb = _SMALL, RGBColor(0x4A, 0x5A, 0x6B)


def _field(paragraph: Any, name: str) -> None:
    """A number that the word processor fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)


def _pictures(document: Document) -> dict[int, bytes]:
    """The figures as pictures, by identity, all drawn in one go."""
    figures = [block for section in document.sections for block in section.blocks if isinstance(block, Figure)]
    drawn = draw_pictures([standing_alone(figure.svg, document.press.styles) for figure in figures])
    return {id(figure): picture for figure, picture in zip(figures, drawn, strict=True)}


def _write(file: Any, document: Document, block: Block, pictures: dict[int, bytes]) -> None:
    if isinstance(block, Paragraph):
        file.add_paragraph(block.text)
    elif isinstance(block, Bullets):
        _bullets(file, block.items)
    elif isinstance(block, Facts):
        paragraph = file.add_paragraph()
        for at, fact in enumerate(block.entries):
            paragraph.add_run(("   " if at else "") + fact.label + document.language.word(": "))
            shown = paragraph.add_run(fact.text or document.write(fact.value))
            shown.bold, shown.font.size = True, Pt(13)
            paragraph.add_run(f" {fact.more}" if fact.more else "")
    elif isinstance(block, Figure):
        _picture(file, document, block, pictures[id(block)])
        _table(file, document, block.shown)
    else:
        for part in block.parts():
            _table(file, document, part)


def _bullets(file: Any, items: tuple[str, ...]) -> None:
    for item in items:
        file.add_paragraph(item, style="List Bullet")


def _picture(file: Any, document: Document, figure: Figure, picture: bytes) -> None:
    section = file.sections[0]
    width = min(section.page_width - section.left_margin - section.right_margin, Mm(230))
    shape = file.add_picture(io.BytesIO(picture), width=width)
    properties = shape._inline.docPr
    properties.set("descr", figure.alt)
    properties.set("title", figure.title)
    file.paragraphs[-1].paragraph_format.keep_with_next = True
    file.add_paragraph(figure.title, style="Caption")


def _table(file: Any, document: Document, table: Table) -> None:
    if not table.rows:
        file.add_paragraph(table.empty)
        return
    caption = file.add_paragraph(table.caption, style="Caption")
    caption.paragraph_format.keep_with_next = True
    columns, runs = table.shown(), table.runs()
    made = file.add_table(rows=1 + sum(len(rows) + bool(title) for title, rows in runs), cols=len(columns))
    made.style, made.autofit = "Table Grid", False
    section = file.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    whole = sum(column.width for column in columns)
    for at, column in enumerate(columns):
        made.columns[at].width = int(room * column.width / whole)
    lines = iter(made._tbl.tr_lst)
    head = next(lines)
    _repeat(head)
    for cell, column in zip(_cells(made, head), columns, strict=True):
        _fill(cell, column.heading, number=column.kind in _NUMBERS, bold=True)
    for title, rows in runs:
        if title:
            cells = _cells(made, next(lines))
            _fill(cells[0].merge(cells[-1]), title, bold=True, ground=_RUN)
        for row in rows:
            for cell, column, value in zip(_cells(made, next(lines)), columns, row, strict=True):
                _fill(cell, document.write(value), number=column.kind in _NUMBERS, ground=_ground(value))
    file.add_paragraph().paragraph_format.space_after = Pt(0)


def _ground(value: Cell) -> str:
    return _GROUNDS[value.state.value] if isinstance(value, State) else ""


def _cells(table: Any, row: Any) -> list[Any]:
    """The cells of a row, as they stand in the file: the library's own way looks through the whole table for each."""
    return [_Cell(cell, table) for cell in row.tc_lst]


def _repeat(row: Any) -> None:
    """A heading row: told as such, and repeated on each page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(mark)


def _fill(cell: Any, text: str, *, number: bool = False, bold: bool = False, ground: str = "") -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.font.size, run.bold = _SMALL, bold or None
    paragraph.paragraph_format.space_after = Pt(0)
    if number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if ground:
        shade = OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", ground)):
            shade.set(qn(name), value)
        cell._tc.get_or_add_tcPr().append(shade)
