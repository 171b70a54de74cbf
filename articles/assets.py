"""Images of stories: keeping those that came with a file, and finding those that a page or file shows."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from articles.access import Actor, as_slug, visible_articles
from articles.documents.images import images_of
from articles.documents.schema import Node
from articles.importing.images import ImportedImage
from articles.models import Article, Asset
from newsroom.errors import NotFound

logger = logging.getLogger(__name__)

_FOLDER: Final = "assets"
_UNUSED_FOR: Final = timedelta(days=1)
_FILES_PER_QUERY: Final = 500


def keep(
    article: Article, doc: Node, images: Mapping[str, ImportedImage], *, by: Actor, now: datetime
) -> None:
    """Keep the images that a document of the article shows. Files are written before their rows."""
    shown = images_of(doc)
    with transaction.atomic():
        known = set(article.assets.filter(digest__in=shown).values_list("digest", flat=True))
        Asset.objects.bulk_create(
            _row(article, image, alt=shown[image.digest], by=by, now=now)
            for image in images.values()
            if image.digest in shown and image.digest not in known
        )


def add(article: Article, image: ImportedImage, *, by: Actor, now: datetime) -> Asset:
    """Keep an image that no document of the article shows yet. The file is written before its row."""
    asset = _row(article, image, alt="", by=by, now=now)
    asset.save()
    return asset


def _row(article: Article, image: ImportedImage, *, alt: str, by: Actor, now: datetime) -> Asset:
    return Asset(
        article=article,
        digest=image.digest,
        file=_written(image),
        content_type=image.content_type,
        width=image.width,
        height=image.height,
        size=len(image.data),
        alt=alt,
        uploaded_by=by,
        created_at=now,
    )


def _written(image: ImportedImage) -> str:
    """The name of the file, which is written unless a story has the same."""
    name = f"{_FOLDER}/{image.digest}"
    if default_storage.exists(name):
        if Asset.objects.filter(file=name).exists():
            return name
        default_storage.delete(name)  # it may be deleted as unused any moment
    return default_storage.save(name, ContentFile(image.data))


def forget_unused(*, now: datetime) -> None:
    """Delete the files of images that no story has. A new file has a day for the row of its story.

    The rows of a story go with it alone, so that every revision keeps its images.
    """
    try:
        _folders, files = default_storage.listdir(_FOLDER)
    except FileNotFoundError:
        return
    for start in range(0, len(files), _FILES_PER_QUERY):
        names = {f"{_FOLDER}/{file}" for file in files[start : start + _FILES_PER_QUERY]}
        old = {name for name in names if default_storage.get_modified_time(name) < now - _UNUSED_FOR}
        for name in old - set(Asset.objects.filter(file__in=old).values_list("file", flat=True)):
            default_storage.delete(name)


def find(actor: Actor, digest: str) -> Asset:
    """The image of that digest in a story that this person may see.

    Raises :class:`~newsroom.errors.NotFound`.
    """
    wanted = as_slug(digest)
    found = Asset.objects.filter(digest=wanted, article__in=visible_articles(actor)).first()
    return found or _missing()


def find_in(article: Article, digest: str) -> Asset:
    """The image of that digest in a story. Raises :class:`~newsroom.errors.NotFound`."""
    return article.assets.filter(digest=as_slug(digest)).first() or _missing()


def _missing() -> Asset:
    raise NotFound(_("This image is not in a story on your desks."))


def files_in(article: Article, *docs: Node) -> dict[str, bytes]:
    """The images of a story that documents of it show, by their digests. A file that is gone is left out."""
    shown = {digest for doc in docs for digest in images_of(doc)}
    files = {}
    for asset in article.assets.filter(digest__in=shown) if shown else ():
        try:
            with asset.file.open() as content:
                files[asset.digest] = content.read()
        except FileNotFoundError:
            logger.warning("The file of image %s is missing.", asset.digest)
    return files
