"""Every address of the application."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from newsroom.api import api

urlpatterns = [
    path("", include("articles.urls")),
    path("", include("reviews.urls")),
    path("api/", api.urls),
    path("admin/", admin.site.urls),
]
