"""Jinja for untrusted templates and secret answers: sandboxed, strict, escaping, noting what it prints."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateError, TemplateSyntaxError
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import SandboxedEnvironment
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from halvvag_docs.values import Flag, Printed, UnprintableError, shown, sources_of
from halvvag_docs.word import filters, rich
from halvvag_docs.word.filters import SYSTEM

RECORDER = "printed so far"
"""Name in the context, one that no template can spell, of the list of what was printed, and the part."""

# XML 1.0 cannot hold these, not even escaped. Source: XML 1.0 (fifth edition), 2.2.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"\r\n?")
# Braces too: what looks like a tag in an answer must not meet docxtpl's own escapes («{_{»).
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;", "{": "&#123;", "}": "&#125;"}
)
_REMOVED_FILTERS = (
    "attr", "center", "filesizeformat", "format", "indent", "pprint", "random", "tojson", "truncate", "urlize",
    "wordwrap", "xmlattr",
)  # fmt: skip
_MAX_POWER = 64
_PADDING = frozenset(("center", "ljust", "rjust", "zfill", "expandtabs", "format", "format_map"))
_FORBIDDEN_NODES = (
    nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Macro, nodes.CallBlock, nodes.FilterBlock,
    nodes.AssignBlock, nodes.ScopedEvalContextModifier,
)  # fmt: skip


class Environment(SandboxedEnvironment):
    """The sandbox that templates run in."""

    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self, extra_filters: Mapping[str, Callable[..., Any]] | None = None) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, finalize=_print, cache_size=0)
        for name in _REMOVED_FILTERS:
            self.filters.pop(name, None)
        self.filters.update(filters.FILTERS)
        self.filters.update(extra_filters or {})
        self.tests.update(_TESTS)
        self.globals.pop("lipsum", None)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look in a mapping first, so that a field may be called ``items`` or ``copy``."""
        if rich.is_rich(obj):  # printed whole; its methods read and write files
            return self.unsafe_undefined(obj, attribute)
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, str) and attribute in _PADDING:
            return self.unsafe_undefined(obj, attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Refuse by ``x["name"]`` what is refused by ``x.name``."""
        if rich.is_rich(obj) or (isinstance(obj, str) and argument in _PADDING):
            return self.unsafe_undefined(obj, argument)
        return super().getitem(obj, argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Refuse arithmetic whose result could fill the memory."""
        if operator in "+*" and any(isinstance(side, str | list | tuple) for side in (left, right)):
            size = _size(left) * _size(right) if operator == "*" else _size(left) + _size(right)
            filters.refuse_length(size)
        elif (operator == "**" and max(_size(left), _size(right)) > _MAX_POWER) or isinstance(left, str):
            raise SecurityError("result too large")
        return super().call_binop(context, operator, left, right)

    def program(self, source: str, filename: str) -> Any:
        """Compile a part; what is printed together with ``~`` is each printed by its kind, and whole.

        Raises:
            TemplateSyntaxError: with the line, which is one more than the number of the tag.
        """
        tree = _PrintedWhole().visit(self.parse(source))
        tree.set_environment(self)
        code = self.compile(tree, filename=filename)
        return self.template_class.from_code(self, code, self.make_globals(None))


def _size(value: Any) -> int:
    if isinstance(value, str | list | tuple):
        return len(value)
    return abs(int(value)) if isinstance(value, int | float) else 1


class _PrintedWhole(NodeTransformer):
    """Makes ``a ~ b`` print each side by its kind, as it prints alone, and keep its sources.

    ``a[:5]`` takes lists; a piece of a text may be compared, but not printed.
    """

    def __init__(self) -> None:
        self._comparisons = 0

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802  named by Jinja
        self._comparisons += 1
        self.generic_visit(node)
        self._comparisons -= 1
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice) and not self._comparisons:
            node.node = nodes.Filter(node.node, filters.UNCUT, [], [], None, None, lineno=node.lineno)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        self.generic_visit(node)
        return nodes.Filter(
            nodes.List(node.nodes, lineno=node.lineno), "join", [], [], None, None, lineno=node.lineno
        )


@pass_context
def _print(context: Context, value: Any) -> Any:
    """Turn a value into the XML text that stands in the document, and note it."""
    if isinstance(value, Undefined):
        return value
    if rich.is_rich(value):
        return rich.markup(value)
    if isinstance(value, Markup):
        value = value.unescape()
    text = _LINE_ENDS.sub("\n", shown(value, context.parent[SYSTEM]))
    if found := FORBIDDEN.search(text):
        code = f"U+{ord(found.group()):04X}"
        raise UnprintableError(f"texten innehåller ett tecken som Word inte kan visa ({code}). Ta bort det.")
    recorder, part = context.parent[RECORDER]
    recorder.append(Printed(part=part, text=text, sources=sources_of(value)))
    return Markup(text.translate(_ESCAPES))  # noqa: S704  escaped on this line


_TESTS: dict[str, Callable[..., bool]] = {
    "true": lambda value: value is True or (isinstance(value, Flag) and value == 1),
    "false": lambda value: value is False or (isinstance(value, Flag) and value == 0),
    "boolean": lambda value: isinstance(value, bool | Flag),
}


def syntax_faults(source: str, environment: Environment) -> Iterator[str]:
    """Yield in Swedish what is wrong with one tag, given as a template of its own."""
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        yield _explain(error)
        return
    for node in tree.find_all(nodes.Node):
        yield from _node_faults(node, environment)


def _node_faults(node: nodes.Node, environment: Environment) -> Iterator[str]:
    if isinstance(node, nodes.Filter) and node.name not in environment.filters:
        yield f"använder filtret «{node.name}», som inte finns."
    elif isinstance(node, nodes.Test) and node.name not in environment.tests:
        yield f"använder testet «{node.name}», som inte finns."
    elif isinstance(node, _FORBIDDEN_NODES):
        yield "är inte tillåten i Word-mallar."
    else:
        name = _named(node)
        if name.startswith("_"):
            yield f"når in i programmet («{name}»), vilket inte är tillåtet."


def _named(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return str(node.arg.value)
    return node.name if isinstance(node, nodes.Name) else ""


def _explain(error: TemplateSyntaxError) -> str:
    unexpected = re.search(r"(?:got|unexpected(?: char)?) '([^']{1,20})'", error.message or "")
    if unexpected and not unexpected.group(1).startswith("end of"):
        return f"går inte att tolka: «{unexpected.group(1)}» hör inte hemma här."
    return "går inte att tolka: den är tom eller slutar för tidigt."


def reason(error: BaseException) -> str:
    """Return in Swedish why a tag failed while it was rendered; never a value of an answer."""
    if isinstance(error, UnprintableError):
        return str(error)
    if isinstance(error, SecurityError):
        return "taggen gör något som inte är tillåtet i en mall."
    if isinstance(error, TemplateError):
        name = re.search(r"(?:no attribute |^)'(\w{1,60})'", error.message or "")
        missing = f"«{name.group(1)}»" if name else "fältet"
        return f"{missing} finns inte bland uppgifterna. Rätta namnet i mallen eller lägg till uppgiften."
    return "taggen räknar med något som svaret inte är (till exempel text i stället för tal)."
