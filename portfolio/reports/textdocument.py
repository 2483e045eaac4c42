"""A document as a text document (docx): real headings and tables, pictures with the text that stands for them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import _Cell

from portfolio.reports.document import Beside, Block, Bullets, Cell, Document, Facts, Figure, Paragraph, State, Table
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
    if document.one_page:
        file.add_paragraph(" ".join(document.caveats))
    else:
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
    if document.one_page:
        _tighten(file)
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
    quiet = file.styles["Footer"].font
    quiet.size, quiet.color.rgb = _SMALL, RGBColor(0x4A, 0x5A, 0x6B)


def _tighten(file: Any) -> None:
    """What a brief has around its headings, so that it does not take more sheets than it has to say."""
    for name, size, before, after in (("Title", 20, 0, 4), ("Subtitle", 11, 0, 4), ("Heading 1", 12, 8, 2)):
        style = file.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    file.styles["Caption"].paragraph_format.space_after = Pt(2)
    file.styles["List Bullet"].paragraph_format.space_after = Pt(1)


def _field(paragraph: Any, name: str) -> None:
    """A number that the word processor fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)


def _pictures(document: Document) -> dict[int, bytes]:
    """The figures as pictures, by identity, all drawn in one go."""
    figures = document.figures()
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
        _pictured(file, (block,), pictures)
        _table(file, document, block.shown)
    elif isinstance(block, Beside):
        _pictured(file, block.figures, pictures)
        for figure in block.figures:
            if figure.brief:
                _table(file, document, figure.brief)
    else:
        for part in block.parts():
            _table(file, document, part)


def _bullets(file: Any, items: tuple[str, ...]) -> None:
    for item in items:
        file.add_paragraph(item, style="List Bullet")


def _pictured(file: Any, figures: Sequence[Figure], pictures: dict[int, bytes]) -> None:
    """Pictures beside one another in one line, their titles below."""
    section, count = file.sections[0], len(figures)
    room = section.page_width - section.left_margin - section.right_margin
    width = int(min(room, Mm(230)) if count == 1 else room / count - Mm(3))
    line, titles = file.add_paragraph(), file.add_paragraph(style="Caption")
    line.paragraph_format.keep_with_next = True
    for at, figure in enumerate(figures):
        if at:
            line.add_run(" ")
            titles.paragraph_format.tab_stops.add_tab_stop(int(room * at / count))
            titles.add_run("\t")
        placed = line.add_run().add_picture(io.BytesIO(pictures[id(figure)]), width=width)._inline
        placed.docPr.set("descr", figure.alt)
        placed.docPr.set("title", figure.title)
        for side in ("distT", "distB", "distL", "distR"):
            # Where nothing is said, some word processors leave room around a picture.
            placed.set(side, "0")
        titles.add_run(figure.title)


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
        _fill(cell, column.heading, number=column.kind in _NUMBERS, bold=True, leads=True)
    for title, rows in runs:
        if title:
            cells = _cells(made, next(lines))
            _fill(cells[0].merge(cells[-1]), title, bold=True, ground=_RUN, leads=True)
        for row in rows:
            line = next(lines)
            _keep_whole(line)
            for cell, column, value in zip(_cells(made, line), columns, row, strict=True):
                _fill(cell, document.write(value), number=column.kind in _NUMBERS, ground=_ground(value))
    after = file.add_paragraph()
    after.paragraph_format.space_after = Pt(0)
    if document.one_page:
        after.paragraph_format.line_spacing = Pt(5)


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


def _keep_whole(row: Any) -> None:
    """A row that does not break between two pages."""
    mark = OxmlElement("w:cantSplit")
    mark.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(mark)


def _fill(
    cell: Any, text: str, *, number: bool = False, bold: bool = False, ground: str = "", leads: bool = False
) -> None:
    """Write a cell; one that `leads` stays with the row that follows it."""
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.font.size, run.bold = _SMALL, bold or None
    paragraph.paragraph_format.space_after = Pt(0)
    if leads:
        paragraph.paragraph_format.keep_with_next = True
    if number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if ground:
        shade = OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", ground)):
            shade.set(qn(name), value)
        cell._tc.get_or_add_tcPr().append(shade)
