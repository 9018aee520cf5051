"""The VPC's addresses, and how they are dealt out.

They are fixed for good: the VPC is cut in eighths, of which the public subnets of zones 1 to 3 have
the first three and the private ones the fifth to the seventh, whether the others are there or not.
Were they dealt out in turn, one zone more would move subnets onto addresses that others still have,
and CloudFormation, which creates before it deletes, could not get there
(https://github.com/aws/aws-cdk/issues/6683).
"""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import Annotated

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

LARGEST, SMALLEST = 16, 25
"""The prefixes that the VPC may have: AWS takes no more than a /16, and no subnet below a /28
(https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html)."""


PRIVATE = tuple(
    IPv4Network(block)
    for block in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)
"""The addresses that nobody has on the internet: RFC 1918's, and RFC 6598's that VPCs may have."""

DOCKERS_OWN = IPv4Network("172.17.0.0/16")
"""What Docker gives to containers in bridge mode unless told otherwise; none of them could reach a
VPC of these addresses (https://docs.docker.com/engine/network/drivers/bridge/)."""


def _a_block_that_a_vpc_can_have(cidr: str) -> str:
    try:
        block = IPv4Network(cidr)
    except ValueError as error:
        raise PydanticCustomError("cidr", "is no IPv4 block: {why}", {"why": str(error)}) from None
    if str(block) != cidr or not any(block.subnet_of(private) for private in PRIVATE):
        raise PydanticCustomError("cidr", "is no private block such as 10.0.0.0/16")
    if not LARGEST <= block.prefixlen <= SMALLEST:
        raise PydanticCustomError(
            "cidr",
            "is not from /{largest} to /{smallest}, so that subnets fit into it",
            {"largest": LARGEST, "smallest": SMALLEST},
        )
    if block.overlaps(DOCKERS_OWN):
        raise PydanticCustomError(
            "cidr",
            "has addresses of {docker}, which Docker takes for its bridge on every instance",
            {"docker": str(DOCKERS_OWN)},
        )
    return cidr


Block = Annotated[str, AfterValidator(_a_block_that_a_vpc_can_have)]
"""A private block of addresses that a VPC can have and that can be cut in eighths."""


def of_public_subnet(vpc: str, zone: int) -> str:
    """The addresses of a zone's public subnet; zones are counted from 1."""
    return _eighth(vpc, zone - 1)


def of_private_subnet(vpc: str, zone: int) -> str:
    """The addresses of a zone's private subnet, in the other half of the VPC."""
    return _eighth(vpc, 4 + zone - 1)


def _eighth(vpc: str, number: int) -> str:
    return str(list(IPv4Network(vpc).subnets(prefixlen_diff=3))[number])
