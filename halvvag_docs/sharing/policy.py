"""Who may see what, read from ``schemas/_sharing.yaml``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from halvvag_docs.errors import FormError
from halvvag_docs.forms import Field, load_block

_FILE = "_sharing.yaml"
_SHARES = frozenset(("alla", "inga", "R", "N"))
_LEVELS = ("S0", "S1", "S2", "S3", "S4")
_ROWS = re.compile(r"(?P<list>[\w.]+)\[(?P<name>\w+)=(?P<code>\w+)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows of a list that are opened whole: those with a certain answer."""

    list: str
    """Schema path of the list: ``utredning.livsomraden``."""
    name: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Places in documents: groups, lists and leaves by their schema path, and some rows of lists."""

    paths: tuple[str, ...] = ()
    rows: tuple[Rows, ...] = ()

    def holds(self, path: str) -> bool:
        """Say whether the field at a schema path lies in one of the places (rows not counted)."""
        return any(path == one or path.startswith((f"{one}.", f"{one}[]")) for one in self.paths)

    def __add__(self, other: Opened) -> Opened:
        return Opened(paths=self.paths + other.paths, rows=self.rows + other.rows)


NOTHING = Opened()
"""No place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A kind of recipient."""

    name: str
    """``klient``, ``bestallare``, ``natverk`` or ``intern``, as in ``sandlista[].profil``."""
    whom: str
    """After «Utdrag för»."""
    levels: Mapping[str, str]
    """``S0`` … ``S4`` -> ``alla``, ``inga``, ``R`` or ``N``."""
    external: bool
    """Whether it is outside the unit and not the person."""
    masked: Opened
    grounds: tuple[str, ...]
    """Codes of ``grund`` on which something may go, in the order in which they are tried."""
    needs: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Level -> what a consent has to cover for it."""

    def takes(self, one: Field) -> bool:
        """Say whether a field's sensitivity lets it go to this kind of recipient."""
        share = self.levels[f"S{one.sensitivity.level}"]
        marked = {"R": one.sensitivity.bestallare, "N": one.sensitivity.natverk, "alla": True}
        return marked.get(share, False) and not self.masked.holds(one.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What ``schemas/_sharing.yaml`` says."""

    profiles: Mapping[str, Profile]
    always: Opened
    never: Opened
    protected: Opened
    categories: Mapping[str, Opened]
    """Code of ``samtycke.uppgifter`` -> what it covers."""
    kinds: Mapping[str, Opened]
    """Code of ``samtycke.typ`` -> what a consent of the kind opens by itself."""
    forms: Mapping[str, tuple[str, ...]]
    """Code of ``samtycke.typ`` -> the only forms it goes for."""
    asked_copies: Mapping[str, str]
    """Form -> list of the copies that the person has asked for."""


def read_policy(root: Path | None = None) -> Policy:
    """Return the policy, with what a unit's own root replaces.

    Raises:
        FormError: the file is wrong; the entry is named.
    """
    data = load_block("_sharing", root)
    kinds = data.get("kinds", {})
    return Policy(
        profiles={name: _profile(name, one) for name, one in data.get("profiles", {}).items()},
        always=_opened("always", data.get("always", ())),
        never=_opened("never", data.get("never", ())),
        protected=_opened("protected", data.get("protected", ())),
        categories={name: _opened(name, paths) for name, paths in data.get("categories", {}).items()},
        kinds={name: _opened(name, one.get("opens", ())) for name, one in kinds.items()},
        forms={name: tuple(one["forms"]) for name, one in kinds.items() if "forms" in one},
        asked_copies=dict(data.get("asked_copies", {})),
    )


def _profile(name: str, given: Any) -> Profile:
    try:
        levels = {level: given["levels"][level] for level in _LEVELS}
        made = Profile(
            name=name,
            whom=str(given["whom"]),
            levels=levels,
            external=given["external"] is True,
            masked=_opened(name, given["masked"]),
            grounds=tuple(given["grounds"]),
            needs=dict(given.get("needs", {})),
        )
    except (KeyError, TypeError) as error:
        raise FormError(f"{_FILE}: profiles › {name}: {error} saknas eller är fel.") from None
    if unknown := set(levels.values()) - _SHARES:
        raise FormError(f"{_FILE}: profiles › {name}: levels: {', '.join(sorted(map(str, unknown)))} finns inte.")
    return made


def _opened(name: str, given: Iterable[Any]) -> Opened:
    if isinstance(given, str) or not all(isinstance(one, str) for one in given):
        raise FormError(f"{_FILE}: {name}: här ska stå en lista med fält.")
    found = [(one, _ROWS.fullmatch(one)) for one in given]
    return Opened(
        paths=tuple(one for one, match in found if match is None),
        rows=tuple(Rows(**match.groupdict()) for _, match in found if match),
    )
