"""The run itself: tasks go to workers, results come back in order, and one process alone writes.

Nothing is lost and nothing is made twice: what a task will write is noted in the journal before it is written,
each file gets its name only when it is whole, and a file that somebody has changed since is never replaced.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass, field, replace
from pathlib import Path

from halvvag_docs import files
from halvvag_docs.batch.journal import Journal
from halvvag_docs.batch.making import make
from halvvag_docs.batch.order import Fault, Order, Outcome, Result, State, Task
from halvvag_docs.batch.tables import told_apart
from halvvag_docs.errors import FileError

_LOG = logging.getLogger(__name__)
_TRIES = 2
"""A worker that dies takes others' tasks with it; so each task gets another chance, by itself."""
_ONE_ID = "En tidigare rad har samma dokument-id. Ge dokumentet ett eget, eller lämna det tomt."


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A run that can begin."""

    order: Order
    walk: Callable[[], Iterator[Task]]
    """Gives the tasks, anew each time."""
    total: int
    twins: frozenset[int]
    """Hashes of file names that more than one task would give."""
    journal: Journal
    headings: tuple[str, ...] = ()
    """Of a table."""
    heading: Callable[[str], str] = field(default=lambda _path: "")
    """Path of an answer -> the heading of its column."""
    notices: tuple[str, ...] = ()
    """What of the sources no task comes from, in Swedish."""
    file: Callable[[Task, str, Mapping[Path, bytes]], None] = field(default=lambda _task, _text, _contents: None)
    """Keeps the answers of a new document before it is written; raises FileError."""

    def told(self, fault: Fault) -> str:
        """Return a message; of an answer that no column of the table holds, with the column it would be."""
        is_apart = self.headings and fault.path and not self.heading(fault.path)
        return f"{fault.message} (kolumn {fault.path})" if is_apart else fault.message


def plan(order: Order, walk: Callable[[], Iterator[Task]], journal: Journal) -> Plan:
    """Go through all tasks once for their names alone, and return what a run needs."""
    seen: set[int] = set()
    twins: set[int] = set()
    total = 0
    for task in walk():
        total += 1
        name = _name(task)
        (twins if name in seen else seen).add(name)
    return Plan(order=order, walk=walk, total=total, twins=frozenset(twins), journal=journal)


def run(plan: Plan, start: Callable[[], Executor], *, window: int, dry_run: bool = False) -> Iterator[Outcome]:
    """Make and write what is not made already; yield what became of each task, in their order.

    Args:
        plan: what to do.
        start: gives an executor; called again when its workers die.
        window: tasks that are under way at a time, which bounds the memory.
        dry_run: write nothing.

    Raises:
        FileError: the output folder or the journal cannot be written.
    """
    if dry_run:
        yield from _all(plan, start, window=window, dry_run=True)
        return
    files.make_folder(plan.order.out)
    with plan.journal.held():
        for folder in (plan.order.out, *(one for one in plan.order.out.iterdir() if one.is_dir())):
            files.clear_unfinished(folder)
        yield from _all(plan, start, window=window, dry_run=False)


def _all(plan: Plan, start: Callable[[], Executor], *, window: int, dry_run: bool) -> Iterator[Outcome]:
    crew = _Crew(plan.order, start)
    waiting: deque[_Job | Outcome] = deque()
    try:
        for one in _decided(plan):
            waiting.append(one if isinstance(one, Outcome) else crew.take(_Job(task=one)))
            if len(waiting) >= window:
                yield _told(plan, crew, waiting, dry_run=dry_run)
        while waiting:
            yield _told(plan, crew, waiting, dry_run=dry_run)
    finally:
        crew.close()


@dataclass(slots=True)
class _Job:
    task: Task
    future: Future[Result] | None = None
    tries: int = 0


class _Crew:
    """The workers; when they die, others take over what was under way."""

    def __init__(self, order: Order, start: Callable[[], Executor]) -> None:
        self._order = order
        self._start = start
        self._executor = start()

    def take(self, job: _Job) -> _Job:
        """Hand out a job."""
        job.tries += 1
        try:
            job.future = self._executor.submit(make, self._order, job.task)
        except BrokenExecutor:
            self.replace()
            job.future = self._executor.submit(make, self._order, job.task)
        return job

    def replace(self) -> None:
        """Send the workers home and call others."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = self._start()

    def result(self, job: _Job) -> Result:
        """Wait for a job; whatever happened to it is a result."""
        while job.future is not None:
            error = _outcome(job.future)
            if error is None:
                return job.future.result()
            if not isinstance(error, BrokenExecutor):
                # The text of an unknown error may quote an answer; its kind does not.
                _LOG.error("task failed with %s", type(error).__name__)
                return Result(faults=(Fault(message=f"Ett fel i programmet ({type(error).__name__})."),))
            self.replace()
            if job.tries >= _TRIES:
                break
            self.take(job)  # alone, so that nobody is blamed for a neighbour
        return Result(faults=(Fault(message="Programmet som gjorde dokumentet avbröts två gånger."),))

    def close(self) -> None:
        """Let what is under way end, and begin nothing more."""
        self._executor.shutdown(wait=True, cancel_futures=True)


def _outcome(future: Future[Result]) -> BaseException | None:
    """Return what a task raised; one whose workers are gone with their scheduler was cancelled."""
    try:
        return future.exception()
    except CancelledError:
        return BrokenExecutor()


