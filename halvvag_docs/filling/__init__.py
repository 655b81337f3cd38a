"""Any template with plain data: one document for each record. A form may check the data, but none is needed."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from halvvag_docs import files, records
from halvvag_docs.errors import AnswersError, FileError, FormError, HalvvagError, RenderError
from halvvag_docs.filling.job import Job
from halvvag_docs.filling.targets import Targets, is_file, target_of
from halvvag_docs.records import Record

if TYPE_CHECKING:
    from concurrent.futures import Future

    from halvvag_docs.pdfform import FormField

__all__ = ["Filled", "Job", "Plan", "prepare", "run"]

_LANGUAGE = "sv-SE"
_CREATED = date(1980, 1, 1)
"""Plain data have no date of their own, and the clock would make equal input give other bytes."""
_Fill = Callable[[Mapping[str, Any]], bytes]
"""Makes a document of one record's data."""
_Task = tuple[Record, Path]
"""A record, and where its document goes."""
_Done = tuple[Record, Path, HalvvagError | None]
"""The same, and why there is no document."""

_KEPT = 8 * 1024 * 1024
"""Bytes of data whose records stay in memory (some four times as much) while documents are made."""

_SHARED = 200
"""Documents from which several processes are worth their start."""
_PORTION = 25
"""Documents that a process makes at a time."""
_BROKEN = (
    "datorn avbröt ett av programmen, kanske för att minnet tog slut. De filer som är skrivna är hela. "
    "Kör igen med --force och utan --jobs."
)
_FILLED = (
    "mallen är ett dokument som programmet redan har fyllt i, och svaren skulle följa med till nästa person. "
    "Använd den tomma blanketten."
)
_HELD = (
    "Mallen har redan svar i {}. De kommer med i varje dokument där data inte säger något annat; "
    "använd en tom blankett om de inte ska det."
)
_NAMED = 8
"""So many fields are named in a notice."""


class Filled(NamedTuple):
    """What became of one record."""

    place: str
    target: Path
    error: HalvvagError | None = None
    """Why there is no file."""


class Plan(NamedTuple):
    """A job that can begin."""

    job: Job
    total: int
    """How many documents it will make."""
    kept: tuple[Record, ...] | None = None
    """Its records, when they are few; else they are read again."""


def prepare(job: Job) -> Plan:
    """Prove that the job can begin.

    All data are read once: every record is well formed, every file name can be made, no two are the
    same, and none exists already (with ``job.force``: none is signed, a folder, or the template).

    Raises:
        FileError: one of these is not so.
    """
    _engine(job.template)
    targets = Targets(job)
    kept: list[Record] | None = [] if _is_small(job.data) else None
    number = 0
    for number, record in enumerate(records.read(job.data), 1):
        targets.check(record, number)
        if kept is not None:
            kept.append(record)
    if not number:
        raise FileError(f"{job.data}: det finns inga data.")
    return Plan(job=job, total=number, kept=None if kept is None else tuple(kept))


def run(plan: Plan, notify: Callable[[str], object] = str) -> Iterator[Filled]:
    """Make the documents one after the other, and say what became of each.

    Args:
        plan: what :func:`prepare` gave.
        notify: is told, in Swedish, what of the template no document gets: scripts, an XFA half; which answers
            the template itself holds, which fields no page shows, and which characters were replaced.

    Raises:
        FileError: the template or the data cannot be read, or a document cannot be written.
        FormError: the template itself is wrong, nothing can be made of it; or there is no such form.
    """
    job = plan.job
    template = files.read_bytes(job.template)
    engine = _ready(template, job)
    for notice in engine.notices:
        notify(notice)
    files.make_folder(job.out.parent if is_file(job) else job.out)
    found = records.read(job.data) if plan.kept is None else plan.kept
    tasks = ((record, target_of(job, record, number)) for number, record in enumerate(found, 1))
    if job.jobs > 1 and plan.total >= _SHARED:
        done = _by_workers(tasks, template, job)
    else:
        done = _make(tasks, engine.fill, job)
    unseen = dict(engine.hidden)
    for record, target, error in done:
        if unseen and error is None:
            _tell_hidden(record, unseen, notify)
        if job.allow_missing_glyphs and error is None:
            _tell_replaced(record, notify)
        yield Filled(place=record.place, target=target, error=error)


