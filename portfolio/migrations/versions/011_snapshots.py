"""Snapshots, which nobody can alter or remove once they are taken."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "011"
down_revision = "010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("as_of", types.Day(), nullable=False),
        sa.Column("horizon_months", sa.Integer(), nullable=False),
        sa.Column("recorded_on", types.Day(), nullable=True),
        sa.Column("position", types.Big, nullable=False),
        sa.Column("projects", sa.Integer(), nullable=False),
        sa.Column("content", types.Blob, nullable=False),
        sa.Column("content_bytes", types.Big, nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("taken_at", types.Moment(), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.CheckConstraint("length(name) BETWEEN 1 AND 120", name=op.f("ck_snapshot_name_length")),
        sa.CheckConstraint("length(note) BETWEEN 0 AND 2000", name=op.f("ck_snapshot_note_length")),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_snapshot_hash_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("name", name=op.f("uq_snapshot_name")),
        sqlite_strict=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER snapshot_no_{action.lower()} BEFORE {action} ON snapshot "
                "BEGIN SELECT RAISE(ABORT, 'a snapshot is never altered'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION snapshot_is_never_altered() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'a snapshot is never altered'; END $$"
        )
        op.execute(
            "CREATE TRIGGER snapshot_never_altered BEFORE UPDATE OR DELETE OR TRUNCATE ON snapshot "
            "FOR EACH STATEMENT EXECUTE FUNCTION snapshot_is_never_altered()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("update", "delete"):
            op.execute(f"DROP TRIGGER snapshot_no_{action}")
    else:
        op.execute("DROP TRIGGER snapshot_never_altered ON snapshot")
        op.execute("DROP FUNCTION snapshot_is_never_altered")
    op.drop_table("snapshot")
