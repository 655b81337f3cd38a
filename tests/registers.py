"""Registers for tests: an encrypted file with a passphrase of its own, and documents to put in."""

from __future__ import annotations

from pathlib import Path

from halvvag_docs.register import Actor, Entry, Register, open_register

PASSPHRASE = "fyra ord som ingen gissar"  # noqa: S105  opens registers that tests make
ANNA = Actor(user="anna", role="handledare")
BERTIL = Actor(user="bertil", role="handledare")


def url_of(folder: Path) -> str:
    """Return the address of the register that tests keep in ``folder``."""
    return f"sqlite:///{folder / 'register.db'}"


def new_register(folder: Path) -> Register:
    """Open the register in ``folder``; it is made if need be."""
    return open_register(url_of(folder), PASSPHRASE, create=True)


def plan(text: str = "a: b\n", *, version: int = 1, document_id: str = "d-1") -> Entry:
    """Return a draft of a plan of case HV-1."""
    return Entry(
        case_id="HV-1",
        document_id=document_id,
        name="08-genomforandeplan",
        form="genomforandeplan",
        version=version,
        text=text,
    )
