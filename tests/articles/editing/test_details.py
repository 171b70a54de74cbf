"""What a story is filed under and who works on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from articles import access
from articles.editing.details import AuthorRefused, TagsRefused, details_of, set_details
from articles.models import Article, CoAuthor, Tag
from newsroom.errors import NotAllowed
from newsroom.models import Membership
from tests.factories import NOW, join, make_user


def details(article, **changes):
    """Its details as they are, but for these changes."""
    return replace(details_of(article), **changes)


def change(room, by=None, **changes):
    article = fresh(room)
    set_details(article=article, details=details(article, **changes), by=by or room.editor, now=NOW)
    return fresh(room)


def fresh(room):
    return Article.objects.select_related("desk", "author", "editor").get(pk=room.article.pk)


def test_a_new_byline_changes_the_digest_and_is_in_the_history(room):
    before = room.article.digest
    set_details(
        article=room.article, details=details(room.article, byline="M. Velde"), by=room.writer, now=NOW
    )
    assert room.article.digest != before
    assert [entry.byline for entry in room.article.history.all()][:2] == ["M. Velde", "Mara Velde"]


def test_a_right_to_left_language_turns_the_copy(room):
    set_details(article=room.article, details=details(room.article, language="ar"), by=room.editor, now=NOW)
    assert room.article.direction == "rtl"


def test_a_writer_does_not_set_the_deadline(room):
    later = details(room.article, deadline=NOW + timedelta(hours=1))
    with pytest.raises(NotAllowed):
        set_details(article=room.article, details=later, by=room.writer, now=NOW)
    assert Article.objects.get(pk=room.article.pk).deadline is None
    set_details(article=room.article, details=later, by=room.editor, now=NOW)
    assert Article.objects.get(pk=room.article.pk).deadline == NOW + timedelta(hours=1)


def test_a_writer_files_it_under_section_slugline_and_tags_and_leaves_notes_for_the_desk(room):
    story = change(
        room,
        by=room.writer,
        section="Harbour",
        slugline="FERRY-NIGHT",
        tags=("Ferries", "harbour", "FERRIES", " night  boats "),
        desk_notes="The operator calls back at four.",
    )
    assert (story.section, story.slugline) == ("Harbour", "FERRY-NIGHT")
    assert [tag.name for tag in story.tags.all()] == ["Ferries", "harbour", "night boats"]
    assert story.desk_notes == "The operator calls back at four."
    assert story.digest == room.article.digest


@pytest.mark.parametrize("change_of", ["editor", "priority", "co_authors"])
def test_a_writer_sets_nothing_that_is_left_to_editors(room, change_of):
    value = {"editor": room.editor, "priority": Article.Priority.URGENT, "co_authors": (room.colleague,)}
    with pytest.raises(NotAllowed):
        change(room, by=room.writer, **{change_of: value[change_of]})
    story = change(room, **{change_of: value[change_of]})
    assert getattr(details_of(story), change_of) == value[change_of]


def test_tags_are_kept_each_once_and_their_changes_are_in_the_history(room):
    change(room, tags=("ferry", "night"))
    kept = Tag.objects.get(key="ferry").pk
    story = change(room, tags=("Night", "ferry"))
    assert [tag.name for tag in story.tags.all()] == ["ferry", "Night"]
    assert Tag.objects.get(key="ferry").pk == kept
    assert list(Tag.history.filter(key="night").values_list("history_type", "name")) == [
        ("+", "Night"),
        ("-", "night"),
        ("+", "night"),
    ]


@pytest.mark.parametrize("tags", [tuple(f"tag {n}" for n in range(21)), ("x" * 61,)])
def test_too_many_tags_or_too_long_ones_change_nothing(room, tags):
    with pytest.raises(TagsRefused):
        change(room, tags=tags, section="Harbour")
    assert (fresh(room).section, Tag.objects.count()) == ("", 0)


def test_a_co_author_may_do_what_the_author_may(room):
    assert not access.may_edit(room.colleague, fresh(room))
    story = change(room, co_authors=(room.colleague,))
    assert access.may_edit(room.colleague, story)
    assert access.may_take_part(room.colleague, story)
    assert [person.pk for person in story.authors()] == [room.writer.pk, room.colleague.pk]
    story = change(room, co_authors=())
    assert not access.may_edit(room.colleague, story)
    assert list(CoAuthor.history.order_by("pk").values_list("history_type", flat=True)) == ["+", "-"]


def test_a_co_author_without_a_role_on_the_desk_may_nothing(room):
    story = change(room, co_authors=(room.colleague,))
    Membership.objects.filter(user=room.colleague).delete()
    someone = type(room.colleague).objects.get(pk=room.colleague.pk)
    assert not access.may_edit(someone, story)
    assert not access.may_take_part(someone, story)


def test_the_order_of_co_authors_is_the_one_that_was_given(room):
    third = make_user("Third Writer")
    join(third, room.desk, Membership.Role.WRITER)
    change(room, co_authors=(room.colleague, third))
    story = change(room, co_authors=(third, room.colleague))
    assert [person.pk for person in story.authors()] == [room.writer.pk, third.pk, room.colleague.pk]


def test_the_author_is_no_co_author_as_well(room):
    change(room, co_authors=(room.colleague,))
    story = change(room, author=room.colleague)
    assert [person.pk for person in story.authors()] == [room.colleague.pk]


def test_a_stranger_is_no_co_author_and_a_writer_no_editor_in_charge(room):
    with pytest.raises(AuthorRefused):
        change(room, co_authors=(room.stranger,))
    with pytest.raises(AuthorRefused):
        change(room, editor=room.colleague)
    assert (fresh(room).editor, CoAuthor.objects.count()) == (None, 0)


def test_what_somebody_else_changed_meanwhile_stays(room):
    mine = fresh(room)
    change(room, section="Harbour", priority=Article.Priority.HIGH)
    set_details(article=mine, details=replace(details_of(mine), slugline="FERRY"), by=room.editor, now=NOW)
    story = fresh(room)
    assert (story.section, story.priority, story.slugline) == ("Harbour", Article.Priority.HIGH, "FERRY")
