"""Rules over the documents of a case: pure functions of the answers, the unit's settings and the day.

`check` runs them. Each rule is a `Rule` in `RULES`: its id, level, Swedish condition, source and message
are data beside the function, so that the handbook is written from them (`rules.document`). Which rules a
form runs is data in its schema. R01–R48 are those of the field; rules with a word for an id are
our own: limits of single fields that need two of them, and contradictions between documents.
"""

from __future__ import annotations

from halvvag_docs.rules.judge import Verdict, check, judge
from halvvag_docs.rules.registry import RULES
from halvvag_docs.rules.rule import Finding, Rule

__all__ = ["RULES", "Finding", "Rule", "Verdict", "check", "judge"]
