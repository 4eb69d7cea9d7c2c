"""What an installation may be told from outside: the environment, and the options of `stratroom serve`.

Every setting is the environment variable STRATROOM_ plus its name in capitals; an option on the command line
wins. Only the composition root (app/main.py, app/cli) reads this; everything below is handed plain values.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import AnyHttpUrl, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["auto", "json", "text"]


class Settings(BaseSettings):
    """Raises pydantic.ValidationError when a value cannot be used, naming the setting."""

    model_config = SettingsConfigDict(
        env_prefix="STRATROOM_", frozen=True, extra="forbid", env_ignore_empty=True
    )

    data: Path = Field(default=Path("data"), description="Folder that holds the store, keys and documents.")
    db: str = Field(
        default="", description="postgresql://… ; empty keeps everything in one file in the data folder."
    )
    host: str = Field(default="0.0.0.0", description="Address to listen on; 127.0.0.1 keeps others out.")  # noqa: S104  # nosec B104  # phones join over the network
    port: int = Field(default=8400, ge=0, le=65535, description="Port to listen on; 0 takes a free one.")
    public_url: AnyHttpUrl | None = Field(
        default=None, description="The lasting address of this installation, printed in documents."
    )
    hosts: str = Field(
        default="",
        description="Further names under which visitors reach this server, with commas between them; any address"
        " of numbers, localhost, this machine's own name and that of public_url are known.",
    )
    tls_cert: Path | None = Field(
        default=None, description="Certificate (PEM, with its chain) to serve https."
    )
    tls_key: Path | None = Field(default=None, description="Private key of that certificate (PEM).")
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description="Whose X-Forwarded-For and -Proto to believe; addresses or networks.",
    )
    metrics_token: str = Field(default="", description="Bearer token for /metrics; empty closes it.")
    log_level: LogLevel = Field(default="info", description="How much to log.")
    log_format: LogFormat = Field(
        default="auto",
        description="json: an object a line; text: for people; auto: text at a terminal, json elsewhere.",
    )

    @field_validator("db")
    @classmethod
    def _database_we_know(cls, db: str) -> str:
        # Anything else would be taken for the name of a file, and a day's plans would be in the wrong place.
        if db and not db.startswith(("postgresql://", "postgresql+psycopg://", "postgres://")):
            raise ValueError("it begins with postgresql://, or is empty for one file in the data folder")
        return db

    @model_validator(mode="after")
    def _certificate_with_its_key(self) -> Self:
        if (self.tls_cert is None) != (self.tls_key is None):
            raise ValueError("tls_cert and tls_key go together")
        for path in (self.tls_cert, self.tls_key):
            if path is not None and not path.is_file():
                raise ValueError(f"{path} is not a file")
        return self

    @property
    def scheme(self) -> Literal["http", "https"]:
        """What this process itself speaks; a proxy in front may speak another."""
        return "https" if self.tls_cert else "http"

    @property
    def base_url(self) -> str | None:
        """`public_url` as a string without a slash at the end."""
        return str(self.public_url).rstrip("/") if self.public_url else None
