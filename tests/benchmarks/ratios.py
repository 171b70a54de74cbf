"""Server time as a ratio to bare Django views, side by side on two web processes.

Both are asked in turn, so that a busy machine is as busy for the one as for the other.
"""

from __future__ import annotations

import http.client
import itertools
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings

from articles.editing import edits
from articles.models import Article, Revision
from tests.benchmarks.scenes import Newsroom, paragraphs
from tests.benchmarks.together import cookie_of, web
from tests.factories import NOW, make_article, make_doc, place_of

ROUNDS = 60
WARM_UP = 8
SETTINGS = "tests.benchmarks.bare_settings"

TEXT = """## Beside bare Django views

Each act, and a view that does the least possible for the same (`tests/benchmarks/bare.py`): the same session
and middleware, the rows that nobody could do without, the plainest template. Both are asked in turn, on
two web processes, so that the ratio holds on a busy machine.

| what | bare view | Copydesk | ratio | aim |
|---|---:|---:|---:|---:|
{rows}

Twice the threads cost an opening {growth:.2f} times as much.
"""

Ask = Callable[[], None]


@dataclass(frozen=True)
class Pair:
    """Medians in milliseconds, as the client waits."""

    what: str
    bare: float
    ours: float
    aim: float

    @property
    def ratio(self) -> float:
        return self.ours / self.bare

    @property
    def row(self) -> str:
        return f"| {self.what} | {self.bare:.1f} ms | {self.ours:.1f} ms | {self.ratio:.2f} | {self.aim} |"


class Visitor:
    """Somebody signed in, who keeps a connection to each web process and takes them in turn."""

    def __init__(self, addresses: list[str], cookie: str) -> None:
        token = "a" * 32
        self._headers = {
            "Cookie": f"csrftoken={token}; {settings.SESSION_COOKIE_NAME}={cookie}",
            "X-CSRFToken": token,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        hosts = [address.removeprefix("http://") for address in addresses]
        self._connections = itertools.cycle([http.client.HTTPConnection(host) for host in hosts])

    def get(self, path: str) -> None:
        self._ask("GET", path, None)

    def post(self, path: str, fields: Mapping[str, object]) -> None:
        self._ask("POST", path, urlencode(fields))

    def _ask(self, method: str, path: str, body: str | None) -> None:
        connection = next(self._connections)
        headers = self._headers if method == "POST" else {"Cookie": self._headers["Cookie"]}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
        except (
            http.client.RemoteDisconnected,
            BrokenPipeError,
        ):  # idle for too long, as the next story was made
            connection.close()
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {said[:500]!r}")


def side_by_side(what: str, bare: Iterator[Ask], ours: Iterator[Ask], *, aim: float) -> Pair:
    """Both in turn, ``ROUNDS`` times; each iterator gives the next act to time."""
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS + WARM_UP):
        for side, acts in enumerate((bare, ours) if turn % 4 < 2 else (ours, bare)):
            act = next(acts)
            begun = time.perf_counter()
            act()
            elapsed = (time.perf_counter() - begun) * 1000
            if turn >= WARM_UP:
                taken[side if turn % 4 < 2 else 1 - side].append(elapsed)
    pair = Pair(what, statistics.median(taken[0]), statistics.median(taken[1]), aim)
    print(pair.row)
    return pair


def section(room: Newsroom) -> str:
    """The chapter of BENCHMARKS.md with the ratios."""
    with ExitStack() as stack:
        addresses = [stack.enter_context(web(DJANGO_SETTINGS_MODULE=SETTINGS)) for _ in range(2)]
        visitor = Visitor(addresses, cookie_of(room.editors[0]))
        pairs = [*opening(room, visitor), *acting(room, visitor), comparing(room, visitor)]
    growth = pairs[1].ours / pairs[0].ours
    return TEXT.format(rows="\n".join(pair.row for pair in pairs), growth=growth)


def opening(room: Newsroom, visitor: Visitor) -> Iterator[Pair]:
    for count in (50, 100):
        slug = room.article_with_queries(count).slug
        yield side_by_side(
            f"Open, {count} threads",
            itertools.repeat(lambda slug=slug: visitor.get(f"/bare/{slug}/")),
            itertools.repeat(lambda slug=slug: visitor.get(f"/articles/{slug}/")),
            aim=1.8,
        )


def acting(room: Newsroom, visitor: Visitor) -> Iterator[Pair]:
    """Reply, resolve and ask: each side on a story of its own, of the same copy and queries."""
    count = ROUNDS + WARM_UP
    bare, ours = (room.article_with_queries(count) for _ in range(2))
    roots = f"/bare/{bare.slug}/queries/", f"/articles/{ours.slug}/queries/"
    answer = {"body": "It is; see the second page of the letter."}
    for what, act, fields in (("Reply, 21 people notified", "reply", answer), ("Resolve", "resolve", {})):
        yield side_by_side(what, *(_each(visitor, root, act, fields) for root in roots), aim=2)
    bare, ours = (room.article_with_queries(20) for _ in range(2))
    sides = _asking(visitor, bare, "bare"), _asking(visitor, ours, "articles")
    yield side_by_side("Ask, the page’s 20 threads drawn anew", *sides, aim=2)


def _each(visitor: Visitor, root: str, act: str, fields: Mapping[str, object]) -> Iterator[Ask]:
    for number in itertools.count(1):
        yield lambda number=number: visitor.post(f"{root}{number}/{act}", fields)


def _asking(visitor: Visitor, article: Article, root: str) -> Iterator[Ask]:
    start, end = place_of(article, "The")
    fields = {"start": start, "end": end, "version": 0, "question": "Who says so?", "kind": "wording"}
    return itertools.repeat(lambda: visitor.post(f"/{root}/{article.slug}/queries/", fields))


def comparing(room: Newsroom, visitor: Visitor) -> Pair:
    """Beside opening the same story barely: what a comparison needs to be read is more than that."""
    texts = paragraphs(3000)
    article = make_article(room.desk, author=room.writer, doc=make_doc(*texts))
    changed = [text.replace("the", "that", 2) if n % 3 == 0 else text for n, text in enumerate(texts)]
    edits.replace_text(
        article=article, new=make_doc(*changed), by=room.writer, reason=Revision.Reason.NEW_VERSION, now=NOW
    )
    story = room.article_with_queries(50)
    return side_by_side(
        "Compare two revisions of 3,000 words, beside a bare opening with 50 threads",
        itertools.repeat(lambda: visitor.get(f"/bare/{story.slug}/")),
        itertools.repeat(lambda: visitor.get(f"/articles/{article.slug}/compare/?from=1&to=2")),
        aim=2.5,
    )
