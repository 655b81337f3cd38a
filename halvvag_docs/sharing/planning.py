"""What a recipient would get today, what stays, and why: everything that is decided before a package is made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from halvvag_docs.casework import CheckedCase, Source
from halvvag_docs.errors import FileError, Level, Problem
from halvvag_docs.forms import Form
from halvvag_docs.rules import RULES
from halvvag_docs.rules.belonging import Stranger, kin, strangers
from halvvag_docs.rules.rule import Finding
from halvvag_docs.rules.view import CaseView
from halvvag_docs.sharing.ground import Ground, Grounds, Recipient, RefusedError, nothing_covered
from halvvag_docs.sharing.leaks import repeated
from halvvag_docs.sharing.policy import Policy, read_policy
from halvvag_docs.sharing.selecting import Selection, Why
from halvvag_docs.sharing.viewing import for_access, is_protected

_OUT_OF_USE = {"ersatt": "det finns en nyare version av dokumentet.", "makulerad": "dokumentet är makulerat."}
_NOT_OF_THE_CASE = {
    Stranger.CASE: "Dokumentet har ett annat ärende-id än de flesta i ärendet. Lägg det i sitt eget ärendes mapp.",
    Stranger.PERSON: "Dokumentet handlar om en annan person än de flesta i ärendet: identitetsnummer, "
    "födelsedatum eller namn skiljer. Kontrollera vems det är. Lägg det i rätt ärende, eller rätta uppgiften i "
    "en ny version.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody asks to share."""

    recipient: Recipient
    documents: tuple[str, ...]
    """File stems, names of forms (all documents of the form that are in use), or ids of documents."""
    today: date
    root: Path | None = None
    draft: bool = False
    """Drafts may go too, marked as such: forms to be filled in."""
    exceptions_read: bool = False
    """A person has compared the documents with the exceptions in words that the consents make."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One document that goes."""

    form: Form
    whole: Source
    """As it is."""
    source: Source
    """As the recipient gets it."""
    selection: Selection
    ground: Ground

    @property
    def omitted_sections(self) -> tuple[str, ...]:
        """Titles of the form's sections of which something is left out, whether answered or not."""
        printed = [one for one in self.form.leaves if self.form.must_print(one)]
        sections = dict.fromkeys(one.section for one in printed if one.path in self.selection.withheld)
        found = []
        for section_id in sections:
            section = self.form.section(section_id)
            whole = all(one.path in self.selection.withheld for one in printed if one.section == section_id)
            found.append((section.title if section else section_id) + ("" if whole else " (delvis)"))
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would go. With problems, nothing does."""

    wish: Wish
    case: CheckedCase
    items: tuple[Item, ...]
    problems: tuple[Problem, ...]
    """Why something may not go."""
    notes: tuple[str, ...]
    """What a person should look at, in Swedish, without answers."""

    @property
    def case_id(self) -> str:
        """``dokument.arende_id`` of the documents."""
        return next((one.whole.answers.case_id for one in self.items if one.whole.answers), "")


def plan(case: CheckedCase, wish: Wish) -> Plan:
    """Return what a recipient may have of the documents that are asked for.

    Raises:
        FileError: no document is called that; the message lists those there are.
        FormError: ``_sharing.yaml`` is wrong.
    """
    policy = read_policy(wish.root)
    view = CaseView(kin(case.case), case.unit, wish.today)
    grounds = Grounds(view, policy, wish.recipient, protected=is_protected(case.case.documents))
    away = strangers(case.case.documents)
    items: list[Item] = []
    problems: list[Problem] = []
    for source in _wanted(case, wish.documents):
        if source.document in away:
            problems.append(_problem(source, "motsagelse", _NOT_OF_THE_CASE[away[source.document]]))
            continue
        if reason := _unfit(source, draft=wish.draft):
            problems.append(_problem(source, "status", reason))
            continue
        try:
            item = _item(source, grounds, policy)
        except RefusedError as refused:
            problems.append(refused.problem)
            continue
        items.append(item)
        problems.extend(_wrong(item, wish))
    return Plan(
        wish=wish, case=case, items=tuple(items), problems=tuple(problems), notes=tuple(_notes(items, wish))
    )


def _wanted(case: CheckedCase, names: Sequence[str]) -> list[Source]:
    every = sorted((*case.asked, *case.others), key=lambda one: one.document)
    found: dict[str, Source] = {}
    for name in names:
        same = [one for one in every if name in (one.document, one.answers.id if one.answers else "")]
        same = same or [one for one in every if one.form and one.form.name == name and _is_in_use(one)]
        if not same:
            known = ", ".join(one.document for one in every)
            raise FileError(f"--documents {name}: ärendet har inget sådant dokument. Det har {known}.")
        found.update({one.document: one for one in same})
    return list(found.values())


def _is_in_use(one: Source) -> bool:
    return one.answers is not None and one.answers.status not in _OUT_OF_USE


def _unfit(source: Source, *, draft: bool) -> str:
    """Return why a document can go to nobody; answers with errors go to nobody even as a draft."""
    if reason := source.why_not(draft=False):
        is_form_to_fill = draft and source.is_draft and not source.has_errors
        return "" if is_form_to_fill else reason
    return _OUT_OF_USE.get(source.answers.status, "") if source.answers else ""


def _item(source: Source, grounds: Grounds, policy: Policy) -> Item:
    if source.form is None or source.answers is None:  # _unfit has refused it
        raise FileError(f"{source.path}: {source.why_not(draft=True)}")
    ground = grounds.of(source.answers)
    filtered, selection = for_access(source, ground.access, policy)
    assert selection is not None  # noqa: S101  it was read
    if source.form.name not in selection.answers and source.form.name in source.answers:
        raise RefusedError(nothing_covered(source.answers, source.form.title))
    return Item(form=source.form, whole=source, source=filtered, selection=selection, ground=ground)


def _wrong(item: Item, wish: Wish) -> Iterator[Problem]:
    """Yield what must not go although there is a ground."""
    if not wish.exceptions_read:
        for permit in item.ground.permits:
            if permit.excepts:
                yield _problem(item.whole, "undantag", _EXCEPTS.format(id=permit.consent_id))
    protected = [one for one in item.selection.omitted if one.why is Why.PROTECTED]
    for _, path in repeated(protected, item.selection.answers):
        message = f"{RULES['R37'].text(Finding(path=''))} Den står i ett svar som lämnas ut."
        yield Problem(document=item.whole.document, path=path, rule="R37", level=Level.ERROR, message=message)


_EXCEPTS = (
    "Samtycke {id} har ett undantag i ord («Det här får inte delas»). Läs det, kontrollera att inget av det står "
    "i dokumenten, och lägg sedan till --exceptions-read."
)


def _notes(items: Sequence[Item], wish: Wish) -> Iterator[str]:
    permits = {one.consent_id: one for item in items for one in item.ground.permits}
    for permit in permits.values():
        if permit.stale:
            yield f"Samtycke {permit.consent_id}: {RULES['R36'].text(Finding(path=''))}"
        if permit.unsure:
            yield f"Samtycke {permit.consent_id}: {RULES['R48'].text(Finding(path=''))}"
    if wish.recipient.ground:
        yield "Skriv i journalen att utlämnandet har prövats, varför, av vem och vad som lämnades ut."
    for item in items:
        hidden = [one for one in item.selection.omitted if one.why is not Why.NOT_NEEDED]
        for one, path in repeated(hidden, item.selection.answers):
            field = item.form.field(path)
            label = f"«{field.label}»" if field else path
            yield (
                f"{item.whole.document}: «{one.field.label}» ({one.path}) lämnas inte ut, men samma text står i "
                f"{label} ({path}), som lämnas ut. Kontrollera det svaret."
            )


def _problem(source: Source, rule: str, message: str) -> Problem:
    text = message[:1].upper() + message[1:]
    return Problem(document=source.document, path="", rule=rule, level=Level.ERROR, message=text)


def viewed(plan_: Plan) -> CheckedCase:
    """Return the case as the recipient sees it, with the documents that go as those asked for."""
    going = {item.whole.document for item in plan_.items}
    rest = tuple(one for one in (*plan_.case.asked, *plan_.case.others) if one.document not in going)
    return replace(plan_.case, asked=tuple(item.source for item in plan_.items), others=rest)
