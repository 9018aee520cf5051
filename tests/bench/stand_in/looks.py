"""CloudFormation's actions that only look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.bench.stand_in import templates
from tests.bench.stand_in.region import Region, Stack
from tests.bench.stand_in.wire import Form, texts

PAGE = 100
"""So many entries has a page of anything."""

Result = Mapping[str, Any]


def describe(region: Region, given: Form) -> Result:
    """DescribeStacks: one, or all that there are."""
    if name := given.get("StackName"):
        return {"Stacks": [_described(region.known(name))]}
    there = (one for one in _newest(region) if one.status != "DELETE_COMPLETE")
    page = _paged("Stacks", list(there), given)
    return {**page, "Stacks": [_described(stack) for stack in page["Stacks"]]}


def _described(stack: Stack) -> Result:
    made = stack.version
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "Description": made.template.get("Description"),
        "Parameters": templates.shown(made.template, made.parameters),
        "CreationTime": stack.created,
        "LastUpdatedTime": stack.updated,
        "DeletionTime": stack.deleted,
        "RollbackConfiguration": {},
        "StackStatus": stack.status,
        "DisableRollback": False,
        "NotificationARNs": [],
        "Outputs": stack.outputs,
        "Tags": [{"Key": key, "Value": value} for key, value in made.tags.items()],
        "EnableTerminationProtection": stack.protected,
        "DriftInformation": {"StackDriftStatus": "NOT_CHECKED"},
    }


def listed(region: Region, given: Form) -> Result:
    """ListStacks: those of some statuses, and those that are gone too."""
    wanted = set(texts(given, "StackStatusFilter"))
    found = [one for one in _newest(region) if not wanted or one.status in wanted]
    page = _paged("StackSummaries", found, given)
    return {**page, "StackSummaries": [_summary(stack) for stack in page["StackSummaries"]]}


def _summary(stack: Stack) -> Result:
    return {
        "StackId": stack.id,
        "StackName": stack.name,
        "TemplateDescription": stack.version.template.get("Description"),
        "CreationTime": stack.created,
        "LastUpdatedTime": stack.updated,
        "DeletionTime": stack.deleted,
        "StackStatus": stack.status,
    }


def events(region: Region, given: Form) -> Result:
    """DescribeStackEvents: newest first."""
    stack = region.known(given["StackName"], "Stack [{}] does not exist")
    return _paged("StackEvents", stack.events[::-1], given)


def template(region: Region, given: Form) -> Result:
    """GetTemplate: as it was given."""
    stack = region.known(given["StackName"])
    return {"TemplateBody": stack.version.body, "StagesAvailable": ["Original", "Processed"]}


def _resources(region: Region, given: Form) -> list[Result]:
    stack = region.known(given["StackName"])
    return [
        {
            "LogicalResourceId": name,
            "PhysicalResourceId": f"{stack.name}-{name}",
            "ResourceType": stack.type_of(name),
            "LastUpdatedTimestamp": stack.updated or stack.created,
            "ResourceStatus": status,
        }
        for name, status in stack.resources.items()
    ]


def list_resources(region: Region, given: Form) -> Result:
    """ListStackResources."""
    return _paged("StackResourceSummaries", _resources(region, given), given)


def describe_resources(region: Region, given: Form) -> Result:
    """DescribeStackResources."""
    stack = region.known(given["StackName"])
    whose = {"StackId": stack.id, "StackName": stack.name}
    found = _resources(region, given)
    return {"StackResources": [{**whose, "Timestamp": stack.created, **one} for one in found]}


def _paged(name: str, found: Sequence[Any], given: Form) -> dict[str, Any]:
    """The page that is asked for, and where the next one begins."""
    start = int(given.get("NextToken", "0"))
    more = str(start + PAGE) if start + PAGE < len(found) else None
    return {name: found[start : start + PAGE], "NextToken": more}


def _newest(region: Region) -> Iterable[Stack]:
    return reversed(region.stacks.values())
