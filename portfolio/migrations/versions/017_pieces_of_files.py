"""The bytes of uploaded files are kept in pieces, so that nobody has to hold a large one whole."""

import sqlalchemy as sa
from alembic import op

revision = "017"
down_revision = "016"
branch_labels = None
depends_on = None

_PIECE = 2**20


def upgrade() -> None:
    op.create_table(
        "import_piece",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sha256"], ["import_file.sha256"], name=op.f("fk_import_piece_sha256"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sha256", "number", name=op.f("pk_import_piece")),
        sqlite_strict=True,
    )
    longest = op.get_bind().scalar(sa.text("SELECT max(length(content)) FROM import_file")) or 0
    for number in range(-(-longest // _PIECE)):
        cut = sa.text(
            "INSERT INTO import_piece (sha256, number, content) "
            "SELECT sha256, :number, substr(content, :first, :size) FROM import_file WHERE length(content) >= :first"
        )
        op.get_bind().execute(cut, {"number": number, "first": number * _PIECE + 1, "size": _PIECE})
    op.drop_column("import_file", "content")


def downgrade() -> None:
    connection = op.get_bind()
    nothing = "''" if connection.dialect.name == "postgresql" else "x''"
    op.add_column(
        "import_file", sa.Column("content", sa.LargeBinary(), server_default=sa.text(nothing), nullable=False)
    )
    pieces = sa.text("SELECT content FROM import_piece WHERE sha256 = :sha256 ORDER BY number")
    for digest in connection.scalars(sa.text("SELECT sha256 FROM import_file")).all():
        content = b"".join(connection.scalars(pieces, {"sha256": digest}))
        whole = sa.text("UPDATE import_file SET content = :content WHERE sha256 = :sha256")
        connection.execute(whole, {"content": content, "sha256": digest})
    op.drop_table("import_piece")
