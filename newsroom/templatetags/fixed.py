"""Parts of pages that are the same for everybody: rendered once for each language, and kept.

A page has hundreds of sentences, addresses of files and icons that depend on nothing but the language and, at
most, on whether somebody may edit; to look them up for each response took a fifth of an opening.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from django import template
from django.template import Context, NodeList
from django.template.base import Node, Parser, Token
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST_FLAGS = 3
MOST_KEPT = 80
"""How often one part is kept: in how many languages, with how many states of its flags."""


class NotFixed(template.TemplateSyntaxError):
    """What is to be the same for everybody depends on who reads it."""


class _Nothing(Context):
    """A context without any variable. It remembers what was asked for: ``if`` takes errors for "no"."""

    wanted = ""

    def __getitem__(self, key: Any) -> Any:
        return super().__getitem__(key) if key in self else self._refuse(key)

    def get(self, key: Any, otherwise: Any = None) -> Any:
        return super().get(key, otherwise) if key in self else self._refuse(key)

    def _refuse(self, key: str) -> NoReturn:
        self.wanted = key
        raise NotFixed(f"“{key}” is not the same for everybody.")


class FixedNode(Node):
    """Keeps what is between the tags, once for each language and each state of the flags."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, flags: Sequence[str]) -> None:
        self.nodelist = nodelist
        self.flags = flags
        self.kept: dict[tuple[str | None, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        raised = [flag for flag in self.flags if context.get(flag)]
        key = (get_language(), *raised)
        known = self.kept.get(key)
        if known is None:
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            known = self.kept[key] = self._rendered(context, raised)
        return known

    def _rendered(self, context: Context, raised: Sequence[str]) -> SafeString:
        """With nothing of this response but the flags: no person, no token, no moment."""
        nothing = _Nothing({flag: flag in raised for flag in self.flags})
        nothing.template = context.template
        rendered = self.nodelist.render(nothing)
        if nothing.wanted:
            nothing[nothing.wanted]
        return rendered


@register.tag
def fixed(parser: Parser, token: Token) -> FixedNode:
    """``{% fixed may_edit %}…{% endfixed %}``: what depends on nothing but the language and a few flags.

    Of the variables only the flags are there between the tags, as true or false, and there are no blocks.
    Raises :class:`NotFixed`.
    """
    _name, *flags = token.split_contents()
    if len(flags) > MOST_FLAGS or not all(flag.isidentifier() for flag in flags):
        raise NotFixed(f"Flags are names of variables, and at most {MOST_FLAGS}.")
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode):
        raise NotFixed("A block may be another in each page.")
    return FixedNode(nodelist, flags)
