"""A form is data: a schema in Cerberus' words with Swedish labels, and templates of the same name.

A form is found by the stem of its schema under a *root* with the folders ``schemas/`` and
``templates/``. A unit's own root shadows ours form by form and template by template.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as _part
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from halvvag_docs import files
from halvvag_docs.errors import FileError, FormError
from halvvag_docs.schema import expand, schema_path, shape, walk
from halvvag_docs.yamltext import load_settings

SUFFIXES = (".docx", ".pdf", ".typ")
"""Templates a form may have; the first of ``.pdf`` and ``.typ`` that exists makes its PDF."""

_LAST_BLOCKS = ("underskrifter", "sandlista", "ursprung")


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Who may get a field by default. Source: domain reference, sections 0.1 and 5."""

    level: int = 2
    """0 administrative, 1 identity, 2 the placement, 3 sensitive, 4 internal or third party."""
    bestallare: bool = False
    """Suffix R: to the ordering authority although sensitive."""
    natverk: bool = False
    """Suffix N: to the participants of a network meeting or SIP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a form with a heading of its own."""

    id: str
    title: str
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A role that signs a form."""

    roll: str
    krav: str
    """``ska`` must sign, ``far`` may sign."""
    mening: str
    """The sentence of meaning that stands at the signature."""
    system: str = ""
    """``fi`` or ``se`` when the role signs under that country's rules only; empty for both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a form, or a group (``dict``) or list of fields."""

    path: str
    """Schema path: ``genomforandeplan.mal[].hur_mats``."""
    kind: str
    """One of :data:`halvvag_docs.schema.KINDS`, or ``enum``. A list's items have theirs in ``items``."""
    label: str
    items: str = ""
    """Kind of a list's items; empty for what is no list."""
    help: str = ""
    section: str = ""
    field_class: str = "-"
    """F fact, H derived, E own words, B assessment, K receipt, ``-`` none."""
    sensitivity: Sensitivity = Sensitivity()
    prefill: str = ""
    """Where an earlier answer comes from: a schema path, ``today``, or ``verksamhet.…``."""
    labels: Mapping[str, str] = _part(default_factory=_nothing)
    """Code -> Swedish label of an enum."""
    required: bool = False
    always: bool = False
    """Needed even in a draft."""
    required_if: Mapping[str, tuple[Any, ...]] = _part(default_factory=_nothing)
    required_if_any: Mapping[str, tuple[Any, ...]] = _part(default_factory=_nothing)
    dependencies: Mapping[str, tuple[Any, ...]] = _part(default_factory=_nothing)
    sets: tuple[str, ...] = ()
    """How the program reckons the answer from its row: ``number``, ``place``, or ``sum`` and the fields to add."""
    internal: bool = False
    """Never printed."""
    offered: bool = False
    """Asked also where its conditions do not need it."""
    row: str = ""
    """What one item of a list is called."""
    example: str = ""

    @property
    def is_leaf(self) -> bool:
        """Whether the field holds an answer itself: no group, and no list of groups."""
        return self.kind != "dict" and self.items != "dict"

    @property
    def name(self) -> str:
        """The last step of the path."""
        return self.path.removesuffix("[]").rpartition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Form:
    """One kind of document. Equal only to itself, so that it can be a key."""

    name: str
    title: str
    version: int
    description: str
    sections: tuple[Section, ...]
    signers: tuple[Signer, ...]
    rules: tuple[str, ...]
    """Ids of the rules that are run over it, in order."""
    schema: Mapping[str, Any] = _part(repr=False)
    """Cerberus schema of the whole document: enums expanded, defaults set."""
    fields: tuple[Field, ...] = _part(repr=False)
    """All fields in the order of the form, groups before their members."""
    root: Path
    templates: Mapping[str, Path]
    """Suffix -> template file."""
    adopted: bool = False
    """Another authority's form: the common blocks need no place in it, and nothing is added to its pages."""
    _by_path: Mapping[str, Field] = _part(repr=False)

    def field(self, path: str) -> Field | None:
        """Return the field at an answer's path (``mal[2].text``) or a schema path, or None."""
        return self._by_path.get(schema_path(path))

    def must_print(self, field: Field) -> bool:
        """Say whether the templates have to print a field."""
        return not field.internal and (not self.adopted or field.path.partition(".")[0] == self.name)

    @property
    def leaves(self) -> tuple[Field, ...]:
        """The fields that hold answers."""
        return tuple(one for one in self.fields if one.is_leaf)

    def section(self, section_id: str) -> Section | None:
        """Return the section with this id, or None."""
        return next((one for one in self.sections if one.id == section_id), None)


