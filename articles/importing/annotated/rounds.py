"""Which version of which story a copy for review was made from, as its file says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from articles.importing.annotated.model import Round

ROUND: Final = "CopydeskRound"
PUBLISHED: Final = "CopydeskPublished"
"""The names of the custom properties: slug, version and digest; and whether suggestions were left out."""
_ROUND: Final = re.compile(r"(?P<slug>[^\s:]{1,100}):(?P<version>[0-9]{1,9}):(?P<digest>\S{1,128})")


def round_of(properties: Mapping[str, str]) -> Round | None:
    """What the properties that users of office programs give a file say; ``None`` without the first."""
    said = _ROUND.fullmatch(properties.get(ROUND, ""))
    if said is None:
        return None
    return Round(said["slug"], int(said["version"]), said["digest"], published=PUBLISHED in properties)