def _decided(plan: Plan) -> Iterator[Task | Outcome]:
    """Yield tasks to be made under names of their own, and outcomes of those that need nothing more."""
    seen: set[str | int] = set()
    for found in plan.walk():
        task = _named(plan, found)
        if fault := _twin(plan, found, task, seen):
            yield Outcome(task=found, state=State.FAILED, faults=(fault,))
            continue
        if not plan.order.force and _is_made(plan, task):
            if not plan.order.dated or not task.is_case:
                yield Outcome(task=task, state=State.SKIPPED)
                continue
            task = replace(task, is_made=True)
        yield task


def _twin(plan: Plan, found: Task, named: Task, seen: set[str | int]) -> Fault | None:
    """Return what is wrong with a task that an earlier one of the run leaves no room for.

    Args:
        plan: the run.
        found: the task.
        named: the same under a name of its own.
        seen: keys and names of the rows before; those of this one are added.
    """
    if found.is_case:
        is_twin = found.case_id and _name(found) in plan.twins
        return Fault(message="En annan mapp har samma ärende-id.") if is_twin else None
    if found.key in seen:
        return Fault(message="Raden är likadan som en tidigare rad.")
    if _name(named) in seen:
        return Fault(message=_ONE_ID, path="dokument.id")
    seen |= {found.key, _name(named)}
    return None


def _named(plan: Plan, task: Task) -> Task:
    """Return a task under a name that no other has, in this run or in an earlier one."""
    owners = {plan.journal.owner(path) for path in task.files(plan.order)} - {"", task.row}
    entry = plan.journal.entry(task.row)
    apart = replace(task, stem=told_apart(task))
    was_apart = entry and plan.journal.name(apart.files(plan.order)[0]) in entry.files
    return apart if owners or was_apart or _name(task) in plan.twins else task


def _is_made(plan: Plan, task: Task) -> bool:
    entry = plan.journal.entry(task.row)
    if entry is None or entry.key != task.key or not plan.journal.is_whole(entry):
        return False
    # Answers in the case's own folder would have changed the key: somebody has taken them away.
    return task.target is None or bool(plan.journal.name(task.target))


def _told(plan: Plan, crew: _Crew, waiting: deque[_Job | Outcome], *, dry_run: bool) -> Outcome:
    one = waiting.popleft()
    if isinstance(one, Outcome):
        return one
    task, result = one.task, crew.result(one)
    outcome = Outcome(
        task=task,
        state=State.MADE,
        faults=result.faults,
        reason=result.refusal,
        dates=result.dates,
        left_out=result.left_out,
    )
    if result.faults:
        if not dry_run and not task.is_made:
            plan.journal.failed(task.row, task.key)
        return replace(outcome, state=State.FAILED)
    if task.is_made or result.refusal:
        return replace(outcome, state=State.SKIPPED if task.is_made else State.REFUSED)
    contents = _contents(plan.order, task, result)
    if faults := tuple(_obstacles(plan, task, contents)):
        return replace(outcome, state=State.FAILED, faults=faults)
    if dry_run:
        return replace(outcome, state=State.PLANNED, files=tuple(contents))
    return _written(plan, outcome, contents, result.answers)


def _contents(order: Order, task: Task, result: Result) -> dict[Path, bytes]:
    """Return the files that a task gives."""
    contents = {order.out / f"{task.stem}{ending}": content for ending, content in result.documents.items()}
    return contents | ({task.target: result.answers.encode()} if task.target else {})


def _obstacles(plan: Plan, task: Task, targets: Iterable[Path]) -> Iterator[Fault]:
    """Yield the files that may not be written over: those of others, and those changed by hand since."""
    if plan.order.force:
        return
    journal = plan.journal
    entry = journal.entry(task.row)
    known = {journal.place(name): name for name in entry.files} if entry else {}
    for path, name in known.items():
        if entry and path.is_file() and not journal.is_ours(entry, name):
            yield Fault(message=f"{path.name} har ändrats sedan den skrevs. Flytta undan den och kör igen.")
    for path in targets:
        if path.exists() and path not in known:
            yield Fault(message=f"{path.name} finns redan. Flytta undan den, eller lägg till --force.")


def _written(plan: Plan, outcome: Outcome, contents: Mapping[Path, bytes], answers: str) -> Outcome:
    task, order, journal = outcome.task, plan.order, plan.journal
    entry = journal.entry(task.row)
    old = {journal.place(name) for name in entry.files} if entry else set()
    try:
        journal.begin(task.row, task.key, contents)
        plan.file(task, answers, contents)  # first: a draft that somebody has changed gets no other documents
        for path, content in contents.items():
            files.make_folder(path.parent)
            files.write_new(path, content, force=order.force or path in old)
        for path in old - contents.keys():
            if path.suffix in {one.suffix for one in contents}:
                path.unlink(missing_ok=True)  # ours, unchanged, and replaced by one with another date or number
        journal.done(task.row, task.key, contents)
    except FileError as error:
        return replace(outcome, state=State.FAILED, faults=(Fault(message=str(error)),))
    return replace(outcome, files=tuple(contents))


def _name(task: Task) -> int:
    return hash(files.folded(task.stem))
