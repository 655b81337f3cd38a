"""The server: one address on this machine, and a watch that locks the register."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from waitress.server import create_server

from halvvag_docs.errors import FileError
from halvvag_docs.web.app import create_app
from halvvag_docs.web.door import Door
from halvvag_docs.web.gate import BODY_LIMIT
from halvvag_docs.web.settings import Settings

HOST = "127.0.0.1"
_WATCH = 2.0
"""Seconds between two looks at the clock."""


def run(settings: Settings, *, port: int, announce: Callable[[str], None]) -> None:
    """Serve the pages until the process is interrupted.

    Args:
        settings: what the shell was told.
        port: 0 for one that is free.
        announce: called with each new start link, which opens once.

    Raises:
        FileError: the port is taken.
    """
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a picture that waits is no news for staff
    door = Door(settings.clock, idle=settings.idle)
    # The address is known only when the port is; nothing is answered before ``run`` below.
    late = _Late()
    try:
        server = create_server(
            late,
            host=HOST,
            port=port,
            threads=4,
            ident=None,
            max_request_body_size=BODY_LIMIT,
            max_request_header_size=16_384,
            channel_timeout=60,
        )
    except OSError as error:
        raise FileError(f"Porten {port} är upptagen. Välj en annan med --port.") from error
    address = f"{HOST}:{server.effective_port}"
    late.app = create_app(settings, door, address=address)
    stop = threading.Event()
    watch = threading.Thread(target=_watch, args=(door, stop, address, announce), daemon=True)
    watch.start()
    try:
        server.run()
    finally:
        stop.set()
        watch.join()
        server.close()
        door.close()


class _Late:
    """Stands for the application until the address is known."""

    app: Callable[..., object]

    def __call__(self, *args: object) -> object:
        return self.app(*args)


def _watch(door: Door, stop: threading.Event, address: str, announce: Callable[[str], None]) -> None:
    """Lock what nobody uses, and offer a new link whenever nobody can come in."""
    while True:
        door.tidy()
        if door.needs_ticket:
            announce(f"http://{address}/start?biljett={door.issue()}")
        if stop.wait(_WATCH):
            return
