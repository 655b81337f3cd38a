"""Cases to be shared in tests: the samples with some answers changed, and everything that a package holds."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from casefiles import SAMPLES

from halvvag_docs import casework, pdfform, sharing, word
from halvvag_docs.answers import Answers, freeze
from halvvag_docs.cases import Case
from halvvag_docs.casework import CheckedCase

TODAY = date(2026, 11, 22)
Change = Callable[[dict[str, Any]], None]


@lru_cache(maxsize=4)
def checked(folder: str) -> CheckedCase:
    """Return a sample case, read and checked."""
    (case,) = casework.read_cases([SAMPLES / folder], today=TODAY)
    return case


def altered(case: CheckedCase, document: str, change: Change) -> CheckedCase:
    """Return a case in which the answers of one document are changed; they are not checked anew."""

    def renewed(source: casework.Source) -> casework.Source:
        if source.document != document or source.answers is None:
            return source
        values = thawed(dict(source.answers))
        change(values)
        answers = Answers(freeze(values), document=source.document, form=source.answers.form)
        return dataclasses.replace(source, answers=answers)

    asked = tuple(map(renewed, case.asked))
    documents = tuple(one.answers for one in asked if one.answers)
    return dataclasses.replace(case, asked=asked, case=Case(documents=documents))


def thawed(value: Any) -> Any:
    """Return answers as dicts and lists that a test may change."""
    if isinstance(value, Mapping):
        return {name: thawed(item) for name, item in value.items()}
    return [thawed(item) for item in value] if isinstance(value, tuple) else value


def wish(to: str, *documents: str, **more: Any) -> sharing.Wish:
    """Return what is asked for: documents for a recipient."""
    ground = more.pop("ground", "")
    recipient = sharing.Recipient(to=to, ground=ground)
    return sharing.Wish(
        recipient=recipient, documents=documents, **{"today": TODAY, "exceptions_read": True, **more}
    )


def shared(case: CheckedCase, asked: sharing.Wish, formats: tuple[str, ...] = ("pdf",)) -> dict[str, bytes]:
    """Return the members of an unsealed package."""
    package = sharing.make(sharing.plan(case, asked), formats, sharing.Seal(), "0a1b2c3d-0000")
    return sharing.unpacked(package.content)


def everything(members: Mapping[str, bytes]) -> Iterator[str]:
    """Yield all that stands in a package: names, texts seen or not, strings, and every part inflated."""
    for name, content in members.items():
        yield name
        if name.endswith(".pdf"):
            yield from (text for _, text in pdfform.texts(content))
            parts = list(pdfform.raw(content))
        elif name.endswith(".docx"):
            yield from (text for _, text in word.texts(content))
            parts = list(word.raw(content))
        else:
            parts = [(name, content)]
        for _, data in parts:
            yield from (data.decode("latin-1"), data.decode("utf-16-be", "ignore"))
