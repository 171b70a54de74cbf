"""The images in a file: kept with the copy, or told of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

from articles.documents.allowed import clean_text, fits_attribute
from articles.importing.annotated.model import Block, Footnote, Paragraph, Picture, Shape, Table, TextBox
from articles.importing.annotated.report import Report
from articles.importing.images import ImageRefused, ImportedImage, clean_image

_MOST_IMAGES: Final = 60
_MOST_BYTES: Final = 16 * 1024 * 1024
"""Of all images of a file, as they are kept."""


@dataclass
class Pictures:
    """Keeps the images of a file, each once, by their digests."""

    report: Report
    images: dict[str, ImportedImage] = field(default_factory=dict)
    _known: dict[bytes, ImportedImage | str] = field(default_factory=dict)
    _bytes: int = 0

    def paragraph(self, data: bytes | None, *, alt: str, label: str) -> Paragraph | None:
        """The paragraph of an image; nothing, and told as ``label``, where it cannot be kept."""
        found = self._kept(data) if data else ""
        if isinstance(found, str):
            self.report.tell(
                "Images were left out", f"{label} ({found})" if label and found else label or found
            )
            return None
        return picture_of(found.address, alt)

    def _kept(self, data: bytes) -> ImportedImage | str:
        key = hashlib.sha256(data).digest()
        if key not in self._known:
            self._known[key] = self._read(data)
        return self._known[key]

    def _read(self, data: bytes) -> ImportedImage | str:
        if len(self._known) >= _MOST_IMAGES:
            return f"more than {_MOST_IMAGES}"
        try:
            image = clean_image(data)
        except ImageRefused as refused:
            return refused.message
        if self._bytes + len(image.data) > _MOST_BYTES:
            return "too many large ones"
        self._bytes += len(image.data)
        self.images[image.digest] = image
        return image


def picture_of(src: str, alt: str, credit: str = "") -> Paragraph:
    """The paragraph of an image at an address."""
    said = [clean_text(" ".join(text.split())) for text in (alt, credit)]
    alt, credit = (text if fits_attribute(text) else "" for text in said)
    return Paragraph(shape=Shape("figure"), picture=Picture(src, alt, credit))


def leave_out_nested(blocks: list[Block], footnotes: list[Footnote], report: Report) -> None:
    """Take images out of what cannot hold them: cells of tables, and footnotes."""
    for block in blocks:
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    cell.blocks = _without(cell.blocks, report)
    for note in footnotes:
        note.blocks = _without(note.blocks, report)


def _without(blocks: list[Block], report: Report) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph) and block.picture is not None:
            report.tell("Images in tables and footnotes were left out", block.picture.alt)
            if not block.text.strip():
                continue
            block.shape = Shape()
        elif isinstance(block, TextBox):
            block.blocks = _without(block.blocks, report)
        elif isinstance(block, Table):
            leave_out_nested([block], [], report)
        kept.append(block)
    return kept
