"""A document as a text document (docx): real headings and tables, pictures with the text that stands for them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from portfolio.reports.document import Beside, Block, Bullets, Document, Facts, Figure, Paragraph
from portfolio.reports.figures import standing_alone
from portfolio.reports.fitting import ENDS, SIDE, Sizes, fitted, picture_width
from portfolio.reports.texttable import write_table
from portfolio.reports.typesetting import draw_pictures

_TONGUES = {"en": "en-GB", "fr": "fr-FR"}


def write_text_document(document: Document) -> bytes:
    """The bytes of a docx file."""
    document, sizes = fitted(document)
    file = docx.Document()
    _set_up(file, document, sizes)
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
            if document.one_page and block is section.headed:
                write_table(file, document, section.headed, sizes, captioned=False)
            else:
                _write(file, document, block, pictures, sizes)
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
        file.add_paragraph().add_run(note).font.size = Pt(sizes.small)
    buffer = io.BytesIO()
    file.save(buffer)
    return buffer.getvalue()


def _set_up(file: Any, document: Document, sizes: Sizes) -> None:
    """Properties, language, paper, the line at the foot."""
    tongue = _TONGUES[document.language.code]
    properties = file.core_properties
    properties.title, properties.author = f"{document.title} – {document.lead}"[:250], document.site_name[:250]
    properties.language, properties.comments = tongue, ""
    normal = file.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(sizes.text)
    normal.paragraph_format.space_after = Pt(sizes.after)
    if document.one_page:
        _tighten(file, sizes)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), tongue)
    normal.element.get_or_add_rPr().append(language)
    section = file.sections[0]
    wide, high = (Mm(297), Mm(210)) if document.landscape else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if document.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = wide, high
    sides, ends = (Pt(SIDE), Pt(ENDS)) if document.one_page else (Mm(18), Mm(18))
    section.left_margin = section.right_margin = sides
    section.top_margin = section.bottom_margin = ends
    if document.one_page:
        section.header_distance = section.footer_distance = Pt(ENDS / 2)
    foot = section.footer.paragraphs[0]
    foot.add_run(f"{document.site_name} · {document.title} · {document.language.day(document.as_of)} · ")
    _field(foot, "PAGE")
    foot.add_run(" / ")
    _field(foot, "NUMPAGES")
    quiet = file.styles["Footer"].font
    quiet.size, quiet.color.rgb = Pt(8), RGBColor(0x4A, 0x5A, 0x6B)


def _tighten(file: Any, sizes: Sizes) -> None:
    """What a brief has around its texts, so that it does not take more than its one sheet."""
    file.styles["Normal"].paragraph_format.line_spacing = 1
    for name, size, before, after in (
        ("Title", sizes.title, 0, 4),
        ("Subtitle", sizes.subtitle, 0, 4),
        ("Heading 1", sizes.heading, sizes.above_heading, 2),
        ("Caption", sizes.small, 0, 2),
        ("List Bullet", sizes.text, 0, 1),
        ("Footer", sizes.small, 0, 0),
    ):
        style = file.styles[name]
        style.font.size = Pt(size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        style.paragraph_format.line_spacing = 1


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


def _write(file: Any, document: Document, block: Block, pictures: dict[int, bytes], sizes: Sizes) -> None:
    if isinstance(block, Paragraph):
        file.add_paragraph(block.text)
    elif isinstance(block, Bullets):
        _bullets(file, block.items)
    elif isinstance(block, Facts):
        paragraph = file.add_paragraph()
        for at, fact in enumerate(block.entries):
            paragraph.add_run(("   " if at else "") + fact.label + document.language.word(": "))
            shown = paragraph.add_run(fact.text or document.write(fact.value))
            shown.bold, shown.font.size = True, Pt(sizes.number)
            paragraph.add_run(f" {fact.more}" if fact.more else "")
    elif isinstance(block, Figure):
        _pictured(file, (block,), pictures)
        write_table(file, document, block.shown, sizes)
    elif isinstance(block, Beside):
        _pictured(file, block.figures, pictures, picture_width(len(block.figures), sizes))
        for figure in block.figures:
            if figure.brief:
                write_table(file, document, figure.brief, sizes)
    else:
        for part in block.parts():
            write_table(file, document, part, sizes)


def _bullets(file: Any, items: tuple[str, ...]) -> None:
    for item in items:
        file.add_paragraph(item, style="List Bullet")


def _pictured(file: Any, figures: Sequence[Figure], pictures: dict[int, bytes], points: float = 0) -> None:
    """Pictures beside one another in one line, their titles below; so many points wide, or as there is room."""
    section, count = file.sections[0], len(figures)
    room = section.page_width - section.left_margin - section.right_margin
    width = int(Pt(points) if points else min(room, Mm(200)) if count == 1 else room / count - Mm(3))
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
