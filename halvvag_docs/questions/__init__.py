"""What to ask next, what depends on what: an interview about one document, for a terminal, a page, or anything.

Everything comes from the form. A shell holds no knowledge of any field; this package holds no terminal
and no HTTP, reads no clock and no file.

A walk through it::

    made = casework.begin(form, source, …)              # new document, prefilled; or casework.resume(…)
    one = made.resumed()                                # Question, or None: nothing waits
    made = made.set(one.path, "lönedag")                # next interview; the old one is unchanged
    made.problems_at(one.path)                          # Problem(message=«Triggers»: …), as `check` says it
    made = made.confirm(one.path)                       # take a suggestion (State.SUGGESTED) as it stands
    made = made.skip(one.path)                          # leave it empty, do not come back
    made, path = made.add("genomforandeplan.mal")       # a row more: "genomforandeplan.mal[2]"
    made = made.move("genomforandeplan.mal[2]", 0)
    made = made.remove("genomforandeplan.mal[2]")
    one = made.next(one.path)                           # what waits after it
    made.review(problems).lines                         # the page before the end
    made.text()                                         # the answers file, saved at each answer

**Questions.** ``made.every`` lists all of them in order; ``made.asked`` those that are asked as things
stand; ``made.sections`` and ``made.of_section(id)`` group them. A question (:class:`Question`) carries all that is
shown: label, help, how to write, choices, whether it is needed now, when it is asked (``when``), why,
the answer as typed and as read, and the suggestion with its origin. Its ``path`` is its name: a field of a
form post can be called so. A list of groups is one question of the kind ``rows``, and the members of each
row are questions that follow it; ``group`` says in words where they stand («Mål 2 › Aktivitet 1»).

**What is not asked**: what the program sets itself: the blocks ``underskrifter``, ``sandlista`` and
``ursprung``, the receipts in ``dokument``, ids of documents, fields with ``meta: sets``, and receipts (class K)
whose source (``prefill``) has an answer; without one they are asked like anything else.

**Suggestions** follow the class of a field. F stands in the document already and counts as answered; it can be
changed like any answer. H stands there too, but waits (``State.SUGGESTED``) until somebody confirms or
changes it. E shows what was said before, dated, beside an empty field (``suggestion.quotations``). B has
nothing. Whether a suggestion was confirmed is kept in the document itself (``ursprung[].status``).

**Conditions** are the schema's ``dependencies``, and ``required_if``: a question that is needed only under
a condition is asked when it holds. Those that are not asked now are in ``made.every`` and may be answered all the
same; ``when`` says when they would be asked. Answering one question may bring up others: look at ``made.asked``
again after each answer. An answer whose ``dependencies`` no longer hold is never dropped:
it is in :meth:`Interview.stranded`, it is a problem (rule ``dependencies``), and it goes when
somebody says so.

**The text** of :meth:`Interview.text` is an ordinary answers file. Comment lines at its top tell
where the interview is and what was left empty on purpose, as paths; other comment lines at the top are kept.
``read(text)`` gives back an equal interview, and names that the form does not know stay in their place.
"""

from __future__ import annotations

from halvvag_docs.questions.asking import is_program
from halvvag_docs.questions.interview import Interview, read
from halvvag_docs.questions.model import (
    Choice,
    Need,
    Question,
    Review,
    ReviewLine,
    SectionState,
    State,
    Suggestion,
)

__all__ = [
    "Choice",
    "Interview",
    "Need",
    "Question",
    "Review",
    "ReviewLine",
    "SectionState",
    "State",
    "Suggestion",
    "is_program",
    "read",
]
