"""Every address of the application."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from newsroom.accounts.sign_in import administration
from newsroom.api import api
from newsroom.web import design, metrics
from reviews.inbound.metrics import inbound
from reviews.notifications.metrics import outbox
from reviews.webhooks.metrics import webhooks

handler403 = "newsroom.web.refusals.not_allowed"
handler404 = "newsroom.web.refusals.not_found"
handler500 = "newsroom.web.refusals.failed"

admin.site.admin_view = administration.guarded(admin.site.admin_view)  # type: ignore[assignment,method-assign]
admin.site.login = administration.sign_in  # type: ignore[method-assign]
admin.site.password_change = administration.change_password  # type: ignore[assignment,method-assign]

urlpatterns = [
    path("", include("newsroom.accounts.urls")),
    path("", include("articles.urls")),
    path("", include("reviews.urls")),
    path("api/", api.urls),
    path("admin/", admin.site.urls),
    path("design/", design.design, name="design"),
    path("metrics", metrics.page(outbox, inbound, webhooks), name="metrics"),
]
