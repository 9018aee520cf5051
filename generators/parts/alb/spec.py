"""The spec of an application load balancer."""

from typing import Literal

from pydantic import Field

from generators.parts.spec import Closed


class AlbSpec(Closed):
    """An application load balancer: where it stands and how it speaks."""

    scheme: Literal["internet-facing", "internal"] = Field(
        "internet-facing",
        description="reachable from the internet, in PublicSubnetID; or internal, in SubnetID",
    )
    tls_policy: Literal[
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    ] = Field(
        "ELBSecurityPolicy-TLS13-1-2-2021-06", description="protocols and ciphers of the HTTPS side"
    )
    idle_timeout: int = Field(
        60, ge=1, le=4000, description="seconds after which an idle connection is closed"
    )
