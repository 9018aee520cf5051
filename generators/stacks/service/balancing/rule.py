"""A place behind the load balancer that the cluster's services share."""

from __future__ import annotations

from collections.abc import Iterator

from troposphere import Parameter, Ref
from troposphere.elasticloadbalancingv2 import (
    Condition,
    HostHeaderConfig,
    ListenerRule,
    ListenerRuleAction,
    PathPatternConfig,
)

from generators.stacks.service.balancing.priorities import priority
from generators.stacks.service.balancing.target import target_group_id
from generators.stacks.service.spec.balancing import BalancingSpec
from generators.stacks.service.spec.rule import RuleSpec


def parameters() -> Iterator[Parameter]:
    """Where the cluster's load balancer takes rules."""
    yield Parameter(
        "ListenerArn",
        Type="String",
        AllowedPattern=r"^arn:[a-z-]+:elasticloadbalancing:[a-z0-9-]+:[0-9]{12}:listener/app/.+$",
        ConstraintDescription="must be the ARN of a listener of an application load balancer",
        Description="The listener, of the load balancer that services share, that takes the rule",
    )


def listener_rule(balancing: BalancingSpec, rule: RuleSpec) -> ListenerRule:
    """Sends the requests that the rule describes to the target group."""
    return ListenerRule(
        "ListenerRule",
        ListenerArn=Ref("ListenerArn"),
        Priority=priority(rule),
        Conditions=list(_conditions(rule)),
        Actions=[
            ListenerRuleAction(Type="forward", TargetGroupArn=Ref(target_group_id(balancing)))
        ],
    )


def _conditions(rule: RuleSpec) -> Iterator[Condition]:
    if rule.hosts:
        values = HostHeaderConfig(Values=list(rule.hosts))
        yield Condition(Field="host-header", HostHeaderConfig=values)
    if rule.paths:
        paths = PathPatternConfig(Values=list(rule.paths))
        yield Condition(Field="path-pattern", PathPatternConfig=paths)
