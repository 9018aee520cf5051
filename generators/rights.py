"""What whoever deploys these templates must be allowed: an IAM policy, worked out from them.

The actions are those that the resource types' own schemas name as used by CloudFormation's
handlers. Schemas also name some that are not IAM's; those are left out. Roles are limited to those
that the stacks make: CloudFormation begins their names with the stack's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Set
from typing import Any

from generators.linked_roles import wanted
from generators.model import Environment
from generators.parts.policy import is_action
from generators.regions import require

MAX_MANAGED, MAX_INLINE = 6144, 10_240
"""The characters that IAM allows a managed policy, and the inline ones of a role; white space does
not count."""

STACK_ACTIONS = (
    "cloudformation:CancelUpdateStack",
    "cloudformation:ContinueUpdateRollback",
    "cloudformation:CreateChangeSet",
    "cloudformation:CreateStack",
    "cloudformation:DeleteChangeSet",
    "cloudformation:DeleteStack",
    "cloudformation:DescribeChangeSet",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStacks",
    "cloudformation:ExecuteChangeSet",
    "cloudformation:GetTemplate",
    "cloudformation:ListStackResources",
    "cloudformation:RollbackStack",
)
"""What the deploy engine itself calls, and no more."""

REGION_ACTIONS = ("cloudformation:DescribeStacks", "cloudformation:ListStacks")
"""What it calls for all stacks of the region at once; without them it asks for one by one."""

TEMPLATE_ACTIONS = ("s3:GetObject", "s3:PutObject")
"""What a large template takes: it is put, and CloudFormation reads it with the caller's rights."""

READING_ACTIONS = (
    "cloudformation:DescribeStackDriftDetectionStatus",
    "cloudformation:DescribeStackResourceDrifts",
    "cloudformation:DetectStackDrift",
    "cloudformation:GetTemplate",
    "cloudformation:ValidateTemplate",
    "ecs:DescribeServices",
    "ecs:DescribeTaskDefinition",
    "logs:FilterLogEvents",
)
"""What status, diff, drift, validate and logs call besides, on whatever there is."""

PROTECTING_ACTIONS = (
    "cloudformation:GetStackPolicy",
    "cloudformation:SetStackPolicy",
    "cloudformation:UpdateStack",
    "cloudformation:UpdateTerminationProtection",
)
"""What it calls beside that in an environment that is protected, and `make drift` there."""

CLUSTER_ACTIONS = ("ecs:DescribeTasks", "ecs:ListServices", "ecs:ListTasks")
"""What `make delete` asks of a cluster before it goes."""

EXPLAIN_ACTIONS = (
    "autoscaling:DescribeScalingActivities",
    "ecs:DescribeCapacityProviders",
    "ecs:DescribeContainerInstances",
    "ecs:DescribeServices",
    "ecs:DescribeTaskDefinition",
    "ecs:DescribeTasks",
    "ecs:ListContainerInstances",
    "ecs:ListTasks",
    "elasticloadbalancing:DescribeTargetGroups",
    "elasticloadbalancing:DescribeTargetHealth",
    "logs:GetLogEvents",
)
"""What is looked at to say why a deploy fails, and whether a service runs what was deployed: all of
it only reads. Whoever lacks it deploys all the same."""

EXPLAINED = frozenset({"AWS::ECS::Service", "AWS::AutoScaling::AutoScalingGroup"})
"""The resources of which more can be said than CloudFormation says."""

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
            _allow("Stacks", _on_stacks(environment), stacks),
            _allow("Region", REGION_ACTIONS, ["*"])
            | {"Condition": {"StringEquals": {"aws:RequestedRegion": region}}},
            *_bucket(environment.bucket, f"{arns}:s3:::"),
            _allow("Reading", READING_ACTIONS, ["*"]),
            _allow("Resources", actions - iam - everywhere - {*READING_ACTIONS}, ["*"])
            | {"Condition": {"StringEquals": {"aws:RequestedRegion": region}}},
            *([_allow("Global", everywhere, ["*"])] if everywhere else []),
            *_public_parameters(templates, f"{arns}:ssm:{region}"),
            *_explain(templates, region, f"{arns}:iam::{account}"),
            *_clusters(templates, f"{arns}:ecs:{region}:{account}"),
            *_roles(templates, iam, f"{arns}:iam::{account}"),
        ],
    }


def _on_stacks(environment: Environment) -> tuple[str, ...]:
    return STACK_ACTIONS + (PROTECTING_ACTIONS if environment.protected else ())


def _bucket(place: str, arns: str) -> list[dict[str, Any]]:
    """The place of an environment for large templates."""
    bucket, _, prefix = place.partition("/")
    start = f"{prefix.rstrip('/')}/" if prefix else ""
    objects = f"{arns}{bucket}/{start}templates/*"
    return [_allow("Templates", TEMPLATE_ACTIONS, [objects])] if bucket else []


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


def _explain(
    templates: Mapping[str, Mapping[str, Any]], region: str, arns: str
) -> list[dict[str, Any]]:
    """What a diagnosis reads, and whether the roles are there that AWS's services take on."""
    types = _types(templates.values())
    if not types & EXPLAINED:
        return []
    roles = [f"{arns}:role/{role.path}" for role in wanted(templates.values())]
    looks = _allow("Explain", EXPLAIN_ACTIONS, ["*"])
    return [
        looks | {"Condition": {"StringEquals": {"aws:RequestedRegion": region}}},
        *([_allow("Preflight", ["iam:GetRole"], roles)] if roles else []),
    ]


def _allow(sid: str, actions: Iterable[str], resources: list[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": resources}
