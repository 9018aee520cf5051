"""AWS::ElasticLoadBalancingV2: load balancers and target groups."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from generators.deploy.emulated import (
    registry,
    shapes,
)
from generators.deploy.emulated.registry import Made, Properties, Resource
from generators.deploy.emulated.services import call
from generators.deploy.emulated.types.listener import but, deleter, retag, set_attributes
from generators.deploy.emulated.wire import Params, Refused


def install() -> None:
    """Add the two types."""
    types = {
        "LoadBalancer": (_create_balancer, _update_balancer, deleter("LoadBalancer")),
        "TargetGroup": (_create_group, _update_group, deleter("TargetGroup")),
    }
    for name, (create, update, delete) in types.items():
        registry.add(
            f"AWS::ElasticLoadBalancingV2::{name}", create=create, update=update, delete=delete
        )


def _create_balancer(made: Resource) -> Made:
    if made.properties.get("SubnetMappings"):
        raise Refused(
            "NotEmulated", "A load balancer's SubnetMappings are not emulated; use Subnets"
        )
    params = shapes.request("elbv2", "CreateLoadBalancer", but(made, "LoadBalancerAttributes"))
    params = {"Name": _short_name(made), **params}
    balancer = call("elbv2", "CreateLoadBalancer", **params)["LoadBalancers"][0]
    arn = balancer["LoadBalancerArn"]
    with registry.undoing(lambda: call("elbv2", "DeleteLoadBalancer", LoadBalancerArn=arn)):
        set_attributes("LoadBalancer", arn, made.properties.get("LoadBalancerAttributes"))
    return arn, _balancer(balancer)


def _update_balancer(arn: str, old: Properties, new: Properties) -> dict[str, Any]:
    params = shapes.request("elbv2", "CreateLoadBalancer", but(new, "LoadBalancerAttributes"))
    place = {"LoadBalancerArn": arn}
    for key, operation in (
        ("Subnets", "SetSubnets"),
        ("SecurityGroups", "SetSecurityGroups"),
        ("IpAddressType", "SetIpAddressType"),
    ):
        if new.get(key) != old.get(key) and key in params:
            call("elbv2", operation, **place, **{key: params[key]})
    set_attributes("LoadBalancer", arn, new.get("LoadBalancerAttributes"))
    retag(arn, old, new)
    return _balancer(
        call("elbv2", "DescribeLoadBalancers", LoadBalancerArns=[arn])["LoadBalancers"][0]
    )


def _balancer(balancer: Params) -> dict[str, Any]:
    arn = balancer["LoadBalancerArn"]
    return {
        "LoadBalancerArn": arn,
        "LoadBalancerName": balancer["LoadBalancerName"],
        "LoadBalancerFullName": arn.partition("loadbalancer/")[2],
        "DNSName": balancer["DNSName"],
        "CanonicalHostedZoneID": balancer.get("CanonicalHostedZoneId", "Z35SXDOTRQ7X7K"),
        "SecurityGroups": balancer.get("SecurityGroups", []),
    }


def _create_group(made: Resource) -> Made:
    params = shapes.request(
        "elbv2", "CreateTargetGroup", but(made, "TargetGroupAttributes", "Targets")
    )
    params = {"Name": _short_name(made), **params}
    group = call("elbv2", "CreateTargetGroup", **params)["TargetGroups"][0]
    arn = group["TargetGroupArn"]
    with registry.undoing(lambda: call("elbv2", "DeleteTargetGroup", TargetGroupArn=arn)):
        set_attributes("TargetGroup", arn, made.properties.get("TargetGroupAttributes"))
        if targets := made.properties.get("Targets"):
            call("elbv2", "RegisterTargets", **_targets(arn, targets))
    return arn, _group(group)


def _update_group(arn: str, old: Properties, new: Properties) -> dict[str, Any]:
    params = shapes.request(
        "elbv2", "CreateTargetGroup", but(new, "TargetGroupAttributes", "Targets")
    )
    changed = shapes.only("elbv2", "ModifyTargetGroup", params)
    group = call("elbv2", "ModifyTargetGroup", **{**changed, "TargetGroupArn": arn})[
        "TargetGroups"
    ][0]
    set_attributes("TargetGroup", arn, new.get("TargetGroupAttributes"))
    before, after = old.get("Targets") or [], new.get("Targets") or []
    if gone := [one for one in before if one not in after]:
        call("elbv2", "DeregisterTargets", **_targets(arn, gone))
    if come := [one for one in after if one not in before]:
        call("elbv2", "RegisterTargets", **_targets(arn, come))
    retag(arn, old, new)
    return _group(group)


def _group(group: Params) -> dict[str, Any]:
    arn = group["TargetGroupArn"]
    return {
        "TargetGroupArn": arn,
        "TargetGroupName": group["TargetGroupName"],
        "TargetGroupFullName": arn.rpartition(":")[2],
        "LoadBalancerArns": group.get("LoadBalancerArns", []),
    }


def _targets(arn: str, targets: Iterable[Params]) -> Params:
    return shapes.request(
        "elbv2", "RegisterTargets", {"TargetGroupArn": arn, "Targets": list(targets)}
    )


def _short_name(made: Resource) -> str:
    return made.name(limit=32).strip("-")