def _tell_hidden(record: Record, unseen: dict[str, str], notify: Callable[[str], object]) -> None:
    """Name, once each, the fields with an answer that nobody sees."""
    for name, value in _flat(record.data, ""):
        if value and name in unseen:
            label = unseen.pop(name)
            notify(f"Fältet «{label}» ({name}) är dolt i formuläret: svaret finns i filen men syns inte.")


def _tell_replaced(record: Record, notify: Callable[[str], object]) -> None:
    """Name fields and characters, never the value."""
    from halvvag_docs import pdfform  # noqa: PLC0415  as below

    for name, value in _flat(record.data, ""):
        for character in pdfform.undrawable(value) if isinstance(value, str) else ():
            sign = pdfform.describe(character)
            notify(
                f"{record.place}: fältet «{name}»: {sign} kan inte skrivas ut och syns som ett ersättningstecken."
            )


def _make(tasks: Iterable[_Task], fill: _Fill, job: Job) -> Iterator[_Done]:
    """Make and write the documents, and say why there is none.

    Raises:
        FileError: one cannot be written; then the others cannot either.
    """
    # Held until the next is made: else its memory goes back to the system, and is asked for again each time.
    content = b""
    for record, target in tasks:
        try:
            content = fill(record.data)
        except (AnswersError, RenderError) as error:
            yield record, target, error
            continue
        _write(target, content, job)
        yield record, target, None


def _write(target: Path, content: bytes, job: Job) -> None:
    try:
        files.write_new(target, content, force=job.force)
    except FileError as error:
        # A name that is made of answers stands in no message.
        raise (FileError(str(error).replace(str(target), str(job.out))) if job.name else error) from None


def _by_workers(tasks: Iterator[_Task], template: bytes, job: Job) -> Iterator[_Done]:
    """Yield the tasks in order with what other processes made of them, a few portions at a time.

    They write the documents, too: a document that travels between processes costs as much as to make it.

    Raises:
        RenderError: the system ended a process.
    """
    from concurrent.futures import BrokenExecutor, ProcessPoolExecutor  # noqa: PLC0415  as slow as a hundred documents

    under_way: deque[tuple[list[_Task], Future[list[HalvvagError | None]]]] = deque()
    with ProcessPoolExecutor(job.jobs, initializer=_begin_work, initargs=(template, job)) as pool:
        while True:
            while len(under_way) < 2 * job.jobs and (portion := list(islice(tasks, _PORTION))):
                under_way.append((portion, pool.submit(_work, portion)))
            if not under_way:
                return
            portion, future = under_way.popleft()
            try:
                errors = future.result()
            except BrokenExecutor as error:
                raise RenderError(f"{job.template}: {_BROKEN}") from error
            yield from ((*task, error) for task, error in zip(portion, errors, strict=True))


_worker: list[tuple[_Fill, Job]] = []
"""In a process of :func:`_by_workers`: what it makes documents with."""


def _begin_work(template: bytes, job: Job) -> None:
    from halvvag_docs.following import follow  # noqa: PLC0415  a run of one process has no use for it

    follow()
    _worker[:] = [(_ready(template, job).fill, job)]


def _work(portion: list[_Task]) -> list[HalvvagError | None]:
    return [error for _, _, error in _make(portion, *_worker[0])]


class _Engine(NamedTuple):
    """A template that is ready to be filled."""

    fill: _Fill
    notices: tuple[str, ...] = ()
    hidden: Mapping[str, str] = MappingProxyType({})
    """Fields that no page shows: names and labels."""


def _word(content: bytes, job: Job) -> _Engine:
    from halvvag_docs import word  # noqa: PLC0415  a PDF run has no use for it

    return _Engine(word.Filler(content, name=job.template.name, cache=job.cache).fill)


