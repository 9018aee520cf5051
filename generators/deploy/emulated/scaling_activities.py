"""What Application Auto Scaling does at once: a count outside of its bounds is brought within them.

https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scaling-activities.html
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import ecs

from generators.deploy.emulated.application_autoscaling import NAME, PLACE, place, targets
from generators.deploy.emulated.services import call, memory, serve
from generators.deploy.emulated.wire import Params

_activities = AccountRegionScopedDict()


@memory(NAME, "RegisterScalableTarget")
def _within_bounds(params: Params, answer: Params) -> Params:
    """The service's count, after its bounds have been set."""
    target = targets[place(params)]
    cluster, _, name = target["ResourceId"].removeprefix("service/").partition("/")
    now = ecs._services[f"{cluster}/{name}"]["desiredCount"]
    wanted = min(max(now, target["MinCapacity"]), target["MaxCapacity"])
    if wanted != now:
        call("ecs", "UpdateService", cluster=cluster, service=name, desiredCount=wanted)
        bound = "minimum" if wanted > now else "maximum"
        _note(target, wanted, f"{bound} capacity was set to {wanted}")
    return answer


@serve(NAME, "DescribeScalingActivities")
def _describe(params: Params) -> Params:
    wanted = {key: params[key] for key in PLACE if params.get(key)}
    found = [
        one
        for one in reversed(list(_activities.values()))
        if all(one[key] == value for key, value in wanted.items())
    ]
    return {"ScalingActivities": found}


def _note(target: Params, count: int, cause: str) -> None:
    now, name = datetime.now(UTC), str(uuid4())
    _activities[name] = {
        **{key: target[key] for key in PLACE},
        "ActivityId": name,
        "Description": f"Setting desired count to {count}.",
        "Cause": cause,
        "StartTime": now,
        "EndTime": now,
        "StatusCode": "Successful",
        "StatusMessage": f"Successfully set desired count to {count}. Change successfully "
        "fulfilled by ecs.",
    }
