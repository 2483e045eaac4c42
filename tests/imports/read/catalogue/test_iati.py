"""IATI files made to hurt: what the catalogue of hostile uploads asks of XML."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest

from imports.read import Limits
from tests.imports.read.forge import opened, outcome, read_here, refused
from tests.imports.read.test_iati import activity, file

Maker = Callable[[], bytes]
HEAD = '<?xml version="1.0"?>'


def _doctype(said: str) -> Maker:
    return lambda: file(activity(), head=f"{HEAD}\n{said}\n")


REFUSED: dict[str, tuple[Maker, Limits, str]] = {
    "U01 a text of a megabyte": (lambda: file(activity("x" * 1_000_000)), Limits(), "cell_too_long"),
    "U01 more activities than are read": (lambda: file(activity() * 11), Limits(rows=10), "too_many_rows"),
    "U04 more kinds of elements than columns": (
        lambda: file(activity(*(f"<e{number}>x</e{number}>" for number in range(600)))),
        Limits(),
        "too_many_columns",
    ),
    "U04 more cells than are read": (lambda: file(activity() * 60), Limits(cells=100), "too_many_cells"),
    "U07 deep nesting": (lambda: file(activity("<a>" * 3_000)), Limits(), "iati_damaged"),
    "U07 a tag of two megabytes": (lambda: file(activity(f'<a b="{"x" * 3_000_000}"/>')), Limits(), "iati_damaged"),
    "U07 two hundred thousand attributes": (
        lambda: file(activity("<a " + " ".join(f'a{number}="1"' for number in range(200_000)) + "/>")),
        Limits(),
        "iati_damaged",
    ),
    "U08 a document type": (_doctype("<!DOCTYPE iati-activities>"), Limits(), "iati_damaged"),
    "U08 entities in entities": (
        _doctype("<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"),
        Limits(),
        "iati_damaged",
    ),
    "U08 an external entity": (
        _doctype('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        Limits(),
        "iati_damaged",
    ),
    "U08 a parameter entity": (
        _doctype('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>'),
        Limits(),
        "iati_damaged",
    ),
    "U08 an external subset": (_doctype('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'), Limits(), "iati_damaged"),
    "U08 an entity nobody declared": (lambda: file(activity("&nbsp;")), Limits(), "iati_damaged"),
    "U09 a declared encoding that is not read": (
        lambda: file(activity(), head='<?xml version="1.0" encoding="utf-7"?>'),
        Limits(),
        "iati_damaged",
    ),
    "U09 bytes that are not UTF-8": (
        lambda: file(activity()).replace(b"Alpha", b"Gr\xf6\xdfe"),
        Limits(),
        "iati_damaged",
    ),
    "U09 a surrogate by number": (lambda: file(activity("&#xD800;")), Limits(), "iati_damaged"),
    "U09 NUL characters": (lambda: file(activity()).replace(b"Alpha", b"Al\0ha"), Limits(), "iati_damaged"),
    "U09 a compressed file": (lambda: gzip.compress(file(activity())), Limits(), "gzip"),
    "U10 version 1.05": (lambda: file(activity(), version="1.05"), Limits(), "iati_version"),
    "U10 no version": (lambda: file(activity()).replace(b'version="2.03"', b""), Limits(), "iati_version"),
    "U10 version 3": (lambda: file(activity(), version="3.0"), Limits(), "iati_version"),
    "U10 a file cut off": (lambda: file(activity())[:-40], Limits(), "iati_damaged"),
    "U10 no activity": (file, Limits(), "iati_empty"),
    "U10 a file of organisations": (
        lambda: b'<?xml version="1.0"?><iati-organisations version="2.03"/>',
        Limits(),
        "iati_organisations",
    ),
    "U10 another kind of XML": (lambda: b'<?xml version="1.0"?><feed/>', Limits(), "xml"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_with_a_sentence(case: str) -> None:
    make, limits, code = REFUSED[case]
    assert refused(make(), limits, "list.xml", reader=_here).code == code


def _here(data: bytes, name: str, limits: Limits) -> object:
    return read_here(data, name, limits)


def test_u07_more_elements_than_memory_ends_the_reading_and_nothing_else() -> None:
    few = Limits(child_memory=200 * 2**20, cpu_seconds=5, wall_seconds=10)
    assert outcome(file(activity("<a/>" * 2_000_000)), few) in ("too_hungry", "too_slow", "reader_died")


def test_u07_many_comments_are_looked_through_once() -> None:
    assert outcome(b"<?xml version='1.0'?>" + b"<!---->" * 570 + b"<x") == "xml"
    assert outcome(b"<?xml version='1.0'?>" + b"<!-- -->" * 400 + file(activity(), head="")) == "iati"


def test_u08_an_inclusion_is_only_an_element() -> None:
    inclusion = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'
    sheet = opened(file(activity(inclusion)), name="list.xml").sheets[0]
    assert "root:" not in str(sheet.rows)
    assert "href file:///etc/passwd" in str(sheet.rows[1])


def test_u16_the_same_bytes_give_the_same_rows() -> None:
    data = file(*(activity().replace("XM-1", f"XM-{number}") for number in range(50)))
    assert read_here(data).sheets == opened(data).sheets
