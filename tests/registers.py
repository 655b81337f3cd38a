"""Registers for tests: an encrypted file with a passphrase of its own, and documents to put in."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from halvvag_docs.register import Actor, Entry, Register, open_register

PASSPHRASE = "fyra ord som ingen gissar"  # noqa: S105  opens registers that tests make
ANNA = Actor(user="anna", role="handledare")
BERTIL = Actor(user="bertil", role="handledare")


def url_of(folder: Path) -> str:
    """Return the address of the register that tests keep in ``folder``."""
    return f"sqlite:///{folder / 'register.db'}"


def new_register(folder: Path) -> Register:
    """Open a new register in ``folder``."""
    folder.mkdir(exist_ok=True)
    (folder / "register.db").touch(0o600)
    (folder / "register.db").write_bytes(_empty())
    return open_register(url_of(folder), PASSPHRASE)


@cache
def _empty() -> bytes:
    """Return the file of an empty register: made once, since making the tables takes longer than most tests."""
    with TemporaryDirectory() as name:
        open_register(url_of(Path(name)), PASSPHRASE, create=True).close()
        return (Path(name) / "register.db").read_bytes()


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


def ready(revision: int, text: str) -> Entry:
    """Return the plan of :func:`plan` as it is to be settled, judged by its ``revision``."""
    return replace(plan(text), revision=revision)
