"""A new document drawn from the earlier ones of a case, so that nothing is typed twice.

What may be filled in follows from the class of each field (``meta: class`` of its schema):

- **F**, a fact, is filled in silently.
- **H**, derived, is filled in as a suggestion that somebody has to confirm. So is a fact that was
  guessed, and a field without a class (``-``) whose schema names a source.
- **E**, the person's own words, is never filled in. What was said before stands beside the field as a
  dated quotation. That holds also when the person's words would become a text of another class.
- **B**, an assessment, is never filled in and never shown.
- **K**, a receipt, is set by the program itself.

Where an answer comes from is data, ``meta: prefill`` of the schema: one source, or several with
``|`` between them, of which the first that has something to say is taken.

====================================  ===============================================================
``uppdrag.period.fran``               that field in the newest uppdrag (settled before draft)
``krisplan.dokument.id``              a common block's field in the newest krisplan
``klient.fornamn``                    a common block's field in the newest document of any form
a field's own path                    the same field in the newest earlier document of the same form
``uppdrag.mal`` for a list            its rows; each member takes the field its own prefill names
                                      (``uppdrag.mal[].text``), else the member of the same name
``verksamhet.jour.nummer``            the unit's settings
``today``                             the day the document is drawn up
``derive:NAME``                       a named pure function of :mod:`halvvag_docs.prefill.registry`;
                                      on a group it fills in the members, on a list the rows
====================================  ===============================================================

The origin of every answer is kept in ``ursprung``, and :func:`changed_sources` tells later
when a source says something else.
"""

from __future__ import annotations

from halvvag_docs.prefill.changes import changed_sources
from halvvag_docs.prefill.draft import Draft, deterministic_id, draft
from halvvag_docs.prefill.explain import Explained, explain, notes, quoted, whence
from halvvag_docs.prefill.origins import Origin
from halvvag_docs.prefill.proof import prove
from halvvag_docs.prefill.registry import DERIVATIONS

__all__ = [
    "DERIVATIONS",
    "Draft",
    "Explained",
    "Origin",
    "changed_sources",
    "deterministic_id",
    "draft",
    "explain",
    "notes",
    "prove",
    "quoted",
    "whence",
]
