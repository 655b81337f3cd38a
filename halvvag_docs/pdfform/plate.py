"""A template compiled for filling: everything that never changes is already bytes.

A plate holds plain data only (bytes, numbers, texts), nothing personal and nothing of pypdf, so it can be kept,
shared between threads and stored; named tuples, since a class of them is made ten times as fast when the
program starts. Objects are numbered once: first those that never change, then those whose
bodies are written per document.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from halvvag_docs.pdfform.appearance import Box
from halvvag_docs.pdfform.assembly import Packed
from halvvag_docs.pdfform.fonts import Font
from halvvag_docs.pdfform.model import FormField, Value


class Kind(Enum):
    """How the value of a field is written."""

    TEXT = 1
    """Drawn by us."""
    STATE = 2
    """Shown by one of the looks in the template."""
    FIXED = 3
    """Never changed by us."""


READ_ONLY = 1
"""Field flag. Source: ISO 32000-1, table 221."""
OPEN_BESIDE_SIGNATURE = frozenset({"datum", "ort"})
"""Fields beside a signature that are filled in with it, also in a locked document."""


class WidgetPlan(NamedTuple):
    """One place where a field is drawn."""

    number: int
    head: bytes
    """Entries of the dictionary that never change."""
    box: Box
    editing: bytes
    """The /DA entry: how a viewer that lets a person edit the field sets its text."""
    look: bytes
    """Dictionary entries of the appearance stream."""
    backdrop: bytes
    """Operators for the widget's own background and border."""
    blank: int
    """Number of the appearance without any text."""
    states: Mapping[str, bytes]
    """The entries of its look for each state of a check box or radio button; Off is always there."""
    fixed: bytes
    """The entries of its look when no value changes it: buttons and signatures."""
    page: int


class FieldPlan(NamedTuple):
    """One field and where its object and widgets are written."""

    field: FormField
    number: int
    """Object number of the field; that of its only widget when both are one object."""
    head: bytes
    """Entries of the field object that never change; empty when field and widget are one object."""
    flags: bytes
    """The /Ff entry, empty when no flag is set."""
    locked_flags: bytes
    """The same in a locked document; signatures, and the date and place beside them, stay writable."""
    read_only_flags: bytes
    """The same when the box shows but a part of the value."""
    kind: Kind
    displays: Mapping[str, str]
    """What is shown for each code of a choice."""
    rest_label: str
    """What the reference to the continuation sheet begins with in a field that has no label of its own."""
    default: Value
    widgets: tuple[WidgetPlan, ...]


class PagePlan(NamedTuple):
    """One page; its contents may get marks before and after."""

    number: int
    head: bytes
    """Entries of the page dictionary but its contents."""
    contents: bytes
    """References to the content streams, with spaces between."""
    box: tuple[float, float, float, float]
    """Media box, points."""


class StructurePlan(NamedTuple):
    """The structure tree where a continuation sheet is added."""

    root_number: int
    root_head: bytes
    """Entries of the tree root but the parent tree and its next key."""
    leaf_number: int
    """Number of the parent tree's static leaf."""
    next_key: int
    document_number: int
    document_head: bytes
    """Entries of the document element but its kids."""
    kids: bytes
    """Kids of the document element, written."""


class Plate(NamedTuple):
    """A compiled template; make it with `compile_template`."""

    fields: tuple[FormField, ...]
    template: bytes
    """What was compiled; a page of it may have to be repeated."""
    static: Packed
    """All objects that never change."""
    plans: tuple[FieldPlan, ...]
    pages: tuple[PagePlan, ...]
    pages_number: int
    pages_head: bytes
    """Entries of the page tree's root but kids and count."""
    pages_kids: bytes
    catalog_number: int
    catalog_head: bytes
    """Entries of the catalog but language and metadata."""
    structure: StructurePlan | None
    resources_number: int
    """A resource dictionary with all our fonts."""
    fonts: dict[str, Font]
    last_number: int
    """Highest object number in use."""
    conformance: frozenset[str]
    """Standards the template claims: `pdfa-2a`, `pdfua-1`."""
    notices: tuple[str, ...] = ()
    """What of the template no document gets, in Swedish: scripts, its XFA half."""
    held: tuple[str, ...] = ()
    """Labels of the fields in which somebody may have written an answer already."""
    is_filled: bool = False
    """Whether the template is a document that we filled: all pages that we write have our fonts."""
