"""From a returned form to the next version of its document."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from halvvag_docs import answers, documents, pdfform, validation
from halvvag_docs.answers import RawAnswers
from halvvag_docs.casework import CheckedCase, Source
from halvvag_docs.errors import FileError
from halvvag_docs.forms import Form
from halvvag_docs.importing import comparing, wordforms
from halvvag_docs.importing.comparing import Fault, Returned
from halvvag_docs.importing.placing import Placed, placed, put, without_empty_rows
from halvvag_docs.values import WITHHELD
from halvvag_docs.yamltext import RawValue

ORIGIN = "import"
"""What ``ursprung[].falt`` says of an answer that came with a returned form."""
_OUT_OF_USE = ("ersatt", "makulerad")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An answer that the returned form gives anew."""

    number: int
    """From 1."""
    path: str
    place: str
    """Where it stands, as staff know it: «Mål › «Bedömning» (mål 2)»."""
    before: RawValue = field(repr=False)
    after: RawValue = field(repr=False)
    problems: tuple[str, ...] = ()
    """Why it cannot be accepted, in Swedish: the same messages as for a typed answer."""
    meanwhile: bool = False
    """The answer was also changed here after the form went out."""
    _placed: Placed = field(repr=False)

    @property
    def fits(self) -> bool:
        """Whether it can be accepted."""
        return not self.problems

    def words(self, value: RawValue) -> str:
        """Return what stood there before, or stands there now, in words and not in codes."""
        items = value if isinstance(value, list) else [value]
        return ", ".join(self._placed.field.labels.get(str(one), str(one)) for one in items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A returned form, judged; nothing is changed yet."""

    source: Source
    form: Form
    returned: Returned
    changes: tuple[Change, ...]
    left_out: tuple[str, ...]
    """Labels of changed fields that hold no single answer: for a person to enter."""

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What filling in does not explain."""
        return self.returned.faults


def receive(content: bytes, case: CheckedCase, *, today: date) -> Receipt:
    """Compare a returned form with its document, and judge what is new as if it were typed.

    Raises:
        FileError: the file cannot be read, belongs to no document of the case or to an older version of one, or
            was made with a form or a template that is not the same any more.
    """
    returned = (wordforms if wordforms.is_word(content) else comparing).compare(content)
    source, form = _document(returned, case)
    found, left_out = _placed(returned, form)
    bound = _bound_now(source, form, case, returned.format)
    data = _data(source)
    changes: list[Change] = []
    for one, places in found:
        tried = copy.deepcopy(data)
        for place in places:
            put(tried, place)
        path = places[0].path
        after = _at(tried, path)
        if after == _at(data, path):
            continue
        now = pdfform.digest(bound.get(one.name)) if one.name in bound else returned.sent[one.name]
        changes.append(
            Change(
                number=len(changes) + 1,
                path=path,
                place=_place(form, path),
                before=_at(data, path),
                after=after,
                problems=tuple(_problems(form, tried, source, path, today)),
                meanwhile=now != returned.sent[one.name],
                _placed=places[0],
            )
        )
    return Receipt(source=source, form=form, returned=returned, changes=tuple(changes), left_out=tuple(left_out))


def accepted(receipt: Receipt, numbers: Collection[int], *, today: date, version: int) -> str:
    """Return the answers file of the next version, a draft, with the changes of some numbers.

    Each of them is noted under ``ursprung`` as imported. The document that it comes from is not touched.

    Raises:
        FileError: a change does not fit.
    """
    chosen = [one for one in receipt.changes if one.number in numbers]
    if bad := [one for one in chosen if not one.fits]:
        raise FileError(f"{bad[0].place} går inte att ta emot: {bad[0].problems[0]}")
    data = _data(receipt.source)
    for one in chosen:
        _set(data, one)
    data = without_empty_rows(data)
    block = data.setdefault("dokument", {})
    block |= {"version": str(version), "status": "utkast"}
    if version > receipt.returned.version:
        block["datum"] = today.isoformat()
        block.pop("faststalld_datum", None)
        for name in ("underskrifter", "sandlista"):
            data.pop(name, None)
    paths = {one.path for one in chosen}
    told = [row for row in data.get("ursprung") or [] if row.get("path") not in paths]
    told += [
        {"path": one.path, "falt": ORIGIN, "klass": _class(receipt.form, one.path), "status": "bekraftad"}
        for one in chosen
        if _class(receipt.form, one.path)
    ]
    data.pop("ursprung", None)  # it stands last
    if told:
        data["ursprung"] = told
    return answers.dump(data)


def _document(returned: Returned, case: CheckedCase) -> tuple[Source, Form]:
    every = (*case.asked, *case.others)
    same = [one for one in every if one.answers is not None and one.answers.id == returned.document_id]
    if not same:
        raise FileError(
            "Blanketten hör inte till något dokument i det här ärendet. Ange det ärende som den gäller."
        )
    source = max(same, key=lambda one: one.answers.version if one.answers else 0)
    form, given = source.form, source.answers
    if form is None or given is None or source.raw is None:
        raise FileError(f"{source.path}: {source.why_not(draft=True)}")
    if form.name != returned.form:
        raise FileError(
            "Blanketten är av ett annat slag än dokumentet med samma id. Kontrollera vilken fil det är."
        )
    if given.version != returned.version:
        raise FileError(_other_version(returned.version, given.version))
    if returned.form_version not in ("", str(form.version)):
        raise FileError(
            "Formuläret har ändrats sedan blanketten skickades. Skicka en ny, eller för in svaren för hand."
        )
    if given.status in _OUT_OF_USE:
        raise FileError(f"{source.document}: dokumentet gäller inte längre, och blanketten kan inte tas emot.")
    if returned.template != documents.template_digest(documents.template_for(form, returned.format)):
        raise FileError(
            "Blanketten är gjord med en annan mall än den som används nu. Skicka en ny, eller för in svaren "
            "för hand."
        )
    return source, form


def _other_version(sent: int, now: int) -> str:
    told = f"Blanketten är version {sent}, men dokumentet finns nu i version {now}. "
    if sent < now:
        told += f"Har du redan tagit emot svar ur den? För då in resten för hand i version {now}. "
        return told + "Skicka annars den nya versionen, eller för in svaren för hand."
    return told + "Skicka den nya versionen, eller för in svaren för hand."


Places = list[tuple[pdfform.FormField, list[Placed]]]


def _placed(returned: Returned, form: Form) -> tuple[Places, list[str]]:
    """Return where the changed fields belong, boxes of one list together, and the labels of the others."""
    locked = {fault.field for fault in returned.faults if fault.field}
    places: dict[str, tuple[pdfform.FormField, list[Placed]]] = {}
    left_out = []
    for one, value in returned.changed:
        if one.name in locked:
            continue
        place = placed(one, value, form)
        if place is None or value == WITHHELD:
            left_out.append(one.label)
        elif place.path in places:
            places[place.path][1].append(place)
        else:
            places[place.path] = (one, [place])
    return list(places.values()), left_out


def _bound_now(source: Source, form: Form, case: CheckedCase, format_: str) -> Mapping[str, pdfform.Value]:
    if source.answers is None:
        return {}
    values = documents.control_values if format_ == "docx" else documents.field_values
    return values(form, source.answers, unit=case.unit, draft=source.is_draft)


def _data(source: Source) -> dict[str, Any]:
    return copy.deepcopy(source.raw.data) if source.raw else {}


def _place(form: Form, path: str) -> str:
    field_ = validation.field_at(form, path)
    section = form.section(field_.section) if field_ else None
    named = validation.named(form, path)
    return f"{section.title} › {named}" if section else named


def _at(data: Any, path: str) -> RawValue:
    for step in path.replace("[", ".").replace("]", "").split("."):
        if isinstance(data, list):
            data = data[int(step)] if int(step) < len(data) else ""
        else:
            data = data.get(step, "") if isinstance(data, dict) else ""
    return data if data is not None else ""


def _set(data: dict[str, Any], one: Change) -> None:
    put(data, Placed(path=one.path, field=one._placed.field, value=one.after))  # noqa: SLF001  its own


def _class(form: Form, path: str) -> str:
    field_ = form.field(path)
    return field_.field_class if field_ and field_.field_class != "-" else ""


def _problems(form: Form, tried: dict[str, Any], source: Source, path: str, today: date) -> Iterator[str]:
    """Yield what is wrong with one answer, as the check of a typed file says it."""
    raw = RawAnswers(document=source.document, data=without_empty_rows(tried), lines={})
    known = {(one.path, one.rule) for one in source.problems}
    for one in validation.check(form, raw, today=today).problems:
        is_here = one.path == path or one.path.startswith((f"{path}[", f"{path}."))
        if is_here and (one.path, one.rule) not in known:
            yield one.message
