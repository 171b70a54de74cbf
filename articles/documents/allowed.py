"""What schema.json says, and what text, addresses and sizes it allows."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from newsroom.errors import DomainError


class DocumentError(DomainError):
    """The data is not a document that the schema and the limits allow."""


@dataclass(frozen=True)
class Limits:
    """How much one document or one batch of steps may hold; lengths of attributes are in characters.

    ``table_cells`` are the rows of a table times the cells of its longest row.
    """

    steps_per_batch: int
    batch_bytes: int
    depth: int
    blocks: int
    inline_nodes_per_block: int
    document_bytes: int
    attribute_length: int
    table_columns: int
    table_cells: int


SPEC: Final[dict[str, Any]] = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))
LIMITS: Final = Limits(**SPEC["limits"])

_FORBIDDEN = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAKS = re.compile("\r\n|[\n\x0b\x0c\r\x85]")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")


def has_forbidden_characters(text: str) -> bool:
    """Control characters other than the tab, lone surrogates, and the two non-characters XML refuses."""
    return not text.isprintable() and _FORBIDDEN.search(text) is not None


def clean_text(text: str) -> str:
    """The text as a document may hold it: line breaks as spaces, lone surrogates as U+FFFD, the rest gone."""
    text = _LINE_BREAKS.sub(" ", text)
    return _FORBIDDEN.sub("", _LONE_SURROGATES.sub("\ufffd", text))


_ASSET: Final = "asset"


def has_scheme(address: str, schemes: tuple[str, ...]) -> bool:
    scheme, colon, rest = address.partition(":")
    if scheme.lower() not in schemes:
        return False
    return asset_digest(address) != "" if scheme.lower() == _ASSET else bool(colon and rest.strip("/ "))


def asset_address(digest: str) -> str:
    """How a document names an image that is kept here."""
    return f"{_ASSET}:{digest}"


def asset_digest(address: str) -> str:
    """The digest of an image that is kept here; empty for any other address."""
    return address.partition(":")[2] if re.fullmatch(SPEC["formats"]["asset"], address) else ""


def link_allowed(address: str) -> bool:
    """Whether a link may point there: an absolute http, https or mailto address."""
    return has_scheme(address, tuple(SPEC["link_schemes"])) and fits_attribute(address)


def image_allowed(address: str) -> bool:
    """Whether an image may come from there: nowhere yet, from the images of the
    story, or from an absolute http or https address."""
    return not address or (has_scheme(address, tuple(SPEC["image_schemes"])) and fits_attribute(address))


def fits_attribute(value: str) -> bool:
    return len(value) <= LIMITS.attribute_length and not has_forbidden_characters(value)
