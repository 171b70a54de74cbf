"""Documents, their log, their passages and their revisions, all read-only."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.reading import clean_text
from articles.admin.scope import ArticleScope
from articles.change_phrases import sentence
from articles.models import (
    Anchor,
    Article,
    Document,
    LogSegment,
    Revision,
    StepBatch,
    Suggestion,
    Upload,
    VersionName,
)
from newsroom.admin.base import ReadOnlyAdmin, Section
from newsroom.admin.scope import SuperuserScope
from newsroom.admin.showing import clipped, link_to, render_value, short_digest


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin[Revision], ArticleScope[Revision]):
    section = Section.STORIES
    heavy_fields = ("content",)
    list_display = ("title", "number", "reason", "words", "digest_short", "created_by", "created_at")
    list_filter = ("reason", "article__desk", ("created_at", admin.DateFieldListFilter))
    list_select_related = ("article", "created_by")
    ordering = ("-pk",)
    fields = (
        *("of", "number", "reason", "version", "digest_short", "created_at", "created_by"),
        *("byline", "language", "direction", "words", "text"),
    )
    readonly_fields = ("of", "digest_short", "text")

    @admin.display(description=gettext_lazy("headline"))
    def title(self, revision: Revision) -> str:
        return revision.headline or revision.article.slug

    @admin.display(description=gettext_lazy("story"))
    def of(self, revision: Revision) -> SafeString:
        return link_to(Article, revision.article_id, revision.article)

    @admin.display(description=gettext_lazy("fingerprint"))
    def digest_short(self, revision: Revision) -> SafeString:
        return short_digest(revision.digest)

    @admin.display(description=gettext_lazy("text"))
    def text(self, revision: Revision) -> SafeString:
        return clean_text(revision, language=revision.language, direction=revision.direction)


@admin.register(VersionName)
class VersionNameAdmin(ReadOnlyAdmin[VersionName], ArticleScope[VersionName]):
    article_path = "revision__article"
    list_display = ("name", "of", "named_by", "named_at")
    list_filter = ("revision__article__desk",)
    list_select_related = ("revision__article", "named_by")
    ordering = ("-named_at",)
    fields = ("of", "name", "named_by", "named_at")
    readonly_fields = ("of",)

    @admin.display(description=gettext_lazy("revision"))
    def of(self, named: VersionName) -> SafeString:
        return link_to(Revision, named.revision_id, named.revision)


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin[Document], ArticleScope[Document]):
    heavy_fields = ("content",)
    list_display = ("title", "version", "edited_by", "edited_at")
    list_filter = ("article__state", "article__desk")
    list_select_related = ("article", "edited_by")
    ordering = ("-edited_at",)
    fields = ("of", "version", "frozen_version", "edited_by", "edited_at", "text")
    readonly_fields = ("of", "text")

    @admin.display(description=gettext_lazy("headline"))
    def title(self, document: Document) -> str:
        return str(document.article)

    @admin.display(description=gettext_lazy("story"))
    def of(self, document: Document) -> SafeString:
        return format_html(
            "{} · <a href='{}'>{}</a>",
            link_to(Article, document.pk, document.article),
            reverse("admin:articles_stepbatch_changelist") + f"?document__article__id__exact={document.pk}",
            _("all edits"),
        )

    @admin.display(description=gettext_lazy("text"))
    def text(self, document: Document) -> SafeString:
        article = document.article
        return clean_text(document, language=article.language, direction=article.direction)


class DocumentRowAdmin(ReadOnlyAdmin[StepBatch], ArticleScope[StepBatch]):
    """Rows of a document, whose list can be filtered by article."""

    article_path = "document__article"

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "document__article__id__exact" or super().lookup_allowed(lookup, value, request)


class LogRowAdmin(DocumentRowAdmin):
    """Rows of the editing log, which the index of the administration does not list."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(StepBatch)
class StepBatchAdmin(LogRowAdmin):
    heavy_fields = ("steps",)
    list_display = ("title", "kind", "first_version", "count", "author", "created_at")
    list_filter = ("kind", ("created_at", admin.DateFieldListFilter), "document__article__desk")
    list_select_related = ("document__article", "author")
    ordering = ("-pk",)
    fields = (
        "title",
        "kind",
        "first_version",
        "count",
        "author",
        "client_id",
        "created_at",
        "steps_readable",
    )
    readonly_fields = ("title", "steps_readable")

    @admin.display(description=gettext_lazy("story"))
    def title(self, batch: StepBatch) -> str:
        return str(batch.document.article)

    @admin.display(description=gettext_lazy("steps"))
    def steps_readable(self, batch: StepBatch) -> SafeString:
        return render_value(batch.steps)


@admin.register(LogSegment)
class LogSegmentAdmin(LogRowAdmin):
    heavy_fields = ("moves", "acts", "deltas", "attribution", "content", "memory")
    list_display = ("title", "first_version", "end", "newest_at")
    list_filter = (("newest_at", admin.DateFieldListFilter), "document__article__desk")
    list_select_related = ("document__article",)
    ordering = ("-pk",)
    fields = ("title", "first_version", "end", "newest_at")
    readonly_fields = ("title",)

    @admin.display(description=gettext_lazy("story"))
    def title(self, segment: LogSegment) -> str:
        return str(segment.document.article)


@admin.register(Anchor)
class AnchorAdmin(DocumentRowAdmin):
    list_display = ("words", "title", "state", "start", "end")
    list_filter = ("state", "document__article__desk")
    list_select_related = ("document__article",)
    ordering = ("-pk",)
    fields = (
        *("title", "state", "quote", "before", "after", "start", "end"),
        *("made_at_version", "detached_at_version"),
    )
    readonly_fields = ("title",)

    @admin.display(description=gettext_lazy("passage"))
    def words(self, anchor: Anchor) -> str:
        return clipped(anchor.quote)

    @admin.display(description=gettext_lazy("story"))
    def title(self, anchor: Anchor) -> str:
        return str(anchor.document.article)


@admin.register(Suggestion)
class SuggestionAdmin(ReadOnlyAdmin[Suggestion], ArticleScope[Suggestion]):
    list_display = ("words", "title", "author", "state", "made_at", "decided_by", "decided_at")
    list_filter = ("state", "article__desk", ("made_at", admin.DateFieldListFilter))
    list_select_related = ("article", "author", "decided_by")
    ordering = ("-pk",)
    fields = (
        *("title", "author", "made_at", "state", "decided_by", "decided_at", "words"),
        *("inserted", "deleted", "formatted", "key"),
    )
    readonly_fields = ("title", "words")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        own = ("article__id__exact", "key__exact")
        return lookup in own or super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("suggestion"))
    def words(self, suggestion: Suggestion) -> str:
        """The change that was proposed. That of a pending suggestion is stored in the copy only."""
        return sentence(suggestion) if suggestion.kind else _("pending")

    @admin.display(description=gettext_lazy("story"))
    def title(self, suggestion: Suggestion) -> SafeString:
        return link_to(Article, suggestion.article_id, suggestion.article)


@admin.register(Upload)
class UploadAdmin(ReadOnlyAdmin[Upload], SuperuserScope[Upload]):
    """Files that wait to be filed. What they hold is their owners' alone."""

    heavy_fields = ("data", "content")
    list_display = ("name", "owner", "size", "state", "created_at")
    list_filter = ("state", ("created_at", admin.DateFieldListFilter))
    list_select_related = ("owner",)
    ordering = ("-created_at",)
    fields = ("name", "owner", "article", "size", "state", "failure", "attempts", "created_at")
