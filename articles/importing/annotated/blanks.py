"""White space between words, where a format folds it."""

from __future__ import annotations

import re
from typing import Final

_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")


class Blanks:
    """Folds white space as it is met: a blank at the beginning of a paragraph or behind another is none."""

    def __init__(self) -> None:
        self._behind_blank = True

    def fold(self, text: str) -> str:
        """The text with its white space folded."""
        folded = _BLANKS.sub(" ", text)
        if self._behind_blank and folded.startswith(" "):
            folded = folded[1:]
        if folded:
            self._behind_blank = folded.endswith(" ")
        return folded

    def stop(self) -> None:
        """Something that is no blank stands here."""
        self._behind_blank = False
