"""Whether a package holds anything that was left out of it.

Each answer left out is looked for in all that a file holds, seen or not. It is no leak where it is part of an
answer that the recipient may see, or of several in a row, or of the form's own wording: what counts is each place,
not the file. Codes, yes and no, and small numbers are too common as text to be looked for; they are not written at
all, since a document is made of the filtered answers alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from halvvag_docs.answers import Answers
from halvvag_docs.formatting import format_date
from halvvag_docs.identity import format_phone
from halvvag_docs.sharing.selecting import Omitted

_KINDS = frozenset(
    "string text date partial_date phone email identity_number uuid decimal".split()  # noqa: SIM905
)
_TELLING = _KINDS - {"date", "partial_date", "decimal", "uuid"}
_SHORT = 12
"""Texts shorter than this are looked for as whole words."""
_LEAST = 4
_LEAST_PART = 3
_BESIDE = 8
"""Characters beside a place that tell which answer it is in."""
_NEAR = 300
"""Characters around a place in which answers that go are looked for."""
_PIECE = 16
"""Least characters of a sentence that is looked for by itself: a text may have leaked in part."""
_INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff]+")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n")
_ENCODINGS = ("utf-8", "cp1252", "utf-16-be", "utf-16-le")
_HEX = re.compile(rb"[0-9A-Fa-f]*")
_HEX_BEFORE = re.compile(rb"[0-9A-Fa-f]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """One file of the package, taken apart."""

    name: str
    texts: tuple[tuple[str, str], ...] = field(repr=False)
    """(where, text) of all that can be read in it."""
    raw: tuple[tuple[str, bytes], ...] = field(repr=False)
    """(where, bytes) of all its parts, inflated."""
    allowed: tuple[str, ...] = field(repr=False)
    """Answers in it that the recipient may see, as printed and as stored."""
    wording: str = field(repr=False)
    """What the form, its template and the unit say by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """An answer that was left out and stands in a file all the same."""

    omitted: Omitted
    file: str
    place: str


def leaks(omitted: Iterable[Omitted], files: Iterable[Content]) -> list[Leak]:
    """Return each answer left out that stands where no allowed text explains it, at most once a file."""
    searched = [(one, list(_spellings(one))) for one in omitted if _kind(one) in _KINDS]
    found = []
    for content in files:
        hay = _Haystack(content)
        for one, spellings in searched:
            place = next((place for text in spellings if (place := hay.place_of(text))), "")
            if place:
                found.append(Leak(omitted=one, file=content.name, place=place))
    return found


def repeated(omitted: Iterable[Omitted], answers: Answers) -> list[tuple[Omitted, str]]:
    """Return names, numbers and texts left out that also stand inside an answer that goes, with that one's path.

    Whether they may is for a person to judge. What goes as an answer of its own (the name of somebody at work on
    the case) is no secret and not returned.
    """
    kept = [(path, _bare(text)) for path, text in printed(answers)]
    whole = {text for _, text in kept}
    found = {
        (one.path, path): (one, path)
        for one in omitted
        if _kind(one) in _TELLING
        for wanted in map(_bare, _spellings(one, pieces=False))
        if len(wanted) > _LEAST and wanted not in whole
        for path, held in kept
        if wanted in held
    }
    return list(found.values())


def printed(value: Any, path: str = "", system: str = "") -> Iterator[tuple[str, str]]:
    """Yield (path, text) of every answer, in each way it is written."""
    system = system or (value.system if isinstance(value, Answers) else "fi")
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from printed(item, f"{path}.{name}".lstrip("."), system)
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from printed(item, f"{path}[{number}]", system)
    elif not isinstance(value, bool):
        yield from ((path, text) for text in _written(value, system))


def _written(value: Any, system: str) -> Iterator[str]:
    yield str(value)
    if isinstance(value, date):
        yield format_date(value, system)
    elif isinstance(value, str) and value.startswith("+"):
        yield from (format_phone(value, region) for region in ("FI", "SE", None))


def _kind(one: Omitted) -> str:
    return one.field.items or one.field.kind


def _spellings(one: Omitted, *, pieces: bool = True) -> Iterator[str]:
    """Yield a value as stored, as printed, and its sentences, as far as they are long enough to tell."""
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    for value in values:
        for written in _written(value, "fi"):
            yield written
            parts = _SENTENCE.split(written) if pieces else ()
            yield from (part for part in parts if len(_bare(part)) >= _PIECE)
        if isinstance(value, date):
            yield format_date(value, "se")


