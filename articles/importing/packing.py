"""An imported article as JSON: for a row that keeps it until it is filed, and from one process to another."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import fields
from functools import lru_cache
from typing import Any, get_type_hints

from pydantic import ConfigDict, TypeAdapter

from articles.documents import schema
from articles.importing.article import ImportedArticle
from articles.importing.files import import_copy

_CONFIG = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


def import_packed(data: bytes, *, filename: str, leave: Collection[str] = ()) -> str:
    """As :func:`~articles.importing.files.import_copy`, packed."""
    return pack(import_copy(data, filename=filename, leave=leave))


def pack(article: ImportedArticle) -> str:
    """The article as JSON."""
    packed = {name: kept.dump_python(getattr(article, name), mode="json") for name, kept in _kept().items()}
    return json.dumps({"doc": article.doc.to_json(), **packed}, ensure_ascii=False)


def unpack(packed: str) -> ImportedArticle:
    """The article that was packed. Raises ValueError for anything else."""
    values = json.loads(packed)
    rest = {name: kept.validate_json(json.dumps(values[name])) for name, kept in _kept().items()}
    return ImportedArticle(doc=schema.parse(values["doc"]), **rest)


@lru_cache
def _kept() -> dict[str, TypeAdapter[Any]]:
    """How each field but the document is kept."""
    types = get_type_hints(ImportedArticle)
    names = [field.name for field in fields(ImportedArticle) if field.name != "doc"]
    return {name: TypeAdapter(types[name], config=_CONFIG) for name in names}
