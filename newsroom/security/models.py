"""The rows of the security log. They are added and, after a set time, deleted; nothing changes them."""

from __future__ import annotations

from typing import TypedDict

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from newsroom.models import Immutable, ImmutableQuerySet

LONGEST_FACT = 300
"""Characters of one fact, of an address and of a name."""


class Facts(TypedDict, total=False):
    """What an event may say about itself. All values are for people to read."""

    added: str
    count: int
    desk: str
    file: str
    format: str
    former: str
    group: str
    means: str
    method: str
    page: str
    removed: str
    role: str
    sentence: str
    setting: str
    story: str
    value: str
    what: str


LABELS = {
    "added": _("added"),
    "count": _("number"),
    "desk": _("desk"),
    "file": _("file"),
    "format": _("format"),
    "former": _("before"),
    "group": _("group"),
    "means": _("by"),
    "method": "",
    "page": "",
    "removed": _("removed"),
    "role": _("role"),
    "sentence": "",
    "setting": "",
    "story": _("story"),
    "value": _("now"),
    "what": "",
}
"""The name of each fact on the page; none where the value says enough."""


class SecurityEvent(Immutable):
    """Something that matters to security.

    ``person`` is the account it is about, and ``by`` the person who did it where that is somebody else. Both
    names are kept as they were. ``address`` was typed by somebody who could not sign in. ``client`` is the
    network address of the browser or program.
    """

    class Kind(models.TextChoices):
        SIGNED_IN = "signed_in", _("signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
        THROTTLED = "throttled", _("too many attempts")
        SIGNED_OUT = "signed_out", _("signed out")
        SESSIONS_ENDED = "sessions_ended", _("sessions ended")
        REFUSED = "refused", _("access refused")
        ACCOUNT = "account", _("account changed")
        CREDENTIALS = "credentials", _("credentials changed")
        ROLES = "roles", _("roles changed")
        INVITATION = "invitation", _("invitation")
        EXPORTED = "exported", _("exported")
        SETTINGS = "settings", _("settings changed")

    moment = models.DateTimeField(_("moment"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    person_name = models.CharField(max_length=LONGEST_FACT, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("done by"),
    )
    by_name = models.CharField(max_length=LONGEST_FACT, default="")
    address = models.CharField(_("address typed"), max_length=LONGEST_FACT, default="")
    client = models.CharField(_("network address"), max_length=64, default="")
    facts = models.JSONField(_("facts"), default=dict)
    """In the form of :class:`Facts`."""

    objects = ImmutableQuerySet["SecurityEvent"].as_manager()

    class Meta:
        verbose_name = _("security event")
        verbose_name_plural = _("security events")
        ordering = ["-moment", "-pk"]
        indexes = [
            models.Index(fields=["moment"], name="security_by_moment"),
            models.Index(fields=["kind", "moment"], name="security_by_kind"),
            models.Index(Lower("address"), name="security_by_address"),
            models.Index(fields=["client"], name="security_by_client"),
        ]

    def __str__(self) -> str:
        return f"{self.moment:%Y-%m-%d %H:%M} {self.get_kind_display()}"
