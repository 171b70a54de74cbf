"""Server time as a ratio to bare Django views, side by side on two web processes.

Both are asked in turn, so that a busy machine is as busy for the one as for the other. Beside the time stands
how many functions Python calls for each, which does not depend on the machine at all.
"""

from __future__ import annotations

import cProfile
import http.client
import itertools
import os
import pstats
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client
from django.test.utils import override_settings

from articles.editing import edits
from articles.models import Article, Revision
from newsroom.models import User
from tests.benchmarks.scenes import Newsroom, paragraphs
from tests.benchmarks.together import cookie_of, web
from tests.factories import NOW, make_article, make_doc, place_of

ROUNDS = 60
WARM_UP = 8
COUNTED = 3
"""How often an act is done to count calls; the last counts, for the first ones also fill what is kept."""
SETTINGS = "tests.benchmarks.bare_settings"
HEADING = "## Beside bare Django views"
COLUMNS = """| what | bare view | Copydesk | ratio | of the quickest | calls | ratio of calls | aim |
|---|---:|---:|---:|---:|---:|---:|---:|"""

TEXT = """{heading}

Each act, and a view that does the least possible for the same (`tests/benchmarks/bare.py`): the same session
and middleware, the rows that nobody could do without, the plainest template. Both are asked in turn, on
two web processes, so that the ratio holds on a busy machine: medians of {rounds}, and the ratio of the
quickest of each. Calls are those of Python functions, and do not depend on the machine. Its load was {load}.

{columns}
{rows}

With twice the threads the ratio of an opening is {growth:.2f} times what it was; the aim is 1.2 at most.
"""

Act = Callable[[], None]


class Asking(Protocol):
    """Somebody signed in, who asks for pages and sends forms. Raises RuntimeError for any status but 200."""

    def get(self, path: str) -> None: ...
    def post(self, path: str, fields: Mapping[str, object]) -> None: ...


Sides = Callable[[Asking, int], tuple[Iterator[Act], Iterator[Act]]]
"""The acts of the bare view and of ours for who asks, from the query with that number on."""


@dataclass(frozen=True)
class Pair:
    """Milliseconds, as the client waits, and calls of Python functions in a process."""

    what: str
    bare: Sequence[float]
    ours: Sequence[float]
    calls: tuple[int, int]
    aim: float

    @property
    def ratio(self) -> float:
        return statistics.median(self.ours) / statistics.median(self.bare)

    @property
    def row(self) -> str:
        bare, ours = statistics.median(self.bare), statistics.median(self.ours)
        least = min(self.ours) / min(self.bare)
        counted = f"{self.calls[0]:,} and {self.calls[1]:,} | {self.calls[1] / self.calls[0]:.2f}"
        return (
            f"| {self.what} | {bare:.1f} ms | {ours:.1f} ms | {self.ratio:.2f} | {least:.2f} "
            f"| {counted} | {self.aim} |"
        )


class Visitor:
    """Keeps a connection to each web process, and takes them in turn."""

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


class Counter:
    """Asks in this process, and counts the calls of functions of the last request."""

    def __init__(self, person: User) -> None:
        self._client = Client(headers={"HX-Request": "true"})
        self._client.force_login(person)
        self._pages = Client()
        self._pages.force_login(person)
        self.calls = 0

    def get(self, path: str) -> None:
        self._count(path, lambda: self._pages.get(path).status_code)

    def post(self, path: str, fields: Mapping[str, object]) -> None:
        self._count(path, lambda: self._client.post(path, fields).status_code)

    def _count(self, path: str, ask: Callable[[], int]) -> None:
        profile = cProfile.Profile()
        status = profile.runcall(ask)
        if status != 200:
            raise RuntimeError(f"{path}: {status}")
        self.calls = pstats.Stats(profile).total_calls  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Bench:
    """Where both sides are asked: over HTTP for the time, in this process for the calls."""

    visitor: Visitor
    counter: Counter

    def side_by_side(self, what: str, sides: Sides, *, aim: float) -> Pair:
        """Both in turn, ``ROUNDS`` times."""
        times = _timed(*sides(self.visitor, 1))
        with override_settings(ROOT_URLCONF="tests.benchmarks.bare"):
            counted = [self._calls(side) for side in sides(self.counter, ROUNDS + WARM_UP + 1)]
        pair = Pair(what, *times, (counted[0], counted[1]), aim)
        print(pair.row, flush=True)
        return pair

    def _calls(self, acts: Iterator[Act]) -> int:
        for act in itertools.islice(acts, COUNTED):
            act()
        return self.counter.calls


