"""The answers so far as a value that never changes: every act returns the next interview."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from halvvag_docs import answers, validation, yamltext
from halvvag_docs.errors import AnswersError, Level, Problem
from halvvag_docs.forms import Form
from halvvag_docs.questions import asking, counting, notes, origins, tree
from halvvag_docs.questions.model import Question, Review, ReviewLine, SectionState, State, Suggestion
from halvvag_docs.schema import schema_path
from halvvag_docs.validation.paths import has_answer
from halvvag_docs.yamltext import RawValue

_NEEDED = frozenset(("required", "empty", "minlength", "every_code"))
"""Checks that only say that something is still to come."""
_WAITS = frozenset((State.EMPTY, State.SUGGESTED))
_PLACELESS = frozenset(("checked", "every", "asked", "sections", "missing", "origins", "_by_path"))
"""What is reckoned from the answers alone, and need not be reckoned anew when only the place changes."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Interview:
    """One document being answered. Made by :func:`read`, or from scratch with ``Interview(form=…, today=…)``."""

    form: Form
    today: date
    data: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """Raw answers as in the file, unknown names too: text, lists, mappings. Never changed in place."""
    document: str = "svar"
    """File stem that problems name."""
    suggestions: Mapping[str, Suggestion] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    """Path -> what is known from elsewhere; from ``casework``."""
    passed: frozenset[str] = frozenset()
    """Questions that somebody has left empty on purpose."""
    place: str = ""
    """The question that was last on the screen."""
    head: tuple[str, ...] = ()
    """Comment lines at the top of the file, kept as they are."""
    _texts: dict[str, tuple[Any, str]] = field(default_factory=dict, repr=False)
    """Blocks as they were last written; what did not change since is not written anew."""

    # --- what to ask -------------------------------------------------------------------------------------

    @cached_property
    def checked(self) -> validation.Checked:
        """The answers with their types, and every problem that ``check`` would find in the fields."""
        return validation.check(self.form, self._raw(self.data), today=self.today)

    @cached_property
    def origins(self) -> origins.Known:
        """What the document itself tells about where its answers come from."""
        return origins.known(self.data)

    @cached_property
    def every(self) -> tuple[Question, ...]:
        """All questions in order, also those that are not asked as things stand (``asked`` is false)."""
        return asking.questions(self)

    @cached_property
    def asked(self) -> tuple[Question, ...]:
        """The questions that are asked as things stand, in order."""
        return tuple(one for one in self.every if one.asked)

    @cached_property
    def sections(self) -> tuple[SectionState, ...]:
        """The sections that have questions, in order, with how far each has come."""
        found: dict[str, list[Question]] = {}
        for one in self.asked:
            found.setdefault(one.section, []).append(one)
        return tuple(self._section(number, name, found[name]) for number, name in enumerate(found, start=1))

    def of_section(self, section: str) -> tuple[Question, ...]:
        """Return the questions of a section in order, also those that are not asked as things stand."""
        return tuple(one for one in self.every if one.section == section)

    def question(self, path: str) -> Question:
        """Return the question at an answer's path (``mal[2].hur_mats``).

        Raises:
            KeyError: nothing is asked there; its text is the schema path, never an answer.
        """
        try:
            return self._by_path[path]
        except KeyError:
            raise KeyError(schema_path(path)) from None

    def next(self, after: str = "") -> Question | None:
        """Return the first question that waits behind ``after``, else the first that waits at all.

        A question waits when it is unanswered and was not passed, or when its suggestion was not
        confirmed. None when nothing waits: it is time for the review.
        """
        behind = self._behind(after)
        waiting = [one for one in self.asked if self._waits(one)]
        return next((one for one in waiting if one.path in behind), waiting[0] if waiting else None)

    def following(self, path: str) -> Question | None:
        """Return the question that comes after ``path``, answered or not; None at the end."""
        paths = [one.path for one in self.asked]
        place = paths.index(path) + 1 if path in paths else 0
        return self.asked[place] if place < len(paths) else None

    def before(self, path: str) -> Question | None:
        """Return the question that comes before ``path``; None at the beginning."""
        paths = [one.path for one in self.asked]
        place = paths.index(path) - 1 if path in paths else len(paths) - 1
        return self.asked[place] if place >= 0 else None

    def resumed(self) -> Question | None:
        """Return where to go on: the question that was last on the screen, else the first that waits."""
        return self._by_path.get(self.place) or self.next()

    def suggestion(self, path: str) -> Suggestion | None:
        """Return what is known from elsewhere about the answer at ``path``; None for an assessment."""
        found = self.suggestions.get(path)
        return None if found is None or found.receipt else found

    # --- answering ---------------------------------------------------------------------------------------

    def set(self, path: str, value: RawValue) -> Interview:
        """Return the interview with ``value`` as the answer to a question.

        Args:
            path: of a question, or of one item of a ``list`` (``krisplan.triggers[1]``). Rows must be there
                (:meth:`add`).
            value: text as it was typed; codes for choices, ``true``/``ja`` and ``false``/``nej`` for a boolean, a
                list of texts for ``list`` and ``choices``. ``""`` or ``[]`` takes the answer away; the question
                then counts as passed.

        Nothing is checked but that it is text: see :meth:`problems_at` of the result. Suggestions become
        confirmed or changed. Other answers stay, also when they no longer fit: see :meth:`stranded`.

        Raises:
            KeyError: nothing is asked there.
            AnswersError: a control character in the text; the only thing that cannot be kept.
        """
        owner = path if path in self._by_path else path[: path.rfind("[")] if path.endswith("]") else path
        self.question(owner)
        clean = self._clean(path, value)
        status = origins.CONFIRMED if clean == self._known(owner, path) else origins.CHANGED
        data = origins.marked(tree.put(self.data, path, clean), owner, status)
        passed = self.passed - {owner} if has_answer(tree.at(data, owner)) else self.passed | {owner}
        return self._with(counting.reckoned(self.form, data, owner), passed=passed)

    def confirm(self, path: str) -> Interview:
        """Return the interview with the suggestion at ``path`` taken for an answer.

        Raises:
            KeyError: nothing is asked there, or nothing is suggested.
        """
        one = self.question(path)
        data = self.data
        if not has_answer(one.answer):
            if one.suggestion is None or one.suggestion.value is None:
                raise KeyError(schema_path(path))
            data = origins.noted(tree.put(data, path, one.suggestion.value), one.suggestion.row)
        data = counting.reckoned(self.form, origins.marked(data, path, origins.CONFIRMED), path)
        return self._with(data, passed=self.passed - {path})

    def skip(self, path: str) -> Interview:
        """Return the interview with a question left empty on purpose; :meth:`next` does not return to it.

        An answer that is there stays; an unconfirmed suggestion stays unconfirmed in the document, but
        :meth:`next` goes on behind it.
        """
        self.question(path)
        return self._with(self.data, passed=self.passed | {path})

    def add(self, path: str, value: RawValue = "", *, at: int | None = None) -> tuple[Interview, str]:
        """Return the interview with one more item in the list at ``path``, and the new item's path.

        Args:
            path: of a question of the kind ``list`` or ``rows``.
            value: the text of the item; a row of ``rows`` starts empty unless a mapping is given.
            at: position, 0-based; at the end when None.
        """
        one = self.question(path)
        rows = self._items(path)
        place = len(rows) if at is None else max(0, min(at, len(rows)))
        item = value or ({} if one.kind == "rows" else "")
        rows.insert(place, self._clean(path, item))
        data = origins.moved(self.data, path, lambda old: old + (old >= place))
        changed = self._rearranged(path, rows, data, lambda old: old + (old >= place))
        return replace(changed, data=counting.numbered(self.form, changed.data, path, place)), f"{path}[{place}]"

    def remove(self, path: str) -> Interview:
        """Return the interview without one item of a list (``genomforandeplan.mal[2]``) and all that is in it."""
        owner, place = tree.item_of(path)
        rows = self._items(owner)
        del rows[place]

        def after(old: int) -> int | None:
            return None if old == place else old - (old > place)

        return self._rearranged(owner, rows, origins.moved(self.data, owner, after), after)

    def move(self, path: str, to: int) -> Interview:
        """Return the interview with an item of a list at position ``to`` (0-based)."""
        owner, place = tree.item_of(path)
        rows = self._items(owner)
        rows.insert(to, rows.pop(place))
        order = list(range(len(rows)))
        order.insert(to, order.pop(place))
        return self._rearranged(owner, rows, origins.moved(self.data, owner, order.index), order.index)

    def at(self, path: str) -> Interview:
        """Return the interview with ``path`` as the question that is on the screen; for going on later."""
        moved = replace(self, place=path)
        vars(moved).update({name: known for name, known in vars(self).items() if name in _PLACELESS})
        return moved

    def suggested(self, known: Iterable[Suggestion]) -> Interview:
        """Return the interview with what is known from elsewhere; receipts are filled in at once."""
        suggestions = {one.path: one for one in known}
        data = self.data
        for one in suggestions.values():
            was_typed = has_answer(tree.at(data, one.path)) and one.path not in self.origins.receipts
            if one.receipt and one.value is not None and not was_typed:
                data = origins.noted(tree.put(data, one.path, one.value), one.row)
        return replace(self, data=data, suggestions=MappingProxyType(suggestions))

    # --- what is wrong -----------------------------------------------------------------------------------

    def problems_at(self, path: str) -> tuple[Problem, ...]:
        """Return what is wrong with the answer at ``path``, or inside it; messages are those of ``check``."""
        return tuple(one for one in self.checked.problems if tree.is_inside(one.path, path))

    def caused(self, before: Interview, path: str) -> tuple[Problem, ...]:
        """Return the problems elsewhere that were not there ``before`` the answer at ``path`` was given."""
        known = {(one.path, one.rule) for one in before.checked.problems}
        return tuple(
            one
            for one in self.checked.problems
            if (one.path, one.rule) not in known and not tree.is_inside(one.path, path)
        )

    def stranded(self) -> tuple[Question, ...]:
        """Return the answered questions that another answer has made meaningless.

        They stay until somebody takes them away (``set(path, "")``) or changes the other answer; until
        then ``check`` and ``render`` refuse the document.
        """
        wrong = {one.path for one in self.checked.problems if one.rule == "dependencies"}
        return tuple(one for one in self.every if one.path in wrong)

    @cached_property
    def missing(self) -> tuple[Problem, ...]:
        """What is still needed before the document can be settled, in the order of the form."""
        settled = tree.put(self.data, "dokument.status", "faststalld")
        settled = tree.put(settled, "dokument.faststalld_datum", self.today.isoformat())
        found = validation.check(self.form, self._raw(settled), today=self.today).problems
        return tuple(one for one in found if one.rule in _NEEDED)

    def review(self, problems: Sequence[Problem] | None = None) -> Review:
        """Return the page before the end.

        Args:
            problems: of fields and rules together, as ``casework`` judges them; those of the fields when None.
        """
        found = self.checked.problems if problems is None else tuple(problems)
        titles = {section.id: section.title for section in self.sections}
        own: dict[str, list[Problem]] = {one.path: [] for one in self.asked}
        others: list[Problem] = []
        for one in found:
            own.get(tree.owner(one.path, own), others).append(one)
        lines = tuple(
            ReviewLine(number=number, section=titles[one.section], question=one, problems=tuple(own[one.path]))
            for number, one in enumerate(self.asked, start=1)
        )
        return Review(lines=lines, others=tuple(others), missing=self.missing)

    # --- to and from text --------------------------------------------------------------------------------

    def text(self) -> str:
        """Return the answers file: what :func:`read` turns back into an equal interview."""
        head = [*self.head, *notes.written(self.place, self.passed)]
        blocks = [self._block(name) for name in tree.ordered(self.form.schema, dict.fromkeys(self.data, ""))]
        return "".join(f"{line}\n" for line in head) + ("".join(blocks) or yamltext.dump({}))

    def _block(self, name: str) -> str:
        block = self.data[name]
        known = self._texts.get(name)
        if known is not None and known[0] is block:
            return known[1]
        text = yamltext.dump(tree.ordered(self.form.schema, {name: block}))
        self._texts[name] = (block, text)
        return text

    # --- inside ------------------------------------------------------------------------------------------

    @cached_property
    def _by_path(self) -> Mapping[str, Question]:
        return {one.path: one for one in self.every}

    def _raw(self, data: Mapping[str, Any]) -> answers.RawAnswers:
        return answers.RawAnswers(document=self.document, data=dict(data), lines={})

    def _section(self, number: int, name: str, found: list[Question]) -> SectionState:
        section = self.form.section(name)
        waiting = [one for one in found if self._waits(one)]
        return SectionState(
            id=name,
            title=section.title if section else self.form.title,
            help=section.help if section else "",
            number=number,
            asked=len(found),
            done=len(found) - len(waiting),
            first=(waiting or found)[0].path,
        )

    def _waits(self, one: Question) -> bool:
        return one.state in _WAITS and one.path not in self.passed

    def _behind(self, path: str) -> frozenset[str]:
        paths = [one.path for one in self.every]
        return frozenset(paths[paths.index(path) + 1 :] if path in paths else paths)

    def _known(self, owner: str, path: str) -> RawValue:
        """Return what was filled in or suggested at a path, to tell a confirmed answer from a changed one."""
        if owner in self.origins.waiting:
            return tree.at(self.data, path)
        known = self.suggestions.get(owner)
        return known.value if known is not None and known.value is not None else ""

    def _items(self, path: str) -> list[Any]:
        rows = tree.at(self.data, path)
        return list(rows) if isinstance(rows, list) else []

    def _rearranged(self, path: str, rows: list[Any], data: Mapping[str, Any], place: Any) -> Interview:
        changed = counting.reckoned(
            self.form, origins.marked(tree.put(data, path, rows), path, origins.CHANGED), path
        )
        moved = (tree.renumbered(one, path, place) for one in self.passed - {path})
        known = ((tree.renumbered(one.path, path, place), one) for one in self.suggestions.values())
        suggestions = {new: replace(one, path=new) for new, one in known if new is not None}
        passed = frozenset(one for one in moved if one is not None)
        return replace(self, data=changed, passed=passed, suggestions=MappingProxyType(suggestions))

    def _with(self, data: Mapping[str, Any], *, passed: frozenset[str]) -> Interview:
        return replace(self, data=data, passed=passed)

    def _clean(self, path: str, value: RawValue) -> RawValue:
        if isinstance(value, list):
            return [self._clean(path, item) for item in value]
        if isinstance(value, dict):
            return {key: self._clean(path, item) for key, item in value.items()}
        text, fault = yamltext.normal(value)
        if fault:
            message = f"{validation.named(self.form, path)}: {fault}"
            raise AnswersError(
                [Problem(document=self.document, path=path, rule="control", level=Level.ERROR, message=message)]
            )
        return text


def read(form: Form, text: str, *, today: date, document: str) -> Interview:
    """Return the interview that an answers file holds; what the form does not know is kept.

    Items and rows of lists in which all answers are empty are left out, since they say nothing.

    Args:
        form: what the file is for.
        text: YAML, as :meth:`Interview.text` or ``halvvag new`` writes it.
        today: the day of «not in the future».
        document: file stem, for problems.

    Raises:
        AnswersError: the text is no YAML, or holds a key twice or a control character.
    """
    raw = answers.parse(text, document=document)
    place, passed, head = notes.read(text)
    return Interview(
        form=form,
        today=today,
        data=tree.without_empty_rows(form.schema, raw.data),
        document=document,
        place=place,
        passed=passed,
        head=head,
    )
