"""People, with the guests of the articles that a person sees."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest

from articles import access
from articles.admin.scope import user_of
from newsroom.admin.people import PersonAdmin
from reviews.models import Invitation


class PersonWithGuestsAdmin(PersonAdmin):
    """Guests are seen by those who see an article they were invited to."""

    def who_is_seen(self, request: HttpRequest) -> Q:
        articles = access.visible_articles(user_of(request)).values("pk")
        invited = Invitation.objects.filter(person=OuterRef("pk"), article__in=articles)
        return super().who_is_seen(request) | Q(Exists(invited), is_guest=True)