@lru_cache(maxsize=1)
def builtin_root() -> Path:
    """Return the folder with the forms that the package carries."""
    here = Path(__file__).resolve().parent
    packed = here / "_data"
    return packed if packed.is_dir() else here.parent


def find_forms(root: Path | None = None) -> dict[str, Form]:
    """Return all forms by name: ours, and those of ``root``, which shadow ours.

    Raises:
        FormError: a schema is wrong, or ``root`` has neither ``schemas`` nor ``templates``.
    """
    names = {path.stem for folder in _schema_folders(root) for path in folder.glob("[!_]*.yaml")}
    return {name: load_form(name, root) for name in sorted(names)}


def load_form(name: str, root: Path | None = None) -> Form:
    """Return one form.

    Raises:
        FormError: there is no such form (the message lists those that exist), or its schema is wrong.
    """
    for folder in _schema_folders(root):
        path = folder / f"{name}.yaml"
        if path.is_file():
            return _load(path, path.stat().st_mtime_ns, root)
    known = sorted({path.stem for folder in _schema_folders(root) for path in folder.glob("[!_]*.yaml")})
    message = f"Det finns inget dokument som heter så. Välj ett av: {', '.join(known)}."
    raise FormError(message)


def load_block(stem: str, root: Path | None = None) -> dict[str, Any]:
    """Return a settings file beside the schemas: ``_blocks``, ``_terms`` or ``_unit``.

    What a unit's own root says replaces ours entry by entry: one enum, one block, one term.
    """
    return copy.deepcopy(_block(stem, root))


def _block(stem: str, root: Path | None) -> dict[str, Any]:
    """Return the file itself, which is not to be changed."""
    paths = [folder / f"{stem}.yaml" for folder in reversed(_schema_folders(root))]
    found = tuple((path, path.stat().st_mtime_ns) for path in paths if path.is_file())
    if not found:
        message = f"Filen schemas/{stem}.yaml saknas."
        raise FormError(message)
    return _merged(found)


@lru_cache(maxsize=64)
def _merged(found: tuple[tuple[Path, int], ...]) -> dict[str, Any]:
    first, *others = (_read(path, changed) for path, changed in found)
    result = dict(first)
    for own in others:
        for key, value in own.items():
            both = isinstance(value, dict) and isinstance(result.get(key), dict)
            result[key] = {**result[key], **value} if both else value
    return result


def _schema_folders(root: Path | None) -> list[Path]:
    folders = [builtin_root() / "schemas"]
    if root is not None:
        if not any((root / name).is_dir() for name in ("schemas", "templates")):
            message = f"{root}: mappen har varken «schemas» eller «templates»."
            raise FormError(message)
        folders.insert(0, root / "schemas")
    return folders


@lru_cache(maxsize=256)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    try:
        text = files.read_text(path)
    except FileError as error:
        raise FormError(str(error)) from error
    return load_settings(text, name=path.name)


@lru_cache(maxsize=256)
def _load(path: Path, changed: int, root: Path | None) -> Form:
    data = _read(path, changed)
    shape.check_form(data, path.name)
    shared = _block("_blocks", root)
    shape.check_shared(shared, "_blocks.yaml")
    schema = _whole_schema(data, shared, path)
    fields = tuple(_fields(schema, first_section=_first(data)))
    sections = [*shared.get("sections", ()), *data.get("sections", ())]
    return Form(
        name=path.stem,
        title=str(data.get("title", path.stem)),
        version=int(data.get("version", 1)),
        description=str(data.get("description", "")),
        sections=tuple(Section(**section) for section in sections),
        signers=tuple(Signer(**signer) for signer in data.get("signers", ())),
        rules=tuple(data.get("rules", ())),
        schema=MappingProxyType(schema),
        fields=fields,
        root=path.parent.parent,
        templates=MappingProxyType(_templates(path.stem, root)),
        adopted=data.get("adopted") is True,
        _by_path=MappingProxyType({one.path: one for one in fields}),
    )


