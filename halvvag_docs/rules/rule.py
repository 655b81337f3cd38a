"""What a rule is: its identity card, its text, and the function that looks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.rules.view import CaseView


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One place where a rule is broken."""

    path: str
    """Where to look in the document: `genomforandeplan.mal[2].hur_mats`."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What fills the placeholders of the message: dates, counts, labels; never names or free text."""
    level: Level | None = None
    """When the rule weighs differently here than it usually does."""
    variant: str = ""
    """Which of the rule's texts is meant; empty for its own message."""


Search = Callable[[CaseView, Answers], Iterable[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule over the documents of a case."""

    id: str
    """`R01` … `R48` of the field, or a Swedish word of our own."""
    level: Level
    """ERROR blocks that a document is settled; WARNING is shown and may be acknowledged."""
    when: str
    """Swedish: what the rule looks for."""
    source: str
    """Swedish: where it comes from."""
    message: str
    """Swedish template; `{name}` is filled with a fact of the finding."""
    search: Search
    """Returns what it finds in one document, seen in its case."""
    level_note: str = ""
    """Swedish: when the level is another."""
    variants: Mapping[str, str] = field(default_factory=dict)
    """Further texts by name, for circumstances in which the message would say too much or too little."""
    settings: tuple[str, ...] = ()
    """Unit settings that decide: names of `units.Limits` or `units.Unit`."""
    everywhere: bool = False
    """Run over every form, listed in its schema or not (comparisons between documents)."""

    def text(self, finding: Finding) -> str:
        """Return the whole sentence for a finding."""
        template = self.variants[finding.variant] if finding.variant else self.message
        return template.format_map(finding.facts)
