"""Who may see and edit which article. Every page, command and API call checks access here.

An ``Actor`` is a signed-in person, or ``None`` for the operator at the command line, who may do
everything that the state of the copy allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.models import Article
from articles.models.article import ArticleQuerySet
from newsroom.errors import AddressChanged, NotAllowed, NotFound, NotVisible
from newsroom.models import Desk, Membership, User
from newsroom.sql import read_compiled

Actor = User | None
Role = Membership.Role


def role_on(actor: Actor | AnonymousUser, desk_id: int) -> str | None:
    """The role of this person on the desk. Superusers count as editors."""
    if actor is None:
        return Role.EDITOR
    if not isinstance(actor, User) or not actor.is_active:
        return None
    if actor.is_superuser:
        return Role.EDITOR
    return actor.desk_roles.get(desk_id)


def speaks_on(actor: Actor | AnonymousUser, desk_id: int) -> bool:
    """Whether this person has a role on the desk that lets them say something. A viewer only sees."""
    return role_on(actor, desk_id) not in (None, Role.VIEWER)


def _desks_seen_by(actor: Actor | AnonymousUser) -> list[int] | None:
    """The keys of the desks on which this person has a role; ``None`` for every desk."""
    if actor is None or (isinstance(actor, User) and actor.is_active and actor.is_superuser):
        return None
    return list(actor.desk_roles) if isinstance(actor, User) and actor.is_active else []


def _on_desks(desks: Sequence[int] | None) -> ArticleQuerySet:
    articles = Article.objects.all()
    return articles if desks is None else articles.filter(desk_id__in=desks)


def visible_articles(actor: Actor | AnonymousUser) -> ArticleQuerySet:
    """The articles of every desk on which this person has a role."""
    return _on_desks(_desks_seen_by(actor))


def visible_desks(actor: Actor | AnonymousUser) -> QuerySet[Desk]:
    """The desks on which this person has a role."""
    desks = _desks_seen_by(actor)
    return Desk.objects.all() if desks is None else Desk.objects.filter(pk__in=desks)


def find_article(actor: Actor | AnonymousUser, slug: str, *, with_text: bool = False) -> Article:
    """The article of that slug; ``with_text`` reads its document in the same statement.

    Raises :class:`NotFound` when there is none, or when this person may not see it, and
    :class:`AddressChanged` when it had this slug before.
    """
    related = ("desk", "author", *(("document",) if with_text else ()))
    desks = _desks_seen_by(actor)

    def build(values: Sequence[Any]) -> ArticleQuerySet:
        named, *seen = values
        return _on_desks(None if desks is None else seen).select_related(*related).filter(slug=named)

    shape = ("find_article", related, None if desks is None else len(desks))
    found: list[Article] = read_compiled(shape, [as_slug(slug), *(desks or ())], build)
    if not found:
        _require_no_other_slug(actor, slug)
        raise no_article(slug)
    return found[0]


def _require_no_other_slug(actor: Actor | AnonymousUser, former: str) -> None:
    """Raises :class:`AddressChanged` when a story that this person sees had this slug before."""
    found = visible_articles(actor).filter(pk__in=had_slug(former)).first()
    if found is not None:
        sentence = _("This story’s slug is now “%(slug)s”.") % {"slug": found.slug}
        raise AddressChanged(sentence, former=former, present=found.slug)


def had_slug(slug: str) -> QuerySet[Any]:
    """The keys of stories that have this slug, or had it before: at most one story does."""
    found: QuerySet[Any] = Article.history.filter(slug=as_slug(slug)).values("id")
    return found


def require_visible(actor: Actor | AnonymousUser, article: Article) -> None:
    """Raise the :class:`NotFound` of :func:`find_article` for a person who may not see the article."""
    if not may_see(actor, article):
        raise no_article(article.slug)


def as_slug(named: str) -> str:
    """A slug that can be looked up: PostgreSQL accepts no NUL, and no slug has one."""
    return named.replace("\x00", "\ufffd")


def no_article(slug: str) -> NotFound:
    """The same answer whether there is no such article or this person may not see it; the log knows which."""
    kind = NotVisible if Article.objects.filter(slug=as_slug(slug)).exists() else NotFound
    return kind(_("There is no story “%(slug)s” on your desks.") % {"slug": slug})


def may_see(actor: Actor | AnonymousUser, article: Article) -> bool:
    return role_on(actor, article.desk_id) is not None


def is_author(actor: Actor | AnonymousUser, article: Article) -> bool:
    """Whether this person is one of the story's authors."""
    return isinstance(actor, User) and article.is_by(actor.pk)


def may_edit(actor: Actor | AnonymousUser, article: Article) -> bool:
    """Editors edit everything on their desk, writers their own articles, and readers nothing."""
    role = role_on(actor, article.desk_id)
    return role == Role.EDITOR or (role == Role.WRITER and is_author(actor, article))


def was_released(article: Article) -> bool:
    """Whether the story is released, or was before the correction that is in progress."""
    before: bool = article.history.filter(state=Article.State.RELEASED).exists()
    return before


def may_take_part(actor: Actor | AnonymousUser, article: Article) -> bool:
    """Editors and readers of the desk, and the authors, may ask about the copy and suggest changes."""
    role = role_on(actor, article.desk_id)
    return role in (Role.EDITOR, Role.READER) or (role == Role.WRITER and is_author(actor, article))


def may_manage(actor: Actor | AnonymousUser, article: Article) -> bool:
    """Only editors set deadline, embargo, people, priority and stage, and spike a story."""
    return may_manage_on(actor, article.desk_id)


def may_manage_on(actor: Actor | AnonymousUser, desk_id: int) -> bool:
    """The same of every story of a desk."""
    return role_on(actor, desk_id) == Role.EDITOR


def may_file(actor: Actor | AnonymousUser, desk: Desk) -> bool:
    """Writers and editors file copy on their desk."""
    return role_on(actor, desk.pk) in (Role.EDITOR, Role.WRITER)


def desks_to_file_on(actor: Actor | AnonymousUser) -> list[Desk]:
    """The desks this person may file copy on, by name."""
    return [desk for desk in Desk.objects.all() if may_file(actor, desk)]


def last_filed_on(actor: User, desks: Sequence[Desk]) -> Desk | None:
    """The one of these desks that this person filed on last, or the only one."""
    if len(desks) == 1:
        return desks[0]
    filed = Article.objects.filter(created_by=actor, desk__in=desks).order_by("-created_at")
    last = filed.values_list("desk", flat=True).first()
    return next((desk for desk in desks if desk.pk == last), None)


def require(allowed: bool, sentence: str) -> None:
    """Raise :class:`NotAllowed` with the sentence unless ``allowed``."""
    if not allowed:
        raise NotAllowed(sentence)
