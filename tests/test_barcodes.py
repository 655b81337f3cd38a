"""The code on pages that are signed on paper: drawn, printed, scanned askew, and read again."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from functools import lru_cache
from uuid import UUID

import casefiles
import PIL.Image
import PIL.ImageFilter
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.Image import Image

from halvvag_docs import barcodes, documents, pictures
from halvvag_docs.barcodes import Label
from halvvag_docs.errors import FileError

_DIGEST = "ABCDEFGHIJKLMNOPQRST"


@given(st.uuids(), st.integers(1, 99), st.integers(1, 99), st.integers(0, 99))
def test_what_a_label_says_is_read_again(key: UUID, version: int, page: int, more: int) -> None:
    """And it fits a code of 29 modules, whatever it says."""
    label = Label(document_id=key, version=version, page=page, pages=min(99, page + more), digest=_DIGEST)
    assert barcodes.parse(label.text) == label
    assert len(barcodes.modules(label.text)) == 29


@pytest.mark.parametrize(
    "text", ["", "https://example.invalid", "HV1.A.1.1.1.B", f"HV1.{'A' * 26}.1.3.2.{_DIGEST}"]
)
def test_codes_of_others_are_left_alone(text: str) -> None:
    """So is one that says page three of two."""
    assert barcodes.parse(text) is None


@lru_cache(maxsize=1)
def _plan() -> documents.Document:
    """Return the krisplan of the Finnish sample: three pages."""
    answers = casefiles.sample(casefiles.FINNISH)["09"]
    unit = casefiles.sample_unit(casefiles.FINNISH)
    return documents.render(casefiles.all_forms()[answers.form], answers, format="pdf", unit=unit)


def _page(number: int, dots: int) -> Image:
    """Return a page as a scanner sees it at so many dots an inch."""
    drawn = pictures.draw(_plan().content, number, width=round(8.27 * dots))
    return PIL.Image.frombytes("RGB", (drawn.width, drawn.height), drawn.rgb)


def _read(image: Image) -> list[Label]:
    image = image.convert("RGB")
    return barcodes.read_pixels(image.width, image.height, image.tobytes())


def _turned(degrees: float) -> Callable[[Image], Image]:
    return lambda image: image.rotate(
        degrees, expand=True, fillcolor="white", resample=PIL.Image.Resampling.BICUBIC
    )


def _noisy(image: Image) -> Image:
    """Return a picture with grain, dust and a scanner out of focus."""
    chance, grey = random.Random(1), image.convert("L")  # noqa: S311  any dust will do
    grain = PIL.Image.new("L", grey.size)
    grain.putdata([chance.randrange(256) for _ in range(grey.width * grey.height)])
    return PIL.Image.blend(grey, grain, 0.2).filter(PIL.ImageFilter.GaussianBlur(0.7))


def test_each_page_tells_document_version_place_and_answers() -> None:
    """What is read is what the document was made of."""
    plan, answers = _plan(), casefiles.sample(casefiles.FINNISH)["09"]
    for number in range(3):
        assert _read(_page(number, 200)) == [
            Label(
                document_id=UUID(answers.id),
                version=answers.version,
                page=number + 1,
                pages=3,
                digest=barcodes.shortened(plan.origin["answers_sha256"]),
            )
        ]


@pytest.mark.parametrize("dots", [100, 150, 300])
def test_a_page_is_read_at_any_resolution(dots: int) -> None:
    """From a fax to a careful scanner."""
    assert len(_read(_page(0, dots))) == 1


@pytest.mark.parametrize("degrees", [-7.0, 2.0, 90.0, 180.0])
def test_a_page_is_read_however_it_lay(degrees: float) -> None:
    """Askew, on its side, upside down."""
    assert len(_read(_turned(degrees)(_page(0, 200)))) == 1


def test_a_dirty_page_is_read() -> None:
    """Also when it is a little askew."""
    assert len(_read(_noisy(_turned(1.5)(_page(1, 200))))) == 1


def test_the_code_holds_nothing_of_a_person() -> None:
    """Only ids, numbers and a digest: the same for other people with the same answers, and for no name."""
    label = _read(_page(0, 150))[0]
    assert label.text.count(".") == 5
    assert "BACKLUND" not in label.text


def test_a_draft_has_no_code() -> None:
    """Nobody signs it."""
    answers = casefiles.sample(casefiles.FINNISH)["09"]
    draft = documents.render(
        casefiles.all_forms()[answers.form],
        answers,
        format="pdf",
        unit=casefiles.sample_unit(casefiles.FINNISH),
        draft=True,
    )
    drawn = pictures.draw(draft.content, 0, width=1700)
    assert barcodes.read_pixels(drawn.width, drawn.height, drawn.rgb) == []


def test_picture_files_are_read_page_by_page() -> None:
    """A TIFF of a scanner may hold several; what is no picture is refused."""
    out = io.BytesIO()
    first, *rest = (_page(number, 150).convert("L") for number in range(3))
    first.save(out, "TIFF", save_all=True, append_images=rest)
    assert [[label.page for label in page] for page in barcodes.read_image(out.getvalue())] == [[1], [2], [3]]
    for content in (b"", b"GIF89a", out.getvalue()[:2000]):
        with pytest.raises(FileError, match="varken en PDF eller en bild"):
            barcodes.read_image(content)
