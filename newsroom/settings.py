"""Settings, all from the environment; with nothing set, everything runs embedded on one machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from newsroom import configuration, logs

BASE_DIR = Path(__file__).resolve().parent.parent
configuration.require_sound(os.environ, BASE_DIR)
_environment = configuration.Environment(os.environ)
PRODUCTION = configuration.is_production(os.environ)
VAR = configuration.var_directory(os.environ, BASE_DIR)
SECRET_KEY = configuration.secret_key(os.environ, VAR)
SECRET_KEY_FALLBACKS = configuration.former_keys(os.environ, VAR)
DEBUG = _environment.debug
ALLOWED_HOSTS = configuration.allowed_hosts(os.environ)
COPYDESK_URL = configuration.base_address(os.environ, ALLOWED_HOSTS)
"""The base address of links in mails, without a slash at the end."""

# --- the application

AUTH_USER_MODEL = "newsroom.User"
AUTHENTICATION_BACKENDS = ["newsroom.web.auth_backend.Accounts"]
INSTALLED_APPS = [
    "newsroom",
    "newsroom.limiting",
    "newsroom.security",
    "articles",
    "reviews",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "simple_history",
    "django_htmx",
    "anymail",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "newsroom.accounts.apps.SignedInBrowsers",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "newsroom.web.privacy.PrivacyMiddleware",
    "newsroom.web.readable.ReadableMiddleware",
    "newsroom.web.sessions.SessionMiddleware",
    "newsroom.web.locality.LocalityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "newsroom.web.sessions.SignedInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "newsroom.web.sent_forms.SentFormMiddleware",
    "newsroom.web.refusals.RefusalMiddleware",
    "reviews.setup.middleware.SetUpMiddleware",
]
ROOT_URLCONF = "newsroom.urls"
ASGI_APPLICATION = "newsroom.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "newsroom.web.context.page",
            ]
        },
    }
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "needs_me"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SIMPLE_HISTORY_REVERT_DISABLED = True  # revert would bypass the workflow
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
# Five fields for each of the notes that one file may hold, and some more.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000
# Pasted copy of up to 5 MB arrives in a field; larger files go to the disk.
DATA_UPLOAD_MAX_MEMORY_SIZE = FILE_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024

# --- sign-in: newsroom.accounts has the pages, django-allauth what they do

PASSWORD_RESET_TIMEOUT = 2 * 60 * 60  # seconds; an email may be late, and a link that works is a key
ACCOUNT_ADAPTER = "newsroom.accounts.sign_in.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # nobody signs up; allauth checks that it has the address
ACCOUNT_SIGNUP_ENABLED = False
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False  # ours are in the database, and hold for all processes
ACCOUNT_REAUTHENTICATION_METHODS = ("password", "mfa")
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "newsroom.accounts.credentials.tokens.ResetTokens"  # noqa: S105
MFA_ADAPTER = "newsroom.accounts.sign_in.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Copydesk"
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that a telephone's clock may be off
MFA_FORMS = {
    "authenticate": "newsroom.accounts.credentials.codes.SignInCodeForm",
    "reauthenticate": "newsroom.accounts.credentials.codes.ConfirmCodeForm",
    "activate_totp": "newsroom.accounts.credentials.codes.AppForm",
    "add_webauthn": "newsroom.accounts.credentials.passkey_forms.AddForm",
    "login_webauthn": "newsroom.accounts.credentials.passkey_forms.SignInForm",
    "authenticate_webauthn": "newsroom.accounts.credentials.passkey_forms.SecondFactorForm",
    "reauthenticate_webauthn": "newsroom.accounts.credentials.passkey_forms.ConfirmForm",
}
OIDC = configuration.oidc(os.environ)
"""The provider of OpenID Connect; ``None`` when people sign in here only."""
SOCIALACCOUNT_ADAPTER = "newsroom.accounts.sign_in.providers.ProviderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads to another site is refused by the content policy
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = (
    {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [OIDC.app]}} if OIDC else {}
)
ACCOUNT_FORMS = {
    "login": "newsroom.accounts.sign_in.forms.SignInForm",
    "reset_password": "newsroom.accounts.credentials.passwords.ResetForm",
    "user_token": "newsroom.accounts.credentials.passwords.ResetTokenForm",
    "change_password": "newsroom.accounts.credentials.passwords.ChangeForm",
}

RECENT_SIGN_IN = _environment.recent_sign_in
"""Releases, webhooks’ secrets and people’s roles need a sign-in within this time, or the password again."""

# --- language and time

USE_TZ = True
TIME_ZONE = _environment.time_zone
LANGUAGE_CODE = _environment.language_code
FORMAT_MODULE_PATH = ["newsroom.formats"]
LOCALE_PATHS = [BASE_DIR / "newsroom" / "locale"]
# Only languages into which the whole interface is translated, and not those of Django alone.
LANGUAGES = [("en", "English"), *([(LANGUAGE_CODE, LANGUAGE_CODE)] if LANGUAGE_CODE != "en" else [])]

# --- database, cache, mail
# No ATOMIC_REQUESTS: on SQLite every read would take the write lock.

DATABASES: dict[str, Any] = {"default": configuration.database(os.environ, VAR)}
REDIS_URL = configuration.redis_url(os.environ, VAR)
_IN_PROCESS = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
CACHES: dict[str, Any] = {"default": _IN_PROCESS, "shared": _IN_PROCESS}
"""``shared`` may be away. django-allauth raises without ``default``, so nobody could sign in with a code."""
if _environment.redis_url:
    CACHES["shared"] = {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "copydesk",
        "OPTIONS": {"socket_timeout": 0.2, "socket_connect_timeout": 0.2},
    }

_mail_server = _environment.email_url
MAIL_KEPT_IN_APP = _mail_server is None
if _mail_server:
    EMAIL_HOST = _mail_server.host
    EMAIL_PORT = _mail_server.port
    EMAIL_HOST_USER = _mail_server.user
    EMAIL_HOST_PASSWORD = _mail_server.password
    EMAIL_USE_TLS = _mail_server.starttls
    EMAIL_USE_SSL = _mail_server.tls
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = _environment.default_from_email
SERVER_EMAIL = DEFAULT_FROM_EMAIL
METRICS_TOKEN = _environment.metrics_token

INBOUND = configuration.inbound(os.environ)
"""Where replies by mail come in; ``None`` when people answer on the page only."""
INBOUND_AUTHSERV_ID = _environment.inbound_authserv_id.lower()
"""The authserv-id of our mail server, under which it reports whether a sender is authenticated (RFC 8601)."""
ANYMAIL = configuration.anymail(os.environ)

# One mail reports all acts on a story within this window after the first. With 0 each act is a mail.
MAIL_WINDOW = _environment.mail_window
MAIL_WINDOW_NEAR_DEADLINE = _environment.mail_window_near_deadline
NEAR_DEADLINE = _environment.near_deadline
# Before the deadline: when the person who has to answer is reminded, and when the desk and then the slot are
# notified of what holds a story up.
REMINDERS = _environment.reminders
ESCALATIONS = _environment.escalations
DIGEST_AT = _environment.digest_at

CLAIM_LEASE = _environment.claim_lease
"""After this and a sweep another worker takes over the claims of a dead one. A living one renews its own."""

WEBHOOK_PRIVATE_HOSTS = _environment.webhook_private_hosts
"""Internal hosts to which webhooks may go, even without TLS. All others must be on the internet."""
WEBHOOK_KEPT = _environment.webhook_kept
"""How long deliveries of webhooks are kept; 0 is for ever."""

SECURITY_LOG_KEPT = _environment.security_log_kept
"""How long the events of the security log are kept; 0 is for ever."""

# --- tasks
# A page has to enqueue a task in under 0.6 s with the broker gone or frozen. That costs up to three of
# these timeouts: hence short ones and a single try (``retry=False`` alone takes 6 s, Celery's defaults 45 s
# and more). newsroom.celery gives the worker longer ones. What a lost job leaves undone is picked up by the
# sweep: the outbox is safe, the queue is not.

CELERY_BROKER_URL = configuration.celery_broker_url(REDIS_URL)
CELERY_BROKER_CONNECTION_TIMEOUT = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker tries for ever
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
    "socket_timeout": 0.15,
    "socket_connect_timeout": 0.15,
    "socket_keepalive": True,
    "health_check_interval": 25,
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0.1,
    "interval_max": 0.1,
}
CELERY_TASK_IGNORE_RESULT = True  # no result backend: nobody waits for a task
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ACKS_LATE = True  # an interrupted task goes back to the queue; every task can run again
CELERY_BROKER_CHANNEL_ERROR_RETRY = True  # a worker waits, and does not end, when the broker's disk is full
CELERY_WORKER_CONSUMER = "newsroom.running.worker:Consumer"
CELERY_BEAT_SCHEDULER = "newsroom.running.beat:Scheduler"
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # the logging below serves every process
CELERY_WORKER_REDIRECT_STDOUTS = False

# --- static files

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700

# --- security

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
BEHIND_TLS = COPYDESK_URL.startswith("https://")
SESSION_COOKIE_NAME = (
    "copydesk_session"  # cookies ignore ports, and other software on localhost has a "sessionid"
)
SESSION_ENGINE = "newsroom.web.session_store"
SESSION_COOKIE_AGE = int(_environment.session_idle.total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if BEHIND_TLS else "http"
CSRF_TRUSTED_ORIGINS = [COPYDESK_URL]
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if BEHIND_TLS else 0
SILENCED_SYSTEM_CHECKS = [
    "auth.W004",  # an address is unique among accounts; a guest may have an account's
    "security.W005",  # we cannot promise TLS for subdomains
    "security.W008",  # the proxy that terminates TLS redirects http to https
    "security.W021",  # nor can we enter the domain in the browsers' preload lists
    *("security.W009", "security.W025"),  # weak keys are refused by newsroom.configuration.production
]
X_FRAME_OPTIONS = "DENY"

# --- logging: errors, and the messages of Copydesk itself

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "filters": {
        "worth reading": {"()": "django.utils.log.CallbackFilter", "callback": logs.is_worth_reading}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"level": "ERROR"},
        "psycopg.pool": {"level": "ERROR"},  # the code that meets an outage logs it
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "asyncio": {"filters": ["worth reading"]},
        **{name: {"level": "INFO"} for name in ("newsroom", "articles", "reviews")},
    },
}
