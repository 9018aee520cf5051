"""The spec of a network."""

from typing import Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from generators.parts.logs import Retention
from generators.parts.policy import PolicyArn
from generators.parts.spec import Closed, Spec
from generators.stacks.network.addresses import Block
from generators.stacks.network.services import GatewayEndpoints, InterfaceEndpoints, lacking


class FlowLogs(Closed):
    """Records of the traffic in the VPC, in a CloudWatch Logs group of their own."""

    retention_days: Retention = Field(
        30, description="how long CloudWatch Logs keeps the records, in days"
    )
    traffic: Literal["all", "accept", "reject"] = Field(
        "all",
        description="which traffic is recorded: all, what security groups and network ACLs let "
        "through, or what they reject; a change replaces the flow log",
    )
    permissions_boundary: PolicyArn | None = Field(
        None, description="the ARN of the policy that bounds the role that writes the records"
    )


class NetworkSpec(Spec):
    """A VPC and its subnets."""

    cidr: Block = Field(
        "10.0.0.0/16",
        description="the VPC's addresses, a private block from a /16 to a /25; each subnet has an "
        "eighth of it, and a change replaces the VPC and all that is in it",
    )
    zones: Literal[2, 3] = Field(
        2,
        description="availability zones, each with its own subnets: two are the least that an "
        "application load balancer takes; one more later leaves those that are there alone, "
        "and fails where the region has no third",
    )
    private_subnets: bool = Field(
        False,
        description="whether each zone has a private subnet too, with no public addresses; "
        "instances and tasks then go there (it is what the output SubnetID names), and the "
        "public subnets are left to load balancers and NAT gateways",
    )
    nat: Literal["none", "one", "one_per_zone"] = Field(
        "none",
        description="how the private subnets reach the internet: not at all, through one NAT "
        "gateway (if its zone fails, the others have no way out either), or through one in each "
        "zone; each costs by the hour and the gigabyte, and takes an Elastic IP address",
    )
    gateway_endpoints: GatewayEndpoints = Field(
        ("s3",),
        description="services that are reached by a route of the VPC's own, from all subnets and "
        "free of charge: s3, where image layers and package mirrors lie, and dynamodb",
    )
    interface_endpoints: InterfaceEndpoints = Field(
        (),
        description="services that get an address in each private subnet (in the public ones "
        "where there are no private ones), named as AWS does after com.amazonaws.<region>.; each "
        "costs by the hour in each zone; port 443 is open to the VPC alone; where there is no NAT, "
        "Session Manager wants ssm and ssmmessages, and services want those of what they call",
    )
    flow_logs: FlowLogs | None = Field(
        None,
        description="records of all traffic in the VPC; {} takes the defaults, and nothing is "
        "recorded without it",
    )

    @property
    def all_zones(self) -> tuple[int, ...]:
        """The zones' numbers, from 1, as logical ids end in them."""
        return tuple(range(1, self.zones + 1))

    @property
    def private_zones(self) -> tuple[int, ...]:
        """The zones that have a private subnet."""
        return self.all_zones if self.private_subnets else ()

    @property
    def nat_zones(self) -> tuple[int, ...]:
        """The zones that have a NAT gateway."""
        return {"none": (), "one": (1,), "one_per_zone": self.all_zones}[self.nat]

    @property
    def zones_behind_nat(self) -> tuple[int, ...]:
        """The zones whose private subnet gets out by NAT."""
        return self.private_zones if self.nat_zones else ()

    @property
    def public_subnet_ids(self) -> tuple[str, ...]:
        """The logical ids of the public subnets."""
        return tuple(f"PublicSubnet{zone}" for zone in self.all_zones)

    @property
    def private_subnet_ids(self) -> tuple[str, ...]:
        """The logical ids of the private subnets."""
        return tuple(f"PrivateSubnet{zone}" for zone in self.private_zones)

    @property
    def subnets_of_instances(self) -> tuple[str, ...]:
        """Where instances, tasks and interface endpoints go: private subnets if there are any."""
        return self.private_subnet_ids or self.public_subnet_ids

    @field_validator("nat")
    @classmethod
    def _nat_is_for_private_subnets(cls, nat: str, info: ValidationInfo) -> str:
        if nat != "none" and info.data.get("private_subnets") is False:
            raise PydanticCustomError(
                "nat",
                "is {nat}, which nothing would use; it wants private_subnets: true",
                {"nat": nat},
            )
        return nat

    @model_validator(mode="after")
    def _private_instances_reach_what_they_need(self) -> Self:
        if not self.private_subnets or self.nat != "none":
            return self
        missing = lacking(self.gateway_endpoints, self.interface_endpoints)
        if missing:
            raise PydanticCustomError(
                "no_way_out",
                "has private subnets in which no ECS instance comes up: {missing}; add them, or "
                "have nat: one",
                {"missing": "; ".join(missing)},
            )
        return self
