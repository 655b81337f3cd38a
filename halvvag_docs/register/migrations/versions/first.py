"""Cases, documents, versions, drafts, files of a case, settings, the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_VERSION = (
    ("name", sa.String(200)),
    ("suffix", sa.String(10)),
    ("text", sa.Text()),
    ("revision", sa.Integer()),
    ("saved_at", sa.String(40)),
    ("saved_by", sa.String(200)),
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(20), primary_key=True),
        sa.Column("created_at", sa.String(40), nullable=False),
        sa.Column("changed_at", sa.String(40), nullable=False),
    )
    op.create_table(
        "documents",
        sa.Column("document_id", sa.String(80), primary_key=True),
        sa.Column("case_id", sa.String(20), sa.ForeignKey("cases.case_id"), nullable=False, index=True),
        sa.Column("form", sa.String(80), nullable=False),
    )
    _texts(
        "versions",
        sa.Column("version", sa.Integer(), primary_key=True),
        sa.Column("status", sa.String(20), nullable=False),
    )
    _texts("drafts", sa.Column("version", sa.Integer(), nullable=False))
    op.create_table(
        "sidelined",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column(
            "document_id", sa.String(80), sa.ForeignKey("documents.document_id"), nullable=False, index=True
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in _VERSION),
    )
    op.create_table(
        "files",
        sa.Column("case_id", sa.String(20), sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("name", sa.String(400), primary_key=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("text", sa.Text(), nullable=False),
    )
    _log()


def _texts(table: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        table,
        sa.Column("document_id", sa.String(80), sa.ForeignKey("documents.document_id"), primary_key=True),
        *columns,
        *(sa.Column(name, kind, nullable=False) for name, kind in _VERSION),
    )


def _log() -> None:
    texts = (("utc", 40), ("local", 40), ("user", 200), ("role", 200), ("action", 40), ("case_id", 20))
    codes = (
        "profile",
        "recipient_kind",
        "basis",
        "consent_id",
        "sha256",
        "template",
        "schema_version",
        "reason_code",
    )
    op.create_table(
        "acts",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in (*texts, ("document_id", 80))),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(200), nullable=False) for name in codes),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("acts_of_case", "acts", ["case_id"])
    head = op.create_table(
        "head",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": ""}])
