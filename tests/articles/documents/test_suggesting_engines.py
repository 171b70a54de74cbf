"""Suggestions made by the browser's engine, replayed here; and what is decided here, replayed there."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter

import pytest

from articles.documents import schema
from articles.documents.steps import apply_batch
from articles.documents.suggestions import (
    accept_steps,
    accepted,
    author_of,
    has_suggestions,
    only_suggests,
    pending,
    reject_steps,
    rejected,
    suggestion_ids,
)
from newsroom.running.frontend import SOURCES

SEQUENCES = int(os.environ.get("SUGGESTING_ROUNDS", "40"))


@pytest.fixture(scope="module")
def run(node_binary, frontend_modules, tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    source = SOURCES / "tests" / "programs" / "suggestions-corpus.ts"
    build = [node_binary.program, SOURCES / "build.mjs", "--script", source, folder]
    subprocess.run(list(map(str, build)), check=True, timeout=60)

    def run(*arguments, lines=()):
        command = [node_binary.program, folder / "suggestions-corpus.mjs", *arguments]
        told = "\n".join(map(json.dumps, lines))
        finished = subprocess.run(
            list(map(str, command)), input=told, capture_output=True, text=True, check=True
        )
        return [json.loads(line) for line in finished.stdout.splitlines()]

    return run


@pytest.fixture(scope="module")
def corpus(run):
    return run("write", 1, SEQUENCES)


def by(author):
    return lambda suggestion: author_of(suggestion) == author


def applied(document, steps):
    data = [step.to_json() for step in steps]
    for at in range(0, len(data), 200):
        document = apply_batch(document, data[at : at + 200]).doc
    return document


def test_what_the_browser_suggests_is_valid_here_and_only_suggests(corpus):
    edits = 0
    for record in corpus:
        document = schema.parse(record["doc"])
        for edit in record["edits"]:
            after = apply_batch(document, edit["steps"]).doc
            assert only_suggests(document, after, edit["author"]) is None
            document = after
            edits += 1
        assert document.eq(schema.parse(record["suggested"]))
    assert edits > SEQUENCES * 10


def test_both_sides_accept_and_reject_alike(corpus):
    for record in corpus:
        document = schema.parse(record["suggested"])
        assert has_suggestions(document)
        assert rejected(document).to_json() == record["rejected"] == record["doc"]
        assert accepted(document).to_json() == record["accepted"]
        for part in record["parts"]:
            project = accepted if part["accept"] else rejected
            assert project(document, by(part["author"])).to_json() == part["doc"]


def test_the_steps_that_settle_suggestions_lead_both_engines_to_the_same_document(corpus, run):
    settled = []
    for record in corpus:
        document = schema.parse(record["suggested"])
        for steps, project in ((accept_steps, accepted), (reject_steps, rejected)):
            for only in (None, by(1), by(2)):
                found = steps(document, only)
                assert applied(document, found).eq(project(document, only))
                settled.append(
                    {
                        "doc": record["suggested"],
                        "steps": [step.to_json() for step in found],
                        "after": project(document, only).to_json(),
                    }
                )
    assert run("apply", lines=settled) == [record["after"] for record in settled]


def test_most_of_the_steps_are_small(corpus):
    """A step that puts something in replaces words, and passages on them would be lost."""
    kinds = Counter()
    for record in corpus:
        document = schema.parse(record["suggested"])
        for step in (*accept_steps(document), *reject_steps(document)):
            data = step.to_json()
            kinds["replaces" if data["stepType"] == "replace" and "slice" in data else "small"] += 1
    assert kinds["replaces"] <= 0.03 * kinds.total()


def test_every_suggestion_of_the_browser_is_listed(corpus):
    for record in corpus:
        document = schema.parse(record["suggested"])
        found = pending(document)
        assert {one.id for one in found} == suggestion_ids(document)
        assert {one.author for one in found} <= {1, 2, 3}
