"""Who asks, answers, resolves, signs and releases: the matrix, read as a list."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group

from articles.models import Article
from newsroom.models import Desk, User
from reviews import access
from reviews.models import Stage
from tests.factories import make_query

#                ask    reply  resolve direct release clear
MATRIX = {
    "writer":    (True, True, False, False, False, False),
    "colleague": (False, False, False, False, False, False),
    "reader":    (True, True, True, False, False, True),
    "editor":    (True, True, True, True, False, True),
    "slot":      (True, True, True, True, True, True),
    "admin":     (True, True, True, True, False, True),
    "stranger":  (False, False, False, False, False, False),
}  # fmt: skip

SIGNS = {
    "writer": None,
    "colleague": None,
    "reader": "Standards",
    "editor": "Desk edit",
    "copy_editor": "Copy",
    "slot": "Slot",
    "admin": None,
    "stranger": None,
}


@pytest.mark.parametrize("who", MATRIX)
def test_the_matrix(room, who):
    query = make_query(room.article, "euros", by=room.copy_editor)
    person = getattr(room, who)
    found = (
        access.may_ask(person, room.article),
        access.may_reply(person, query),
        access.may_resolve(person, query),
        access.may_direct(person, query),
        access.may_release(person, room.article),
        access.may_clear(person, room.article),
    )
    assert found == MATRIX[who]


RELEASES = {
    Desk.ReleasedBy.LAST_STAGE: {"slot"},
    Desk.ReleasedBy.EDITORS: {"editor", "copy_editor", "slot", "admin"},
    Desk.ReleasedBy.GROUP: {"reader"},
}


@pytest.mark.parametrize("setting", RELEASES)
def test_the_desk_says_who_releases(room, setting):
    room.desk.released_by, room.desk.releasing_group = setting, Group.objects.get(name="Standards")
    room.desk.save()
    article = Article.objects.get()
    people = [name for name, person in vars(room).items() if isinstance(person, User)]
    assert {name for name in people if access.may_release(getattr(room, name), article)} == RELEASES[setting]
    assert not access.may_release(None, article)
    assert (
        access.who_releases(article)
        == {
            Desk.ReleasedBy.LAST_STAGE: "Slot",
            Desk.ReleasedBy.EDITORS: f"the editors of {room.desk}",
            Desk.ReleasedBy.GROUP: "Standards",
        }[setting]
    )


def test_correcting_and_passing_on_stay_the_editors_work(room):
    for allowed in (access.may_correct, access.may_pass_on):
        assert allowed(room.editor, room.article)
        assert not allowed(room.reader, room.article)
        assert not allowed(room.stranger, room.article)


@pytest.mark.parametrize("who", SIGNS)
def test_only_the_group_of_a_stage_signs_it(room, who):
    signs = [
        s.name
        for s in Stage.objects.order_by("position")
        if access.may_sign(getattr(room, who), room.article, s)
    ]
    assert signs == ([SIGNS[who]] if SIGNS[who] else [])


def test_a_writer_who_is_asked_on_anothers_copy_replies_and_no_more(room):
    query = make_query(room.article, "euros", by=room.editor, assigned_to=room.colleague)
    assert access.may_reply(room.colleague, query)
    assert not access.may_resolve(room.colleague, query)
    assert not access.may_ask(room.colleague, room.article)


def test_who_asked_resolves_and_directs(room):
    query = make_query(room.article, "euros", by=room.writer)
    assert access.may_resolve(room.writer, query)
    assert access.may_direct(room.writer, query)


def test_the_author_signs_only_where_the_stage_says_so(room):
    stage = Stage.objects.get(name="Desk edit")
    room.article.author = room.editor
    assert not access.may_sign(room.editor, room.article, stage)
    stage.author_may_sign = True
    assert access.may_sign(room.editor, room.article, stage)
