"""The questions of a Word form: what its tags print, and what its controls ask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from halvvag_docs import word
from halvvag_docs.adoption.question import Question, of_text, says_something, slug, unique
from halvvag_docs.errors import FormError

SECTION = "svar"
_KNOWN = frozenset({"verksamhet", "ord", "utkast", "utdrag", "signaturer", "dokument"})
_BLOCKS = ("klient", "bestallare", "underskrifter", "sandlista")
_UNFILLABLE = frozenset({"picture", "repeating"})
_NOTHING = (
    "Word-filen har varken taggar ({{ namn }}), innehållskontroller eller formulärfält. Sätt in taggar där svaren "
    "ska stå, se docs/forms.md."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The questions that a Word form asks."""

    template: bytes
    questions: tuple[Question, ...]
    blocks: tuple[str, ...]
    """Common blocks that its tags print."""
    left: tuple[str, ...]
    """Controls that no answer can be put in."""


def ask(content: bytes, file: str, name: str) -> Asked:
    """Return the questions, and the form as a template whose tags print the answers.

    Raises:
        FileError, FormError: the file cannot be read, or holds nothing to fill in.
    """
    uses = word.references(content, name=file)
    tops = list(dict.fromkeys(one.path.partition(".")[0].partition("[")[0] for one in uses))
    own = [top for top in tops if top not in _KNOWN and top not in _BLOCKS and top != name]
    taken = set(own)
    questions = list(_of_tags([use for use in uses if use.path.partition(".")[0].partition("[")[0] in own]))
    questions += _of_tags(
        [replace(use, path=use.path.removeprefix(f"{name}.")) for use in uses if use.path.startswith(f"{name}.")]
    )
    tags, left = {}, []
    for control in word.controls(content, file):
        if control.kind in _UNFILLABLE:
            left.append(control.name)
            continue
        question = _of_control(control, taken)
        questions.append(question)
        path = f"{name}.{question.key}"
        tags[control.number] = f"{{{{ {path}|kryss }}}}" if question.kind == "boolean" else f"{{{{ {path} }}}}"
    if not questions:
        raise FormError(_NOTHING)
    template = word.with_tags(content, file, tags, {top: f"{name}.{top}" for top in own})
    blocks = tuple(block for block in _BLOCKS if block in tops)
    return Asked(template=template, questions=tuple(questions), blocks=blocks, left=tuple(left))


def _of_control(control: Any, taken: set[str]) -> Question:
    label = control.label or control.name
    kind, prefill = "string", ""
    if control.kind in ("check", "date"):
        kind = {"check": "boolean"}.get(control.kind, control.kind)
    elif control.kind == "choice" and control.options:
        kind = "enum"
    elif control.kind == "rich":
        kind = "text"
    else:
        kind, prefill = of_text(label, control.maxlength)
    own = slug(control.name) if says_something(control.name) else slug(label)
    return Question(
        key=unique(own, taken),
        kind=kind,
        label=label,
        section=SECTION,
        maxlength=control.maxlength if kind in ("string", "text") else None,
        codes=dict(control.options) if kind == "enum" else {},
        prefill=prefill,
    )


def _of_tags(uses: Iterable[Any], *, in_group: bool = False) -> Iterator[Question]:
    """Yield the questions behind the tags, groups and lists with their members."""
    by_top: dict[str, list[Any]] = {}
    for use in uses:
        by_top.setdefault(use.path.partition(".")[0].partition("[")[0], []).append(use)
    for key, these in by_top.items():
        inner = [replace(use, path=use.path.removeprefix(key).lstrip("[].")) for use in these]
        members = tuple(_of_tags([use for use in inner if use.path], in_group=True))
        is_list = any(use.path.startswith(f"{key}[]") for use in these)
        printed = any(use.printed for use in these)
        label = key.replace("_", " ").capitalize()
        kind, prefill = of_text(label, None)
        if not printed and not members:
            kind, prefill = "boolean", ""
        kind = "list" if is_list else "dict" if members else kind
        yield Question(
            key=key,
            kind=kind,
            label=label,
            section=SECTION,
            prefill=prefill if kind not in ("dict", "list") and not in_group else "",
            members=members,
            internal=not printed,
        )
