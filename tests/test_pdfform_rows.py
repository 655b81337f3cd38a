"""A list that is longer than the form has rows for repeats the page of its last rows."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pdfmaking import settings
from pypdf import PdfReader

from halvvag_docs import pdfform
from halvvag_docs.errors import RenderError
from halvvag_docs.pdfform import FieldKind, FormField
from halvvag_docs.pdfform.rows import grown, with_rows

ROOT = Path(__file__).resolve().parent.parent
SOURCE = """
#import "form.typ": *
#show: form.with("Plan")
= Plan
#labelled("namn", "Namn")
#pagebreak()
== Mina mål
#for i in range(2) {
  let path = "plan.mal." + str(i)
  let tip(what) = "Mål " + str(i + 1) + ": " + what
  labelled(path + ".nr", "Nr", tip: tip("nummer"), source: "M{" + path + ".nr}")
  check(path + ".klart", "Klart", tip: tip("klart"))
  words(path + ".hur", "Hur", tip: tip("hur"), lines: 2)
  for k in range(2) { labelled(path + ".steg." + str(k) + ".vad", "Steg", tip: tip("steg " + str(k + 1))) }
}
#pagebreak()
== Slut
#labelled("slut", "Slut")
"""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a tagged form of three pages, with two rows on the second."""
    pytest.importorskip("typst", reason="needs the extra «build»")
    from halvvag_docs.forge.__main__ import build

    folder = tmp_path_factory.mktemp("src") / "pdf"
    folder.mkdir()
    (folder / "plan.typ").write_text(SOURCE, encoding="utf-8")
    for shared in ("look.typ", "pdf/form.typ"):
        (folder.parent / shared).write_bytes((ROOT / "templates" / "src" / shared).read_bytes())
    return build(folder / "plan.typ", ROOT / "templates" / "fonts")


def _goals(number: int) -> list[dict[str, Any]]:
    return [
        {"nr": str(i + 1), "hur": f"Så här gör jag {i + 1}. " * 20, "klart": "Ja", "steg": [{"vad": f"Steg {i}"}]}
        for i in range(number)
    ]


def _bound(template: bytes, number: int) -> pdfform.Binding:
    goals = _goals(number)
    printed = {"namn": "Ђорђе", "slut": "Slut", "plan": {"mal": goals}}
    codes = {"plan": {"mal": [goal | {"klart": i % 2 == 0} for i, goal in enumerate(goals)]}}
    return pdfform.bind(pdfform.fields(template), printed=printed, codes=codes)


def test_each_row_of_a_long_list_has_its_own_fields(template: bytes) -> None:
    """Seven goals in a form for two: three more pages, right after the page, each value where it belongs."""
    binding = _bound(template, 7)
    content = pdfform.fill(
        template, binding.values, lock=True, title="P", language="sv-FI", created=settings().created
    )
    assert pdfform.read(content) == binding.values
    drawn = pdfform.drawn_text(content)
    for name, value in binding.values.items():
        assert value == bool(drawn[name]) if isinstance(value, bool) else pdfform.shows(drawn[name], value)
    fields = pdfform.fields(content)
    assert [field.name for field in fields] == [field.name for field in binding.fields]
    assert {field.name: field.label for field in fields}["plan.mal.6.hur"] == "Mål 7: hur"
    assert {field.name: field.label for field in fields}["plan.mal.6.steg.0.vad"] == "Mål 7: steg 1"
    assert binding.values["plan.mal.6.steg.0.vad"] == "Steg 6"
    assert next(field for field in fields if field.name == "plan.mal.6.nr").source == "M{plan.mal.6.nr}"
    assert binding.sources["plan.mal.6.nr"] == ("plan.mal[6].nr",)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert ["Mina mål" in page for page in pages[:6]] == [False, True, True, True, True, False]
    assert "Bilaga 1" in pages[6]


def test_a_list_with_rows_enough_repeats_nothing(template: bytes) -> None:
    """Two goals fill the form as it is."""
    binding = _bound(template, 2)
    assert [field.name for field in binding.fields] == [field.name for field in pdfform.fields(template)]


def test_tags_follow_the_pages(template: bytes) -> None:
    """Each copied field has a tag of its own, with its own words, in the order of the pages."""
    content = pdfform.fill(
        template, _bound(template, 5).values, lock=True, title="P", language="sv-FI", created=settings().created
    )
    reader = PdfReader(io.BytesIO(content))
    words = [str(tag["/Alt"]) for tag in _tags(reader.root_object["/StructTreeRoot"]) if tag.get("/S") == "/Form"]
    labels = [field.label for field in pdfform.fields(content)]
    assert words == labels


def _tags(element: Any) -> list[Any]:
    kids = element.get("/K")
    kids = kids if isinstance(kids, list) else [kids]
    found = [kid.get_object() for kid in kids if hasattr(kid, "get_object")]
    elements = [kid for kid in found if isinstance(kid, dict) and "/S" in kid]
    return [tag for kid in elements for tag in (kid, *_tags(kid))]


def test_an_endless_list_is_refused(template: bytes) -> None:
    """A file with a million rows does not fill the disk."""
    with pytest.raises(RenderError, match="för lång"):
        pdfform.fill(
            template,
            {"plan.mal.100000.hur": "x"},
            lock=True,
            title="P",
            language="sv-FI",
            created=settings().created,
        )


def _fields(*names: tuple[str, int]) -> tuple[FormField, ...]:
    return with_rows([FormField(name=n, kind=FieldKind.TEXT, label=n, pages=(page,)) for n, page in names])


@pytest.mark.parametrize(
    "names",
    [
        (("a.0.x", 0), ("namn", 0)),
        (("a.0.x", 0), ("b.0.x", 0)),
        (("a.0.x", 0), ("a.2.x", 0)),
        (("a.0.x", 0), ("a.1.x", 1), ("slut", 1)),
        (("namn", 0),),
    ],
)
def test_a_page_with_anything_else_is_not_repeated(names: tuple[tuple[str, int], ...]) -> None:
    """Only a page of nothing but the last rows of one list can stand several times."""
    assert [field.rows for field in _fields(*names) if field.pages == (names[-1][1],)] == [None] * (
        len([1 for _, page in names if page == names[-1][1]])
    )


def test_only_the_page_of_the_last_rows_is_repeated() -> None:
    """A form with goals on two pages goes on from the second."""
    fields = _fields(("a.0.x", 0), ("a.1.x", 1), ("a.2.x", 1))
    assert fields[0].rows is None
    assert fields[1].rows is not None
    assert [field.name for field in grown(fields, {fields[1].rows: 1})] == [
        "a.0.x",
        "a.1.x",
        "a.2.x",
        "a.3.x",
        "a.4.x",
    ]
