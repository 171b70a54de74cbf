"""The Python engine against the one in the browser: same steps, same documents, same positions."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from prosemirror.transform import Step

from articles.documents import schema
from articles.documents.steps import apply_batch

SCRIPT = Path(__file__).with_name("fuzz_steps.mjs")
SCHEMA = Path(schema.__file__).with_name("schema.json")
KINDS = {"replace", "replaceAround", "addMark", "removeMark", "addNodeMark", "removeNodeMark", "attr"}


def records(node_binary, frontend_modules, seed):
    command = [node_binary.program, SCRIPT, frontend_modules, SCHEMA, str(seed), "14", "110"]
    finished = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, check=True, timeout=120
    )
    return [json.loads(line) for line in finished.stdout.splitlines()]


def assert_same_mapping(step, record):
    step_map = step.get_map()
    assert step_map.ranges == record["ranges"]
    for position, *expected in record["mapped"]:
        right, left = step_map.map_result(position, 1), step_map.map_result(position, -1)
        found = [right.pos, right.deleted, right.deleted_across, left.pos, left.deleted, left.deleted_across]
        assert found == expected
        assert [step_map.map(position, 1), step_map.map(position, -1)] == [expected[0], expected[3]]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_edits_of_the_browser_come_out_the_same_here(node_binary, frontend_modules, seed):
    doc = None
    kinds: Counter[str] = Counter()
    for record in records(node_binary, frontend_modules, seed):
        if "doc" in record:
            doc = schema.parse(record["doc"])
            assert doc.to_json() == record["doc"]
            continue
        applied = apply_batch(doc, [record["step"]])
        assert applied.steps[0].to_json() == record["step"]
        assert applied.doc.to_json() == record["after"]
        assert applied.steps[0].invert(doc).to_json() == record["inverse"]
        assert Step.from_json(schema.schema, record["step"]).to_json() == record["step"]
        assert_same_mapping(applied.steps[0], record)
        kinds[record["step"]["stepType"]] += 1
        doc = applied.doc
    assert kinds.total() > 1_000
    assert kinds.keys() >= KINDS
