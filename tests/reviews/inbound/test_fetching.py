"""Answers in a mail folder, on a real IMAP server: each is taken once, whatever happens on the way."""

import imaplib
import logging
from datetime import timedelta

import pytest
from imap_tools import BaseMailBox

from newsroom.configuration import Inbound
from reviews import tasks
from reviews.inbound import fetching, receiving
from reviews.models import InboundMail, Reply
from tests.reviews.answering import LATER


@pytest.fixture
def folders(desk, imap_server, settings):
    settings.INBOUND = Inbound("reply", "desk.example", imap=imap_server.store)
    return imap_server


def fetch(folders):
    return fetching.fetch(folders.store, now=LATER)


def test_what_is_there_is_kept_and_moved_out_of_the_way(desk, folders):
    folders.drop(*(desk.mail(f"Answer {n}", person=desk.writer) for n in range(3)))
    assert fetch(folders) == 3
    assert (folders.count(), folders.count("Copydesk")) == (0, 3)
    assert fetch(folders) == 0
    receiving.work(seconds=60, clock=lambda: LATER)
    assert [reply.body for reply in Reply.objects.all()] == ["Answer 0", "Answer 1", "Answer 2"]
    assert set(InboundMail.objects.values_list("channel", flat=True)) == {"imap"}


def test_dying_between_keeping_and_moving_does_no_harm(desk, folders, monkeypatch):
    def die(self, *args):
        raise KeyboardInterrupt

    folders.drop(desk.mail("It is 6.50.", person=desk.writer))
    monkeypatch.setattr(BaseMailBox, "move", die)
    with pytest.raises(KeyboardInterrupt):
        fetch(folders)
    assert (InboundMail.objects.count(), folders.count()) == (1, 1)
    monkeypatch.undo()
    assert fetch(folders) == 0
    assert (InboundMail.objects.count(), folders.count(), folders.count("Copydesk")) == (1, 0, 1)


def test_a_message_over_which_the_line_breaks_keeps_no_other_back(desk, folders, monkeypatch, caplog):
    def move(self, uids, folder):
        if not broken:
            broken.append(uids)
            self.client.shutdown()
        return really(self, uids, folder)

    broken, really = [], BaseMailBox.move
    folders.drop(*(desk.mail(f"Answer {n}", person=desk.writer) for n in range(3)))
    monkeypatch.setattr(BaseMailBox, "move", move)
    fetch(folders)
    assert "cannot be fetched" in caplog.text
    assert InboundMail.objects.count() == 3
    assert folders.count() == 1
    fetch(folders)
    assert folders.count() == 0


def test_garbage_is_kept_and_moved(desk, folders):
    folders.drop(
        b"\r\n",
        b"From: \xff\xfe\r\nContent-Type: multipart/mixed\r\n\r\n\x80",
        desk.mail("x", person=desk.writer),
    )
    fetch(folders)
    assert folders.count() == 0
    receiving.work(seconds=60, clock=lambda: LATER)
    assert Reply.objects.get().body == "x"


def test_no_more_is_fetched_of_a_message_than_is_kept(desk, folders, monkeypatch):
    monkeypatch.setattr(receiving, "MOST_BYTES", 3000)
    folders.drop(desk.mail("See this.", person=desk.writer, files=[("large.bin", b"x" * 9000)]))
    fetch(folders)
    assert InboundMail.objects.get().size == 3001
    receiving.work(seconds=60, clock=lambda: LATER)
    assert Reply.objects.get().body == "See this."


def test_a_folder_that_cannot_be_opened_is_said_in_a_line(desk, folders, settings, caplog):
    store = folders.store
    settings.INBOUND = Inbound(
        "reply", "desk.example", imap=type(store)(store.host, store.port, "desk", "no", tls=False)
    )
    with caplog.at_level(logging.WARNING):
        tasks.fetch_mail()
    (record,) = caplog.records
    assert "cannot be opened" in record.getMessage()
    settings.INBOUND = Inbound(
        "reply", "desk.example", imap=type(store)("127.0.0.1", 1, "desk", "no", tls=False)
    )
    tasks.fetch_mail()
    assert len(caplog.records) == 2


def test_the_task_does_nothing_where_no_folder_is_named(desk, settings):
    tasks.fetch_mail()
    settings.INBOUND = None
    tasks.fetch_mail()
    assert not InboundMail.objects.exists()


def test_messages_that_cannot_be_handed_over_are_listed_and_end_no_turn_for_those_behind(
    desk, folders, monkeypatch
):
    def uid(self, command, *args):
        if command == "FETCH" and broken and args[0] in broken:
            self.shutdown()
        return really(self, command, *args)

    folders.drop(*(desk.mail(f"Answer {n}", person=desk.writer) for n in range(8)))
    with folders.open() as mailbox:
        broken = mailbox.uids()[:5]
    really = imaplib.IMAP4.uid
    monkeypatch.setattr(imaplib.IMAP4, "uid", uid)
    for _ in range(3):
        fetch(folders)
    assert (folders.count(), InboundMail.objects.filter(raw__isnull=False).count()) == (5, 3)
    aside = InboundMail.objects.filter(raw=None)
    assert {row.state for row in aside} == {InboundMail.State.QUARANTINED}
    said = [f"The mail server cannot deliver message {uid} (socket error" for uid in broken]
    assert sorted(row.reason[: len(said[0])] for row in aside) == said
    broken = []
    fetch(folders)
    assert (folders.count(), InboundMail.objects.filter(raw=None).count()) == (0, 0)
    assert InboundMail.objects.count() == 8


def test_what_could_not_be_had_and_is_gone_is_not_put_aside_for_ever(desk, folders, monkeypatch):
    folders.drop(desk.mail("It is 6.50.", person=desk.writer))
    with monkeypatch.context() as broken:
        broken.setattr(imaplib.IMAP4, "uid", lambda self, *args: self.shutdown() or self.noop())
        fetch(folders)
    assert InboundMail.objects.get().state == InboundMail.State.QUARANTINED
    with folders.open() as mailbox:
        mailbox.delete(mailbox.uids())
    fetching.fetch(folders.store, now=LATER + timedelta(days=2))
    assert InboundMail.objects.get().state == InboundMail.State.IGNORED


def test_of_a_flooded_folder_a_batch_is_looked_at(desk, folders, monkeypatch):
    monkeypatch.setattr(fetching, "BATCH", 2)
    folders.drop(*(desk.mail(f"Answer {n}", person=desk.writer) for n in range(5)))
    assert [fetch(folders) for _ in range(4)] == [2, 2, 1, 0]
