"""Inviting somebody, and accepting with the link that was mailed."""

from newsroom.accounts.staff import invitations, joining
from newsroom.accounts.staff.grants import Grant
from newsroom.models import AccountMail
from tests.factories import NOW

PASSWORD = "seven grey herons"
ADDRESS = "ana@paper.example"


def invite(by, *roles, address=ADDRESS, groups=(), is_administrator=False, now=NOW):
    grant = Grant(roles, groups, is_administrator)
    return invitations.invite(by=by, address=address, name="Ana Lima", grant=grant, now=now)


def token():
    """That of the latest link."""
    return AccountMail.objects.filter(kind="invitation").first().facts["link"].rstrip("/").rpartition("/")[2]


def accept(now=NOW, name="Ana Lima", password=PASSWORD):
    return joining.accept(token(), name=name, password=password, now=now)
