"""A file that was copied: two documents of a case with one id that cannot be told apart as versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from halvvag_docs.answers import Answers
from halvvag_docs.errors import Level
from halvvag_docs.rules.rule import Finding, Rule
from halvvag_docs.rules.view import CaseView

_IN_USE = frozenset(("utkast", "faststalld"))


def _search(view: CaseView, document: Answers) -> Iterator[Finding]:
    twins = view.once("twins", lambda: _by_id(view.case.documents)).get(document.id, [])
    for original in twins if document.id else ():
        is_other_form = original.form != document.form
        if (is_other_form or original.version == document.version) and _is_copy(document, original):
            variant = "annat_slag" if is_other_form else ""
            yield Finding(path="dokument.id", facts={"dokument": original.document}, variant=variant)
            return


def _by_id(documents: Iterable[Answers]) -> dict[str, list[Answers]]:
    found: dict[str, list[Answers]] = {}
    for one in documents:
        found.setdefault(one.id, []).append(one)
    return found


def _is_copy(document: Answers, original: Answers) -> bool:
    """Say whether of the two it is the document that is to be changed: the later one, unless only it is in use."""
    return original.status not in _IN_USE or _order(original) < _order(document)


def _order(document: Answers) -> tuple[str, str]:
    return str(document.date or ""), document.document


RULES = (
    Rule(
        id="dubblett",
        level=Level.ERROR,
        when="Två dokument i ärendet har samma dokument-id och samma version, eller samma dokument-id fast de är "
        "av olika slag: den ena filen är en kopia av den andra. Visas i det senare dokumentet.",
        source="Eget förslag",
        message="«Dokument-id» och version är samma som i {dokument}. Är det en kopia, ta bort den ena filen. Är "
        "det ett nytt dokument, gör det med «halvvag new», så får det ett eget id.",
        variants={
            "annat_slag": "«Dokument-id» är samma som i {dokument}, som är ett annat slags dokument. Gör det här "
            "med «halvvag new», så får det ett eget id."
        },
        search=_search,
        everywhere=True,
    ),
)
