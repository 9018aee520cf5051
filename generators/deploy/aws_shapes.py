"""AWS's shapes into ours and back: the adapter's pure half."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generators.constraints import MAX_TEMPLATE, MAX_TEMPLATE_IN_S3
from generators.deploy.cloud import (
    Change,
    ChangeSet,
    Desired,
    Resource,
    StackEvent,
    StackState,
    Trigger,
)
from generators.errors import TemplateTooLarge
from generators.model import Previous

_CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"]
_EMPTY = ("didn't contain changes", "No updates are to be performed")
_ECHOES = ("Resource creation cancelled", "Resource update cancelled")


Place = Callable[[str], str]
"""Puts a template where CloudFormation can read it, and gives its URL."""


def request(desired: Desired, place: Place | None) -> dict[str, Any]:
    """What CreateStack and CreateChangeSet have in common; `place` takes large templates."""
    url = placed(desired, place).url
    return {
        "StackName": desired.name,
        **({"TemplateURL": url} if url else {"TemplateBody": desired.template}),
        "Parameters": [
            {"ParameterKey": key, "UsePreviousValue": True}
            if isinstance(value, Previous)
            else {"ParameterKey": key, "ParameterValue": value}
            for key, value in desired.parameters.items()
        ],
        "Tags": [{"Key": key, "Value": value} for key, value in desired.tags.items()],
        "Capabilities": _CAPABILITIES,
    }


def placed(desired: Desired, place: Place | None) -> Desired:
    """The same, its template put in its place if it is too large for a call and in none yet."""
    if desired.url or not desired.large:
        return desired
    size = len(desired.template.encode())
    has = f"{desired.name}: its template has {size:,} bytes"
    if size > MAX_TEMPLATE_IN_S3:
        raise TemplateTooLarge(
            f"{has}, CloudFormation takes {MAX_TEMPLATE_IN_S3:,}", advice="split the stack in two"
        )
    if place is None:
        raise TemplateTooLarge(
            f"{has}, a template in the call may have {MAX_TEMPLATE:,}",
            advice="name an S3 bucket for it by bucket: in params/environments.yaml, or split the"
            " stack in two",
        )
    return replace(desired, url=place(desired.template))


def state(found: Mapping[str, Any]) -> StackState:
    """One of DescribeStacks' stacks."""
    return StackState(
        name=found["StackName"],
        id=found["StackId"],
        status=found["StackStatus"],
        created=found["CreationTime"],
        updated=found.get("LastUpdatedTime"),
        reason=found.get("StackStatusReason", ""),
        parameters={
            parameter["ParameterKey"]: parameter.get("ParameterValue", "")
            for parameter in found.get("Parameters", ())
        },
        outputs={out["OutputKey"]: out["OutputValue"] for out in found.get("Outputs", ())},
        tags={tag["Key"]: tag["Value"] for tag in found.get("Tags", ())},
        protected=found.get("EnableTerminationProtection", False),
    )


def template(body: object) -> object:
    """GetTemplate's body: the SDK has parsed it where it is JSON."""
    return json.loads(json.dumps(body)) if isinstance(body, Mapping) else body


def resources(pages: Sequence[Mapping[str, Any]]) -> Iterator[Resource]:
    """All pages of ListStackResources' answer, without what never came to be or is gone."""
    for page in pages:
        for found in page.get("StackResourceSummaries", ()):
            physical_id = found.get("PhysicalResourceId", "")
            if physical_id and found["ResourceStatus"] != "DELETE_COMPLETE":
                yield Resource(
                    logical_id=found["LogicalResourceId"],
                    physical_id=physical_id,
                    type=found["ResourceType"],
                )


def change_set(pages: Sequence[Mapping[str, Any]]) -> ChangeSet | None:
    """All pages of DescribeChangeSet's answer; None while CloudFormation is still at it."""
    status, reason = pages[0]["Status"], pages[0].get("StatusReason", "")
    if status == "FAILED":
        empty = any(text in reason for text in _EMPTY)
        return ChangeSet(empty=empty, failure="" if empty else reason or status)
    if status in ("CREATE_PENDING", "CREATE_IN_PROGRESS"):
        return None
    if status != "CREATE_COMPLETE":
        return ChangeSet(failure=reason or status)  # somebody is deleting it
    changes = (change.get("ResourceChange") for page in pages for change in page.get("Changes", ()))
    return ChangeSet(changes=tuple(_change(change) for change in changes if change))


def _change(found: Mapping[str, Any]) -> Change:
    details = found.get("Details", ())
    targets = [detail.get("Target", {}) for detail in details]
    names = (target.get("Name") or target.get("Attribute", "") for target in targets)
    return Change(
        action=found["Action"],
        logical_id=found["LogicalResourceId"],
        type=found["ResourceType"],
        replacement=found.get("Replacement", ""),
        policy=found.get("PolicyAction", ""),
        properties=tuple(dict.fromkeys(name for name in names if name)),
        triggers=tuple(
            Trigger(source=detail.get("ChangeSource", ""), entity=detail.get("CausingEntity", ""))
            for detail, target in zip(details, targets, strict=True)
            if target.get("RequiresRecreation", "Never") != "Never"
        ),
    )


def event(found: Mapping[str, Any]) -> StackEvent:
    """One of DescribeStackEvents' events."""
    status, reason = found.get("ResourceStatus", ""), found.get("ResourceStatusReason", "")
    return StackEvent(
        id=found["EventId"],
        logical_id=found.get("LogicalResourceId", ""),
        physical_id=found.get("PhysicalResourceId", ""),
        type=found.get("ResourceType", ""),
        status=status,
        reason=reason,
        at=found["Timestamp"],
        token=found.get("ClientRequestToken", ""),
        cause=status.endswith("_FAILED") and not reason.startswith(_ECHOES),
    )
