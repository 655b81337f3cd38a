"""Dates and states of each case, so that a list need not read every document."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the table; each case is summed up when it is next saved or listed."""
    op.create_table(
        "summaries",
        sa.Column("case_id", sa.String(20), sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("start", sa.Date()),
        sa.Column("end", sa.Date()),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("last_note", sa.Date()),
        sa.Column("dues", sa.Text(), nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.Column("drafts", sa.Integer(), nullable=False),
        sa.Column("errors", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.Column("judged_on", sa.Date(), nullable=False),
        sa.Column("saved_at", sa.String(40), nullable=False),
    )
