"""Reads the environment into the settings of Django and Celery.

Every variable is optional in the embedded run. Production requires those that matter, and reports each
missing or unreadable one in a sentence.
"""

from newsroom.configuration.environment import Environment
from newsroom.configuration.files import (
    close_all,
    former_keys,
    keep_keys,
    rotate_key,
    secret_key,
    var_directory,
)
from newsroom.configuration.hosts import LOOPBACK, allowed_hosts, base_address, is_loopback
from newsroom.configuration.production import is_production, require_all, require_sound
from newsroom.configuration.providers import oidc
from newsroom.configuration.services import (
    LONGEST_INBOUND_NAME,
    SOCKET_PATH_LIMIT,
    Inbound,
    MailServer,
    MailStore,
    anymail,
    broker_socket,
    celery_broker_url,
    database,
    inbound,
    mail_store,
    redis_url,
)
from newsroom.configuration.values import duration, flag, given, names

__all__ = [
    "LONGEST_INBOUND_NAME",
    "LOOPBACK",
    "SOCKET_PATH_LIMIT",
    "Environment",
    "Inbound",
    "MailServer",
    "MailStore",
    "allowed_hosts",
    "anymail",
    "base_address",
    "broker_socket",
    "celery_broker_url",
    "close_all",
    "database",
    "duration",
    "flag",
    "former_keys",
    "given",
    "inbound",
    "is_loopback",
    "is_production",
    "keep_keys",
    "mail_store",
    "names",
    "oidc",
    "redis_url",
    "require_all",
    "require_sound",
    "rotate_key",
    "secret_key",
    "var_directory",
]
