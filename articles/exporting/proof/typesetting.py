"""The pages of a proof, set as a PDF by Typst. It runs where it may take long and can be stopped.

The compiler gets its files as bytes and fetches nothing: only markup could tell it to, and what people typed
is never markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import typst

from newsroom.errors import DomainError

_FOLDER: Final = Path(__file__).resolve().parent
_MAIN: Final = _FOLDER / "proof.typ"
_FONTS: Final = _FOLDER / "fonts"


class CannotTypeset(DomainError):
    """The pages could not be set."""


def typeset(data: dict[str, Any], pictures: Mapping[str, bytes]) -> bytes:
    """The :class:`~articles.exporting.proof.pages.Pages` of a proof as a PDF.

    The same data gives the same bytes, as long as the machine has the same fonts for scripts that the
    compiler's own and this folder's lack. Raises :class:`CannotTypeset`.
    """
    files: Any = {"main.typ": _MAIN.read_bytes(), "proof.json": json.dumps(data).encode(), **pictures}
    try:
        pages = typst.compile(files, format="pdf", root=str(_FOLDER), font_paths=[str(_FONTS)])
    except typst.TypstError as error:
        raise CannotTypeset("The proof could not be made. Download the copy for review instead.") from error
    if not isinstance(pages, bytes):
        raise CannotTypeset("The proof has no pages.")
    return pages
