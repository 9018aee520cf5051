"""The cluster's parameters, and its conditions."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import And, Condition, Equals, Not, Parameter, Ref, Template

from generators.parts import alarms, alb
from generators.parts.cidr import CIDR
from generators.stacks.cluster.spec import ClusterSpec, InstancesSpec

LEAST_VOLUME = {"al2023": 30, "bottlerocket": 20}
"""The sizes of the AMIs' own volumes in GiB, below which an instance does not start."""


def add_parameters(t: Template, spec: ClusterSpec) -> None:
    """What an environment decides: place, size, who may log in, whom to alarm."""
    for parameter in _parameters(spec):
        t.add_parameter(parameter)


def _parameters(spec: ClusterSpec) -> Iterator[Parameter]:
    yield from _place()
    if spec.instances:
        yield from _size(spec.instances)
        yield from _machine(spec.instances)
        if spec.instances.system == "al2023":
            yield from _login()
    if spec.load_balancer:
        yield from alb.parameters(spec.load_balancer)
    if spec.alarms:
        yield alarms.topic()


def _place() -> Iterator[Parameter]:
    yield Parameter("VpcId", Type="AWS::EC2::VPC::Id", Description="The VPC of the subnets")
    yield Parameter(
        "SubnetID",
        Type="List<AWS::EC2::Subnet::Id>",
        Description="Subnets for instances and tasks, with a way out to AWS's endpoints",
    )


def _size(instances: InstancesSpec) -> Iterator[Parameter]:
    if not instances.scale_to_zero:
        yield Parameter(
            "DesiredCapacity",
            Type="Number",
            Default=1,
            MinValue=1,
            Description="Instances to start with, and never to go below",
        )
    spare = "" if instances.scale_to_zero else "; one more than desired, for rolling updates"
    yield Parameter(
        "MaxSize",
        Type="Number",
        Default=2,
        MinValue=1,
        Description=f"Instances never to exceed{spare}",
    )


def _machine(instances: InstancesSpec) -> Iterator[Parameter]:
    if not instances.mixed:
        yield Parameter(
            "InstanceType",
            Type="String",
            Default=instances.allowed_types[0],
            AllowedValues=list(instances.allowed_types),
            Description="EC2 instance type",
        )
    yield Parameter(
        "ImageId",
        Type="AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>",
        Description=f"SSM parameter of one release of {instances.ami.words}",
    )
    least = LEAST_VOLUME[instances.system]
    yield Parameter(
        "VolumeSize",
        Type="Number",
        Default=least,
        MinValue=least,
        MaxValue=16384,
        Description="GiB of the volume that holds images and containers",
    )


def _login() -> Iterator[Parameter]:
    yield Parameter(
        "KeyName",
        Type="String",
        Default="",
        MaxLength=255,
        Description="EC2 key pair for SSH; empty for none (use SSM Session Manager)",
    )
    yield Parameter(
        "SSHLocation",
        Type="String",
        Default="",
        AllowedPattern=f"^$|^{CIDR}$",
        ConstraintDescription="must be an IPv4 block such as 203.0.113.0/24, or empty",
        Description="Addresses that may reach port 22, if there is a key; empty for none",
    )


def add_conditions(t: Template, spec: ClusterSpec) -> None:
    """What the values of parameters decide: port 22 wants a key and a block."""
    if spec.instances and spec.instances.system == "al2023":
        t.add_condition("HasKey", Not(Equals(Ref("KeyName"), "")))
        t.add_condition("HasSSHLocation", Not(Equals(Ref("SSHLocation"), "")))
        t.add_condition("AllowsSSH", And(Condition("HasKey"), Condition("HasSSHLocation")))
    if spec.load_balancer:
        for name, condition in alb.conditions().items():
            t.add_condition(name, condition)
