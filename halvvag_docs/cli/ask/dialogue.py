"""The conversation: one question at a time, saved at each answer, with a review before the end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from halvvag_docs.cli.ask import lists, review, rows, showing, single
from halvvag_docs.cli.ask.commands import Act, Command
from halvvag_docs.cli.ask.moves import Move, QuitError
from halvvag_docs.cli.ask.screen import agreed, read, say
from halvvag_docs.errors import AnswersError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from halvvag_docs.cli.ask.homes import Home
    from halvvag_docs.errors import Problem
    from halvvag_docs.questions import Interview, Question, SectionState
    from halvvag_docs.yamltext import RawValue


Walk = Callable[["Question"], bool]
"""Which questions are shown although they are answered."""


class Dialogue:
    """An interview on a screen."""

    def __init__(
        self,
        made: Interview,
        home: Home,
        *,
        refresh: Callable[[Interview], Interview],
        judge: Callable[[Interview], tuple[Problem, ...]],
    ) -> None:
        """Take an interview.

        Args:
            made: as it is so far.
            home: where it is saved.
            refresh: what the case makes of it after an answer.
            judge: what ``check`` says of it.
        """
        self.made = made
        self.home = home
        self.refresh = refresh
        self.judge = judge
        self.goal: Question | None = None
        """Where :attr:`Move.GONE` goes."""
        self._opened: list[tuple[str, Walk | None]] = []
        """Lists that are shown again when their rows are done, innermost last, and the walk they are part of."""
        self._walk: Walk | None = None
        self._seen: list[str] = []
        self._section = ""
        self._group = ""
        self._to_review = False
        self._is_done = False

    def run(self) -> None:
        """Ask until the review is left.

        Raises:
            QuitError: the person goes on another day.
            StopError: nobody answers any more.
        """
        one = self.made.resumed()
        if one is not None:
            around = [each.path for each in self.made.every if one.path.startswith(f"{each.path}[")]
            self._opened = [(path, None) for path in around]
        while not self._is_done:
            one = self._ask(one) if one is not None else self._reviewed()

    # --- going about -------------------------------------------------------------------------------------

    def _reviewed(self) -> Question | None:
        self._walk, self._opened, self._section, self._group = None, [], "", ""
        self._to_review = True
        self._mark("")
        chosen = review.page(self)
        self._is_done = chosen is None
        return chosen

    def _ask(self, one: Question) -> Question | None:
        self._mark(one.path)
        self._headings(one)
        ask = {"rows": rows.ask, "list": lists.ask}.get(one.kind, single.ask)
        move = ask(self, self.made.question(one.path))
        if move is Move.BACK:
            return self._back(one)
        if move is Move.REVIEW:
            return None
        if move is Move.GONE:
            self._seen.append(one.path)
            return self.goal
        self._seen.append(one.path)
        return self._after(one)

    def _after(self, one: Question) -> Question | None:
        """Return what comes after a question: in the walk, in or at an open list, or the next that waits."""
        while self._opened and not one.path.startswith(f"{self._opened[-1][0]}["):
            self._walk = self._opened.pop()[1]
        follows = self._beyond(one)
        if self._walk is not None and follows is not None and self._walk(follows):
            return follows
        ahead = None if self._walk is not None and self._opened else self.made.next(one.path)
        self._walk = None
        if self._opened:
            rows_path, walk = self._opened[-1]
            if ahead is not None and ahead.path.startswith(f"{rows_path}["):
                return ahead
            self._opened.pop()
            self._walk = walk
            return self.made.question(rows_path)
        return None if self._to_review else ahead

    def _beyond(self, one: Question) -> Question | None:
        """Return what follows a question, and all rows of it."""
        follows = self.made.following(one.path)
        while follows is not None and follows.path.startswith(f"{one.path}["):
            follows = self.made.following(follows.path)
        return follows

    def _back(self, one: Question) -> Question:
        asked = {each.path: each for each in self.made.asked}
        while self._seen:
            path = self._seen.pop()
            if path in asked and path != one.path:
                return asked[path]
        before = self.made.before(one.path)
        if before is None:
            say("Det här är den första frågan.")
        return before or one

    def go_to_row(self, rows_path: str, row: str, *, every: bool) -> Move:
        """Go into a row of a list, to come back to the list afterwards.

        Args:
            rows_path: the list.
            row: path of the row.
            every: whether answered questions are shown too.
        """
        inside = [one for one in self.made.asked if one.path.startswith(f"{row}.")]
        self._opened.append((rows_path, self._walk))
        self._walk = (lambda one: one.path.startswith(f"{row}.")) if every else None
        self.goal = inside[0]
        return Move.GONE

    def go_to_section(self, section: SectionState) -> Move:
        """Go to what waits in a section; when nothing does, through all of it."""
        self._opened, self._to_review = [], False
        self._walk = (lambda one: one.section == section.id) if section.is_done else None
        self.goal = self.made.question(section.first)
        return Move.GONE

    def _headings(self, one: Question) -> None:
        if one.section != self._section:
            self._section, self._group = one.section, ""
            showing.section(self.made, one.section)
        if one.group != self._group:
            self._group = one.group
            say()
            if one.group:
                say(f"{one.group}:")

    # --- answering ---------------------------------------------------------------------------------------

    def keep(self, made: Interview, path: str = "") -> None:
        """Save the interview; after a changed answer at ``path``, with what the case makes of it.

        Raises:
            FileError: it cannot be saved.
        """
        self.made = self.refresh(made) if path else made
        self.home.save(self.made.text(), path)

    def _mark(self, path: str) -> None:
        self.made = self.made.at(path)
        self.home.bookmark(self.made.text())

    def answer(self, path: str, value: RawValue, *, sure: bool = False) -> bool:
        """Take an answer; return False when it is not kept since something is wrong with it.

        Args:
            path: of the question.
            value: as :meth:`Interview.set` takes it.
            sure: keep it although something is wrong.
        """
        try:
            made = self.made.set(path, value)
        except AnswersError as error:
            say(str(error))
            return False
        if (wrong := made.problems_at(path)) and not sure:
            showing.problems(wrong)
            return False
        before = self.made
        self.keep(made, path)
        showing.problems(one for one in self.made.caused(before, path) if one.rule != "dependencies")
        self._tidy(before)
        return True

    def _tidy(self, before: Interview) -> None:
        """Ask what becomes of answers that have lost their meaning."""
        known = {one.path for one in before.stranded()}
        for one in self.made.stranded():
            if one.path in known:
                continue
            say(f"«{one.label}» är redan besvarad ({showing.short(one.shown)}), men hör inte hit längre.")
            say(one.when)
            if agreed("Ska svaret tas bort?", otherwise=True):
                self.keep(self.made.set(one.path, ""), one.path)
            else:
                say("Svaret står kvar. Dokumentet kan inte bli klart förrän ett av svaren ändras.")

    def obey(self, command: Command, one: Question) -> Move:
        """Do what was asked instead of an answer."""
        act = _ACTS.get(command.act) if command.act else None
        if act is None:
            say("Det kommandot finns inte. Skriv ? för hjälp, eller \\ först om det är ett svar.")
            return Move.STAY
        return act(self, one, command.argument)

    def problems(self) -> Iterable[Problem]:
        """Return what ``check`` says of the document now."""
        return self.judge(self.made)


def _help(talk: Dialogue, one: Question, _argument: str) -> Move:
    showing.why(one, [each for each in talk.problems() if each.path == one.path])
    return Move.STAY


def _back(_talk: Dialogue, _one: Question, _argument: str) -> Move:
    return Move.BACK


def _skip(talk: Dialogue, one: Question, _argument: str) -> Move:
    return single.leave(talk, one)


def _sections(talk: Dialogue, _one: Question, argument: str) -> Move:
    found = talk.made.sections
    if not argument:
        showing.sections(talk.made)
        argument = read("Avsnittets nummer (Enter: stanna här): ").strip()
        if not argument:
            return Move.STAY
    if not argument.isdecimal() or not 1 <= int(argument) <= len(found):
        say(f"Skriv ett nummer från 1 till {len(found)}.")
        return Move.STAY
    return talk.go_to_section(found[int(argument) - 1])


def _review(_talk: Dialogue, _one: Question, _argument: str) -> Move:
    return Move.REVIEW


def _clear(talk: Dialogue, one: Question, _argument: str) -> Move:
    if not one.answer:
        say("Frågan är redan tom.")
    elif talk.answer(one.path, "", sure=True):
        say("Svaret är borttaget.")
    return Move.STAY


def _edit(talk: Dialogue, one: Question, _argument: str) -> Move:
    return single.edit(talk, one)


def _more(talk: Dialogue, one: Question, _argument: str) -> Move:
    return single.more(talk, one)


def _quit(_talk: Dialogue, _one: Question, _argument: str) -> Move:
    raise QuitError


_ACTS: dict[Act, Callable[[Dialogue, Question, str], Move]] = {
    Act.HELP: _help,
    Act.BACK: _back,
    Act.SKIP: _skip,
    Act.SECTIONS: _sections,
    Act.REVIEW: _review,
    Act.CLEAR: _clear,
    Act.EDIT: _edit,
    Act.MORE: _more,
    Act.QUIT: _quit,
}
