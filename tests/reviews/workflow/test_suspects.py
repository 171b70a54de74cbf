from __future__ import annotations

import pytest
from django.core.cache import caches
from django.core.cache.backends.dummy import DummyCache
from django.utils import timezone

from articles.documents.notes import find_in_all, find_suspects
from articles.documents.notes import suspects as scanner_of_suspects
from articles.documents.notes.settling import settle
from newsroom import subprocesses
from reviews.workflow import suspects
from reviews.workflow.preflight import Code, preflight
from reviews.workflow.releasing import NotClean, release
from tests.factories import NOW, make_article, make_doc

DOUBTFUL = "The minister (who?) said nothing about TK percent of it."
LONG = " ".join(["The road is closed today."] * 2_500) + " " + DOUBTFUL


@pytest.fixture
def reads(monkeypatch):
    """The texts that the scanner is given."""
    suspects.forget()
    caches["shared"].clear()
    seen: list[str] = []

    def read(texts):
        seen.extend(texts)
        return find_in_all(texts)

    monkeypatch.setattr(suspects, "find_in_all", read)
    monkeypatch.setattr(suspects, "in_subprocess", lambda function, *args: function(*args))
    yield seen
    suspects.forget()
    caches["shared"].clear()


def test_a_text_is_read_once_for_all_who_ask(room, reads):
    article = make_article(room.desk, author=room.writer, doc=make_doc(DOUBTFUL))
    first = preflight(article, now=NOW)
    assert Code.PLACEHOLDER in [one.code for one in first]
    count = len(reads)
    assert count
    assert preflight(article, now=NOW) == first
    assert preflight(type(article).objects.get(pk=article.pk), now=NOW) == first
    assert len(reads) == count


def test_another_byline_is_another_text(room, reads):
    article = make_article(room.desk, author=room.writer, doc=make_doc("Nothing in it."))
    preflight(article, now=NOW)
    article.byline = "Ruth TK"
    assert Code.PLACEHOLDER in [one.code for one in preflight(article, now=NOW)]


def test_a_long_text_is_read_once_for_all_processes(reads):
    found = suspects.suspects_in([LONG])
    assert found == [find_suspects(LONG)] != [[]]
    suspects.forget()
    assert suspects.suspects_in([LONG]) == found
    assert len(reads) == 1


def test_a_long_text_is_read_in_another_process_to_the_same_end(monkeypatch):
    monkeypatch.setattr(suspects, "cache", DummyCache("", {}))
    texts = [LONG, DOUBTFUL]
    here = find_in_all(texts)
    ours = _read_here(monkeypatch)
    assert suspects.suspects_in(texts, anew=True) == here
    assert not ours
    assert suspects.suspects_in(texts[1:], anew=True) == here[1:]
    assert ours
    subprocesses.stop()
    suspects.forget()


def _read_here(monkeypatch):
    """The texts that this process reads from now on."""
    ours = []
    monkeypatch.setattr(scanner_of_suspects, "settle", lambda view: ours.append(view) or settle(view))
    return ours


def test_a_shared_cache_that_is_away_costs_nothing_but_the_reading(reads, monkeypatch):
    class Away:
        def __getattr__(self, name):
            raise ConnectionError("away")

    monkeypatch.setattr(suspects, "cache", Away())
    monkeypatch.setattr(suspects, "breaker", suspects.Breaker())
    assert suspects.suspects_in([LONG]) == [find_suspects(LONG)]


def test_what_is_kept_has_an_end(reads, monkeypatch):
    monkeypatch.setattr(suspects, "MOST_TEXTS", 3)
    for number in range(10):
        suspects.suspects_in([f"Text {number}"])
    assert len(suspects.findings_by_key) == 3


def test_a_new_scanner_reads_anew(reads, monkeypatch):
    suspects.suspects_in([DOUBTFUL])
    monkeypatch.setattr(suspects, "SCANNER_VERSION", "next")
    suspects.suspects_in([DOUBTFUL])
    assert len(reads) == 2


def test_copy_leaves_on_what_is_read_then_and_not_on_what_was_kept(room, reads):
    article = make_article(room.desk, author=room.writer, doc=make_doc(DOUBTFUL))
    preflight(article, now=NOW)
    for key in suspects.findings_by_key:
        suspects.findings_by_key[key] = [[] for _each in suspects.findings_by_key[key]]
    assert not [one for one in preflight(article, now=NOW) if one.words]
    with pytest.raises(NotClean) as refused:
        release(article=article, by=room.slot, now=timezone.now())
    assert Code.PLACEHOLDER in [one.code for one in refused.value.findings]
