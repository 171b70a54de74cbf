"""Acts of the domain, done from the administration in somebody's name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from articles.admin.scope import user_of
from newsroom.admin.base import BaseAdmin
from newsroom.errors import DomainError
from newsroom.models import User


def acting(request: HttpRequest) -> User:
    """The person whose act this is. Nobody gets this far without an account."""
    user = user_of(request)
    assert isinstance(user, User)  # noqa: S101 (the admin site lets nobody else in)
    return user


def for_each(
    page: BaseAdmin[Any], request: HttpRequest, rows: QuerySet[Any], act: Callable[..., object], *, as_: str
) -> None:
    """Do ``act`` to each row, passed as the argument ``as_``: one refusal keeps nothing from the others."""
    done, now = 0, timezone.now()
    for row in rows:
        try:
            act(**{as_: row}, by=acting(request), now=now)
        except DomainError as refusal:
            page.message_user(request, str(refusal), messages.ERROR)
        else:
            done += 1
    if done:
        sentence = ngettext("%(count)d item updated.", "%(count)d items updated.", done)
        page.message_user(request, sentence % {"count": done}, messages.SUCCESS)
