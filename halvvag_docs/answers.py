"""The answers of one document: YAML text in, strings with line numbers, text out.

YAML never guesses a type here: ``0701234567``, ``12:30`` and ``no`` stay the text
that somebody typed, and the form's schema says what they are (see ``validation``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Union

import yaml

from halvvag_docs.errors import AnswersError, FormError, Level, Problem

RawValue = Union[str, list["RawValue"], dict[str, "RawValue"]]  # noqa: UP007  a string cannot take part in |
"""What a file says: text, lists and mappings. ``""`` means not answered."""

Value = Union[str, int, Decimal, bool, date, time, tuple["Value", ...], Mapping[str, "Value"]]  # noqa: UP007
"""What an answer is once its form has read it. A leaf that was not answered is absent."""

Date = date  # the property of Answers hides the name

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
_UNANSWERED = frozenset(("", "~", "null", "Null", "NULL"))
_MAX_DEPTH = 20
_BOOL = "tag:yaml.org,2002:bool"
_STEP = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RawAnswers:
    """One answers file as it was typed."""

    document: str
    """File stem, or another name that is no person's."""
    data: dict[str, RawValue] = field(repr=False)
    lines: Mapping[str, int] = field(repr=False)
    """Path of each value -> line in the file, 1-based."""

    def line_of(self, path: str) -> int | None:
        """Return the line of ``path``, or of the nearest enclosing value that is in the file."""
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path)


def parse(text: str, *, document: str) -> RawAnswers:
    """Read answers from YAML ``text``.

    Text is normalised to NFC and all line ends to a line feed. Lists and mappings keep their order.

    Raises:
        AnswersError: not YAML, not a mapping, empty, a key that stands twice (both lines are
            named), an alias, or a control character; all that can be found in one pass.
    """
    try:
        loader = _loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        raise AnswersError([_problem(document, "yaml", _explain(error, text))]) from None
    except RecursionError:
        raise AnswersError([_problem(document, "yaml", "Filen har för många nivåer.")]) from None
    if node is None:
        raise AnswersError([_problem(document, "empty", "Filen är tom. Fyll i svaren och försök igen.")])
    reader = _Reader(document)
    data = reader.read(node, "", 0)
    if not isinstance(data, dict):
        reader.report("", "yaml", "Filen ska bestå av namn och svar («namn: svar»), men gör inte det.")
    if reader.problems or not isinstance(data, dict):
        raise AnswersError(reader.problems)
    return RawAnswers(document=document, data=data, lines=reader.lines)


def _loader(text: str) -> Any:
    """Return libyaml's parser where PyYAML has it, else the slower Python one."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)


class _Reader:
    """Turns YAML nodes into strings, and remembers lines and problems on the way."""

    def __init__(self, document: str) -> None:
        self.document = document
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []
        self._open: set[int] = set()

    def report(self, path: str, rule: str, message: str) -> None:
        self.problems.append(_problem(self.document, rule, message, path))

    def read(self, node: Any, path: str, depth: int) -> RawValue:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path, line)
        if depth > _MAX_DEPTH or id(node) in self._open:
            self.report(path, "yaml", f"Rad {line}: för många nivåer. Använd inte «&» och «*» i svar.")
            return ""
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self.read(item, f"{path}[{i}]", depth + 1) for i, item in enumerate(node.value)]
            return self._mapping(node, path, depth)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: Any, path: str, depth: int) -> dict[str, RawValue]:
        result: dict[str, RawValue] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode) or not key_node.value.strip():
                self.report(path, "yaml", f"Rad {line}: ett namn saknas före kolon.")
                continue
            key = unicodedata.normalize("NFC", key_node.value)
            child = f"{path}.{key}" if path else key
            if key in result:
                self.report(
                    child,
                    "duplicate",
                    f"«{_shown(key)}» står två gånger (rad {self.lines[child]} och rad {line}). Ta bort den ena.",
                )
                continue
            self.lines[child] = line
            result[key] = self.read(value_node, child, depth + 1)
        return result

    def _scalar(self, node: Any, path: str, line: int) -> str:
        text = node.value
        if node.style is None and text in _UNANSWERED:
            return ""
        if text.isascii() and text.isprintable():
            return str(text)
        text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
        if found := _FORBIDDEN.search(text):
            self.report(
                path,
                "control",
                f"Rad {line}: texten innehåller ett osynligt styrtecken (U+{ord(found.group()):04X}). "
                "Skriv om stället för hand.",
            )
        return text


def dump(data: Mapping[str, Any]) -> str:
    """Write ``data`` as YAML that any reader takes for the same strings.

    Typed values are written as ``parse`` and the schema read them back: dates in ISO 8601, times
    as HH:MM, ``true``/``false``. Text of several lines is a block, all other text is quoted.
    ``parse(dump(x)).data == x`` for every mapping of strings that ``parse`` can give.
    """
    return str(
        yaml.dump(
            _plain(data),
            Dumper=_dumper(),
            allow_unicode=True,
            sort_keys=False,
            default_flow_style=False,
            width=1_000_000,
        )
    )


def plain_text(value: object) -> str:
    """Return a leaf as the text that stands for it in an answers file."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if value is None:
        return ""
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return plain_text(value)


