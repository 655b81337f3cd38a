"""Cases for tests: the samples, checked, and small ones made of a few answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from halvvag_docs import answers, validation
from halvvag_docs.answers import Answers, freeze
from halvvag_docs.cases import Case
from halvvag_docs.forms import Form, builtin_root, find_forms
from halvvag_docs.units import Unit

SAMPLES = builtin_root() / "samples"
FINNISH, SWEDISH = "A-fi-halvvagshem", "B-se-boendestod"
TODAY = date(2026, 11, 22)


@lru_cache(maxsize=1)
def all_forms() -> dict[str, Form]:
    """Return the package's forms by name."""
    return find_forms()


def read_document(path: Path) -> Answers:
    """Return the checked answers of one file."""
    raw = answers.parse(path.read_text("utf-8"), document=path.stem)
    return validation.check(all_forms()[validation.form_name(raw, all_forms())], raw, today=TODAY).answers


@lru_cache(maxsize=4)
def sample(folder: str) -> Mapping[str, Answers]:
    """Return the documents of a sample case by the number of their file: ``08``."""
    return {path.stem[:2]: read_document(path) for path in sorted((SAMPLES / folder).glob("[0-9]*.yaml"))}


def sample_case(folder: str, *numbers: str) -> Case:
    """Return a sample case, or only the documents with these numbers."""
    found = sample(folder)
    return Case(documents=tuple(found[number] for number in numbers or sorted(found)))


def sample_unit(folder: str) -> Unit:
    """Return the unit of a sample case."""
    text = (SAMPLES / folder / "verksamhet.yaml").read_text("utf-8")
    return validation.read_unit(answers.parse(text, document="verksamhet"))


def document(form: str, day: str, block: Mapping[str, Any] | None = None, **more: Any) -> Answers:
    """Return a settled document of a small case; ``more`` are common blocks and members of ``dokument``."""
    blocks: dict[str, Any] = {name: more.pop(name) for name in ("klient", "bestallare") if name in more}
    head: dict[str, Any] = {
        "typ": form,
        "system": "fi",
        "arende_id": "T-001",
        "id": str(uuid5(NAMESPACE_URL, f"{form} {day}")),
        "version": 1,
        "status": "faststalld",
        "datum": date.fromisoformat(day),
    }
    values = {"dokument": head | more, **blocks, form: block or {}}
    return Answers(freeze(values), document=f"{day}-{form}", form=form)


def changed(one: Answers, **places: Any) -> Answers:
    """Return a document with some answers replaced; ``a__b`` stands for the path ``a.b``, None removes."""
    values = _thawed(dict(one))
    for name, value in places.items():
        *groups, last = name.split("__")
        target = values
        for group in groups:
            target = target.setdefault(group, {})
        target[last] = value
    return Answers(freeze(values), document=one.document, form=one.form)


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield (path, value) of every answer; a list of plain values is one."""
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}".lstrip("."))
    elif isinstance(value, tuple | list) and value and isinstance(value[0], Mapping):
        for place, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{place}]")
    else:
        yield path, value


def _thawed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _thawed(inner) for name, inner in value.items()}
    return [_thawed(inner) for inner in value] if isinstance(value, tuple) else value
