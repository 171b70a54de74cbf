"""New versions of a copy are filed while people write in it: pages show passages where the server does."""

from __future__ import annotations

import json
import random

import pytest
from django.utils import timezone

from articles.documents import schema
from articles.editing import edits
from articles.models import Article, Document, Revision
from tests.environment import processes
from tests.factories import join, make_article, make_doc, make_query, make_user, newsroom
from tests.newsroom import test_long_session as long
from tests.newsroom.test_long_session import people_script  # noqa: F401  a fixture

ACTS = 240
FILED = (60, 120, 180)
PARAGRAPHS = [
    f"Paragraph {number} is about the {name}, its harbour and the {number}0 boats that leave from there."
    for number, name in enumerate(("island", "lighthouse", "customs house", "quay", "crane", "shipyard"))
]


def next_version(document, chance):
    """The same paragraphs in another order, some of them with a word more."""
    headline, *rest = document.parsed().to_json()["content"]
    blocks = [block for block in rest if block["type"] != "footnote"]
    notes = [block for block in rest if block["type"] == "footnote"]
    chance.shuffle(blocks)
    for block in blocks[::2]:
        last = (block.get("content") or [{}])[-1]
        if last.get("type") == "text":
            last["text"] += " Again."
    return schema.parse({"type": "doc", "content": [headline, *blocks, *notes]})


def test_pages_follow_paragraphs_that_a_new_version_moved(transactional_db, own_broker, people_script):  # noqa: F811
    room = newsroom()
    article = make_article(room.desk, author=room.writer, doc=make_doc(*PARAGRAPHS))
    for name in ("island", "lighthouse", "quay, its harbour", "shipyard"):
        make_query(article, name, by=room.editor)
    editors = [join(make_user(f"Editor {n}"), room.desk, "editor") for n in range(long.PEOPLE)]
    chance = random.Random(11)
    with processes.web_process() as server:
        task = {"places": long.places(article, editors, [server]), "seed": 11, "acts": ACTS, "paused": FILED}
        with long.session(people_script, task) as process:
            for line in process.stdout:
                report = json.loads(line)
                if "done" in report:
                    break
                edits.replace_text(
                    article=Article.objects.get(pk=article.pk),
                    new=next_version(Document.objects.get(pk=article.pk), chance),
                    by=room.writer,
                    reason=Revision.Reason.NEW_VERSION,
                    now=timezone.now(),
                )
                process.stdin.write("go on\n")
                process.stdin.flush()
            else:
                pytest.fail("the people went away")
    assert article.revisions.filter(reason=Revision.Reason.NEW_VERSION).count() == len(FILED)
    document = Document.objects.get(pk=article.pk)
    stands = article.queries.order_by("number").values_list(
        "number", "anchor__start", "anchor__end", "anchor__state"
    )
    for one in report["done"]:
        assert (one["state"], one["reason"], one["version"]) == ("saved", None, document.version)
        assert sorted(map(tuple, one["passages"])) == list(stands)
    assert "moved" in {state for _number, _start, _end, state in stands}
