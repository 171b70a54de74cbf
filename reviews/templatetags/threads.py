"""Drawing one thread of the margin.

In Python and not as a template, because an article has fifty of them with three replies each: as a
template they took thirty milliseconds of an opening's forty, like this they take three. Everything a
person typed goes through :func:`html.escape`; the sentences around it are translated once a page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from django import template
from django.middleware.csrf import get_token
from django.template import Context
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from articles.change_phrases import sentence
from articles.models import Article
from newsroom.models import User
from newsroom.moments import Calendar
from reviews.models import Attachment, Query, Reply
from reviews.models.query import TYPED_AS
from reviews.models.turns import in_line
from reviews.people import deputies
from reviews.presenters.margin import Thread
from reviews.presenters.marks import marks_of
from reviews.presenters.pieces import PassagePieces, text_html
from reviews.presenters.thread_words import Words
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
    drawn = renderer.draw(shown, alone=alone)
    return mark_safe(drawn if alone else marks_of(context).card(drawn, token=renderer.token))  # noqa: S308 - drawn with escapes


class ThreadRenderer:
    """Draws threads for one response: one CSRF token, one moment, one reader, one language."""

    def __init__(self, *, token: str, now: datetime, person: int) -> None:
        self.token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        self.person = person
        self.revisions: dict[int, str] = {}
        self.here: deputies.Here | None = None
        self.pieces = PassagePieces(token=self.token)
        self.calendar = Calendar(now)
        self.words = Words()

    def draw(self, shown: Thread, *, alone: bool = False) -> str:
        query = shown.query
        return (
            f'<section class="{shown.classes}" id="query-{query.number}" data-query="{query.number}"'
            f' data-open="{"true" if query.is_open else "false"}" tabindex="0"'
            f' aria-labelledby="query-{query.number}-title">\n'
            f"<header>{self._title(query)}{self._tags(shown)}"
            f'<span class="acts">{self._resolve(shown)}{"" if alone else self._more(shown)}</span></header>\n'
            f'<p class="meta who">{self._origin(shown)}</p>\n'
            f"{self.pieces.passage(shown)}\n"
            f"{self._about(query, shown.proposed)}"
            f'<p class="question" data-question dir="auto">{text_html(query.question, query.mentions)}</p>\n'
            f"{self.pieces.proposal(shown, query)}"
            f"{self._replies(shown)}"
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
            f'<span class="number">{query.number}</span> <span class="kind">{kind}</span></h3>'
        )

    def _tags(self, shown: Thread) -> str:
        words, query = self.words, shown.query
        if not query.is_open:
            return self._tag("good", "✓", words.resolved)
        answered = self._tag("wait", "◆", words.answered) if query.state == Query.State.ANSWERED else ""
        if shown.is_for_guest:
            return answered
        blocks = f'{words.blocks}<span class="unseen"> {words.release}</span>'
        tags = self._tag("stop", "■", blocks) if query.blocking else self._tag("", "□", words.not_blocking)
        return tags + answered

    @staticmethod
    def _tag(look: str, shape: str, words: str) -> str:
        """A state, told by its shape and in words."""
        return f'<span class="tag {look}"><span aria-hidden="true">{shape}</span> <span>{words}</span></span>'

    def _resolve(self, shown: Thread) -> str:
        """A check mark that sends what was typed in the field, too, so that no words are lost."""
        query = shown.query
        if not (query.is_open and shown.may_resolve):
            return ""
        label, form = escape(self.words.resolve_query % {"number": query.number}), f"reply-{query.number}"
        return (
            f'<button class="resolve quiet" form="{form}" formaction="{shown.address}resolve" formnovalidate'
            f' hx-post="{shown.address}resolve" hx-include="#{form}" data-resolve aria-label="{label}"'
            f' title="{self.words.resolve}"><span aria-hidden="true">✓</span></button>'
        )

    def _more(self, shown: Thread) -> str:
        label = escape(self.words.more % {"number": shown.query.number})
        return (
            f'<a class="more quiet" href="{shown.address}" hx-get="{shown.address}" hx-swap="innerHTML"'
            f' hx-target="#direct-{shown.query.number}" aria-label="{label}" title="{label}">'
            '<span aria-hidden="true">⋯</span></a>'
        )

    def _origin(self, shown: Thread) -> str:
        words, query = self.words, shown.query
        origin = escape(query.article.desk.name) if shown.is_for_guest else words.from_file
        parts = [f"<b>{escape(query.asker)}</b>" if query.asker else origin]
        if query.is_open:
            parts.append(f'<span class="turn">{self._turn(query)}</span>')
        if query.is_open and query.due_at:
            parts.append(self._due(query.due_at))
        parts.append(self.calendar.moment(query.asked_at))
        if query.is_of_an_old_revision:
            parts.append(self._asked_on(query))
        return " · ".join(parts)

    def _turn(self, query: Query) -> str:
        """Whose turn it is (:mod:`reviews.models.turns`); in place of somebody away, and until when."""
        known = [query.assigned_to, query.article.author, query.asked_by]
        people = {person.pk: person for person in known if person is not None}
        line = [people[pk] for pk in in_line(query, query.article.author_id) if pk in people]
        away = [one for one in line if deputies.is_away(one, now=self.calendar.now)]
        if away:
            here = self._here(query.article)
            turn, people = here.turn_of(query, people), {**here.people, **people}
        else:
            turn = line[0].pk if line else None
        return self._waits_for(people.get(turn or 0)) + self._absence(away[:1])

    def _here(self, article: Article) -> deputies.Here:
        """Who of the desk is here: read when somebody is away, once."""
        if self.here is None:
            self.here = deputies.here(article, now=self.calendar.now)
        return self.here

    def _waits_for(self, person: User | None) -> str:
        if person is None:
            return self.words.waits_for_desk
        if person.pk == self.person:
            return f"<b>{self.words.waits_for_you}</b>"
        return escape(self.words.waits_for % {"person": person})

    def _absence(self, away: Sequence[User]) -> str:
        """Until when who would come first is away."""
        return "".join(
            f', <span class="away">{escape(deputies.absence_of(person))}</span>' for person in away
        )

    def _due(self, due_at: datetime) -> str:
        is_late = due_at <= self.calendar.now
        sentence = escape(self.words.overdue if is_late else self.words.due)
        return f'<span class="{"late" if is_late else "due"}">{sentence}</span>' % {
            "moment": self.calendar.moment(due_at)
        }

    def _asked_on(self, query: Query) -> str:
        """The revision it was asked on, with the way there; most threads share a few."""
        number = query.revision_number or 0
        if number not in self.revisions:
            address = reverse("revision", args=[query.article.slug, number])
            words = escape(self.words.old_revision % {"number": number})
            self.revisions[number] = f'<a href="{address}">{words}</a>'
        return self.revisions[number]

    def _replies(self, shown: Thread) -> str:
        """All of them, and how many: beside other cards only the last is shown."""
        replies = shown.replies
        if not replies:
            return ""
        count, earlier = len(replies), len(replies) - 1
        counted = escape(self.words.replies[count == 1] % {"count": count})
        first = f'<p class="meta count">{counted}</p>\n'
        if earlier:
            said = escape(self.words.earlier[earlier == 1] % {"count": earlier})
            first += f'<p class="meta earlier" aria-hidden="true">{said}</p>\n'
        return first + "".join(self._reply(shown, reply) for reply in replies)

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
        if not shown.may_reply:
            return ""
        words, address = self.words, shown.address
        label = escape(words.reply_to % {"number": query.number})
        return (
            f'<form id="reply-{query.number}" method="post" action="{address}reply" hx-post="{address}reply"'
            f' class="thread-form" data-draft="{self.person}:{address}"'
            f"{' data-may-assign' if shown.may_direct else ''}>"
            f'{self.token}<textarea name="body" rows="1" dir="auto" maxlength="{REPLY_LENGTH}"'
            f' data-mentions aria-label="{label}" placeholder="{words.reply}"></textarea>'
            f"{self.pieces.proposing(query)}"
            f'<div class="row"><button>{words.reply}</button></div></form>\n'
        )

    def _resolved(self, shown: Thread) -> str:
        query, address = shown.query, shown.address
        by = (
            escape(self.words.resolved_by % {"person": query.resolved_by})
            if query.resolved_by
            else self.words.resolved
        )
        when = self.calendar.moment(query.resolved_at) if query.resolved_at else ""
        line = f'<p class="meta">{by} · {when}</p>\n{self._make_style(shown)}'
        if not (shown.may_reply and query.article.is_open):
            return line
        return (
            f'{line}<div class="row">{self._undo(shown)}'
            f'<form method="post" action="{address}reopen" hx-post="{address}reopen">{self.token}'
            f'<button class="quiet">{self.words.reopen}</button></form></div>\n'
        )

    def _make_style(self, shown: Thread) -> str:
        if not (shown.may_make_style and shown.query.state == Query.State.RESOLVED):
            return ""
        return f'<p class="small"><a href="{shown.address}house-style">{self.words.make_style}</a></p>\n'

    def _undo(self, shown: Thread) -> str:
        """The way back from words that were accepted, for who may edit."""
        query, address = shown.query, shown.address
        if not (shown.may_accept and any(one.is_accepted for one in (query, *shown.replies))):
            return ""
        label = escape(self.words.undo_of % {"number": query.number})
        return (
            f'<form method="post" action="{address}take-back" hx-post="{address}take-back" data-after-saving'
            f' data-take-back>{self.token}<button aria-label="{label}">{self.words.undo}</button></form>'
        )
