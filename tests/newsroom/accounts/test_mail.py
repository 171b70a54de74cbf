"""A mail about an account is written with the act, or not at all."""

import pytest
from django.db import transaction

from newsroom.accounts import mail
from newsroom.models import AccountMail
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


def test_a_row_is_due_at_once_and_its_job_follows_the_commit(django_capture_on_commit_callbacks):
    person = make_user("Ruth Adeyemi")
    with django_capture_on_commit_callbacks() as jobs:
        row = mail.send(person.email, "password_reset", {"link": "https://desk.example/x"}, person, now=NOW)
    assert [job.task for job in jobs] == ["reviews.deliver_account_mail"]
    row.refresh_from_db()
    assert (row.state, row.not_before, row.address) == ("pending", NOW, person.email)
    assert row.facts == {"link": "https://desk.example/x"}
    assert row.message_id.endswith("@localhost>")


def test_without_the_act_there_is_no_mail():
    with pytest.raises(RuntimeError), transaction.atomic():
        mail.send("ruth@paper.example", "invitation", {"link": "x", "by": "Ines", "roles": []})
        raise RuntimeError
    assert not AccountMail.objects.exists()


def test_an_unknown_kind_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="birthday"):
        mail.send("ruth@paper.example", "birthday", {})
