"""Find our codes in pictures of pages (zxing-cpp; Pillow opens picture files)."""

from __future__ import annotations

import io
import warnings
from typing import Any

from halvvag_docs.barcodes.label import Label, parse
from halvvag_docs.errors import FileError, MissingProgramError

try:
    import PIL.Image
    import zxingcpp
except ImportError as error:
    raise MissingProgramError(
        "Inlästa sidor kan inte läsas utan ett tillägg: pip install 'halvvag-docs[scan]'."
    ) from error

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_COLOURS = 3
_NO_PICTURE = "Filen är varken en PDF eller en bild som går att läsa (PNG, JPEG, TIFF)."
_LARGEST = 80_000_000
"""Pixels of one picture: a page at 900 dots an inch."""


def read_pixels(width: int, height: int, rgb: bytes) -> list[Label]:
    """Return the labels in a picture of `width` times `height` pixels of three bytes, however it is turned."""
    return _labels(memoryview(rgb).cast("B", (height, width, _COLOURS)))


def read_image(content: bytes) -> list[list[Label]]:
    """Return the labels in a picture file, a list for each page (a TIFF may hold several).

    Raises:
        FileError: it is no picture, or too large a one.
    """
    try:
        with warnings.catch_warnings(), PIL.Image.open(io.BytesIO(content)) as image:
            warnings.simplefilter("ignore")  # what Pillow thinks of the file besides the picture
            return [_labels(frame) for frame in _frames(image)]
    except (OSError, SyntaxError, ValueError, TypeError, PIL.Image.DecompressionBombError) as error:
        raise FileError(_NO_PICTURE) from error


def _frames(image: Any) -> Any:
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        if image.width * image.height > _LARGEST:
            raise FileError("Bilden är för stor. Läs in sidan med 300 punkter per tum.")
        yield image.convert("L")


def _labels(image: Any) -> list[Label]:
    for binarizer in (zxingcpp.Binarizer.LocalAverage, zxingcpp.Binarizer.GlobalHistogram):
        found = zxingcpp.read_barcodes(image, formats=_QR, binarizer=binarizer)
        if labels := [label for one in found if (label := parse(one.text))]:
            return labels
    return []
