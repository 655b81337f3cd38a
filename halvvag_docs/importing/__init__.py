"""A form that went out and came back filled in: what is new in it, and the document with what is accepted.

``comparing`` and ``wordforms`` find what has changed in the file since it was sent, ``placing`` tells which answer
a field holds, ``returning`` puts it together and judges it as if it had been typed.
"""

from __future__ import annotations

from halvvag_docs.importing.comparing import Fault, Returned, compare
from halvvag_docs.importing.returning import Change, Receipt, accepted, receive

__all__ = ["Change", "Fault", "Receipt", "Returned", "accepted", "compare", "receive"]
