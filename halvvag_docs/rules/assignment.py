"""Rules about the decision: limited in time, a stay of reasonable length, followed up before it ends."""

from __future__ import annotations

from collections.abc import Iterator

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView, amount, day, printed, text

_FROM = "uppdrag.period.fran"
_TO = "uppdrag.period.till"


def _no_end(_view: CaseView, document: Answers) -> Iterator[Finding]:
    if document.form != "uppdrag":
        return
    first, last = day(document, _FROM), day(document, _TO)
    if last is not None and (first is None or last > first):
        return
    if first:
        yield Finding(path=_TO, facts={"fran": printed(first, document)})
    elif not document.is_draft:
        yield Finding(path=_TO, variant="okand_start")


def _unusual_stay(view: CaseView, document: Answers) -> Iterator[Finding]:
    first, last = day(document, _FROM), day(document, _TO)
    if first is None or last is None or not view.is_halfway_house(document):
        return
    days = (last - first).days
    # Three months from the first of a month end on the last of another: that day counts as well.
    if days + 1 < view.limits.vistelse_min_dagar or days > view.limits.vistelse_max_dagar:
        yield Finding(path=_TO)


def _not_followed_up(view: CaseView, document: Answers) -> Iterator[Finding]:
    first, last = day(document, _FROM), day(document, _TO)
    if last is None or view.is_closed() or (last - view.today).days >= view.limits.uppfoljning_marginal_dagar:
        return
    for one in view.of("uppfoljning"):
        held = day(one, "uppfoljning.datum") or one.date
        if text(one, "uppfoljning.typ") in ("slut", "avslut") and held and (first is None or held >= first):
            return
    yield Finding(path=_TO, facts={"till": printed(last, document)})


def _more_than_frame(view: CaseView, document: Answers) -> Iterator[Finding]:
    hours, frame = amount(document, "uppdrag.timmar_per_manad"), view.limits.direkt_min_per_manad
    if document.form == "uppdrag" and hours and hours * 60 > frame and view.is_halfway_house(document):
        yield Finding(path="uppdrag.timmar_per_manad", facts={"ram": str(frame)})


RULES = (
    Rule(
        id="R15",
        level=Level.ERROR,
        when="Den beviljade tiden saknar slutdatum, eller slutar inte efter sin början.",
        source="Vård- och insatsprogram: boendestöd är tidsbegränsat",
        message="Beslutet ska vara tidsbegränsat. Ange slutdatum efter {fran}.",
        variants={"okand_start": "Beslutet ska vara tidsbegränsat. Ange slutdatum."},
        search=_no_end,
    ),
    Rule(
        id="R21",
        level=Level.WARNING,
        when="Mindre än 14 dagar återstår av perioden (eller den är slut) och ingen uppföljning av typen slut "
        "finns.",
        source="Vård- och insatsprogram: uppföljning före periodens slut",
        message="Perioden slutar {till} och uppföljning saknas.",
        settings=("uppfoljning_marginal_dagar",),
        search=_not_followed_up,
    ),
    Rule(
        id="R44",
        level=Level.WARNING,
        when="Halvvägshem: den beviljade tiden är kortare än tre månader (89 dagar) eller längre än ett år "
        "(366 dagar).",
        source="Verksamhetens äldre villkor: 1–12 månader, helst minst tre",
        message="Rekommenderad boendetid är minst tre månader och högst ett år.",
        settings=("vistelse_min_dagar", "vistelse_max_dagar"),
        search=_unusual_stay,
    ),
    Rule(
        id="beviljad_tid",
        level=Level.WARNING,
        when="Halvvägshem: beslutet beviljar mer direkt service än 240 minuter i månaden.",
        source="Verksamhetens villkor: högst 4 timmar i månaden",
        message="Direkt service är högst {ram} min/månad. Kontrollera timmarna med beställaren.",
        settings=("direkt_min_per_manad",),
        search=_more_than_frame,
        everywhere=True,
    ),
)
