"""Whatever a file points to stays unvisited: reading opens no connection and starts no program (U06)."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from imports.read import Limits, Unreadable, read
from imports.read.process import command_for, read_in_child
from tests.imports.read.forge import MAIN, OFFICE, PACKAGE, book_parts, pack, program, row, sheet_xml, text_cell

CELLS = row(1, text_cell("A1", "x"), '<c r="B1" t="str"><f>WEBSERVICE("URL")</f><v>y</v></c>')
LINKS = row(1, '<c r="A1"><f>[1]Sheet1!A1</f><v>1</v></c>')
BOOK_LINKS = "xl/_rels/workbook.xml.rels"
FIRST_LINK = "xl/externalLinks/externalLink1.xml"
# The modules without which Python code reaches no network, and some that build on them.
NETWORK = {"_socket", "_ssl", "socket", "ssl", "asyncio", "urllib.request", "http.client", "ftplib", "smtplib"}
# Runs the reading process's own program under a hook that ends it at the first forbidden event, and tells when it
# leaves which modules it has loaded. Hooks see events of Python code: https://docs.python.org/3/library/audit_events.html
WATCHED = """
import os, runpy, sys
leave = os._exit
def tell_and_leave(code):
    import json
    with open(told, "w") as out:
        json.dump(sorted(sys.modules), out)
    leave(code)
told, sys.argv = sys.argv[1], sys.argv[2:]
forbidden = ("socket.", "urllib.", "http.", "ftplib.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_")
sys.addaudithook(lambda event, _: leave(9) if event.startswith(forbidden) else None)
os._exit = tell_and_leave
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def _relations(kind: str, target: str) -> str:
    link = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{link}</Relationships>'


def _with_link(parts: dict[str, str | bytes], content: str) -> dict[str, str | bytes]:
    """The parts with an external link that the workbook lists, as spreadsheet programs write it."""
    link = f'<Relationship Id="rId9" Type="{OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"/>'
    book = str(parts["xl/workbook.xml"])
    return parts | {
        FIRST_LINK: f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}">{content}</externalLink>',
        BOOK_LINKS: str(parts[BOOK_LINKS]).replace("</Relationships>", link + "</Relationships>"),
        "xl/workbook.xml": book.replace(
            "</workbook>", '<externalReferences><externalReference r:id="rId9"/></externalReferences></workbook>'
        ),
    }


def _pointing_to(url: str) -> dict[str, dict[str, str | bytes]]:
    """Parts of workbooks that point to `url`, by what points there."""
    plain = book_parts({"P": sheet_xml(CELLS.replace("URL", url))})
    linked = book_parts({"P": sheet_xml(LINKS)})
    drawn = book_parts({"P": sheet_xml(CELLS, after='<drawing r:id="rId1"/>').replace("<worksheet", _R)})
    typed = str(plain["xl/worksheets/sheet1.xml"])
    return {
        "a formula": plain,
        "an external workbook": _with_link(linked, '<externalBook r:id="rId1"/>')
        | {"xl/externalLinks/_rels/externalLink1.xml.rels": _relations("externalLinkPath", f"{url}book.xlsx")},
        "a DDE link": _with_link(linked, f'<ddeLink ddeService="cmd" ddeTopic="/c curl {url}"/>'),
        "a remote image": drawn
        | {
            "xl/worksheets/_rels/sheet1.xml.rels": _relations("drawing", "../drawings/drawing1.xml").replace(
                ' TargetMode="External"', ""
            ),
            "xl/drawings/drawing1.xml": f'<a xmlns:r="{OFFICE}"><blip r:link="rId1"/></a>',
            "xl/drawings/_rels/drawing1.xml.rels": _relations("image", f"{url}image.png"),
        },
        "a sheet elsewhere": plain | {BOOK_LINKS: _relations("worksheet", f"{url}sheet1.xml")},
        "a connection": plain
        | {"xl/connections.xml": f'<connections><connection><webPr url="{url}"/></connection></connections>'},
        "a document type": plain
        | {"xl/worksheets/sheet1.xml": typed.replace("<worksheet", f'<!DOCTYPE x SYSTEM "{url}x.dtd"><worksheet')},
        "an entity": plain
        | {
            "xl/worksheets/sheet1.xml": typed.replace(
                "<worksheet", f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{url}p.dtd"> %p;]><worksheet'
            )
        },
    }


_R = f'<worksheet xmlns:r="{OFFICE}"'
# What points outside -> the code of the refusal, or of the note (none for a formula: its stored value is a value).
OUTCOMES = {
    "a formula": "",
    "an external workbook": "external_links_ignored",
    "a DDE link": "external_links_ignored",
    "a remote image": "pictures_ignored",
    "a sheet elsewhere": "damaged",
    "a connection": "connections_ignored",
    "a document type": "xml_doctype",
    "an entity": "xml_doctype",
}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that nobody may visit."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.mark.parametrize("case", OUTCOMES)
def test_what_a_workbook_points_to_is_never_visited(
    case: str, listener: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*_: object) -> None:
        raise AssertionError("a connection was opened")

    url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
    data = pack(_pointing_to(url)[case])
    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect)
    monkeypatch.setattr(socket, "getaddrinfo", connect)
    try:
        told = [note.code for note in read(data, "x.xlsx").notes]
    except Unreadable as refused:
        told = [refused.code]
    assert told == [OUTCOMES[case]] * bool(OUTCOMES[case])
    with pytest.raises(BlockingIOError):  # neither did the reading process
        listener.accept()


@pytest.mark.parametrize("case", ["an external workbook", "a DDE link", "a remote image", "a document type"])
def test_the_reading_process_has_nothing_to_connect_with(case: str, tmp_path: Path) -> None:
    told = tmp_path / "modules"
    real = command_for("xlsx", Limits())
    command = [*program(tmp_path, WATCHED), str(told), *real[3:]]
    data = pack(_pointing_to("http://127.0.0.1:9/")[case])
    try:
        outcome = read_in_child("xlsx", data, Limits(), lock_path=tmp_path / "lock", program=command).sheets[0].name
    except Unreadable as refused:
        outcome = refused.code
    assert outcome == ("xml_doctype" if "document" in case else "P")
    modules = set(json.loads(told.read_text()))
    assert "imports.read.spreadsheet" in modules
    assert not modules & NETWORK
