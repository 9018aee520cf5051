"""The adapter for Auto Scaling: what groups of instances could not do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generators.deploy.diagnose.facts import Activity
from generators.deploy.looking import looking

_SHOWN = 20
_BAD = ("Failed", "Cancelled")


class AutoScaling:
    """Auto Scaling by way of a boto3 client; see `diagnose.clients.Groups` for what is promised."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def failures(self, group: str) -> tuple[Activity, ...]:
        """What the group could not do among its last activities, newest first."""
        with looking(f"the activities of {group}", "autoscaling:DescribeScalingActivities"):
            found = self._client.describe_scaling_activities(
                AutoScalingGroupName=group, IncludeDeletedGroups=True, MaxRecords=_SHOWN
            )
        return tuple(_activity(one) for one in found["Activities"] if one["StatusCode"] in _BAD)


def _activity(found: Mapping[str, Any]) -> Activity:
    return Activity(
        at=found["StartTime"],
        group=found["AutoScalingGroupName"],
        status=found["StatusCode"],
        text=found.get("StatusMessage") or found.get("Description", ""),
    )
