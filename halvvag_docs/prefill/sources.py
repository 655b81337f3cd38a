"""Where an earlier answer comes from: the documents that count, and one source read from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from halvvag_docs.answers import Answers
from halvvag_docs.cases import Case
from halvvag_docs.forms import Form
from halvvag_docs.rules.view import find, text
from halvvag_docs.units import UNNAMED, Unit

TODAY = "today"
DERIVED = "derive:"
UNIT = "verksamhet."
HALFWAY_HOUSE = "halvvagshem_stodboende"
_OUT_OF_USE = frozenset(("ersatt", "makulerad"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the case has to say about one field of a new document."""

    value: Any = field(repr=False)
    """Typed as in ``answers.Value``; for a group a mapping, for a list of rows a tuple of mappings."""
    documents: tuple[Answers, ...] = ()
    """What it was drawn from, the most important first; none when it comes from the unit or the day."""
    source: str = ""
    """``uppdrag.period.fran``, ``verksamhet.namn``, ``today`` or ``derive:NAME``."""
    hints: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """Path below the field (``[0].samtal_antal``) -> a Swedish fact to show there; never filled in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """All that a derivation may look at: the new document so far, and what was there before it."""

    form: Form
    forms: Mapping[str, Form]
    case: Case
    """Documents that count, see :func:`usable`."""
    unit: Unit
    today: date
    """The day the new document is drawn up."""
    values: dict[str, Any] = field(repr=False)
    """The new document as far as it is filled in, in the order of the form."""

    def newest(self, form: str) -> Answers | None:
        """Return the newest settled document of a form, else its newest draft."""
        return newest(self.case.of(form))

    def newest_with(self, block: str) -> Answers | None:
        """Return the newest document of any form that has the common block."""
        return newest(sorted((one for one in self.case.documents if block in one), key=_age))

    def own(self, path: str) -> Any:
        """Return what the new document already says at a path, or None."""
        return find(self.values, path)

    @property
    def system(self) -> str:
        """``fi`` or ``se``, as the new document says; ``fi`` when it does not."""
        return str(self.own("dokument.system") or "fi")

    @property
    def is_halfway_house(self) -> bool:
        """Whether the case is about a place in a halfway house.

        The decision tells, else the proposal, else the country.
        """
        granted = text(self.newest("uppdrag"), "uppdrag.insats")
        if granted in (HALFWAY_HOUSE, "boendestod"):
            return granted == HALFWAY_HOUSE
        proposed = text(self.newest("utredning"), "utredning.forslag")
        if proposed in ("halvvagshem", "boendestod"):
            return proposed == "halvvagshem"
        return self.system == "fi"

    def label(self, form: str, path: str, code: str) -> str:
        """Return the Swedish label of a code in a field of another form; the code itself when it has none."""
        field_ = self.forms[form].field(path) if form in self.forms else None
        return field_.labels.get(code, code) if field_ else code


def usable(case: Case, today: date) -> Case:
    """Return the documents that a new one may draw on.

    Left out are those that are replaced or withdrawn, older versions of the same document, and
    those that are dated after ``today``.
    """
    latest: dict[str, Answers] = {}
    for one in case.documents:
        if one.id not in latest or latest[one.id].version < one.version:
            latest[one.id] = one
    kept = [
        one
        for one in case.documents
        if latest[one.id] is one and one.status not in _OUT_OF_USE and not (one.date and one.date > today)
    ]
    return Case(documents=tuple(kept))


def newest(documents: Iterable[Answers]) -> Answers | None:
    """Return the last settled one, else the last; ``documents`` are in order of age."""
    found = list(documents)
    settled = [one for one in found if not one.is_draft] or found
    return settled[-1] if settled else None


def read(ask: Ask, source: str) -> Offer | None:
    """Return what ``source`` offers, or None; :mod:`halvvag_docs.prefill` describes how a source is written."""
    if source == TODAY:
        return Offer(value=ask.today, source=source)
    if source.startswith(UNIT):
        return _of_unit(ask, source)
    document, path = _place(ask, source.removesuffix("[]"))
    value = document.at(path) if document else None
    if document is None or value is None or value == ():
        return None
    return Offer(value=value, documents=(document,), source=source)


def _place(ask: Ask, source: str) -> tuple[Answers | None, str]:
    """Return the document and the path in it: a form's newest document, or the newest that has the block."""
    head, _, rest = source.partition(".")
    if head not in ask.forms:
        return ask.newest_with(head), source
    block = rest.partition(".")[0]
    return ask.newest(head), rest if block in ask.forms[head].schema else source


def _of_unit(ask: Ask, source: str) -> Offer | None:
    if ask.unit is UNNAMED and source == f"{UNIT}namn":
        return None
    value: Any = ask.unit
    for step in source.removeprefix(UNIT).split("."):
        value = value.get(step) if isinstance(value, Mapping) else getattr(value, step, None)
    return None if value in (None, "", ()) else Offer(value=value, source=source)


def _age(document: Answers) -> tuple[date, str]:
    return document.date or date.max, document.document
