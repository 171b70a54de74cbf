"""Signing in and out, with the demo's people on the page while they are there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from newsroom.accounts import views
from newsroom.models import User
from newsroom.web.pages import PageRequest, page
from reviews import demo


class SignIn(views.SignIn):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, demo_accounts=_demo_accounts(), demo_password=demo.PASSWORD)


def _demo_accounts() -> list[demo.Account]:
    """The people of the demo newsroom, while they are here and everything runs on one machine."""
    if settings.PRODUCTION:
        return []
    accounts = demo.accounts()
    there = set(
        User.objects.filter(email__in=[one.email for one in accounts]).values_list("email", flat=True)
    )
    return [account for account in accounts if account.email in there]


@page
@require_safe
def signed_in(request: PageRequest) -> HttpResponse:
    """Where the window of a sign-in ends up that another page opened: its script tells that page."""
    return render(request, "newsroom/signed_in.html")


sign_in = SignIn.as_view()
sign_out = LogoutView.as_view(next_page="login")
