"""The media types of the files that are no text."""

from __future__ import annotations

from typing import Final

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT: Final = "application/vnd.oasis.opendocument.text"
PDF: Final = "application/pdf"
