"""Pages of one article that do not need queries."""

from __future__ import annotations

from django.urls import path

import newsroom.web.converters  # noqa: F401 - registers the converter for numbers
from articles.views import assets, authorship, details, history

urlpatterns = [
    path("assets/<str:digest>", assets.asset, name="asset"),
    path("articles/<str:slug>/images", assets.add_image, name="add_image"),
    path("articles/<str:slug>/history/", history.history, name="history"),
    path("articles/<str:slug>/history/keep", history.keep, name="keep"),
    path("articles/<str:slug>/history/<number:number>/name", history.rename, name="rename_revision"),
    path("articles/<str:slug>/compare/", history.compare, name="compare"),
    path("articles/<str:slug>/redline", history.redline, name="redline"),
    path("articles/<str:slug>/authorship/", authorship.authorship, name="authorship"),
    path("articles/<str:slug>/authorship/range", authorship.stretches, name="stretches"),
    path("articles/<str:slug>/details/", details.details, name="details"),
    path("articles/<str:slug>/spike", details.spike, name="spike"),
    path("articles/<str:slug>/unspike", details.unspike, name="unspike"),
]
