"""Many people typing in one article, on server processes of their own: how long until the others have it.

The people (newsroom/frontend/tests/programs/typists.ts) send and hear what pages do, in their rhythm, a key
every 120 to 250 ms, but keep nothing of the copy: all of them are one process, which runs beside the server.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.test import Client

from articles.documents.text import text_blocks
from articles.models import Article, Document
from newsroom.models import User
from newsroom.running import frontend, node, programs
from tests.benchmarks.scenes import Newsroom
from tests.factories import join, make_user

SECONDS = 15

TEXT = """## Together

People type in one article of 5,000 words with 100 passages, a key every 120 to 250 ms each: how long until
the others have the letters, from the key and from the batch that it was sent in. A page sends what was typed
after moments that grow with the number of people. The people are one program that sends and hears what pages
do; the work of a page is measured below.

| who | aim (95th) | key: median | 95th | batch: median | 95th | batches a second |
|---|---:|---:|---:|---:|---:|---:|
{rows}
"""


@dataclass(frozen=True)
class Typed:
    """``key`` and ``batch`` are what typists.ts says: count, median, p95, p99, in milliseconds."""

    who: str
    aim: str
    key: dict[str, float]
    batch: dict[str, float]
    batches_a_second: float

    @property
    def row(self) -> str:
        return (
            f"| {self.who} | {self.aim} | {self.key['median']:.0f} ms | {self.key['p95']:.0f} ms "
            f"| {self.batch['median']:.0f} ms | {self.batch['p95']:.0f} ms | {self.batches_a_second:.0f} |"
        )


def section(room: Newsroom) -> str:
    """The chapter of BENCHMARKS.md about people who type together."""
    found = node.find()
    frontend.install(found)
    build = [str(found.program), "build.mjs", "--tests"]
    subprocess.run(build, cwd=frontend.SOURCES, check=True)
    article = room.article_with_queries(100, words=5000)
    people = [join(make_user(f"Typist {n}"), room.desk, "editor") for n in range(40)]
    program = [str(found.program), str(frontend.SOURCES / ".tests" / "typists.mjs")]
    ten = measure(program, article, people[:10], "10 people, 2 processes", "300 ms (key)", cores=None)
    forty = measure(program, article, people, "40 people, 1 process, 1 core", "300 ms (batch)", cores={0})
    return TEXT.format(rows="\n".join(one.row for one in (ten, forty)))


def measure(
    program: list[str], article: Article, people: list[User], who: str, aim: str, *, cores: set[int] | None
) -> Typed:
    with ExitStack() as stack:
        servers = [stack.enter_context(web(cores)) for _ in range(1 if cores else 2)]
        task = {"places": [*places(article, people, servers)], "seconds": SECONDS}
        report = subprocess.run(
            program, input=json.dumps(task) + "\n", capture_output=True, text=True, check=True, timeout=300
        )
    measured = json.loads(report.stdout)
    if not measured["isThere"]:
        raise RuntimeError("Not every letter reached everybody.")
    typed = Typed(who, aim, measured["fromKey"], measured["fromBatch"], measured["batches"] / SECONDS)
    print(typed.row)
    return typed


@contextmanager
def web(cores: set[int] | None = None, **environ: str) -> Iterator[str]:
    """A web process of its own, as ``manage.py up`` starts it, on these cores; its address."""
    with programs.listen("127.0.0.1", 0) as listener:
        own = {**os.environ, "ALLOWED_HOSTS": "127.0.0.1,testserver", **environ}
        report = programs.web_program(listener=listener, environ=own)
        process = subprocess.Popen(
            report.command, env=dict(report.environ), pass_fds=report.inherited_fds, stdin=subprocess.DEVNULL
        )
        if cores and sys.platform == "linux":
            os.sched_setaffinity(process.pid, cores)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        try:
            while not programs.serves(address):
                time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def cookie_of(person: User) -> str:
    client = Client()
    client.force_login(person)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def places(article: Article, people: list[User], servers: list[str]) -> Iterator[dict[str, Any]]:
    """Where each person sits down, at the end of a paragraph of their own: the shape of typists.ts."""
    document = Document.objects.get(pk=article.pk)
    paragraphs = [block for block in text_blocks(document.parsed()) if block.node.type.name == "paragraph"]
    for number, person in enumerate(people):
        block = paragraphs[number]
        yield {
            "base": servers[number % len(servers)],
            "slug": article.slug,
            "article": article.pk,
            "cookie": f"{settings.SESSION_COOKIE_NAME}={cookie_of(person)}",
            "at": block.position + block.node.content.size,
            "version": document.version,
        }
