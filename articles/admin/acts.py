"""Acts of the domain that people do from the administration."""

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


def actor_of(request: HttpRequest) -> User:
    """The person whose act this is. The administration admits nobody without an account."""
    user = user_of(request)
    assert isinstance(user, User)  # noqa: S101 (the admin site lets nobody else in)
    return user


def for_each(
    page: BaseAdmin[Any],
    request: HttpRequest,
    rows: QuerySet[Any],
    act: Callable[..., object],
    *,
    argument: str,
) -> None:
    """Call ``act`` for each row, as its keyword ``argument``. A refusal does not stop the others."""
    done, now = 0, timezone.now()
    for row in rows:
        try:
            act(**{argument: row}, by=actor_of(request), now=now)
        except DomainError as refusal:
            page.message_user(request, str(refusal), messages.ERROR)
        else:
            done += 1
    if done:
        sentence = ngettext("%(count)d item updated.", "%(count)d items updated.", done)
        page.message_user(request, sentence % {"count": done}, messages.SUCCESS)
