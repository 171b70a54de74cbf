"""Drawing one thread of the margin.

In Python and not as a template, because an article has fifty of them with three replies each: as a
template they took thirty milliseconds of an opening's forty, like this they take three. Everything a
person typed goes through :func:`html.escape`; the sentences around it are translated once a page.
"""

from __future__ import annotations

from datetime import datetime
from html import escape

from django import template
from django.middleware.csrf import get_token
from django.template import Context
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.change_phrases import sentence
from newsroom.moments import Calendar
from reviews.models import Attachment, Query, Reply
from reviews.models.query import TYPED_AS
from reviews.people import deputies
from reviews.presenters.margin import Thread
from reviews.presenters.pieces import PassagePieces, text_html
from reviews.queries.threads import REPLY_LENGTH

register = template.Library()


@register.filter
def typed_as(convention: str) -> str:
    """What a convention of notes looks like when it is typed."""
    return TYPED_AS.get(convention, convention)


@register.simple_tag(takes_context=True)
def thread(context: Context, shown: Thread, alone: bool = False) -> SafeString:
    """The thread as a section; ``alone`` on its own page, where it does not link to itself."""
    renderer = context.render_context.get("thread_renderer")
    if renderer is None:
        request = context["request"]
        renderer = ThreadRenderer(token=get_token(request), now=context["now"], person=request.user.pk)
        context.render_context["thread_renderer"] = renderer
    return mark_safe(renderer.draw(shown, alone=alone))  # noqa: S308 - the renderer escapes what people typed


class Words:
    """The sentences of a thread in the reader's language, as HTML; those with a gap are still text."""

    def __init__(self) -> None:
        self.query = escape(_("Query"))
        self.blocks = escape(_("blocking"))
        self.release = escape(_("release"))
        self.not_blocking = escape(_("non-blocking"))
        self.answered = escape(_("answered"))
        self.resolved = escape(_("resolved"))
        self.from_file = escape(_("From the draft"))
        self.reply = escape(_("Reply"))
        self.resolve = escape(_("Resolve"))
        self.reopen = escape(_("Reopen"))
        self.undo = escape(_("Undo"))
        self.undo_of = _("Undo: restore the old text and reopen query %(number)s")
        self.by_mail = escape(_(" · by email"))
        self.files = escape(_("Files"))
        self.not_taken = escape(_("too large, not saved"))
        self.kinds = {kind.value: escape(str(kind.label)) for kind in Query.Kind}
        self.more = _("More: query %(number)s")
        self.reply_to = _("Reply to query %(number)s")
        self.asked_of = _("to %(person)s")
        self.resolved_by = _("Resolved by %(person)s")
        self.about = _("About a suggestion by %(person)s")
        self.accepted, self.rejected = _("Accepted: %(change)s"), _("Rejected: %(change)s")
        self.somebody = _("someone")
        self.old_revision = _("asked on revision %(number)s")


