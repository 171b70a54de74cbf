"""Articles as the list shows them."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from articles.access import find_article
from articles.models import Article
from newsroom.web.api import Refusal, person_of
from reviews import reading
from reviews.api.schemas import ArticleOut, ArticlePage
from reviews.lists import stories

router = Router()


@router.get("/articles", response=ArticlePage)
def list_articles(
    request: HttpRequest, words: str = "", desk_slug: str = "", state: str = "", page: int = 1
) -> dict[str, Any]:
    """The stories of your desks, nearest deadline first, 50 a page."""
    filters = stories.Filters(words=words, desk=desk_slug, state=state)
    shown = stories.page_of_stories(person_of(request), filters, page=page, now=timezone.now())
    articles = list(shown.object_list)
    prefetch_related_objects(articles, "tags")
    return {
        "count": shown.paginator.count,
        "page": shown.number,
        "articles": [article_json(article) for article in articles],
    }


@router.get("/articles/{slug}", response={200: ArticleOut, 404: Refusal})
def read_article(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One story, with the fields of the list."""
    found = find_article(person_of(request), slug)
    return article_json(reading.with_counts(Article.objects.filter(pk=found.pk)).get())


def article_json(article: Any) -> dict[str, Any]:
    """An article annotated by :func:`reviews.reading.with_counts`."""
    return {
        "slug": article.slug,
        "headline": article.headline,
        "desk": article.desk.slug,
        "state": article.state,
        "planning": article.planning,
        "stage": article.stage_name,
        "deadline": article.deadline,
        "author": article.author_id,
        "editor": article.editor_id,
        "section": article.section,
        "slugline": article.slugline,
        "priority": article.priority,
        "tags": [tag.name for tag in article.tags.all()],
        "words": article.words,
        "target_words": article.target_words,
        "open_queries": article.open_count,
        "blocking_queries": article.blocking_count,
        "digest": article.digest,
        "updated_at": article.updated_at,
    }
