"""Filing an article, its address and its desk; spiking it, and bringing it back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles import access, locking
from articles.access import Actor
from articles.announcing import announce, announce_lists
from articles.documents import schema, stored
from articles.documents.anchors import Passage
from articles.documents.suggestions import published
from articles.documents.text import headline_text
from articles.editing import anchor_rows, edits, suggestion_rows
from articles.history import revisions
from articles.importing import Change
from articles.models import Anchor, Article, Document, Revision, direction_of
from newsroom.errors import DomainError
from newsroom.models import Desk, User

SLUG_LENGTH = 60
"""Of slugs that are made of headlines; people may choose longer ones."""
PLACEHOLDER = re.compile(r"(?:tk)+k?|x{2,4}")
LONGEST_SLUG = 80


class SlugRefused(DomainError):
    """The story cannot have this slug."""


@dataclass(frozen=True)
class Filed:
    """A new article, with the anchors of its passages in their order."""

    article: Article
    revision: Revision
    anchors: list[Anchor]


def create_article(
    *,
    desk: Desk,
    author: User | None,
    doc: schema.Node,
    passages: Sequence[Passage] = (),
    changes: Mapping[str, Change] | None = None,
    byline: str = "",
    language: str = "",
    direction: str = "",
    deadline: datetime | None = None,
    embargo_until: datetime | None = None,
    planning: str = Article.Planning.FILED,
    brief: str = "",
    by: Actor,
    now: datetime,
) -> Filed:
    """File a document on a desk as a new article, with its first revision. One transaction.

    ``changes``: key of a suggestion → who made it and when, as the file says.
    """
    access.require(
        access.may_file(by, desk),
        _("You don’t have permission to file stories on %(desk)s.") % {"desk": desk},
    )
    language = language or desk.language
    content = stored.store(doc)
    with transaction.atomic():
        article = Article(
            headline=headline_text(published(doc))[:1000],
            desk=desk,
            author=author,
            byline=byline,
            language=language,
            direction=direction or direction_of(language),
            deadline=deadline,
            embargo_until=embargo_until,
            planning=planning,
            brief=brief,
            created_at=now,
            created_by=by,
            updated_at=now,
        )
        article.digest = article.digest_with(content)
        _save_under_a_free_slug(article)
        edits.renew_article(article, content, now=now)
        document = Document.objects.create(article=article, content=content, edited_by=by, edited_at=now)
        anchors = Anchor.objects.bulk_create(
            Anchor(document=document, **anchor_rows.fields_of(passage, 0)) for passage in passages
        )
        suggestion_rows.create_filed(article, doc, changes=changes or {}, now=now)
        revision = revisions.freeze(
            article=article, document=document, reason=Revision.Reason.IMPORTED, by=by, now=now
        )
        announce_lists(desk.pk)
    return Filed(article, revision, anchors)


def _save_under_a_free_slug(article: Article, tries: int = 5) -> None:
    """Save a new article. If another takes the slug at the same moment, try the next number."""
    for tries_left in reversed(range(tries)):
        article.slug = free_slug(article.headline)
        try:
            with transaction.atomic():
                article.save(force_insert=True)
        except IntegrityError:
            if not tries_left:
                raise
        else:
            return


def free_slug(headline: str) -> str:
    """A slug that no story has or had, from the first words of a headline without its placeholders."""
    stem = _whole_words(_without_placeholders(slugify(headline, allow_unicode=True))) or "untitled"
    taken = set(Article.history.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _without_placeholders(slug: str) -> str:
    """Without words such as TK and XX, which would stay in the address when they are long filled in."""
    return "-".join(word for word in slug.split("-") if not PLACEHOLDER.fullmatch(word))


def _whole_words(slug: str) -> str:
    """The slug, cut to its greatest length between two words, or within the first one."""
    if len(slug) <= SLUG_LENGTH:
        return slug.strip("-")
    cut, _, _ = slug[: SLUG_LENGTH + 1].rpartition("-")
    return (cut or slug[:SLUG_LENGTH]).strip("-")


def set_slug(article: Article, slug: str, *, now: datetime) -> None:
    """Give the story another slug; the one before leads to it. The caller may do it, and holds its lock.

    Raises :class:`SlugRefused`.
    """
    wanted = slugify(slug, allow_unicode=True)
    if not wanted or len(wanted) > LONGEST_SLUG:
        raise SlugRefused(
            _("Enter a slug of %(count)d letters, numbers and hyphens at most.") % {"count": LONGEST_SLUG}
        )
    if wanted == article.slug:
        return
    taken = SlugRefused(_("“%(slug)s” is or was another story’s slug.") % {"slug": wanted})
    if access.had_slug(wanted).exclude(id=article.pk).exists():
        raise taken
    article.slug, article.updated_at = wanted, now
    try:
        with transaction.atomic():
            article.save(update_fields=["slug", "updated_at"])
    except IntegrityError as error:
        raise taken from error
    announce(article, "article")


def put_on_desk(article: Article, desk: Desk, *, author: User | None, now: datetime) -> None:
    """Write the desk and the author. The caller may do it, and holds the locks on the desks and the story."""
    announce_lists(article.desk_id)
    article.desk, article.author, article.updated_at = desk, author, now
    if article.planning == Article.Planning.ASSIGNED and author is None:
        article.planning = Article.Planning.IDEA
    article.save(update_fields=["desk", "author", "planning", "updated_at"])
    announce(article, "article")


def set_planning(article: Article, planning: str, *, now: datetime) -> None:
    """Write how far the story is before it is filed. The caller may do it, and holds its lock."""
    article.planning, article.updated_at = planning, now
    article.save(update_fields=["planning", "updated_at"])
    announce(article, "article")


def spike(*, article: Article, by: Actor, now: datetime) -> None:
    """Kill a story. Nothing is deleted; :func:`unspike` brings it back."""
    _set_state(article, Article.State.OPEN, Article.State.SPIKED, by=by, now=now)


def unspike(*, article: Article, by: Actor, now: datetime) -> None:
    """Bring a spiked story back as it was."""
    _set_state(article, Article.State.SPIKED, Article.State.OPEN, by=by, now=now)


def _set_state(
    article: Article, before: Article.State, after: Article.State, *, by: Actor, now: datetime
) -> None:
    with transaction.atomic():
        locking.lock(article)
        access.require(access.may_manage(by, article), _("Only a desk editor can do this."))
        if article.state != before:
            raise edits.ArticleClosed(
                _("“%(article)s” is %(state)s, so this can’t be done now.")
                % {"article": article, "state": article.get_state_display()}
            )
        article.state, article.updated_at = after, now
        article.save(update_fields=["state", "updated_at"])
        announce(article, "article")
