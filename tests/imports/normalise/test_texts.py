"""Cells of text that are kept as they are: told many at once as they are told one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.fields import FIELD_BY_NAME
from imports.normalise.texts import plain_texts, text_reader
from tests.imports.normalise.test_normalise import drafted
from tests.imports.table.written import written

TITLE, WEBSITE = FIELD_BY_NAME["title"], FIELD_BY_NAME["website"]
PIECES = st.sampled_from(
    ["Safer", " ", "  ", "'", "#", "|", "=1", "n/a", "-", "tbd", "é", "\n", "\x7f", "x" * 400, "A1"]
)
CELLS = st.lists(PIECES, max_size=4).map("".join) | st.sampled_from([None, 7, True, 2.5])


@given(st.lists(CELLS, min_size=1, max_size=8))
def test_cells_that_are_plain_together_are_each_read_as_they_are(cells: list[object]) -> None:
    plain = plain_texts(TITLE)
    assert plain is not None
    if plain.all(cells):
        assert all(map(plain.one, cells))
        assert [text_reader(TITLE)(cell).value for cell in cells] == cells


@pytest.mark.parametrize(
    "odd", ["'=1+1", " lead", "trail ", "two  spaces", "#CLEAR", "n/a", "é", "", None, 7, "x" * 501]
)
def test_one_cell_that_needs_reading_keeps_its_block_from_being_taken_as_it_is(odd: object) -> None:
    plain = plain_texts(TITLE)
    assert plain is not None
    assert plain.all(["Safer networks for towns", "Training of judges"])
    assert not plain.all(["Safer networks for towns", odd, "Training of judges"])


ADDRESSES = st.lists(
    st.sampled_from(
        ["https://", "HTTP://", "example.org", "/a", " ", "\n", ",", ";", ")", ".", '"', "<", "é", "x" * 490]
    ),
    max_size=4,
).map("".join) | st.sampled_from([None, 7, "https://example.org/1", "n/a"])


@given(st.lists(ADDRESSES, min_size=1, max_size=6))
def test_links_that_are_plain_together_are_each_read_as_they_are(cells: list[object]) -> None:
    plain = plain_texts(WEBSITE)
    assert plain is not None
    if plain.all(cells):
        assert all(map(plain.one, cells))
        read = [text_reader(WEBSITE)(cell) for cell in cells]
        assert [(cell.value, cell.flaws) for cell in read] == [(cell, ()) for cell in cells]


def test_web_addresses_as_most_lists_have_them_are_plain() -> None:
    plain = plain_texts(WEBSITE)
    assert plain is not None
    assert plain.all(["https://example.org/1", "https://example.org/projects?id=2&lang=en#top"])
    for odd in (
        "https://",
        "https:// ",
        "https://example.org ",
        "http://example.org",
        "https://a.org https://b.org",
        "https://a.org.",
        "example.org",
        "",
    ):
        assert not plain.all(["https://example.org/1", odd])


def test_an_address_behind_words_is_the_value_of_a_column_of_addresses_and_named_in_any_other() -> None:
    links = {(2, 1): "https://example.org/one", (2, 0): "https://example.org/title", (1, 0): "https://example.org/head"}
    sheet = replace(written("Title | Website\nOne | see link\nTwo | https://example.org/two"), links=links)
    drafts = drafted(sheet)
    assert [row.values["website"] for row in drafts.rows] == ["https://example.org/one", "https://example.org/two"]
    assert [(one.code, one.value) for one in drafts.problems] == [("links-left", "Title")]
    assert drafts.problems[0].message.endswith("which is not read: A2.")
