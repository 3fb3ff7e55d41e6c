"""Small values of the configuration: addresses, secrets, spans, zones."""

import os
import re
import zoneinfo
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, Strict, model_validator

from connectors.http import allow_list


class Section(BaseModel):
    """A part of the configuration: no key beside those declared, nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def _host_port(value: Any) -> Any:
    try:
        allow_list([value])
    except (ValueError, AttributeError):
        raise ValueError("expected a host and a port, such as 127.0.0.1:9000") from None
    return value


def is_zone(name: str) -> bool:
    """True for the name of a time zone that this machine knows."""
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _zone(value: Any) -> Any:
    if not isinstance(value, str) or not is_zone(value):
        raise ValueError("expected the name of a time zone, such as Europe/Oslo or UTC")
    return value


def _web_address(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"https?://[^\s/?#]+\S*", value, re.IGNORECASE):
        raise ValueError("expected an address that begins with http:// or https://")
    return value


HostPort = Annotated[str, BeforeValidator(_host_port)]
Zone = Annotated[str, BeforeValidator(_zone)]
WebAddress = Annotated[str, BeforeValidator(_web_address)]
Port = Annotated[int, Strict(), Field(ge=0, le=65535)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class Secret(Section):
    """Where a secret stands. The configuration itself never holds one."""

    file: str | None = Field(
        default=None,
        description="A file that holds the secret alone; relative to the configuration.",
        examples=["desk.key"],
    )
    env: str | None = Field(
        default=None, description="An environment variable that holds the secret.", examples=["ONRECORD_DESK_KEY"]
    )

    @model_validator(mode="before")
    @classmethod
    def _is_a_place(cls, value: Any) -> Any:
        if not isinstance(value, dict) or len([key for key in ("file", "env") if value.get(key)]) != 1:
            raise ValueError("expected {file: PATH} or {env: NAME}; the secret itself does not stand here")
        return value

    def read(self, folder: Path) -> SecretStr:
        """The secret, white space around it taken off. Raises ValueError, which names the place and not the secret."""
        if self.env is not None:
            value = os.environ.get(self.env, "")
            if not value.strip():
                raise ValueError(f"the environment variable {self.env} is not set")
            return SecretStr(value.strip())
        path = folder / str(self.file)
        try:
            value = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "is not text"
            raise ValueError(f"{path} can't be read: {str(why).lower()}") from None
        if not value:
            raise ValueError(f"{path} is empty")
        return SecretStr(value)
