"""Application Auto Scaling, which ministack does not have: what scales an ECS service.

Everything is recorded and checked. No metric moves here, so that nothing is ever scaled, but for
what new bounds do at once: `scaling_activities`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region

from generators.deploy.emulated.services import serve
from generators.deploy.emulated.wire import Params, Refused

NAME = "application-autoscaling"
ROUTE = {
    "target_prefixes": ["AnyScaleFrontendService"],
    "host_patterns": [r"application-autoscaling\."],
    "credential_scope": NAME,
}
PLACE = ("ServiceNamespace", "ResourceId", "ScalableDimension")
_LINKED_ROLE = (
    "aws-service-role/ecs.application-autoscaling.amazonaws.com/"
    "AWSServiceRoleForApplicationAutoScaling_ECSService"
)
targets = AccountRegionScopedDict()
"""The registered targets, by their place."""
policies = AccountRegionScopedDict()
"""The scaling policies, by their target's place and their own name."""
_actions = AccountRegionScopedDict()
_tags = AccountRegionScopedDict()


@serve(NAME, "RegisterScalableTarget")
def _register(params: Params) -> Params:
    key = place(params)
    known = targets.get(key) or {
        "CreationTime": datetime.now(UTC),
        "ScalableTargetARN": _arn("scalable-target", uuid4().hex[:12]),
        "SuspendedState": {
            f"{way}Suspended": False
            for way in ("DynamicScalingIn", "DynamicScalingOut", "ScheduledScaling")
        },
        "RoleARN": f"arn:aws:iam::{get_account_id()}:role/{_LINKED_ROLE}",
    }
    given = {name: value for name, value in params.items() if name != "Tags"}
    targets[key] = {**known, **given}
    if "Tags" in params:
        _tags[known["ScalableTargetARN"]] = dict(params["Tags"])
    return {"ScalableTargetARN": known["ScalableTargetARN"]}


@serve(NAME, "DescribeScalableTargets")
def _describe_targets(params: Params) -> Params:
    return {"ScalableTargets": _chosen(targets, params, "ResourceIds", "ResourceId")}


@serve(NAME, "DeregisterScalableTarget")
def _deregister(params: Params) -> Params:
    key = place(params)
    _drop(targets, key, "scalable target")
    for store in (policies, _actions):
        for other in [other for other in store if other[:3] == key]:
            del store[other]
    return {}


@serve(NAME, "PutScalingPolicy")
def _put_policy(params: Params) -> Params:
    key = (*place(params), params["PolicyName"])
    known = policies.get(key) or {
        "PolicyType": "StepScaling",
        "PolicyARN": _arn(
            "scalingPolicy",
            f"{uuid4()}:resource/ecs/{params['ResourceId']}:policyName/{params['PolicyName']}",
        ),
        "CreationTime": datetime.now(UTC),
        "Alarms": [],
    }
    policies[key] = {**known, **params}
    return {"PolicyARN": known["PolicyARN"], "Alarms": []}


@serve(NAME, "DescribeScalingPolicies")
def _describe_policies(params: Params) -> Params:
    return {"ScalingPolicies": _chosen(policies, params, "PolicyNames", "PolicyName")}


@serve(NAME, "DeleteScalingPolicy")
def _remove_policy(params: Params) -> Params:
    return _drop(policies, (*place(params), params["PolicyName"]), "scaling policy")


@serve(NAME, "PutScheduledAction")
def _put_action(params: Params) -> Params:
    key = (*place(params), params["ScheduledActionName"])
    known = _actions.get(key) or {
        "ScheduledActionARN": _arn("scheduledAction", f"{uuid4()}:scheduledActionName/{key[-1]}"),
        "CreationTime": datetime.now(UTC),
    }
    _actions[key] = {**known, **params}
    return {}


@serve(NAME, "DescribeScheduledActions")
def _describe_actions(params: Params) -> Params:
    return {
        "ScheduledActions": _chosen(_actions, params, "ScheduledActionNames", "ScheduledActionName")
    }


@serve(NAME, "DeleteScheduledAction")
def _remove_action(params: Params) -> Params:
    return _drop(_actions, (*place(params), params["ScheduledActionName"]), "scheduled action")


@serve(NAME, "TagResource")
def _tag(params: Params) -> Params:
    _tags[params["ResourceARN"]] = {**_tags.get(params["ResourceARN"], {}), **params["Tags"]}
    return {}


@serve(NAME, "UntagResource")
def _untag(params: Params) -> Params:
    kept = _tags.get(params["ResourceARN"], {}).items()
    _tags[params["ResourceARN"]] = {
        key: value for key, value in kept if key not in params["TagKeys"]
    }
    return {}


@serve(NAME, "ListTagsForResource")
def _list_tags(params: Params) -> Params:
    return {"Tags": _tags.get(params["ResourceARN"], {})}


def place(params: Params) -> tuple[str, str, str]:
    """What identifies a scalable target."""
    return params["ServiceNamespace"], params["ResourceId"], params["ScalableDimension"]


def _arn(kind: str, rest: str) -> str:
    service = "application-autoscaling" if kind == "scalable-target" else "autoscaling"
    between = "/" if kind == "scalable-target" else ":"
    return f"arn:aws:{service}:{get_region()}:{get_account_id()}:{kind}{between}{rest}"


def _chosen(store: Any, params: Params, plural: str, member: str) -> list[Params]:
    names = params.get(plural)
    wanted = {key: params[key] for key in PLACE if params.get(key)}
    return [
        one
        for one in store.values()
        if (not names or one[member] in names)
        and all(one[key] == value for key, value in wanted.items())
    ]


def _drop(store: Any, key: tuple[str, ...], noun: str) -> Params:
    if key not in store:
        raise Refused("ObjectNotFoundException", f"No {noun} found for {', '.join(key)}")
    del store[key]
    return {}
