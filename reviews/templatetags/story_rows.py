"""The rows of the list of stories.

In Python, because a page has fifty of them: as a template they took longer than all the rest of it. What
people typed is escaped by :func:`django.utils.html.format_html`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from articles.templatetags.lengths import numeral
from newsroom.moments import Calendar, deadline

register = template.Library()

ROW = (
    '<tr id="story-{pk}" data-row=""{closed}>{pick}<td class="story">'
    '<a class="headline" id="headline-{pk}" href="{address}" lang="{language}"><bdi>{headline}</bdi></a> '
    '<span class="small muted">{author}{words}</span></td>'
    '<td class="stage">{stage} <span class="small muted"><bdi>{desk}</bdi></span></td>'
    '<td class="editor">{editor} {section}</td>'
    '<td class="numeric queries">{queries}</td><td class="deadline">{deadline} {priority}</td>'
    '<td class="changed small muted">{changed}</td></tr>\n'
)
PICK = (
    '<td class="pick"><input type="checkbox" name="story" value="{pk}" form="bulk" data-select'
    ' aria-labelledby="headline-{pk}"></td>'
)
BLOCKING = '<span class="tag stop"><span aria-hidden="true">■</span> {}</span>'
SECTION = '<span class="small muted"><bdi>{}</bdi></span>'
MUTED, TAG = '<span class="muted">{}</span>', '<span class="tag">{}</span>'


@register.simple_tag(takes_context=True)
def story_rows(context: Context, articles: Iterable[Article]) -> SafeString:
    """A row of the table for each; ``managed`` of the context are the desks whose stories can be selected."""
    rows = StoryRows(now=context["now"], managed=context["managed"])
    return SafeString("".join(rows.draw(article) for article in articles))


class StoryRows:
    """Draws rows for one response: one moment, one language."""

    def __init__(self, *, now: datetime, managed: Collection[int]) -> None:
        self.now, self.managed, self.calendar = now, managed, Calendar(now)
        self.none_open = format_html(MUTED, _("none open"))
        self.no_deadline = format_html(MUTED, _("no deadline"))
        self.no_editor = format_html(MUTED, "–")
        self.correction = format_html(f" {TAG}", _("correction"))
        self.not_picked = SafeString('<td class="pick"></td>')

    def draw(self, article: Article) -> SafeString:
        """Of a story that :func:`reviews.reading.with_counts` annotated."""
        author = format_html("<bdi>{}</bdi> · ", article.author.name) if article.author else ""
        return format_html(
            ROW,
            pk=article.pk,
            closed="" if article.is_open else SafeString(' class="closed"'),
            pick=self._pick(article),
            address=article.get_absolute_url(),
            language=article.language,
            headline=str(article),
            author=author,
            words=ngettext("%(shown)s word", "%(shown)s words", article.words)
            % {"shown": numeral(article.words)},
            stage=self._stage(article),
            desk=article.desk.name,
            editor=format_html("<bdi>{}</bdi>", article.editor.name) if article.editor else self.no_editor,
            section=format_html(SECTION, article.section) if article.section else "",
            queries=self._queries(article),
            deadline=self._deadline(article),
            priority=_priority(article),
            changed=self.calendar.moment(article.updated_at),
        )

    def _pick(self, article: Article) -> SafeString:
        """Nothing at all where this person manages no desk."""
        if not self.managed:
            return SafeString()
        return format_html(PICK, pk=article.pk) if article.desk_id in self.managed else self.not_picked

    def _stage(self, article: Article) -> SafeString:
        if article.state == Article.State.RELEASED:
            return format_html('<span class="tag good">{}</span>', article.get_state_display())
        if not article.is_open:
            return format_html(TAG, article.get_state_display())
        if article.planning:
            at = format_html(TAG, article.planning_label)
        else:
            at = format_html("{}", article.stage_name or "–")  # type: ignore[attr-defined]
        return at + self.correction if (article.round_number or 0) > 1 else at  # type: ignore[attr-defined]

    def _queries(self, article: Article) -> SafeString:
        blocking, count = article.blocking_count, article.open_count  # type: ignore[attr-defined]
        if not count:
            return self.none_open
        shown = SafeString()
        if blocking:
            shown += _counted(
                BLOCKING, blocking, lambda n: ngettext("%(count)s blocking", "%(count)s blocking", n)
            )
        if count > blocking:
            shown += _counted(f" {MUTED}", count, lambda _n: _("%(count)s open"))
        return shown

    def _deadline(self, article: Article) -> SafeString:
        """How long it is until then, while that counts, and the moment."""
        if not article.deadline:
            return self.no_deadline
        left = deadline(article.deadline, self.now) if article.is_open else ""
        moment = self.calendar.moment(article.deadline)
        return format_html('{}<span class="small muted exact">{}</span>', left, moment)


def _priority(article: Article) -> SafeString:
    """Only where it is not the usual one."""
    if article.priority == Article.Priority.NORMAL:
        return SafeString()
    urgent = SafeString(" wait") if article.priority < Article.Priority.NORMAL else ""
    return format_html('<span class="tag{}">{}</span>', urgent, article.get_priority_display())


def _counted(within: str, count: int, sentence: Callable[[int], str]) -> SafeString:
    return format_html(within, sentence(count) % {"count": count})
