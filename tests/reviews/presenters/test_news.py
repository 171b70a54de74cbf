from __future__ import annotations

import pytest
from django.utils import timezone

from reviews.models import Stage
from reviews.presenters.news import may_type, news_of
from reviews.workflow import releasing, signoff
from tests.acts import put_instead, sign
from tests.factories import newsroom
from tests.pages import at, browse


@pytest.fixture
def room(db):
    return newsroom()


def keys(room, person):
    round = signoff.current_round(room.article)
    found = news_of(room.article, round, signoff.stages_of(room.article, round), person)
    return {one.key.split("-")[0]: one for one in found}


def test_a_signature_is_news_for_others_and_no_news_once_it_is_stale(room):
    sign(room.article, Stage.objects.get(desk=room.desk, position=1), by=room.editor)
    assert keys(room, room.editor)["signed"].is_own
    assert keys(room, room.writer)["signed"].sentence == "Ruth Adeyemi signed off (Desk edit)."
    assert not keys(room, room.writer)["signed"].is_own
    put_instead(room.article, "6.50", "7.50", by=room.writer)
    found = keys(room, room.editor)
    assert "signed" not in found
    assert found["stale"].sentence == (
        "Ruth Adeyemi’s sign-off (Desk edit) is out of date – the copy has changed."
    )
    assert not found["stale"].is_own


def test_who_may_type_what(room):
    people = (room.writer, room.editor, room.reader, room.colleague, room.stranger)
    assert [may_type(room.article, person) for person in people] == [
        "true",
        "true",
        "suggest",
        "false",
        "false",
    ]
    browse(room.editor).post(at(room.article, "spike"))
    room.article.refresh_from_db()
    assert may_type(room.article, room.editor) == "false"
    assert "spiked" in keys(room, room.writer)


def test_a_correction_is_news(room):
    for stage in Stage.objects.filter(desk=room.desk, required=True).order_by("position"):
        signer = {"Desk editors": room.editor, "Copy editors": room.copy_editor}.get(stage.group.name)
        sign(
            room.article, stage, by=signer or {"Standards": room.reader, "Slot": room.slot}[stage.group.name]
        )
    room.article.refresh_from_db()
    releasing.release(
        article=room.article,
        by=room.slot,
        digest=room.article.digest,
        version=room.article.document.version,
        now=timezone.now(),
    )
    assert "released" in keys(room, room.writer)
    releasing.open_correction(
        article=room.article, by=room.slot, reason="The fare is wrong.", now=timezone.now()
    )
    assert keys(room, room.writer)["round"].sentence == "Correction started: The fare is wrong."
