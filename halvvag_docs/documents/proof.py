"""The proof that a form is sound: its templates print every field, name no other, and lose nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from halvvag_docs import answers, files, validation
from halvvag_docs.answers import Answers, RawAnswers
from halvvag_docs.documents import choices, flowing, naming, pdf, signatures, trial
from halvvag_docs.documents import context as contexts
from halvvag_docs.documents.render import FORMATS, has_template, render, word_template
from halvvag_docs.errors import HalvvagError, Level, Problem
from halvvag_docs.forms import SUFFIXES, Field, Form, builtin_root, find_forms
from halvvag_docs.schema import schema_path
from halvvag_docs.units import UNNAMED, Unit

_KINDS = (".yaml", *SUFFIXES)
_UNIT_FILE = "verksamhet"
_SIGNATURE = {
    f"signaturer[].{name}": f"underskrifter[].{name}" for name in ("roll", "namn", "datum", "ort", "satt")
}
_SIGNATURE |= {"signaturer[].roll_text": "underskrifter[].roll", "signaturer[].satt_text": "underskrifter[].satt"}
_STEP = re.compile(r"[^.\[\]]+|\[\]")


def prove(root: Path | None = None, names: Sequence[str] = ()) -> list[Problem]:
    """Check forms with the samples of their root, and that no file is without its form.

    Args:
        root: a folder of own forms, or None for those of the package alone.
        names: forms to check; all when empty.
    """
    forms = find_forms(root)
    chosen = [form for name, form in forms.items() if not names or name in names]
    problems: list[Problem] = []
    samples = _samples(root)
    for form in chosen:
        problems += [*naming.prove_names(form), *_static(form)]
        for raw, unit in samples:
            if validation_name(raw) == form.name:
                problems += _sample(form, raw, unit)
        problems += _trials(form)
    return problems if names else problems + check_root(root)


def check_form(form: Form, samples: Sequence[RawAnswers] = (), unit: Unit = UNNAMED) -> list[Problem]:
    """Return what is wrong with a form; nothing when it is sound.

    Every template prints each field that is not internal, and names nothing else; ``samples`` are
    right and render; invented answers to every field, in all variants, and the least draft render.
    """
    problems = [*naming.prove_names(form), *_static(form)]
    for raw in samples:
        problems += _sample(form, raw, unit)
    return problems + _trials(form)


def check_root(root: Path | None = None) -> list[Problem]:
    """Return templates, schemas and samples that belong to no form, and forms without a sample."""
    forms = find_forms(root)
    base = root or builtin_root()
    # What begins with _ belongs to the program. A unit's own root may replace it, and add none that nobody reads.
    ours = {path.stem for name in ("schemas", "templates") for path in _files(builtin_root() / name, _KINDS)}
    problems = [
        _problem(
            path.name, "orphan", "mallen hör inte till något formulär. Ta bort den eller lägg till dess schema."
        )
        for path in _files(base / "templates", SUFFIXES)
        if path.stem.split(".")[0] not in forms and not (path.stem.startswith("_") and path.stem in ours)
    ]
    problems += [
        _problem(
            path.name, "orphan", "filen är inget schema: ett namn som börjar med _ är bara till för inställningar."
        )
        for path in _files(base / "schemas", (".yaml",))
        if path.stem.startswith("_") and path.stem not in ours
    ]
    known = [validation_name(raw) for raw, _ in _samples(root)]
    problems += [
        _problem(
            form.name, "sample", "formuläret har inget exempel. Lägg till ett i mappen samples.", Level.WARNING
        )
        for form in forms.values()
        if form.root == base and form.name not in known
    ]
    problems += [
        _problem(raw.document, "orphan", "exemplet är inte svar på något formulär. Rätta dokument.typ.")
        for raw, _ in _samples(root)
        if validation_name(raw) not in forms
    ]
    return problems


def validation_name(raw: RawAnswers) -> str:
    """Return ``dokument.typ`` of raw answers, empty when it is missing."""
    document = raw.data.get("dokument")
    name = document.get("typ") if isinstance(document, Mapping) else ""
    return name if isinstance(name, str) else ""


def _samples(root: Path | None) -> list[tuple[RawAnswers, Unit]]:
    """Read the sample cases of a root; each folder is one case with its own unit."""
    folder = (root or builtin_root()) / "samples"
    folders = sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    result = []
    for case in folders:
        raws = [answers.parse(files.read_text(path), document=path.stem) for path in _files(case, (".yaml",))]
        units = [validation.read_unit(raw) for raw in raws if raw.document == _UNIT_FILE]
        result += [(raw, units[0] if units else UNNAMED) for raw in raws if raw.document != _UNIT_FILE]
    return result


def _files(folder: Path, suffixes: Iterable[str]) -> list[Path]:
    return files.list_files(folder, suffixes) if folder.is_dir() else []


def _static(form: Form) -> list[Problem]:
    """Check the templates by reading them."""
    if not form.templates:
        return [_problem(form.name, "template", "formuläret har ingen mall.")]
    problems = []
    for suffix, path in form.templates.items():
        try:
            uses = list(_uses(form, suffix, path))
        except HalvvagError as error:
            problems += [_problem(form.name, "template", line) for line in str(error).splitlines()]
            continue
        problems += _unknown(form, path.name, uses)
        problems += _unprinted(form, path.name, uses)
        if suffix == ".pdf":
            problems += [*_misspelt(form, path), *_choices(form, path)]
    return problems


def _misspelt(form: Form, path: Path) -> list[Problem]:
    from halvvag_docs import pdfform  # noqa: PLC0415  pypdf takes long to import

    found = pdfform.misspelt(pdf.template(path).fields)
    return [_problem(form.name, "template", f"{path.name}, {place}: {fault}") for place, fault in found]


def _choices(form: Form, path: Path) -> list[Problem]:
    found = choices.misfits(form, pdf.template(path).fields)
    return [_problem(form.name, "unknown", f"{path.name}, {message}", path=at) for at, message in found]


Use = tuple[str, str, bool]
"""Schema path, place, and whether it is printed there."""


def _uses(form: Form, suffix: str, path: Path) -> Iterator[Use]:
    if suffix == ".docx":
        for found in word_template(path).references:
            yield found.path, found.place, found.printed
    elif suffix == ".pdf":
        from halvvag_docs import pdfform  # noqa: PLC0415  pypdf takes long to import

        for one in pdfform.references(pdf.template(path).fields):
            yield one.path, one.place, True
    elif suffix == ".typ":
        for printed in dict.fromkeys(_set_in_trials(form, path)):
            yield printed, path.name, True


def _set_in_trials(form: Form, path: Path) -> Iterator[str]:
    """Yield the fields that a template of running text prints of invented answers, until all are printed."""
    missing = {field.path for field in form.leaves if form.must_print(field)}
    for _, answers_ in trial.variants(form):
        context = contexts.build(form, answers_, unit=trial.FULL_UNIT, draft=False)
        context["signaturer"] = signatures.build(form, context, answers_.system)
        order = pdf.Order(form=form, context=context, language="", title=form.title, unit_name="", draft=False)
        printed = [schema_path(one) for one in flowing.printed_paths(flowing.typeset(order, answers_, path))]
        yield from printed
        missing.difference_update(one.removesuffix("[]") for one in printed)
        if not missing:
            return


def _unknown(form: Form, template: str, uses: Iterable[Use]) -> Iterator[Problem]:
    shape = _shape(form)
    boxes = {f"{field.path}.{code}" for field in form.leaves for code in field.labels}
    for path, place, _ in dict.fromkeys(uses):
        if path not in boxes and not _is_known(shape, path):
            yield _problem(
                form.name, "unknown", f"{template}, {place}: «{path}» finns inte i formuläret.", path=path
            )


def _shape(form: Form) -> Mapping[str, Any]:
    """Return a context in which every name stands and every list has an item."""
    answers_ = trial.complete(form, "fi", 0)
    shape = contexts.build(form, answers_, unit=trial.FULL_UNIT, draft=True)
    for field in form.leaves:
        _fill(shape, field)
    shape["signaturer"] = signatures.build(form, shape, "fi")
    return shape


def _fill(shape: dict[str, Any], field: Field) -> None:
    """Put in a list that a condition took away from the invented answers."""
    if field.kind != "list":
        return
    holder: Any = shape
    *groups, name = field.path.split(".")
    for step in groups:
        holder = holder[step.removesuffix("[]")]
        holder = holder[0] if isinstance(holder, list) else holder
    holder[name] = holder[name] or [contexts.EMPTY]


def _is_known(shape: Any, path: str) -> bool:
    for step in _STEP.findall(path):
        if step == "[]":
            if not isinstance(shape, list):
                return False
            shape = shape[0] if shape else contexts.EMPTY
        elif isinstance(shape, Mapping) and step in shape:
            shape = shape[step]
        else:
            return False
    return True


def _unprinted(form: Form, template: str, uses: Sequence[Use]) -> Iterator[Problem]:
    printed = {_SIGNATURE.get(path, path).removesuffix("[]") for path, _, is_printed in uses if is_printed}
    used = {_SIGNATURE.get(path, path).removesuffix("[]"): place for path, place, _ in reversed(uses)}
    for field in form.leaves:
        missing = [word for code, word in field.labels.items() if f"{field.path}.{code}" not in printed]
        if not form.must_print(field) or field.path in printed or (field.labels and not missing):
            continue
        if len(missing) < len(field.labels):
            message = f"{template}: «{field.label}» saknar en ruta för {', '.join(missing)}."
        else:
            where = used.get(field.path)
            why = f"används bara i ett villkor ({where})" if where else "finns inte i mallen"
            message = f"{template}: «{field.label}» skrivs inte ut: fältet {why}."
        yield _problem(form.name, "unprinted", message, path=field.path)


def _sample(form: Form, raw: RawAnswers, unit: Unit) -> list[Problem]:
    checked = validation.check(form, raw)
    return [*checked.problems, *_rendered(form, checked.answers, unit, raw.document)]


def _trials(form: Form) -> list[Problem]:
    problems: list[Problem] = []
    for number, answers_ in trial.variants(form):
        # A PDF template has no conditions: long and short lists show all that its fields can do.
        formats = FORMATS if number < 2 else FORMATS[:1]
        problems += _rendered(form, answers_, trial.FULL_UNIT, form.name, formats)
    for system in ("fi", "se"):
        raw = RawAnswers(document=form.name, data=trial.minimal(form, system), lines={})
        checked = validation.check(form, raw)
        problems += [*checked.problems, *_rendered(form, checked.answers, UNNAMED, form.name)]
    return list(dict.fromkeys(problems))


def _rendered(
    form: Form, answers_: Answers, unit: Unit, document: str, formats: Sequence[str] = FORMATS
) -> Iterator[Problem]:
    for format_ in formats:
        if not has_template(form, format_):
            continue
        try:
            render(form, answers_, format=format_, unit=unit, draft=answers_.is_draft)
        except HalvvagError as error:
            yield _problem(document, "render", str(error))


def _problem(document: str, rule: str, message: str, level: Level = Level.ERROR, *, path: str = "") -> Problem:
    return Problem(document=document, path=path, rule=rule, level=level, message=message)
