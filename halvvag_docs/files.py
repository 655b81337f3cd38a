"""The only door to the disk: whole files in, whole files out.

Reading says in Swedish what is wrong with a file; writing makes a complete file or none.
Errors name files, never what stands in them.
"""

from __future__ import annotations

import errno
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from halvvag_docs.errors import FileError

TEXT_LIMIT = 4 * 1024 * 1024
"""Bytes that a text file (answers, settings, one line of data) may hold."""
BYTES_LIMIT = 64 * 1024 * 1024
"""Bytes that a template or another binary file may hold."""

_OWNER_FILE = 0o600
_OWNER_FOLDER = 0o700
_NAME_LIMIT = 180
_UNFINISHED = re.compile(r"\.[0-9a-f]{16}\.tmp", re.ASCII)
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+')
# Windows keeps these names for devices, with any suffix and also with superscript digits.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[1-9¹²³])(?:\..*)?", re.IGNORECASE)


_SIGNATURE = re.compile(rb"/ByteRange\s*\[\s*\d+\s+\d")
SIGNED = (
    "filen är underskriven och skrivs aldrig över. Skriv till en annan mapp, eller flytta den underskrivna filen."
)


def read_bytes(path: Path, *, limit: int = BYTES_LIMIT) -> bytes:
    """Return the content of the regular file ``path``.

    Args:
        path: the file.
        limit: the most bytes it may hold.

    Raises:
        FileError: missing, a folder or device, not readable, or too large.
    """
    try:
        with path.open("rb", buffering=0) as file:
            state = os.fstat(file.fileno())
            if not stat.S_ISREG(state.st_mode):
                raise FileError(f"{path}: det är ingen vanlig fil.")
            if state.st_size > limit:
                raise FileError(f"{path}: filen är för stor ({_size(state.st_size)}, högst {_size(limit)}).")
            return file.readall()
    except OSError as error:
        raise FileError(_reading(path, error)) from error


def read_text(path: Path, *, limit: int = TEXT_LIMIT) -> str:
    """Return the text of the UTF-8 file ``path``, without a byte order mark; line ends as they are.

    Args:
        path: the file.
        limit: the most bytes it may hold.

    Raises:
        FileError: as :func:`read_bytes`, or the file is not UTF-8 text.
    """
    return decode(read_bytes(path, limit=limit), name=str(path))


def read_lines(path: Path, *, limit: int = TEXT_LIMIT) -> Iterator[tuple[int, str]]:
    """Yield the lines of the UTF-8 file ``path`` with their numbers, 1-based, one at a time in memory.

    Args:
        path: the file; it may be larger than memory.
        limit: the most bytes a line may hold.

    Raises:
        FileError: as :func:`read_text`; a line that is too long is named by its number.
    """
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(limit + 1):
                number += 1
                if len(line) > limit:
                    raise FileError(f"{path}, rad {number}: raden är för lång (högst {_size(limit)}).")
                yield number, decode(line, name=f"{path}, rad {number}")
    except OSError as error:
        raise FileError(_reading(path, error)) from error


