"""The register: all cases of a unit in one encrypted file, or on a PostgreSQL server that several people share.

It knows no forms: the answers of a document are the text of its answers file. ``casework.registered`` reads and
judges them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from halvvag_docs.errors import MissingProgramError
from halvvag_docs.register.entries import (
    CANCELLED,
    DRAFT,
    REPLACED,
    SETTLED,
    Act,
    Action,
    Actor,
    Due,
    Entry,
    LogFault,
    LogVerdict,
    Sidelined,
    Summary,
)

if TYPE_CHECKING:
    from halvvag_docs.register.copying import backup, restore
    from halvvag_docs.register.faults import (
        ConflictError,
        NewerRegisterError,
        UnknownCaseError,
        WrongPassphraseError,
    )
    from halvvag_docs.register.store import Register, open_register

__all__ = [
    "CANCELLED",
    "DRAFT",
    "REPLACED",
    "SETTLED",
    "Act",
    "Action",
    "Actor",
    "ConflictError",
    "Due",
    "Entry",
    "LogFault",
    "LogVerdict",
    "NewerRegisterError",
    "Register",
    "Sidelined",
    "Summary",
    "UnknownCaseError",
    "WrongPassphraseError",
    "backup",
    "open_register",
    "restore",
]

_HOMES = {
    "ConflictError": "faults",
    "NewerRegisterError": "faults",
    "Register": "store",
    "UnknownCaseError": "faults",
    "WrongPassphraseError": "faults",
    "backup": "copying",
    "open_register": "store",
    "restore": "copying",
}
_LIBRARIES = ("alembic", "sqlalchemy", "sqlcipher3")


def __getattr__(name: str) -> Any:
    """Import what needs the database's libraries when it is first used: they are an extra.

    Raises:
        MissingProgramError: they are not installed.
    """
    if name not in _HOMES:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    try:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _LIBRARIES:
            raise
        raise MissingProgramError("Registret är ett tillägg: pip install 'halvvag-docs[register]'.") from None
