"""What is measured: the acts of a working day, on copy of the size that newsrooms have."""

from __future__ import annotations

import json
import random
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.documents.flat import flatten
from articles.documents.spans import Span
from articles.importing import import_copy
from articles.models import Article
from newsroom.models import User
from newsroom.server.steps import ReadBatch, read_batch, write_batches
from reviews.models import Query, Reply
from reviews.queries import answering, asking
from reviews.workflow import signoff
from tests.benchmarks import mail, notes, search, style, word
from tests.benchmarks.measuring import Figure, timed
from tests.environment.broker import Restartable
from tests.factories import (
    NOW,
    join,
    make_article,
    make_desk,
    make_doc,
    make_query,
    make_user,
    place_of,
    typed,
)

COPY = Path(__file__).resolve().parents[2] / "reviews" / "demo" / "copy"
NOTES = ("<which of the two?>", "[AU: source?]", "(PLS CHECK DATE)", "[LEGAL: may we say so?]", "TK")


def paragraphs(words: int, seed: int = 1) -> list[str]:
    """Believable copy of about so many words, cut from the demo newsroom's stories."""
    sentences = [
        sentence.strip() + "."
        for name in ("bridge.md", "orchestra.md", "library.md")
        for sentence in (COPY / name).read_text().replace("\n", " ").split(". ")
        if "<" not in sentence and "#" not in sentence
    ]
    rng, out, count = random.Random(seed), [], 0
    while count < words:
        paragraph = " ".join(rng.choices(sentences, k=3))
        out.append(paragraph)
        count += len(paragraph.split())
    return out


def with_notes(texts: list[str], every: int = 4) -> str:
    """Markdown of these paragraphs, with a note in every fourth."""
    noted = [
        text.replace(". ", f" {NOTES[index % len(NOTES)]}. ", 1) if index % every == 0 else text
        for index, text in enumerate(texts)
    ]
    return "# A long story about the harbour\n\n" + "\n\n".join(noted) + "\n"


class Newsroom:
    """A desk of twenty editors, and somebody signed in."""

    def __init__(self) -> None:
        self.desk = make_desk("bench")
        self.editors = [join(make_user(f"Editor {n}"), self.desk, "editor") for n in range(21)]
        self.writer = join(make_user("Mara Velde"), self.desk, "writer")
        self.client = Client()
        self.client.force_login(self.editors[0])

    def article_with_queries(self, count: int, words: int = 3000) -> Article:
        article = make_article(self.desk, author=self.writer, doc=make_doc(*paragraphs(words)))
        copy = flatten(article.document.parsed())
        rng = random.Random(count)
        for number in range(count):
            offset = rng.randrange(100, len(copy.text) - 100)
            asking.ask(
                article=article,
                by=self.editors[0],
                on=Span(copy.position(offset), copy.position(offset + 12, end=True), 0),
                question=f"Is this right, and who says so? ({number})",
                now=NOW,
            )
        self._reply_to_all(article)
        return article

    def _reply_to_all(self, article: Article) -> None:
        """Three replies to each query, as rows: to reply so often would take longer than to measure."""
        body = "It is; see the second page of the letter."
        Reply.objects.bulk_create(
            Reply(query=query, author=self.writer, body=body, created_at=NOW)
            for query in article.queries.all()
            for _ in range(3)
        )
        article.queries.update(state=Query.State.ANSWERED)

    def get(self, url: str) -> None:
        answer = self.client.get(url)
        if answer.status_code != 200:
            raise RuntimeError(f"{url}: {answer.status_code}")

    def statements(self, url: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            self.get(url)
        return len(captured)


def measure_all(room: Newsroom, own_broker: Restartable) -> list[Figure]:
    return [
        yardstick(room),
        *opening(room),
        editing_figure(room),
        *threads(room),
        *comparing(room),
        *importing(room),
        *notes.measure("\n\n".join(paragraphs(20_000)), with_notes(paragraphs(20_000), every=40)),
        *style.measure(paragraphs(5_000)),
        *word.measure(paragraphs(5000), paragraphs(200 * word.WORDS_A_PAGE)),
        listing(room),
        *mail.measure(paragraphs(3000), own_broker),
        *search.measure(room),
    ]


def yardstick(room: Newsroom) -> Figure:
    """What a request costs here that does next to nothing: sign-in, access, one row as JSON."""
    article = make_article(room.desk, author=room.writer)
    return timed(
        "For comparison: one article's row as JSON", lambda: room.get(f"/api/articles/{article.slug}")
    )


def opening(room: Newsroom) -> list[Figure]:
    figures = []
    for count, aim in ((50, 40.0), (100, None)):
        article = room.article_with_queries(count)
        url = f"/articles/{article.slug}/"
        figures.append(
            timed(
                f"Open an article: 3,000 words, {count} queries of 3 replies",
                lambda url=url: room.get(url),
                aim=aim,
                statements=lambda url=url: room.statements(url),
            )
        )
    return figures


def editing_figure(room: Newsroom) -> Figure:
    article = room.article_with_queries(100, words=5000)
    start, _ = place_of(article, article.document.parsed().child(1).text_content[:20])
    token, name = "a" * 32, settings.SESSION_COOKIE_NAME
    cookie = f"csrftoken={token}; {name}={room.client.cookies[name].value}"
    headers = {"host": "testserver", "cookie": cookie, "x-csrftoken": token}
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/api/articles/{article.slug}/steps",
        "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
    }
    version = 0

    def send() -> None:
        nonlocal version
        body = {"version": version, "client_id": "bench", "steps": [typed(start, start, "a")]}
        read = read_batch(scope, json.dumps(body).encode())
        assert isinstance(read, ReadBatch), read
        ((status, _answer),) = write_batches(article.slug, [read])
        assert status == 200
        version += 1

    return timed("One edit batch (5,000 words, 100 passages)", send, aim=8.0, runs=200)


