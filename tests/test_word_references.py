"""Which fields a template prints, read from its tags."""

from __future__ import annotations

import pytest
import wordfiles

from halvvag_docs import word


def _found(*paragraphs: str) -> dict[str, bool]:
    """Return every path of a template, and whether it is printed anywhere."""
    found: dict[str, bool] = {}
    for one in word.references(wordfiles.template(*paragraphs)):
        found[one.path] = found.get(one.path, False) or one.printed
    return found


READ = {
    "{{ klient.namn }}": {"klient.namn": True},
    "{{ klient['namn'] }}": {"klient.namn": True},
    "{% if klient.namn %}x{% endif %}": {"klient.namn": False},
    "{{ a if b else c }}": {"a": True, "b": False, "c": True},
    "{{ a ~ ' ' ~ b.c }}": {"a": True, "b.c": True},
    "{{ a + b }}": {"a": False, "b": False},
    "{{ a|stor|saknas }}": {"a": True},
    "{{ a|wordcount }}": {"a": False},
    "{{ a|default(b) }}": {"a": True, "b": False},
    "{{ a or b }}": {"a": True, "b": True},
    "{{ rader|lista }}": {"rader[]": True},
    '{{ rader|join(", ", attribute="x") }}': {"rader[].x": True},
    "{{ rader|map(attribute='x')|lista }}": {"rader[].x": True},
    "{{ (rader|first).x }} {{ rader[0].y }}": {"rader[].x": True, "rader[].y": True},
    "{% for r in rader %}{{ r.x }}{{ loop.index }}{% endfor %}": {"rader": False, "rader[].x": True},
    "{% for r in rader if r.y %}{{ r }}{% endfor %}": {"rader": False, "rader[].y": False, "rader[]": True},
    "{% for r in rader|sort(attribute='o')|reverse %}{{ r.x }}{% endfor %}": {"rader": False, "rader[].x": True},
    "{% for r in a.b %}{% for s in r.c %}{{ s.d }}{% endfor %}{% endfor %}": {
        "a.b": False,
        "a.b[].c": False,
        "a.b[].c[].d": True,
    },
    "{% for r in rader|batch(2) %}{% for s in r %}{{ s.x }}{% endfor %}{% endfor %}": {
        "rader": False,
        "rader[].x": True,
    },
    "{% for s in text|stycken %}{{ s }}{% endfor %}": {"text": True},
    "{% set m = a.b %}{{ m.c }}": {"a.b.c": True},
    "{% for r in rader %}{{ r.x }}{% endfor %}{{ r.x }}": {"rader": False, "rader[].x": True, "r.x": True},
    '{{ x|kryss("a") }}': {"x": True},
    "{{ a.upper() }}": {"a.upper": False},
    "{% for k, v in a.items() %}{{ k }}{{ v }}{% endfor %}": {"a.items": False},
    "{# {{ a }} #}": {},
}


@pytest.mark.parametrize("tags", READ)
def test_paths_follow_loops_names_and_filters(tags: str) -> None:
    """A path is that of the schema, and printed only where the whole answer is printed."""
    assert _found(tags) == READ[tags]


def test_places_follow_docxtpls_rearranging() -> None:
    """A reference is placed by its own tag, also where docxtpl takes rows and paragraphs away."""
    template = wordfiles.template(
        "{%p if a %}",
        "{{ b }}",
        "{%p endif %}",
        table=[["{%tr for r in c %}", ""], ["{{ r.d }}", "{% colspan e %}x"], ["{%tr endfor %}", ""]],
        header="{{ f }}",
        footer="{{ g }}",
    )
    places = {one.path: one.place for one in word.references(template)}
    assert places == {
        "a": "dokumentet, stycke 1",
        "b": "dokumentet, stycke 2",
        "c": "dokumentet, tabell 1, rad 1, cell 1",
        "c[].d": "dokumentet, tabell 1, rad 2, cell 1",
        "e": "dokumentet, tabell 1, rad 2, cell 2",
        "f": "sidhuvudet, stycke 1",
        "g": "sidfoten, stycke 1",
    }
