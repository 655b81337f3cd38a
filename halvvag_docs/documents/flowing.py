"""The PDF of running text: set by a Typst template, with real form fields for signatures and their dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from halvvag_docs import files, formatting
from halvvag_docs.answers import Answers
from halvvag_docs.documents import papercode, pdf, readback
from halvvag_docs.errors import RenderError
from halvvag_docs.forms import builtin_root
from halvvag_docs.values import Printed, Source

if TYPE_CHECKING:
    from halvvag_docs import flow

_CODE_AT = {"left": 28.0, "bottom": 26.0}
"""In the margin, beside the words at the foot of the page."""
_SHARED = "src"
"""Folder of the sources that templates import, beside them; ours serve where a unit's root has none."""
_UNSEEN = dict.fromkeys((0x200C, 0x200D))
"""Joiners of letters, which are drawn in the form of the letters."""
_ACCENTED = re.compile(r"(.[\u0300-\u036f]+)\1+")
_FROM_RIGHT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_WORD = re.compile(r"[\w\u0300-\u036f\u0591-\u05c7\u064b-\u0670]+")
_TAGGED = ""
"""Name of the running text when a PDF is read back; the other texts are those of its form fields."""


def make(order: pdf.Order, answers: Answers, path: Path) -> bytes:
    """Set the template in ``path``.

    Everything is fixed but the signatures and the dates and places beside them.

    Raises:
        FileError, FormError, MissingProgramError, RenderError: as ``flow`` and ``pdfform``; or a character has no
            glyph, or an answer does not stand whole in the document.
    """
    made = typeset(order, answers, path)
    content = _with_fields(made, order, answers)
    _check(made, content, order, path.name)
    return content


def typeset(order: pdf.Order, answers: Answers, path: Path) -> flow.Typeset:
    """Set the pages alone, without form fields and without a look at the result.

    Raises:
        FileError, FormError, MissingProgramError: as ``flow.Template``.
        RenderError: a character has no glyph.
    """
    from halvvag_docs import flow  # noqa: PLC0415  as above

    context = {**order.context, "dokumentslag": order.form.title}
    data = flow.encode(context, system=answers.system, draw=_drawing(order))
    return template(path).typeset(
        data, title=order.title, created=answers.date or pdf.UNDATED, fonts=builtin_root() / "templates" / "fonts"
    )


def printed_paths(made: flow.Typeset) -> list[str]:
    """Return the paths of the answers that a set document shows."""
    return [str(one["path"]) for label in ("printed", "filled") for one in made.labelled(label)]


def template(path: Path) -> flow.Template:
    """Return the template in a file, with the shared sources; each content is looked through once.

    Raises:
        FileError, FormError: as ``flow.Template``.
    """
    return _template(files.read_bytes(path), path.name, tuple(sorted(shared_sources(path).items())))


def shared_sources(path: Path) -> dict[str, bytes]:
    """Return the sources that a template may import, by the name it imports them by: ours, and those beside it.

    Raises:
        FileError: one cannot be read.
    """
    folders = (builtin_root() / "templates" / _SHARED, path.parent / _SHARED)
    return {
        f"{_SHARED}/{source.name}": files.read_bytes(source)
        for folder in folders
        if folder.is_dir()
        for source in files.list_files(folder, (".typ",))
    }


@lru_cache(maxsize=16)
def _template(content: bytes, name: str, shared: tuple[tuple[str, bytes], ...]) -> flow.Template:
    from halvvag_docs import flow  # noqa: PLC0415  as above

    return flow.Template(content, name=name, library=dict(shared))


def _drawing(order: pdf.Order) -> Callable[[str], str]:
    """Return what makes of a text what is drawn.

    Raises:
        RenderError: an answer has characters that cannot be drawn, and no replacement is allowed; the message
            names field and character, never the answer.
    """
    from halvvag_docs import flow  # noqa: PLC0415  as above
    from halvvag_docs.pdfform import glyphs  # noqa: PLC0415  as above

    if order.allow_missing_glyphs:
        return _replaced
    problems = [
        f"- {readback.label(order.form, path)}: {glyphs.describe(character)}"
        for path, leaf in readback.answered(order.context).items()
        for character in undrawable(flow.drawable(leaf.shown))
    ]
    if problems:
        raise RenderError(
            "Texten innehåller tecken som dokumentets typsnitt saknar:\n"
            + "\n".join(dict.fromkeys(problems))
            + "\nSkriv om texten utan tecknen, eller tillåt en synlig ersättning (--allow-missing-glyphs)."
        )
    return flow.drawable


