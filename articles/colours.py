"""The colours of people. colours.json has their number, for Python and for the browser.

The style sheets have rules for each: ``person-1`` and ``by-1``, up to that number.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

COLOURS: Final[int] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))["people"]


def colour_of(number: int) -> int:
    """The colour of the person of that number, from 1 on."""
    return number % COLOURS + 1
