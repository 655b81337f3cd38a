"""The architecture of docs/design.md, read from the imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import halvvag_docs

PACKAGE = Path(halvvag_docs.__file__).parent

ROWS = (
    {"__main__"},
    {"cli", "web"},
    {"batch", "filling", "forge", "importing", "sharing"},
    {"casework"},
    {"signing"},
    {"adoption", "documents", "drafts", "overview", "prefill", "questions"},
    {"word", "pdfform", "flow", "validation", "records", "spreadsheets", "pictures", "barcodes", "sealing"},
    {"rules"},
    {"forms", "answers", "cases", "units", "values"},
    {
        "days",
        "files",
        "following",
        "keeping",
        "yamltext",
        "formatting",
        "identity",
        "private",
        "register",
        "schema",
    },
    {"errors"},
)
"""From the top: a module imports from lower rows only."""

SIDEWAYS = {("cases", "answers"), ("cli", "web")}
"""A case is made of answers, and both are nouns of the field; ``halvvag serve`` starts the web page."""

IMPORTERS = {
    "PIL": {"barcodes"},
    "alembic": {"register"},
    "cerberus": {"validation"},
    "click": {"cli"},
    "cryptography": {"signing"},
    "distributed": {"batch"},
    "docx": {"word"},
    "docxtpl": {"word"},
    "filelock": {"batch"},
    "flask": {"web"},
    "fontTools": {"forge"},
    "holidays": {"rules"},
    "jinja2": {"word", "web"},
    "keyring": {"cli"},
    "lxml": {"word"},
    "openpyxl": {"spreadsheets"},
    "phonenumbers": {"identity"},
    "platformdirs": {"cli"},
    "psycopg": {"register"},
    "pkcs11": {"signing"},
    "pyhanko": {"signing"},
    "pyhanko_certvalidator": {"signing"},
    "pypdf": {"pdfform", "forge"},
    "pypdfium2": {"pictures"},
    "pyrage": {"sealing"},
    "python_calamine": {"spreadsheets"},
    "rich": {"cli"},
    "segno": {"barcodes"},
    "sqlalchemy": {"register"},
    "sqlcipher3": {"register"},
    "typst": {"flow", "forge"},
    "uharfbuzz": {"pdfform"},
    "waitress": {"web"},
    "werkzeug": {"web"},
    "yaml": {"yamltext"},
    "zxingcpp": {"barcodes"},
}
"""Each library has one importer, so that it can be replaced in one place; forge is the workshop where the
templates of pdfform are made, and no part of the running program."""

STANDARD = {
    "csv": {"records"},
    "sqlite3": set[str](),
    "socket": set[str](),
    "subprocess": set[str](),
    "urllib": set[str](),
    "http": set[str](),
}
"""Modules of the standard library that only some may use: nothing here calls a network or a program."""


def _imports() -> Iterator[tuple[str, str, Path]]:
    """Yield (our module, what it imports, file): ``word`` imports ``forms``, or ``lxml``."""
    for path in sorted(PACKAGE.rglob("*.py")):
        relative = path.relative_to(PACKAGE)
        if "_data" in relative.parts or relative.parts == ("__init__.py",):
            continue
        module = relative.parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for name in _names(node):
                yield module, name, relative


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield alias.name.removeprefix("halvvag_docs.").split(".")[0]
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute"
        source = str(node.module)
        if source == "halvvag_docs":
            yield from (alias.name for alias in node.names)
        else:
            yield source.removeprefix("halvvag_docs.").split(".")[0]


def _row(module: str) -> int:
    return next(number for number, row in enumerate(ROWS) if module in row)


def test_every_module_has_a_place() -> None:
    """A new module is put into a row before it is written."""
    found = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    assert found - {"__init__"} - set().union(*ROWS) == set()


def test_design_names_every_module_in_its_row() -> None:
    """The table of docs/design.md is the one that is tested here."""
    table = (
        (PACKAGE.parent / "docs" / "design.md").read_text("utf-8").partition("## Layers")[2].partition("\n## ")[0]
    )
    rows = [
        set(re.findall(r"`(\w+)`", line.split("|")[2])) for line in table.splitlines() if line.startswith("| ")
    ]
    assert rows[1:] == list(ROWS[1:])


def test_imports_point_downward() -> None:
    """Nobody imports from a higher row, nor from the side."""
    ours = set().union(*ROWS)
    wrong = [
        f"{path}: {module} imports {name}"
        for module, name, path in _imports()
        if name in ours and name != module and _row(name) <= _row(module) and (module, name) not in SIDEWAYS
    ]
    assert wrong == []


@pytest.mark.parametrize("library", IMPORTERS)
def test_library_has_one_importer(library: str) -> None:
    """What hides a library is the only place that knows it."""
    wrong = [
        str(path) for module, name, path in _imports() if name == library and module not in IMPORTERS[library]
    ]
    assert wrong == []


def test_forge_stays_in_the_workshop() -> None:
    """Nothing that runs for a user imports what builds the templates."""
    assert [str(path) for module, name, path in _imports() if name == "forge" and module != "forge"] == []


@pytest.mark.parametrize("module", STANDARD)
def test_network_and_programs_are_out_of_reach(module: str) -> None:
    """Answers cannot leave the machine by way of a module that never learned how."""
    wrong = [
        str(path) for importer, name, path in _imports() if name == module and importer not in STANDARD[module]
    ]
    assert wrong == []


def test_modules_and_functions_stay_small() -> None:
    """A module has at most 400 lines and a function 40: longer ones hold two ideas."""
    long: list[str] = []
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        long.extend(f"{path.name}: {lines} lines" for lines in [text.count("\n")] if lines > 400)
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        long.extend(
            f"{path.name}: {node.name} has {_length(node)} lines" for node in functions if _length(node) > 40
        )
    assert long == []


def _length(node: ast.FunctionDef) -> int:
    """Return the lines of a body: a signature and its docstring explain, they do nothing."""
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1
