"""What was learnt of a list's rows belongs to the list's source, as what the source said does."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "014"
down_revision = "013"
branch_labels = None
depends_on = None

#: The source of the workbooks that the product makes, as imports call it.
_MADE_HERE = "Lists made here"
_VALUES = ("row_key", "project_id", "same", "said", "taught_by", "taught_at")


def upgrade() -> None:
    kept = _rows("source")
    sources = _Sources(op.get_bind())
    op.drop_table("recognition")
    _make(
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_recognition_source_id")),
        sa.UniqueConstraint(
            "source_id", "row_key", "project_id", name=op.f("uq_recognition_source_id_row_key_project_id")
        ),
    )
    # Lists with one row of headings may have come from several sources: each of them goes on knowing what was learnt.
    rows = {}
    for row in kept:
        for source_id in sources.of(row.source, row.taught_by, row.taught_at):
            rows[source_id, row.row_key, row.project_id] = {"source_id": source_id, **_values(row)}
    _fill(list(rows.values()))


def downgrade() -> None:
    kept = _rows("source_id")
    first = sa.text("SELECT source_id, min(signature) FROM source_mark GROUP BY source_id")
    marks: dict[int, str] = dict(op.get_bind().execute(first).all())
    op.drop_table("recognition")
    _make(
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("length(source) BETWEEN 1 AND 100", name=op.f("ck_recognition_source_length")),
        sa.UniqueConstraint("source", "row_key", "project_id", name=op.f("uq_recognition_source_row_key_project_id")),
    )
    rows = {}
    for row in kept:
        if row.source_id in marks:
            source = marks[row.source_id]
            rows[source, row.row_key, row.project_id] = {"source": source, **_values(row)}
    _fill(list(rows.values()))


def _make(*source: sa.schema.SchemaItem) -> None:
    op.create_table(
        "recognition",
        sa.Column("id", sa.Integer(), nullable=False),
        source[0],
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("same", types.Flag(), nullable=False),
        sa.Column("said", types.Flag(), nullable=False),
        sa.Column("taught_by", sa.Text(), nullable=False),
        sa.Column("taught_at", types.Moment(), nullable=False),
        sa.CheckConstraint("length(row_key) BETWEEN 1 AND 300", name=op.f("ck_recognition_row_key_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition")),
        *source[1:],
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_recognition_project_id"), "recognition", ["project_id"], unique=False)


def _table(source: str) -> sa.TableClause:
    kinds: dict[str, Any] = {"same": types.Flag(), "said": types.Flag(), "taught_at": types.Moment()}
    return sa.table("recognition", *(sa.column(name, kinds.get(name)) for name in (source, *_VALUES)))


def _rows(source: str) -> Sequence[Any]:
    """What is remembered, the oldest first, so that of two verdicts the newer one stays."""
    return op.get_bind().execute(sa.select(_table(source)).order_by(sa.text("taught_at, id"))).all()


def _values(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _VALUES}


def _fill(rows: list[dict[str, Any]]) -> None:
    if rows:
        op.bulk_insert(_table("source_id" if "source_id" in rows[0] else "source"), rows)


class _Sources:
    """The sources of a row of headings: those that are known by it, else the imports', else a new one."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.found: dict[str, set[int]] = {}
        for signature, source_id in connection.execute(sa.text("SELECT signature, source_id FROM source_mark")):
            self.found.setdefault(signature, set()).add(source_id)
        self.made_here: set[str] = set()
        for options in connection.execute(sa.text("SELECT options FROM import_batch")).scalars():
            said = json.loads(options)
            if "made_at" in (said.get("origin") or {}):
                self.made_here.add(said.get("signature"))

    def of(self, signature: str, by: str, at: datetime) -> set[int]:
        if signature in self.made_here:
            self.found.setdefault(signature, set()).add(self._source(_MADE_HERE, None, at))
        if signature not in self.found:
            # Named by whoever taught it, so that it is found by the headings alone.
            source = self._source(f"Lists with the headings {signature[:8]}", by, at)
            self.connection.execute(
                sa.text("INSERT INTO source_mark (signature, stem, source_id) VALUES (:signature, '', :source)"),
                {"signature": signature, "source": source},
            )
            self.found[signature] = {source}
        return self.found[signature]

    def _source(self, name: str, by: str | None, at: datetime) -> int:
        source = sa.table(
            "source", sa.column("id", sa.Integer), sa.column("name"), sa.column("folded"), sa.column("named_by"),
            sa.column("created_at", types.Moment()),
        )  # fmt: skip
        folded = name.casefold()
        known = sa.select(source.c.id).where(source.c.folded == folded)
        if self.connection.scalar(known) is None:
            made = {"name": name, "folded": folded, "named_by": by, "created_at": at}
            self.connection.execute(sa.insert(source).values(made))
        return int(self.connection.execute(known).scalar_one())
