"""What of a document a recipient gets: its answers without those that are not for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as part
from enum import StrEnum
from typing import Any

from halvvag_docs.answers import Answers, freeze
from halvvag_docs.forms import Field, Form
from halvvag_docs.sharing.policy import NOTHING, Opened, Policy, Profile


class Why(StrEnum):
    """Why a field is left out, in Swedish."""

    SENSITIVE = "känsligt: lämnas bara med samtycke som omfattar det"
    INTERNAL = "internt: lämnas aldrig"
    OTHERS = "uppgifter om andra"
    PROTECTED = "skyddade personuppgifter"
    NOT_NEEDED = "mer än mottagaren behöver"
    NOT_COVERED = "samtycket omfattar det inte"


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What somebody may see."""

    profile: Profile
    opened: Opened = NOTHING
    """Beyond the profile, by consent."""
    covered: frozenset[str] | None = None
    """Codes of ``samtycke.uppgifter``, when everything rests on consent; None when the profile is enough."""
    protected: bool = False
    """The person has protected identity."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Omitted:
    """An answered leaf that is left out."""

    path: str
    """Where: ``klient.narstaende[0].telefon``."""
    field: Field
    why: Why
    value: Any = part(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A document as a recipient gets it."""

    answers: Answers
    withheld: frozenset[str]
    """Schema paths of all leaves that the recipient may not see, answered or not."""
    omitted: tuple[Omitted, ...]
    """The answered ones among them, in the order of the form."""


def select(form: Form, answers: Answers, access: Access, policy: Policy) -> Selection:
    """Return the answers that the recipient may see, typed and frozen as before.

    What is not answered stays absent; a row with nothing left in it is left out. ``form`` is that of the answers.
    """
    chooser = _Chooser(form, access, policy)
    kept = chooser.group("", answers, "", rows_open=False)
    shown = {one.list for one in access.opened.rows}
    withheld = {
        one.path
        for one in form.leaves
        if chooser.why_not(one) and not any(one.path.startswith(f"{path}[]") for path in shown)
    }
    return Selection(
        answers=Answers(freeze(kept), document=answers.document, form=answers.form),
        withheld=frozenset(withheld),
        omitted=tuple(chooser.omitted),
    )


class _Chooser:
    """Walks a form and the answers to it side by side."""

    def __init__(self, form: Form, access: Access, policy: Policy) -> None:
        self._access = access
        self._policy = policy
        self._members: dict[str, list[Field]] = {}
        for one in form.fields:
            self._members.setdefault(one.path.rpartition(".")[0], []).append(one)
        self.omitted: list[Omitted] = []

    def group(self, members: str, given: Mapping[str, Any], at: str, *, rows_open: bool) -> dict[str, Any]:
        """Return what is left of a group; ``at`` is where it stands, with list positions."""
        kept: dict[str, Any] = {}
        for one in self._members.get(members, ()):
            value = given.get(one.name)
            path = f"{at}.{one.name}" if at else one.name
            if value is None:
                continue
            if one.kind == "dict":
                value = self.group(one.path, value, path, rows_open=rows_open)
            elif one.items == "dict":
                value = self._rows(one, value, path, rows_open=rows_open)
            elif not rows_open and (why := self.why_not(one)):
                self.omitted.append(Omitted(path=path, field=one, why=why, value=value))
                continue
            if value not in ({}, ()):
                kept[one.name] = value
        return kept

    def _rows(self, one: Field, given: Any, at: str, *, rows_open: bool) -> tuple[Any, ...]:
        wanted = [rows for rows in self._access.opened.rows if rows.list == one.path]
        rows = (
            self.group(
                f"{one.path}[]",
                row,
                f"{at}[{place}]",
                rows_open=rows_open or any(row.get(rows.name) == rows.code for rows in wanted),
            )
            for place, row in enumerate(given)
        )
        return tuple(row for row in rows if row)

    def why_not(self, one: Field) -> Why | None:
        """Return why a leaf is not for the recipient, or None when it is."""
        access, policy = self._access, self._policy
        external = access.profile.external
        if external and access.protected and policy.protected.holds(one.path):
            return Why.PROTECTED
        if policy.always.holds(one.path):
            return None
        if external and policy.never.holds(one.path):
            return Why.INTERNAL
        if access.opened.holds(one.path):
            return None
        if not access.profile.takes(one):
            return self._why(one)
        need = access.profile.needs.get(f"S{one.sensitivity.level}", "")
        return Why.NOT_COVERED if access.covered is not None and need not in access.covered else None

    def _why(self, one: Field) -> Why:
        if self._access.profile.masked.holds(one.path):
            return Why.OTHERS
        if one.sensitivity.level == 4:
            return Why.OTHERS if self._is_opened_by_any(one) else Why.INTERNAL
        return Why.SENSITIVE if one.sensitivity.level == 3 else Why.NOT_NEEDED

    def _is_opened_by_any(self, one: Field) -> bool:
        return any(opened.holds(one.path) for opened in self._policy.categories.values())
