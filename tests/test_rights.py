from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from generators.deploy.diagnose.clients import CALLS
from generators.model import Environment
from generators.parts.policy import is_action
from generators.rights import EXPLAIN_ACTIONS, MAX_INLINE, deployer_policy
from tests.projects import ROOT

PRODUCTION = Environment(name="production", account="123456789012", region="eu-west-1")


def _policy(environment: Environment = PRODUCTION) -> dict[str, Any]:
    names = ("network", "ecs-cluster", "tatsu-hubot")
    templates = {
        f"jane-{name}": json.loads((ROOT / f"output/{name}-stack.json").read_text())
        for name in names
    }
    return deployer_policy(templates, environment)


def test_every_action_is_one_of_iams_and_the_policy_fits() -> None:
    policy = _policy()
    for statement in policy["Statement"]:
        assert statement["Action"], statement["Sid"]
        assert all(is_action(action) for action in statement["Action"])
    assert len(json.dumps(policy, separators=(",", ":"))) <= MAX_INLINE


def test_roles_are_limited_to_those_that_the_stacks_make() -> None:
    statements = {statement["Sid"]: statement for statement in _policy()["Statement"]}
    assert "iam:PassRole" in statements["Roles"]["Action"]
    assert "arn:aws:iam::123456789012:role/jane-ecs-cluster-*" in statements["Roles"]["Resource"]
    assert not [a for a in statements["Resources"]["Action"] if a.startswith("iam:")]
    assert statements["Resources"]["Condition"] == {
        "StringEquals": {"aws:RequestedRegion": "eu-west-1"}
    }


def test_a_protected_environment_takes_the_rights_to_protect_and_no_other_does() -> None:
    protected = {
        f"cloudformation:{verb}"
        for verb in (
            "GetStackPolicy",
            "SetStackPolicy",
            "UpdateStack",
            "UpdateTerminationProtection",
        )
    }
    bare, more = (
        {s["Sid"]: s for s in _policy(environment)["Statement"]}["Stacks"]
        for environment in (PRODUCTION, replace(PRODUCTION, protected=True))
    )
    assert set(more["Action"]) - set(bare["Action"]) == protected
    assert more["Resource"] == bare["Resource"]


@pytest.mark.parametrize("action", ["ecs:UpdateService", "ec2:CreateVpc"])
def test_what_the_handlers_call_is_allowed(action: str) -> None:
    statements = {statement["Sid"]: statement for statement in _policy()["Statement"]}
    assert action in statements["Resources"]["Action"]


def test_of_the_parameter_store_only_awss_own_parameters_can_be_read() -> None:
    policy = _policy()
    readers = [
        (action, statement["Resource"])
        for statement in policy["Statement"]
        for action in statement["Action"]
        if action.startswith("ssm:")
    ]
    public = ["arn:aws:ssm:eu-west-1::parameter/aws/service/*"]
    assert readers == [("ssm:GetParameter", public), ("ssm:GetParameters", public)]


def test_what_a_deletion_asks_is_allowed_on_the_clusters_that_the_stacks_make() -> None:
    statements = {statement["Sid"]: statement for statement in _policy()["Statement"]}
    assert "cloudformation:ListStackResources" in statements["Stacks"]["Action"]
    asking = statements["Clusters"]
    assert asking["Action"] == ["ecs:DescribeTasks", "ecs:ListServices", "ecs:ListTasks"]
    clusters = ["arn:aws:ecs:eu-west-1:123456789012:cluster/jane-ecs-cluster-*"]
    assert asking["Condition"] == {"ArnLike": {"ecs:cluster": clusters}}
    web = {"web": {"Resources": {"Service": {"Type": "AWS::ECS::Service"}}}}
    assert "Clusters" not in [s["Sid"] for s in deployer_policy(web, PRODUCTION)["Statement"]]


def test_what_a_diagnosis_reads_is_allowed_where_there_is_something_to_explain() -> None:
    statements = {statement["Sid"]: statement for statement in _policy()["Statement"]}
    assert set(EXPLAIN_ACTIONS) == set(CALLS)
    assert statements["Explain"]["Action"] == sorted(CALLS)
    assert statements["Preflight"]["Resource"][0].endswith("/AWSServiceRoleForECS")
    bucket = {"store": {"Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}}}}
    found = [statement["Sid"] for statement in deployer_policy(bucket, PRODUCTION)["Statement"]]
    assert not {"Explain", "Preflight"} & set(found)


def test_only_stacks_with_roles_get_rights_to_roles_and_linked_roles_are_awss() -> None:
    statements = {statement["Sid"]: statement for statement in _policy()["Statement"]}
    resources = statements["Roles"]["Resource"]
    assert not [arn for arn in resources if "jane-network" in arn]
    assert not [arn for arn in resources if "instance-profile/jane-tatsu-hubot" in arn]
    assert statements["ServiceLinkedRoles"]["Resource"] == [
        "arn:aws:iam::123456789012:role/aws-service-role/*"
    ]


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")],
)
def test_arns_are_those_of_the_regions_partition(region: str, partition: str) -> None:
    environment = Environment(name="there", account="123456789012", region=region)
    stacks = next(s for s in _policy(environment)["Statement"] if s["Sid"] == "Stacks")
    assert all(
        arn.startswith(f"arn:{partition}:cloudformation:{region}") for arn in stacks["Resource"]
    )


def test_all_stacks_are_looked_at_in_one_region_and_templates_have_their_place() -> None:
    statements = {statement["Sid"]: statement for statement in _policy()["Statement"]}
    region = statements["Region"]
    assert region["Action"] == ["cloudformation:DescribeStacks", "cloudformation:ListStacks"]
    assert region["Condition"] == {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}
    assert "Templates" not in statements
    places = {"b": "b/templates/*", "b/a": "b/a/templates/*", "b/a/": "b/a/templates/*"}
    for bucket, place in places.items():
        policy = _policy(replace(PRODUCTION, bucket=bucket))
        (found,) = [one for one in policy["Statement"] if one["Sid"] == "Templates"]
        assert found["Action"] == ["s3:GetObject", "s3:PutObject"]
        assert found["Resource"] == [f"arn:aws:s3:::{place}"]
