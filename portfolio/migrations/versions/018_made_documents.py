"""Documents made in the background."""

import sqlalchemy as sa
from alembic import op

from portfolio.models import types

revision = "018"
down_revision = "017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "made_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asked", types.Json(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("created_at", types.Moment(), nullable=False),
        sa.CheckConstraint("length(file_name) BETWEEN 1 AND 250", name=op.f("ck_made_document_file_name_length")),
        sa.CheckConstraint("length(title) BETWEEN 1 AND 500", name=op.f("ck_made_document_title_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_made_document")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_made_document_created_by_id"), "made_document", ["created_by_id"])


def downgrade() -> None:
    op.drop_table("made_document")
