"""Pages that are no form: letters and notes that the program makes of a whole case, with a template of their own.

It is ``templates/_NAME.docx`` or ``templates/_NAME.typ``; a unit's own root shadows ours. Each text must stand
whole in the finished page, as an answer must in a document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from halvvag_docs.documents import flowing
from halvvag_docs.documents.context import EMPTY
from halvvag_docs.documents.render import template_digest, word_template
from halvvag_docs.errors import RenderError
from halvvag_docs.formatting import format_date
from halvvag_docs.forms import builtin_root, load_block
from halvvag_docs.units import Unit
from halvvag_docs.values import Group, Leaf, Source, leaf

_SUFFIXES = {"docx": ".docx", "pdf": ".typ"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page to be made."""

    name: str
    """Stem of its template without the underscore: ``kallelse``."""
    title: str
    """Kind of page, which stands in the footer and, with the case id, in the file's properties."""
    case_id: str
    system: str
    """``fi`` or ``se``."""
    created: date
    blocks: Mapping[str, Any]
    """What the template may name: groups of texts, yes and no, and lists of such groups."""


def make_page(page: Page, *, format: str, unit: Unit, root: Path | None = None) -> bytes:  # noqa: A002  as render's
    """Return the finished page.

    Args:
        page: what stands on it.
        format: ``docx`` or ``pdf``.
        unit: whose page it is; its name stands in the header.
        root: a folder of own templates, or None.

    Raises:
        FileError, FormError: the template cannot be read or is wrong.
        MissingProgramError: Typst is not installed.
        RenderError: a character has no glyph, or a text does not stand whole in the page.
    """
    path = page_template(page.name, format, root)
    context = {
        "verksamhet": {"namn": unit.namn},
        "dokument": {"arende_id": page.case_id, "system": page.system, "id": EMPTY, "version": EMPTY},
        "klient": {"skyddade_uppgifter": False, "fornamn": EMPTY, "efternamn": EMPTY},
        "arende": {"idag": format_date(page.created, page.system)},
        "ord": {key: str(words.get(page.system, "")) for key, words in load_block("_terms", root).items()},
        "dokumentslag": page.title,
        "utkast": False,
        "utdrag": EMPTY,
        **{key: _leaves(value, key) for key, value in page.blocks.items()},
    }
    expected = {one.sources[0].path: one.shown for one in _given(context)}
    return (_word if format == "docx" else _pdf)(path, context, expected, page)


def page_template(name: str, format: str, root: Path | None) -> Path:  # noqa: A002  as render's
    """Return the template of a page: that of the unit's own root, or ours."""
    file = f"_{name}{_SUFFIXES[format]}"
    own = root / "templates" / file if root else None
    return own if own is not None and own.is_file() else builtin_root() / "templates" / file


def page_digest(name: str, format: str, root: Path | None) -> str:  # noqa: A002  as render's
    """Return the SHA-256 of all that a page's template consists of.

    Raises:
        FileError: a part of it cannot be read.
    """
    return template_digest(page_template(name, format, root))


def _leaves(value: Any, path: str) -> Any:
    if isinstance(value, Mapping):
        return Group({key: _leaves(item, f"{path}.{key}") for key, item in value.items()})
    if isinstance(value, list | tuple):
        return [_leaves(item, f"{path}[{place}]") for place, item in enumerate(value)]
    return leaf(value, shown=value, sources=(Source(path),)) if isinstance(value, str) and value else value


def _given(value: Any) -> Iterator[Leaf]:
    if isinstance(value, Leaf):
        yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _given(item)


def _word(path: Path, context: Mapping[str, Any], expected: Mapping[str, str], page: Page) -> bytes:
    from halvvag_docs import word  # noqa: PLC0415  docxtpl takes long to import

    language = "sv-FI" if page.system == "fi" else "sv-SE"
    made = word_template(path).render(context, language=language, title=_title(page), created=page.created)
    printed = {source.path for one in made.printed for source in one.sources}
    text = "\n".join(paragraph.text for paragraph in word.read_paragraphs(made.content))
    _check(expected, printed, text, path)
    return made.content


def _pdf(path: Path, context: Mapping[str, Any], expected: Mapping[str, str], page: Page) -> bytes:
    from halvvag_docs import flow, pdfform  # noqa: PLC0415  Typst and pypdf take long to import

    if missing := {
        character for text in expected.values() for character in flowing.undrawable(flow.drawable(text))
    }:
        described = ", ".join(pdfform.describe(character) for character in sorted(missing))
        raise RenderError(f"{page.title}: texten innehåller tecken som dokumentets typsnitt saknar: {described}.")
    made = flowing.template(path).typeset(
        flow.encode(context, system=page.system),
        title=_title(page),
        created=page.created,
        fonts=builtin_root() / "templates" / "fonts",
    )
    _check(expected, set(flowing.printed_paths(made)), pdfform.page_text(made.content).text, path)
    return made.content


def _check(expected: Mapping[str, str], printed: set[str], text: str, path: Path) -> None:
    """See to it that every text was printed and stands whole.

    Raises:
        RenderError: one does not; the message names where it comes from, never the text.
    """
    seen = flowing.visible(text)
    lost = [
        place for place, words in expected.items() if place not in printed or flowing.visible(words) not in seen
    ]
    if lost:
        raise RenderError(f"{path.name} skriver inte ut allt, eller inte helt: {', '.join(lost)}. Rätta mallen.")


def _title(page: Page) -> str:
    return f"{page.title} {page.case_id}".strip()
