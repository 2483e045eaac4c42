"""What was learnt of rows of lists: which project each is, and which it is not."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "007"
down_revision = "006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recognition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("same", types.Flag(), nullable=False),
        sa.Column("said", types.Flag(), nullable=False),
        sa.Column("taught_by", sa.Text(), nullable=False),
        sa.Column("taught_at", types.Moment(), nullable=False),
        sa.CheckConstraint("length(row_key) BETWEEN 1 AND 300", name=op.f("ck_recognition_row_key_length")),
        sa.CheckConstraint("length(source) BETWEEN 1 AND 100", name=op.f("ck_recognition_source_length")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_recognition_project_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognition")),
        sa.UniqueConstraint("source", "row_key", "project_id", name=op.f("uq_recognition_source_row_key_project_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_recognition_project_id"), "recognition", ["project_id"], unique=False)


def downgrade() -> None:
    op.drop_table("recognition")
