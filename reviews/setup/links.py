"""The one link that sets a newsroom up.

It is made from the secret key and the moment at which the database was made, so that every process knows it
and nothing has to be stored. It works as long as nobody has an account here, and so once.
"""

from __future__ import annotations

import base64

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from newsroom.errors import Conflict, NotAllowed
from newsroom.models import User

SALT = "reviews.setup.links"


class SetUpAlready(Conflict):
    """There are people here."""


class SetUpLinkNeeded(NotAllowed):
    """This is not the link that was printed for this database."""


def is_unused() -> bool:
    """Whether nobody has an account here. One statement."""
    return not User.objects.exists()


def path() -> str:
    """The path of the link, for whoever runs the program."""
    return reverse("set_up_by_link", args=[token()])


def token() -> str:
    """The secret part of the link to this database."""
    first = MigrationRecorder(connection).migration_qs.order_by("pk").first()
    made_at = first.applied.isoformat() if first else ""
    digest = salted_hmac(SALT, made_at, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def require(presented: str) -> None:
    """Raises :class:`SetUpAlready` when there are people here, and :class:`SetUpLinkNeeded` for any other
    link."""
    if not is_unused():
        raise SetUpAlready(_("This newsroom is set up already. Sign in with your account."))
    if not constant_time_compare(presented.encode("utf-8", "replace"), token()):
        raise SetUpLinkNeeded(
            _("This Copydesk has no newsroom yet. To set it up, open the link shown in its terminal.")
        )
