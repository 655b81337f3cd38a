"""What in a returned form is not as it was sent: a PDF, or a Word file (see `wordforms`)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from enum import StrEnum

from halvvag_docs import pdfform
from halvvag_docs.errors import FileError

_FOOT = re.compile(r"Dokument-id\s+([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*·\s*version\s+(\d+)")
UNMARKED = (
    "Filen säger inte vilket dokument den är. Den är inte en blankett härifrån, eller så har den skrivits ut till "
    "en ny fil på vägen. Be om filen som den fylldes i, sparad."
)
_BARE = (
    "Filen har tappat uppgiften om hur den såg ut när den skickades, och kan inte jämföras. Be om filen som den "
    "fylldes i, sparad i samma PDF-program, inte utskriven till en ny fil."
)


class Kind(StrEnum):
    """What is wrong with a returned file."""

    LOCKED = "locked"
    MISSING = "missing"
    ADDED = "added"
    PAGES = "pages"
    ACTIVE = "active"
    DIFFERING = "differing"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing in a returned file that filling in does not explain."""

    kind: Kind
    message: str
    """Swedish, with the field's label, never its value."""
    field: str = ""
    """Name of the field, when it is about one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A returned form, compared with how it was sent."""

    document_id: str
    version: int
    form: str
    template: str
    """SHA-256 of the template it was made with."""
    changed: tuple[tuple[pdfform.FormField, pdfform.Value], ...] = part(repr=False)
    """Fields that hold something else than when they were sent, and what, in the order of the pages."""
    sent: Mapping[str, str] = part(repr=False)
    """Digest of each field's value as it was sent."""
    values: Mapping[str, pdfform.Value] = part(repr=False)
    faults: tuple[Fault, ...] = ()
    format: str = "pdf"
    """``pdf`` or ``docx``."""
    form_version: str = ""
    """Of a Word form."""


def compare(content: bytes) -> Returned:
    """Read a returned PDF form.

    Raises:
        FileError: it is no PDF with fields, is damaged, encrypted or signed, or was not made here.
    """
    looked = pdfform.come_back(content)
    values, facts, sent = looked.values, looked.facts, looked.sent
    if not sent:
        raise FileError(_BARE if _is_ours(content) else UNMARKED)
    changed = tuple(
        (one, values[one.name])
        for one in looked.fields
        if one.kind.fillable and one.name in sent and pdfform.digest(values.get(one.name)) != sent[one.name]
    )
    try:
        version = int(facts.get("version", ""))
    except ValueError as error:
        raise FileError(UNMARKED) from error
    return Returned(
        document_id=facts.get("document", ""),
        version=version,
        form=facts.get("form", ""),
        template=facts.get("template", ""),
        changed=changed,
        sent=sent,
        values=values,
        faults=tuple(_faults(looked, facts, sent, changed)),
    )


def _is_ours(content: bytes) -> bool:
    return any(_FOOT.search(text) for _, text in pdfform.texts(content, tagged=False))


def _faults(
    looked: pdfform.Comeback,
    facts: Mapping[str, str],
    sent: Mapping[str, str],
    changed: tuple[tuple[pdfform.FormField, pdfform.Value], ...],
) -> Iterator[Fault]:
    fillable = {one.name: one for one in looked.fields if one.kind.fillable}
    for name in sent.keys() - fillable.keys():
        yield Fault(kind=Kind.MISSING, message=f"Fältet {name} finns inte kvar i filen.")
    for name in sorted(fillable.keys() - sent.keys()):
        yield Fault(kind=Kind.ADDED, message=f"Fältet «{fillable[name].label}» ({name}) har lagts till.")
    for one, _ in changed:
        if one.read_only or (facts.get("locked") == "1" and not one.name.startswith("signaturer.")):
            message = f"Det låsta fältet «{one.label}» ({one.name}) har ändrats."
            yield Fault(kind=Kind.LOCKED, message=message, field=one.name)
    pages = facts.get("pages", "")
    if pages.isdecimal() and int(pages) != looked.pages:
        yield Fault(
            kind=Kind.PAGES, message=f"Filen hade {pages} sidor när den skickades, och har {looked.pages} nu."
        )
    for notice in looked.notices:
        yield Fault(kind=Kind.ACTIVE, message=notice)