def threads(room: Newsroom) -> list[Figure]:
    unowned = make_article(room.desk, doc=make_doc(*paragraphs(3000)))
    start, end = place_of(unowned, "The")
    editor = User.objects.get(pk=room.editors[0].pk)

    def ask() -> None:
        body = {"start": start, "end": end, "version": 0, "question": "Who says so?"}
        url = f"/api/articles/{unowned.slug}/queries"
        assert room.client.post(url, json.dumps(body), content_type="application/json").status_code == 201

    article = make_article(room.desk, author=room.writer, doc=make_doc(*paragraphs(3000)))
    query = make_query(article, "The", by=editor)
    for person in room.editors:
        answering.reply(query=query, by=person, body="Seconded.", now=NOW)

    def reply() -> None:
        url = f"/api/articles/{article.slug}/queries/1/replies"
        body = {"body": "It is; see the second page of the letter."}
        assert room.client.post(url, json.dumps(body), content_type="application/json").status_code == 201

    return [
        timed("Ask a query, 20 people notified", ask, aim=12.0),
        timed("Reply, 21 people notified", reply, aim=12.0),
    ]


def comparing(room: Newsroom) -> list[Figure]:
    from articles.editing import edits
    from articles.models import Revision

    texts = paragraphs(3000)
    article = make_article(room.desk, author=room.writer, doc=make_doc(*texts))
    changed = [text.replace("the", "that", 2) if n % 3 == 0 else text for n, text in enumerate(texts)]
    changed.insert(5, changed.pop(20))
    edits.replace_text(
        article=article,
        new=make_doc(*changed),
        by=room.writer,
        reason=Revision.Reason.NEW_VERSION,
        now=NOW,
    )
    url = f"/articles/{article.slug}/compare/?from=1&to=2"
    return [timed("Compare two revisions of 3,000 words", lambda: room.get(url), aim=60.0)]


def importing(room: Newsroom) -> list[Figure]:
    from reviews.workflow import intake

    figures = []
    for words, aim in ((5000, 150.0), (10000, None)):
        source = with_notes(paragraphs(words)).encode()

        def file(source: bytes = source) -> None:
            imported = import_copy(source, filename="story.md")
            intake.file_copy(imported=imported, desk=room.desk, author=room.writer, by=None, now=NOW)

        count = len(import_copy(source, filename="story.md").notes)
        figures.append(timed(f"Import {words:,} words with {count} notes", file, runs=20, warm_up=2, aim=aim))
    return figures


def listing(room: Newsroom) -> Figure:
    """Ten thousand articles, written in bulk: rows are rows, however they came."""
    from django.test.utils import override_settings

    template = make_article(room.desk, author=room.writer)
    fields = {
        f.attname: getattr(template, f.attname) for f in Article._meta.concrete_fields if not f.primary_key
    }
    made = Article.objects.bulk_create(
        [Article(**fields | {"slug": f"story-{n}", "headline": f"Story {n}"}) for n in range(10_000)]
    )
    stage = signoff.current_round(template).stage
    from reviews.models import Round

    Round.objects.bulk_create(Round(article=a, number=1, stage=stage, opened_at=NOW) for a in made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    with override_settings():
        return timed(
            "List of stories among 10,000 articles",
            lambda: room.get("/stories/"),
            aim=25.0,
            statements=lambda: room.statements("/stories/"),
        )
