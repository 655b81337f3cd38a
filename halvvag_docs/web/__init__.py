"""The web page: the questions of the forms in a browser on this machine.

Server-rendered pages after the patterns of GOV.UK and the NHS; no script is needed. Nothing here knows a form:
``questions`` says what to ask, ``register`` keeps it, ``casework`` judges and makes the documents.
"""

from __future__ import annotations

from halvvag_docs.web.app import create_app
from halvvag_docs.web.door import Door
from halvvag_docs.web.server import run
from halvvag_docs.web.settings import Settings

__all__ = ["Door", "Settings", "create_app", "run"]
