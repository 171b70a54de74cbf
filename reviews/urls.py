"""Pages about stories: the list, the copy with its queries, and the way to release."""

from __future__ import annotations

from django.urls import path

import newsroom.web.converters  # noqa: F401 - registers the numbers of addresses
from reviews.views import (
    bounces,
    calendar,
    guest_pages,
    guests,
    inbox,
    mail,
    mail_provider,
    preferences,
    sessions,
    stories,
    webhooks,
)
from reviews.views.story import article, filing, releases, revisions, signing, suggestions, threads

urlpatterns = [
    path("", stories.stories, name="stories"),
    path("login/", sessions.sign_in, name="login"),
    path("logout/", sessions.sign_out, name="logout"),
    path("import/", filing.file_copy, name="import"),
    path("import/<uuid:key>/", filing.import_preview, name="import_preview"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<number:pk>/seen", inbox.see, name="inbox_see"),
    path("inbox/seen", inbox.see_all, name="inbox_see_all"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/<str:token>/", preferences.preferences_by_link, name="preferences_by_link"),
    path("unsubscribe/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
    path("guest/<number:pk>/", guest_pages.copy, name="guest_copy"),
    path("guest/<number:pk>/queries/<number:number>/reply", guest_pages.reply, name="guest_reply"),
    path(
        "guest/<number:pk>/queries/<number:number>/files/<number:file>", guest_pages.file, name="guest_file"
    ),
    path("guest/<number:pk>/comment", guest_pages.comment, name="guest_comment"),
    path("guest/<number:pk>/link/<str:token>/", guest_pages.landing, name="guest_landing"),
    path("guest/<number:pk>/link/<str:token>/again", guest_pages.link_again, name="guest_link_again"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar.feed, name="calendar_feed"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/<number:pk>/change", webhooks.change, name="webhook_change"),
    path("webhooks/<number:pk>/secret", webhooks.new_secret, name="webhook_secret"),
    path("webhooks/<number:pk>/trial", webhooks.send_test, name="webhook_try"),
    path("webhooks/<number:pk>/again", webhooks.send_again, name="webhook_again"),
    path("webhooks/<number:pk>/remove", webhooks.remove, name="webhook_remove"),
    path("mail/", mail.mail, name="mail"),
    path("mail/webhook/<slug:provider>/<slug:what>/", mail_provider.webhook, name="mail_webhook"),
    path("mail/again/<number:pk>", bounces.send_again, name="mail_again"),
    path("mail/<number:pk>/", mail.message, name="message"),
    path("mail/<number:pk>/html", mail.message_html, name="message_html"),
    path("articles/<str:slug>/", article.article, name="article"),
    path("articles/<str:slug>/status", article.status, name="status"),
    path("articles/<str:slug>/new-version/", filing.new_version, name="new_version"),
    path(
        "articles/<str:slug>/new-version/<uuid:key>/", filing.new_version_preview, name="new_version_preview"
    ),
    path("articles/<str:slug>/threads", threads.beside, name="threads"),
    path("articles/<str:slug>/history/<number:number>/", revisions.revision, name="revision"),
    path("articles/<str:slug>/queries/", threads.ask, name="ask"),
    path("articles/<str:slug>/queries/<number:number>/", threads.query, name="query"),
    path("articles/<str:slug>/queries/<number:number>/reply", threads.reply, name="reply"),
    path("articles/<str:slug>/queries/<number:number>/resolve", threads.resolve, name="resolve"),
    path("articles/<str:slug>/queries/<number:number>/accept", threads.accept, name="accept"),
    path("articles/<str:slug>/queries/<number:number>/take-back", threads.take_back, name="take-back"),
    path("articles/<str:slug>/queries/<number:number>/confirm", threads.confirm, name="confirm"),
    path("articles/<str:slug>/queries/<number:number>/passage", threads.put, name="put"),
    path("articles/<str:slug>/queries/<number:number>/reopen", threads.reopen, name="reopen"),
    path("articles/<str:slug>/queries/<number:number>/assign", threads.assign, name="assign"),
    path("articles/<str:slug>/queries/<number:number>/block", threads.block, name="block"),
    path("articles/<str:slug>/guests/", guests.guests, name="guests"),
    path("articles/<str:slug>/guests/<number:pk>/extend", guests.extend, name="guest_extend"),
    path("articles/<str:slug>/guests/<number:pk>/link", guests.replace_link, name="guest_new_link"),
    path("articles/<str:slug>/guests/<number:pk>/revoke", guests.revoke, name="guest_revoke"),
    path("articles/<str:slug>/suggestions/decide", suggestions.decide, name="decide"),
    path("articles/<str:slug>/suggestions/undo", suggestions.undo, name="undo_decision"),
    path("articles/<str:slug>/suggestions/<str:key>/discuss", suggestions.discuss, name="discuss"),
    path("articles/<str:slug>/queries/<number:number>/files/<number:pk>", threads.file, name="file"),
    path("articles/<str:slug>/preflight/", signing.preflight_page, name="preflight"),
    path("articles/<str:slug>/sign", signing.sign, name="sign"),
    path("articles/<str:slug>/signoffs/<number:pk>/withdraw", signing.withdraw, name="withdraw"),
    path("articles/<str:slug>/signoffs/<number:pk>/", signing.since_signed, name="since_signed"),
    path("articles/<str:slug>/stage", signing.pass_on, name="pass_on"),
    path("articles/<str:slug>/clear", signing.clear, name="clear"),
    path("articles/<str:slug>/clearances/<number:pk>/take-back", signing.unclear, name="unclear"),
    path("articles/<str:slug>/release", releases.release, name="release"),
    path("articles/<str:slug>/releases/<number:number>/", releases.certificate, name="certificate"),
    path(
        "articles/<str:slug>/releases/<number:number>/<str:fmt>", releases.released_copy, name="released_copy"
    ),
    path("articles/<str:slug>/correction/", releases.correction, name="correction"),
    path("articles/<str:slug>/clean/", releases.clean, name="clean"),
    path("articles/<str:slug>/clean/<str:fmt>", releases.draft_copy, name="draft_copy"),
]
