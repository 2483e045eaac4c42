"""Files with something wrong in them: honest files of every format, changed where such a format can be, by a seed."""

from __future__ import annotations

import random
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from io import BytesIO
from struct import pack, unpack_from

from tests.imports.read import forge, forge_ods, forge_xls

HEADINGS = ("Code", "Title", "Start", "End", "Budget", "Countries")
ROWS = (
    ("A-1", "Safer networks for towns", "2024-01-01", "2026-12-31", "1500000", "Kenya; Ghana"),
    ("A-2", "Training of judges", "01.02.2023", "31.01.2027", "EUR 2,5 Mio", "KE 60%; UG 40%"),
    ("A-3", "A laboratory for digital evidence", "03/04/2025", "", "not yet known", "Western Balkans"),
    ("", "Total", "", "", "4000000", ""),
)
#: What is put in the place of a number or a value.
_NASTY = (
    "", "0", "-1", "1048577", "99999999999999999999", "1e999", "NaN", "\x00", "\ufffe", "#REF!", "=1+1", "&xxe;",
    "&#0;",
    "<b>", "]]>", "../../etc/passwd", "\u202ecod", "A" * 40_000, "1.5.2024", "Ա", '"', "';--", "\r", "\t", "-", "%s{0}",
)  # fmt: skip
_TAG = re.compile(r"<[^<>]*>")
_VALUE = re.compile(r'(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)')
_NUMBER = re.compile(r"\d+")
_LEAF = re.compile(r"<([A-Za-z][\w:.-]*)\b[^<>]*(?:/>|>[^<]*</\1>)")
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]")

#: Changes a text by chance.
Change = Callable[[random.Random, str], str]


@dataclass(frozen=True)
class Mutant:
    """A changed file: the name that it would be sent under, and its bytes."""

    name: str
    data: bytes


def _dropped(chance: random.Random, text: str) -> str:
    return _at_tag(chance, text, lambda tag, _: "")


def _doubled(chance: random.Random, text: str) -> str:
    return _at_tag(chance, text, lambda tag, _: tag + tag)


def _other(chance: random.Random, text: str) -> str:
    return _at_tag(chance, text, lambda _, other: other)


def _at_tag(chance: random.Random, text: str, change: Callable[[str, str], str]) -> str:
    tags = list(_TAG.finditer(text))
    if not tags:
        return _spliced(chance, text)
    one, other = chance.choice(tags), chance.choice(tags)
    return text[: one.start()] + change(one[0], other[0]) + text[one.end() :]


def _valued(chance: random.Random, text: str) -> str:
    return _at(chance, text, _VALUE, chance.choice(_NASTY))


def _numbered(chance: random.Random, text: str) -> str:
    return _at(chance, text, _NUMBER, chance.choice(_NASTY))


def _at(chance: random.Random, text: str, pattern: re.Pattern[str], new: str) -> str:
    found = list(pattern.finditer(text))
    if not found:
        return _spliced(chance, text)
    one = chance.choice(found)
    return text[: one.start()] + new + text[one.end() :]


def _spliced(chance: random.Random, text: str) -> str:
    at = chance.randint(0, len(text))
    return text[:at] + chance.choice(_NASTY) + text[at:]


def _cut(chance: random.Random, text: str) -> str:
    return text[: chance.randint(0, len(text))]


def _repeated(chance: random.Random, text: str) -> str:
    first, last = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
    return text[:last] + text[first:last] * chance.randint(1, 30) + text[last:]


def _declared(chance: random.Random, text: str) -> str:
    words = (
        '<!DOCTYPE a [<!ENTITY xxe "x">]>',
        '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        "<?xml version='1.1'?>",
        "<!--",
    )
    return chance.choice(words) + text


def _kept_whole(change: Callable[[str, str], str]) -> Change:
    """A change of whole elements, after which the text is as well-formed as it was."""

    def changed(chance: random.Random, text: str) -> str:
        leaves = list(_LEAF.finditer(text))
        if not leaves:
            return _spliced(chance, text)
        one, other = chance.choice(leaves), chance.choice(leaves)
        return text[: one.start()] + change(one[0], other[0]) + text[one.end() :]

    return changed


def _said_otherwise(chance: random.Random, text: str) -> str:
    return _at(chance, text, chance.choice((_VALUE, _NUMBER)), escape(_FORBIDDEN.sub("", chance.choice(_NASTY))))


