"""What the apps of one process share in tests: compiled addresses, templates, statements, which each app makes anew.

Most of the time of a test of a page went into this. The libraries' own places for it are used: the class of Flask's
address rules, the options of its template environment, SQLAlchemy's cache of statements. An app behaves as without it.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from types import CodeType
from typing import Any

import sqlalchemy as sa
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

_compiled: dict[object, dict[str, Any]] = {}
_builders: dict[object, Callable[..., tuple[str, str]]] = {}


class KnownRule(Rule):
    """A rule that is compiled once for all rules that look the same.

    The builder of addresses gets its rule as `self`, and names nothing of the rule but what the key here holds.
    """

    def compile(self) -> None:
        if self.defaults:
            super().compile()
            return
        key = (self.rule, self.subdomain, self.host, self.merge_slashes)
        if key not in _compiled:
            super().compile()
            names = ("_parts", "_trace", "_converters", "arguments")
            _compiled[key] = {name: getattr(self, name) for name in names}
            return
        vars(self).update({name: made.copy() for name, made in _compiled[key].items()})
        self._build = self._compile_builder(False).__get__(self, None)
        self._build_unknown = self._compile_builder(True).__get__(self, None)

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        if self.defaults:
            return super()._compile_builder(append_unknown)
        key = (tuple(self._trace), append_unknown, tuple(sorted(self.arguments)))
        if key not in _builders:
            _builders[key] = super()._compile_builder(append_unknown)
        return _builders[key]


class KnownTemplates(BytecodeCache):
    """The code of every template that was compiled, under its name and source."""

    def __init__(self) -> None:
        self.codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self.codes[bucket.key, bucket.checksum] = bucket.code


class KnownStatements(LRUCache[Any, Any]):
    """Compiled statements under what they are and the kind of database, instead of the one engine's dialect."""

    def get(self, key: Any, default: Any = None) -> Any:
        return super().get(self._shared(key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(self._shared(key), value)

    @staticmethod
    def _shared(key: Any) -> Any:
        dialect, *rest = key
        return (type(dialect), dialect.server_version_info, *rest)


def share() -> None:
    """Let all apps made from now on in this process share them."""
    options: dict[str, Any] = {**Flask.jinja_options, "bytecode_cache": KnownTemplates()}
    Flask.url_rule_class, Flask.jinja_options = KnownRule, options
    statements = KnownStatements(4000)

    @sa.event.listens_for(sa.Engine, "engine_connect")
    def know(connection: sa.Connection) -> None:
        connection.engine._compiled_cache = statements
        if connection.dialect.name == "sqlite":
            # Nothing here outlives the run, so nothing is kept safe from a power cut, on PostgreSQL neither. What is
            # no database the product finds out by itself.
            with contextlib.suppress(sqlite3.DatabaseError):
                connection.connection.cursor().execute("PRAGMA synchronous = OFF")
