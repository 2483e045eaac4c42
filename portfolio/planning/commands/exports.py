"""`portfolio export` of needs, indices, dialogues and instruments."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from portfolio.core.indices import INDEX_VALUE, NEED
from portfolio.core.policy import DIALOGUE, INSTRUMENT
from portfolio.core.shape import Shape, Stored, Value
from portfolio.extensions import db
from portfolio.planning.queries import load_index_values, load_indices, load_needs
from portfolio.policy.queries import load_dialogues, load_instruments
from portfolio.projects.commands import deliver, deliver_json
from portfolio.web.csvtext import guarded


def _values(stored: Mapping[int, Stored], *keys: str) -> list[Value]:
    return sorted((one.value for one in stored.values()), key=lambda value: [str(value[key] or "") for key in keys])


def _needs() -> list[Value]:
    return _values(load_needs(db.session()), "country", "objective")


def _readings() -> list[Value]:
    return _values(load_index_values(db.session()), "index", "country", "year")


def _indices() -> list[Value]:
    readings = _readings()
    return [
        {**index, "values": [value for value in readings if value["index"] == index["code"]]}
        for index in _values(load_indices(db.session()), "code")
    ]


def _dialogues() -> list[Value]:
    return _values(load_dialogues(db.session()), "code")


def _instruments() -> list[Value]:
    return _values(load_instruments(db.session()), "identifier")


def _csv(shape: Shape, values: Sequence[Value]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(shape.labels.values())
    writer.writerows([guarded(_text(value[name])) for name in shape.names] for value in values)
    return buffer.getvalue()


def _text(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "; ".join(value) if isinstance(value, list) else value


def _command(
    name: str,
    words: str,
    shape: Shape,
    listed: Callable[[], list[Value]],
    lines: Callable[[], list[Value]],
    workbook: Callable[[str], bytes],
) -> click.Command:
    """`portfolio export NAME`: JSON lists what `listed` gives, csv has a line for each of `lines`."""

    @click.command(name, help=words)
    @click.option("--format", "kind", type=click.Choice(["json", "csv", "xlsx"]), default="json", show_default=True)
    @click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
    def command(kind: str, output: Path | None) -> None:
        if kind == "json":
            deliver_json({"kind": name, name: listed()}, output)
        elif kind == "csv":
            deliver(_csv(shape, lines()), output)
        else:
            deliver(workbook(name), output)

    return command


_EXPORTS: tuple[tuple[str, str, Shape, Callable[[], list[Value]], Callable[[], list[Value]]], ...] = (
    ("needs", "Needs of countries, for all objectives or for one.", NEED, _needs, _needs),
    (
        "indices", "Indices of countries with their values; csv and xlsx have the values.", INDEX_VALUE, _indices,
        _readings,
    ),
    ("dialogues", "Cyber dialogues, archived ones too.", DIALOGUE, _dialogues, _dialogues),
    ("instruments", "Policy instruments, archived ones too.", INSTRUMENT, _instruments, _instruments),
)  # fmt: skip


def export_commands(workbook: Callable[[str], bytes]) -> list[click.Command]:
    """`portfolio export` of this room's lists; `workbook` gives a list's workbook, which an import reads back."""
    return [_command(*one, workbook) for one in _EXPORTS]
