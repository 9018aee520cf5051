"""Networks, groups of instances and ECS services: which changes replace them."""

from __future__ import annotations

from collections.abc import Iterator

from generators.review.model import Replacement
from generators.review.nodes import NO_VALUE, Node, branches
from generators.review.replacing.row import DOCS, Change, Row, page

_UPDATE_POLICY = (
    f"{DOCS}/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html"
)
_TO_A_STRATEGY = "https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2214"


def network() -> Iterator[Row]:
    """VPCs and subnets."""
    yield from _vpcs()
    subnet = "AWS::EC2::Subnet"
    yield Row(
        type=subnet,
        name="Ipv6CidrBlock",
        replacement=Replacement.MAYBE,
        why="some changes of Ipv6CidrBlock replace the subnet",
        page=page(subnet),
    )


def _vpcs() -> Iterator[Row]:
    vpc = "AWS::EC2::VPC"
    yield Row(
        type=vpc,
        name="InstanceTenancy",
        words="from dedicated to default",
        when=lambda one: (one.old, one.new or "default") == ("dedicated", "default"),
        replacement=Replacement.NO,
        why="dedicated becomes default in place",
        page=page(vpc),
    )
    yield Row(
        type=vpc,
        name="InstanceTenancy",
        words="to anything else",
        when=lambda one: one.is_known and (one.old or "default") != (one.new or "default"),
        replacement=Replacement.YES,
        why="InstanceTenancy can only become default, and only from dedicated",
        page=page(vpc),
    )


def groups() -> Iterator[Row]:
    """Auto Scaling groups."""
    for name in ("LaunchConfigurationName", "LaunchTemplate", "MixedInstancesPolicy"):
        yield from _group(name)
    yield from _group("VPCZoneIdentifier")


def _group(name: str) -> Iterator[Row]:
    yield Row(
        type="AWS::AutoScaling::AutoScalingGroup",
        name=name,
        words="its UpdatePolicy says AutoScalingReplacingUpdate with WillReplace",
        when=_will_replace,
        replacement=Replacement.YES,
        why=f"its UpdatePolicy replaces the group when {name} changes",
        page=_UPDATE_POLICY,
    )
    yield Row(
        type="AWS::AutoScaling::AutoScalingGroup",
        name=name,
        words="its UpdatePolicy may say so, which is not known",
        when=_may_replace,
        replacement=Replacement.MAYBE,
        why=f"its UpdatePolicy may replace the group when {name} changes",
        page=_UPDATE_POLICY,
    )
    yield Row(
        type="AWS::AutoScaling::AutoScalingGroup",
        name=name,
        words="any other UpdatePolicy, or none",
        replacement=Replacement.NO,
        why="the group stays; its UpdatePolicy says how instances are replaced",
        page=_UPDATE_POLICY,
    )


def services() -> Iterator[Row]:
    """ECS services."""
    service = "AWS::ECS::Service"
    yield Row(
        type=service,
        name="LaunchType",
        words="CapacityProviderStrategy takes its place",
        when=lambda one: (
            one.old and not one.new and bool(one.after.get("CapacityProviderStrategy"))
        ),
        replacement=Replacement.MAYBE,
        why="its LaunchType becomes a CapacityProviderStrategy, which is lately done in place",
        page=_TO_A_STRATEGY,
    )
    yield Row(
        type=service,
        name="LaunchType",
        words="to another one",
        when=lambda one: (
            isinstance(one.old, str) and isinstance(one.new, str) and one.old != one.new
        ),
        replacement=Replacement.YES,
        why="LaunchType cannot become another in place",
        page=page(service),
    )
    yield Row(
        type=service,
        name="LaunchType",
        words="given where there was none, or removed",
        when=lambda one: one.old is None or one.new is None,
        replacement=Replacement.MAYBE,
        why="some changes of LaunchType replace the service",
        page=page(service),
    )


def _will_replace(change: Change) -> bool:
    return _said(change) == {"true"}


def _may_replace(change: Change) -> bool:
    return bool(_said(change) - {"false"})


def _said(change: Change) -> set[str]:
    """All that WillReplace may be; what is not known is "?"."""
    found = set()
    for policy in branches(change.attributes.get("UpdatePolicy")):
        for update in branches(_within(policy, "AutoScalingReplacingUpdate")):
            for value in branches(_within(update, "WillReplace")):
                found.add(value if isinstance(value, str) else "?")
    return found


def _within(value: Node, name: str) -> Node:
    """What a mapping has of that name, "false" where it has nothing."""
    if not isinstance(value, dict) or value == NO_VALUE:
        return "false"
    return value.get(name, "false")
