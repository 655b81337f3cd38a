"""A case of the register: read and judged as a folder is, settled, revised, summed up for lists."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from halvvag_docs import answers, files
from halvvag_docs.casework import versions
from halvvag_docs.casework.drawing_up import NewDraft, draw_up, empty_case, next_name
from halvvag_docs.casework.making import survey
from halvvag_docs.casework.reading import UNIT_FILE, CheckedCase, Source, read_source, together, unit_in
from halvvag_docs.errors import AnswersError, FileError, Level, Problem
from halvvag_docs.forms import find_forms, load_form
from halvvag_docs.register import DRAFT, REPLACED, SETTLED, Act, Action, Actor, Due, Entry, Summary
from halvvag_docs.rules.view import CaseView
from halvvag_docs.units import UNNAMED, Unit

if TYPE_CHECKING:
    from halvvag_docs.register import Register

UNIT_SETTING = "verksamhet"
"""Name under which a register keeps the settings of its unit."""
SUMMED_UP_AT_ONCE = 20
"""Cases that a list judges anew at the most, so that it answers at once."""
ALL = sys.maxsize
"""However many: for a list that must be right and may take its time."""
_NO_REASONS: Mapping[str, str] = MappingProxyType({})
_NAMES = ("fornamn", "efternamn", "tilltalsnamn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """By what a case is judged."""

    today: date
    root: Path | None = None
    """A folder of own forms, or None."""
    unit: Path | None = None
    """The unit's settings, or None for those of the case, else of the register."""


def read_registered(
    register: Register,
    case_id: str,
    *,
    today: date,
    root: Path | None = None,
    unit: Path | None = None,
    asked: Collection[str] | None = None,
) -> CheckedCase:
    """Read and check the newest versions of a case of the register.

    Args:
        register: where the case is.
        case_id: which.
        today: the day on which the rules judge.
        root: a folder of own forms, or None.
        unit: the unit's settings, or None for those of the case, else of the register.
        asked: names of the documents that are asked for, with the others as context; None for all.

    Returns:
        As :func:`read_cases`; the path of each source is case id and document's name, the folder the case id.

    Raises:
        FileError: the case, or a document that is asked for, is not in the register.
        FormError: a schema is wrong.
        AnswersError: the unit's settings are wrong.
    """
    entries = register.history(case_id)
    names = {entry.name for entry in entries}
    if missing := sorted(set(asked or ()) - names):
        raise _no_document(case_id, missing[0], names)
    judging = Judging(today=today, root=root, unit=unit)
    return judge(entries, case_id, judging, unit_of(register, case_id, unit), asked)


def entry_named(register: Register, case_id: str, name: str) -> Entry:
    """Return the newest version of the document of a case that is called ``name``.

    Raises:
        FileError: there is no such case or document; those that are there are named.
    """
    found = {entry.name: entry for entry in register.entries(case_id)}
    if name not in found:
        raise _no_document(case_id, name, found)
    return found[name]


def _no_document(case_id: str, name: str, there: Iterable[str]) -> FileError:
    known = ", ".join(sorted(there)) or "inget"
    return FileError(f"{case_id}: dokumentet {name} finns inte. Det här finns: {known}.")


def unit_of(register: Register, case_id: str, given: Path | None = None) -> Unit:
    """Return the settings in ``given``, else those of the case, else of the register, else an unnamed unit.

    Raises:
        FileError: ``given`` cannot be read.
        AnswersError: the settings are wrong; all problems are named.
    """
    return unit_from(*_settings(register, case_id, given))


def unit_text(register: Register, case_id: str, given: Path | None = None) -> str:
    """Return the text of the settings that :func:`unit_of` reads; empty when there are none.

    Raises:
        FileError: ``given`` cannot be read.
    """
    return _settings(register, case_id, given)[0]


def _settings(register: Register, case_id: str, given: Path | None) -> tuple[str, str]:
    """Return the text of the settings of a case, and what they are called."""
    if given:
        return files.read_text(given), f"{given}"
    if content := register.read_file(case_id, UNIT_FILE):
        name = f"{case_id}/{UNIT_FILE}"
        return files.decode(content, name=name), name
    return register.setting(UNIT_SETTING) or "", UNIT_FILE


def unit_from(text: str, name: str = UNIT_FILE) -> Unit:
    """Return the unit that settings tell of; an unnamed one for an empty text.

    Raises:
        AnswersError: the settings are wrong; all problems are named.
    """
    return unit_in(text, name) if text else UNNAMED


def set_unit(register: Register, path: Path, *, actor: Actor) -> None:
    """Keep the unit's settings in the register, for all cases that have none of their own.

    Raises:
        FileError: the file cannot be read.
        AnswersError: the settings are wrong; nothing is kept.
    """
    text = files.read_text(path)
    unit_in(text, f"{path}")
    register.set_setting(UNIT_SETTING, text, actor=actor)