def decode(content: bytes, *, name: str) -> str:
    """Return ``content`` as text; ``name`` is what an error calls the file.

    Raises:
        FileError: the bytes are not UTF-8 text.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError(f"{name}: filen är sparad som UTF-16. Spara den som UTF-8 och försök igen.")
    if b"\x00" in content:
        raise FileError(f"{name}: filen är ingen textfil. Har du valt rätt fil?")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"{name}: rad {line} är inte UTF-8-text. Spara filen som UTF-8 och försök igen."
        raise FileError(message) from error


def list_files(folder: Path, suffixes: Iterable[str]) -> list[Path]:
    """Return the visible files in ``folder`` with one of ``suffixes`` (``".yaml"``), in order of their names.

    Raises:
        FileError: the folder is missing or not readable.
    """
    wanted = tuple(suffixes)
    try:
        found = [entry for entry in folder.iterdir() if not entry.name.startswith((".", "~"))]
        return sorted(entry for entry in found if entry.suffix.lower() in wanted and entry.is_file())
    except OSError as error:
        raise FileError(_reading(folder, error)) from error


def check_targets(targets: Iterable[Path], *, force: bool = False) -> None:
    """Make sure before the work that every one of ``targets`` can be written.

    Two names that some disks take for one (case, composed letters) count as the same.

    Args:
        targets: files that will be written.
        force: whether existing files may be replaced.

    Raises:
        FileError: a target exists already, is a folder, or stands twice; all of them are named.
    """
    seen: set[str] = set()
    faults: list[str] = []
    for target in targets:
        key = folded(str(target))
        if key in seen:
            faults.append(f"{target}: två dokument skulle få samma namn.")
        elif target.is_dir():
            faults.append(f"{target}: det finns redan en mapp med det namnet.")
        elif target.exists() and not force:
            faults.append(f"{target}: filen finns redan. Lägg till --force för att skriva över den.")
        elif force and is_signed(target):
            faults.append(f"{target}: {SIGNED}")
        seen.add(key)
    if faults:
        raise FileError("\n".join(faults))


def is_signed(path: Path) -> bool:
    """Say whether ``path`` is a PDF with an electronic signature: a range of bytes that is signed stands in it."""
    try:
        with path.open("rb") as file:
            if file.read(5) != b"%PDF-":
                return False
            return bool(_SIGNATURE.search(file.read()))
    except OSError:
        return False


def folded(name: str) -> str:
    """Return ``name`` so that two names which some disks take for one become equal."""
    return unicodedata.normalize("NFC", name).casefold()


def make_folder(folder: Path) -> None:
    """Make ``folder`` and those above it, readable by the owner alone; it may exist.

    Raises:
        FileError: it cannot be made.
    """
    missing = [folder]
    while not missing[-1].exists() and missing[-1] != missing[-1].parent:
        missing.append(missing[-1].parent)
    try:
        for part in reversed(missing):
            part.mkdir(mode=_OWNER_FOLDER, exist_ok=True)
    except FileExistsError as error:
        raise FileError(f"{folder}: {_REASONS[errno.ENOTDIR]}") from error
    except OSError as error:
        raise FileError(_writing(folder, error)) from error


def write_new(target: Path, content: bytes, *, force: bool = False) -> Path:
    """Write ``content`` to ``target`` in one step: afterwards the whole file is there, or nothing is.

    The file is readable by the owner alone.

    Args:
        target: the file; its folder must exist.
        content: all of it.
        force: whether an existing file is replaced; a signed PDF only by itself with more after it.

    Returns:
        ``target``.

    Raises:
        FileError: it exists (and not ``force``) or is signed, or the disk refuses.
    """
    if force and is_signed(target) and not content.startswith(read_bytes(target)):
        raise FileError(f"{target}: {SIGNED}")
    beside = _beside(target)
    try:
        try:
            _write(beside, content, durable=force)
            _publish(beside, target, force=force)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(_writing(target, error)) from error
    return target


@contextmanager
def writing(target: Path, *, force: bool = False) -> Iterator[BinaryIO]:
    """Open ``target`` to be written bit by bit; it gets its name when the block ends well, else nothing is left.

    The file is readable by the owner alone. For content that has no room in memory; else :func:`write_new`.

    Args:
        target: the file; its folder must exist.
        force: whether an existing file is replaced; a signed PDF never.

    Raises:
        FileError: it exists (and not ``force``) or is signed, or the disk refuses.
    """
    if force and is_signed(target):
        raise FileError(f"{target}: {SIGNED}")
    beside = _beside(target)
    try:
        try:
            with os.fdopen(_opened(beside), "wb") as file:
                yield file
            _publish(beside, target, force=force)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise FileError(_writing(target, error)) from error


def write_all(targets: Sequence[tuple[Path, bytes]], *, force: bool = False) -> None:
    """Write several files, all or none: each is complete beside its place before the first gets its name.

    Folders are made as needed.

    Args:
        targets: each file and all of its content.
        force: whether existing files are replaced.

    Raises:
        FileError: a name is taken or stands twice, or the disk refuses; no new file is left behind.
    """
    check_targets([target for target, _ in targets], force=force)
    staged: list[tuple[Path, Path]] = []
    named: list[Path] = []
    target = Path()
    try:
        for target, content in targets:
            make_folder(target.parent)
            staged.append((_beside(target), target))
            _write(staged[-1][0], content, durable=force)
        for beside, target in staged:
            was_there = target.exists()
            _publish(beside, target, force=force)
            if not was_there:
                named.append(target)
    except BaseException as error:
        for path in named:
            path.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise FileError(_writing(target, error)) from error
        raise
    finally:
        for beside, _ in staged:
            beside.unlink(missing_ok=True)


def append_line(path: Path, line: str) -> None:
    """Add ``line`` to the end of the text file ``path``, which is made if need be, readable by the owner alone.

    A line that a killed program left without its end is closed first, so that it spoils no other.

    Raises:
        FileError: the disk refuses.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), _OWNER_FILE)
        with os.fdopen(handle, "r+b") as file:
            torn = b""
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                torn = b"" if file.read(1) == b"\n" else b"\n"
            file.write(torn + line.encode() + b"\n")
    except OSError as error:
        raise FileError(_writing(path, error)) from error