_FINE: tuple[Change, ...] = (
    _kept_whole(lambda one, _: ""), _kept_whole(lambda one, _: one + one), _kept_whole(lambda _, other: other),
    _said_otherwise, _said_otherwise, _said_otherwise,
)  # fmt: skip
_COARSE: tuple[Change, ...] = (_dropped, _doubled, _other, _valued, _numbered, _spliced, _cut, _repeated, _declared)
_ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-32")


def _changed(chance: random.Random, text: str) -> str:
    changes = _FINE if chance.random() < 0.7 else _COARSE
    for _ in range(chance.randint(1, 3)):
        text = chance.choice(changes)(chance, text)
    return text


def _encoded(chance: random.Random, text: str) -> bytes:
    return text.encode(chance.choice(_ENCODINGS), "replace")


def _flipped(chance: random.Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _archive(chance: random.Random, parts: Mapping[str, str | bytes]) -> bytes:
    """An archive with a part changed, left out, called otherwise or put in twice; or its bytes changed."""
    entries = [(name, said if isinstance(said, bytes) else said.encode()) for name, said in parts.items()]
    # The larger a part, the more there is to change in it.
    (at,) = chance.choices(range(len(entries)), weights=[len(said) + 100 for _, said in entries])
    name, said = entries[at]
    way = chance.random()
    if way < 0.72:
        text = _changed(chance, said.decode("utf-8", "replace"))
        entries[at] = name, text.encode("utf-8", "replace") if chance.random() < 0.9 else _encoded(chance, text)
    elif way < 0.77:
        del entries[at]
    elif way < 0.82:
        entries.append((chance.choice((name, name.upper(), "../" + name, "xl/vbaProject.bin")), said))
    elif way < 0.87:
        entries[at] = name, chance.choice(entries)[1]
    packed = BytesIO()
    kept_as = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED))
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", kept_as) as archive:
        warnings.simplefilter("ignore", UserWarning)  # a name that is there twice is meant
        for name, said in entries:
            # The type of an OpenDocument file lies open, as its standard wants it, or nobody gets to the rest of it.
            archive.writestr(zipfile.ZipInfo(name), said, zipfile.ZIP_STORED if name == "mimetype" else kept_as)
    data = packed.getvalue()
    if way < 0.87:
        return data
    return _flipped(chance, data) if way < 0.95 else data[: chance.randint(0, len(data))]


def _xlsx(chance: random.Random) -> Mutant:
    return Mutant("list.xlsx", _archive(chance, _XLSX))


def _ods(chance: random.Random) -> Mutant:
    return Mutant("list.ods", _archive(chance, _ODS))


def _xls(chance: random.Random) -> Mutant:
    """An old workbook with records left out, doubled, moved, of another kind or length, or other bytes in them."""
    records = list(_records(_XLS))
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(records))
        kind, content = records[at]
        way = chance.randrange(6)
        if way == 0:
            del records[at]
        elif way == 1:
            records.insert(chance.randrange(len(records)), records[at])
        elif way == 2:
            records[at] = chance.choice((chance.randrange(0x1000), chance.choice(records)[0])), content
        elif way == 3:
            records[at] = kind, content[: chance.randint(0, len(content))] + bytes(chance.choice((0, 0, 1, 9, 9000)))
        else:
            records[at] = kind, _flipped(chance, content)
        if not records:
            break
    stream = b"".join(pack("<HH", kind, len(content)) + content for kind, content in records)
    data = forge_xls.container({chance.choice(("Workbook", "Workbook", "Workbook", "Book", "Other")): stream})
    return Mutant("list.xls", _flipped(chance, data) if chance.random() < 0.2 else data)


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _csv(chance: random.Random) -> Mutant:
    mark = chance.choice(",;\t|")
    rows = [list(row) for row in (HEADINGS, *ROWS)]
    for _ in range(chance.randint(1, 4)):
        row = chance.choice(rows)
        row[chance.randrange(len(row))] = chance.choice(_NASTY)
    if chance.random() < 0.2:
        chance.choice(rows).extend(chance.choice(_NASTY) for _ in range(chance.choice((1, 40, 600))))
    quote = chance.choice(('"', '"', "", "'"))
    text = chance.choice("\n\n\r").join(mark.join(f"{quote}{cell}{quote}" for cell in row) for row in rows)
    if chance.random() < 0.4:
        text = chance.choice((_spliced, _cut, _repeated))(chance, text)
    data = _encoded(chance, text)
    return Mutant("list.csv", _flipped(chance, data) if chance.random() < 0.2 else data)


