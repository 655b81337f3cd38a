"""A CASE on the command line: a folder of answers files, or the id of a case in the register.

Every command opens the register here: where it is, who asks, and the passphrase, which is asked for once.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from halvvag_docs.errors import FileError, MissingProgramError

if TYPE_CHECKING:
    from halvvag_docs.casework import CheckedCase
    from halvvag_docs.casework.registered import Judging
    from halvvag_docs.register import Actor, Register

F = TypeVar("F", bound=Callable[..., Any])

SHORTEST = 12
"""Characters that a new passphrase must have at least; four ordinary words have more."""
_PROGRAM = "halvvag_docs"
_SQLITE = "sqlite:///"
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Place:
    """Where the register is; what the option ``--register`` gives."""

    given: str = ""
    """Its address; empty for a file in the user's own data folder."""

    @property
    def url(self) -> str:
        """The address.

        Raises:
            MissingProgramError: the extra that knows where the data folder is, is not installed.
        """
        return self.given or _default()

    @property
    def is_file(self) -> bool:
        """Whether it is a file with a passphrase, and no server."""
        return self.url.startswith(_SQLITE)

    @property
    def path(self) -> Path:
        """The file, if it is one."""
        return Path(self.url.removeprefix(_SQLITE))


class PlaceType(click.ParamType[Place]):
    """An address as typed; the register opens later."""

    name = "adress"

    def convert(
        self,
        value: str | Place,
        param: click.Parameter | None,  # noqa: ARG002  Click's signature
        ctx: click.Context | None,  # noqa: ARG002  as above
    ) -> Place:
        """Return the place; nothing is looked at."""
        return value if isinstance(value, Place) else Place(value)


def register_option(command: F) -> F:
    """Add ``--register``: where the register is."""
    return click.option(
        "--register",
        "place",
        type=PlaceType(),
        default=Place(),
        metavar="ADRESS",
        envvar="HALVVAG_REGISTER",
        show_envvar=True,
        help="Registret: sqlite:///FIL eller postgresql://…; annars en fil i din egen datamapp.",
    )(command)


def remember_option(command: F) -> F:
    """Add ``--remember``: the passphrase goes into the system's keyring."""
    text = "Spara lösenfrasen i datorns nyckelring, så att den inte frågas efter igen."
    return click.option("--remember", is_flag=True, help=text)(command)


def _default() -> str:
    try:
        import platformdirs
    except ImportError:
        raise MissingProgramError("Registret är ett tillägg: pip install 'halvvag-docs[register]'.") from None
    return f"{_SQLITE}{platformdirs.user_data_path(_PROGRAM, appauthor=False) / 'register.db'}"


def actor() -> Actor:
    """Return who runs the command: ``HALVVAG_USER`` and ``HALVVAG_ROLE``, else the login name.

    Raises:
        click.UsageError: the machine knows no login name, or the role is no single word.
    """
    import getpass

    from halvvag_docs.register import Actor

    role = os.environ.get("HALVVAG_ROLE", "")
    if not re.fullmatch(r"\w{0,40}", role):
        raise click.UsageError("HALVVAG_ROLE ska vara ett enda ord, till exempel handledare.")
    try:
        return Actor(user=os.environ.get("HALVVAG_USER") or getpass.getuser(), role=role)
    except (KeyError, OSError):
        raise click.UsageError("Datorn vet inte vem du är. Säg det med HALVVAG_USER.") from None


@contextmanager
def opened(place: Place, *, create: bool = False, remember: bool = False) -> Iterator[Register]:
    """Open the register for a command; arguments and errors as for :func:`opened_with`."""
    with opened_with(place, create=create, remember=remember) as (register, _):
        yield register


@contextmanager
def opened_with(place: Place, *, create: bool = False, remember: bool = False) -> Iterator[tuple[Register, str]]:
    """Open the register for a command that also needs its passphrase.

    The passphrase comes from the file that ``HALVVAG_PASSPHRASE_FILE`` names, else from the system's keyring,
    else it is asked for.

    Args:
        place: where the register is.
        create: whether it is made when there is none; its new passphrase is asked for twice.
        remember: whether the passphrase is kept in the keyring.

    Raises:
        FileError: no such register, or the passphrase is wrong.
        MissingProgramError: the extra is not installed.
    """
    register, passphrase = _open(place, create=create)
    if remember and place.is_file:
        keep(place, passphrase)
    with register:
        yield register, passphrase


def _open(place: Place, *, create: bool) -> tuple[Register, str]:
    from halvvag_docs.register import WrongPassphraseError, open_register

    if not place.is_file or not (create or place.path.exists()):
        return open_register(place.url, create=create), ""
    is_new = create and not place.path.exists()
    told = told_passphrase()
    if told is None and not is_new and (kept := _kept(place)):
        try:
            return open_register(place.url, kept), kept
        except WrongPassphraseError:
            click.echo("Lösenfrasen i nyckelringen stämmer inte längre.", err=True)
    passphrase = told if told is not None else ask_passphrase(new=is_new)
    if is_new:
        check_passphrase(passphrase)
    return open_register(place.url, passphrase, create=create), passphrase


