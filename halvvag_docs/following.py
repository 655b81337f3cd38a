"""A process that ends with the one that started it: a killed run leaves nobody behind who holds answers."""

from __future__ import annotations

import multiprocessing
import os
import threading


def follow() -> None:
    """End this process, one of ``multiprocessing``, when the one that started it is gone."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
