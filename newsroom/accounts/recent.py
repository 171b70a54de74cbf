"""Whether somebody signed in recently, and asking them to confirm who they are before what matters most.

A released story is out in the world, a secret is known for ever, and a role opens a desk: an unlocked
computer must not be enough for these. The time is that of a shift, ``RECENT_SIGN_IN``, so that nobody who
signed in when it began is asked for a password on deadline. It is shorter for the credentials themselves.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from allauth.account.signals import authentication_step_completed
from allauth.core.internal.httpkit import serialize_request
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from newsroom.errors import NotAllowed
from newsroom.web.pages import PageRequest, is_sent_by_script, page_of_form

P = ParamSpec("P")

CREDENTIALS_WINDOW = timedelta(minutes=15)
"""For passwords, second factors and passkeys: whoever changes these can keep the account."""
LARGEST_KEPT_FORM = 256 * 1024
"""Bytes of a form that waits until its person has confirmed who they are."""
CONFIRMED_AT, CAME_FROM = "confirmed_at", "confirm_came_from"
"""In the session: seconds since 1970, and the page to go back to."""
CONFIRM = "X-Confirm"
"""The header with the address of the page that asks, for the script of the page that waits."""


class SignedInLongAgo(NotAllowed):
    """This needs a recent sign-in."""


@receiver(user_logged_in, dispatch_uid="newsroom.accounts.recent.signed_in")
def _signed_in(request: HttpRequest | None = None, **_kwargs: Any) -> None:
    if request is not None and hasattr(request, "session"):
        request.session[CONFIRMED_AT] = time.time()


@receiver(authentication_step_completed, dispatch_uid="newsroom.accounts.recent.confirmed")
def _confirmed(request: HttpRequest, reauthenticated: bool = False, **_kwargs: Any) -> None:
    if reauthenticated:
        request.session[CONFIRMED_AT] = time.time()


def is_recent(request: HttpRequest, *, within: timedelta | None = None) -> bool:
    """Whether the person signed in, or confirmed who they are, in this browser within the setting's time."""
    age: float = time.time() - request.session.get(CONFIRMED_AT, 0.0)
    longest: timedelta = settings.RECENT_SIGN_IN if within is None else within
    return 0 <= age < longest.total_seconds()


def refuse_long_ago(request: HttpRequest) -> None:
    """The same for the JSON interface, which has no page to ask on. Raises :class:`SignedInLongAgo`."""
    if not is_recent(request):
        raise SignedInLongAgo(
            _("You signed in too long ago for this. Open /account/confirm/ in this browser, then try again.")
        )


def refuse_without_means(request: HttpRequest) -> None:
    """Say what to do to who joined without a password, added no passkey, and has nothing to confirm with.

    Raises :class:`SignedInLongAgo`.
    """
    if not request.user.is_authenticated or is_recent(request, within=CREDENTIALS_WINDOW):
        return
    if not get_adapter(request).get_reauthentication_methods(request.user):
        raise SignedInLongAgo(
            _(
                "You signed in too long ago to choose how you sign in. Open the link in your invitation"
                " again, or sign out and choose “Forgot your password?”."
            )
        )


def require_recent_sign_in(
    view: Callable[Concatenate[PageRequest, P], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Have a page ask whoever sends its form to confirm who they are, when they signed in too long ago.

    Put it below ``page``. A page with scripts asks in a dialog, and sends its form again. Without them the
    form is kept meanwhile, and acted on when they have confirmed; one with files or of more than 256 KB is
    asked for again. Reading the page needs nothing.
    """

    @wraps(view)
    def guarded(request: PageRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method in {"GET", "HEAD"} or is_recent(request):
            return view(request, *args, **kwargs)
        return _ask(request)

    return guarded


def _ask(request: PageRequest) -> HttpResponse:
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    if not methods:
        raise NotAllowed(_("Sign out and in again to do this."))
    if is_sent_by_script(request):
        return _ask_there(request, methods[0]["url"])
    back = request.path
    request.session[CAME_FROM] = page_of_form(request) or "/"
    if methods[0]["keeps_form"] and _can_wait(request):
        request.session[reauthentication.STATE_SESSION_KEY] = {"request": serialize_request(request)}
    else:
        back = request.session[CAME_FROM]
        messages.warning(request, _("Nothing was saved yet. Confirm it’s you, then send the form again."))
    return redirect(f"{methods[0]['url']}?{urlencode({'next': back})}")


def _ask_there(request: PageRequest, address: str) -> HttpResponse:
    """Have the page that waits for the answer ask by itself, and send the form again afterwards."""
    sentence = _("You signed in a while ago. Confirm it’s you to continue.")
    response = render(request, "includes/refusal.html", {"sentence": sentence}, status=403)
    response[CONFIRM] = f"{address}?{urlencode({'next': reverse('signed_in')})}"
    return response


def _can_wait(request: HttpRequest) -> bool:
    return not request.FILES and len(request.POST.urlencode()) <= LARGEST_KEPT_FORM
