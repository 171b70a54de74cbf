"""What the mails about accounts say."""

from datetime import timedelta

import pytest

from newsroom.accounts import mail
from newsroom.accounts.mail import Change
from newsroom.models import AccountMail
from reviews.notifications.mail import account
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LINK = "https://desk.example/invitations/secret"


def rendered(kind, **facts):
    row = mail.send("ana@paper.example", kind, facts, good_until=NOW + timedelta(days=7), now=NOW)
    return account.render(row)


def test_an_invitation_says_who_by_to_what_and_until_when():
    found = rendered("invitation", link=LINK, by="Ines Okafor", roles=["editor, City", "sign-off: Slot"])
    assert found.subject == "Ines Okafor invites you to Copydesk"
    assert "- editor, City\n- sign-off: Slot" in found.text
    assert f"Accept the invitation:\n{LINK}" in found.text
    assert "works until Monday 9 March, 14:00 UTC and only once" in found.text
    assert f'href="{LINK}"' in found.html


def test_nothing_typed_reaches_the_page_unescaped():
    found = rendered("invitation", link=LINK, by="<b>Ines</b>\r\nBcc: x", roles=["<i>editor</i>"])
    assert "<b>" not in found.html
    assert "&lt;i&gt;editor&lt;/i&gt;" in found.html
    assert found.subject == "<b>Ines</b> Bcc: x invites you to Copydesk"


@pytest.mark.parametrize("change", Change)
def test_every_change_has_its_words(change):
    found = rendered("credentials_changed", change=change, device="Firefox on Linux, 192.0.2.7")
    assert str(account.CHANGES[change]) in found.text
    assert "From: Firefox on Linux, 192.0.2.7" in found.text


def test_every_kind_is_rendered():
    facts = {"link": LINK, "by": "Ines Okafor", "roles": ["editor, City"], "change": "password_changed"}
    facts |= {"name": "Ana Lima", "address": "ana@paper.example"}
    subjects = {rendered(kind, **facts).subject for kind in AccountMail.Kind}
    assert len(subjects) == len(AccountMail.Kind)
