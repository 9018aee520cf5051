"""The service's parameters, conditions and outputs: its own, and those of its parts."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import GetAtt, Output, Parameter, Ref, Template

from generators.parts.text import references
from generators.stacks.service import access, balancing, finding, scaling, watching
from generators.stacks.service.spec import ServiceSpec

IMAGE_TAG = r"^[A-Za-z0-9_.-]{1,128}$"


def add_parameters(t: Template, spec: ServiceSpec) -> None:
    """The cluster, and whatever else this service's template has a use for.

    CloudFormation asks for a value of every parameter, so one that nothing uses is left out.
    """
    for parameter in _parameters(spec):
        if parameter.title not in t.parameters:
            t.add_parameter(parameter)


def _parameters(spec: ServiceSpec) -> Iterator[Parameter]:
    used = frozenset(references(spec))
    yield Parameter(
        "ECSCluster", Type="String", Description="Name of the cluster that runs the service"
    )
    if "ContainerVersion" in used:
        yield container_version()
    if spec.network == "awsvpc" or spec.load_balancer or "VpcId" in used:
        yield Parameter("VpcId", Type="AWS::EC2::VPC::Id", Description="The VPC of the subnets")
    if spec.network == "awsvpc" or "SubnetID" in used:
        yield subnets()
    if any(item.provider == "instances" for item in spec.capacity):
        yield Parameter(
            "CapacityProvider",
            Type="String",
            Description="What places tasks on the cluster's instances",
        )
    for part in (access, balancing, finding, scaling, watching):
        yield from part.parameters(spec)


def container_version() -> Parameter:
    """The version that is deployed, for use in an image's tag."""
    return Parameter(
        "ContainerVersion",
        Type="String",
        AllowedPattern=IMAGE_TAG,
        ConstraintDescription="must be 1 to 128 letters, digits, dots, dashes or underscores",
        Description="Version of the container image",
    )


def subnets() -> Parameter:
    """Where tasks with network interfaces of their own go, and internal load balancers."""
    return Parameter(
        "SubnetID",
        Type="List<AWS::EC2::Subnet::Id>",
        Description="Subnets for the network interfaces of the tasks",
    )


def add_conditions(t: Template, spec: ServiceSpec) -> None:
    """What there is only in environments that give a value."""
    for part in (access, balancing):
        for name, condition in part.conditions(spec).items():
            t.add_condition(name, condition)


def add_outputs(t: Template, spec: ServiceSpec) -> None:
    """What the service is, for people and for other stacks."""
    t.add_output(Output("ecsservice", Value=Ref("service"), Description="The service's ARN"))
    t.add_output(
        Output("taskdef", Value=Ref("taskdefinition"), Description="The task definition's ARN")
    )
    t.add_output(
        Output(
            "TaskRoleArn",
            Value=GetAtt("TaskRole", "Arn"),
            Description="The role of the application, for policies of what it calls",
        )
    )
    if spec.network == "awsvpc":
        t.add_output(
            Output(
                "SecurityGroup",
                Value=GetAtt("SecurityGroup", "GroupId"),
                Description="The security group of the tasks, for whatever is to let them in",
            )
        )
    for output in balancing.outputs(spec):
        t.add_output(output)