def ask_passphrase(*, new: bool = False, prompt: str = "Lösenfras") -> str:
    """Ask for a passphrase without showing it; a new one twice."""
    text = f"Ny lösenfras (minst {SHORTEST} tecken)" if new else prompt
    again = "Samma lösenfras en gång till" if new else False
    return str(click.prompt(text, hide_input=True, confirmation_prompt=again, err=True))


def check_passphrase(passphrase: str) -> None:
    """Make sure that a new passphrase is worth something.

    Raises:
        FileError: it is too short.
    """
    if len(passphrase) < SHORTEST:
        raise FileError(f"Lösenfrasen är för kort: minst {SHORTEST} tecken. Välj till exempel fyra ord.")


def told_passphrase() -> str | None:
    """Return what stands in the file that the environment names, for programs that run without a person."""
    from halvvag_docs import files

    name = os.environ.get("HALVVAG_PASSPHRASE_FILE")
    if not name:
        return None
    path = Path(name)
    text = files.read_text(path).strip("\r\n")
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise FileError(f"{path}: filen med lösenfrasen får läsas av andra. Ändra det: chmod 600 {path}")
    return text


def _kept(place: Place) -> str | None:
    import keyring
    import keyring.errors

    try:
        return keyring.get_password(_PROGRAM, str(place.path.resolve()))
    except keyring.errors.KeyringError:
        return None


def keep(place: Place, passphrase: str) -> None:
    """Put the passphrase into the keyring, if the machine has one."""
    import keyring
    import keyring.errors

    try:
        keyring.set_password(_PROGRAM, str(place.path.resolve()), passphrase)
    except keyring.errors.KeyringError:
        click.echo("Datorn har ingen nyckelring att spara lösenfrasen i; den frågas efter nästa gång.", err=True)


def forget(place: Place) -> None:
    """Take the passphrase out of the keyring, if it is there."""
    import keyring
    import keyring.errors

    with suppress(keyring.errors.KeyringError):
        keyring.delete_password(_PROGRAM, str(place.path.resolve()))


def open_case(value: Path, *, place: Place, judging: Judging) -> CheckedCase:
    """Read and check one case: a folder, or an id of the register. See :func:`open_cases`."""
    return open_cases([value], place=place, judging=judging)[0]


def open_cases(values: Sequence[Path], *, place: Place, judging: Judging) -> list[CheckedCase]:
    """Read and check cases: folders and files as ``read_cases`` does, everything else from the register.

    ``HV-2026-014`` is a case of the register, ``HV-2026-014/09-krisplan`` one document of it. Reading is logged.

    Raises:
        FileError: there is no such file and no such case, or the register cannot be opened.
        FormError: a schema is wrong.
        AnswersError: the unit's settings are wrong.
    """
    from halvvag_docs import casework

    asked: dict[str, set[str] | None] = {}
    for value in values:
        if is_registered(value):
            case_id, name = _parts(value)
            names = asked.setdefault(case_id, set())
            asked[case_id] = None if name is None or names is None else {*names, name}
    paths = [value for value in values if not is_registered(value)]
    of_folders = (
        casework.read_cases(paths, today=judging.today, root=judging.root, unit=judging.unit) if paths else []
    )
    if not asked:
        return of_folders
    with opened(place) as register:
        return [*of_folders, *(_read(register, case_id, names, judging) for case_id, names in asked.items())]


def _read(register: Register, case_id: str, names: set[str] | None, judging: Judging) -> CheckedCase:
    from halvvag_docs.casework import registered

    checked = registered.read_registered(
        register, case_id, today=judging.today, root=judging.root, unit=judging.unit, asked=names
    )
    note_reading(register, case_id)
    return checked


def note_reading(register: Register, case_id: str) -> None:
    """Write in the log that somebody read a case."""
    from halvvag_docs.register import Act, Action

    who = actor()
    register.log(Act(action=Action.READ, user=who.user, role=who.role, case_id=case_id))


def is_registered(value: Path) -> bool:
    """Whether a word means a case of the register: it looks like an id, and no file or folder has its name."""
    from halvvag_docs.identity import is_case_id

    return not value.exists() and len(value.parts) in (1, 2) and is_case_id(value.parts[0])


def judging_of(today: date, root: Path | None, unit: Path | None) -> Judging:
    """Return the three options by which a case is judged, as one value."""
    from halvvag_docs.casework.registered import Judging

    return Judging(today=today, root=root, unit=unit)


def _parts(value: Path) -> tuple[str, str | None]:
    return value.parts[0], Path(value.parts[1]).stem if len(value.parts) > 1 else None