def _html(chance: random.Random) -> Mutant:
    return Mutant("list.xls", _encoded(chance, _changed(chance, _HTML)))


def _xml(chance: random.Random) -> Mutant:
    return Mutant("list.xml", _encoded(chance, _changed(chance, _XML)))


FORMATS: dict[str, Callable[[random.Random], Mutant]] = {
    "xlsx": _xlsx, "ods": _ods, "xls": _xls, "csv": _csv, "html": _html, "xml": _xml,
}  # fmt: skip


def mutant(kind: str, seed: int) -> Mutant:
    """The mutant of a format that this seed makes, the same one every time."""
    return FORMATS[kind](random.Random(f"{kind}:{seed}"))


def _sheet_parts() -> dict[str, str | bytes]:
    def cell(row: int, column: int, words: str) -> str:
        address = f"{'ABCDEF'[column]}{row}"
        if words.isdigit():
            return f'<c r="{address}"><v>{words}</v></c>'
        if words[4:5] == "-" and words[:4].isdigit():
            return f'<c r="{address}" s="1"><v>45292</v></c>'
        if column == 1:
            return f'<c r="{address}" t="s"><v>{row % 3}</v></c>'
        return forge.text_cell(address, words) if words else f'<c r="{address}"/>'

    rows = "".join(
        forge.row(number, *(cell(number, column, words) for column, words in enumerate(row)))
        for number, row in enumerate((HEADINGS, *ROWS), 1)
    )
    after = '<mergeCells count="1"><mergeCell ref="A5:B5"/></mergeCells>'
    before = '<dimension ref="A1:F5"/><cols><col min="6" max="6" hidden="1"/></cols>'
    parts = forge.book_parts({"Projects": forge.sheet_xml(rows, before=before, after=after)})
    return parts | {forge.STRINGS: forge.strings_xml(["Title", "Safer networks", "Training of judges"])}


def _ods_parts() -> dict[str, str | bytes]:
    rows = (forge_ods.row(*(forge_ods.cell(words) for words in row)) for row in (HEADINGS, *ROWS))
    return {
        "mimetype": forge_ods.MIMETYPE,
        "content.xml": forge_ods.content(forge_ods.sheet(*rows, forge_ods.row(forge_ods.number("12.5")))),
        "META-INF/manifest.xml": "<manifest/>",
    }


def _xls_stream() -> bytes:
    records = b"".join(
        forge_xls.label(row, column, words)
        for row, cells in enumerate((HEADINGS, *ROWS))
        for column, words in enumerate(cells)
        if words
    )
    records += forge_xls.number(5, 4, 12.5) + forge_xls.number(5, 2, 45292.0, forge_xls.DATE)
    return forge_xls.stream({"Projects": records})


def _markup(table: str, row: str, cell: str) -> str:
    rows = (f"<{row}>{''.join(f'<{cell}>{words}</{cell}>' for words in cells)}</{row}>" for cells in (HEADINGS, *ROWS))
    return f"<{table}>{''.join(rows)}</{table}>"


_XLSX, _ODS, _XLS = _sheet_parts(), _ods_parts(), _xls_stream()
_HTML = f'<html><head><meta charset="utf-8"></head><body>{_markup("table", "tr", "td")}</body></html>'
_ACTIVITIES = "".join(
    f"<iati-activity default-currency='EUR'><iati-identifier>XM-DAC-{code}</iati-identifier>"
    f"<title><narrative>{title}</narrative></title><activity-status code='2'/>"
    f"<activity-date type='1' iso-date='{start}'/><budget><period-start iso-date='{start}'/>"
    f"<period-end iso-date='2026-12-31'/><value value-date='{start}'>{budget}</value></budget>"
    "<recipient-country code='KE' percentage='60'/></iati-activity>"
    for code, title, start, _, budget, _ in ROWS
).replace("'", '"')
_XML = f'<?xml version="1.0" encoding="UTF-8"?><iati-activities version="2.03">{_ACTIVITIES}</iati-activities>'