def _timed(bare: Iterator[Act], ours: Iterator[Act]) -> tuple[list[float], list[float]]:
    taken: tuple[list[float], list[float]] = ([], [])
    for turn in range(ROUNDS + WARM_UP):
        first = turn // 2 % 2
        for side in (first, 1 - first):
            act = next((bare, ours)[side])
            begun = time.perf_counter()
            act()
            elapsed = (time.perf_counter() - begun) * 1000
            if turn >= WARM_UP:
                taken[side].append(elapsed)
    return taken


def load() -> str:
    """How many processes wanted to run, on average, in the last minute and the last quarter of an hour."""
    minute, _five, quarter = os.getloadavg()
    return f"{minute:.1f} ({quarter:.1f} over a quarter of an hour) on {os.cpu_count()} cores"


def start(stack: ExitStack, person: User) -> Bench:
    """Two web processes that last as long as ``stack``, and this person asking them."""
    addresses = [stack.enter_context(web(DJANGO_SETTINGS_MODULE=SETTINGS)) for _ in range(2)]
    return Bench(Visitor(addresses, cookie_of(person)), Counter(person))


def section(room: Newsroom) -> str:
    """The chapter of BENCHMARKS.md with the ratios."""
    with ExitStack() as stack:
        bench = start(stack, room.editors[0])
        pairs = [*opening(room, bench), *acting(room, bench), comparing(room, bench)]
    rows = "\n".join(pair.row for pair in pairs)
    growth = pairs[1].ratio / pairs[0].ratio
    return TEXT.format(heading=HEADING, columns=COLUMNS, rows=rows, growth=growth, rounds=ROUNDS, load=load())


def both(bare: str, ours: str) -> Sides:
    """Two addresses, asked for as often as it takes."""
    return lambda who, _first: (
        itertools.repeat(lambda: who.get(bare)),
        itertools.repeat(lambda: who.get(ours)),
    )


def opening(room: Newsroom, bench: Bench) -> Iterator[Pair]:
    for count in (50, 100):
        slug = room.article_with_queries(count).slug
        yield bench.side_by_side(
            f"Open, {count} threads", both(f"/bare/{slug}/", f"/articles/{slug}/"), aim=1.8
        )


def acting(room: Newsroom, bench: Bench) -> Iterator[Pair]:
    """Reply, resolve and ask: each side on a story of its own, of the same copy and queries."""
    bare, ours = (room.article_with_queries(ROUNDS + WARM_UP + COUNTED) for _ in range(2))
    roots = f"/bare/{bare.slug}/queries/", f"/articles/{ours.slug}/queries/"
    answer = {"body": "It is; see the second page of the letter."}
    for what, act, fields in (("Reply, 21 people notified", "reply", answer), ("Resolve", "resolve", {})):
        yield bench.side_by_side(what, _each(roots, act, fields), aim=2)
    bare, ours = (room.article_with_queries(20) for _ in range(2))
    yield bench.side_by_side("Ask, the page’s 20 threads drawn anew", _asking(bare, ours), aim=2)


def _each(roots: tuple[str, str], act: str, fields: Mapping[str, object]) -> Sides:
    def side(who: Asking, root: str, first: int) -> Iterator[Act]:
        for number in itertools.count(first):
            yield lambda number=number: who.post(f"{root}{number}/{act}", fields)

    return lambda who, first: (side(who, roots[0], first), side(who, roots[1], first))


def _asking(bare: Article, ours: Article) -> Sides:
    def side(who: Asking, root: str, article: Article) -> Iterator[Act]:
        start, end = place_of(article, "The")
        fields = {"start": start, "end": end, "version": 0, "question": "Who says so?", "kind": "wording"}
        return itertools.repeat(lambda: who.post(f"/{root}/{article.slug}/queries/", fields))

    return lambda who, _first: (side(who, "bare", bare), side(who, "articles", ours))


def comparing(room: Newsroom, bench: Bench) -> Pair:
    """Beside opening the same story barely: what a comparison needs to be read is more than that."""
    texts = paragraphs(3000)
    article = make_article(room.desk, author=room.writer, doc=make_doc(*texts))
    changed = [text.replace("the", "that", 2) if n % 3 == 0 else text for n, text in enumerate(texts)]
    edits.replace_text(
        article=article, new=make_doc(*changed), by=room.writer, reason=Revision.Reason.NEW_VERSION, now=NOW
    )
    story = room.article_with_queries(50)
    return bench.side_by_side(
        "Compare two revisions of 3,000 words, beside a bare opening with 50 threads",
        both(f"/bare/{story.slug}/", f"/articles/{article.slug}/compare/?from=1&to=2"),
        aim=2.5,
    )
