"""The parts of a thread that speak of its passage: where it stands, and what words are proposed for it.

Drawn in Python like the threads they belong to (:mod:`reviews.templatetags.threads`). Whatever a person
typed goes through :func:`html.escape`.
"""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _

from articles.documents.notes.placeholders import CONVENTION as PLACEHOLDER
from articles.models import Anchor
from newsroom.shortening import shortened
from reviews.models import Contribution, Query, Reply
from reviews.people.mentions import Mentions, pieces
from reviews.presenters.margin import Thread
from reviews.queries.threads import PROPOSAL_LENGTH

QUOTE_LENGTH = 90


def text_html(text: str, mentions: Mentions) -> str:
    """What somebody wrote, with the people it names."""
    if not mentions:
        return escape(text)
    return "".join(
        f'<b class="mention">{escape(piece)}</b>' if is_mention else escape(piece)
        for piece, is_mention in pieces(text, mentions)
    )


def _is_accepted(shown: Thread) -> bool:
    """Whether the passage reads what was proposed for it: nobody has to be told that it changed."""
    query = shown.query
    return not query.is_open and any(one.is_accepted for one in (query, *shown.replies))


class PassagePieces:
    """Draws them for one response: one CSRF field, one language."""

    def __init__(self, *, token: str) -> None:
        self.token = token
        self.states = {
            Anchor.State.CHANGED: escape(_("Text changed. Originally:")),
            Anchor.State.MOVED: escape(_("Text moved. Originally:")),
            Anchor.State.DETACHED: escape(_("Text deleted:")),
        }
        self.whole_story = escape(_("About the whole story"))
        self.confirm = {
            Anchor.State.CHANGED: escape(_("Keep on this text")),
            Anchor.State.MOVED: escape(_("Confirm position")),
        }
        self.ask = {
            Anchor.State.CHANGED: escape(_("Still about this text?")),
            Anchor.State.MOVED: escape(_("Is this the right place?")),
            Anchor.State.DETACHED: escape(_("Is the query settled?")),
        }
        self.is_filled = escape(_("Is the placeholder filled in?"))
        self.resolve, self.filled = escape(_("Resolve")), escape(_("Yes, filled in"))
        self.filled_reply = escape(_("Filled in."))
        self.put_selected = escape(_("Move to selection"))
        self.put_these = escape(_("Move to this text"))
        self.words_in_copy = escape(_("Text from the copy"))
        self.proposes = escape(_("Suggested wording"))
        self.accepted = escape(_("Accepted"))
        self.replace, self.by = escape(_("Replace")), escape(_("with"))
        self.accept = escape(_("Accept"))
        self.accept_label = _("Accept “%(words)s”")
        self.propose = escape(_("Suggest wording"))
        self.propose_label = _("Suggested wording for query %(number)s")

    def passage(self, shown: Thread) -> str:
        """The words it was asked on, and what became of them."""
        query, anchor = shown.query, shown.query.anchor
        if anchor is None:
            return f'<p class="whole-story">{self.whole_story}</p>'
        place = f'href="#passage-{query.number}" dir="auto"'
        if anchor.state == Anchor.State.EXACT or _is_accepted(shown):
            short = shortened(anchor.quote, QUOTE_LENGTH)
            return f'<blockquote class="quote"><a {place}>{escape(short)}</a></blockquote>'
        quote = escape(anchor.quote)
        if anchor.state == Anchor.State.DETACHED:
            quote_html = f'<blockquote class="quote kept" dir="auto">{quote}</blockquote>'
        else:
            quote_html = f'<blockquote class="quote kept"><a {place}>{quote}</a></blockquote>'
        return f'<p class="passage-state">{self.states[Anchor.State(anchor.state)]}</p>{quote_html}'

    def settling(self, shown: Thread) -> str:
        """The ways to set the passage right, for who may."""
        anchor = shown.query.anchor
        if (
            anchor is None
            or anchor.state == Anchor.State.EXACT
            or not (shown.may_place and shown.query.is_open)
        ):
            return ""
        state, address = Anchor.State(anchor.state), shown.address
        if shown.query.convention == PLACEHOLDER and state != Anchor.State.MOVED:
            return self._filling(shown)
        looks = ("quiet", "") if state == Anchor.State.DETACHED else ("", "quiet")
        confirm = (
            f'<form method="post" action="{address}confirm" hx-post="{address}confirm">{self.token}'
            f'<button class="{looks[0]}">{self.confirm[state]}</button></form>'
            if state in self.confirm
            else ""
        )
        return (
            f'<p class="settling-question">{self.ask[state]}</p>\n'
            f'<div class="settling">{confirm}{self._resolve(shown) if state == Anchor.State.DETACHED else ""}'
            f'<form method="post" action="{address}passage" hx-post="{address}passage" data-place>'
            f'{self.token}<input type="hidden" name="start"><input type="hidden" name="end">'
            '<input type="hidden" name="version">'
            f'<label class="without-editor">{self.words_in_copy} <input name="words" dir="auto"></label>'
            f'<button class="{looks[1]}"><span class="with-editor">{self.put_selected}</span>'
            f'<span class="without-editor">{self.put_these}</span></button></form></div>\n'
        )

    def _filling(self, shown: Thread) -> str:
        """Other words are where a placeholder was: who may resolves its query, anybody else answers it."""
        address = shown.address
        if shown.may_resolve:
            act = self._resolve(shown)
        else:
            act = (
                f'<form method="post" action="{address}reply" hx-post="{address}reply">{self.token}'
                f'<input type="hidden" name="body" value="{self.filled_reply}">'
                f"<button>{self.filled}</button></form>"
            )
        return f'<p class="settling-question">{self.is_filled}</p>\n<div class="settling">{act}</div>\n'

    def _resolve(self, shown: Thread) -> str:
        if not shown.may_resolve:
            return ""
        address = f"{shown.address}resolve"
        return (
            f'<form method="post" action="{address}" hx-post="{address}">{self.token}'
            f'<button><span aria-hidden="true">✓</span> {self.resolve}</button></form>'
        )

    def proposal(self, shown: Thread, written: Contribution) -> str:
        """The words that would take the place of the passage, and the way to put them there."""
        if not written.proposed:
            return ""
        head = f"{self.proposes} ✓ {self.accepted}" if written.is_accepted else self.proposes
        change = (
            f'<span class="unseen">{self.replace} </span><del>{escape(written.replaces)}</del>'
            f'<span class="unseen"> {self.by}</span> <ins>{escape(written.proposed)}</ins>'
        )
        return (
            f'<div class="proposal"><p class="meta">{head}</p><p class="body" dir="auto">{change}</p>'
            f"{self._accept(shown, written)}</div>\n"
        )

    def _accept(self, shown: Thread, written: Contribution) -> str:
        if not (shown.may_accept and shown.query.is_open):
            return ""
        address, label = shown.address, escape(self.accept_label % {"words": written.proposed})
        chosen = (
            f'<input type="hidden" name="reply" value="{written.pk}">' if isinstance(written, Reply) else ""
        )
        return (
            f'<form method="post" action="{address}accept" hx-post="{address}accept" data-after-saving>'
            f'{self.token}{chosen}<button aria-label="{label}">{self.accept}</button></form>'
        )

    def proposing(self, query: Query) -> str:
        """The field for other words; a passage over several paragraphs or without words has none."""
        if query.anchor is None or query.is_detached or "\n" in query.quote:
            return ""
        label = escape(self.propose_label % {"number": query.number})
        return (
            f'<details class="proposing"><summary>{self.propose}</summary>'
            f'<textarea name="proposed" rows="1" dir="auto" maxlength="{PROPOSAL_LENGTH}"'
            f' aria-label="{label}"></textarea></details>'
        )
