"""YAML, read as text with line numbers and written so that any reader sees the same strings.

The only importer of PyYAML. Answers are read by :func:`read`, which never guesses a type; the
settings files of developers (schemas) by :func:`load_settings`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Union

import yaml

from halvvag_docs.errors import FormError

RawValue = Union[str, list["RawValue"], dict[str, "RawValue"]]  # noqa: UP007  a string cannot take part in |
"""What a file says: text, lists and mappings. ``""`` means not answered."""

Report = Callable[[str, str, str], None]
"""Takes (path, rule, Swedish message) of one thing that is wrong with a file."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
_UNANSWERED = frozenset(("", "~", "null", "Null", "NULL"))
_NAME = re.compile(r"[A-Za-z_]\w*")
_WORDS = frozenset(("yes", "no", "true", "false", "on", "off", "null"))
"""Names that have to be quoted, or a reader takes them for something else."""
_UNESCAPED = re.compile("[ !#-\\[\\]-~\xa1-\u2027\u202a-\ud7ff]*")
"""Text that stands between quotation marks as it is."""
_NO_WORDS: Mapping[str, Any] = MappingProxyType({})
_MAX_DEPTH = 20
_BOOL = "tag:yaml.org,2002:bool"
_STRING = "tag:yaml.org,2002:str"


def read(text: str, report: Report, words: Mapping[str, Any] = _NO_WORDS) -> tuple[RawValue, dict[str, int]]:
    """Return what ``text`` says, as strings, lists and dicts, and the line (1-based) of each path.

    A text without quotation marks that is one of ``words`` becomes what that stands for.

    Text is normalised to NFC and all line ends to a line feed. What is wrong goes to ``report``:
    no YAML, empty, a key that stands twice (both lines are named), an alias inside itself, too many
    levels, a control character. The result is whole only if nothing was reported.
    """
    try:
        loader = _loader(text)
        try:
            node = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        report("", "yaml", _explain(error, text))
        return {}, {}
    except RecursionError:
        report("", "yaml", "Filen har för många nivåer.")
        return {}, {}
    if node is None:
        report("", "empty", "Filen är tom. Fyll i svaren och försök igen.")
        return {}, {}
    reader = _Reader(report, words)
    return reader.read(node, "", 0), reader.lines


def _loader(text: str) -> Any:
    """Return libyaml's parser where PyYAML has it, else the slower Python one."""
    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)


class _Reader:
    """Turns YAML nodes into strings, and remembers their lines on the way."""

    def __init__(self, report: Report, words: Mapping[str, Any]) -> None:
        self.report = report
        self.words = words
        self.lines: dict[str, int] = {}
        self._open: set[int] = set()

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

    def _scalar(self, node: Any, path: str, line: int) -> RawValue:
        text: str = node.value
        if not node.style and text in _UNANSWERED:
            return ""
        if not node.style and text in self.words:
            meant: RawValue = self.words[text]
            return meant
        text, fault = normal(text)
        if fault:
            self.report(path, "control", f"Rad {line}: {fault}")
        return text


def normal(text: str) -> tuple[str, str]:
    """Return ``text`` in NFC with line feeds for all line ends, and what forbids it (Swedish), else ``""``."""
    if text.isascii() and text.isprintable():
        return text, ""
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text))
    found = _FORBIDDEN.search(text)
    return text, (
        f"texten innehåller ett osynligt styrtecken (U+{ord(found.group()):04X}). Skriv om stället för hand."
        if found
        else ""
    )


def dump(data: Mapping[str, Any]) -> str:
    """Write ``data`` as YAML that any reader takes for the same strings.

    Typed values are written as the schema reads them back: dates in ISO 8601, times
    as HH:MM, ``true``/``false``. Text of several lines is a block, all other text is quoted.
    ``read(dump(x))`` gives ``x`` again for every mapping of strings that ``read`` can give.
    """
    if len(data) == 1 and (line := _line(*next(iter(data.items())))):
        return line
    return str(
        yaml.dump(
            plain(data),
            Dumper=_dumper(),
            allow_unicode=True,
            sort_keys=False,
            default_flow_style=False,
            width=1_000_000,
        )
    )


def _line(key: str, value: Any) -> str:
    """Return the line that says one plain answer, ``""`` for any other: a draft says hundreds."""
    plain_name = _NAME.fullmatch(key) and key.isascii() and len(key) < 100 and key.lower() not in _WORDS
    if not plain_name or isinstance(value, Mapping | list | tuple):
        return ""
    text = plain_text(value)
    return f'{key}: "{text}"\n' if _UNESCAPED.fullmatch(text) else ""


