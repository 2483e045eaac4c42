"""`portfolio mappings`: what is remembered about headings, listed and forgotten."""

from __future__ import annotations

from flask import Flask

from imports.learned import remember_mapping
from imports.table.layouts import Layout
from portfolio.core.people import COMMAND_LINE
from portfolio.extensions import db
from portfolio.history.door import write
from tests.cli.terminal import Terminal

COLUMNS = {"shoe size": "summary", "title": "title", "x": None}


def test_remembered_headings_are_listed_and_forgotten(terminal: Terminal, app: Flask) -> None:
    with app.app_context(), write(db.session, COMMAND_LINE, "a choice"):
        remember_mapping(db.session, "projects", "0" * 32, Layout(frozenset(COLUMNS)), COLUMNS)
    listed = terminal("mappings", "list")
    assert listed.status == 0
    assert "shoe size: summary" in listed.out
    assert "x: not imported" in listed.out
    [kept] = terminal("mappings", "list", "--json").data
    assert kept["columns"] == COLUMNS
    assert terminal("mappings", "forget", kept["id"]).out == "Forgotten.\n"
    terminal("mappings", "forget", kept["id"]).refused("not remembered any more")
    assert terminal("mappings", "list").out == "No headings are remembered.\n"
