"""Text as XML can hold it."""

from __future__ import annotations

import re
from typing import Final

_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_HALF: Final = re.compile("[\ud800-\udfff]")


def xml_text(text: str) -> str:
    """The text without control characters, half characters as U+FFFD. Tabs and line feeds stay."""
    if text.isprintable():
        return text
    return _HALF.sub("\ufffd", _UNWRITABLE.sub("", text))
