"""A provider of OpenID Connect on this machine, in a process of its own: django-allauth's, with one person.

``python -m tests.environment.identity_provider PORT FOLDER CALLBACK ADDRESS VERIFIED``
"""

from __future__ import annotations

import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

CLIENT, SECRET, PASSWORD = "copydesk", "a secret of two programs", "what the provider knows"


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_args):
        pass


def private_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()


def configure(folder: Path) -> None:
    from django.conf import settings

    settings.configure(
        SECRET_KEY="of a provider in a test",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="tests.environment.identity_provider_urls",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "provider.sqlite3"}},
        INSTALLED_APPS=[
            *("django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"),
            *("django.contrib.messages", "allauth", "allauth.account", "allauth.idp.oidc"),
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "allauth.account.middleware.AccountMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        AUTHENTICATION_BACKENDS=["allauth.account.auth_backends.AuthenticationBackend"],
        SESSION_COOKIE_NAME="provider_session",
        CSRF_COOKIE_NAME="provider_csrf",
        LOGIN_URL="account_login",
        USE_TZ=True,
        ACCOUNT_LOGIN_METHODS={"email"},
        ACCOUNT_SIGNUP_FIELDS=["email*", "password1*"],
        ACCOUNT_EMAIL_VERIFICATION="none",
        ACCOUNT_RATE_LIMITS=False,
        IDP_OIDC_PRIVATE_KEY=private_key(),
    )


def fill(callback: str, address: str, verified: bool) -> None:
    from allauth.account.models import EmailAddress
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    person = User.objects.create_user("person", address, PASSWORD)
    EmailAddress.objects.create(user=person, email=address, verified=verified, primary=True)
    client = Client(id=CLIENT, name="Copydesk", scopes="openid\nprofile\nemail", redirect_uris=callback)
    client.set_secret(SECRET)
    client.save()


def serve(port: int) -> None:
    from django.core.wsgi import get_wsgi_application

    with make_server("127.0.0.1", port, get_wsgi_application(), Threads, Quiet) as server:
        server.serve_forever()


def main() -> None:
    port, folder, callback, address, verified = sys.argv[1:]
    configure(Path(folder))
    import django

    django.setup()
    fill(callback, address, verified == "verified")
    serve(int(port))


if __name__ == "__main__":
    main()
