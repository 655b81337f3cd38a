"""The tables of a register, the same in SQLite and PostgreSQL.

Times are ISO 8601 in UTC, as text: the same in both databases, in order when sorted, exact when copied.
Changing a table means a migration beside it (``migrations/versions``).
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

HEAD = "0002"
"""The newest migration; what a register of this version of the program has."""
KNOWN = ("0001", HEAD)
"""All migrations, in order."""

metadata = MetaData()

cases = Table(
    "cases",
    metadata,
    Column("case_id", String(20), primary_key=True),
    Column("created_at", String(40), nullable=False),
    Column("changed_at", String(40), nullable=False),
)
documents = Table(
    "documents",
    metadata,
    Column("document_id", String(80), primary_key=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False, index=True),
    Column("form", String(80), nullable=False),
)
_VERSION = (
    ("name", String(200)),
    ("suffix", String(10)),
    ("text", Text),
    ("revision", Integer),
    ("saved_at", String(40)),
    ("saved_by", String(200)),
)
versions = Table(
    "versions",
    metadata,
    Column("document_id", ForeignKey("documents.document_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("status", String(20), nullable=False),
    *(Column(name, kind, nullable=False) for name, kind in _VERSION),
)
drafts = Table(
    "drafts",
    metadata,
    Column("document_id", ForeignKey("documents.document_id"), primary_key=True),
    Column("version", Integer, nullable=False),
    *(Column(name, kind, nullable=False) for name, kind in _VERSION),
)
sidelined = Table(
    "sidelined",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("document_id", ForeignKey("documents.document_id"), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    *(Column(name, kind, nullable=False) for name, kind in _VERSION),
)
files = Table(
    "files",
    metadata,
    Column("case_id", ForeignKey("cases.case_id"), primary_key=True),
    Column("name", String(400), primary_key=True),
    Column("content", LargeBinary, nullable=False),
)
settings = Table(
    "settings",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("text", Text, nullable=False),
)
acts = Table(
    "acts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("utc", String(40), nullable=False),
    Column("local", String(40), nullable=False),
    *(
        Column(name, String(length), nullable=False)
        for name, length in (("user", 200), ("role", 200), ("action", 40), ("case_id", 20), ("document_id", 80))
    ),
    Column("version", Integer, nullable=False),
    *(
        Column(name, String(200), nullable=False)
        for name in (
            "profile",
            "recipient_kind",
            "basis",
            "consent_id",
            "sha256",
            "template",
            "schema_version",
            "reason_code",
        )
    ),
    Column("fields", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Index("acts_of_case", "case_id"),
)
head = Table(
    "head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
)
"""The last line of the log, in one row: writers queue for it, and a log that was cut short is seen."""
summaries = Table(
    "summaries",
    metadata,
    Column("case_id", ForeignKey("cases.case_id"), primary_key=True),
    Column("start", Date),
    Column("end", Date),
    Column("closed", Boolean, nullable=False),
    Column("last_note", Date),
    Column("dues", Text, nullable=False),
    Column("documents", Integer, nullable=False),
    Column("drafts", Integer, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("judged_on", Date, nullable=False),
    Column("saved_at", String(40), nullable=False),
)
"""What lists show, so that a list need not read every document."""
