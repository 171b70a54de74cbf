"""What is in an exported file, for tests that look for words in it."""

from __future__ import annotations

import zipfile
from io import BytesIO

from pypdf import PdfReader

PICTURES = (".png", ".jpeg")


def parts(data: bytes) -> dict[str, str]:
    """The parts of a package by their names, without its pictures."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if not name.endswith(PICTURES)]
        return {name: archive.read(name).decode() for name in names}


def pictures(data: bytes) -> list[str]:
    """The names of the pictures in a package."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return [name for name in archive.namelist() if name.endswith(PICTURES)]


def readable(exported: str | bytes) -> str:
    """Everything that stands in an export: of a package the names and the text of all its parts."""
    if isinstance(exported, str):
        return exported
    return "\n".join(f"{name}\n{text}" for name, text in parts(exported).items())


def pdf_pages(data: bytes) -> list[str]:
    """The text of each page of a PDF."""
    return [page.extract_text() for page in PdfReader(BytesIO(data)).pages]
