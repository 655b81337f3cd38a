"""Who does the work: a thread of this process, processes beside it, or the workers of a Dask cluster."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import halvvag_docs
from halvvag_docs.errors import FileError, MissingProgramError
from halvvag_docs.following import follow
from halvvag_docs.forms import builtin_root

_PATIENCE = 10
"""Seconds that a scheduler has to answer in."""


def crew(jobs: int) -> Callable[[], Executor]:
    """Return what starts an executor of so many workers.

    Args:
        jobs: 1 works in this process, while what is done is being written; more work in processes.
    """
    if jobs == 1:
        return lambda: ThreadPoolExecutor(max_workers=1)
    return lambda: ProcessPoolExecutor(max_workers=jobs, initializer=follow)


def dask_crew(address: str) -> Callable[[], Executor]:
    """Return what starts an executor whose workers are those of a Dask cluster.

    Answers travel to them; whoever runs the cluster can read them. Certificates for ``tls://`` are Dask's own
    settings (``distributed.comm.tls``).

    Args:
        address: of the scheduler, ``tls://host:8786`` or ``tcp://127.0.0.1:8786``.
    """
    return lambda: _Dask(address)


class TaskFailedError(Exception):
    """What a task raised on another machine: the name of its class alone, since its text may quote an answer."""


class _Dask(Executor):
    def __init__(self, address: str) -> None:
        self._client = _connected(address)
        self._inner: Any = self._client.get_executor(pure=False)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Hand a call to some worker; when that one dies, the scheduler hands it to another."""
        future: Future[Any] = self._inner.submit(_quietly, fn, args, kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  Executor's
        """Leave the cluster as it was."""
        self._inner.shutdown(wait=wait and not cancel_futures)
        self._client.close()


def _connected(address: str) -> Any:
    try:
        import distributed  # noqa: PLC0415  an extra that takes long to import
    except ImportError:
        raise MissingProgramError("Dask är ett tillägg: pip install 'halvvag-docs[dask]'.") from None
    try:
        connect: Any = distributed.Client
        client = connect(address, set_as_default=False, timeout=_PATIENCE)
    except (OSError, ValueError, RuntimeError) as error:
        raise FileError(
            f"{address}: schemaläggaren svarar inte. Är den i gång, och är adressen och certifikaten rätt?"
        ) from error
    found = set(client.run(fingerprint).values())
    if found != {fingerprint()}:
        client.close()
        reason = (
            "arbetarna har en annan version av programmet eller mallarna" if found else "inga arbetare är i gång"
        )
        raise FileError(f"{address}: {reason}.")
    return client


def fingerprint() -> str:
    """Return a hash of the program and its schemas and templates, which all workers must have in common."""
    digest = hashlib.sha256(halvvag_docs.__version__.encode())
    ours = Path(halvvag_docs.__file__).parent
    folders = ((ours, "**/*.py"), (builtin_root(), "schemas/*"), (builtin_root(), "templates/*.*"))
    for folder, pattern in folders:
        for path in sorted(folder.glob(pattern)):
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _quietly(function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Call a function; of what it raises nothing but the kind comes into a worker's log.

    Raises:
        TaskFailedError: it raised something.
    """
    try:
        return function(*args, **kwargs)
    except Exception as error:  # noqa: BLE001  whatever it is: Dask would write its text into the log
        raise TaskFailedError(type(error).__name__) from None
