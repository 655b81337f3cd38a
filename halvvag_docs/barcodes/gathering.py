"""Which documents lie in a pile of scanned pages, and which of their pages are missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from halvvag_docs.barcodes.label import Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One version of a document among scanned pages."""

    document_id: UUID
    version: int
    digest: str
    pages: int
    """How many it has."""
    seen: tuple[int, ...]
    """Those that were scanned, in order, 1 and up."""
    twice: tuple[int, ...]
    """Those that were scanned more than once."""

    @property
    def missing(self) -> tuple[int, ...]:
        """Those that were not scanned."""
        return tuple(page for page in range(1, self.pages + 1) if page not in self.seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """What was found in all files together."""

    documents: tuple[Found, ...]
    """In the order in which they lie."""
    unreadable: tuple[tuple[str, int], ...]
    """File and page (1 and up) where no code was found."""

    @property
    def is_whole(self) -> bool:
        """Whether every page of every document is there, and no page lacks a code."""
        return bool(self.documents) and not self.unreadable and not any(one.missing for one in self.documents)


def gather(scanned: Iterable[tuple[str, Sequence[Sequence[Label]]]]) -> Pile:
    """Return what lies in files, given by name with the labels of each page."""
    documents: dict[tuple[UUID, int, str, int], list[int]] = {}
    unreadable: list[tuple[str, int]] = []
    for name, pages in scanned:
        for number, labels in enumerate(pages, 1):
            if not labels:
                unreadable.append((name, number))
            for label in labels:
                key = (label.document_id, label.version, label.digest, label.pages)
                documents.setdefault(key, []).append(label.page)
    return Pile(
        documents=tuple(_found(*key, seen=seen) for key, seen in documents.items()), unreadable=tuple(unreadable)
    )


def _found(document_id: UUID, version: int, digest: str, pages: int, *, seen: list[int]) -> Found:
    twice = sorted({page for page in seen if seen.count(page) > 1})
    return Found(
        document_id=document_id,
        version=version,
        digest=digest,
        pages=pages,
        seen=tuple(sorted(set(seen))),
        twice=tuple(twice),
    )
