"""Every variable that Copydesk reads from its environment, with its type and default.

A variable has the name of its field in capitals. Other variables are ignored, and blank ones count as not
given. No error shows a value, because it may be a secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from typing import cast

from pydantic import ValidationError
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from newsroom.configuration.hosts import PublicUrl
from newsroom.configuration.services import Database, MailFolderUrl, MailServerUrl, RedisUrl
from newsroom.configuration.values import Duration, Flag, Names, Steps, Text, TimeOfDay, Times, TimeZone


class Environment(BaseSettings):
    """The values of the environment. Raises pydantic's ValidationError, which :func:`sentences` reads."""

    model_config = SettingsConfigDict(
        alias_generator=str.upper,
        case_sensitive=True,
        enable_decoding=False,  # lists are separated by commas, and are no JSON
        extra="ignore",
        frozen=True,
        validate_default=False,
        hide_input_in_errors=True,
    )

    copydesk_url: PublicUrl = ""
    time_zone: TimeZone = "UTC"
    database_url: Database | None = None
    database_patience: Duration = timedelta()
    redis_url: RedisUrl = ""
    email_url: MailServerUrl = None
    inbound_imap_url: MailFolderUrl = None
    reminders: Steps = (0.5, timedelta(hours=24), timedelta(hours=4))
    escalations: Times = (timedelta(hours=2), timedelta(minutes=30))
    digest_at: TimeOfDay = time(8)
    mail_window: Duration = timedelta(minutes=3)
    mail_window_near_deadline: Duration = timedelta(seconds=30)
    near_deadline: Duration = timedelta(hours=1)
    webhook_kept: Duration = timedelta(days=30)
    security_log_kept: Duration = timedelta(days=365)
    claim_lease: Duration = timedelta(seconds=15)
    webhook_private_hosts: Names = []
    session_idle: Duration = timedelta(hours=24)
    recent_sign_in: Duration = timedelta(hours=12)
    debug: Flag = False
    language_code: Text = "en"
    default_from_email: Text = "Copydesk <copydesk@localhost>"
    metrics_token: Text = ""
    inbound_authserv_id: Text = ""

    def __init__(self, environ: Mapping[str, str]) -> None:
        super().__init__(environ=environ)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (_MappingSource(settings_cls, cast(InitSettingsSource, init_settings).init_kwargs["environ"]),)


class _MappingSource(EnvSettingsSource):
    """Reads a mapping instead of the environment of this process."""

    def __init__(self, settings_cls: type[BaseSettings], environ: Mapping[str, str]) -> None:
        self.environ = environ
        super().__init__(settings_cls)

    def _load_env_vars(self) -> Mapping[str, str | None]:
        return {name: value.strip() for name, value in self.environ.items() if value.strip()}


def sentences(error: ValidationError) -> list[str]:
    """One sentence for each variable that cannot be read. It begins with the variable's name."""
    return [f"{one['loc'][0]} {one['msg']}" for one in error.errors(include_input=False)]
