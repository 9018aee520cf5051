"""Resources that give rights, and what is said of two versions of them."""

from __future__ import annotations

from typing import Any

from generators.review.evaluate import Evaluated
from generators.review.model import Topic
from generators.review.pair import NOTHING, Pair
from generators.review.rights import findings

Resources = dict[str, Any]
Said = list[tuple[str, str, str]]

BUCKET = "arn:aws:s3:::shop"
OTHER = "arn:aws:iam::123456789012:policy/other"
TRUST = {
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
    }
}
CONDITIONS = {"HasX": {"Fn::Equals": [{"Ref": "X"}, "x"]}}


def allow(action: Any, resource: Any = BUCKET, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: Any, resource: Any = BUCKET, **more: Any) -> dict[str, Any]:
    return allow(action, resource, **more) | {"Effect": "Deny"}


def role(*statements: Any, **properties: Any) -> Resources:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    inline = {"Policies": [{"PolicyName": "p", "PolicyDocument": document}]} if statements else {}
    said = {"AssumeRolePolicyDocument": TRUST, **inline, **properties}
    return {"Role": {"Type": "AWS::IAM::Role", "Properties": said}}


def resource(name: str, type_: str, **properties: Any) -> Resources:
    return {name: {"Type": f"AWS::{type_}", "Properties": properties}}


def policy(type_: str, *statements: Any, **properties: Any) -> Resources:
    document = {"Statement": list(statements)}
    return resource("Policy", f"IAM::{type_}", PolicyDocument=document, **properties)


def seen(resources: Resources | None) -> Evaluated:
    template = {"Conditions": CONDITIONS, "Resources": resources}
    return NOTHING if resources is None else Evaluated(template, {})


def told(before: Resources | None, after: Resources | None) -> Said:
    pair = Pair(stack="web", before=seen(before), after=seen(after))
    found = list(findings(pair))
    assert all(f.topic is Topic.RIGHTS and f.stack == "web" and not f.environments for f in found)
    return [(f.sense.value, f.subject, f.words) for f in found]


def words(before: Resources | None, after: Resources | None) -> list[str]:
    return [f"{sense}: {text}" for sense, _, text in told(before, after)]


GET = allow("s3:GetObject")
TLS = {"Bool": {"aws:SecureTransport": "true"}}


def tasks(**roles: Any) -> Resources:
    return resource("Tasks", "ECS::TaskDefinition", **roles)
