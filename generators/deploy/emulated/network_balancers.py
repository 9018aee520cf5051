"""Network load balancers, where ministack takes every load balancer for an application's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_region
from ministack.services import alb

from generators.deploy.emulated.services import memory
from generators.deploy.emulated.wire import Params

_BY_DEFAULT: Mapping[str, str] = {
    "access_logs.s3.enabled": "false",
    "deletion_protection.enabled": "false",
    "load_balancing.cross_zone.enabled": "false",
}
_GROUP_BY_DEFAULT: Mapping[str, str] = {
    "deregistration_delay.timeout_seconds": "300",
    "preserve_client_ip.enabled": "true",
    "stickiness.enabled": "false",
    "stickiness.type": "source_ip",
}
TRANSPORTS = frozenset({"TCP", "TCP_UDP", "TLS", "UDP"})
"""The protocols of network load balancers and of their target groups."""


def install() -> None:
    """Have them called what they are; this comes before anything is remembered by their ARNs."""
    memory("elbv2", "CreateLoadBalancer")(_as_network)
    memory("elbv2", "CreateListener")(_listener_as_network)
    memory("elbv2", "CreateTargetGroup")(_group_as_network)


def _as_network(params: Params, answer: Params) -> Params:
    """Its ARN has `net` where others have `app`, its DNS name has the region behind `elb`."""
    if params.get("Type") != "network":
        return answer
    (balancer,) = answer["LoadBalancers"]
    old = balancer["LoadBalancerArn"]
    new = old.replace("loadbalancer/app/", "loadbalancer/net/")
    name = f"{params['Name']}-{new.rpartition('/')[2]}.elb.{get_region()}.amazonaws.com"
    _rename(old, new, alb._lbs, alb._lb_attrs, alb._tags)
    alb._lbs[new].update(LoadBalancerArn=new, DNSName=name)
    alb._lb_attrs[new] = _attributes(_BY_DEFAULT)
    return {**answer, "LoadBalancers": [{**balancer, "LoadBalancerArn": new, "DNSName": name}]}


def _listener_as_network(params: Params, answer: Params) -> Params:
    """Its ARN is told by its load balancer's. It has no rules, not even one by default."""
    if "loadbalancer/net/" not in params["LoadBalancerArn"]:
        return answer
    (listener,) = answer["Listeners"]
    old = listener["ListenerArn"]
    new = old.replace("listener/app/", "listener/net/")
    _rename(old, new, alb._listeners, alb._listener_attrs, alb._tags)
    alb._listeners[new]["ListenerArn"] = new
    for arn in [arn for arn, one in alb._rules.items() if one["ListenerArn"] == old]:
        del alb._rules[arn]
    return {**answer, "Listeners": [{**listener, "ListenerArn": new}]}


def _group_as_network(params: Params, answer: Params) -> Params:
    """A target group of theirs has attributes of its own."""
    if params.get("Protocol") in TRANSPORTS:
        (group,) = answer["TargetGroups"]
        alb._tg_attrs[group["TargetGroupArn"]] = _attributes(_GROUP_BY_DEFAULT)
    return answer


def _rename(old: str, new: str, *stores: Any) -> None:
    for store in stores:
        if old in store:
            store[new] = store[old]
            del store[old]


def _attributes(values: Mapping[str, str]) -> list[Params]:
    return [{"Key": key, "Value": value} for key, value in values.items()]
