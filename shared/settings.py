"""What a service is told by its environment."""

from enum import StrEnum
from pathlib import Path

from pydantic import ByteSize, Field, IPvAnyNetwork, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Mode(StrEnum):
    """Whether the platform's clock may be moved."""

    PRODUCTION = "production"
    DEMONSTRATION = "demonstration"


class Settings(BaseSettings):
    """Settings every service has; each name is read from HARAMBEE_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="HARAMBEE_", extra="ignore", frozen=True)

    database: SecretStr = Field(description="URL of the service's own database, postgresql://role:password@host/name")
    kafka: str = Field(description="Kafka's bootstrap servers, host:port[,host:port]")
    secret: SecretStr = Field(min_length=32, description="signs list cursors; the same for all replicas")
    internal_public_key: str = Field(description="PEM of the Ed25519 key that checks the gateway's internal tokens")
    mode: Mode = Mode.PRODUCTION
    host: str = "127.0.0.1"
    port: int = Field(default=0, ge=0, le=65535, description="0 takes a free one")
    body_limit: ByteSize = Field(default=ByteSize(1 << 20), description="largest body of an ordinary request, bytes")
    bulk_limit: ByteSize = Field(default=ByteSize(16 << 20), description="largest body that is a list, bytes")
    upload_limit: ByteSize = Field(default=ByteSize(2 << 30), description="largest body of an upload, bytes")
    spool: Path | None = Field(default=None, description="folder for uploads on their way in; the system's by default")
    egress_networks: tuple[IPvAnyNetwork, ...] = Field(
        default=(),
        description="networks that addresses from outside may lie in beside public ones, by http and any port too",
    )
    pool_size: int = Field(default=5, ge=1, description="database connections kept open for requests and batches")
    log_level: str = "INFO"
    trace_endpoint: str | None = Field(default=None, description="OTLP/HTTP address that spans are sent to")
