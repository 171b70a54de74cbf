"""The lists of a large newsroom beside a bare list view."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from newsroom.models import User
from reviews.demo import PASSWORD, large
from reviews.models import Reply
from reviews.search import indexing
from tests.benchmarks import ratios

HEADING = "## Lists of a large newsroom"
WORD = "survey"
"""Is in many of the copies that are made up."""
PAGES = (
    ("Stories", "/stories/", "/bare/"),
    ("Board", "/board/", "/bare/board/"),
    ("Needs me", "/", "/bare/needs-me/"),
    ("Inbox", "/inbox/", "/bare/inbox/"),
    ("Search", f"/search/?q={WORD}", f"/bare/search/?q={WORD}"),
)
"""Each with the bare view of the same rows."""
AIM = 1.5
MOST_STATEMENTS = 12
REPLIES_A_STORY = 10
PEOPLE = 200

TEXT = """{heading}

Pages of an editor among {people} people, each beside a view that shows the same rows and nothing else
(`tests/benchmarks/bare_lists.py`): no filters, no counts in the bar, no choices. The newsroom is made by
`manage.py seed_newsroom`: one story in ten is in progress, and there are ten replies for each. Measured as
above; the load of the machine was {load}. A page is to take at most {most_statements} SQL statements.

{columns}
{rows}

{statements}
"""


def section(sizes: Sequence[int]) -> str:
    """The chapter of BENCHMARKS.md with the lists, at each of these numbers of stories."""
    rows, statements = [], []
    for size in sizes:
        fill(size)
        with ExitStack() as stack:
            person = large.somebody()
            bench = ratios.start(stack, person)
            for name, path, bare in PAGES:
                what = f"{name}, {size:,} stories"
                rows.append(bench.side_by_side(what, ratios.both(bare, path), aim=AIM).row)
                statements.append(f"{what}: {statements_of(person, path)} statements")
    return TEXT.format(
        heading=HEADING,
        columns=ratios.COLUMNS,
        rows="\n".join(rows),
        statements="; ".join(statements) + ".",
        people=PEOPLE,
        most_statements=MOST_STATEMENTS,
        load=ratios.load(),
    )


def fill(stories: int) -> None:
    """Make up what is missing to so many stories, beside whatever else is there."""
    others = Article.objects.exclude(author__email__endswith=large.DOMAIN).count()
    other_replies = Reply.objects.exclude(author__email__endswith=large.DOMAIN).count()
    size = large.Size(stories + others, stories * REPLIES_A_STORY + other_replies, PEOPLE)
    large.seed(size, password=PASSWORD, force=True, now=timezone.now(), progress=print)
    for _count in indexing.rebuild():
        pass


def statements_of(person: User, path: str) -> int:
    client = Client()
    client.force_login(person)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return len(captured)
