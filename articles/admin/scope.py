"""What belongs to an article is seen here by whom the article is seen by, permission or not."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from articles import access
from articles.models import Article, search_key
from newsroom.admin.base import BaseAdmin, M
from newsroom.models import User


class ArticleScope(BaseAdmin[M]):
    """Narrows lists, pages, histories, autocompletes and actions to the desks a person has a part in.

    ``article_path`` leads from the row to its article, as in ``"document__article"``; empty for
    the article itself. A search looks for the words of a headline or a slug.
    """

    article_path: ClassVar[str] = "article"

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        rows = super().get_queryset(request)
        person = user_of(request)
        if isinstance(person, User) and person.is_active and person.is_superuser:
            return rows
        visible = access.visible_articles(person)
        return rows.filter(**{f"{self.article_path or 'pk'}__in": visible.values("pk")})

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        """Who may look at none of these is told so, and not that this one does not exist."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().get_object(request, object_id, from_field)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return super().has_view_permission(request, obj) and self.in_scope(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.in_scope(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.in_scope(request, obj)

    def in_scope(self, request: HttpRequest, obj: M | None) -> bool:
        if obj is None or request.user.is_superuser:
            return True
        article = self.article_of(obj)
        return article is not None and access.may_see(user_of(request), article)

    def article_of(self, obj: Model) -> Article | None:
        """The article this belongs to; none when it is gone, or a kept mail is about none."""
        found: Any = obj
        try:
            for name in filter(None, self.article_path.split("__")):
                found = getattr(found, name)
        except ObjectDoesNotExist:
            return None
        return found if isinstance(found, Article) else None

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        prefix = f"{self.article_path}__" if self.article_path else ""
        return [f"{prefix}headline_key__contains", f"{prefix}slug__contains", *self.search_fields]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[M], search_term: str
    ) -> tuple[QuerySet[M], bool]:
        return super().get_search_results(request, queryset, search_key(search_term))


def user_of(request: HttpRequest) -> User | AnonymousUser:
    user: Any = request.user
    return user if isinstance(user, User) else AnonymousUser()
