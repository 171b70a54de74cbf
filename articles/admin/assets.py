"""Images of stories, read-only: they are looked at in the copy."""

from __future__ import annotations

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy

from articles.admin.scope import ArticleScope
from articles.models import Asset
from newsroom.admin.base import ReadOnlyAdmin
from newsroom.admin.showing import clipped


@admin.register(Asset)
class AssetAdmin(ReadOnlyAdmin[Asset], ArticleScope[Asset]):
    """Which images came with which story."""

    list_display = ("name", "story", "content_type", "size_shown", "uploaded_by", "created_at")
    list_filter = ("content_type", "article__desk")
    list_select_related = ("article", "uploaded_by")
    ordering = ("-pk",)
    fields = (
        *("alt", "story", "digest", "content_type", "width", "height"),
        *("size_shown", "uploaded_by", "created_at"),
    )
    readonly_fields = ("story", "size_shown")

    @admin.display(description=gettext_lazy("name"))
    def name(self, asset: Asset) -> str:
        return clipped(str(asset), 60)

    @admin.display(description=gettext_lazy("story"))
    def story(self, asset: Asset) -> str:
        return clipped(str(asset.article), 60)

    @admin.display(description=gettext_lazy("size"))
    def size_shown(self, asset: Asset) -> str:
        return filesizeformat(asset.size)
