from __future__ import annotations

import pytest
from django.utils import translation

from articles.models import Article
from articles.templatetags.lengths import length_state, length_text, numeral, words_a_minute


def test_thousands_are_apart():
    assert (numeral(812), numeral(12480)) == ("812", "12,480")
    with translation.override("de"):
        assert numeral(12480) == "12.480"


@pytest.mark.parametrize(
    ("words", "state", "text"),
    [(912, "over", "▲ 12 over"), (812, "under", "▽ 88 under"), (900, "reached", "✓ on target")],
)
def test_a_length_against_its_target(words, state, text):
    article = Article(words=words, target_words=900)
    assert (length_state(article), length_text(article)) == (state, text)


def test_reading_takes_whole_minutes_and_at_least_one():
    assert [Article(words=words).reading_minutes for words in (0, 300, 10 * words_a_minute())] == [1, 1, 10]
