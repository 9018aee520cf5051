"""Elastic Load Balancing, where ministack forgets or does not know."""

from __future__ import annotations

from collections.abc import Iterable

from ministack.services import alb, ec2

from generators.deploy.emulated import lookups, memories, network_balancers
from generators.deploy.emulated.memories import Kept
from generators.deploy.emulated.rules.elbv2_targets import VERSION
from generators.deploy.emulated.services import memory
from generators.deploy.emulated.wire import Params

_GROUP = ("TargetGroups", "TargetGroup")
_LISTENER = ("Listeners", "Listener")
_RULE = ("Rules", "Rule")


def install() -> None:
    """Have what is given remembered, and what follows from it worked out."""
    network_balancers.install()
    memories.keep(
        Kept(
            service="elbv2",
            given=("CreateLoadBalancer",),
            shown={"CreateLoadBalancer": "LoadBalancers", "DescribeLoadBalancers": "LoadBalancers"},
            key="LoadBalancerArn",
            live=frozenset({"SecurityGroups", "IpAddressType", "Tags"}),
        )
    )
    for many, one in (_GROUP, _LISTENER, _RULE):
        memories.keep(
            Kept(
                service="elbv2",
                given=(f"Create{one}", f"Modify{one}"),
                shown={f"{verb}{one}": many for verb in ("Create", "Modify")}
                | {f"Describe{many}": many},
                key=f"{one}Arn",
                live=frozenset({"Tags", "Priority"}),
                whole=frozenset({"Matcher"}),
            )
        )
    memory("elbv2", "CreateLoadBalancer", "DescribeLoadBalancers")(_in_its_vpc)
    memory("elbv2", "CreateTargetGroup")(_note_group)
    memory("elbv2", "CreateTargetGroup", "DescribeTargetGroups")(_as_it_is_asked)
    memory("elbv2", "CreateListener", "ModifyListener")(_note_listener)
    memory("elbv2", "CreateRule", "ModifyRule")(_note_rule)
    memory("elbv2", "DeleteListener", "DeleteRule", "DeleteLoadBalancer")(_note_balancers)


def _in_its_vpc(_: Params, answer: Params) -> Params:
    """A load balancer is in the VPC and the zones of its subnets."""
    for balancer in answer.get("LoadBalancers") or ():
        for zone in balancer.get("AvailabilityZones") or ():
            subnet = ec2._subnets.get(zone["SubnetId"]) or {}
            zone["ZoneName"] = subnet.get("AvailabilityZone", zone["ZoneName"])
            balancer["VpcId"] = subnet.get("VpcId", balancer["VpcId"])
    return answer


def _note_group(params: Params, answer: Params) -> Params:
    """What a target group's protocol is more exactly."""
    group = alb._tgs[answer["TargetGroups"][0]["TargetGroupArn"]]
    group[VERSION] = params.get("ProtocolVersion", "HTTP1")
    return answer


def _as_it_is_asked(_: Params, answer: Params) -> Params:
    """A health check that is only a connection has neither a path nor codes."""
    for group in answer.get("TargetGroups") or ():
        if group.get("HealthCheckProtocol") == "TCP":
            group.pop("HealthCheckPath", None)
            group.pop("Matcher", None)
    return answer


def _note_listener(params: Params, answer: Params) -> Params:
    """What a listener forwards to, and thus which load balancer a target group has."""
    listener = alb._listeners[answer["Listeners"][0]["ListenerArn"]]
    if "DefaultActions" in params:
        _note(listener, params["DefaultActions"])
    return _note_balancers(params, answer)


def _note_rule(params: Params, answer: Params) -> Params:
    """The same of a rule."""
    rule = alb._rules[answer["Rules"][0]["RuleArn"]]
    if "Actions" in params:
        _note(rule, params["Actions"])
    return _note_balancers(params, answer)


def _note(record: Params, actions: Iterable[Params]) -> None:
    record[lookups.FORWARDS] = sorted(arn for action in actions for arn in lookups.forwards(action))


def _note_balancers(_: Params, answer: Params) -> Params:
    """A target group's load balancer is the one that forwards to it now."""
    for arn, group in alb._tgs.items():
        group["LoadBalancerArns"] = lookups.balancers(arn)
    return answer
