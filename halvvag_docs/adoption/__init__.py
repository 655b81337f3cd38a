"""Make another authority's form one of the unit's own: a draft of its schema, its template and a sample.

What a form file says of its questions (names, tooltips, words beside the fields, kinds, options) becomes a schema
that a person then reads and improves. Nothing is invented about people.
"""

from __future__ import annotations

from halvvag_docs.adoption.draft import Adoption, adopt

__all__ = ["Adoption", "adopt"]
