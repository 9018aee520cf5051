"""Resources that let others do one thing, and say it in properties of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from generators.review.evaluate import Resource
from generators.review.nodes import Node
from generators.review.rights.texts import document, said

_BUS = "AWS::Events::EventBusPolicy"

PERMITTING = {
    _BUS: "EventBusName",
    "AWS::Lambda::LayerVersionPermission": "LayerVersionArn",
    "AWS::Lambda::Permission": "FunctionName",
}
"""The types, each with the property that names what it is about."""

_NARROWING = {
    "EventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
    "FunctionUrlAuthType": ("StringEquals", "lambda:FunctionUrlAuthType"),
    "OrganizationId": ("StringEquals", "aws:PrincipalOrgID"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
    "SourceAccount": ("StringEquals", "aws:SourceAccount"),
    "SourceArn": ("ArnLike", "aws:SourceArn"),
}
"""The conditions that a permission of Lambda's comes to, by property."""


def permission(resource: Resource) -> dict[str, Node]:
    """A permission as the policy that it becomes."""
    properties = resource.properties
    if "Statement" in properties:
        return {"Statement": document(properties["Statement"])}
    who = properties.get("Principal", "*")
    kind = "Service" if ".amazonaws.com" in said(who) else "AWS"
    statement = {
        "Effect": "Allow",
        "Action": properties.get("Action"),
        "Principal": {kind: who},
        "Condition": _of_a_bus(properties) if resource.type == _BUS else _of_lambda(properties),
    }
    return {"Statement": statement}


def _of_lambda(properties: Mapping[str, Node]) -> Node:
    conditions: dict[str, dict[str, Node]] = defaultdict(dict)
    for name, (operator, key) in _NARROWING.items():
        if name in properties:
            conditions[operator][key] = properties[name]
    return dict(conditions)


def _of_a_bus(properties: Mapping[str, Node]) -> Node:
    match properties.get("Condition"):
        case {"Type": str(operator), "Key": str(key), "Value": value}:
            return {operator: {key: value}}
        case said_otherwise:
            return said_otherwise
