"""What one document says and another says differently: reported in the later one, with both places named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.rules.belonging import CASE_ID, usual_case
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView, day, flag, plain, rows, text

_GRANTED = "genomforandeplan.uppdragets_mal"
_PLAN = "genomforandeplan"
_CASE = "arende"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A value, where it stands and what it is called there."""

    document: Answers
    path: str
    label: str
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clash:
    later: _Place
    earlier: _Place
    variant: str = ""
    """Which of the rule's texts is meant."""


def _text_at(path: str) -> Callable[[Answers], object]:
    return lambda document: plain(text(document, path)) or None


def _address(document: Answers) -> object:
    """Return the home address as one value; none where it is protected."""
    if flag(document, "klient.skyddade_uppgifter") or not text(document, "klient.hemadress.gata"):
        return None
    return tuple(plain(text(document, f"klient.hemadress.{name}")) for name in ("gata", "postnummer", "postort"))


_COMMON: tuple[tuple[str, str, Callable[[Answers], object]], ...] = (
    ("klient.fornamn", "Förnamn", _text_at("klient.fornamn")),
    ("klient.efternamn", "Efternamn", _text_at("klient.efternamn")),
    ("klient.id_nummer", "Personbeteckning / personnummer", _text_at("klient.id_nummer")),
    ("klient.fodelsedatum", "Födelsedatum", lambda document: day(document, "klient.fodelsedatum")),
    ("klient.hemadress.gata", "Hemadress", _address),
    ("klient.hemkommun", "Hemkommun", _text_at("klient.hemkommun")),
    ("bestallare.namn", "Beställare", _text_at("bestallare.namn")),
    ("genomforandeplan.handledare.namn", "Handledare", _text_at("genomforandeplan.handledare.namn")),
)


def _order(document: Answers) -> tuple[date, str]:
    return (document.date or date.max, document.document)


def _clashes(view: CaseView) -> dict[int, list[_Clash]]:
    """Return what clashes in the whole case, by the later document."""
    documents = sorted(
        (one for one in view.case.documents if one.status not in ("ersatt", "makulerad")), key=_order
    )
    strangers = list(_of_another_case(documents))
    away = {id(clash.later.document) for clash in strangers}
    kin = [one for one in documents if id(one) not in away]
    found: dict[int, list[_Clash]] = {}
    for clash in (*strangers, *_changes(kin), *_pairs(view, kin)):
        found.setdefault(id(clash.later.document), []).append(clash)
    return found


def _of_another_case(documents: list[Answers]) -> Iterator[_Clash]:
    """Yield the documents with another ärende-id than most have; nothing else in them is compared."""
    usual = usual_case(documents)
    places = [
        _Place(document=one, path=CASE_ID, label="Ärende-id", value=value)
        for one in documents
        if (value := plain(text(one, CASE_ID)))
    ]
    first = next((place for place in places if place.value == usual), None)
    for place in places:
        if first and place.value != usual:
            yield _Clash(later=place, earlier=first, variant=_CASE)


def _changes(documents: list[Answers]) -> Iterator[_Clash]:
    """Yield each first appearance of another value; a value that was there before is no news."""
    for path, label, read in _COMMON:
        seen: dict[object, None] = {}
        previous: _Place | None = None
        for document in documents:
            value = read(document)
            if value is None:
                continue
            place = _Place(document=document, path=path, label=label, value=value)
            if previous and value not in seen:
                yield _Clash(later=place, earlier=previous)
            seen[value] = None
            previous = place


def _pairs(view: CaseView, documents: list[Answers]) -> Iterator[_Clash]:
    kin = {id(one) for one in documents}
    for document in documents:
        for one, other in _compared(view, document):
            if not {id(one.document), id(other.document)} <= kin:
                continue
            if one.value is not None and other.value is not None and one.value != other.value:
                earlier, later = sorted((one, other), key=lambda place: _order(place.document))
                yield _Clash(later=later, earlier=earlier)


def _compared(view: CaseView, document: Answers) -> Iterator[tuple[_Place, _Place]]:
    if document.form == _PLAN:
        yield from _granted_goals(view, document)
        yield from _agreed_start(view, document)
        yield from _period(view, document)
    elif document.form == "uppfoljning":
        yield from _followed_goals(view, document)
    elif document.form == "krisplan":
        yield from _contact(view, document)
    elif document.form == "utredning":
        yield from _test_results(view, document)


def _granted_goals(view: CaseView, plan: Answers) -> Iterator[tuple[_Place, _Place]]:
    decision = view.related("uppdrag", plan)
    if decision:
        yield from _same_goals((decision, "uppdrag.mal"), (plan, _GRANTED), ("text", "Uppdragets mål"))


def _followed_goals(view: CaseView, follow_up: Answers) -> Iterator[tuple[_Place, _Place]]:
    plan = view.related(_PLAN, follow_up)
    if plan:
        for name, label in (("smart_mal", "Målet konkret"), ("senast", "Målet senast")):
            yield from _same_goals((plan, f"{_PLAN}.mal"), (follow_up, "uppfoljning.mal"), (name, label))


def _same_goals(
    one: tuple[Answers, str], other: tuple[Answers, str], member: tuple[str, str]
) -> Iterator[tuple[_Place, _Place]]:
    """Pair the goals of two documents by their number."""
    places = _goals(*one, member)
    for goal_id, place in _goals(*other, member).items():
        if goal_id in places:
            yield places[goal_id], place


