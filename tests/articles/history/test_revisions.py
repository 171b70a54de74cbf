from __future__ import annotations

from articles.history import revisions
from articles.models import Article
from newsroom import subprocesses
from tests.acts import put_instead
from tests.factories import make_article, make_doc


def test_long_copies_are_compared_as_short_ones_are(room, monkeypatch):
    old = make_article(room.desk, author=room.writer, doc=make_doc("The road is closed.", "It stays so."))
    new = make_article(room.desk, author=room.writer, doc=make_doc("The road is open.", "It stays so."))
    here = revisions.difference(old, new)
    monkeypatch.setattr(revisions, "LONG_CHARACTERS", 10)
    assert revisions.difference(old, new) == here
    subprocesses.stop()


def test_what_changed_since_a_version_is_found_in_long_copies_as_in_short_ones(room, monkeypatch):
    put_instead(room.article, "23.40", "midnight", by=room.writer)
    article = Article.objects.get(pk=room.article.pk)
    here = revisions.difference_since(article, 0)
    assert ("added", "midnight") in [(run.kind, run.text) for block in here[0] for run in block.runs]
    monkeypatch.setattr(revisions, "LONG_CHARACTERS", 10)
    asked = []
    monkeypatch.setattr(
        revisions, "in_subprocess", lambda *args: asked.append(args) or subprocesses.in_subprocess(*args)
    )
    assert revisions.difference_since(article, 0) == here
    assert len(asked) == 1
    subprocesses.stop()
