"""What a page already has of the cards in its margin: those that say the same come without their words.

A page names each card with the mark of what it says (``query-5:h2Kx_8aQ``) when it asks for the cards again.
A key typed in one passage changes one card of two hundred, and only that one is sent and read.
"""

from __future__ import annotations

import base64
import hashlib
import re

from django.template import Context

CARD = re.compile(r"<section class=\"([^\"]*)\" id=\"([^\"]*)\"")
"""How every card begins."""


class Marks:
    """The cards of one answer. ``known`` is what the page names."""

    def __init__(self, known: str) -> None:
        self.known = dict(name.split(":", 1) for name in known.split(" ") if ":" in name)

    def card(self, drawn: str, *, token: str) -> str:
        """The card with its mark; without its words where the page has these.

        ``token`` is another in each answer, and says nothing.
        """
        begin = CARD.match(drawn)
        if begin is None:
            return drawn
        mark = _mark(drawn.replace(token, ""))
        attribute = f' data-mark="{mark}"'
        if self.known.get(begin[2]) == mark:
            return f"{begin[0]}{attribute} data-unchanged></section>\n"
        return f"{begin[0]}{attribute}{drawn[begin.end() :]}"


def marks_of(context: Context) -> Marks:
    """Those of the answer that is being drawn."""
    marks = context.render_context.get("marks")
    if not isinstance(marks, Marks):
        marks = Marks(context["request"].headers.get("X-Cards", ""))
        context.render_context["marks"] = marks
    return marks


def _mark(text: str) -> str:
    """48 bits of a hash, as eight letters."""
    return base64.urlsafe_b64encode(hashlib.blake2b(text.encode(), digest_size=6).digest()).decode()