def clear_unfinished(folder: Path) -> None:
    """Remove what a killed program left half-written in ``folder``; files with a name are left alone."""
    for path in folder.glob(".*.tmp") if folder.is_dir() else ():
        if _UNFINISHED.fullmatch(path.name):
            path.unlink(missing_ok=True)


def _beside(target: Path) -> Path:
    return target.with_name(f".{os.urandom(8).hex()}.tmp")


def _opened(path: Path) -> int:
    """Return a handle to a new file that its owner alone can read."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), _OWNER_FILE)


def _write(path: Path, content: bytes, *, durable: bool) -> None:
    with os.fdopen(_opened(path), "wb", buffering=0) as file:
        rest = memoryview(content)
        while rest:
            rest = rest[file.write(rest) :]
        if durable:
            # Only a replaced file has something to lose in a power cut; new ones need not wait for the disk.
            os.fsync(file.fileno())


def _publish(beside: Path, target: Path, *, force: bool) -> None:
    """Give the finished file its name; without ``force`` never over a file that came meanwhile."""
    if force:
        beside.replace(target)
        return
    try:
        target.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:
        # Some disks (FAT, some network shares) have no hard links; then the check is as good as it gets.
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        beside.replace(target)


def safe_name(text: str) -> str:
    """Return ``text`` as a file name (without folder) that every system takes.

    Characters that some system refuses become ``_``; names that Windows keeps for devices get
    ``_`` before them; the name is composed Unicode (NFC) of at most 180 bytes in UTF-8.

    Raises:
        FileError: nothing is left that could be a name.
    """
    name = unicodedata.normalize("NFC", _UNSAFE.sub("_", text)).strip(" .")
    if _RESERVED.fullmatch(name):
        name = f"_{name}"
    name = name.encode("utf-8", "ignore")[:_NAME_LIMIT].decode("utf-8", "ignore").rstrip(" .")
    if not name:
        raise FileError("Ett filnamn blev tomt. Välj ett annat mönster med --name.")
    return name


def _size(number: int) -> str:
    return f"{number / 1024 / 1024:.1f} MB".replace(".", ",")


_REASONS = {
    errno.ENOENT: "finns inte. Kontrollera namnet och mappen.",
    errno.EISDIR: "är en mapp, inte en fil.",
    errno.ENOTDIR: "är ingen mapp.",
    errno.EACCES: "får du inte öppna. Kontrollera rättigheterna.",
    errno.EPERM: "får du inte öppna. Kontrollera rättigheterna.",
    errno.EEXIST: "finns redan. Lägg till --force för att skriva över den.",
    errno.ENOSPC: "fick inte plats: disken är full.",
    errno.EDQUOT: "fick inte plats: din kvot på disken är slut.",
    errno.EROFS: "kan inte skrivas: disken är skrivskyddad.",
    errno.ENAMETOOLONG: "har ett för långt namn.",
    errno.ELOOP: "är en länk som går i cirkel.",
}


def _reading(path: Path, error: OSError) -> str:
    reason = _REASONS.get(error.errno or 0)
    return f"{path}: {reason}" if reason else f"{path}: går inte att läsa (felkod {error.errno})."


def refused(error: OSError) -> FileError:
    """Return what to say when the system refuses so much as to look at the file that ``error`` names."""
    return FileError(_reading(Path(os.fsdecode(error.filename)), error))


def _writing(path: Path, error: OSError) -> str:
    if error.errno == errno.ENOENT:
        return f"{path}: mappen som filen ska ligga i finns inte."
    reason = _REASONS.get(error.errno or 0)
    return f"{path}: {reason}" if reason else f"{path}: går inte att skriva (felkod {error.errno})."
