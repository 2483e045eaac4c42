"""What was learnt of a project that an undo removes is kept, for when the import is applied again."""

from alembic import op

revision = "010"
down_revision = "009"
branch_labels = None
depends_on = None

_KEY = "fk_recognition_project_id"


def upgrade() -> None:
    with op.batch_alter_table("recognition", table_kwargs={"sqlite_strict": True}) as table:
        table.drop_constraint(_KEY, type_="foreignkey")


def downgrade() -> None:
    op.execute("DELETE FROM recognition WHERE project_id NOT IN (SELECT id FROM project)")
    with op.batch_alter_table("recognition", table_kwargs={"sqlite_strict": True}) as table:
        table.create_foreign_key(_KEY, "project", ["project_id"], ["id"], ondelete="CASCADE")
