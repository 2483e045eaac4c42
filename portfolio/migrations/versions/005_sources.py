"""Sources of lists, what each last said of every project, and disagreements that were settled; files can be removed."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "005"
down_revision = "004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("named_by", sa.Text(), nullable=True),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint("length(folded) BETWEEN 1 AND 200", name=op.f("ck_source_folded_length")),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 200", name=op.f("ck_source_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("folded", name=op.f("uq_source_folded")),
        sqlite_strict=True,
    )
    op.create_table(
        "source_mark",
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("stem", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_mark_source_id")),
        sa.PrimaryKeyConstraint("signature", "stem", name=op.f("pk_source_mark")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_source_mark_source_id"), "source_mark", ["source_id"], unique=False)
    op.create_table(
        "source_value",
        sa.Column("project_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("batch_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("said", types.Json(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_value_source_id")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_source_value_batch_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("project_id", "source_id", "batch_id", name=op.f("pk_source_value")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_source_value_source_id"), "source_value", ["source_id"], unique=False)
    op.create_index(op.f("ix_source_value_batch_id"), "source_value", ["batch_id"], unique=False)
    op.create_table(
        "source_verdict",
        sa.Column("project_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", types.Json(), nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=False),
        sa.Column("settled_at", types.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_verdict_source_id")),
        sa.PrimaryKeyConstraint("project_id", "source_id", "field", name=op.f("pk_source_verdict")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_source_verdict_source_id"), "source_verdict", ["source_id"], unique=False)
    op.add_column("import_batch", sa.Column("source_id", sa.Integer(), nullable=True))
    op.add_column("import_file", sa.Column("removed_at", types.Moment(), nullable=True))
    op.add_column("import_file", sa.Column("removed_by", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("import_file", "removed_by")
    op.drop_column("import_file", "removed_at")
    op.drop_column("import_batch", "source_id")
    for table in ("source_verdict", "source_value", "source_mark", "source"):
        op.drop_table(table)
