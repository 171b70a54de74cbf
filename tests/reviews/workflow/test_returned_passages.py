"""Passages of queries survive a copy for review that was edited in Word, and are on no other words."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest

from articles import uploads
from articles.documents.anchors import anchor_at
from articles.editing import anchor_rows
from articles.exporting.word import About, review_docx
from articles.models import Article, Document
from reviews.workflow import returned
from tests.articles.documents import made
from tests.factories import NOW, make_article

PARAGRAPHS = 34
"""About 1,000 words."""
LEAST_RIGHT = 0.995


def edited(writer, copy):
    """The copy with twenty words that are others, and one paragraph elsewhere."""
    copy = made.copied(copy)
    chance = writer.chance
    words = [word for block in copy[1:] for word in block.words if not word.mark]
    others = {
        word.identity: replace(writer.word(), instead_of=word.identity) for word in chance.sample(words, 20)
    }
    for block in copy:
        for sentence in block.sentences:
            sentence[:] = [others.get(word.identity, word) for word in sentence]
    moved = copy.pop(chance.randrange(2, len(copy)))
    copy.insert(chance.randrange(2, len(copy)), moved)
    return copy


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("language", ["English", "German", "Arabic"])
def test_passages_on_words_that_were_not_touched_are_where_they_were(room, language, seed, monkeypatch):
    chance = random.Random(f"{language} {seed}")
    monkeypatch.setitem(made.CHANGES, "edited in Word", edited)
    found = made.version_by(made.Writer(chance, made.LANGUAGES[language]), "edited in Word", PARAGRAPHS)
    article = make_article(room.desk, author=room.writer, doc=found.old)
    document = Document.objects.get(pk=article.pk)
    chosen = list(made.spans(found, chance))
    for span in chosen:
        first, last = (found.old_places[word.identity] for word in (span[0], span[-1]))
        anchor_rows.add(document, anchor_at(found.old, first[0], last[1]))

    about = About(title="", round=f"{article.slug}:0:{article.digest}")
    data = review_docx(found.new, about, changes={}, threads=())
    upload = uploads.keep(data, name="back.docx", by=room.editor, article=article, now=NOW)
    imported = uploads.read_article(upload)
    returned.bring_in(
        upload=upload,
        article=article,
        imported=imported,
        returned=returned.comparison(article, imported),
        by=room.editor,
        now=NOW,
    )
    document = Article.objects.get(pk=article.pk).document
    assert document.parsed().eq(found.new)
    rows = document.anchors.order_by("pk")
    verdicts = Counter(
        made.verdict(found, span, None, anchor_rows.passage_of(row))
        for span, row in zip(chosen, rows, strict=True)
    )
    survived = sum(count for kind, count in verdicts.items() if kind.startswith("survived"))
    assert survived > 100
    assert verdicts["survived: right"] >= LEAST_RIGHT * survived, verdicts
    assert not verdicts["survived: wrong"], verdicts
    assert not verdicts["vanished: wrong"], verdicts