def undrawable(text: str) -> list[str]:
    """Return the characters of drawable text that none of our fonts has; Typst shapes all scripts by itself."""
    from halvvag_docs.pdfform import glyphs, shaping  # noqa: PLC0415  as above

    return [one for one in glyphs.missing_glyphs(text) if not shaping.is_covered(one)]


def _replaced(text: str) -> str:
    """Return a text as it is drawn, with a visible replacement for each character that cannot be."""
    from halvvag_docs import flow  # noqa: PLC0415  as above
    from halvvag_docs.pdfform import glyphs  # noqa: PLC0415  as above

    drawn = flow.drawable(text)
    return drawn.translate({ord(one): glyphs.REPLACEMENT for one in undrawable(drawn)})


def _with_fields(made: flow.Typeset, order: pdf.Order, answers: Answers) -> bytes:
    """Return the document with real form fields where the template has left places for them."""
    from halvvag_docs import pdfform  # noqa: PLC0415  as above

    notes = [pdfform.Note(**note) for note in made.labelled("field")]
    if not notes:
        return made.content
    plate = pdfform.compile_template(pdfform.with_fields(made.content, notes))
    settings = pdfform.Settings(
        lock=True,
        title=order.title,
        language=order.language,
        created=answers.date or pdf.UNDATED,
        origin=pdf.named_origin(order),
        code=papercode.page_code(answers, plate, **_CODE_AT) if order.is_whole else None,
    )
    return pdfform.fill_plate(plate, {one["name"]: one["text"] for one in made.labelled("filled")}, settings)


def _check(made: flow.Typeset, content: bytes, order: pdf.Order, name: str) -> None:
    """See to it that every answer was printed and stands whole, on the paper, in the order of printing.

    Raises:
        RenderError: one does not, or a page of a draft does not say that it is one.
    """
    from halvvag_docs import pdfform  # noqa: PLC0415  as above

    printed = [_mark(one, _TAGGED) for one in made.labelled("printed")]
    printed += [_mark(one, one["name"]) for one in made.labelled("filled")]
    readback.check_printed(order.form, readback.answered(order.context), printed, name)
    page = pdfform.page_text(content)
    drawn = pdfform.drawn_text(content) if made.labelled("filled") else {}
    _check_stands(printed, {**drawn, _TAGGED: page.text}, order, name)
    if page.outside:
        pages = formatting.join_list(map(str, page.outside))
        raise RenderError(f"{name}: text hamnar utanför papperet på sida {pages}. Rätta mallen.")
    margins = [(f"sida {n}", text) for n, text in enumerate(page.margins, 1)]
    readback.check_marks(margins, name, draft=order.draft, excerpt=order.excerpt)


def _check_stands(printed: Iterable[Printed], texts: Mapping[str, str], order: pdf.Order, name: str) -> None:
    """See to it that what was printed stands in the file, in the order of printing as far as tables allow.

    A cell that spans several rows is set after them but read before them.
    """
    seen = {part: visible(text) for part, text in texts.items()}
    position: dict[str, int] = {}
    lost = []
    for one in printed:
        text, wanted = seen.get(one.part, ""), visible(one.text)
        at = text.find(wanted, position.get(one.part, 0))
        if at >= 0:
            position[one.part] = at + len(wanted)
        elif wanted not in text and not _stands_turned(one.text, texts.get(one.part, "")):
            lost += [source.path for source in one.sources]
    if lost:
        raise RenderError(f"{name}: svar kom inte helt med i dokumentet: {readback.names(order.form, lost)}.")


def _mark(place: Mapping[str, str], part: str) -> Printed:
    return Printed(part=part, text=place["text"], sources=(Source(place["path"]),))


def _stands_turned(text: str, page: str) -> bool:
    """Say whether a text with words that run from right to left stands on a page, all its words whole.

    Such words stand in a PDF in the order they are drawn, and a joiner inside one may divide it.
    """
    if not _FROM_RIGHT.search(text):
        return False
    found = set(_words(page)) | set(_words(page.translate(_UNSEEN)))
    return any(found.issuperset(_words(one)) for one in (text, text.translate(_UNSEEN)))


def _words(text: str) -> list[str]:
    """Return the words of a text, the letters of each in one order whatever way it runs."""
    return ["".join(sorted(word)) for word in _WORD.findall(unicodedata.normalize("NFC", text))]


def visible(text: str) -> str:
    """Return a text without white space: where its lines end is another matter.

    A letter with a loose accent counts once: drawn as several glyphs it reads as that letter several times.
    """
    return _ACCENTED.sub(r"\1", "".join(unicodedata.normalize("NFC", text).translate(_UNSEEN).split()))
