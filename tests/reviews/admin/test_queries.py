"""Queries in the administration: directed and resolved by the rules, never rewritten or deleted."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from reviews.models import Clearance, Event, Notification, Query, Reply
from reviews.queries import answering
from reviews.workflow import preflight
from tests.factories import NOW, join, make_desk, make_query, make_user, newsroom

pytestmark = pytest.mark.django_db
LIST = "/admin/reviews/query/"


def change(query):
    return reverse("admin:reviews_query_change", args=[query.pk])


@pytest.fixture
def people(client):
    people = newsroom()
    people.query = make_query(people.article, "last boat", by=people.reader)
    client.force_login(people.admin)
    return people


def test_reassigning_is_an_act_and_is_told(client, people):
    posted = {"assigned_to": people.colleague.pk, "blocking": "on"}
    assert client.post(change(people.query), posted).status_code == 302
    people.query.refresh_from_db()
    assert people.query.assigned_to == people.colleague
    event = Event.objects.get(kind=Event.Kind.ASSIGNED)
    assert (event.actor, event.query) == (people.admin, people.query)
    assert Notification.objects.filter(event=event, recipient=people.colleague).exists()


def test_whether_it_blocks_can_be_changed(client, people):
    client.post(change(people.query), {"assigned_to": people.writer.pk})
    people.query.refresh_from_db()
    assert people.query.blocking is False
    assert not Event.objects.filter(kind=Event.Kind.ASSIGNED).exists()


def test_somebody_with_no_part_in_the_desk_is_refused_beside_the_field(client, people):
    response = client.post(change(people.query), {"assigned_to": people.stranger.pk, "blocking": "on"})
    errors = response.context["adminform"].form.errors
    assert errors["assigned_to"] == ["Olga Fremd isn’t on this desk."]
    people.query.refresh_from_db()
    assert people.query.assigned_to == people.writer


def test_what_was_asked_stays_as_it_was_asked(client, people):
    before = (
        Query.objects.filter(pk=people.query.pk)
        .values("question", "kind", "state", "number", "asked_by")
        .get()
    )
    posted = {
        "question": "Else?",
        "kind": "legal",
        "state": "resolved",
        "number": 9,
        "asked_by": people.admin.pk,
    }
    client.post(change(people.query), {**posted, "assigned_to": people.writer.pk, "blocking": "on"})
    assert Query.objects.filter(pk=people.query.pk).values(*before).get() == before


def test_queries_are_neither_added_nor_deleted(client, people):
    assert client.get(LIST + "add/").status_code == 403
    assert client.post(reverse("admin:reviews_query_delete", args=[people.query.pk])).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": people.query.pk, "post": "yes"})
    assert Query.objects.filter(pk=people.query.pk).exists()


def test_resolving_the_selected_ones(client, people):
    other = make_query(people.article, "ticket", by=people.editor)
    client.post(LIST, {"action": "resolve", "_selected_action": [people.query.pk, other.pk]})
    assert set(Query.objects.values_list("state", "resolved_by")) == {("resolved", people.admin.pk)}


def test_the_thread_and_who_was_told_are_on_the_page(client, people):
    answering.reply(query=people.query, by=people.writer, body="The 23.40, <b>yes</b>.", now=NOW)
    shown = {panel.title: panel for panel in client.get(change(people.query)).context["panels"]}
    assert [row[1:] for row in shown["Thread"].rows] == [["Mara Velde", "The 23.40, <b>yes</b>."]]
    assert {row[1] for row in shown["Notified"].rows} == {people.writer, people.reader}
    (asked,) = shown["Moves"].rows
    assert asked[1:3] == [people.query.asked_by, "asked"]
    for panel in (shown["Thread"], shown["Notified"]):
        assert client.get(panel.more).context["cl"].result_count == panel.total
    assert "<b>yes</b>" not in client.get(change(people.query)).content.decode()


def test_the_history_names_people(client, people):
    answering.assign(query=people.query, to=people.colleague, by=people.editor, now=NOW)
    page = client.get(reverse("admin:reviews_query_history", args=[people.query.pk]))
    assert [(c.field, c.old, c.new) for c in page.context["page_obj"][0].changes] == [
        ("Assigned to", "Mara Velde", "Tomas Brandt")
    ]


def test_replies_stay(client, people):
    reply = answering.reply(query=people.query, by=people.writer, body="Yes.", now=NOW)
    url = reverse("admin:reviews_reply_change", args=[reply.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"body": "No."}).status_code == 403
    assert client.post(reverse("admin:reviews_reply_delete", args=[reply.pk])).status_code == 403
    assert Reply.objects.get(pk=reply.pk).body == "Yes."


class TestWrongUsers:
    def staff(self, desk, role, *codes):
        person = join(make_user("Paul Weber", is_staff=True), desk, role)
        person.user_permissions.set(Permission.objects.filter(codename__in=codes))
        return person

    def test_another_desk_sees_none(self, client, people):
        client.force_login(self.staff(make_desk(), "editor", "view_query", "change_query"))
        assert client.get(LIST).context["cl"].result_count == 0
        assert client.get(change(people.query)).status_code == 302
        history = reverse("admin:reviews_query_history", args=[people.query.pk])
        assert client.get(history).status_code == 403
        client.post(LIST, {"action": "resolve", "_selected_action": people.query.pk})
        people.query.refresh_from_db()
        assert people.query.is_open

    def test_a_writer_of_the_desk_directs_no_query(self, client, people):
        client.force_login(self.staff(people.desk, "writer", "view_query", "change_query"))
        assert client.get(change(people.query)).status_code == 200
        assert client.post(change(people.query), {"blocking": "on"}).status_code == 403

    def test_a_writer_resolves_nothing_and_is_told_why(self, client, people):
        client.force_login(self.staff(people.desk, "writer", "view_query", "change_query"))
        chosen = {"action": "resolve", "_selected_action": people.query.pk}
        text = client.post(LIST, chosen, follow=True).content.decode()
        assert "Only the person who asked, or a desk editor or reader, can resolve this." in text
        people.query.refresh_from_db()
        assert people.query.is_open


class TestClearances:
    def test_taken_back_the_words_are_in_doubt_again(self, client, people):
        cleared = preflight.clear(article=people.article, words="TK", by=people.editor, now=NOW)
        url = reverse("admin:reviews_clearance_delete", args=[cleared.pk])
        assert client.post(url, {"post": "yes"}).status_code == 302
        assert not Clearance.objects.exists()

    def test_many_at_once(self, client, people):
        ids = [
            preflight.clear(article=people.article, words=words, by=people.editor, now=NOW).pk
            for words in ("TK", "XX")
        ]
        posted = {"action": "delete_selected", "_selected_action": ids, "post": "yes"}
        client.post("/admin/reviews/clearance/", posted)
        assert not Clearance.objects.exists()

    def test_it_is_not_rewritten(self, client, people):
        cleared = preflight.clear(article=people.article, words="TK", by=people.editor, now=NOW)
        url = reverse("admin:reviews_clearance_change", args=[cleared.pk])
        assert client.post(url, {"text": "XX"}).status_code == 403

    def test_a_writer_takes_nothing_back(self, client, people):
        cleared = preflight.clear(article=people.article, words="TK", by=people.editor, now=NOW)
        person = TestWrongUsers().staff(people.desk, "writer", "view_clearance", "delete_clearance")
        client.force_login(person)
        url = reverse("admin:reviews_clearance_delete", args=[cleared.pk])
        assert client.post(url, {"post": "yes"}).status_code == 403
        posted = {"action": "delete_selected", "_selected_action": cleared.pk, "post": "yes"}
        client.post("/admin/reviews/clearance/", posted)
        assert Clearance.objects.exists()
