"""One recipient: what they may see of a case, on what ground, and the package they get.

``policy`` reads who may see what, ``selecting`` takes out of a document what is not for them.
"""

from __future__ import annotations

from halvvag_docs.sharing.policy import Policy, Profile, read_policy
from halvvag_docs.sharing.selecting import Access, Omitted, Selection, Why, select
from halvvag_docs.sharing.viewing import for_access, for_profile, is_protected

__all__ = [
    "Access",
    "Omitted",
    "Policy",
    "Profile",
    "Selection",
    "Why",
    "for_access",
    "for_profile",
    "is_protected",
    "read_policy",
    "select",
]
