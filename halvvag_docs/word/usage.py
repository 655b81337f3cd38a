"""Which fields a template prints, found by reading it: every reference with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import singledispatchmethod

from jinja2 import nodes

from halvvag_docs.word.filters import KEEP_LIST, KEEP_TEXT, PRINT_LIST, TAKE_ITEM

_EXCUSES = frozenset(("default", "d", "defined", "undefined"))
_SPECIAL = frozenset(("loop", "range", "dict", "namespace", "cycler", "joiner"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One use of a field in a template."""

    path: str
    """Schema path, list items as ``[]``: ``genomforandeplan.mal[].hur_mats``."""
    place: str
    """«dokumentet, tabell 3, rad 2, cell 1»."""
    printed: bool
    """False where the field only decides something, or where what is printed is only made from it."""


Paths = tuple[str, ...]
Scope = dict[str, Paths]


def excused(tree: nodes.Template) -> Iterator[str]:
    """Yield the names that the template itself reckons may be missing: with ``default``, or asked for."""
    for node in tree.find_all((nodes.Filter, nodes.Test)):
        if node.name in _EXCUSES and isinstance(node.node, nodes.Name):
            yield node.node.name


class Reader:
    """Reads one part's syntax tree; ``places`` by line, the first line of a part being 0."""

    def __init__(self, places: Sequence[str], *, outside: str) -> None:
        self._places = places
        self._outside = outside
        self._found: list[Reference] = []

    def read(self, tree: nodes.Template) -> tuple[Reference, ...]:
        """Return all references, in reading order, each path once a place."""
        self._block(tree.body, {})
        return tuple(dict.fromkeys(self._found))

    def _note(self, paths: Paths, node: nodes.Node, *, printed: bool) -> None:
        line = node.lineno - 2  # line 1 is before the first tag
        place = self._places[line] if 0 <= line < len(self._places) else self._outside
        self._found += [Reference(path=path, place=place, printed=printed) for path in paths]

    def _block(self, body: Sequence[nodes.Node], scope: Scope) -> None:
        for node in body:
            self._statement(node, scope)

    @singledispatchmethod
    def _statement(self, node: nodes.Node, scope: Scope) -> None:
        for child in node.iter_child_nodes():
            self._use(child, scope)

    @_statement.register
    def _(self, node: nodes.Output, scope: Scope) -> None:
        for child in node.nodes:
            if not isinstance(child, nodes.TemplateData):
                self._print(child, scope)

    @_statement.register
    def _(self, node: nodes.If, scope: Scope) -> None:
        self._use(node.test, scope)
        self._block([*node.body, *node.elif_, *node.else_], scope)

    @_statement.register
    def _(self, node: nodes.For, scope: Scope) -> None:
        items = self._items(node.iter, scope)
        self._use(node.iter, scope)
        inner = scope | self._targets(node.target, items)
        if node.test is not None:
            self._use(node.test, inner)
        self._block(node.body, inner)
        self._block(node.else_, scope)

    @_statement.register
    def _(self, node: nodes.Assign, scope: Scope) -> None:
        # What a name stands for is resolved where the name is used.
        paths = self._paths(node.node, scope)
        if not paths:
            self._use(node.node, scope)
        scope.update(self._targets(node.target, paths))

    def _targets(self, target: nodes.Node, paths: Paths) -> Scope:
        if isinstance(target, nodes.Name):
            return {target.name: paths}
        return {name.name: () for name in target.find_all(nodes.Name)}

    def _print(self, node: nodes.Node, scope: Scope) -> None:
        """Note what an expression prints, and what it only uses."""
        if isinstance(node, nodes.CondExpr):
            self._use(node.test, scope)
            for branch in (node.expr1, node.expr2):
                if branch is not None:
                    self._print(branch, scope)
        elif isinstance(node, nodes.Concat):
            for part in node.nodes:
                self._print(part, scope)
        elif isinstance(node, nodes.Filter) and node.node is not None and node.name in PRINT_LIST | KEEP_TEXT:
            self._print_filtered(node, node.node, scope)
        elif paths := self._paths(node, scope):
            self._note(paths, node, printed=True)
        else:
            self._use(node, scope)

    def _print_filtered(self, node: nodes.Filter, inner: nodes.Node, scope: Scope) -> None:
        if node.name in PRINT_LIST:
            attribute = "".join(f".{name}" for name in _attribute(node))
            items = self._items(inner, scope)
            self._note(tuple(f"{path}{attribute}" for path in items), node, printed=True)
        else:
            self._print(inner, scope)
        for child in node.iter_child_nodes(exclude=("node",)):
            self._use(child, scope)

    def _use(self, node: nodes.Node, scope: Scope) -> None:
        """Note every field in an expression that is not printed."""
        if paths := self._paths(node, scope):
            self._note(paths, node, printed=False)
            return
        for child in node.iter_child_nodes():
            self._use(child, scope)

    def _paths(self, node: nodes.Node, scope: Scope) -> Paths:
        """Return what fields the expression stands for; none when it is made of several, or of none."""
        if isinstance(node, nodes.Name):
            return scope.get(node.name, () if node.name in _SPECIAL else (node.name,))
        if isinstance(node, nodes.Getattr):
            return tuple(f"{path}.{node.attr}" for path in self._paths(node.node, scope))
        if isinstance(node, nodes.Getitem):
            return self._item(node, scope)
        if isinstance(node, nodes.Filter) and node.node is not None and node.name in TAKE_ITEM:
            return self._items(node.node, scope)
        if isinstance(node, nodes.Filter) and node.node is not None and node.name in KEEP_LIST | KEEP_TEXT:
            return self._paths(node.node, scope)
        return tuple(path for branch in _branches(node) for path in self._paths(branch, scope))

    def _item(self, node: nodes.Getitem, scope: Scope) -> Paths:
        inside = self._paths(node.node, scope)
        if isinstance(node.arg, nodes.Slice):
            return inside
        if isinstance(node.arg, nodes.Const) and isinstance(node.arg.value, str):
            return tuple(f"{path}.{node.arg.value}" for path in inside)
        return tuple(f"{path}[]" for path in inside)

    def _items(self, node: nodes.Node, scope: Scope) -> Paths:
        """Return what the items of a list stand for."""
        if isinstance(node, nodes.Filter) and node.node is not None:
            if node.name == "stycken":
                return self._paths(node.node, scope)
            if node.name in ("batch", "slice"):
                return self._paths(node.node, scope)
            if node.name == "map":
                items = self._items(node.node, scope)
                return tuple(f"{path}.{name}" for path in items for name in _attribute(node))
        if isinstance(node, nodes.Add):
            return self._items(node.left, scope) + self._items(node.right, scope)
        return tuple(f"{path}[]" for path in self._paths(node, scope))


def _attribute(node: nodes.Filter) -> list[str]:
    """Return the field that a filter's argument ``attribute`` names, as a list of none or one."""
    values = (keyword.value for keyword in node.kwargs if keyword.key == "attribute")
    return [str(value.value) for value in values if isinstance(value, nodes.Const)]


def _branches(node: nodes.Node) -> tuple[nodes.Node, ...]:
    """Return the expressions of which one is the value: ``a if x else b``, ``a or b``."""
    if isinstance(node, nodes.CondExpr):
        return (node.expr1, node.expr2) if node.expr2 is not None else (node.expr1,)
    return (node.left, node.right) if isinstance(node, nodes.Or) else ()
