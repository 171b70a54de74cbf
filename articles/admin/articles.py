"""The metadata of articles, which is changed by the rules of the domain. Their text has a page of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import access
from articles.admin.acts import actor_of, for_each
from articles.admin.scope import ArticleScope, user_of
from articles.editing import filing
from articles.editing.details import details_of, set_details
from articles.models import Article, Revision
from newsroom.admin.base import PANEL_ROWS, Panel, Section
from newsroom.admin.history import HistoryAdmin
from newsroom.admin.showing import link_to, list_url, short_digest

if TYPE_CHECKING:
    ArticleModelForm = forms.ModelForm[Article]
else:
    ArticleModelForm = forms.ModelForm

MANAGED = ("author", "editor", "deadline", "embargo_until", "priority")
PLANNED = ("target_words", "section", "slugline", "desk_notes")


class DetailsForm(ArticleModelForm):
    """The fields that are published with the text, and those that an editor sets."""

    language = forms.CharField(
        label=gettext_lazy("language"),
        max_length=12,
        validators=[
            RegexValidator(
                r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z",
                gettext_lazy("Use a language code such as “en” or “ar-EG”."),
            )
        ],
        help_text=gettext_lazy("A code such as “en” or “ar-EG”; the direction of the text follows it."),
    )

    class Meta:
        model = Article
        fields = ("byline", "language", *PLANNED, *MANAGED)


class ArticleAdmin(HistoryAdmin[Article], ArticleScope[Article]):
    """Articles are filed on the import page. A released one is corrected in a new round."""

    section = Section.STORIES
    article_path = ""
    form = DetailsForm
    list_display: tuple[str, ...] = ("title", "desk", "state", "author", "words", "deadline", "updated_at")
    list_filter = ("state", "desk", "direction", ("deadline", admin.DateFieldListFilter))
    list_select_related = ("desk", "author")
    autocomplete_fields = ("author", "editor")
    actions = ("spike", "unspike")
    history_related = ("desk", "author", "editor")
    readonly_fields = (
        *("also_by", "tagged"),
        *("headline", "slug", "desk", "state", "direction", "words", "digest_short"),
        *("created_at", "created_by", "updated_at"),
    )
    fieldsets = (
        (None, {"fields": ("headline", "slug", "desk", "state")}),
        (
            gettext_lazy("Published with the text"),
            {
                "fields": ("byline", "language", "direction"),
                "description": gettext_lazy("Changing these invalidates sign-offs."),
            },
        ),
        (gettext_lazy("Planning"), {"fields": (*MANAGED, "also_by", *PLANNED, "tagged")}),
        (
            gettext_lazy("Status"),
            {"fields": ("words", "digest_short", "created_at", "created_by", "updated_at")},
        ),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        """An article that the domain would not change, such as a released one, is shown without fields."""
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or (obj.is_open and access.may_edit(user_of(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or access.may_manage(user_of(request), obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple[str, ...]:
        readonly = tuple(super().get_readonly_fields(request, obj))
        may_manage = obj is None or access.may_manage(user_of(request), obj)
        return readonly if may_manage else (*readonly, *MANAGED)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        """Make one domain call on the article as it is now, with the fields that this person changed."""
        article = Article.objects.select_related("desk", "author", "editor").get(pk=obj.pk)
        changed = {
            name: form.cleaned_data[name]
            for name in ("byline", "language", *PLANNED, *MANAGED)
            if name in form.changed_data
        }
        details = replace(details_of(article), **changed)
        set_details(article=article, details=details, by=actor_of(request), now=timezone.now())

    def panels(self, request: HttpRequest, obj: Article) -> list[Panel]:
        return [*super().panels(request, obj), self.revisions_panel(obj)]

    def revisions_panel(self, article: Article) -> Panel:
        newest = article.revisions.select_related("created_by").defer("content").order_by("-number")
        return Panel(
            title=_("Revisions"),
            columns=[_("Number"), _("Saved"), _("Why"), _("By"), _("Words"), _("Fingerprint")],
            rows=[
                [
                    link_to(Revision, revision.pk, f"#{revision.number}"),
                    date_format(timezone.localtime(revision.created_at), "DATETIME_FORMAT"),
                    revision.get_reason_display(),
                    revision.created_by or "—",
                    revision.words,
                    short_digest(revision.digest),
                ]
                for revision in newest[:PANEL_ROWS]
            ],
            total=article.revisions.count(),
            more=list_url(Revision, article__id__exact=article.pk),
        )

    @admin.display(description=gettext_lazy("headline"), ordering="headline_key")
    def title(self, article: Article) -> str:
        return str(article)

    @admin.display(description=gettext_lazy("co-authors"))
    def also_by(self, article: Article) -> str:
        return ", ".join(map(str, article.co_authors.select_related("person"))) or "—"

    @admin.display(description=gettext_lazy("tags"))
    def tagged(self, article: Article) -> str:
        return ", ".join(map(str, article.tags.all())) or "—"

    @admin.display(description=gettext_lazy("fingerprint"))
    def digest_short(self, article: Article) -> SafeString:
        return short_digest(article.digest)

    @admin.action(description=gettext_lazy("Spike selected stories"), permissions=["change"])
    def spike(self, request: HttpRequest, chosen: QuerySet[Article]) -> None:
        for_each(self, request, chosen.select_related("desk"), filing.spike, argument="article")

    @admin.action(description=gettext_lazy("Unspike selected stories"), permissions=["change"])
    def unspike(self, request: HttpRequest, chosen: QuerySet[Article]) -> None:
        for_each(self, request, chosen.select_related("desk"), filing.unspike, argument="article")