def _bare(text: str) -> str:
    """Return a text without what cannot be seen, lower case: where its lines end is another matter."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).casefold()


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


class _Haystack:
    """A file to be searched."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._wording = _bare(content.wording)
        self._bare = [(place, _bare(text)) for place, text in content.texts]
        self._spaced = [(place, _spaced(text)) for place, text in content.texts]
        self._allowed = {shape: sorted({shape(one) for one in content.allowed}) for shape in (_bare, _spaced)}

    def place_of(self, text: str) -> str:
        """Return the first place where a text stands that nothing explains; empty when there is none."""
        wanted = _bare(text)
        if len(wanted) < _LEAST or wanted in self._wording:
            return ""
        if len(wanted) < _SHORT:
            return self._unexplained(
                self._spaced, re.compile(rf"(?<!\w){re.escape(_spaced(text))}(?!\w)"), _spaced
            )
        return self._unexplained(self._bare, re.compile(re.escape(wanted)), _bare) or self._in_raw(text, wanted)

    def _unexplained(self, texts: list[tuple[str, str]], wanted: re.Pattern[str], shape: Any) -> str:
        for place, text in texts:
            hits = [match.span() for match in wanted.finditer(text)]
            if not hits:
                continue
            holding = [one for one in self._allowed[shape] if wanted.search(one)]
            spans = [match.span() for one in holding for match in re.finditer(re.escape(one), text)]
            left = [hit for hit in hits if not any(a <= hit[0] and hit[1] <= b for a, b in spans)]
            left = [hit for hit in left if not any(_goes_on(text, hit, one, wanted) for one in holding)]
            if not all(self._is_put_together(text, hit, shape) for hit in left):
                return place
        return ""

    def _is_put_together(self, text: str, hit: tuple[int, int], shape: Any) -> bool:
        """Say whether a place is made of answers that go, one after another: first name, then family name."""
        start = max(0, hit[0] - _NEAR)
        window = text[start : hit[1] + _NEAR]
        spans = sorted(
            match.span()
            for one in self._allowed[shape]
            if _LEAST_PART <= len(one) <= _NEAR
            for match in re.finditer(re.escape(one), window)
        )
        reached = hit[0] - start
        for first, last in spans:
            if first <= reached or not window[reached:first].strip():
                reached = max(reached, last)
        return reached >= hit[1] - start

    def _in_raw(self, text: str, wanted: str) -> str:
        pattern = re.compile(re.escape(wanted))
        for place, data in self._content.raw:
            seen = [(place, _bare(window)) for window in _windows(data, unicodedata.normalize("NFC", text))]
            if seen and self._unexplained(seen, pattern, _bare):
                return place
        return ""


def _goes_on(text: str, hit: tuple[int, int], holding: str, wanted: re.Pattern[str]) -> bool:
    """Say whether what stands before or after a place is the same as in an answer that goes.

    A long answer does not stand whole in one place when a page or a paragraph ends in it.
    """
    for match in wanted.finditer(holding):
        before = holding[max(0, match.start() - _BESIDE) : match.start()]
        after = holding[match.end() : match.end() + _BESIDE]
        if len(before) >= _LEAST and text[: hit[0]].endswith(before):
            return True
        if len(after) >= _LEAST and text[hit[1] :].startswith(after):
            return True
    return False


def _windows(data: bytes, text: str) -> Iterator[str]:
    """Yield what stands around each place where a text is spelled out in bytes, plainly or in hexadecimal."""
    for encoding in _ENCODINGS:
        try:
            code = text.encode(encoding)
        except UnicodeEncodeError:
            continue
        for match in re.finditer(re.escape(code), data):
            start = max(0, match.start() - 2 * _NEAR)
            start += (match.start() - start) % 2  # two bytes a letter begin where the text does
            yield data[start : match.end() + 2 * _NEAR].decode(encoding, "ignore")
        for match in re.finditer(re.escape(code.hex().encode()), data, re.IGNORECASE):
            first = _HEX_BEFORE.search(data, max(0, match.start() - 4 * _NEAR), match.start())
            after = _HEX.match(data, match.end())
            digits = data[first.start() if first else match.start() : after.end() if after else match.end()]
            yield bytes.fromhex(digits[len(digits) % 2 :].decode()).decode(encoding, "ignore")
