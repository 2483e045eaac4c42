"""A project may carry its IATI identifier; no two projects have the same."""

from alembic import op

revision = "003"
down_revision = "002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Written out: with the column's own check, SQLite adds it without copying the table.
    op.execute(
        "ALTER TABLE project ADD COLUMN iati_identifier TEXT CONSTRAINT ck_project_iati_identifier_length"
        " CHECK (length(iati_identifier) BETWEEN 1 AND 200)"
    )
    op.create_index(op.f("ix_project_iati_identifier"), "project", ["iati_identifier"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_project_iati_identifier"), table_name="project")
    op.execute("ALTER TABLE project DROP COLUMN iati_identifier")
