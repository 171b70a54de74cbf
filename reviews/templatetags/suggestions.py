"""Drawing the card of a suggestion.

In Python like the threads it stands among (:mod:`reviews.templatetags.threads`), because there can be a
hundred. Everything a person typed goes through :func:`html.escape`.
"""

from __future__ import annotations

from datetime import datetime
from html import escape

from django import template
from django.middleware.csrf import get_token
from django.template import Context
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from articles.change_phrases import Proposed, quoted, sentence
from articles.models import Suggestion
from articles.rendering import colour_of_author
from newsroom.moments import Calendar
from reviews.presenters.cards import Card, Decided
from reviews.presenters.marks import marks_of
from reviews.queries.threads import QUESTION_LENGTH

register = template.Library()


@register.simple_tag(takes_context=True)
def card(context: Context, shown: Card) -> SafeString:
    """The suggestion as a section among the threads."""
    renderer = context.render_context.get("card_renderer")
    if renderer is None:
        request = context["request"]
        renderer = CardRenderer(token=get_token(request), now=context["now"], person=request.user.pk)
        context.render_context["card_renderer"] = renderer
    drawn = renderer.draw(shown)
    return mark_safe(marks_of(context).card(drawn, token=renderer.token))  # noqa: S308 - drawn with escapes


@register.simple_tag
def decided(act: Decided) -> str:
    """One act of deciding: what became of what."""
    change = sentence(act.first)
    accepted = act.first.state == Suggestion.State.ACCEPTED
    if act.count > 1:
        template = _("Accepted %(count)d suggestions") if accepted else _("Rejected %(count)d suggestions")
    else:
        template = _("Accepted: %(change)s") if accepted else _("Rejected: %(change)s")
    return template % {"count": act.count, "change": change}


def change_html(change: Proposed) -> str:
    """What it would change, the words marked up as what they are; the script keeps them as they are typed."""
    old, new, words = (escape(quoted(text)) for text in (change.deleted, change.inserted, change.formatted))
    taken, put = f'<del data-deleted dir="auto">{old}</del>', f'<ins data-inserted dir="auto">{new}</ins>'
    match change.kind:
        case "replacement" if old and new:
            return escape(_("Replace %(old)s with %(new)s")) % {"old": taken, "new": put}
        case "insertion" | "replacement" if new:
            return escape(_("Insert %(new)s")) % {"new": put}
        case "deletion" | "replacement" if old:
            return escape(_("Delete %(old)s")) % {"old": taken}
        case "formatting":
            quote_html = f'<q data-formatted dir="auto">{words}</q>'
            return escape(_("Format %(words)s: %(note)s")) % {
                "words": quote_html,
                "note": escape(change.note),
            }
    return escape(sentence(change))


class CardRenderer:
    """Draws cards for one response: one CSRF token, one moment, one language."""

    def __init__(self, *, token: str, now: datetime, person: int) -> None:
        self.token = f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
        self.person = person
        self.calendar = Calendar(now)
        self.suggestion, self.nobody = escape(_("Suggestion")), escape(_("Someone"))
        self.accept, self.reject, self.withdraw = (
            escape(_(word)) for word in ("Accept", "Reject", "Withdraw")
        )
        self.discuss, self.ask = escape(_("Discuss")), escape(_("Ask"))
        self.remark = _("Your comment on the suggestion by %(person)s")
        self.discussed = _("Discussed in query %(number)s")

    def draw(self, shown: Card) -> str:
        row, change = shown.proposal.suggestion, shown.proposal.change
        key, by = escape(row.key), escape(row.by_name) or self.nobody
        return (
            f'<section class="thread suggestion by-{colour_of_author(row.key)}" id="suggestion-{key}"'
            f' data-suggestion="{key}" tabindex="0"'
            f' aria-labelledby="suggestion-{key}-title suggestion-{key}-change">\n'
            f'<header><h3 id="suggestion-{key}-title"><span class="unseen">{self.suggestion}: </span>'
            f'<bdi class="by">{by}</bdi></h3>'
            f'<span class="meta">{self.calendar.moment(row.made_at)}</span></header>\n'
            f'<p class="change" id="suggestion-{key}-change" data-change dir="auto">'
            f"{change_html(change)}</p>\n"
            f"{self._acts(shown)}{self._discussion(shown)}</section>\n"
        )

    def _acts(self, shown: Card) -> str:
        if not shown.may_reject:
            return ""
        accept = f'<button name="act" value="accept"><span aria-hidden="true">✓</span> {self.accept}</button>'
        reject = (
            f'<button name="act" value="reject" class="quiet"><span aria-hidden="true">✗</span> '
            f"{self.withdraw if shown.is_own else self.reject}</button>"
        )
        return (
            f'<form method="post" action="{shown.address}decide" hx-post="{shown.address}decide"'
            f' hx-target="#threads" hx-swap="outerHTML" data-after-saving class="row">{self.token}'
            f'<input type="hidden" name="suggestion" value="{escape(shown.proposal.suggestion.key)}">'
            f"{accept if shown.may_accept else ''}{reject}</form>\n"
        )

    def _discussion(self, shown: Card) -> str:
        """The way to its thread, or the field that begins one."""
        if shown.query is not None:
            label = escape(self.discussed % {"number": shown.query})
            return f'<p class="meta"><a href="#query-{shown.query}">{label}</a></p>\n'
        if not shown.may_discuss:
            return ""
        row = shown.proposal.suggestion
        address = f"{shown.address}{escape(row.key)}/discuss"
        label = escape(self.remark % {"person": row.by_name or _("someone")})
        return (
            f'<details class="discussing"><summary>{self.discuss}</summary>'
            f'<form method="post" action="{address}" hx-post="{address}" hx-target="#threads"'
            f' hx-swap="outerHTML" data-after-saving class="thread-form"'
            f' data-draft="{self.person}:{address}">{self.token}'
            f'<textarea name="remark" rows="2" dir="auto" maxlength="{QUESTION_LENGTH}"'
            f' aria-label="{label}" required></textarea>'
            f'<div class="row"><button>{self.ask}</button></div></form></details>\n'
        )
