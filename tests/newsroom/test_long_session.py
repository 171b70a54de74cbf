"""Several people at one copy for two thousand acts, while server and broker are restarted under them.

The people are the page's own client without a browser (newsroom/frontend/tests/programs/people.ts), at two
processes of the real server. COPYDESK_SESSION_SEED names the session; each is another.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
from contextlib import contextmanager

import pytest
from django.conf import settings as django_settings
from django.test import Client

from articles.documents import schema
from articles.documents.digest import canonical_json
from articles.models import Document
from newsroom.running import frontend
from tests.environment import processes
from tests.factories import join, make_article, make_doc, make_user, newsroom

ACTS = 2_000
PEOPLE = 5
PARAGRAPHS = [f"Paragraph {number} says what there is to say, in {number} words." for number in range(12)]


@pytest.fixture
def people_script(node_binary, frontend_modules):
    command = [node_binary.program, "build.mjs", "--tests"]
    subprocess.run(list(map(str, command)), cwd=frontend.SOURCES, check=True, capture_output=True)
    return [str(node_binary.program), str(frontend.SOURCES / ".tests" / "people.mjs")]


def cookie_of(person):
    client = Client()
    client.force_login(person)
    name = django_settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


def places(article, people, servers):
    document = Document.objects.get(pk=article.pk)
    return [
        {
            "base": servers[number % len(servers)].address,
            "slug": article.slug,
            "article": article.pk,
            "cookie": cookie_of(person),
            "doc": json.loads(document.content),
            "version": document.version,
        }
        for number, person in enumerate(people)
    ]


@contextmanager
def session(script, task):
    process = subprocess.Popen(script, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdin.write(json.dumps(task) + "\n")
    process.stdin.flush()
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_long_random_session_ends_with_the_same_for_everybody(transactional_db, own_broker, people_script):
    seed = int(os.environ.get("COPYDESK_SESSION_SEED") or random.randrange(1_000_000))
    print(f"COPYDESK_SESSION_SEED={seed}")
    room = newsroom()
    article = make_article(room.desk, author=room.writer, doc=make_doc(*PARAGRAPHS))
    editors = [join(make_user(f"Editor {n}"), room.desk, "editor") for n in range(PEOPLE)]
    with processes.web_process() as one, processes.web_process() as other:
        acts = {500: one.stop, 520: one.start, 900: own_broker.restart, 1300: other.stop, 1310: other.start}
        acts[1600] = own_broker.restart
        task = {"places": places(article, editors, [one, other]), "seed": seed, "acts": ACTS}
        with session(people_script, {**task, "paused": sorted(acts)}) as process:
            for line in process.stdout:
                report = json.loads(line)
                if "done" in report:
                    break
                acts[report["at"]]()
                process.stdin.write("go on\n")
                process.stdin.flush()
            else:
                pytest.fail("the people went away")
    assert_all_hold_the_same(article, report["done"])


def assert_all_hold_the_same(article, people):
    document = Document.objects.get(pk=article.pk)
    schema.parse(json.loads(document.content))
    states = [(one["state"], one["reason"], one["version"]) for one in people]
    assert states == [("saved", None, document.version)] * PEOPLE
    for one in people:
        assert canonical_json(schema.parse(one["doc"])) == document.content
    place = ("number", "anchor__start", "anchor__end", "anchor__state")
    stands = article.queries.order_by("number").values_list(*place)
    assert stands
    for one in people:
        assert sorted(map(tuple, one["passages"])) == list(stands)
    assert document.version > ACTS / 2
