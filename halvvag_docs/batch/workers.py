"""Who does the work: a thread of this process, or processes beside it. Any other Executor will do as well."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor

_LOOK_EVERY = 2.0
"""Seconds."""


def crew(jobs: int) -> Callable[[], Executor]:
    """Return what starts an executor of so many workers.

    Args:
        jobs: 1 works in this process, while what is done is being written; more work in processes.
    """
    if jobs == 1:
        return lambda: ThreadPoolExecutor(max_workers=1)
    return lambda: ProcessPoolExecutor(max_workers=jobs, initializer=_follow, initargs=(os.getpid(),))


def _follow(parent: int) -> None:
    """End this process when the one that started it is gone; a killed run leaves nobody behind."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_EVERY)
        os._exit(1)

    if hasattr(os, "fork"):  # elsewhere the number of the parent never changes
        threading.Thread(target=look, daemon=True).start()
