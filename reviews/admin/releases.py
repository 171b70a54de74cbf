"""What left, with its certificate."""

from __future__ import annotations

from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy

from articles.admin.reading import clean_text
from articles.admin.scope import ArticleScope
from articles.exporting import Exported
from articles.models import Article, Revision
from newsroom.admin.base import ReadOnlyAdmin, Section
from newsroom.admin.showing import link_to, render_value, short_digest
from reviews.models import Release


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin[Release], ArticleScope[Release]):
    section = Section.STORIES
    heavy_fields = ("certificate", "exports", "revision__content")
    list_display = ("title", "round_number", "revision_number", "released_by", "released_at", "digest_short")
    list_filter = ("article__desk", ("released_at", admin.DateFieldListFilter))
    list_select_related = ("article", "round", "revision", "released_by")
    ordering = ("-pk",)
    fieldsets = (
        (
            None,
            {"fields": ("of", "round_number", "revision_link", "digest_short", "released_at", "released_by")},
        ),
        (gettext_lazy("Certificate"), {"fields": ("certificate_table",)}),
        (gettext_lazy("Released copy"), {"fields": ("text", "exports_shown")}),
    )
    readonly_fields = (
        *(
            "of",
            "round_number",
            "revision_link",
            "digest_short",
            "certificate_table",
            "text",
            "exports_shown",
        ),
    )

    @admin.display(description=gettext_lazy("story"))
    def title(self, release: Release) -> str:
        return str(release.article)

    @admin.display(description=gettext_lazy("story"))
    def of(self, release: Release) -> SafeString:
        return link_to(Article, release.article_id, release.article)

    @admin.display(description=gettext_lazy("round"))
    def round_number(self, release: Release) -> int:
        return release.round.number

    @admin.display(description=gettext_lazy("revision"))
    def revision_number(self, release: Release) -> int:
        return release.revision.number

    @admin.display(description=gettext_lazy("revision"))
    def revision_link(self, release: Release) -> SafeString:
        return link_to(Revision, release.revision_id, f"#{release.revision.number}")

    @admin.display(description=gettext_lazy("fingerprint"))
    def digest_short(self, release: Release) -> SafeString:
        return short_digest(release.digest)

    @admin.display(description=gettext_lazy("certificate"))
    def certificate_table(self, release: Release) -> SafeString:
        return render_value(release.certificate)

    @admin.display(description=gettext_lazy("text"))
    def text(self, release: Release) -> SafeString:
        revision = release.revision
        return clean_text(revision, language=revision.language, direction=revision.direction)

    @admin.display(description=gettext_lazy("all formats"))
    def exports_shown(self, release: Release) -> SafeString:
        files = [(fmt, _shown(release.copy_in(fmt))) for fmt in sorted(release.exports)]
        return format_html(
            '<div class="exports">{}</div>',
            format_html_join("", "<details><summary>{}</summary><pre>{}</pre></details>", files),
        )


def _shown(exported: Exported | None) -> str:
    """A text as it is, of any other file how large it is."""
    if isinstance(exported, bytes):
        return gettext("A file of %(size)s") % {"size": filesizeformat(len(exported))}
    return exported or ""
