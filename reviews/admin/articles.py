"""An article with all that people asked, signed and released, and what stands in the way of release."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import locking
from articles.admin.articles import ArticleAdmin
from articles.models import Article, Suggestion
from newsroom.admin.base import PANEL_ROWS, Deletion, Panel
from newsroom.admin.showing import clipped, link_to, list_url, short_digest
from newsroom.errors import DomainError
from reviews.models import Event, Query, Release, Round, SignOff, Stage
from reviews.reading import with_counts
from reviews.workflow.preflight import Finding, Severity, preflight

FINDINGS_SHOWN = 100


class ReviewedArticleAdmin(ArticleAdmin):
    list_display = (
        *("title", "desk", "state", "stage_now", "open_queries", "author", "words", "deadline", "updated_at"),
    )
    blocking = ("releases",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return with_counts(super().get_queryset(request))

    @admin.display(description=gettext_lazy("stage"))
    def stage_now(self, article: Article) -> str:
        return article.stage_name or "—"  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("open queries"), ordering="open_count")
    def open_queries(self, article: Article) -> str:
        open_count, blocking = article.open_count, article.blocking_count  # type: ignore[attr-defined]
        return (
            _("%(open)d, %(blocking)d blocking") % {"open": open_count, "blocking": blocking}
            if open_count
            else "—"
        )

    def panels(self, request: HttpRequest, obj: Article) -> list[Panel]:
        return [
            preflight_panel(obj),
            queries_panel(obj),
            signoffs_panel(obj),
            rounds_panel(obj),
            releases_panel(obj),
            *super().panels(request, obj),
            events_panel(obj),
        ]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Deletion:
        """What would go, counted: an article's log alone can run to thousands of rows."""
        reasons = [reason for article in objs for reason in self.reasons_to_keep(article)]
        missing = {
            str(self.opts.verbose_name)
            for article in objs
            if not self.has_delete_permission(request, article)
        }
        going: list[Any] = []
        for article in objs:
            going += [f"{capfirst(self.opts.verbose_name)}: {article}", contents_of(article)]
        return going, {str(self.opts.verbose_name_plural): len(objs)}, missing, reasons

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        delete_article(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        for article in queryset:
            delete_article(article)


def delete_article(article: Article) -> None:
    """Delete an article that never left, in the order its own parts protect each other.

    Raises :class:`~django.db.models.ProtectedError` when it was released.
    """
    with transaction.atomic():
        locking.lock(article)
        article.queries.all().delete()
        article.rounds.all().delete()
        article.delete()


def contents_of(article: Article) -> list[str]:
    counts = (
        (_("queries"), article.queries.count()),
        (_("revisions"), article.revisions.count()),
        (_("rounds"), article.rounds.count()),
        (_("sign-offs"), SignOff.objects.filter(round__article=article).count()),
    )
    return [f"{name}: {count}" for name, count in counts]


def moment(when: Any) -> str:
    return date_format(timezone.localtime(when), "DATETIME_FORMAT") if when else "—"


def preflight_panel(article: Article) -> Panel:
    """The list that pages, command line and API show."""
    rows: list[list[object]]
    try:
        findings = preflight(article, now=timezone.now())
    except DomainError as problem:
        rows, total = [[severity_mark(Severity.ERROR), problem, "—"]], 1
    else:
        rows = [finding_row(article, finding) for finding in findings[:FINDINGS_SHOWN]]
        total = len(findings)
    return Panel(
        title=_("Preflight: items to clear before release"),
        columns=[_("Severity"), _("Finding"), _("Place")],
        rows=rows,
        total=total,
        empty=_("Ready to release."),
    )


def severity_mark(severity: Severity) -> SafeString:
    words = _("blocker") if severity is Severity.ERROR else _("warning")
    return format_html('<span class="severity severity-{}">{}</span>', severity.value, words)


def finding_row(article: Article, finding: Finding) -> list[object]:
    place: object = _(finding.place.field) if finding.place.field else "—"
    if finding.place.query is not None:
        where = list_url(Query, article__id__exact=article.pk, number__exact=finding.place.query)
        place = format_html(
            '<a href="{}">{}</a>', where, _("query %(number)d") % {"number": finding.place.query}
        )
    elif finding.place.suggestion:
        where = list_url(Suggestion, article__id__exact=article.pk, key__exact=finding.place.suggestion)
        place = format_html('<a href="{}">{}</a>', where, _("suggestion"))
    elif finding.place.stage is not None:
        place = link_to(Stage, finding.place.stage, _("stage"))
    return [severity_mark(finding.severity), finding.sentence, place]


def queries_panel(article: Article) -> Panel:
    """Open ones first; resolved ones are a click away."""
    found = article.queries.select_related("anchor", "asked_by", "assigned_to").order_by(
        "resolved_at", "number"
    )
    open_first = sorted(found.open()[:PANEL_ROWS], key=lambda query: query.number)
    rest = PANEL_ROWS - len(open_first)
    shown = [
        *open_first,
        *(found.filter(state=Query.State.RESOLVED).order_by("-resolved_at")[:rest] if rest else []),
    ]
    return Panel(
        title=_("Queries"),
        columns=[_("Number"), _("Passage"), _("Question"), _("State"), _("Asked by"), _("Assigned to")],
        rows=[
            [
                link_to(Query, query.pk, f"#{query.number}"),
                clipped(query.quote, 40),
                clipped(query.question),
                query.get_state_display(),
                query.asker or "—",
                query.assigned_to or "—",
            ]
            for query in shown
        ],
        total=article.queries.count(),
        more=list_url(Query, article__id__exact=article.pk),
    )


def signoffs_panel(article: Article) -> Panel:
    given = SignOff.objects.filter(round__article=article)
    newest = given.select_related("stage", "signer", "round", "revision").defer("revision__content")
    return Panel(
        title=_("Sign-offs"),
        columns=[_("Signed"), _("Stage"), _("By"), _("Round"), _("Revision"), _("Status"), _("Fingerprint")],
        rows=[
            [
                link_to(SignOff, signoff.pk, moment(signoff.signed_at)),
                signoff.stage,
                signoff.signer,
                signoff.round.number,
                signoff.revision.number,
                signoff_state(signoff, article),
                short_digest(signoff.digest),
            ]
            for signoff in newest.order_by("-pk")[:PANEL_ROWS]
        ],
        total=given.count(),
        more=list_url(SignOff, round__article__id__exact=article.pk),
    )


def signoff_state(signoff: SignOff, article: Article) -> str:
    """Whether a signature is for the words as they are now."""
    if signoff.withdrawn_at is not None:
        return _("withdrawn")
    return _("valid") if signoff.digest == article.digest else _("out of date")


def rounds_panel(article: Article) -> Panel:
    rounds = article.rounds.select_related("stage", "opened_by").order_by("-number")
    return Panel(
        title=_("Rounds"),
        columns=[_("Round"), _("Stage"), _("Opened"), _("By"), _("Reason for the correction"), _("Closed")],
        rows=[
            [
                link_to(Round, round.pk, round.number),
                round.stage or "—",
                moment(round.opened_at),
                round.opened_by or "—",
                clipped(round.reason) or "—",
                moment(round.closed_at),
            ]
            for round in rounds[:PANEL_ROWS]
        ],
        total=article.rounds.count(),
        more=list_url(Round, article__id__exact=article.pk),
    )


def releases_panel(article: Article) -> Panel:
    releases = article.releases.select_related("released_by", "round", "revision")
    newest = releases.defer("exports", "certificate", "revision__content").order_by("-released_at")
    return Panel(
        title=_("Releases"),
        columns=[_("Released"), _("Round"), _("Revision"), _("By"), _("Fingerprint")],
        rows=[
            [
                link_to(Release, release.pk, moment(release.released_at)),
                release.round.number,
                release.revision.number,
                release.released_by,
                short_digest(release.digest),
            ]
            for release in newest[:PANEL_ROWS]
        ],
        total=article.releases.count(),
        more=list_url(Release, article__id__exact=article.pk),
    )


def events_panel(article: Article) -> Panel:
    newest = article.events.select_related("actor", "query").order_by("-pk")
    return Panel(
        title=_("Activity"),
        columns=[_("When"), _("Event"), _("By"), _("Query")],
        rows=[
            [
                link_to(Event, event.pk, moment(event.happened_at)),
                event.get_kind_display(),
                event.actor or "—",
                clipped(event.query.question, 60) if event.query else "—",
            ]
            for event in newest[:PANEL_ROWS]
        ],
        total=article.events.count(),
        more=list_url(Event, article__id__exact=article.pk),
    )
