"""A case as a recipient sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from halvvag_docs.answers import Answers
from halvvag_docs.casework import CheckedCase, Source
from halvvag_docs.documents import Excerpt
from halvvag_docs.sharing.policy import Policy, read_policy
from halvvag_docs.sharing.selecting import Access, Selection, select


def for_profile(case: CheckedCase, profile: str, root: Path | None = None) -> CheckedCase:
    """Return a case whose documents hold only what a kind of recipient may see.

    Args:
        case: the case.
        profile: ``klient``, ``bestallare``, ``natverk`` or ``intern``. Consent is not asked for.
        root: a folder of own forms, or None.

    Raises:
        FormError: ``_sharing.yaml`` is wrong.
    """
    policy = read_policy(root)
    access = Access(profile=policy.profiles[profile], protected=is_protected(case.case.documents))
    return replace(case, asked=tuple(for_access(source, access, policy)[0] for source in case.asked))


def for_access(source: Source, access: Access, policy: Policy) -> tuple[Source, Selection | None]:
    """Return a document as somebody may see it, and what was chosen; what cannot be read stays as it is."""
    if source.form is None or source.answers is None:
        return source, None
    chosen = select(source.form, source.answers, access, policy)
    if not chosen.withheld:
        return source, chosen
    excerpt = Excerpt(profile=access.profile.name, whom=access.profile.whom, withheld=chosen.withheld)
    return replace(source, answers=chosen.answers, excerpt=excerpt), chosen


def is_protected(documents: Iterable[Answers]) -> bool:
    """Say whether any document says that the person has protected identity."""
    return any(one.at("klient.skyddade_uppgifter") is True for one in documents)
