"""The adapter for Elastic Load Balancing: target groups, and what is thought of each target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from generators.deploy.diagnose.facts import Target, TargetGroup
from generators.deploy.looking import looking


class LoadBalancing:
    """Elastic Load Balancing by way of a boto3 client.

    See `diagnose.clients.Balancers` for what is promised.
    """

    def __init__(self, client: Any) -> None:
        self._client = client

    def groups(self, arns: Sequence[str]) -> tuple[TargetGroup, ...]:
        """Target groups, with what is thought of each target."""
        with looking("the target groups", "elasticloadbalancing:DescribeTargetGroups"):
            found = self._client.describe_target_groups(TargetGroupArns=list(arns))
        return tuple(
            TargetGroup(
                name=one["TargetGroupName"],
                check=_check(one),
                targets=self._targets(one["TargetGroupArn"], one["TargetGroupName"]),
            )
            for one in found["TargetGroups"]
        )

    def _targets(self, arn: str, name: str) -> tuple[Target, ...]:
        what = f"the health of {name}'s targets"
        with looking(what, "elasticloadbalancing:DescribeTargetHealth"):
            found = self._client.describe_target_health(TargetGroupArn=arn)
        return tuple(_target(one) for one in found["TargetHealthDescriptions"])


def _check(group: Mapping[str, Any]) -> str:
    path, codes = group.get("HealthCheckPath", ""), group.get("Matcher", {})
    wanted = codes.get("HttpCode") or codes.get("GrpcCode")
    asks = f"{group.get('HealthCheckProtocol', '')} {path}".strip()
    expects = f", expecting {wanted}" if wanted else ""
    return f"{asks}{expects}, within {group.get('HealthCheckTimeoutSeconds', '?')} s"


def _target(found: Mapping[str, Any]) -> Target:
    health = found.get("TargetHealth", {})
    return Target(
        id=found["Target"]["Id"],
        port=found["Target"].get("Port", 0),
        state=health.get("State", ""),
        reason=health.get("Reason", ""),
        description=health.get("Description", ""),
    )