def find_by_name(register: Register, wanted: str, *, actor: Actor) -> frozenset[str]:
    """Return the cases of persons whose name holds ``wanted``; that somebody looked is logged, not for what."""
    register.log(Act(action=Action.READ, user=actor.user, role=actor.role, reason_code="namnsokning"))
    sought = wanted.casefold().split()
    return frozenset(
        case_id for case_id in register.cases() if any(_is_named(one, sought) for one in register.entries(case_id))
    )


def add_draft(
    register: Register, case_id: str, form: str, *, judging: Judging, actor: Actor
) -> tuple[Entry, NewDraft]:
    """Draw up the next document of a case and keep it there as a draft.

    Raises:
        FileError: there is no such case.
        FormError: there is no such form, or a schema is wrong.
        AnswersError: the unit's settings are wrong.
    """
    entries = register.history(case_id)
    unit = unit_of(register, case_id, judging.unit)
    names = {entry.name for entry in entries}
    case = judge(entries, case_id, judging, unit, None) if entries else empty_case(case_id, unit, judging.root)
    document_id = str(uuid.uuid4())
    made = draw_up(load_form(form, judging.root), case, document_id=document_id, today=judging.today)
    name = next_name(form, names)
    new = Entry(case_id=case_id, document_id=document_id, name=name, form=form, text=made.text)
    return register.save(new, expected=None, actor=actor), made


def settle(
    register: Register,
    document_id: str,
    *,
    judging: Judging,
    actor: Actor,
    reasons: Mapping[str, str] = _NO_REASONS,
    expected: int | None = None,
) -> Entry:
    """Settle a draft: its status and date are set, and the version never changes afterwards.

    Args:
        register: where it is.
        document_id: which document.
        judging: by what it is judged.
        actor: who settles it.
        reasons: rule id -> why it is right all the same; kept in the document, with who and when.
        expected: the revision that the actor has read; None for the newest.

    Raises:
        AnswersError: the answers have errors, or a warning nobody has given a reason for; all of them are there.
        ConflictError: somebody else changed the draft meanwhile.
        FileError: there is no draft.
    """
    draft = register.entry(document_id)
    if not draft.is_draft:
        raise FileError(
            f"{draft.case_id} {draft.name}: dokumentet har inget utkast att fastställa. "
            "Börja nästa version med «halvvag case revise»."
        )
    data = versions.settled(_data_of(draft), judging.today)
    warnings = _unanswered(register, replace(draft, text=answers.dump(data)), judging, reasons)
    data = versions.acknowledged(data, warnings, reasons, by=actor.user, today=judging.today)
    form = find_forms(judging.root).get(draft.form)
    return register.settle(
        replace(draft, text=answers.dump(data), revision=draft.revision if expected is None else expected),
        actor=actor,
        schema_version=str(form.version) if form else "",
        also=[_overruled(one, draft, actor) for one in warnings],
    )


def revise(register: Register, document_id: str, *, today: date, actor: Actor) -> Entry:
    """Begin the next version of a settled document, as a draft with the same answers and without signatures.

    The settled version stays in force until the next one is settled.

    Raises:
        ConflictError: somebody else began it meanwhile.
        FileError: the newest version is a draft, or was cancelled.
    """
    settled = register.entry(document_id)
    if settled.status != SETTLED:
        raise FileError(f"{settled.case_id} {settled.name}: bara ett fastställt dokument får en ny version.")
    version = settled.version + 1
    data = versions.next_version(_data_of(settled), version, today)
    new = replace(settled, version=version, status=DRAFT, text=answers.dump(data), revision=0)
    return register.save(new, expected=None, actor=actor)


def sum_up(register: Register, case_id: str, judging: Judging) -> Summary:
    """Judge a case and keep what lists show of it: dates and states, nothing of the person.

    Raises:
        FileError: there is no such case.
        FormError: a schema is wrong.
        AnswersError: the unit's settings are wrong.
    """
    changed = register.changed_at(case_id)
    checked = read_registered(register, case_id, today=judging.today, root=judging.root, unit=judging.unit)
    seen = survey(checked, today=judging.today, root=judging.root)
    dues = [Due(day=due.day, step=line.number) for line, due in seen.due]
    dues += [Due(day=seen.next_meeting, step=0)] if seen.next_meeting else []
    known = [day for one in checked.case.documents for day in (one.date, one.settled_date) if day]
    summary = Summary(
        case_id=case_id,
        start=seen.start,
        end=seen.end,
        closed=CaseView(checked.case, checked.unit, judging.today).is_closed(),
        last_note=max(known, default=None),
        dues=tuple(sorted(dues, key=lambda due: due.day)),
        documents=len(checked.asked),
        drafts=sum(source.is_draft for source in checked.asked),
        errors=sum(problem.level is Level.ERROR for problem in checked.problems),
        warnings=sum(problem.level is Level.WARNING for problem in checked.problems),
        judged_on=judging.today,
        changed_at=changed,
    )
    register.sum_up(summary)
    return summary


