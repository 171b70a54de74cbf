"""Articles in the administration: the rules of the domain, a person's desks, and no way to the text."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles.models import Article, Revision
from reviews.admin.articles import ReviewedArticleAdmin
from reviews.models import Query, Release
from reviews.workflow import signoff
from tests.factories import NOW, join, make_article, make_desk, make_doc, make_query, make_user, newsroom
from tests.newsroom.admin.filling import make_release

pytestmark = pytest.mark.django_db
LIST = "/admin/articles/article/"


def change(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def details(article, **fields):
    return {
        "byline": article.byline,
        "language": article.language,
        "author": article.author_id or "",
        "priority": article.priority,
        "deadline_0": "",
        "deadline_1": "",
        "embargo_until_0": "",
        "embargo_until_1": "",
        **fields,
    }


def staff(name, desk=None, role="editor", codes=("view_article", "change_article", "delete_article")):
    person = make_user(name, is_staff=True, groups=["Desk editors"])
    person.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return join(person, desk, role) if desk else person


@pytest.fixture
def people(client):
    people = newsroom()
    client.force_login(people.admin)
    return people


def test_a_new_byline_renews_the_digest_and_makes_signatures_stale(client, people):
    article, editor = people.article, people.editor
    stage = article.desk.stages.get(position=1)
    signed = signoff.sign(article=article, stage=stage, by=editor, digest=article.digest, now=NOW)
    assert client.post(change(article), details(article, byline="By Mara Velde in Oslo")).status_code == 302
    article.refresh_from_db()
    assert article.byline == "By Mara Velde in Oslo"
    assert article.digest == article.digest_with(article.document.content) != signed.digest
    status = signoff.stages_of(article, signoff.current_round(article))[0]
    assert (status.valid, status.stale) == ((), (signed,))
    assert article.history.first().history_user == people.admin


def test_the_direction_follows_the_language(client, people):
    client.post(change(people.article), details(people.article, language="ar"))
    people.article.refresh_from_db()
    assert (people.article.language, people.article.direction) == ("ar", "rtl")


@pytest.mark.parametrize("language", ["Arabic, I think", "e", "en_GB", "<b>"])
def test_a_language_is_a_code(client, people, language):
    response = client.post(change(people.article), details(people.article, language=language))
    assert "language" in response.context["adminform"].form.errors


def test_only_what_this_person_changed_is_written(client, people):
    """Somebody else's deadline, set while the form was open, stays."""
    article = people.article
    posted = details(article, byline="By Mara Velde")
    page = client.get(change(article)).context["adminform"].form
    assert page.initial["deadline"] is None
    client.post(change(article), posted)
    article.refresh_from_db()
    assert (article.byline, article.author) == ("By Mara Velde", people.writer)


def test_planning_is_set_here(client, people):
    posted = details(
        people.article, deadline_0="2026-03-03", deadline_1="18:00:00", author=people.colleague.pk
    )
    client.post(change(people.article), posted)
    people.article.refresh_from_db()
    assert people.article.deadline == NOW.replace(day=3, hour=18)
    assert people.article.author == people.colleague


def test_derived_fields_cannot_be_posted(client, people):
    before = Article.objects.get(pk=people.article.pk)
    posted = details(
        people.article, state="released", headline="Another", digest="sha256:0", words=1, slug="x"
    )
    client.post(change(people.article), posted)
    after = Article.objects.get(pk=people.article.pk)
    for field in ("state", "headline", "digest", "words", "slug", "desk_id"):
        assert getattr(after, field) == getattr(before, field), field


@pytest.mark.parametrize("state", ["released", "spiked"])
def test_what_is_not_in_progress_is_not_changed(client, people, state):
    Article.objects.filter(pk=people.article.pk).update(state=state)
    page = client.get(change(people.article))
    assert page.status_code == 200
    assert 'name="byline"' not in page.content.decode()
    assert client.post(change(people.article), details(people.article, byline="Else")).status_code == 403
    people.article.refresh_from_db()
    assert people.article.byline == "Mara Velde"


def test_a_refusal_meanwhile_is_a_sentence_and_writes_nothing(client, people, monkeypatch):
    """The article leaves after the page looked whether it may be changed."""
    Article.objects.filter(pk=people.article.pk).update(state="released")
    monkeypatch.setattr(ReviewedArticleAdmin, "has_change_permission", lambda *_args: True)
    response = client.post(change(people.article), details(people.article, byline="Else"), follow=True)
    assert "This story has been released. Start a correction to change it." in response.content.decode()
    people.article.refresh_from_db()
    assert people.article.byline == "Mara Velde"


def test_nothing_is_filed_here(client, people):
    assert client.get("/admin/articles/article/add/").status_code == 403


def test_the_page_leads_to_the_copy(client, people):
    content_type = client.get(change(people.article)).context["absolute_url"]
    assert content_type.startswith("/admin/r/")


def test_revisions_are_at_hand(client, people):
    text = client.get(change(people.article)).content.decode()
    revision = people.article.revisions.get()
    assert reverse("admin:articles_revision_change", args=[revision.pk]) in text


