"""One recipient: what they may see of a case, on what ground, and the package they get.

``policy`` reads who may see what, ``ground`` asks consents and the service whether somebody may have a document
today, ``selecting`` takes out of it what is not for them, ``planning`` puts this together, ``making`` makes the
package and looks through it for ``leaks``, ``package`` is the file itself.
"""

from __future__ import annotations

from halvvag_docs.sharing.ground import PROFILES, Recipient
from halvvag_docs.sharing.leaks import printed
from halvvag_docs.sharing.making import Package, Seal, acts, ground_in_words, make
from halvvag_docs.sharing.package import Check, Received, received, unpacked
from halvvag_docs.sharing.planning import Item, Plan, Wish, plan
from halvvag_docs.sharing.policy import Policy, Profile, read_policy
from halvvag_docs.sharing.selecting import Access, Omitted, Selection, Why, select
from halvvag_docs.sharing.viewing import for_access, for_profile, is_protected

__all__ = [
    "PROFILES",
    "Access",
    "Check",
    "Item",
    "Omitted",
    "Package",
    "Plan",
    "Policy",
    "Profile",
    "Received",
    "Recipient",
    "Seal",
    "Selection",
    "Why",
    "Wish",
    "acts",
    "for_access",
    "for_profile",
    "ground_in_words",
    "is_protected",
    "make",
    "plan",
    "printed",
    "read_policy",
    "received",
    "select",
    "unpacked",
]