def overview(register: Register, judging: Judging, *, at_once: int = SUMMED_UP_AT_ONCE) -> tuple[Summary, ...]:
    """Return what lists show of every case, after summing up those that were saved since.

    Args:
        register: whose cases.
        judging: by what a case is judged that has changed.
        at_once: how many cases to judge at the most; the others wait for the next time, as ``is_stale`` says.

    Raises:
        FileError, FormError, AnswersError: as :func:`sum_up`.
    """
    known = register.overview()
    stale = [one.case_id for one in known if one.is_stale][:at_once]
    fresh = {case_id: sum_up(register, case_id, judging) for case_id in stale}
    return tuple(fresh.get(one.case_id, one) for one in known)


def due(register: Register, by: date, judging: Judging) -> list[tuple[date, str]]:
    """Return what is due by a day, the earliest first: the day and the case id, nothing else.

    Source: SoLPuL 2001:454 7 a §, no sensitive data in lists over several persons.

    Raises:
        FileError, FormError, AnswersError: as :func:`sum_up`.
    """
    known = overview(register, judging, at_once=ALL)
    near = [one for one in known if any(each.day <= by for each in one.dues)]
    # Time alone ends some deadlines, so what is to be shown is judged on the day.
    now = [one if one.judged_on == judging.today else sum_up(register, one.case_id, judging) for one in near]
    return sorted((each.day, one.case_id) for one in now for each in one.dues if each.day <= by)


def judge(
    entries: Iterable[Entry], case_id: str, judging: Judging, unit: Unit, asked: Collection[str] | None
) -> CheckedCase:
    """Judge all versions of a case together: the newest are asked for, the older ones are context.

    Raises:
        FormError: a schema is wrong.
    """
    forms = find_forms(judging.root)
    every = list(entries)
    last = {one.document_id: one.version for one in sorted(every, key=lambda one: one.version)}
    sources: list[Source] = []
    paths: list[Path] = []
    for one in every:
        is_newest = one.version == last[one.document_id]
        path = Path(case_id, f"{one.name}.yaml" if is_newest else f"{one.name}.v{one.version}.yaml")
        # Two versions of one document must not count twice, a draft and the version it continues neither.
        seen = one if is_newest else replace(one, status=REPLACED)
        sources.append(read_source(path, _text_of(seen), forms, judging.today))
        if is_newest and (asked is None or one.name in asked):
            paths.append(path)
    return together(Path(case_id), sources, paths, forms=forms, today=judging.today, unit=unit)


def _unanswered(register: Register, draft: Entry, judging: Judging, reasons: Mapping[str, str]) -> list[Problem]:
    """Return the warnings of a draft, each with a reason given for its rule.

    Raises:
        AnswersError: it has errors, or a warning without a reason.
    """
    others = [
        one for one in register.history(draft.case_id) if one.document_id != draft.document_id or not one.is_draft
    ]
    entries = [*others, draft]
    unit = unit_of(register, draft.case_id, judging.unit)
    checked = judge(entries, draft.case_id, judging, unit, (draft.name,))
    errors = [problem for problem in checked.problems if problem.level is Level.ERROR]
    warnings = [problem for problem in checked.problems if problem.level is Level.WARNING]
    if errors:
        raise AnswersError(errors)
    if missing := [problem for problem in warnings if not reasons.get(problem.rule, "").strip()]:
        raise AnswersError(missing)
    return warnings


def _is_named(entry: Entry, sought: list[str]) -> bool:
    """Whether all of the words stand in the person's name; only a text that holds them is parsed."""
    text = entry.text.casefold()
    if not sought or not all(word in text for word in sought):
        return False
    try:
        person = _data_of(entry).get("klient")
    except AnswersError:
        return False
    names = " ".join(str(person.get(part, "")) for part in _NAMES) if isinstance(person, dict) else ""
    return all(word in names.casefold() for word in sought)


def _overruled(problem: Problem, draft: Entry, actor: Actor) -> Act:
    return Act(
        action=Action.OVERRULED,
        user=actor.user,
        role=actor.role,
        case_id=draft.case_id,
        document_id=draft.document_id,
        version=draft.version,
        fields=(problem.path,) if problem.path else (),
        reason_code=problem.rule,
    )


def _data_of(entry: Entry) -> dict[str, Any]:
    """Return a document's answers as they may be changed.

    Raises:
        AnswersError: the text is no answers file.
    """
    data: dict[str, Any] = answers.parse(_text_of(entry), document=entry.name).data
    if not isinstance(data.get("dokument"), dict):
        data["dokument"] = {}
    return data


def _text_of(entry: Entry) -> str:
    """Return the text as it is read: without a byte order mark, and saying so when it has been replaced."""
    text = entry.text.removeprefix("\ufeff")
    if entry.status != REPLACED:
        return text
    # The text of a settled version never changes, so what became of it stands beside it.
    data = answers.parse(text, document=entry.name).data
    block = data.get("dokument")
    return answers.dump(data | {"dokument": {**block, "status": REPLACED}}) if isinstance(block, dict) else text