def as_read(data: Mapping[str, Any], report: Report, path: str = "") -> dict[str, RawValue]:
    """Return what :func:`read` gives for :func:`dump` of ``data``, in a fiftieth of the time, and report the same.

    But for what only a file has: lines, and the number of levels.
    """
    result: dict[str, RawValue] = {}
    for name, value in data.items():
        key = str(name)
        if not key.isascii():
            key = unicodedata.normalize("NFC", key)
        child = f"{path}.{key}" if path else key
        if not key.strip():
            report(path, "yaml", "Ett namn saknas.")
        elif key in result:
            report(child, "duplicate", f"«{_shown(key)}» står två gånger. Ta bort den ena.")
        else:
            result[key] = _read_value(value, child, report)
    return result


def _read_value(value: Any, path: str, report: Report) -> RawValue:
    if not isinstance(value, str):  # nearly every value is text, so that question comes first
        if isinstance(value, Mapping):
            return as_read(value, report, path)
        if isinstance(value, list | tuple):
            return [_read_value(item, f"{path}[{i}]", report) for i, item in enumerate(value)]
        value = plain_text(value)
    text, fault = normal(value)
    if fault:
        report(path, "control", fault[:1].upper() + fault[1:])
    return text


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


def plain(value: Any) -> Any:
    """Return typed answers as the strings, lists and dicts that an answers file says them with."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return plain_text(value)


@cache
def _dumper() -> type[yaml.SafeDumper]:
    class Dumper(yaml.SafeDumper):
        """Quotes all text, so that no reader guesses a type, and indents lists."""

        def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
            super().increase_indent(flow, False)

        def ignore_aliases(self, _data: Any) -> bool:
            return True

    def represent(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        style = "|" if _fits_block(text) else '"'
        return dumper.represent_scalar(_STRING, text, style=style)

    def represent_mapping(dumper: yaml.SafeDumper, data: dict[str, Any]) -> yaml.MappingNode:
        pairs = [(_key(dumper, key), dumper.represent_data(item)) for key, item in data.items()]
        return yaml.MappingNode("tag:yaml.org,2002:map", pairs, flow_style=not pairs)

    Dumper.add_representer(str, represent)
    Dumper.add_representer(dict, represent_mapping)
    return Dumper


def _key(dumper: yaml.SafeDumper, key: str) -> yaml.ScalarNode:
    style = None if _NAME.fullmatch(key) else '"'
    return dumper.represent_scalar(_STRING, key, style=style)


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
    if "another document" in what:
        return f"Rad {line}: «---» får bara stå överst i filen. Ett dokument per fil."
    if "mapping values are not allowed" in what:
        return f"Rad {line}: ett kolon för mycket, eller fel indrag. Sätt text med kolon inom citattecken."
    if "found unexpected end of stream" in what:
        return f"Rad {line}: ett citattecken saknas i slutet av en text."
    return f"Rad {line}: filen går inte att läsa här. Kontrollera indrag, kolon och citattecken."


def load_settings(text: str, *, name: str) -> dict[str, Any]:
    """Read a schema or another settings file of a developer: numbers and true/false are typed.

    Only ``true`` and ``false`` are booleans, so that the codes ``nej``, ``no`` and ``on`` stay text.

    Raises:
        FormError: not YAML, a key twice, or not a mapping; the message names ``name`` and the line.
    """
    try:
        data = yaml.load(text, Loader=_schema_loader())  # noqa: S506  a SafeLoader
    except _SettingsError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FormError(f"{name}: Rad {line}: {error.problem}.") from None
    except yaml.YAMLError as error:
        raise FormError(f"{name}: {_explain(error, text)}") from None
    if not isinstance(data, dict):
        message = f"{name}: filen ska bestå av namn och värden."
        raise FormError(message)
    return data


class _SettingsError(yaml.constructor.ConstructorError):
    """What no settings file may say; the problem is Swedish."""


@lru_cache(maxsize=1)
def _schema_loader() -> type[Any]:
    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        """YAML 1.2's idea of a boolean; a key that stands twice is an error; no dates."""

        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
            seen = set()
            for key_node, _ in node.value:
                if not isinstance(key_node, yaml.ScalarNode):
                    raise _SettingsError(None, None, "ett namn saknas före kolon", key_node.start_mark)
                if key_node.value in seen:
                    raise _SettingsError(None, None, f"«{key_node.value}» står två gånger", key_node.start_mark)
                seen.add(key_node.value)
            return dict(super().construct_mapping(node, deep))

    Loader.yaml_implicit_resolvers = {
        first: [(tag, regexp) for tag, regexp in resolvers if tag != _BOOL and not tag.endswith(":timestamp")]
        for first, resolvers in base.yaml_implicit_resolvers.items()
    }
    Loader.add_implicit_resolver(_BOOL, re.compile("^(?:true|false)$"), list("tf"))
    return Loader
