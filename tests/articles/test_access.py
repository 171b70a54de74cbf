"""Who sees, edits, manages and files: the matrix, read as a list."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from articles import access
from newsroom.errors import NotFound

#                 sees   edits  manages files
MATRIX = {
    "writer":      (True, True, False, True),
    "colleague":   (True, False, False, True),
    "reader":      (True, False, False, False),
    "editor":      (True, True, True, True),
    "admin":       (True, True, True, True),
    "stranger":    (False, False, False, False),
}  # fmt: skip


@pytest.mark.parametrize("who", MATRIX)
def test_the_matrix(room, who):
    person = getattr(room, who)
    found = (
        access.may_see(person, room.article),
        access.may_edit(person, room.article),
        access.may_manage(person, room.article),
        access.may_file(person, room.desk),
    )
    assert found == MATRIX[who]


@pytest.mark.parametrize("who", ["stranger", "nobody", "left"])
def test_an_outsider_cannot_tell_a_foreign_article_from_none(room, who):
    room.nobody = AnonymousUser()
    room.left = room.editor
    if who == "left":
        room.editor.is_active = False
    with pytest.raises(NotFound) as known:
        access.find_article(getattr(room, who), room.article.slug)
    with pytest.raises(NotFound) as unknown:
        access.find_article(getattr(room, who), "no-such-article")
    assert str(known.value).replace(room.article.slug, "X") == str(unknown.value).replace(
        "no-such-article", "X"
    )
    assert not access.visible_articles(getattr(room, who)).exists()


def test_a_part_in_one_desk_opens_no_other(room):
    from tests.factories import join, make_article, make_desk

    elsewhere = make_article(make_desk())
    assert access.may_edit(room.editor, room.article)
    assert not access.may_see(room.editor, elsewhere)
    assert list(access.visible_articles(room.editor)) == [room.article]
    join(room.editor, elsewhere.desk, "reader")
    assert access.visible_articles(room.editor).count() == 2
    assert not access.may_edit(room.editor, elsewhere)


def test_the_operator_at_the_command_line_sees_everything(room):
    assert access.find_article(None, room.article.slug) == room.article
