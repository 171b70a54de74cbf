from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from reviews.lists import stories
from reviews.lists.stories import Filters
from reviews.queries import answering
from reviews.workflow import signoff
from tests.factories import NOW, join, make_article, make_desk, make_doc, make_query


def page(person, now=NOW, **filters):
    return list(stories.page_of_stories(person, Filters(**filters), page=1, now=now).object_list)


def test_only_stories_of_own_desks_are_listed(room):
    make_article(make_desk())
    assert page(room.writer) == [room.article]
    assert page(room.stranger) == []
    assert len(page(room.admin)) == 2


def test_a_row_says_what_stands_open(room):
    make_query(room.article, "euros", by=room.editor)
    make_query(room.article, "boat", by=room.editor, blocking=False)
    done = make_query(room.article, "ticket", by=room.editor)
    answering.resolve(query=done, by=room.editor, now=NOW)
    (row,) = page(room.editor)
    assert (row.open_count, row.blocking_count, row.stage_name, row.round_number) == (2, 1, "Desk edit", 1)


def test_the_nearest_deadline_comes_first_and_overdue_can_be_asked_for(room):
    late = make_article(room.desk, deadline=NOW - timedelta(hours=1))
    soon = make_article(room.desk, deadline=NOW + timedelta(hours=1))
    assert page(room.editor)[0] == late
    assert page(room.editor, overdue=True) == [late]
    assert soon in page(room.editor)


def test_stories_without_a_deadline_come_last_the_newest_first(room):
    newest = make_article(room.desk, now=NOW + timedelta(hours=2))
    in_a_week = make_article(room.desk, deadline=NOW + timedelta(days=7))
    assert list(page(room.editor)) == [in_a_week, newest, room.article]


@pytest.mark.parametrize("words", ["ÖFFNET", "öffnet", "bücherei öffnet"])
def test_headlines_are_found_whatever_the_case_of_their_letters(room, words):
    article = make_article(room.desk, doc=make_doc("x", headline="Bücherei Öffnet sonntags"))
    assert page(room.editor, words=words) == [article]


def test_filters(room):
    other = make_desk("world")
    room.desk.memberships.create(user=room.stranger, role="reader")
    other.memberships.create(user=room.stranger, role="reader")
    far = make_article(other)
    assert page(room.stranger, desk="world") == [far]
    assert set(page(room.stranger, stage="Desk edit")) == {far, room.article}
    assert page(room.stranger, stage="Slot") == []
    assert page(room.stranger, state="released") == []
    assert page(room.writer, mine=True) == [room.article]
    assert page(room.colleague, mine=True) == []
    make_query(room.article, "euros", by=room.editor, assigned_to=room.colleague)
    assert page(room.colleague, mine=True) == [room.article]


def test_a_longer_page_takes_no_more_statements(room):
    def statements():
        room.editor.__dict__.pop("desk_roles", None)
        with CaptureQueriesContext(connection) as captured:
            for row in page(room.editor):
                assert row.desk.name == room.desk.name
                assert row.author in (room.writer, None)
                assert row.editor is None or row.editor.name
                assert row.stage_name == "Desk edit"
        return len(captured)

    make_query(room.article, "euros", by=room.editor)
    few = statements()
    for _number in range(20):
        make_query(make_article(room.desk, author=room.writer), "euros", by=room.editor)
    assert statements() == few <= 4


def test_a_range_of_deadlines_has_both_its_days(room):
    days = [NOW + timedelta(days=days) for days in range(4)]
    due = [make_article(room.desk, deadline=day) for day in days]
    first, second = days[1].date(), days[2].date()
    assert page(room.editor, due_from=first, due_until=second) == due[1:3]
    assert page(room.editor, due_from=second) == due[2:]
    assert page(room.editor, due_until=first) == due[:2]


def test_the_stories_of_an_author(room):
    theirs = make_article(room.desk, author=room.colleague)
    assert page(room.editor, author=room.colleague.pk) == [theirs]
    assert page(room.stranger, author=room.colleague.pk) == []


def test_section_priority_and_editor_in_charge(room):
    travel = make_article(room.desk, doc=make_doc(headline="By the sea"))
    Article.objects.filter(pk=travel.pk).update(section="Travel", priority=1, editor=room.editor)
    assert page(room.editor, section="travel") == [travel]
    assert page(room.editor, section="Trave") == []
    assert page(room.editor, priority=1) == [travel]
    assert page(room.editor, editor=room.editor.pk) == [travel]
    assert page(room.editor, editor=room.slot.pk) == []
    assert page(room.stranger, section="travel") == []
    for sort in ("priority", "editor", "section", "-editor", "-section"):
        assert page(room.editor, sort=sort) == [travel, room.article], "what is empty comes last"
    assert page(room.editor, sort="-priority") == [room.article, travel]


@pytest.mark.parametrize("name", ["deadline", "headline", "desk", "stage", "author", "changed"])
def test_each_order_and_its_reverse(room, name):
    world = make_desk("aaa-world")
    join(room.editor, world, "editor")
    other = make_article(
        world,
        author=room.colleague,
        doc=make_doc(headline="Zebra crossing"),
        deadline=NOW + timedelta(hours=1),
        now=NOW + timedelta(hours=2),
    )
    signoff.pass_on(article=room.article, stage=room.desk.stages.get(name="Copy"), by=room.editor, now=NOW)
    Article.objects.filter(pk=room.article.pk).update(deadline=NOW, updated_at=NOW)
    expected = [other, room.article] if name in ("desk", "stage") else [room.article, other]
    assert page(room.editor, sort=name) == expected
    assert page(room.editor, sort=f"-{name}") == expected[::-1]


def test_an_unknown_order_is_that_of_deadlines(room):
    soon = make_article(room.desk, deadline=NOW)
    assert page(room.editor, sort="colour") == [soon, room.article]


def test_of_an_empty_list_it_is_known_which_filter_leaves_nothing(room):
    filters = Filters(stage="Copy", author=room.writer.pk)
    assert stories.without_each(room.editor, filters, now=NOW) == {"stage": 1}
    assert stories.without_each(room.stranger, filters, now=NOW) == {}
    nothing = Filters(stage="Copy", overdue=True)
    assert stories.without_each(room.editor, nothing, now=NOW) == {}


def test_choices_are_those_of_ones_own_desks(room, django_assert_num_queries):
    make_desk("world", workflow=[("Legal", "Lawyers")])
    assert room.editor.desk_roles
    with django_assert_num_queries(2):
        found = stories.choices(room.editor)
    assert [desk.pk for desk in found.desks] == [room.desk.pk]
    assert found.stages == ("Desk edit", "Copy", "Standards", "Slot")
    assert room.writer in found.people
    assert room.stranger not in found.people
    assert room.editor in found.editors
    assert room.writer not in found.editors
    assert stories.choices(room.stranger).desks == ()
