"""Pages about stories: the list, the copy with its queries, and the way to release."""

from __future__ import annotations

from django.urls import path

from reviews.views import (
    article,
    filing,
    inbox,
    leaving,
    mail,
    preferences,
    sessions,
    signing,
    stories,
    threads,
)

urlpatterns = [
    path("", stories.stories, name="stories"),
    path("login/", sessions.sign_in, name="login"),
    path("logout/", sessions.sign_out, name="logout"),
    path("import/", filing.file_copy, name="import"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/<int:pk>/seen", inbox.see, name="inbox_see"),
    path("inbox/seen", inbox.see_all, name="inbox_see_all"),
    path("preferences/", preferences.preferences, name="preferences"),
    path("preferences/<str:token>/", preferences.preferences_by_link, name="preferences_by_link"),
    path("unsubscribe/<str:token>/", preferences.unsubscribe, name="unsubscribe"),
    path("mail/", mail.mail, name="mail"),
    path("mail/<int:pk>/", mail.letter, name="letter"),
    path("mail/<int:pk>/html", mail.letter_html, name="letter_html"),
    path("articles/<str:slug>/", article.article, name="article"),
    path("articles/<str:slug>/standing", article.standing, name="standing"),
    path("articles/<str:slug>/new-version/", filing.new_version, name="new_version"),
    path("articles/<str:slug>/threads", threads.beside, name="threads"),
    path("articles/<str:slug>/queries/", threads.ask, name="ask"),
    path("articles/<str:slug>/queries/<int:number>/", threads.query, name="query"),
    path("articles/<str:slug>/queries/<int:number>/reply", threads.reply, name="reply"),
    path("articles/<str:slug>/queries/<int:number>/resolve", threads.resolve, name="resolve"),
    path("articles/<str:slug>/queries/<int:number>/reopen", threads.reopen, name="reopen"),
    path("articles/<str:slug>/queries/<int:number>/assign", threads.assign, name="assign"),
    path("articles/<str:slug>/queries/<int:number>/block", threads.block, name="block"),
    path("articles/<str:slug>/preflight/", signing.preflight_page, name="preflight"),
    path("articles/<str:slug>/sign", signing.sign, name="sign"),
    path("articles/<str:slug>/signoffs/<int:pk>/withdraw", signing.withdraw, name="withdraw"),
    path("articles/<str:slug>/signoffs/<int:pk>/", signing.since_signed, name="since_signed"),
    path("articles/<str:slug>/stage", signing.pass_on, name="pass_on"),
    path("articles/<str:slug>/clear", signing.clear, name="clear"),
    path("articles/<str:slug>/clearances/<int:pk>/take-back", signing.unclear, name="unclear"),
    path("articles/<str:slug>/release", leaving.release, name="release"),
    path("articles/<str:slug>/releases/<int:number>/", leaving.certificate, name="certificate"),
    path("articles/<str:slug>/releases/<int:number>/<str:fmt>", leaving.released_copy, name="released_copy"),
    path("articles/<str:slug>/correction/", leaving.correction, name="correction"),
    path("articles/<str:slug>/clean/", leaving.clean, name="clean"),
    path("articles/<str:slug>/clean/<str:fmt>", leaving.draft_copy, name="draft_copy"),
]