class TestWrongUsers:
    """Permissions of the administration never reach beyond a person's desks."""

    def test_staff_of_another_desk(self, client, people):
        client.force_login(staff("Olga Fremd", make_desk()))
        listed = client.get(LIST)
        assert list(listed.context["cl"].result_list) == []
        for page in ("change", "history", "delete"):
            url = reverse(f"admin:articles_article_{page}", args=[people.article.pk])
            assert client.get(url).status_code in (302, 403), page
        assert client.post(change(people.article), details(people.article, byline="x")).status_code == 302
        people.article.refresh_from_db()
        assert people.article.byline == "Mara Velde"

    def test_staff_of_another_desk_see_no_entry_of_the_history(self, client, people):
        client.force_login(staff("Olga Fremd", make_desk()))
        entry = people.article.history.first()
        url = reverse("admin:articles_article_simple_history", args=[people.article.pk, entry.pk])
        assert client.get(url).status_code == 403

    def test_a_reader_of_the_desk_looks_and_changes_nothing(self, client, people):
        client.force_login(staff("Leila Haddad", people.desk, "reader"))
        assert client.get(change(people.article)).status_code == 200
        assert client.post(change(people.article), details(people.article, byline="x")).status_code == 403
        assert (
            client.post(reverse("admin:articles_article_delete", args=[people.article.pk])).status_code == 403
        )
        chosen = {"action": "delete_selected", "_selected_action": people.article.pk, "post": "yes"}
        client.post(LIST, chosen)
        assert Article.objects.filter(pk=people.article.pk).exists()

    def test_a_writer_corrects_the_byline_of_their_own_and_plans_nothing(self, client, people):
        writer = staff("Mara Velde", people.desk, "writer")
        article = make_article(people.desk, author=writer)
        client.force_login(writer)
        posted = details(article, byline="By Mara Velde", deadline_0="2026-03-03", deadline_1="18:00:00")
        assert client.post(change(article), posted).status_code == 302
        article.refresh_from_db()
        assert (article.byline, article.deadline) == ("By Mara Velde", None)

    def test_an_editor_without_the_permission(self, client, people):
        client.force_login(staff("Ruth Adeyemi", people.desk, codes=("view_article",)))
        assert client.get(change(people.article)).status_code == 200
        assert client.post(change(people.article), details(people.article, byline="x")).status_code == 403

    def test_autocompletes_offer_no_article_of_another_desk(self, client, people):
        """The list behind every search is the one the pages use."""
        client.force_login(staff("Olga Fremd", make_desk()))
        assert list(client.get(LIST, {"q": "ferry"}).context["cl"].result_list) == []


class TestActs:
    def test_spiking_and_bringing_back(self, client, people):
        client.post(LIST, {"action": "spike", "_selected_action": people.article.pk})
        people.article.refresh_from_db()
        assert people.article.state == "spiked"
        client.post(LIST, {"action": "unspike", "_selected_action": people.article.pk})
        people.article.refresh_from_db()
        assert people.article.state == "open"

    def test_one_refusal_keeps_nothing_from_the_others(self, client, people):
        released = make_article(people.desk)
        Article.objects.filter(pk=released.pk).update(state="released")
        chosen = [released.pk, people.article.pk]
        response = client.post(LIST, {"action": "spike", "_selected_action": chosen}, follow=True)
        text = response.content.decode()
        assert "is released, so this can’t be done now" in text and "1 item updated." in text
        people.article.refresh_from_db()
        assert people.article.state == "spiked"


class TestDeleting:
    def delete(self, client, article, **posted):
        return client.post(
            reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes", **posted}
        )

    def test_an_article_goes_with_all_that_is_its_own(self, client, people):
        article = people.article
        make_query(article, "last boat", by=people.editor)
        stage = article.desk.stages.get(position=1)
        article.refresh_from_db()
        signoff.sign(article=article, stage=stage, by=people.editor, digest=article.digest, now=NOW)
        page = client.get(reverse("admin:articles_article_delete", args=[article.pk])).content.decode()
        assert "queries: 1" in page and "sign-offs: 1" in page
        assert self.delete(client, article).status_code == 302
        assert not Article.objects.filter(pk=article.pk).exists()
        assert not Query.objects.exists() and not Revision.objects.exists()

    def test_what_was_released_is_kept(self, client, people):
        make_release(people.article, by=people.editor)
        page = self.delete(client, people.article)
        assert "1 release of “Ferry runs at night again”" in page.content.decode()
        assert Release.objects.filter(article=people.article).exists()

    def test_many_at_once_with_one_released(self, client, people):
        make_release(people.article, by=people.editor)
        other = make_article(people.desk)
        chosen = {
            "action": "delete_selected",
            "_selected_action": [people.article.pk, other.pk],
            "post": "yes",
        }
        client.post(LIST, chosen)
        assert Article.objects.count() == 2

    def test_many_at_once(self, client, people):
        chosen = [people.article.pk, make_article(people.desk).pk]
        client.post(LIST, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})
        assert Article.objects.count() == 0


def test_a_search_knows_headlines_whatever_their_case_and_slugs(client, people):
    make_article(people.desk, doc=make_doc(headline="Élection à Évian"))
    for words, count in (("élection ÉVIAN", 1), ("évian", 1), ("ferry night", 1), ("nothing", 0)):
        assert client.get(LIST, {"q": words}).context["cl"].result_count == count, words


def test_overdue_articles_are_found(client, people):
    make_article(people.desk, deadline=NOW - timedelta(days=400))
    assert client.get(LIST, {"deadline__isnull": "False"}).context["cl"].result_count == 1
