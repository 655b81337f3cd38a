"""A PostgreSQL server of a test's own: in a folder, on a socket, started and stopped by the test."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from tempfile import mkdtemp
from typing import Self


class Server:
    """A server with an empty database; a context manager that stops it and removes its folder.

    PostgreSQL refuses to run as root, so root runs it as the user ``postgres`` that Debian's package makes.
    """

    def __init__(self, programs: Path) -> None:
        self.programs = programs
        # A socket's path may have at most 107 bytes, which pytest's folders exceed.
        self.folder = Path(mkdtemp(prefix="pg"))

    def __enter__(self) -> Self:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run(
            "initdb", "--auth=trust", "--username=unit", "--encoding=UTF8", "--no-sync", "--pgdata", self._data
        )
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop("immediate")
        shutil.rmtree(self.folder)

    @property
    def url(self) -> str:
        """The address of the register."""
        return f"postgresql://unit@/postgres?host={self.folder}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-c listen_addresses='' -k {self.folder}"
        self._run(
            "pg_ctl", "start", "--wait", "-s", "--pgdata", self._data, "--log", f"{self.folder}/log", "-o", options
        )

    def stop(self, mode: str) -> None:
        """Stop the server; ``immediate`` is as if it had been killed."""
        self._run("pg_ctl", "stop", "--wait", "-s", "--pgdata", self._data, "--mode", mode)

    @property
    def _data(self) -> str:
        return f"{self.folder}/data"

    def _run(self, program: str, *arguments: str) -> None:
        as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*as_user, str(self.programs / program), *arguments]
        subprocess.run(command, check=True, cwd=self.folder, stdout=subprocess.DEVNULL)
