"""The images in a file: kept with the copy, or told of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

from articles.documents.allowed import clean_text, fits_attribute
from articles.importing.annotated.model import Block, Footnote, Paragraph, Picture, Shape, Table, TextBox
from articles.importing.annotated.report import Report
from articles.importing.images import MOST_IMAGE_BYTES, ImageRefused, ImportedImage, clean_image
from articles.importing.packages import Package

_MOST_IMAGES: Final = 60
_MOST_BYTES: Final = 16 * 1024 * 1024
"""Of all images of a file, as they are kept."""


@dataclass
class Pictures:
    """Keeps the images of a file, each once, by their digests. ``package`` is the archive they may be in."""

    report: Report
    package: Package | None = None
    images: dict[str, ImportedImage] = field(default_factory=dict)
    _known: dict[bytes, ImportedImage | str] = field(default_factory=dict)
    _parts: dict[str, ImportedImage | str] = field(default_factory=dict)
    _bytes: int = 0

    def paragraph(self, data: bytes | None, *, alt: str, label: str) -> Paragraph | None:
        """The paragraph of an image; nothing, and told as ``label``, where it cannot be kept."""
        return self._shown(self._kept(data), alt, label)

    def of_part(self, part: str, *, alt: str, label: str) -> Paragraph | None:
        """As :meth:`paragraph`, of a part of the archive, which is unpacked once for all of its places."""
        key = part.casefold()
        if key not in self._parts:
            data = self.package.data(part, MOST_IMAGE_BYTES + 1) if self.package else None
            self._parts[key] = self._kept(data)
        return self._shown(self._parts[key], alt, label)

    def _shown(self, found: ImportedImage | str, alt: str, label: str) -> Paragraph | None:
        if isinstance(found, str):
            self.report.tell(
                "Images were left out", f"{label} ({found})" if label and found else label or found
            )
            return None
        return picture_of(found.address, alt)

    def _kept(self, data: bytes | None) -> ImportedImage | str:
        """The image, or why it cannot be kept, where anything can be said of that."""
        if not data:
            return ""
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


def take_out_nested(blocks: list[Block], footnotes: list[Footnote], report: Report) -> None:
    """Take images out of what cannot hold them: put those of tables below, leave out those of footnotes."""
    blocks[:] = _with_pictures_below(blocks, report)
    for note in footnotes:
        note.blocks, pictures = _divided(note.blocks)
        for picture in pictures:
            report.tell("Images in footnotes were left out", _alt(picture))


def _with_pictures_below(blocks: list[Block], report: Report) -> list[Block]:
    kept: list[Block] = []
    for block in blocks:
        kept.append(block)
        if isinstance(block, TextBox):
            block.blocks = _with_pictures_below(block.blocks, report)
        elif isinstance(block, Table):
            below = _taken_from(block)
            kept += below
            for picture in below:
                report.tell("Images in tables were put below them", _alt(picture))
    return kept


def _taken_from(table: Table) -> list[Paragraph]:
    """The pictures in the cells of a table, which are in it no more."""
    taken: list[Paragraph] = []
    for row in table.rows:
        for cell in row.cells:
            cell.blocks, pictures = _divided(cell.blocks)
            taken += pictures
    return taken


def _divided(blocks: list[Block]) -> tuple[list[Block], list[Paragraph]]:
    """The blocks without the pictures in them, and these; the caption of one stays where it is."""
    kept: list[Block] = []
    pictures: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph) and block.picture is not None:
            pictures.append(Paragraph(shape=block.shape, picture=block.picture))
            if not block.text.strip():
                continue
            block.shape, block.picture = Shape(), None
        elif isinstance(block, TextBox):
            block.blocks, inside = _divided(block.blocks)
            pictures += inside
        elif isinstance(block, Table):
            pictures += _taken_from(block)
        kept.append(block)
    return kept, pictures


def _alt(paragraph: Paragraph) -> str:
    return paragraph.picture.alt if paragraph.picture else ""
