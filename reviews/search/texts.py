"""What is read of a story for search: its copy, its threads, the people in it, and what was released."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from articles.documents import stored
from articles.documents.text import published_fields, without_references
from articles.models import Article, CoAuthor
from reviews.models import Query, Release, Reply, SearchEntry
from reviews.search.folding import words_in

Kind = SearchEntry.Kind
Text = tuple[str, int | None, str]
"""The kind, the number of the query if the words are of a thread, and the words."""

LONGEST: Final = 300_000
"""Characters that are read of all texts of one kind: copy of 50,000 words, in which no newsroom searches."""
MOST_FOLDED: Final = 900_000
"""Bytes of folded words, of which PostgreSQL takes a megabyte."""
MOST_RELEASES: Final = 5
"""The newest releases of a story, of which later ones mostly repeat the words."""
BREAK: Final = " |"
"""Between texts, so that no phrase goes from one to the next."""

_KINDS: Final = {"headline": Kind.HEADLINE, "standfirst": Kind.STANDFIRST}


class Stories:
    """The texts of several stories, read in five statements."""

    def __init__(self, ids: Collection[int]) -> None:
        """``articles`` is read before everything else: what comes meanwhile is newer than it says."""
        found = (
            Article.objects.filter(pk__in=ids).select_related("document", "author", "editor").order_by("pk")
        )
        self.articles = list(found)
        self._threads: dict[int, list[Text]] = defaultdict(list)
        self._people: dict[int, list[str]] = defaultdict(list)
        self._released: dict[int, list[str]] = defaultdict(list)
        co_authors = CoAuthor.objects.filter(article__in=ids).order_by("article", "position")
        for pk, name in co_authors.values_list("article", "person__name"):
            self._people[pk].append(name)
        self._read_queries(ids)
        self._read_replies(ids)
        releases = Release.objects.filter(article__in=ids).order_by("-pk")
        for pk, content in releases.values_list("article", "revision__content"):
            if len(self._released[pk]) < MOST_RELEASES:
                self._released[pk].append(content)

    def texts(self, article: Article) -> list[Text]:
        """All texts of a story but its headline, which is the story's own."""
        copy = list(_copy(article.document.content))
        own = [person.name for person in (article.author, article.editor) if person]
        people = [*own, article.byline, *self._people[article.pk]]
        released = (line for content in self._released[article.pk] for _kind, line in _copy(content))
        return [
            *_joined(Kind.STANDFIRST, (line for kind, line in copy if kind == Kind.STANDFIRST)),
            *_joined(Kind.COPY, (line for kind, line in copy if kind == Kind.COPY)),
            *_within_bounds(sorted(self._threads[article.pk], key=lambda text: text[1] or 0)),
            *_joined(Kind.PEOPLE, people),
            *_joined(Kind.RELEASED, released),
        ]

    def _read_queries(self, ids: Collection[int]) -> None:
        rows = Query.objects.filter(article__in=ids).order_by("article", "number")
        names = ("asked_by__name", "asked_as", "assigned_to__name")
        for pk, number, question, proposed, *people in rows.values_list(
            "article", "number", "question", "proposed", *names
        ):
            self._threads[pk].append((Kind.QUERY.value, number, _lines(question, proposed)))
            self._people[pk] += people

    def _read_replies(self, ids: Collection[int]) -> None:
        rows = Reply.objects.filter(query__article__in=ids).order_by("query", "created_at", "pk")
        for pk, number, body, proposed, *people in rows.values_list(
            "query__article", "query__number", "body", "proposed", "author__name", "written_as"
        ):
            self._threads[pk].append((Kind.REPLY.value, number, _lines(body, proposed)))
            self._people[pk] += people


def _copy(content: str) -> Iterator[tuple[Kind, str]]:
    """Each field of a stored document as it would be published, with its kind."""
    for field in published_fields(stored.published(content)):
        yield _KINDS.get(field.name, Kind.COPY), without_references(field.text)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _joined(kind: Kind, lines: Iterable[str | None]) -> list[Text]:
    """One text of the lines that say something, each once; none when none does."""
    said = dict.fromkeys(line.strip() for line in lines if line and line.strip())
    return _within_bounds([(kind.value, None, "\n".join(said))]) if said else []


def _within_bounds(texts: Iterable[Text]) -> list[Text]:
    """The first of the texts, as far as there is room for their kind. No database takes a NUL."""
    room: dict[str, int] = defaultdict(lambda: LONGEST)
    kept: list[Text] = []
    for kind, number, text in texts:
        text = text.replace("\x00", " ")[: room[kind]]
        room[kind] -= len(text)
        if text:
            kept.append((kind, number, text))
    return kept


def folded(headline: str, texts: Iterable[Text]) -> str:
    """The words of all texts as they are compared, each behind the letter of its kind."""
    parts: list[str] = []
    room = MOST_FOLDED
    for kind, _number, text in [(Kind.HEADLINE.value, None, headline), *texts]:
        for line in text.splitlines():
            words = "".join(f" {kind}{word.folded}" for word in words_in(line))
            room -= len(words.encode()) + len(BREAK)
            if room < 0:
                return "".join(parts) + " "
            if words:
                parts += words, BREAK
    return "".join(parts) + " "