def _dumper() -> type[yaml.SafeDumper]:
    class Dumper(yaml.SafeDumper):
        """Quotes all text, so that no reader guesses a type, and indents lists."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
            super().increase_indent(flow, False)

        def ignore_aliases(self, _data: Any) -> bool:
            return True

    def represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = "|" if _fits_block(text) else '"'
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    def represent_mapping(dumper: yaml.SafeDumper, data: dict[str, Any]) -> yaml.MappingNode:
        pairs = [(_key(dumper, key), dumper.represent_data(item)) for key, item in data.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=not pairs)

    Dumper.add_representer(str, represent)
    Dumper.add_representer(dict, represent_mapping)
    return Dumper


def _key(dumper: yaml.SafeDumper, key: str) -> yaml.ScalarNode:
    style = None if re.fullmatch(r"[A-Za-z_]\w*", key) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", key, style=style)


def _fits_block(text: str) -> bool:
    """Say whether a literal block keeps ``text`` exactly and can be read by a person."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and not text.startswith((" ", "\n", "\t"))
        and not any(line != line.rstrip() for line in lines)
        and all(character.isprintable() or character in "\n\t" for character in text)
        and "\ufeff" not in text
    )


def _problem(document: str, rule: str, message: str, path: str = "") -> Problem:
    return Problem(document=document, path=path, rule=rule, level=Level.ERROR, message=message)


def _shown(key: str) -> str:
    """Return a key as it may be shown; anything but a plain name could be an answer gone astray."""
    return key if re.fullmatch(r"[\w-]{1,40}", key) else "…"


def _explain(error: yaml.YAMLError, text: str) -> str:
    """Return a Swedish sentence with the line, and never a piece of the file."""
    if isinstance(error, yaml.reader.ReaderError):
        line = text.count("\n", 0, error.position) + 1 if isinstance(error.position, int) else 1
        code = error.character if isinstance(error.character, int) else ord(str(error.character)[0])
        return f"Rad {line}: ett tecken som inte får finnas i filen (U+{code:04X}). Ta bort det."
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = mark.line + 1 if mark else 1
    lines = text.split("\n")
    at = lines[line - 1] if line <= len(lines) else ""
    what = str(getattr(error, "problem", "") or "")
    if "\t" in at[: len(at) - len(at.lstrip())] or "\\t" in what:
        return f"Rad {line}: raden börjar med ett tabbtecken. Använd mellanslag i stället."
    if "expected a single document" in what:
        return f"Rad {line}: «---» får bara stå överst i filen. Ett dokument per fil."
    if "mapping values are not allowed" in what:
        return f"Rad {line}: ett kolon för mycket, eller fel indrag. Sätt text med kolon inom citattecken."
    if "found unexpected end of stream" in what:
        return f"Rad {line}: ett citattecken saknas i slutet av en text."
    return f"Rad {line}: filen går inte att läsa här. Kontrollera indrag, kolon och citattecken."


