"""What rules ask of Elastic Load Balancing."""

from __future__ import annotations

from ministack.services import alb

from generators.deploy.emulated.wire import Params, Refused

FORWARDS = "_forwards"
"""Where a listener or a rule notes all target groups that it forwards to."""


def target_group(arn: str) -> Params:
    """A target group by ARN."""
    found: Params | None = alb._tgs.get(arn)
    if not found:
        raise Refused(
            "InvalidParameterException",
            "Unable to assume role and validate the specified targetGroupArn: "
            f"{arn} was not found.",
        )
    return found


def forwards(action: Params) -> set[str]:
    """The target groups that a load balancer's action forwards to."""
    groups = (action.get("ForwardConfig") or {}).get("TargetGroups") or ()
    found = {action.get("TargetGroupArn"), *(group.get("TargetGroupArn") for group in groups)}
    return {arn for arn in found if arn}


def listened(target_group_arn: str) -> bool:
    """Whether any listener or rule of a load balancer forwards to the target group."""
    return bool(balancers(target_group_arn))


def balancers(target_group_arn: str) -> list[str]:
    """The load balancers with a listener or a rule that forwards to the target group."""
    users = (*alb._listeners.values(), *alb._rules.values())
    found = {
        alb._listeners[one["ListenerArn"]]["LoadBalancerArn"]
        for one in users
        if target_group_arn in one.get(FORWARDS, ()) and one["ListenerArn"] in alb._listeners
    }
    return sorted(found)
