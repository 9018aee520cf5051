"""The spec of the ports that a container listens on."""

import json
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from generators.parts.spec import Closed
from generators.stacks.service.spec.names import Port


class PortSpec(Closed):
    """A port that a container listens on."""

    port: Port = Field(description="the container's own port")
    host: Port | None = Field(
        None, description="a fixed port of the host, in bridge mode; if not given, ECS chooses one"
    )
    protocol: Literal["tcp", "udp"] = Field("tcp", description="its transport")
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_][a-z0-9_-]{0,63}$")] | None = Field(
        None, description="a name for Service Connect"
    )
    app_protocol: Literal["http", "http2", "grpc"] | None = Field(
        None,
        description="what is spoken there, for Service Connect; ECS lets nobody change it later",
    )


def _with_port(raw: Any) -> Any:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return {"port": raw}
    if isinstance(raw, dict):
        return raw
    found = {"found": json.dumps(raw)}
    raise PydanticCustomError(
        "port", "is {found}; allowed: a number, or a mapping with port", found
    )


PortOrNumber = Annotated[PortSpec, BeforeValidator(_with_port)]
"""A port: its number alone, or that with more."""
