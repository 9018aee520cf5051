"""The service's parameters."""

from __future__ import annotations

from collections.abc import Set

from troposphere import Parameter, Template

from generators.stacks.service.spec import ServiceSpec

IMAGE_TAG = r"^[A-Za-z0-9_.-]{1,128}$"


def add_parameters(t: Template, spec: ServiceSpec, *, used: Set[str]) -> None:
    """The cluster, and whatever else this service's template has a use for.

    CloudFormation asks for a value of every parameter, so one that nothing uses is left out.
    """
    t.add_parameter(
        Parameter(
            "ECSCluster", Type="String", Description="Name of the cluster that runs the service"
        )
    )
    if "ContainerVersion" in used:
        t.add_parameter(container_version())
    if spec.network_mode == "awsvpc" or "VpcId" in used:
        t.add_parameter(
            Parameter("VpcId", Type="AWS::EC2::VPC::Id", Description="The VPC of the subnets")
        )
    if spec.network_mode == "awsvpc" or "SubnetID" in used:
        t.add_parameter(
            Parameter(
                "SubnetID",
                Type="List<AWS::EC2::Subnet::Id>",
                Description="Subnets for the network interfaces of the tasks",
            )
        )


def container_version() -> Parameter:
    """The version that is deployed, for use in an image's tag."""
    return Parameter(
        "ContainerVersion",
        Type="String",
        AllowedPattern=IMAGE_TAG,
        ConstraintDescription="must be 1 to 128 letters, digits, dots, dashes or underscores",
        Description="Version of the container image",
    )
