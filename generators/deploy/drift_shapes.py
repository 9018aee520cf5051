"""CloudFormation's shapes of a drift into ours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from generators.deploy.drift import Detection, PropertyDrift, ResourceDrift, State

_STATES: Mapping[str, State] = {
    "MODIFIED": "changed",
    "DELETED": "deleted",
    "IN_SYNC": "as it was",
}


def detection(found: Mapping[str, Any]) -> Detection | None:
    """DescribeStackDriftDetectionStatus' answer; None while CloudFormation is still at it."""
    if found["DetectionStatus"] == "DETECTION_IN_PROGRESS":
        return None
    failed = found["DetectionStatus"] == "DETECTION_FAILED"
    reason = found.get("DetectionStatusReason", "")
    return Detection(failure=(reason or "CloudFormation does not say why") if failed else "")


def drift(found: Mapping[str, Any]) -> ResourceDrift:
    """One of DescribeStackResourceDrifts' resources."""
    return ResourceDrift(
        logical_id=found["LogicalResourceId"],
        physical_id=found.get("PhysicalResourceId", ""),
        type=found["ResourceType"],
        state=_STATES.get(found["StackResourceDriftStatus"], "not compared"),
        properties=tuple(_property(one) for one in found.get("PropertyDifferences", ())),
    )


def _property(found: Mapping[str, Any]) -> PropertyDrift:
    kind = found.get("DifferenceType", "NOT_EQUAL")
    return PropertyDrift(
        path=found["PropertyPath"],
        expected=None if kind == "ADD" else _value(found.get("ExpectedValue")),
        actual=None if kind == "REMOVE" else _value(found.get("ActualValue")),
    )


def _value(text: str | None) -> Any:
    """Objects and lists come as JSON, everything else as it is."""
    if text is None or text[:1] not in ("{", "["):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