def _pdf(content: bytes, job: Job) -> _Engine:
    from halvvag_docs import pdfform  # noqa: PLC0415  a Word run has no use for pypdf

    try:
        plate = pdfform.kept_plate(content, job.cache)
    except FileError as error:
        raise FileError(f"{job.template}: {error}") from error
    if plate.is_filled:
        raise FileError(f"{job.template}: {_FILLED}")
    settings = pdfform.Settings(
        lock=job.lock,
        title=job.template.stem,
        language=_LANGUAGE,
        created=_CREATED,
        allow_missing_glyphs=job.allow_missing_glyphs,
    )
    fields = {field.name: field for field in plate.fields}
    filler = pdfform.Filler(plate, settings)

    def fill(data: Mapping[str, Any]) -> bytes:
        pairs = list(_flat(data, "", fields))
        values = dict(pairs)
        if len(values) < len(pairs):
            raise RenderError(_twice([name for name, _ in pairs]))
        return filler.fill(values)

    hidden = {field.name: field.label for field in plate.fields if field.hidden and field.kind.fillable}
    return _Engine(fill, (*plate.notices, *_held(plate.held)), hidden)


def _held(labels: tuple[str, ...]) -> Iterator[str]:
    if labels:
        more = [f"{len(labels) - _NAMED} fält till"] if len(labels) > _NAMED else []
        yield _HELD.format(", ".join([*(f"«{label}»" for label in labels[:_NAMED]), *more]))


def _twice(names: list[str]) -> str:
    name = next(name for number, name in enumerate(names) if name in names[:number])
    return f"Fältet {name} står två gånger i data, som ett eget namn och i en grupp. Ta bort det ena."


_ENGINES: Mapping[str, Callable[[bytes, Job], _Engine]] = MappingProxyType({".docx": _word, ".pdf": _pdf})


def _engine(template: Path) -> Callable[[bytes, Job], _Engine]:
    engine = _ENGINES.get(template.suffix.lower())
    if engine is None:
        raise FormError(f"{template}: mallen ska vara en .docx eller en .pdf.")
    return engine


def _ready(template: bytes, job: Job) -> _Engine:
    """Return the template, ready to be filled with records that hold to the form, if there is one."""
    engine = _engine(job.template)(template, job)
    if not job.form:
        return engine
    from halvvag_docs.filling.checking import checked  # noqa: PLC0415  most runs have no form

    return engine._replace(fill=checked(engine.fill, job))


def _flat(
    data: Mapping[str, Any], prefix: str, fields: Mapping[str, FormField] = MappingProxyType({})
) -> Iterator[tuple[str, str | bool | None]]:
    """Yield the fields of a PDF form: groups joined by dots, items of a list counted from 1.

    A list for a list box becomes its lines instead.
    """
    for name, value in data.items():
        path = f"{prefix}{name}"
        if isinstance(value, str):  # nearly every value, so first
            yield path, value
        elif isinstance(value, Mapping):
            yield from _flat(value, f"{path}.", fields)
        elif isinstance(value, list) and path in fields and fields[path].several:
            yield path, "\n".join(map(str, value))
        elif isinstance(value, list):
            yield from _flat({str(number): item for number, item in enumerate(value, 1)}, f"{path}.", fields)
        else:
            yield path, value if value is None or isinstance(value, bool) else _number(value, fields.get(path))


def _number(value: Any, field: FormField | None) -> str:
    """Return a number as Word prints it in a text; in a choice it is a code."""
    if isinstance(value, int) or field is None or not field.kind.holds_text:
        return str(value)
    from halvvag_docs import values  # noqa: PLC0415  most data have no such number

    return values.shown(value, "fi")


def _is_small(data: Path) -> bool:
    if not data.is_dir():
        return data.exists() and data.stat().st_size <= _KEPT
    return sum(part.stat().st_size for part in os.scandir(data) if part.is_file()) <= _KEPT
