"""What the catalogue of hostile uploads asks of every format alike, and which of its cases each format has."""

from __future__ import annotations

import random
import re
import socket
import threading
from pathlib import Path

import pytest

from imports.read import Limits, Unreadable, process, read
from imports.read.formats import FORMATS
from tests.imports.read.forge import book, outcome, program, read_here, row, text_cell
from tests.imports.read.forge_ods import cell as ods_cell
from tests.imports.read.forge_ods import ods
from tests.imports.read.forge_ods import row as ods_row
from tests.imports.read.forge_xls import label, record, xls
from tests.imports.read.test_iati import activity, file

HERE = Path(__file__).parent
#: A small honest file of every format that is read.
SEEDS = {
    "xlsx": book(row(1, text_cell("A1", "Code"), text_cell("B1", "Title")) + row(2, text_cell("A2", "A-1"))),
    "xls": xls(label(0, 0, "Code") + label(0, 1, "Title") + label(1, 0, "A-1")),
    "ods": ods(ods_row(ods_cell("Code"), ods_cell("Title")), ods_row(ods_cell("A-1"))),
    "csv": b"Code,Title\nA-1,Alpha\n",
    "html": b"<html><table><tr><td>Code</td><td>Title</td></tr><tr><td>A-1</td></tr></table></html>",
    "iati": file(activity()),
}
IN_CHILD = [form for form in SEEDS if form != "csv"]  # text is cut by the standard library, within the same limits
#: Cases that a format cannot have: it has no archive, no repeats, no XML, no quotation marks, or nothing to ignore.
WITHOUT = {
    "xlsx": {"U12"},
    "xls": {"U08", "U12"},
    "ods": {"U12"},
    "csv": {"U02", "U03", "U05", "U07", "U08"},
    "html": {"U02", "U03"},
    "iati": {"U02", "U03", "U05", "U06", "U12"},
}
#: Cases that are tested for all formats here, or for uploads as such among the journeys (U14).
EVERYWHERE = {"U11", "U13", "U14", "U15", "U16", "U17"}
#: Modules beside this one that hold cases of xlsx and of archives, which ods has as well.
BESIDE = {"xlsx": ["test_archive.py", "test_no_connections.py"], "ods": ["test_archive.py"]}


@pytest.mark.parametrize("form", SEEDS)
def test_every_case_that_fits_a_format_is_tested(form: str) -> None:
    modules = [HERE / f"test_{form}.py", *(HERE.parent / name for name in BESIDE.get(form, ()))]
    text = "".join(module.read_text(encoding="utf-8") for module in modules)
    found = {number.upper() for number in re.findall(r"\bU\d\d\b|(?<=_)u\d\d(?=_)", text)}
    wanted = {f"U{number:02}" for number in range(1, 18)} - WITHOUT[form] - EVERYWHERE
    assert wanted <= found


def test_every_format_that_is_read_has_a_seed() -> None:
    assert {known.code for known in FORMATS if known.read is not None} == {*SEEDS, "xlsm"}


@pytest.mark.parametrize("form", SEEDS)
@pytest.mark.parametrize("name", ["../../x.pdf", "a\r\nb.xlsx", "\u202egpj.csv", "", "CON", "x" * 400])
def test_u13_the_name_decides_nothing_and_is_never_a_path(form: str, name: str) -> None:
    workbook = read_here(SEEDS[form], name)
    assert workbook.format == form
    assert not set("/\\\r\n\u202e") & set(workbook.file_name)
    assert 0 < len(workbook.file_name) <= 200


DEATHS = {
    "U15 killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "U15 aborted": "import os; os.abort()",
    "U15 garbage": "print('no answer at all')",
    "U15 cut short": "import sys; sys.stdout.buffer.write(b'CPR1' + bytes(10))",
    "U15 out of memory": "bytearray(1 << 62)",
    "U15 hanging": "import time; time.sleep(60)",
}


@pytest.mark.parametrize("form", IN_CHILD)
@pytest.mark.parametrize("death", DEATHS)
def test_the_death_of_the_reading_process_is_a_refusal(
    form: str, death: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "command_for", lambda *_: program(tmp_path, DEATHS[death]))
    with pytest.raises(Unreadable) as caught:
        read(SEEDS[form], "x", Limits(wall_seconds=0.3 if "hang" in death else 20), lock_path=tmp_path / "lock")
    assert caught.value.code in ("reader_died", "too_slow")
    assert caught.value.remedy


@pytest.mark.parametrize("form", SEEDS)
def test_u16_changed_bytes_never_end_the_caller_and_always_mean_the_same(form: str) -> None:
    dice = random.Random(form)
    for _ in range(6):
        data = bytearray(SEEDS[form])
        for _ in range(dice.randint(1, 4)):
            at = dice.randrange(len(data))
            data[at : at + dice.randint(0, 2)] = dice.randbytes(dice.randint(0, 2))
        assert outcome(bytes(data)) == outcome(bytes(data))


@pytest.mark.parametrize("form", IN_CHILD)
def test_u17_while_another_file_is_read_an_upload_waits_and_then_says_so(form: str, tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with process.a_turn(lock, 1), pytest.raises(Unreadable) as caught:
        read(SEEDS[form], "x", Limits(wait_seconds=0.1), lock_path=lock)
    assert caught.value.code == "busy"


def test_u17_files_of_every_format_at_once_are_all_served(tmp_path: Path) -> None:
    served: list[str] = []
    threads = [
        threading.Thread(target=lambda data=data: served.append(read(data, "x", lock_path=tmp_path / "lock").format))
        for data in [*SEEDS.values()] * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(served) == sorted([*SEEDS] * 2)


#: Files that point to an address in the way of their format.
POINTING = {
    "html": lambda address: (
        f"<img src='{address}'><link href='{address}'><script src='{address}'></script>"
        f"<iframe src='{address}'></iframe><table><tr><td><a href='{address}'>x</a></td></tr></table>".encode()
    ),
    "iati": lambda address: file(activity(f'<document-link url="{address}"><category code="A12"/></document-link>')),
    "ods": lambda address: ods(ods_row(ods_cell(f'<text:a x:href="{address}" xmlns:x="urn:x">x</text:a>'))),
    "xls": lambda address: xls(label(0, 0, address), extra=record(0x01AE, b"\1\0\x20\0\0" + address.encode())),
    "csv": lambda address: f'=HYPERLINK("{address}");=WEBSERVICE("{address}")\n'.encode(),
}


@pytest.mark.parametrize("form", POINTING)
def test_u11_nobody_is_visited_where_a_file_points_to(form: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        data = POINTING[form](f"http://127.0.0.1:{server.getsockname()[1]}/")
        assert read(data, "x").sheets
        with pytest.raises(TimeoutError):
            server.accept()