def _goals(document: Answers, path: str, member: tuple[str, str]) -> dict[str, _Place]:
    name, label = member
    found = {}
    for place, row in enumerate(rows(document, path)):
        value = day(row, name) or plain(text(row, name)) or None
        if goal_id := text(row, "mal_id"):
            where = f"{path}[{place}].{name}"
            found[goal_id] = _Place(document=document, path=where, label=label, value=value)
    return found


def _agreed_start(view: CaseView, plan: Answers) -> Iterator[tuple[_Place, _Place]]:
    path = f"{_PLAN}.inflytt_datum"
    own = _Place(document=plan, path=path, label="Inflyttning", value=day(plan, path))
    for meeting in view.of("natverksmote"):
        agreed = day(meeting, "natverksmote.overenskommen_inflytt")
        if text(meeting, "natverksmote.typ") == "inledande" and view.related(_PLAN, meeting) is plan:
            where, label = "natverksmote.overenskommen_inflytt", "Överenskommet inflyttningsdatum"
            yield _Place(document=meeting, path=where, label=label, value=agreed), own


def _period(view: CaseView, plan: Answers) -> Iterator[tuple[_Place, _Place]]:
    """Pair the ends of the plan with those of the decision where the plan goes beyond it."""
    decision = view.related("uppdrag", plan)
    for end, label in (("fran", "början"), ("till", "slut")):
        granted, planned = day(decision, f"uppdrag.period.{end}"), day(plan, f"{_PLAN}.period.{end}")
        if decision is None or granted is None or planned is None:
            continue
        if planned < granted if end == "fran" else planned > granted:
            there = _Place(
                document=decision, path=f"uppdrag.period.{end}", label=f"Periodens {label}", value=granted
            )
            here = _Place(document=plan, path=f"{_PLAN}.period.{end}", label=f"Planens {label}", value=planned)
            yield there, here


def _contact(view: CaseView, crisis_plan: Answers) -> Iterator[tuple[_Place, _Place]]:
    """Pair the handledare among the contacts with the plan's; a deputy is no contradiction."""
    plan = view.related(_PLAN, crisis_plan)
    if plan is None:
        return
    staff = [plain(text(plan, f"{_PLAN}.handledare.{name}")) for name in ("namn", "ersattare")]
    for place, row in enumerate(rows(crisis_plan, "krisplan.kontakter")):
        name = plain(text(row, "namn"))
        if staff[0] and name and plain(text(row, "roll")) == "handledare" and name not in staff:
            where = f"krisplan.kontakter[{place}].namn"
            own = _Place(document=crisis_plan, path=where, label="Handledare", value=name)
            path = f"{_PLAN}.handledare.namn"
            yield _Place(document=plan, path=path, label="Handledare", value=staff[0]), own


def _test_results(view: CaseView, inquiry: Answers) -> Iterator[tuple[_Place, _Place]]:
    """Pair the tests before move-in with the log's of the same day and kind, where there is one of each."""
    logged: dict[tuple[date, str], list[_Place]] = {}
    for log in view.of("drogtest_logg"):
        for place, row in enumerate(rows(log, "drogtest_logg.poster")):
            if tested := day(row, "datum"):
                where = f"drogtest_logg.poster[{place}].resultat"
                entry = _Place(document=log, path=where, label="Resultat", value=text(row, "resultat") or None)
                logged.setdefault((tested, text(row, "typ")), []).append(entry)
    for place, row in enumerate(rows(inquiry, "utredning.tester_fore_inflytt")):
        tested = day(row, "datum")
        found = logged.get((tested, text(row, "typ")), []) if tested else []
        if len(found) == 1:
            where = f"utredning.tester_fore_inflytt[{place}].resultat"
            value = text(row, "resultat") or None
            yield _Place(document=inquiry, path=where, label="Resultat", value=value), found[0]


def _search(view: CaseView, document: Answers) -> Iterator[Finding]:
    for clash in view.once("clashes", lambda: _clashes(view)).get(id(document), ()):
        facts = {
            "har": clash.later.label,
            "dokument": clash.earlier.document.document,
            "dar": clash.earlier.label,
        }
        level = Level.ERROR if clash.variant == _CASE else None
        yield Finding(path=clash.later.path, facts=facts, variant=clash.variant, level=level)


RULES = (
    Rule(
        id="motsagelse",
        level=Level.WARNING,
        level_note="FEL när det är ärende-id som skiljer",
        when="Två dokument i ärendet säger olika: ärende-id, namn, identitetsnummer, födelsedatum, hemadress, "
        "hemkommun, beställare, handledare, period, inflyttning, målens text och datum, eller ett testresultat. "
        "Visas i det senare dokumentet. I ett dokument med ett annat ärende-id än de flesta jämförs inget mer.",
        source="Eget förslag",
        message="«{har}» är inte samma som i {dokument} («{dar}»). Kontrollera vilket som stämmer.",
        variants={
            _CASE: "«{har}» är inte samma som i {dokument} («{dar}»). Rätta det, eller lägg dokumentet i sitt "
            "eget ärendes mapp."
        },
        search=_search,
        everywhere=True,
    ),
)
