"""What whoever deploys these templates must be allowed: an IAM policy, worked out from them.

The actions are those that the resource types' own schemas name as used by CloudFormation's
handlers. Schemas also name some that are not IAM's; those are left out. Roles are limited to those
that the stacks make: CloudFormation begins their names with the stack's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from typing import Any

from generators.model import Environment
from generators.parts.policy import is_action
from generators.regions import require

MAX_MANAGED, MAX_INLINE = 6144, 10_240
"""The characters that IAM allows a managed policy, and the inline ones of a role; white space does
not count."""

STACK_ACTIONS = (
    "cloudformation:CreateChangeSet",
    "cloudformation:CreateStack",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:DescribeChangeSet",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStacks",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:ListStackResources",
)
"""What the deploy engine itself calls, and no more."""

CLUSTER_ACTIONS = ("ecs:DescribeTasks", "ecs:ListServices", "ecs:ListTasks")
"""What `make delete` asks of a cluster before it goes."""


SECRET_READING = frozenset({"ssm:Get*"})
"""What a schema names too broadly: it would let the deployer read every secret."""

CLUSTER = "AWS::ECS::Cluster"

GLOBAL = ("route53:",)
"""Actions of services with one endpoint for all regions, whose requests all count as us-east-1's:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_examples_aws_deny-requested-region.html"""

IAM_TYPES = {"instance-profile": "AWS::IAM::InstanceProfile", "role": "AWS::IAM::Role"}
"""Kinds of things in IAM, as ARNs name them, and their resource types."""


def deployer_policy(
    templates: Mapping[str, Mapping[str, Any]], environment: Environment
) -> dict[str, Any]:
    """The policy for deploying templates, given by CloudFormation's names of their stacks."""
    region, account = environment.region, environment.account
    arns = f"arn:{partition(region)}"
    actions = handler_actions(_types(templates.values()), region) - SECRET_READING
    iam = {action for action in actions if action.startswith("iam:")}
    everywhere = {action for action in actions if action.startswith(GLOBAL)}
    stacks = [
        f"{arns}:cloudformation:{region}:{account}:stack/{name}/*" for name in sorted(templates)
    ]
    return {
        "Version": "2012-10-17",
        "Statement": [
            _allow("Stacks", STACK_ACTIONS, stacks),
            _allow("Resources", actions - iam - everywhere, ["*"])
            | {"Condition": {"StringEquals": {"aws:RequestedRegion": region}}},
            *([_allow("Global", everywhere, ["*"])] if everywhere else []),
            *_public_parameters(templates, f"{arns}:ssm:{region}"),
            *_clusters(templates, f"{arns}:ecs:{region}:{account}"),
            *_roles(templates, iam, f"{arns}:iam::{account}"),
        ],
    }


def _roles(
    templates: Mapping[str, Mapping[str, Any]], actions: Set[str], arns: str
) -> list[dict[str, Any]]:
    """What belongs to IAM: on roles and profiles that these stacks make, and on AWS's own."""
    linked = {"iam:CreateServiceLinkedRole"} & actions
    lists = {action for action in actions if action.startswith("iam:List") and action.endswith("s")}
    own = [
        f"{arns}:{kind}/{name}-*"
        for kind, type_ in IAM_TYPES.items()
        for name in sorted(templates)
        if type_ in _types([templates[name]])
    ]
    return [
        _allow("Roles", actions - linked - lists, own),
        _allow("ListRoles", lists, ["*"]),
        _allow("ServiceLinkedRoles", linked, [f"{arns}:role/aws-service-role/*"]),
    ]


def handler_actions(types: Collection[str], region: str) -> set[str]:
    """The IAM actions that CloudFormation's handlers of these resource types use."""
    from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

    require([region])
    found: set[str] = set()
    for type_ in types:
        handlers = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, type_).schema.get(
            "handlers", {}
        )
        for handler in handlers.values():
            found.update(handler.get("permissions", ()))
    return {action for action in found if is_action(action)}


def partition(region: str) -> str:
    """The partition that a region belongs to, as ARNs name it."""
    for start, name in (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov")):
        if region.startswith(start):
            return name
    return "aws"


def _types(templates: Iterable[Mapping[str, Any]]) -> set[str]:
    resources = (resource for template in templates for resource in template["Resources"].values())
    return {resource["Type"] for resource in resources}


def _public_parameters(
    templates: Mapping[str, Mapping[str, Any]], arns: str
) -> list[dict[str, Any]]:
    """CloudFormation resolves SSM-typed parameters with the caller's rights: AWS's own here.

    It calls GetParameters for that; `make ami` calls GetParameter.
    """
    types = (
        parameter["Type"]
        for template in templates.values()
        for parameter in template.get("Parameters", {}).values()
    )
    resolves = any(type_.startswith("AWS::SSM::Parameter::Value") for type_ in types)
    if not resolves:
        return []
    actions = ["ssm:GetParameter", "ssm:GetParameters"]
    return [_allow("PublicParameters", actions, [f"{arns}::parameter/aws/service/*"])]


def _clusters(templates: Mapping[str, Mapping[str, Any]], arns: str) -> list[dict[str, Any]]:
    """These calls know no resource, or one of no known name: the cluster is their condition.

    CloudFormation begins its name with the stack's.
    """
    names = [name for name in sorted(templates) if CLUSTER in _types([templates[name]])]
    if not names:
        return []
    clusters = [f"{arns}:cluster/{name}-*" for name in names]
    return [
        _allow("Clusters", CLUSTER_ACTIONS, ["*"])
        | {"Condition": {"ArnLike": {"ecs:cluster": clusters}}}
    ]


def _allow(sid: str, actions: Iterable[str], resources: list[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": resources}
