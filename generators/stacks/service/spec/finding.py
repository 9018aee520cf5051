"""The spec of how others find a service by name."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from generators.parts.spec import Closed
from generators.parts.text import Text, as_written
from generators.stacks.service.spec.names import ContainerName, Port


def _a_dns_name(held: Any) -> Any:
    text = re.sub(r"\$\{[^}]*\}", "x", as_written(held))
    if not re.fullmatch(r"[a-z0-9_][a-z0-9_.-]{0,126}", text):
        raise PydanticCustomError(
            "dns_name",
            "is {found}; allowed: up to 127 small letters, digits, dots, dashes and underscores, "
            "neither dot nor dash first",
            {"found": as_written(held)},
        )
    return held


DnsName = Annotated[Text, AfterValidator(_a_dns_name)]
"""A name that Service Connect answers to."""


class AliasSpec(Closed):
    """A port of the service, as others in the namespace find it."""

    port: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_][a-z0-9_-]{0,63}$")] = Field(
        description="the name of a container's port"
    )
    dns_name: DnsName | None = Field(
        None, description="what others call it; the port's name if not given"
    )
    alias_port: Port | None = Field(None, description="its port there; its own if not given")


class ServiceConnectSpec(Closed):
    """A place in the cluster's namespace: to find others, and to be found by what it offers."""

    offers: tuple[AliasSpec, ...] = Field((), description="its ports that others may call")


class DiscoverySpec(Closed):
    """A name in the VPC's DNS, by Cloud Map: of an address in awsvpc mode, else of a port too."""

    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")] = (
        Field(description="the name, before the namespace's")
    )
    container: ContainerName | None = Field(
        None,
        description="whose ports others may call; if not given, in awsvpc mode all, and in bridge "
        "mode the only one with a port",
    )
    port: Port | None = Field(
        None, description="the only port of it that others may call; in bridge mode there is one"
    )
    ttl: int = Field(10, ge=0, le=2_147_483_647, description="seconds that an answer is kept")
