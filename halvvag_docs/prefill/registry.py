"""All derivations by name: what a schema may write after ``derive:``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from halvvag_docs.prefill import dates, goals, people, service
from halvvag_docs.prefill.derivation import Derivation

DERIVATIONS: Mapping[str, Derivation] = MappingProxyType(
    {one.name: one for one in (*people.DERIVATIONS, *dates.DERIVATIONS, *goals.DERIVATIONS, *service.DERIVATIONS)}
)
