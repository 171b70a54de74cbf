"""The parts of a thread that speak of its passage: where it stands, and what words are proposed for it.

Drawn in Python like the threads they belong to (:mod:`reviews.templatetags.threads`). Whatever a person
typed goes through :func:`html.escape`.
"""

from __future__ import annotations

from html import escape

from django.utils.translation import gettext as _

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


class PassagePieces:
    """Draws them for one response: one CSRF field, one language."""

    def __init__(self, *, token: str) -> None:
        self.token = token
        self.states = {
            Anchor.State.CHANGED: escape(_("Text changed. Originally:")),
            Anchor.State.MOVED: escape(_("Text moved. Originally:")),
            Anchor.State.DETACHED: escape(_("Text deleted:")),
        }
        self.confirm = {
            Anchor.State.CHANGED: escape(_("Keep on this text")),
            Anchor.State.MOVED: escape(_("Confirm position")),
        }
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

    def passage(self, query: Query) -> str:
        """The words it was asked on, and what became of them."""
        anchor = query.anchor
        place = f'href="#passage-{query.number}" dir="auto"'
        if anchor.state == Anchor.State.EXACT:
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
        state = Anchor.State(shown.query.anchor.state)
        if state == Anchor.State.EXACT or not (shown.may_place and shown.query.is_open):
            return ""
        address = shown.address
        looks = ("quiet", "") if state == Anchor.State.DETACHED else ("", "quiet")
        confirm = (
            f'<form method="post" action="{address}confirm" hx-post="{address}confirm">{self.token}'
            f'<button class="{looks[0]}">{self.confirm[state]}</button></form>'
            if state in self.confirm
            else ""
        )
        return (
            f'<div class="settling">{confirm}'
            f'<form method="post" action="{address}passage" hx-post="{address}passage" data-place>'
            f'{self.token}<input type="hidden" name="start"><input type="hidden" name="end">'
            '<input type="hidden" name="version">'
            f'<label class="without-editor">{self.words_in_copy} <input name="words" dir="auto"></label>'
            f'<button class="{looks[1]}"><span class="with-editor">{self.put_selected}</span>'
            f'<span class="without-editor">{self.put_these}</span></button></form></div>\n'
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
        if query.anchor.state == Anchor.State.DETACHED or "\n" in query.anchor.quote:
            return ""
        label = escape(self.propose_label % {"number": query.number})
        return (
            f'<details class="proposing"><summary>{self.propose}</summary>'
            f'<textarea name="proposed" rows="1" dir="auto" maxlength="{PROPOSAL_LENGTH}"'
            f' aria-label="{label}"></textarea></details>'
        )
