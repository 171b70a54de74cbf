"""Names of revisions, given by hand: “As sent to the lawyers” is found again more easily than a number."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles import access
from articles.access import Actor
from articles.history import revisions
from articles.models import Article, Revision, VersionName
from articles.models.version_name import LONGEST_NAME
from newsroom.errors import DomainError


class NameRefused(DomainError):
    """A revision cannot be called that."""


def keep(*, article: Article, name: str, by: Actor, now: datetime) -> Revision:
    """Freeze a revision of the present copy, and name it unless ``name`` is empty.

    Raises :class:`NameRefused` and :class:`~newsroom.errors.NotAllowed`.
    """
    with transaction.atomic():
        revision = revisions.keep(article=article, by=by, now=now)
        if wanted := _clean(name):
            _write(revision, wanted, by=by, now=now)
    return revision


def rename(*, article: Article, number: int, name: str, by: Actor, now: datetime) -> Revision:
    """Name a revision, or take its name away when ``name`` is empty. The copy does not change.

    Raises :class:`NameRefused`, :class:`~newsroom.errors.NotAllowed` and :class:`~newsroom.errors.NotFound`.
    """
    access.require(
        access.speaks_on(by, article.desk_id), _("You can read this story, but not name revisions of it.")
    )
    revision = revisions.find(article, number)
    with transaction.atomic():
        if wanted := _clean(name):
            _write(revision, wanted, by=by, now=now)
        else:
            VersionName.objects.filter(revision=revision).delete()
    return revision


def _clean(name: str) -> str:
    """Without stray spaces. Raises :class:`NameRefused`."""
    name = " ".join(name.replace("\x00", "").split())
    if len(name) > LONGEST_NAME:
        raise NameRefused(_("This name is too long: %(count)d characters at most.") % {"count": LONGEST_NAME})
    return name


def _write(revision: Revision, name: str, *, by: Actor, now: datetime) -> None:
    given = {"name": name, "named_by": by, "named_at": now}
    VersionName.objects.update_or_create(revision=revision, defaults=given)
