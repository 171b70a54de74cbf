"""Which version of which story a copy for review was made from, as its file says."""

from __future__ import annotations

import re
from typing import Final

from articles.importing.annotated.model import Round
from articles.importing.word.names import local
from articles.importing.word.package import WordPackage

ROUND: Final = "CopydeskRound"
PUBLISHED: Final = "CopydeskPublished"
"""The names of the custom properties: slug, version and digest; and whether suggestions were left out."""
_ROUND: Final = re.compile(r"(?P<slug>[^\s:]{1,100}):(?P<version>[0-9]{1,9}):(?P<digest>\S{1,128})")


def round_of(package: WordPackage) -> Round | None:
    """What the custom properties say; ``None`` without the first."""
    values = {}
    for root in package.roots_of(package.relationships(""), "custom-properties"):
        for element in root:
            if local(str(element.tag)) == "property":
                values[element.get("name") or ""] = "".join(map(str, element.itertext())).strip()
    said = _ROUND.fullmatch(values.get(ROUND, ""))
    if said is None:
        return None
    return Round(said["slug"], int(said["version"]), said["digest"], published=PUBLISHED in values)
