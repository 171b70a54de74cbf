"""Mails about accounts leave once, through a real mail server, and leave no secret behind."""

from datetime import timedelta

import pytest
from django.db import transaction

from newsroom.accounts import mail
from newsroom.models import AccountMail
from reviews import tasks
from reviews.models import KeptMail, StoppedAddress
from reviews.notifications import account_mail, restored
from tests.environment.processes import wait_until
from tests.factories import NOW, make_user

State = AccountMail.State
LINK = "https://desk.example/accounts/reset/secret"


@pytest.fixture
def person(db):
    return make_user("Ruth Adeyemi")


def reset(person, **options):
    return mail.send(person.email, "password_reset", {"link": LINK}, person, now=NOW, **options)


def send(now=NOW):
    return account_mail.drain(seconds=60, clock=lambda: now)


def test_each_leaves_once_and_its_link_is_forgotten(person, send_to):
    row = reset(person, good_until=NOW + timedelta(hours=1))
    send()
    send()
    (message,) = send_to.messages
    assert message["To"] == person.email
    assert message["Auto-Submitted"] == "auto-generated"
    assert LINK in message.get_body(("plain",)).get_content()
    assert f'href="{LINK}"' in message.get_body(("html",)).get_content()
    row.refresh_from_db()
    assert (row.state, row.facts, row.sent_at) == (State.SENT, {}, NOW)


def test_a_server_that_is_away_loses_nothing(person, send_to):
    row = reset(person)
    send_to.recipient = "451 later"
    send()
    row.refresh_from_db()
    assert (row.state, row.last_error, row.facts) == (State.PENDING, "451 later", {"link": LINK})
    send_to.recipient = "250 OK"
    send()
    assert not send_to.messages
    send(NOW + timedelta(minutes=1))
    assert len(send_to.messages) == 1


def test_a_link_that_expired_meanwhile_is_not_sent(person, send_to):
    row = reset(person, good_until=NOW + timedelta(hours=1))
    send(NOW + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.state, send_to.messages) == (State.DEAD, [])
    assert row.last_error == "The link expired before the email could be sent."


def test_an_account_that_was_deactivated_gets_nothing(person, send_to):
    row = reset(person)
    person.is_active = False
    person.save()
    send()
    row.refresh_from_db()
    assert (row.state, send_to.messages) == (State.DEAD, [])


def test_an_address_that_nobody_has_is_stopped(person, send_to):
    reset(person)
    send_to.recipient = "550 5.1.1 no such user"
    send()
    assert StoppedAddress.objects.active().get().address == person.email.lower()


def test_somebody_invited_has_no_account_that_could_be_stopped(db, send_to):
    mail.send("new@paper.example", "invitation", {"link": LINK, "by": "Ines", "roles": []}, now=NOW)
    send_to.recipient = "550 5.1.1 no such user"
    send()
    assert AccountMail.objects.get().state == State.DEAD
    assert not StoppedAddress.objects.exists()


def test_one_that_cannot_be_rendered_is_given_up(db, send_to):
    mail.send("new@paper.example", "credentials_changed", {"change": "unheard of"}, now=NOW)
    send()
    assert AccountMail.objects.get().state == State.DEAD


def test_a_failed_one_can_be_retried(person, send_to):
    row = reset(person)
    AccountMail.objects.update(state=State.DEAD, attempts=12)
    assert account_mail.retry([row.pk], now=NOW) == 1
    send()
    assert len(send_to.messages) == 1
    assert account_mail.retry([row.pk], now=NOW) == 0


def test_a_worker_that_died_is_followed_by_another(person, send_to):
    row = reset(person)
    AccountMail.objects.update(state=State.SENDING, attempts=1, lease_until=NOW)
    send(NOW + timedelta(seconds=1))
    assert send_to.messages[0]["Message-ID"] == row.message_id


def test_old_ones_are_deleted_and_waiting_ones_never(person):
    sent, failed, _waits = reset(person), reset(person), reset(person)
    AccountMail.objects.filter(pk=sent.pk).update(state=State.SENT)
    AccountMail.objects.filter(pk=failed.pk).update(state=State.DEAD)
    account_mail.delete_old(now=NOW + timedelta(days=6))
    assert AccountMail.objects.count() == 3
    account_mail.delete_old(now=NOW + timedelta(days=8))
    assert set(AccountMail.objects.values_list("state", flat=True)) == {State.SENT, State.PENDING}
    account_mail.delete_old(now=NOW + timedelta(days=400))
    assert AccountMail.objects.get().state == State.PENDING


def test_a_restored_backup_sends_no_old_link(person):
    reset(person)
    restored.hold_back(made_at=NOW)
    assert AccountMail.objects.get().state == State.DEAD


def test_the_task_bears_the_name_that_writers_call(person, settings):
    settings.MAIL_KEPT_IN_APP = True
    assert tasks.deliver_account_mail.name == "reviews.deliver_account_mail"
    reset(person)
    tasks.deliver_account_mail()
    assert KeptMail.objects.get().recipient == person.email


def test_the_sweep_finds_one_whose_job_was_lost(person, settings, django_capture_on_commit_callbacks):
    settings.MAIL_KEPT_IN_APP = True
    reset(person)
    transaction.get_connection().run_on_commit.clear()
    with django_capture_on_commit_callbacks() as jobs:
        tasks.sweep()
    assert "reviews.deliver_account_mail" in {job.task for job in jobs}


@pytest.mark.broker
def test_a_real_worker_sends_it_at_once(transactional_db, celery_worker_process):
    reset(make_user("Ruth Adeyemi"))
    wait_until(lambda: AccountMail.objects.get().state == State.SENT)
    assert AccountMail.objects.get().facts == {}
    assert KeptMail.objects.get().recipient == AccountMail.objects.get().address
