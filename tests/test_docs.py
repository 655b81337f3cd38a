"""The documentation is as true as the code."""

from __future__ import annotations

import re
import runpy
import tomllib
from pathlib import Path

import pytest

import halvvag_docs
from halvvag_docs.cli import main
from halvvag_docs.errors import ExitCode

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.glob("*.md"), *ROOT.glob("*.md")])


def test_cli_page_is_the_commands_own_help() -> None:
    """``make docs`` was run after the last change of a command."""
    written = runpy.run_path(str(DOCS / "write_cli.py"))["document"]()
    assert (DOCS / "cli.md").read_text("utf-8") == written, "run: make docs"


@pytest.mark.parametrize("name", list(main.commands))
def test_every_command_is_in_the_readme_or_the_handbook(name: str) -> None:
    """A command that no guide mentions will not be found."""
    guides = (ROOT / "README.md").read_text("utf-8") + (DOCS / "handbok.md").read_text("utf-8")
    assert f"halvvag {name}" in guides


@pytest.mark.parametrize("code", [code for code in ExitCode if code is not ExitCode.OK])
def test_every_exit_code_is_explained(code: ExitCode) -> None:
    """docs/errors.md has a row for each."""
    assert re.search(rf"^\| {int(code)} \|", (DOCS / "errors.md").read_text("utf-8"), re.MULTILINE)


def test_every_dependency_has_a_reason() -> None:
    """docs/design.md says why each library is there."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["build"]]
    text = (DOCS / "design.md").read_text("utf-8").casefold()
    names = {re.split(r"[<>=\[]", requirement)[0] for requirement in wanted}
    assert {name for name in names if name.casefold() not in text} == set()


def test_lock_holds_every_dependency() -> None:
    """constraints.txt pins all that pyproject.toml asks for, exactly."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pinned = {line.partition("==")[0].casefold() for line in lines if "==" in line}
    names = {re.split(r"[<>=\[]", requirement)[0].casefold() for requirement in wanted}
    assert names - pinned == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """A link to a file of the project finds it."""
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8"))
    missing = [target for target in targets if "://" not in target and not (page.parent / target).exists()]
    assert missing == []


def test_public_names_exist() -> None:
    """Everything in ``__all__`` can be had, and nothing else pretends to be there."""
    for name in halvvag_docs.__all__:
        assert getattr(halvvag_docs, name) is not None
    with pytest.raises(AttributeError):
        _ = halvvag_docs.nothing


def test_changelog_begins_with_what_is_coming() -> None:
    """The newest section is the one being written, or the version of the package."""
    heads = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert heads[0] == "Unreleased" or heads[0].startswith(f"[{halvvag_docs.__version__}]")
