"""What people said of pairs of projects that overlap."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "009"
down_revision = "008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "overlap_verdict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("facts", types.Json(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("decided_at", types.Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_overlap_verdict_pair_order")),
        sa.CheckConstraint("length(note) BETWEEN 0 AND 1000", name=op.f("ck_overlap_verdict_note_length")),
        sa.CheckConstraint(
            "verdict IN ('complementary', 'to-coordinate', 'duplicate')",
            name=op.f("ck_overlap_verdict_verdict_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overlap_verdict")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_overlap_verdict_first_id_second_id")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("overlap_verdict")
