"""All rules, by id, in the order they are documented."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from halvvag_docs.rules import (
    assignment,
    chronology,
    consent,
    contradictions,
    copies,
    crisis,
    drug_tests,
    follow_up,
    intake,
    person,
    plan,
    time_frame,
    wording,
)
from halvvag_docs.rules.rule import Rule

_MODULES = (
    person,
    intake,
    assignment,
    plan,
    time_frame,
    crisis,
    drug_tests,
    consent,
    follow_up,
    chronology,
    wording,
    contradictions,
    copies,
)


def _collect() -> dict[str, Rule]:
    found = sorted((rule for module in _MODULES for rule in module.RULES), key=_place)
    return {rule.id: rule for rule in found}


def _place(rule: Rule) -> tuple[bool, str]:
    return rule.everywhere, rule.id


RULES: Mapping[str, Rule] = MappingProxyType(_collect())
"""Rules of the field by number, then our own by name."""
