"""Proof that a finished document holds every answer, whole: nothing lost, nothing cut.

What was printed is compared with what was answered, and then looked for in the finished file itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from halvvag_docs.documents.excerpt import Excerpt
from halvvag_docs.errors import RenderError
from halvvag_docs.forms import Form
from halvvag_docs.values import Leaf, Printed, Source

DRAFT_MARK = "UTKAST"
"""What every page of a draft says."""
_NAMED = 12


def answered(context: Mapping[str, Any]) -> dict[str, Leaf]:
    """Return every answered leaf of a context that must be printed, by its path."""
    found = {}
    for leaf in _leaves(context):
        for source in leaf.sources:
            found[source.path] = leaf
    return found


def _leaves(value: Any) -> Iterator[Leaf]:
    if isinstance(value, Leaf):
        yield value
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            yield from _leaves(item)


def check_printed(form: Form, expected: Iterable[str], printed: Iterable[Printed], template: str) -> None:
    """See to it that each answer, and each piece of one, was printed.

    Raises:
        RenderError: some were not; the message names their labels.
    """
    shown = {source for one in printed for source in one.sources}
    lost = [path for path in expected if not _is_whole(path, shown)]
    if lost:
        raise RenderError(f"{template} skriver inte ut allt som är besvarat: {names(form, lost)}. Rätta mallen.")


def _is_whole(path: str, shown: set[Source]) -> bool:
    if Source(path) in shown:
        return True
    pieces = [source for source in shown if source.path == path]
    return bool(pieces) and len(pieces) == pieces[0].pieces


def check_stands(form: Form, printed: Iterable[Printed], texts: Mapping[str, str], template: str) -> None:
    """See to it that what was printed stands in the file, whole and in the order of printing.

    Args:
        form: for the labels in the message.
        printed: what the rendering printed.
        texts: the text of each part of the finished file, by zip member.
        template: what messages call the template.

    Raises:
        RenderError: a text is missing, cut or altered; the message names its label.
    """
    position: dict[str, int] = {}
    for one in printed:
        if not one.sources or not one.text:
            continue
        at = texts.get(one.part, "").find(one.text, position.get(one.part, 0))
        if at < 0:
            where = names(form, [source.path for source in one.sources])
            raise RenderError(f"{template}: ett svar kom inte helt med i dokumentet: {where}.")
        position[one.part] = at + len(one.text)


def check_marks(
    headers: Sequence[tuple[str, str]], template: str, *, draft: bool, excerpt: Excerpt | None
) -> None:
    """See to it that every page of a draft or an excerpt says so.

    Args:
        headers: (where, text) of the header of each kind of page.
        template: what messages call the template.
        draft: whether it is a draft.
        excerpt: for whom it is an excerpt, or None.

    Raises:
        RenderError: a header does not, or there is none.
    """
    wanted = [("ett utkast", DRAFT_MARK, "{% if utkast %}UTKAST{% endif %}")] if draft else []
    wanted += [("ett utdrag", excerpt.title, "{{ utdrag }}")] if excerpt else []
    for what, mark, tag in wanted:
        unmarked = [where for where, text in headers if mark.upper() not in text.upper()]
        if unmarked or not headers:
            where = ", ".join(unmarked) or "dokumentet saknar sidhuvud"
            raise RenderError(
                f"{template}: {what} ska ha «{mark}» i sidhuvudet på varje sida, men det saknas ({where}). "
                f"Lägg till {tag} i mallens sidhuvud."
            )


def names(form: Form, paths: Sequence[str]) -> str:
    """Return the labels of answers with their paths, at most a dozen."""
    shown = [f"«{label(form, path)}» ({path})" for path in dict.fromkeys(paths)]
    more = f" och {len(shown) - _NAMED} till" if len(shown) > _NAMED else ""
    return ", ".join(shown[:_NAMED]) + more


def label(form: Form, path: str) -> str:
    """Return the label of the field at an answer's path; of its list where it is a plain item."""
    field = form.field(path) or form.field(path.rpartition("[")[0])
    return field.label if field else path
