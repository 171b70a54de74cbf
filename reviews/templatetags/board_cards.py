"""The cards of the board.

In Python, because a board can have hundreds: as a template they took longer than all the rest of it. What
people typed is escaped by :func:`django.utils.html.format_html`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from articles.models import Article
from newsroom.moments import deadline
from newsroom.templatetags.icons import icon
from newsroom.templatetags.shortcuts import aria_keys
from reviews.lists.board import Board, Card

register = template.Library()

HEADLINE = (
    '<a class="headline" id="card-{pk}" href="{address}" lang="{language}" draggable="false"{keys}>'
    "<bdi>{headline}</bdi></a>"
)
CARD = (
    '<li class="card" id="row-{pk}" data-row="" data-card="{slug}" data-desk="{desk}"'
    ' data-desk-name="{desk_name}"{movable}>{headline}<p class="small muted">{author} {at}{correction}</p>'
    '<p class="small">{deadline} {blocking}</p>{signatures}'
    '<a class="card-menu" href="{stages}" hx-get="{stages}" hx-target="#move-choices" hx-swap="innerHTML"'
    ' draggable="false"{menu_keys} aria-label="{move}">{more}</a></li>\n'
)
RELEASED = (
    '<li class="card" id="row-{pk}" data-row="">{headline}<p class="small muted">{author} {at}</p>'
    '<p><span class="tag good">{released}</span></p></li>\n'
)


@register.simple_tag(takes_context=True)
def board_cards(context: Context, cards: Iterable[Card]) -> SafeString:
    """The cards of a column."""
    drawing = _cards(context)
    return SafeString("".join(drawing.draw(card) for card in cards))


@register.simple_tag(takes_context=True)
def released_cards(context: Context, articles: Iterable[Article]) -> SafeString:
    """Cards of what was released."""
    drawing = _cards(context)
    return SafeString("".join(drawing.draw_released(article) for article in articles))


def _cards(context: Context) -> Cards:
    found: Cards | None = context.render_context.get("board_cards")
    if found is None:
        found = context.render_context["board_cards"] = Cards(context)
    return found


class Cards:
    """Draws cards for one response: one board, one moment, one language."""

    def __init__(self, context: Context) -> None:
        board: Board = context["board"]
        self.now, self.has_desks = context["now"], board.desk is None
        self.of_desk = f"?{urlencode({'desk': board.desk.slug})}" if board.desk else ""
        keys = f"{aria_keys('card_left')} {aria_keys('card_right')}"
        self.keys = format_html(' aria-keyshortcuts="{}"', keys)
        self.menu_keys = format_html(' aria-keyshortcuts="{}"', aria_keys("card_menu"))
        self.correction = format_html('<span class="tag">{}</span>', _("correction"))
        self.no_deadline = format_html('<span class="muted">{}</span>', _("no deadline"))
        self.no_author, self.released, self.blocking = _("No author"), _("released"), _("blocking")
        self.signed, self.out_of_date = _("Signed off:"), _("out of date")
        self.not_signed, self.more = _("Not signed off:"), icon("more")
        self.move = _("Move “%(article)s” to another stage")

    def draw(self, card: Card) -> SafeString:
        article = card.article
        return format_html(
            CARD,
            pk=article.pk,
            slug=article.slug,
            desk=article.desk_id,
            desk_name=article.desk.name,
            movable=SafeString(' data-movable=""') if card.may_move else "",
            headline=self._headline(article, self.keys),
            author=self._author(article),
            at=self._desk(article),
            correction=self.correction if card.round.number > 1 else "",
            deadline=deadline(article.deadline, self.now) if article.deadline else self.no_deadline,
            blocking=self._blocking(article),
            signatures=self._signatures(card),
            stages=reverse("board_stages", args=[article.slug]) + self.of_desk,
            menu_keys=self.menu_keys,
            move=self.move % {"article": article},
            more=self.more,
        )

    def draw_released(self, article: Article) -> SafeString:
        return format_html(
            RELEASED,
            pk=article.pk,
            headline=self._headline(article, SafeString()),
            author=self._author(article),
            at=self._desk(article),
            released=self.released,
        )

    def _headline(self, article: Article, keys: SafeString) -> SafeString:
        return format_html(
            HEADLINE,
            pk=article.pk,
            address=article.get_absolute_url(),
            language=article.language,
            keys=keys,
            headline=str(article),
        )

    def _author(self, article: Article) -> SafeString | str:
        return format_html("<bdi>{}</bdi>", article.author.name) if article.author else self.no_author

    def _desk(self, article: Article) -> SafeString:
        """Only where there are stories of several desks."""
        return format_html("· <bdi>{}</bdi> ", article.desk.name) if self.has_desks else SafeString()

    def _blocking(self, article: Article) -> SafeString:
        count: int = article.blocking_count  # type: ignore[attr-defined]
        shape = '<span class="tag stop"><span aria-hidden="true">■</span> {} {}</span>'
        return format_html(shape, count, self.blocking) if count else SafeString()

    def _signatures(self, card: Card) -> SafeString:
        """The required stages that are signed, those of other words, and those that are missing."""
        shown = SafeString()
        said = '<p class="small {}">{}<span class="unseen">{}</span> {}</p>'
        if card.signed:
            shown += format_html(said, "signed", icon("check"), self.signed, ", ".join(card.signed))
        if card.stale:
            stale = '<p class="small stale"><span aria-hidden="true">≠</span> {}: {}</p>'
            shown += format_html(stale, ", ".join(card.stale), self.out_of_date)
        if card.missing:
            shown += format_html(said, "muted", icon("circle"), self.not_signed, ", ".join(card.missing))
        return shown
