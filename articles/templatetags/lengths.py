"""Numbers of words in templates."""

from __future__ import annotations

from django import template
from django.utils import formats
from django.utils.translation import gettext as _

from articles.models import Article
from articles.models.article import WORDS_A_MINUTE

register = template.Library()


@register.simple_tag
def words_a_minute() -> int:
    return WORDS_A_MINUTE


@register.filter
def numeral(number: int) -> str:
    """The number with its thousands apart: "12,480"."""
    return formats.number_format(number, force_grouping=True)


@register.filter
def length_state(article: Article) -> str:
    """``"over"``, ``"under"`` or ``"reached"``: the words of the copy against its target."""
    difference = article.words - (article.target_words or 0)
    return "over" if difference > 0 else "under" if difference < 0 else "reached"


@register.filter
def length_text(article: Article) -> str:
    """How many words the copy is over or under its target."""
    texts = {"over": _("▲ {n} over"), "under": _("▽ {n} under"), "reached": _("✓ on target")}
    difference = abs(article.words - (article.target_words or 0))
    return texts[length_state(article)].format(n=numeral(difference))
