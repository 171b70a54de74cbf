"""People, with the guests of the articles that a person sees, and what is done for who cannot sign in."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import access
from articles.admin.scope import user_of
from newsroom.access import privileges
from newsroom.accounts import notices
from newsroom.accounts.credentials import second_factors
from newsroom.admin.people import PersonAdmin
from newsroom.models import User
from reviews.models import Invitation


class PersonWithGuestsAdmin(PersonAdmin):
    """Guests are seen by those who see an article they were invited to."""

    actions = ("remove_second_factors",)

    def who_is_seen(self, request: HttpRequest) -> Q:
        articles = access.visible_articles(user_of(request)).values("pk")
        invited = Invitation.objects.filter(person=OuterRef("pk"), article__in=articles)
        return super().who_is_seen(request) | Q(Exists(invited), is_guest=True)

    @admin.action(description=_("Remove second factors"), permissions=["change"])
    def remove_second_factors(self, request: HttpRequest, people: QuerySet[User]) -> None:
        """For people who lost their app, passkeys and recovery codes."""
        by = user_of(request)
        if not isinstance(by, User):
            return
        with transaction.atomic():
            chosen = [person for person in people if privileges.may_edit_person(by, person)]
            changed = sum(second_factors.remove_all(person, by=by) > 0 for person in chosen)
        sentence = ngettext(
            "%(count)d person signs in with the password alone now, and was notified.",
            "%(count)d people sign in with the password alone now, and were notified.",
            changed,
        )
        messages.success(request, sentence % {"count": changed})

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        former = User.objects.filter(pk=obj.pk).values("email", "password").first() if change else None
        super().save_model(request, obj, form, change)
        if former and not obj.is_guest:
            notices.account_edited(obj, former_address=former["email"], former_password=former["password"])

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        with transaction.atomic():
            former = self.get_object(request, id)
            response = super().user_change_password(request, id, form_url)
            now = self.get_object(request, id)
            if former and now:
                notices.account_edited(now, former_address=former.email, former_password=former.password)
        return response