def _whole_schema(data: Mapping[str, Any], shared: Mapping[str, Any], path: Path) -> dict[str, Any]:
    blocks = shared.get("blocks", {})
    chosen = data.get("blocks", ("dokument",))
    if missing := [name for name in chosen if name not in blocks]:
        message = f"{path.name}: okända block: {', '.join(missing)}."
        raise FormError(message)
    after = [name for name in chosen if name in _LAST_BLOCKS]
    before = [name for name in chosen if name not in after]
    raw = {name: blocks[name] for name in before} | data.get("fields", {}) | {name: blocks[name] for name in after}
    enums = shared.get("enums", {})
    kinds = enums.get("dokument_typ")
    if kinds and path.stem not in kinds:  # a unit's own form is a kind of document too
        enums = {**enums, "dokument_typ": kinds | {path.stem: str(data.get("title", path.stem))}}
    return expand(raw, enums, source=path.name)


def _first(data: Mapping[str, Any]) -> str:
    sections = data.get("sections") or [{}]
    return str(sections[0].get("id", ""))


def _templates(name: str, root: Path | None) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for base in (builtin_root(), root):
        for suffix in SUFFIXES if base is not None else ():
            path = base / "templates" / f"{name}{suffix}"  # type: ignore[operator]
            if path.is_file():
                found[suffix] = path
    return found


def _fields(schema: Mapping[str, Any], *, first_section: str) -> Iterator[Field]:
    inherited: dict[str, dict[str, Any]] = {}
    for path, rules in walk(schema):
        parent = inherited.get(path.rpartition(".")[0].removesuffix("[]"), {"section": first_section})
        meta = rules["meta"]
        own = {key: meta.get(key, parent.get(key)) for key in ("section", "class", "sensitivity", "internal")}
        inherited[path] = own
        yield _field(path, rules, own)


def _field(path: str, rules: Mapping[str, Any], own: Mapping[str, Any]) -> Field:
    meta = rules["meta"]
    items = rules["schema"] if rules["type"] == "list" else {}
    labels = meta.get("labels") or items.get("meta", {}).get("labels") or {}
    kind = "enum" if "labels" in meta else rules["type"]
    item_kind = "enum" if "labels" in items.get("meta", {}) else items.get("type", "")
    return Field(
        path=path,
        kind=kind,
        items=item_kind,
        label=str(meta.get("label", path.rpartition(".")[2])),
        help=str(meta.get("help", "")),
        section=str(own.get("section") or ""),
        field_class=str(own.get("class") or "-"),
        sensitivity=_sensitivity(own.get("sensitivity") or "S2"),
        prefill=str(meta.get("prefill", "")),
        labels=MappingProxyType(labels),
        required=bool(rules.get("required", False)),
        always=bool(meta.get("always", False)),
        required_if=_conditions(rules, "required_if"),
        required_if_any=_conditions(rules, "required_if_any"),
        dependencies=_conditions(rules, "dependencies"),
        sets=tuple(str(meta.get("sets", "")).split()),
        internal=bool(own.get("internal")),
        offered=bool(meta.get("offered", False)),
        row=str(meta.get("row", "")),
        example=str(meta.get("example", "")),
    )


def _conditions(rules: Mapping[str, Any], key: str) -> Mapping[str, tuple[Any, ...]]:
    given = rules.get(key) or {}
    if not isinstance(given, Mapping):
        return MappingProxyType({})
    pairs = {path: tuple(values) if isinstance(values, list) else (values,) for path, values in given.items()}
    return MappingProxyType(pairs)


def _sensitivity(code: str) -> Sensitivity:
    return Sensitivity(level=int(code[1]), bestallare="R" in code, natverk="N" in code)


def form_of_schema(name: str, title: str, schema: Mapping[str, Any]) -> Form:
    """Return a form without templates or rules, for a settings file that is checked like answers."""
    fields = tuple(_fields(schema, first_section=""))
    return Form(
        name=name,
        title=title,
        version=1,
        description="",
        sections=(),
        signers=(),
        rules=(),
        schema=MappingProxyType(dict(schema)),
        fields=fields,
        root=builtin_root(),
        templates=MappingProxyType({}),
        _by_path=MappingProxyType({one.path: one for one in fields}),
    )