class ThreadRenderer:
    """Draws threads for one response: one CSRF token, one moment, one reader, one language."""

    def __init__(self, *, token: str, now: datetime, person: int) -> None:
        self.token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        self.person = person
        self.revisions: dict[int, str] = {}
        self.absences: dict[int, str] | None = None
        self.pieces = PassagePieces(token=self.token)
        self.calendar = Calendar(now)
        self.words = Words()

    def draw(self, shown: Thread, *, alone: bool = False) -> str:
        query = shown.query
        return (
            f'<section class="{shown.classes}" id="query-{query.number}" data-query="{query.number}"'
            f' data-open="{"true" if query.is_open else "false"}" tabindex="0"'
            f' aria-labelledby="query-{query.number}-title">\n'
            f"<header>{self._title(query)}{self._tags(query)}{'' if alone else self._more(shown)}</header>\n"
            f"{self.pieces.passage(query)}\n"
            f"{self._about(query, shown.proposed)}"
            f'<p class="question" data-question dir="auto">{text_html(query.question, query.mentions)}</p>\n'
            f"{self.pieces.proposal(shown, query)}"
            f'<p class="meta">{self._origin(query)}</p>\n'
            f"{''.join(self._reply(shown, reply) for reply in query.replies.all())}"
            f"{self._remark(query)}{self.pieces.settling(shown)}{self._acts(shown)}"
            f'<div id="direct-{query.number}" class="thread-direct"></div>\n</section>\n'
        )

    def _about(self, query: Query, proposed: str) -> str:
        """What a query that discusses a suggestion is about; ``proposed`` says it where there is no card."""
        row = query.suggestion
        if row is None:
            return ""
        if row.is_pending:
            label = escape(self.words.about % {"person": row.by_name or self.words.somebody})
            if proposed:
                return f'<p class="meta" dir="auto">{label}: {escape(proposed)}</p>\n'
            return f'<p class="meta"><a href="#suggestion-{escape(row.key)}">{label}</a></p>\n'
        template = self.words.accepted if row.state == row.State.ACCEPTED else self.words.rejected
        return f'<p class="meta">{escape(template % {"change": sentence(row)})}</p>\n'

    def _title(self, query: Query) -> str:
        kind = self.words.kinds.get(query.kind, "")
        return (
            f'<h3 id="query-{query.number}-title"><span class="unseen">{self.words.query} </span>'
            f'<span class="number">{query.number}</span> {kind}</h3>'
        )

    def _tags(self, query: Query) -> str:
        words = self.words
        if not query.is_open:
            return f'<span class="tag good"><span aria-hidden="true">✓</span> {words.resolved}</span>'
        blocks = f'{words.blocks}<span class="unseen"> {words.release}</span>'
        tags = (
            f'<span class="tag stop"><span aria-hidden="true">■</span> {blocks}</span>'
            if query.blocking
            else f'<span class="tag">{words.not_blocking}</span>'
        )
        if query.state == Query.State.ANSWERED:
            tags += f'<span class="tag wait">{words.answered}</span>'
        return tags

    def _more(self, shown: Thread) -> str:
        label = escape(self.words.more % {"number": shown.query.number})
        return (
            f'<a class="more quiet" href="{shown.address}" hx-get="{shown.address}" hx-swap="innerHTML"'
            f' hx-target="#direct-{shown.query.number}" aria-label="{label}" title="{label}">'
            '<span aria-hidden="true">⋯</span></a>'
        )

    def _origin(self, query: Query) -> str:
        words = self.words
        parts = [f"<b>{escape(query.asker)}</b>" if query.asker else words.from_file]
        parts.append(self.calendar.moment(query.asked_at))
        if query.assigned_to and query.is_open:
            parts.append(escape(words.asked_of % {"person": query.assigned_to}) + self._absence(query))
        if query.is_of_an_old_revision:
            parts.append(self._asked_on(query))
        return " · ".join(parts)

    def _absence(self, query: Query) -> str:
        """Until when who is asked is away, and who has it meanwhile: read when somebody is."""
        person = query.assigned_to
        if person is None or not deputies.is_away(person, now=self.calendar.now):
            return ""
        if self.absences is None:
            people = deputies.colleagues(query.article)
            self.absences = deputies.absences(query.article, people, now=self.calendar.now)
        absence = self.absences.get(person.pk)
        return f', <span class="away">{escape(absence)}</span>' if absence else ""

    def _asked_on(self, query: Query) -> str:
        """The revision it was asked on, with the way there; most threads share a few."""
        number = query.revision_number or 0
        if number not in self.revisions:
            address = reverse("revision", args=[query.article.slug, number])
            words = escape(self.words.old_revision % {"number": number})
            self.revisions[number] = f'<a href="{address}">{words}</a>'
        return self.revisions[number]

    def _reply(self, shown: Thread, reply: Reply) -> str:
        body = f'<p class="body" dir="auto">{text_html(reply.body, reply.mentions)}</p>' if reply.body else ""
        return (
            f'<div class="reply"><p class="meta"><b>{escape(reply.writer)}</b>'
            f" · {self.calendar.moment(reply.created_at)}{self.words.by_mail if reply.mail_id else ''}</p>"
            f"{body}{self.pieces.proposal(shown, reply)}{self._files(shown, reply)}</div>\n"
        )

    def _files(self, shown: Thread, reply: Reply) -> str:
        """Only what came by mail has any: of other replies nothing was read."""
        if not reply.mail_id:
            return ""
        files = "".join(f"<li>{self._file(shown, file)}</li>" for file in reply.attachments.all())
        return f'<ul class="files" aria-label="{self.words.files}">{files}</ul>' if files else ""

    def _file(self, shown: Thread, file: Attachment) -> str:
        name, size = escape(file.name), filesizeformat(file.size) if file.size else ""
        if not file.file:
            details = ", ".join(filter(None, (size, self.words.not_taken)))
            return f'<bdi>{name}</bdi> <span class="muted">{details}</span>'
        address = f"{shown.address}files/{file.pk}"
        return f'<a href="{address}" download dir="auto">{name}</a> <span class="muted">{size}</span>'

    def _remark(self, query: Query) -> str:
        if not query.remark:
            return ""
        return f'<p class="remark" dir="auto"><span aria-hidden="true">↳</span> {escape(query.remark)}</p>\n'

    def _acts(self, shown: Thread) -> str:
        query = shown.query
        if not query.is_open:
            return self._resolved(shown)
        if not (shown.may_reply or shown.may_resolve):
            return ""
        words, address = self.words, shown.address
        reply = f"<button>{words.reply}</button>" if shown.may_reply else ""
        resolve = (
            f'<button formaction="{address}resolve" hx-post="{address}resolve" class="quiet">'
            f'<span aria-hidden="true">✓</span> {words.resolve}</button>'
        )
        label = escape(words.reply_to % {"number": query.number})
        return (
            f'<form method="post" action="{address}reply" hx-post="{address}reply" class="thread-form"'
            f' data-draft="{self.person}:{address}">'
            f'{self.token}<textarea name="body" rows="1" dir="auto" maxlength="{REPLY_LENGTH}"'
            f' data-mentions aria-label="{label}" placeholder="{words.reply}"></textarea>'
            f"{self.pieces.proposing(query) if shown.may_reply else ''}"
            f'<div class="row">{reply}{resolve if shown.may_resolve else ""}</div></form>\n'
        )

    def _resolved(self, shown: Thread) -> str:
        query, address = shown.query, shown.address
        by = (
            escape(self.words.resolved_by % {"person": query.resolved_by})
            if query.resolved_by
            else self.words.resolved
        )
        when = self.calendar.moment(query.resolved_at) if query.resolved_at else ""
        line = f'<p class="meta">{by} · {when}</p>\n'
        if not (shown.may_reply and query.article.is_open):
            return line
        return (
            f'{line}<div class="row">{self._undo(shown)}'
            f'<form method="post" action="{address}reopen" hx-post="{address}reopen">{self.token}'
            f'<button class="quiet">{self.words.reopen}</button></form></div>\n'
        )

    def _undo(self, shown: Thread) -> str:
        """The way back from words that were accepted, for who may edit."""
        query, address = shown.query, shown.address
        if not (shown.may_accept and any(one.is_accepted for one in (query, *query.replies.all()))):
            return ""
        label = escape(self.words.undo_of % {"number": query.number})
        return (
            f'<form method="post" action="{address}take-back" hx-post="{address}take-back" data-after-saving'
            f' data-take-back>{self.token}<button aria-label="{label}">{self.words.undo}</button></form>'
        )
