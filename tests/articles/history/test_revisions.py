from __future__ import annotations

from articles.editing.protocol import submit_steps
from articles.history import revisions
from articles.models import Article
from newsroom import subprocesses
from tests.factories import NOW, make_article, make_doc, place_of, typed


def test_long_copies_are_compared_as_short_ones_are(room, monkeypatch):
    old = make_article(room.desk, author=room.writer, doc=make_doc("The road is closed.", "It stays so."))
    new = make_article(room.desk, author=room.writer, doc=make_doc("The road is open.", "It stays so."))
    here = revisions.difference(old, new)
    monkeypatch.setattr(revisions, "LONG", 10)
    assert revisions.difference(old, new) == here
    subprocesses.stop()


def test_what_changed_since_a_version_is_found_in_long_copies_as_in_short_ones(room, monkeypatch):
    start, end = place_of(room.article, "23.40")
    submit_steps(
        article=room.article,
        by=room.writer,
        version=0,
        steps=[typed(start, end, "midnight")],
        client_id="tab",
        now=NOW,
    )
    article = Article.objects.get(pk=room.article.pk)
    here = revisions.difference_since(article, 0)
    assert ("added", "midnight") in [(run.kind, run.text) for block in here[0] for run in block.runs]
    monkeypatch.setattr(revisions, "LONG", 10)
    asked = []
    monkeypatch.setattr(revisions, "apart", lambda *args: asked.append(args) or subprocesses.apart(*args))
    assert revisions.difference_since(article, 0) == here
    assert len(asked) == 1
    subprocesses.stop()
