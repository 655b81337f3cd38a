"""The overview on one page, for the staff meeting: a Word file."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from halvvag_docs import files, identity, word
from halvvag_docs.formatting import format_date, format_date_range, plural
from halvvag_docs.forms import builtin_root
from halvvag_docs.overview.survey import Overview, State, StepLine
from halvvag_docs.units import Unit

_TEMPLATE = "_arendeoversikt.docx"
_TITLE = "Ärendeöversikt"
_LINES = 15
"""Lines on the page for goals, agreements and problems together, beside their headings."""
_HEADING = 3
"""Lines that a part leaves when it is empty."""
_GOALS, _AGREEMENTS, _PROBLEMS = 6, 3, 2
"""Rows: of goals and agreements at the most, of problems (two lines each) at the least."""
_LINE_OF_TEXT = 44
"""Characters of an agreement on one line."""
_NONE = "–"


def page(overview: Overview, unit: Unit, root: Path | None = None) -> tuple[str, bytes]:
    """Return the file name and the content of the Word page; the name holds the case id and the day alone.

    Raises:
        FormError: the template is wrong.
        RenderError: a value cannot be printed.
    """
    own = root / "templates" / _TEMPLATE if root else None
    path = own if own is not None and own.is_file() else builtin_root() / "templates" / _TEMPLATE
    shown = identity.shown_case_id(overview.case_id, [overview.name])
    content = word.render(
        files.read_bytes(path),
        context(overview, unit),
        name=path.name,
        language="sv-FI" if overview.system == "fi" else "sv-SE",
        title=f"{_TITLE} {shown}".strip(),
        created=overview.today,
    )
    return f"{shown or 'arende'}_arendeoversikt_{overview.today.isoformat()}.docx", content


def context(overview: Overview, unit: Unit) -> Mapping[str, Any]:
    """Return what the template may name; every value is text, so that the page says what it is given."""
    goals, agreements = _goals(overview), _agreements(overview)
    return {
        "verksamhet": {"namn": unit.namn},
        "dokument": {"arende_id": overview.case_id, "system": overview.system},
        "klient": {"skyddade_uppgifter": overview.is_protected},
        "arende": {
            "namn": overview.name or _NONE,
            "idag": _day(overview.today, overview),
            "period": _period(overview),
            "personal": "Handledare" if overview.system == "fi" else "Boendestödjare",
            "handledare": overview.staff or _NONE,
            "bestallare": _short(overview.orderer, 60) or _NONE,
            "nasta_mote": _day(overview.next_meeting, overview),
            "anmarkt": _counted(overview),
        },
        "steg": [_step(line, overview) for line in overview.steps],
        "mal": goals,
        "overenskommelser": agreements,
        "anmarkningar": _cut(_remarks(overview), "text", _room(goals, agreements)),
    }


def _room(goals: list[dict[str, str]], agreements: list[dict[str, str]]) -> int:
    """Return how many problems have room below the goals and the agreements."""
    lines = len(goals) + sum(1 + (len(row["vad"]) > _LINE_OF_TEXT) for row in agreements)
    saved = _HEADING * [goals, agreements].count([])
    return max(_PROBLEMS, (_LINES + saved - lines) // 2)


def _goals(overview: Overview) -> list[dict[str, str]]:
    rows = [
        {"nr": one.number, "omrade": one.area, "senast": _day(one.day, overview), "svar": one.result or _NONE}
        for one in overview.goals
    ]
    return _cut(rows, "omrade", _GOALS)


def _agreements(overview: Overview) -> list[dict[str, str]]:
    lines = 2 if len(overview.agreements) <= _AGREEMENTS else 1
    rows = [
        {
            "vad": _short(one.what, _LINE_OF_TEXT * lines),
            "vem": _short(one.who, 30 * lines),
            "senast": _day(one.day, overview),
        }
        for one in overview.agreements
    ]
    return _cut(rows, "vad", _AGREEMENTS)


def _step(line: StepLine, overview: Overview) -> dict[str, Any]:
    due = line.due
    return {
        "nr": str(line.number),
        "titel": line.title,
        "lage": line.word,
        "viktigt": line.state in (State.LATE, State.MISSING) and line.need != "bor",
        "tyst": line.state in (State.NOT_NEEDED, State.COMING),
        "datum": _day(line.day, overview),
        "nasta": f"{_day(due.day, overview)} {due.text}" if due else "",
    }


def _cut(rows: list[dict[str, str]], text: str, most: int) -> list[dict[str, str]]:
    """Return as many rows as have room, and a last one that says how many there are beside them."""
    if len(rows) <= most:
        return rows
    rest = len(rows) - most + 1
    return [*rows[: most - 1], dict.fromkeys(rows[0], "") | {text: f"… och {rest} till"}]


def _short(text: str, most: int) -> str:
    """Return a text on a line or two; the whole of it stands in its document."""
    return textwrap.shorten(text, most, placeholder=" …")


def _counted(overview: Overview) -> str:
    errors = sum(document.errors for document in overview.documents)
    warnings = sum(document.warnings for document in overview.documents)
    return f"{errors} fel, {plural(warnings, 'varning', 'varningar')}"


def _remarks(overview: Overview) -> list[dict[str, str]]:
    """Return errors, then warnings; the same sentence stands once, with the number of documents it is about."""
    found: dict[tuple[str, str], list[str]] = {}
    for document in overview.documents:
        for problem in sorted(document.problems, key=lambda one: one.level):
            found.setdefault((problem.level.swedish, problem.message), []).append(document.title)
    in_order = sorted(found.items(), key=lambda one: one[0][0])
    return [
        {
            "slag": level,
            "text": _short(message, 110),
            "var": where[0] if len(where) == 1 else f"{len(where)} dokument",
        }
        for (level, message), where in in_order
    ]


def _period(overview: Overview) -> str:
    start, end = overview.start, overview.end
    if start and end and start <= end:
        return format_date_range(start, end, overview.system)
    return _day(start or end, overview)


def _day(value: date | None, overview: Overview) -> str:
    return format_date(value, overview.system) if value else _NONE
