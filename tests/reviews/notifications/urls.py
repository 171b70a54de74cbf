"""The one address that mails lead to."""

from django.urls import path


def article(request, slug):
    raise NotImplementedError


urlpatterns = [path("articles/<slug>/", article, name="article")]
