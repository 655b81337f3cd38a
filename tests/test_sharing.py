"""What a recipient gets of a document, and how the document says so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from casefiles import FINNISH, SWEDISH, all_forms, leaves, sample
from commandline import Halvvag

from halvvag_docs import pdfform, sharing, word
from halvvag_docs.answers import Answers, freeze
from halvvag_docs.documents import Excerpt, readback
from halvvag_docs.errors import RenderError
from halvvag_docs.forms import Field
from halvvag_docs.sharing.policy import Opened

POLICY = sharing.read_policy()
PROFILES = ("klient", "bestallare", "natverk", "intern")


def _chosen(one: Answers, profile: str, **access: Any) -> sharing.Selection:
    wanted = sharing.Access(profile=POLICY.profiles[profile], **access)
    return sharing.select(all_forms()[one.form], one, wanted, POLICY)


def _allowed(field: Field, profile: str) -> bool:
    """Say by the table of the domain reference, section 5, whether a field may go."""
    level, path = field.sensitivity.level, field.path
    if profile == "intern":
        return True
    if profile == "klient":
        return not path.startswith(("klient.narstaende", "natverksmote.intern_notering"))
    if path.startswith("dokument."):
        identity = "typ system arende_id id version status datum faststalld_datum".split()  # noqa: SIM905
        named = path.startswith("dokument.upprattad_av") or path.partition(".")[2] in identity
        return named or profile == "bestallare"
    if profile == "bestallare":
        return level <= 2 or (level == 3 and field.sensitivity.bestallare)
    return level <= 2 and field.sensitivity.natverk


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("case", [FINNISH, SWEDISH])
def test_each_profile_gets_exactly_what_its_levels_allow(case: str, profile: str) -> None:
    """Every answer of every document goes or stays as section 5 of the domain reference says."""
    for one in sample(case).values():
        form, chosen = all_forms()[one.form], _chosen(one, profile)
        kept = {path for path, _ in leaves(chosen.answers)}
        wanted = {path for path, _ in leaves(one) if _allowed(_field(form, path), profile)}
        assert kept == wanted
        assert {path for path, _ in leaves(one)} == wanted | {omitted.path for omitted in chosen.omitted}
        assert chosen.withheld == {field.path for field in form.leaves if not _allowed(field, profile)}


def _field(form: Any, path: str) -> Field:
    found = form.field(path)
    assert isinstance(found, Field)
    return found


@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_left_out_has_no_influence(profile: str) -> None:
    """The copy is the same whether the answers left out had been given or not."""
    for one in (*sample(FINNISH).values(), *sample(SWEDISH).values()):
        chosen = _chosen(one, profile)
        bare = Answers(freeze(_without(dict(one), set(_gone(chosen)))), document=one.document, form=one.form)
        again = _chosen(bare, profile)
        assert dict(again.answers) == dict(chosen.answers)
        assert again.withheld == chosen.withheld
        assert again.omitted == ()


def _gone(chosen: sharing.Selection) -> Iterator[str]:
    yield from (omitted.path for omitted in chosen.omitted)


def _without(value: Any, gone: set[str], path: str = "") -> Any:
    if isinstance(value, Mapping):
        inner = {name: (f"{path}.{name}".lstrip("."), item) for name, item in value.items()}
        return {name: _without(item, gone, at) for name, (at, item) in inner.items() if at not in gone}
    if isinstance(value, tuple) and value and isinstance(value[0], Mapping):
        rows = [_without(item, gone, f"{path}[{place}]") for place, item in enumerate(value)]
        return [row for row in rows if row]
    return value


def test_consent_opens_the_rows_it_covers() -> None:
    """Of the areas of life, only those about health go with a consent to health."""
    one = sample(FINNISH)["04"]
    chosen = _chosen(one, "bestallare", opened=POLICY.categories["halsa"])
    areas = [row["omrade"] for row in chosen.answers.items_of("utredning.livsomraden")]
    assert areas == ["fysisk_halsa", "psykisk_halsa"]
    assert "utredning.lakemedel_paverkar_test" not in chosen.withheld
    assert "utredning.risk.suicid" in chosen.withheld


def test_no_consent_opens_what_is_never_sent() -> None:
    """Risk, internal notes and the plan's risks stay, whatever is opened."""
    everything = Opened(paths=("utredning", "natverksmote", "genomforandeplan"))
    for number in ("04", "06", "08"):
        chosen = _chosen(sample(FINNISH)[number], "bestallare", opened=everything)
        internal = [one for one in chosen.omitted if one.why is sharing.Why.INTERNAL]
        assert all(POLICY.never.holds(one.field.path) for one in internal)
        assert not [path for path, _ in leaves(chosen.answers) if "risk" in path or "intern" in path]


