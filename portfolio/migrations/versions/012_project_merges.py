"""Projects that were merged into others, with what undoing it needs."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "012"
down_revision = "011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "project_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lost_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("done", types.Json(), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=False),
        sa.Column("merged_at", types.Moment(), nullable=False),
        sa.CheckConstraint("lost_id <> kept_id", name=op.f("ck_project_merge_two_projects")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_merge")),
        sa.UniqueConstraint("lost_id", name=op.f("uq_project_merge_lost_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_project_merge_kept_id"), "project_merge", ["kept_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_project_merge_kept_id"), table_name="project_merge")
    op.drop_table("project_merge")
