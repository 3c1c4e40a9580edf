"""What `harambee` is told by its environment."""

from functools import cached_property
from pathlib import Path

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from deploy.local.failures import CannotStart
from deploy.local.places import Places
from deploy.local.ports import HOST
from shared.settings import Mode
from shared.standards import Sender

CHECKOUT = Path(__file__).resolve().parents[2]


class LocalSettings(BaseSettings):
    """Settings of one instance on this machine; each name is read from HARAMBEE_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="HARAMBEE_", env_ignore_empty=True, extra="ignore", frozen=True)

    data: Path = Field(default=CHECKOUT / ".harambee", description="folder that everything is kept in")
    cache: Path | None = Field(default=None, description="folder of what several instances share; ~/.cache/harambee")
    mode: Mode = Mode.DEMONSTRATION
    host: str = Field(default=HOST, description="address that the gateway listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="of the gateway")
    public_url: str | None = Field(default=None, description="where others reach the gateway")
    mailbox_port: int = Field(default=8025, ge=1, le=65535, description="of the mail box's page")
    mail_from: Sender = "Harambee <harambee@localhost.localdomain>"
    postgres: SecretStr | None = Field(default=None, description="administrator's URL of one that runs already")
    kafka: str | None = Field(default=None, description="bootstrap servers of one that runs already")
    smtp: str | None = Field(default=None, description="smtp:// URL of one that runs already")
    database: SecretStr | None = Field(default=None, description="the gateway's, for `key create` away from its server")
    user_caches: Path | None = Field(default=None, validation_alias=AliasChoices("XDG_CACHE_HOME"))

    @cached_property
    def places(self) -> Places:
        """The folders."""
        shared = self.cache or (self.user_caches or Path.home() / ".cache") / "harambee"
        return Places(data=self.data.absolute(), cache=shared.absolute())

    @property
    def url(self) -> str:
        """Where the platform is reached."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")


def read_settings() -> LocalSettings:
    """Read them. Raises CannotStart that names each one that is wrong."""
    try:
        return LocalSettings()
    except ValidationError as error:
        faults = "; ".join(f"HARAMBEE_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in error.errors())
        raise CannotStart(f"Settings that cannot be used: {faults}") from error
