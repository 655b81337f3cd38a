"""Set documents whose text flows: Typst templates in, tagged PDF/A-2a and PDF/UA-1 out.

Answers are data: a template prints them as text, and nothing in them can become Typst. The same template, data and
date give the same bytes.
"""

from __future__ import annotations

from halvvag_docs.flow.data import drawable, encode
from halvvag_docs.flow.engine import STANDARDS, Place, Typeset, typeset
from halvvag_docs.flow.template import Template

__all__ = ["STANDARDS", "Place", "Template", "Typeset", "drawable", "encode", "typeset"]
