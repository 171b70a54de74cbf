"""The administration of articles, and of the rows that belong to their text."""

from django.contrib import admin

from articles.admin import articles, assets, texts
from articles.models import Article

__all__ = ["articles", "assets", "texts"]

admin.site.register(Article, articles.ArticleAdmin)
