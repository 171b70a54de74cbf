"""Images that people add to the copy: checked, drawn anew, and kept before a document shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from articles import assets
from articles.access import Actor
from articles.editing import edits
from articles.importing.images import MOST_IMAGE_BYTES, ImageRefused, clean_image
from articles.models import Article, Asset
from newsroom.errors import DomainError
from newsroom.shortening import shortened
from newsroom.subprocesses import in_subprocess

MOST_IMAGES: Final = 300
"""Of one story, those of its earlier versions among them."""
_LONGEST_NAME: Final = 80


class ImageNotAdded(DomainError):
    """The file is no image that the story can have. Nothing was kept."""


def add_image(*, article: Article, data: bytes, name: str, by: Actor, now: datetime) -> Asset:
    """Keep an image for a story, so that its copy may show it; the same image again is the one before.

    ``data`` are the bytes of a file of that name. People who may suggest changes may add one. Raises
    :class:`ImageNotAdded`, :class:`~newsroom.errors.NotAllowed` and
    :class:`~newsroom.subprocesses.TookTooLong`.
    """
    edits.require_suggestible(article, by=by)
    try:
        image = in_subprocess(clean_image, data)
    except ImageRefused as error:
        raise _not_added(name, str(error)) from error
    with transaction.atomic():
        edits.lock_for_suggestions(article, by=by)
        known = article.assets.filter(digest=image.digest).first()
        if known is None and article.assets.count() >= MOST_IMAGES:
            raise ImageNotAdded(_("A story can’t have more than %(count)d images.") % {"count": MOST_IMAGES})
        return known or assets.add(article, image, by=by, now=now)


def require_size(size: int, name: str) -> None:
    """Raise :class:`ImageNotAdded` for a file that is too large to be read at all; ``size`` is in bytes."""
    if size > MOST_IMAGE_BYTES:
        reason = _("larger than %(size)d MB") % {"size": MOST_IMAGE_BYTES // 1024**2}
        raise _not_added(name, reason)


def _not_added(name: str, reason: str) -> ImageNotAdded:
    return ImageNotAdded(
        _("“%(name)s” can’t be added: %(reason)s.")
        % {"name": shortened(name, _LONGEST_NAME), "reason": reason}
    )
