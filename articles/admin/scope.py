"""Limits rows that belong to an article to people who may see the article, whatever their permissions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from articles import access
from articles.models import Article, search_key
from newsroom.admin.base import M
from newsroom.admin.scope import Scope, user_of

__all__ = ["ArticleScope", "user_of"]


class ArticleScope(Scope[M]):
    """Narrows lists, pages, histories, autocompletes and actions to the desks a person has a part in.

    ``article_path`` leads from the row to its article, as in ``"document__article"``, and is empty for the
    article itself. A search matches words of the headline or the slug.
    """

    article_path: ClassVar[str] = "article"

    def narrowed(self, rows: QuerySet[M], request: HttpRequest) -> QuerySet[M]:
        visible = access.visible_articles(user_of(request))
        return rows.filter(**{f"{self.article_path or 'pk'}__in": visible.values("pk")})

    def is_seen(self, obj: M, request: HttpRequest) -> bool:
        article = self.article_of(obj)
        return article is not None and access.may_see(user_of(request), article)

    def article_of(self, obj: Model) -> Article | None:
        """The article of a row; ``None`` when it was deleted, or when a mail is about none."""
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
