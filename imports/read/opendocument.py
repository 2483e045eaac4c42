"""The child's work on an OpenDocument spreadsheet: guard, and one pass that checks and reads; runs only in the child.

The guard needs a full pass over the content as it is, and everything that a cell holds is spelled out there, so the
same pass gives the values: a second reader could only come to other cells.
"""

from __future__ import annotations

from imports.read.answer import put_sheet
from imports.read.archive import Archive
from imports.read.odsscan import ContentScan
from imports.read.refusals import refusal
from imports.read.xmlscan import XmlScan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from imports.read.findings import Findings
    from imports.read.limits import Limits
    from imports.read.wire import AnswerWriter

CONTENT, MANIFEST = "content.xml", "META-INF/manifest.xml"
XML_ENDINGS = (".xml", ".rdf")
# How names of parts begin (lower case) -> note. What stands there is never opened, run or fetched.
IGNORED = {
    "basic/": "macros_ignored",
    "scripts/": "macros_ignored",
    "object ": "embedded_ignored",
    "objectreplacements/": "embedded_ignored",
    "pictures/": "pictures_ignored",
    "media/": "pictures_ignored",
}


def read_document(data: bytes, limits: Limits, answer: AnswerWriter) -> None:
    """Put the sheets of an ods file into `answer`; raises Unreadable."""
    archive = Archive(data, limits)
    _refuse_locked(archive, limits)
    notes = [note for note in dict.fromkeys(IGNORED.values()) if _has_part(archive, note)]
    for name, part in archive.parts.items():
        if name in (CONTENT, MANIFEST):
            continue
        if name.lower().endswith(XML_ENDINGS) and part.size:
            XmlScan(limits).scan(archive.chunks(name))
        else:
            for _ in archive.chunks(name):  # so that its size and checksum are known
                pass

    def emit(name: str, hidden: bool, findings: Findings, rows: list[list[Any]]) -> None:
        put_sheet(answer, name, findings, rows, limits, hidden=hidden)

    content = ContentScan(limits, emit)
    content.scan(archive.chunks(CONTENT))
    if content.tables > limits.sheets:
        raise refusal("too_many_sheets", found=content.tables, limit=limits.sheets)
    answer.put({"notes": [[code, {}] for code in (*notes, *content.notes)]})


def _has_part(archive: Archive, note: str) -> bool:
    starts = tuple(start for start, said in IGNORED.items() if said == note)
    return any(name.lower().startswith(starts) and not name.endswith("/") for name in archive.parts)


def _refuse_locked(archive: Archive, limits: Limits) -> None:
    """Raises Unreadable for a document with a password: its parts are listed as encrypted, or it is one such part."""
    if "encrypted-package" in archive.parts:
        raise refusal("archive_locked")
    if MANIFEST in archive.parts:
        manifest = ManifestScan(limits)
        manifest.scan(archive.chunks(MANIFEST))
        if manifest.locked:
            raise refusal("archive_locked")
    if CONTENT not in archive.parts:
        raise refusal("damaged", what="its content is missing")


class ManifestScan(XmlScan):
    """Reads the list of parts as far as it says that one is encrypted."""

    locked = False

    def started(self, name: str, attributes: list[str]) -> None:
        """Note encryption."""
        self.locked = self.locked or name == "encryption-data"