def test_protected_identity_takes_address_and_phone_out() -> None:
    """Name and address never go together, and no phone number leaves the unit."""
    one = sample(FINNISH)["08"]
    chosen = _chosen(one, "bestallare", protected=True)
    assert {"telefon", "epost", "hemadress"} & set(chosen.answers["klient"]) == set()  # type: ignore[arg-type]
    assert "hemadress" in _chosen(one, "klient", protected=True).answers["klient"]  # type: ignore[operator]


def test_render_for_a_recipient_says_so_on_every_page(halvvag: Halvvag, case_a: Path, tmp_path: Path) -> None:
    """The copy is named an excerpt in its file name and on each page; what is left out is nowhere in it."""
    result = halvvag("render", case_a / "04-utredning.yaml", "-o", tmp_path / "ut", "--recipient", "bestallare")
    assert result.exit_code == 0
    document, pdf = sorted((tmp_path / "ut").iterdir())
    assert pdf.name == "HV-2026-014_utredning_2026-02-25_v1_utdrag-bestallare.pdf"
    text = pdfform.page_text(pdf.read_bytes())
    assert all("Utdrag för beställaren" in margin for margin in text.margins)
    assert "utelämnat" in text.text
    assert all("Utdrag för beställaren" in one.text for one in word.read_headers(document.read_bytes()))
    for shown in (text.text, word.read_text(document.read_bytes())):
        assert "Promenerar varje dag" not in shown
        assert "Dödsönskan" not in shown


def test_empty_boxes_of_an_excerpt_are_explained(halvvag: Halvvag, case_a: Path, tmp_path: Path) -> None:
    """A fillable form says in its fields what is left out, and of its boxes that they may be."""
    halvvag(
        "render", case_a / "08-genomforandeplan.yaml", "-o", tmp_path, "--recipient", "natverk", "--format", "pdf"
    )
    (pdf,) = tmp_path.glob("*.pdf")
    values = pdfform.read(pdf.read_bytes())
    assert values["klient.id_nummer"] == "utelämnat"
    assert values["genomforandeplan.mal.0.smart_mal"] != "utelämnat"
    assert b"/Title" in pdf.read_bytes()
    drawn = pdfform.drawn_text(pdf.read_bytes())
    assert drawn["klient.id_nummer"].strip() == "utelämnat"


def test_template_without_the_mark_makes_no_excerpt() -> None:
    """A template that does not say that the copy is an excerpt is refused, with the way out."""
    excerpt = Excerpt(profile="natverk", whom="nätverket", withheld=frozenset())
    with pytest.raises(RenderError, match=r"«Utdrag för nätverket».*sidan 2.*Lägg till \{\{ utdrag \}\}"):
        readback.check_marks(
            [("sidan 1", "Utdrag för nätverket"), ("sidan 2", "")], "m.docx", draft=False, excerpt=excerpt
        )


@pytest.mark.parametrize("number", ["09-krisplan", "11-uppfoljning-slut"])
def test_left_out_is_said_on_no_continuation_sheet(
    halvvag: Halvvag, case_a: Path, tmp_path: Path, number: str
) -> None:
    """A box that is too small for the word stays empty, as the foot of the page says that boxes may be."""
    halvvag("render", case_a / f"{number}.yaml", "-o", tmp_path, "--recipient", "natverk", "--format", "pdf")
    (pdf,) = tmp_path.glob("*.pdf")
    assert "Fortsättningsblad" not in pdfform.page_text(pdf.read_bytes()).text


def test_rows_of_the_log_say_what_is_left_out(halvvag: Halvvag, case_a: Path, tmp_path: Path) -> None:
    """A test whose result alone may be seen has «utelämnat» for its day, reason, kind and method."""
    out = tmp_path / "ut"
    halvvag("render", case_a / "05-drogtestlogg.yaml", "-o", out, "--recipient", "bestallare")
    document, pdf = sorted(out.iterdir())
    for text in (word.read_text(document.read_bytes()), pdfform.page_text(pdf.read_bytes()).text):
        assert re.search(r"(utelämnat\s+){4}Negativt", text)


def test_crisis_plan_has_no_heading_over_nothing(halvvag: Halvvag, case_a: Path, tmp_path: Path) -> None:
    """Where all signs and helps are left out of a copy, so is the heading above them."""
    out, plan = tmp_path / "ut", case_a / "09-krisplan.yaml"
    halvvag("render", plan, "-o", out, "--recipient", "bestallare", "--format", "docx")
    halvvag("render", plan, "-o", out, "--format", "docx")
    whole, excerpt = (
        word.read_text(one.read_bytes()) for one in sorted(out.iterdir(), key=lambda one: len(one.name))
    )
    assert "Mina tecken" in whole
    assert "Mina tecken" not in excerpt
