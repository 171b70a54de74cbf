"""Addresses that answers come to: whose, about what, until when; and nobody else makes one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.configuration import LONGEST_INBOUND_NAME, Inbound
from reviews.notifications.mail import reply_addresses
from reviews.notifications.mail.reply_addresses import About, Address
from tests.factories import NOW

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


@pytest.fixture(autouse=True)
def answered(settings):
    settings.INBOUND = Inbound("reply", "desk.example")


def make(about=About.QUERY, pk=7, person=3):
    return reply_addresses.make(about, pk, person=person, written=NOW)


@pytest.mark.parametrize("about", About)
@pytest.mark.parametrize(("pk", "person"), [(1, 1), (2**40 - 1, 2**32 - 1)])
def test_it_says_what_it_was_made_from(about, pk, person):
    read = reply_addresses.read(f"Copydesk <{make(about, pk, person)}>")
    assert read == Address(about, pk, person, date(2026, 5, 1))


def test_mail_programs_may_change_its_case_and_forwarding_its_domain():
    assert reply_addresses.read(make().upper()) == reply_addresses.read(make())
    assert reply_addresses.read(make().replace("desk.example", "old.example")) == reply_addresses.read(make())


def test_it_fits_a_mail_server_whatever_the_mailbox_is_called(settings):
    settings.INBOUND = Inbound("x" * LONGEST_INBOUND_NAME, "desk.example")
    assert len(make(pk=2**40 - 1, person=2**32 - 1).partition("@")[0]) == 64


def test_without_inbound_mail_there_is_none(settings):
    settings.INBOUND = None
    assert make() == ""


def test_it_is_over_sixty_days_after_the_mail():
    read = reply_addresses.read(make())
    assert not read.is_over(NOW + timedelta(days=60))
    assert read.is_over(NOW + timedelta(days=61))


def test_it_is_the_same_when_the_mail_is_rendered_again():
    assert make() == make()


@given(place=st.integers(0, 35), letter=st.sampled_from(LETTERS))
def test_a_changed_letter_is_not_ours(place, letter):
    made = make()
    start = made.index("+") + 1 + place
    changed = made[:start] + letter + made[start + 1 :]
    # the last letter has bits that mean nothing
    assert changed == made or reply_addresses.read(changed) is None or place == 35


def test_a_key_that_was_replaced_still_reads_what_it_signed(settings):
    made = make()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the new one"
    assert reply_addresses.read(made) is not None
    assert make() != made
    settings.SECRET_KEY_FALLBACKS = []
    assert reply_addresses.read(made) is None


@given(st.text())
def test_no_text_is_an_address_by_chance_and_none_is_an_error(text):
    assert list(reply_addresses.find(text)) == []


def test_several_are_found_each_once():
    mine, other = make(), make(pk=8)
    found = reply_addresses.find(f"{mine}, Forged <reply+{'a' * 36}@desk.example>, {other}, {mine}")
    assert [one.pk for one in found] == [7, 8]
