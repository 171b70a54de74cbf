"""The newsroom's own settings."""

from __future__ import annotations

from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.errors import DomainError
from newsroom.models import Newsroom, User
from newsroom.security.log import record
from newsroom.security.models import SecurityEvent
from reviews import access
from reviews.workflow.presets import LANGUAGE_CODE

NAME_LENGTH = 80


class NewsroomRefused(DomainError):
    """The newsroom cannot be like this. ``field`` names what is wrong with it."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def change_newsroom(*, by: User | None, name: str, language: str, time_zone: str) -> Newsroom:
    """Change the newsroom's row, or make it. ``by`` is ``None`` at the command line and while setting up.

    Raises :class:`~newsroom.errors.NotAllowed` and :class:`NewsroomRefused`.
    """
    if by is not None:
        access.require(access.may_administer(by), _("Only an administrator can change the newsroom."))
    name, language = " ".join(name.split()), language.strip()
    if not name or len(name) > NAME_LENGTH or "\x00" in name:
        raise NewsroomRefused(
            _("Enter a name of at most %(count)d characters.") % {"count": NAME_LENGTH}, field="name"
        )
    if not LANGUAGE_CODE.fullmatch(language) or len(language) > 12:
        raise NewsroomRefused(_("Enter a language code such as en or pt-BR."), field="language")
    if time_zone not in available_timezones():
        raise NewsroomRefused(_("Choose a time zone from the list."), field="time_zone")
    values = {"name": name, "language": language, "time_zone": time_zone}
    with transaction.atomic():
        row, _created = Newsroom.objects.update_or_create(pk=1, defaults=values)
        record(SecurityEvent.Kind.SETTINGS, setting="newsroom", value=f"{name}, {language}, {time_zone}")
    return row