def load_yaml(text: str, *, name: str) -> dict[str, Any]:
    """Read a schema or another settings file of a developer: numbers and true/false are typed.

    Only ``true`` and ``false`` are booleans, so that the codes ``nej``, ``no`` and ``on`` stay text.

    Raises:
        FormError: not YAML, a key twice, or not a mapping; the message names ``name`` and the line.
    """
    try:
        data = yaml.load(text, Loader=_schema_loader())  # noqa: S506  a SafeLoader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", rad {mark.line + 1}" if mark else ""
        message = f"{name}{place}: filen är inte giltig YAML ({getattr(error, 'problem', 'okänt fel')})."
        raise FormError(message) from None
    if not isinstance(data, dict):
        message = f"{name}: filen ska bestå av namn och värden."
        raise FormError(message)
    return data


@lru_cache(maxsize=1)
def _schema_loader() -> type[Any]:
    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        """YAML 1.2's idea of a boolean; a key that stands twice is an error; no dates."""

        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
            seen = set()
            for key_node, _ in node.value:
                if key_node.value in seen:
                    problem = f"«{key_node.value}» står två gånger"
                    raise yaml.constructor.ConstructorError(None, None, problem, key_node.start_mark)
                seen.add(key_node.value)
            return dict(super().construct_mapping(node, deep))

    Loader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in resolvers if tag != _BOOL and not tag.endswith(":timestamp")]
        for first, resolvers in base.yaml_implicit_resolvers.items()
    }
    Loader.add_implicit_resolver(_BOOL, re.compile("^(?:true|false)$"), list("tf"))
    return Loader


class Answers(Mapping[str, Value]):
    """The checked answers of one document: frozen, typed, knowing their form.

    A mapping over the top-level blocks (``dokument``, ``klient``, …). Leaves that were not
    answered are absent.
    """

    __slots__ = ("_values", "document", "form")

    def __init__(self, values: Mapping[str, Value], *, document: str, form: str) -> None:
        self._values = values
        self.document = document
        self.form = form

    def __getitem__(self, key: str) -> Value:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Answers(document={self.document!r}, form={self.form!r})"

    def at(self, path: str, default: Any = None) -> Any:
        """Return the value at a dotted ``path`` (``a.b[0].c``), or ``default`` when it is not answered."""
        value: Any = self._values
        for step in _steps(path):
            if isinstance(value, Mapping):
                value = value.get(step)
            elif isinstance(value, tuple) and step.isdecimal() and int(step) < len(value):
                value = value[int(step)]
            else:
                return default
            if value is None:
                return default
        return value

    def items_of(self, path: str) -> tuple[Any, ...]:
        """Return the items of the list at ``path``; an empty tuple when there are none."""
        value = self.at(path)
        return value if isinstance(value, tuple) else ()

    @property
    def id(self) -> str:
        """``dokument.id``, or the file stem of a draft that has none."""
        return str(self.at("dokument.id", self.document))

    @property
    def case_id(self) -> str:
        """``dokument.arende_id``; empty when missing."""
        return str(self.at("dokument.arende_id", ""))

    @property
    def system(self) -> str:
        """``fi`` or ``se``; ``fi`` in a draft that does not say."""
        return str(self.at("dokument.system", "fi"))

    @property
    def status(self) -> str:
        """``utkast``, ``faststalld``, ``ersatt`` or ``makulerad``; ``utkast`` when missing."""
        return str(self.at("dokument.status", "utkast"))

    @property
    def is_draft(self) -> bool:
        """Whether the document is not settled."""
        return self.status == "utkast"

    @property
    def version(self) -> int:
        """``dokument.version``; 1 when missing."""
        version = self.at("dokument.version", 1)
        return version if isinstance(version, int) else 1

    @property
    def date(self) -> Date | None:
        """``dokument.datum``: when the document was drawn up."""
        found = self.at("dokument.datum")
        return found if isinstance(found, date) else None

    @property
    def settled_date(self) -> Date | None:
        """``dokument.faststalld_datum``."""
        found = self.at("dokument.faststalld_datum")
        return found if isinstance(found, date) else None


def freeze(value: Any) -> Any:
    """Return ``value`` with tuples for lists and read-only mappings, and without unanswered leaves."""
    if isinstance(value, Mapping):
        frozen = {key: freeze(item) for key, item in value.items()}
        return MappingProxyType({key: item for key, item in frozen.items() if item is not None and item != ""})
    if isinstance(value, list | tuple):
        return tuple(freeze(item) for item in value)
    return value


@lru_cache(maxsize=4096)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(_STEP.findall(path))
