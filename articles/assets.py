"""Images of stories: keeping those that came with a file, and finding the one that a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from prosemirror.model import Fragment

from articles.access import Actor, as_slug, visible_articles
from articles.documents.allowed import asset_digest
from articles.documents.schema import Node
from articles.importing.images import ImportedImage
from articles.models import Article, Asset
from articles.rendering import ASSETS
from newsroom.errors import NotFound


def keep(
    article: Article, doc: Node, images: Mapping[str, ImportedImage], *, by: Actor, now: datetime
) -> None:
    """Keep the images that a document of the article shows. Files are written before their rows."""
    shown = _shown(doc)
    with transaction.atomic():
        known = set(article.assets.filter(digest__in=shown).values_list("digest", flat=True))
        Asset.objects.bulk_create(
            Asset(
                article=article,
                digest=image.digest,
                file=_written(image),
                content_type=image.content_type,
                width=image.width,
                height=image.height,
                size=len(image.data),
                alt=shown[image.digest],
                uploaded_by=by,
                created_at=now,
            )
            for image in images.values()
            if image.digest in shown and image.digest not in known
        )


def _written(image: ImportedImage) -> str:
    """The name of the file, which is written unless the same is there."""
    name = f"assets/{image.digest}"
    if not default_storage.exists(name):
        return default_storage.save(name, ContentFile(image.data))
    return name


def _shown(node: Node) -> dict[str, str]:
    """The digests of the images in a document, with their alternative texts."""
    if node.type.name == "image":
        digest = asset_digest(str(node.attrs["src"]))
        return {digest: str(node.attrs["alt"])} if digest else {}
    found: dict[str, str] = {}
    if not node.inline_content:
        for child in node.children:
            found |= _shown(child)
    return found


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


def with_addresses(doc: Node) -> Node:
    """The document with the addresses at which its images are asked for from outside."""
    if doc.type.name == "image":
        digest = asset_digest(str(doc.attrs["src"]))
        return (
            doc.type.create({**doc.attrs, "src": f"{settings.COPYDESK_URL}{ASSETS}{digest}"})
            if digest
            else doc
        )
    if doc.inline_content or not doc.child_count:
        return doc
    return doc.copy(Fragment.from_array([with_addresses(child) for child in doc.children]))
