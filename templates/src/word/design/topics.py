"""Parts that several forms share word for word: taking part, differing views."""

from __future__ import annotations

from design import blocks as b

PERSON = "{{ ord.person_best }}"
PERSON_S = "{{ ord.person_best|stor }}s"
"""«Klientens», «Den enskildes»."""


def participation(base: str) -> b.Block:
    """Return how the person took part, and why not; `base` is the form's own block."""
    return b.together(
        b.fact(f"{PERSON_S} delaktighet", f"{base}.delaktighet"),
        b.prose("Varför inte, eller bara delvis", f"{base}.delaktighet_orsak"),
    )


def disagreement(base: str) -> b.Block:
    """Return differing views: the person's first, in their own words, then the staff's."""
    views = f"{base}.oenighet"
    return b.together(
        b.fact("Finns det olika uppfattningar?", f"{views}.finns"),
        b.own_words("Så ser jag på saken", f"{views}.klientens_syn"),
        b.assessment("Så ser personalen på saken", f"{views}.personalens_syn"),
    )
