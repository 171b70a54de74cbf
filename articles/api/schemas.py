"""The requests and responses about authorship and presence."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema
from pydantic import Field


class PresenceIn(Schema):
    """A tab's selection in the document at ``version``; without one, the person only reads."""

    client: str = Field(min_length=1, max_length=64)
    version: int = Field(ge=0, default=0)
    anchor: int | None = Field(ge=0, default=None)
    head: int | None = Field(ge=0, default=None)
    leaving: bool = False


class PlaceOut(Schema):
    client: str
    person: int
    name: str
    version: int
    anchor: int | None
    head: int | None


class PresenceOut(Schema):
    here: list[PlaceOut]


class StretchOut(Schema):
    """Text that one person wrote in one go. ``put_by`` moved it to its place, if somebody did."""

    start: int
    end: int
    text: str
    by: str
    at: datetime
    how: str
    put_by: str
    put_at: datetime | None
    revision: int | None


class AuthorshipOut(Schema):
    version: int
    stretches: list[StretchOut]
