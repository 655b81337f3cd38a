"""Who is let in: one person at a time, with a link that opens once and a register that locks itself.

A start link holds a ticket. Whoever opens it first gets a cookie and a path of their own, and the ticket is
spent. Both are needed from then on. The path matters because cookies do not tell ports apart: without it,
another program on this machine that the browser visits would be sent the cookie.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from halvvag_docs.register import Register

_BYTES = 32
"""Random bytes of a ticket, a cookie and a form's token: 256 bits."""
_PATH_BYTES = 16
_SPENT = 50
"""Tokens that are remembered."""


def _secret() -> str:
    return secrets.token_urlsafe(_BYTES)


@dataclass(slots=True, kw_only=True)
class Session:
    """One browser that has come in with a ticket."""

    cookie: str = field(default_factory=_secret, repr=False)
    path: str = field(default_factory=lambda: secrets.token_urlsafe(_PATH_BYTES), repr=False)
    """First step of every address of the session."""
    token: str = field(default_factory=_secret, repr=False)
    """Stands in every form; without it nothing can be posted (CSRF)."""
    spent: tuple[str, ...] = field(default=(), repr=False)
    """Tokens of before the last locks; a form with one of them is older than the lock."""
    seen: float
    """When the last request came, on the door's clock, in seconds."""
    register: Register | None = field(default=None, repr=False)
    """Open from the passphrase until it is locked again."""
    preview: tuple[object, bytes] | None = field(default=None, repr=False)
    """What was last drawn: which state of which document, and its PDF."""
    locked_by_hand: bool = False
    """Whether somebody locked the register, and not the time."""
    busy: int = 0
    """Requests that are being answered."""


class Door:
    """The session there is, if any, and the ticket to the next one. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float], *, idle: float) -> None:
        """Make a door that is closed.

        Args:
            clock: seconds that only grow, such as ``time.monotonic``.
            idle: seconds without a request after which the register is locked.
        """
        self.idle = idle
        self._clock = clock
        self._lock = threading.RLock()
        self._ticket = ""
        self._session: Session | None = None

    def issue(self) -> str:
        """Return a new ticket; an earlier one that was not used is worth nothing any more."""
        with self._lock:
            self._ticket = _secret()
            return self._ticket

    @property
    def needs_ticket(self) -> bool:
        """Whether nobody can come in: no ticket waits to be used, and no register is open."""
        with self._lock:
            return not self._ticket and (self._session is None or self._session.register is None)

    def admit(self, ticket: str) -> Session | None:
        """Return a new session for the right ticket, which is thereby spent; it replaces the session there was."""
        with self._lock:
            if not self._ticket or not _same(ticket, self._ticket):
                return None
            self._ticket = ""
            self.close()
            self._session = Session(seen=self._clock())
            return self._session

    def has_path(self, path: str) -> bool:
        """Say whether the session's addresses begin with ``path``."""
        session = self._session
        return session is not None and _same(path, session.path)

    @contextmanager
    def visit(self, cookie: str) -> Iterator[Session | None]:
        """Give the session of a cookie for the length of one request, or None; it cannot be locked meanwhile."""
        with self._lock:
            self.tidy()
            session = self._session
            if session is None or not _same(cookie, session.cookie):
                session = None
            else:
                session.seen = self._clock()
                session.busy += 1
        try:
            yield session
        finally:
            if session is not None:
                with self._lock:
                    session.busy -= 1
                    session.seen = self._clock()

    def unlock(self, session: Session, register: Register) -> None:
        """Give a session its register, and a new token for its forms."""
        with self._lock:
            session.spent = (*session.spent, session.token)[-_SPENT:]
            session.register, session.token = register, _secret()
            session.locked_by_hand = False

    def tidy(self) -> bool:
        """Lock the register when nobody has asked for anything for long enough; say whether that was done."""
        with self._lock:
            session = self._session
            if session is None or session.busy or session.register is None:
                return False
            if self._clock() - session.seen <= self.idle:
                return False
            _lock(session)
            return True

    def lock(self, session: Session) -> None:
        """Lock a session's register because somebody says so; the passphrase opens it again."""
        with self._lock:
            _lock(session)
            session.locked_by_hand = True

    def close(self) -> None:
        """End the session and lock its register."""
        with self._lock:
            if self._session is not None:
                _lock(self._session)
            self._session = None


def _lock(session: Session) -> None:
    """Forget the register, and with it the passphrase; and what was drawn from it."""
    session.preview = None
    if session.register is not None:
        session.register.close()
        session.register = None


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
