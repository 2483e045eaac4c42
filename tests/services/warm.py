"""What the apps of one process share in tests: compiled addresses and templates, which every new app would make anew.

Most of the time of a test of a page went into this. Flask's own places for it are used: the class of its address rules
and the options of its template environment. An app behaves as without it.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

_builders: dict[object, Callable[..., tuple[str, str]]] = {}


class KnownRule(Rule):
    """A rule whose builder of addresses is compiled once for all rules that look the same.

    The builder gets its rule as `self`, and names nothing of the rule but what the key here holds.
    """

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


def share() -> None:
    """Let all apps made from now on in this process share both."""
    options: dict[str, Any] = {**Flask.jinja_options, "bytecode_cache": KnownTemplates()}
    Flask.url_rule_class, Flask.jinja_options = KnownRule, options
