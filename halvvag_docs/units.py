"""One unit's settings: who we are, when staff are in, whom to call, and the limits of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, time
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffHours:
    """When staff are on the premises."""

    dagar: tuple[str, ...]
    """Weekday codes, ``mandag`` … ``sondag``."""
    fran: time
    till: time


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """The on-call telephone."""

    nummer: str
    """E.164."""
    fran: time
    till: time


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportLine:
    """A help line, and the day when somebody last checked that it is right."""

    namn: str
    nummer: str
    tider: str = ""
    kontrollerad: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of the rules. Days and minutes are whole numbers; sources stand with each rule."""

    direkt_min_per_manad: int = 240
    """Direct service, minutes in a calendar month (4 h)."""
    samtal_min: int = 45
    """Shortest individual talk, minutes."""
    samtal_max: int = 60
    """Longest individual talk, minutes."""
    test_max_dagar_fore_inflytt: int = 7
    """Age of the last test before move-in, days."""
    test_max_lucka_dagar: int = 14
    """Longest time without a test during the stay, days."""
    plan_klar_dagar: int = 14
    """Plan settled within, days from the start: routine."""
    plan_klar_senast_dagar: int = 31
    """Plan settled within, days from the start: guideline."""
    uppfoljning_marginal_dagar: int = 14
    """Follow-up at least so many days before the period ends."""
    max_mal_utan_varning: int = 6
    """Goals in one plan before a warning."""
    max_mal: int = 20
    """Goals in one plan at the most."""
    samtycke_max_dagar: int = 365
    """Longest consent, days."""
    samtycke_uppfoljning_dagar: int = 183
    """A consent is followed up at least so often, days."""
    plan_max_dagar: int = 366
    """A plan is renewed at the latest after, days."""
    vistelse_min_dagar: int = 89
    """Recommended shortest stay, days (three months)."""
    vistelse_max_dagar: int = 366
    """Recommended longest stay, days (one year)."""
    myndig_ar: int = 18
    """Age of majority, years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit, as its ``verksamhet.yaml`` says."""

    namn: str
    system: str = ""
    """``fi`` or ``se``: whose rules the unit works under; empty when the settings do not say."""
    organisation: str = ""
    adress: str = ""
    telefon: str = ""
    forestandare: str = ""
    personal_tid: StaffHours | None = None
    jour: OnCall | None = None
    vardradgivning: str = ""
    texter: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Default sentences by name of a krisplan list: ``ring_112_nar``, ``ring_polis_nar``."""
    stodlinjer: tuple[SupportLine, ...] = ()
    granser: Limits = field(default_factory=Limits)
    klientnamn: tuple[str, ...] = ()
    """Names of the unit's clients, for R47; secret, never printed."""


UNNAMED = Unit(namn="Verksamheten")
"""The unit of a case that has no ``verksamhet.yaml``: no address, no hours, default limits."""


def from_values(block: Mapping[str, Any]) -> Unit:
    """Make a unit of the checked block ``verksamhet`` of a settings file."""
    plain = {name: block[name] for name in _TEXTS if name in block}
    staff, on_call = block.get("personal_tid"), block.get("jour")
    return Unit(
        **plain,
        personal_tid=StaffHours(**staff) if staff else None,
        jour=OnCall(**on_call) if on_call else None,
        texter=MappingProxyType(dict(block.get("texter", {}))),
        stodlinjer=tuple(SupportLine(**line) for line in block.get("stodlinjer", ())),
        granser=Limits(**block.get("granser", {})),
        klientnamn=tuple(block.get("klientnamn", ())),
    )


_TEXTS = tuple(item.name for item in fields(Unit) if item.type in (str, "str"))
