"""From a part's syntax tree to plain Python: for data of plain dicts and lists, without Jinja.

What is made here does what Jinja would do in our environment as long as nothing is odd. A name that is
missing, a value of another kind, an error: the code stops, and the record is rendered by Jinja, which
knows all cases and says what is wrong and where. So only what is common need be known here; for all
else :class:`~halvvag_docs.word.layout.Unprovable` says that there is no such code.

The code holds constants and subscripts only: no attribute of anything is looked up but in a dict.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import singledispatchmethod

from jinja2 import nodes

from halvvag_docs.word.layout import Check, Layout, Unprovable
from halvvag_docs.word.plain import FILTERS

_COMPARISONS = {
    "eq": "==", "ne": "!=", "gt": ">", "gteq": ">=", "lt": "<", "lteq": "<=", "in": "in", "notin": "not in",
}  # fmt: skip
_LOOP = {
    "index": "({i} + 1)",
    "index0": "{i}",
    "first": "({i} == 0)",
    "last": "({i} + 1 == {n})",
    "length": "{n}",
    "revindex": "({n} - {i})",
    "revindex0": "({n} - {i} - 1)",
}
_CHECKS = {
    "paragraph": "close(out)",
    "table": "t{t} = 0",
    "row": "t{t} = {w} if t{t} < {w} else t{t}",
    "columns": "if t{t} < {w}: stop()",
}
_CONSTANTS = (str, bool, int, type(None))

Scope = dict[str, str]
"""Names of the template with the variable that holds them; ``loop`` with the number of its loop."""


@dataclass(slots=True)
class Generator:
    """Writes the function that fills in one part."""

    layout: Layout
    known: Container[str]
    """Names that Jinja knows without data."""
    _lines: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _depth: int = 1
    _count: int = 0

    def function(self, name: str, tree: nodes.Template) -> str:
        """Return the source of a function of the data and of the list that takes the texts.

        Raises:
            Unprovable: the part needs Jinja, or has to be looked at when it is filled in.
        """
        self._block(tree.body, {}, top=True)
        self.layout.end()
        self._flush()
        return "\n".join([f"def {name}(data, out):", "    put = out.append", *self._lines, ""])

    def _add(self, line: str) -> None:
        self._flush()
        self._lines.append("    " * self._depth + line)

    def _flush(self) -> None:
        if text := "".join(self._text):
            self._lines.append("    " * self._depth + f"put({text!r})")
        self._text.clear()

    def _variable(self) -> str:
        self._count += 1
        return f"v{self._count}"

    def _block(self, body: Sequence[nodes.Node], scope: Scope, *, top: bool) -> None:
        """Write the statements; ``top`` where a name that is set stays set for all that follows."""
        for node in body:
            if isinstance(node, nodes.Assign):
                self._assign(node, scope, top=top)
            else:
                self._statement(node, scope)

    def _branch(self, body: Sequence[nodes.Node], scope: Scope, *, loop: bool = False) -> None:
        start = self.layout.branch()
        self._flush()
        self._depth += 1
        before = len(self._lines)
        self._block(body, scope, top=False)
        self._flush()
        if len(self._lines) == before:
            self._add("pass")
        self._depth -= 1
        self.layout.join(start, loop=loop)

    def _assign(self, node: nodes.Assign, scope: Scope, *, top: bool) -> None:
        if not top or not isinstance(node.target, nodes.Name):
            raise Unprovable
        variable = self._variable()
        self._add(f"{variable} = {self._value(node.node, scope)}")
        scope[node.target.name] = variable

    @singledispatchmethod
    def _statement(self, _node: nodes.Node, _scope: Scope) -> None:
        raise Unprovable

    @_statement.register
    def _(self, node: nodes.Output, scope: Scope) -> None:
        for child in node.nodes:
            if isinstance(child, nodes.TemplateData):
                self._constant(child.data)
            else:
                self._print(child, scope)

    @_statement.register
    def _(self, node: nodes.If, scope: Scope) -> None:
        self._add(f"if {self._value(node.test, scope)}:")
        self._branch(node.body, scope)
        for other in node.elif_:
            self._add(f"elif {self._value(other.test, scope)}:")
            self._branch(other.body, scope)
        if node.else_:
            self._add("else:")
            self._branch(node.else_, scope)

    @_statement.register
    def _(self, node: nodes.For, scope: Scope) -> None:
        if not isinstance(node.target, nodes.Name) or node.recursive or node.target.name == "loop":
            raise Unprovable
        item, items, number = self._variable(), self._variable(), self._variable()
        inner = {**scope, node.target.name: item, "loop": f"{number} {items}"}
        rows = f"rows({self._value(node.iter, scope)})"
        if node.test is not None:
            test = self._value(node.test, {**scope, node.target.name: item})
            rows = f"[{item} for {item} in {rows} if {test}]"
        self._add(f"{items} = {rows}")
        self._add(f"for {number}, {item} in enumerate({items}):")
        self._branch(node.body, inner, loop=True)
        if node.else_:
            self._add(f"if not {items}:")
            self._branch(node.else_, scope)

    def _constant(self, data: str) -> None:
        for piece in self.layout.text(data):
            if isinstance(piece, Check):
                self._add(_CHECKS[piece.kind].format(t=piece.table, w=piece.width))
            else:
                self._text.append(piece)

    def _print(self, node: nodes.Node, scope: Scope) -> None:
        site = self.layout.site()
        value = self._value(node, scope)
        if not value.isidentifier():
            self._add(f"x = {value}")
            value = "x"
        show = f"quoted({value})" if site.attribute else f"shown({value}, {site.tab!r})"
        self._add(f"put({value} if type({value}) is str and not odd({value}) else {show})")

    @singledispatchmethod
    def _value(self, _node: nodes.Node, _scope: Scope) -> str:
        raise Unprovable

    @_value.register
    def _(self, node: nodes.Const, scope: Scope) -> str:  # noqa: ARG002  the others need it
        if type(node.value) not in _CONSTANTS:
            raise Unprovable
        return repr(node.value)

    @_value.register
    def _(self, node: nodes.Name, scope: Scope) -> str:
        if node.name == "loop" and "loop" in scope:
            raise Unprovable
        if node.name in scope:
            return scope[node.name]
        if node.name in self.known:
            raise Unprovable
        return f"data[{node.name!r}]"

    @_value.register
    def _(self, node: nodes.Getattr, scope: Scope) -> str:
        if isinstance(node.node, nodes.Name) and node.node.name == "loop" and "loop" in scope:
            number, items = scope["loop"].split()
            if node.attr not in _LOOP:
                raise Unprovable
            return _LOOP[node.attr].format(i=number, n=f"len({items})")
        return f"{self._value(node.node, scope)}[{node.attr!r}]"

    @_value.register
    def _(self, node: nodes.Getitem, scope: Scope) -> str:
        if not isinstance(node.arg, nodes.Const) or type(node.arg.value) not in (str, int):
            raise Unprovable
        return f"{self._value(node.node, scope)}[{node.arg.value!r}]"

    @_value.register
    def _(self, node: nodes.Compare, scope: Scope) -> str:
        pairs = (f"{_COMPARISONS[one.op]} {self._value(one.expr, scope)}" for one in node.ops)
        return f"({self._value(node.expr, scope)} {' '.join(pairs)})"

    @_value.register
    def _(self, node: nodes.And, scope: Scope) -> str:
        return f"({self._value(node.left, scope)} and {self._value(node.right, scope)})"

    @_value.register
    def _(self, node: nodes.Or, scope: Scope) -> str:
        return f"({self._value(node.left, scope)} or {self._value(node.right, scope)})"

    @_value.register
    def _(self, node: nodes.Not, scope: Scope) -> str:
        return f"(not {self._value(node.node, scope)})"

    @_value.register
    def _(self, node: nodes.CondExpr, scope: Scope) -> str:
        other = "stop()" if node.expr2 is None else self._value(node.expr2, scope)
        return f"({self._value(node.expr1, scope)} if {self._value(node.test, scope)} else {other})"

    @_value.register
    def _(self, node: nodes.Concat, scope: Scope) -> str:
        return f"together({', '.join(self._value(one, scope) for one in node.nodes)})"

    @_value.register
    def _(self, node: nodes.Test, scope: Scope) -> str:
        if node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise Unprovable
        if node.name in ("defined", "undefined"):
            return f"({'not ' if node.name == 'undefined' else ''}{self._defined(node.node, scope)})"
        if node.name in ("none", "true", "false"):
            return f"({self._value(node.node, scope)} is {node.name.capitalize()})"
        raise Unprovable

    def _defined(self, node: nodes.Node, scope: Scope) -> str:
        """Return the question whether the data have a field; what it is a field of has to be there."""
        if isinstance(node, nodes.Name) and node.name not in self.known:
            return "True" if node.name in scope else f"has(data, {node.name!r})"
        if isinstance(node, nodes.Getattr) and not (
            isinstance(node.node, nodes.Name) and node.node.name == "loop"
        ):
            return f"has({self._value(node.node, scope)}, {node.attr!r})"
        raise Unprovable

    @_value.register
    def _(self, node: nodes.Filter, scope: Scope) -> str:
        if node.node is None or node.dyn_args or node.dyn_kwargs or node.kwargs:
            raise Unprovable
        if node.name in ("default", "d") and len(node.args) == 1:
            inside, other = self._value(node.node, scope), self._value(node.args[0], scope)
            return f"({inside} if {self._defined(node.node, scope)} else {other})"
        arguments = ", ".join(self._value(one, scope) for one in (node.node, *node.args))
        if node.name in ("length", "count") and not node.args:
            return f"len({arguments})"
        if node.name in FILTERS:
            return f"filters[{node.name!r}]({arguments})"
        raise Unprovable
