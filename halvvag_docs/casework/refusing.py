"""Write in the answers that somebody did not want to sign. Source: domain reference, 6."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from halvvag_docs import answers, yamltext
from halvvag_docs.casework.reading import Source
from halvvag_docs.errors import FileError

REFUSED = "ville_inte"
_BLOCK = "underskrifter"


def with_refusal(source: Source, text: str, *, role: str, name: str, day: date) -> str:
    """Return the text of an answers file with one entry more under «Underskrifter»; all else stays as it stands.

    Args:
        source: the file, read.
        text: its text.
        role: code of who did not want to, such as ``klient``.
        name: their name in print; empty takes the client's own from the answers.
        day: when.

    Raises:
        FileError: the name is not known, or the file is written in such a way that nothing can be added to it.
    """
    entry = {"roll": role, "namn": name or _own_name(source, role), "datum": day.isoformat(), "satt": REFUSED}
    if not entry["namn"]:
        raise FileError("Ange namnet på den som inte ville skriva under, med --name.")
    before = answers.parse(text, document=source.document).data
    wanted = {**before, _BLOCK: [*_entries(before), entry]}
    made = _added(text, entry)
    if answers.parse(made, document=source.document).data != wanted:
        raise FileError(f"{source.path}: skriv själv in under «{_BLOCK}» att personen inte ville skriva under.")
    return made


def _own_name(source: Source, role: str) -> str:
    person: Any = source.answers.get("klient", {}) if source.answers and role == "klient" else {}
    return " ".join(str(person[key]) for key in ("fornamn", "efternamn") if key in person)


def _entries(data: Mapping[str, Any]) -> list[Any]:
    found = data.get(_BLOCK)
    return list(found) if isinstance(found, list) else []


def _added(text: str, entry: Mapping[str, str]) -> str:
    """Put the entry after the last of its block, or the whole block last in the file."""
    lines = text.splitlines(keepends=True)
    start = next((i for i, line in enumerate(lines) if line.startswith(f"{_BLOCK}:")), None)
    if start is None or not _entries(answers.parse(text, document=_BLOCK).data):
        rest = "".join(line for i, line in enumerate(lines) if i != start)
        return rest + ("" if rest.endswith("\n") else "\n") + yamltext.dump({_BLOCK: [dict(entry)]})
    end = next((i for i in range(start + 1, len(lines)) if lines[i][:1] not in {" ", "-", "\n", "#"}), len(lines))
    while not lines[end - 1].strip():
        end -= 1
    first = lines[start + 1]
    indent = first[: len(first) - len(first.lstrip())]
    written = yamltext.dump({_BLOCK: [dict(entry)]}).splitlines(keepends=True)[1:]
    own = written[0][: len(written[0]) - len(written[0].lstrip())]
    added = [indent + line.removeprefix(own) for line in written]
    if not lines[end - 1].endswith("\n"):
        lines[end - 1] += "\n"
    return "".join([*lines[:end], *added, *lines[end:]])
