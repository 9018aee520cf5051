"""What the instance role may do, as IAM's logic of allows, denies and conditions decides it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document

from tests.options import Option

ACCOUNT, REGION = "123456789012", "eu-west-1"
OWN = f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/own"
OTHER = f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/other"
STACK = f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/own/1"
VALUES = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::StackId": STACK,
    "ECSCluster": "own",
    "ECSCluster.Arn": OWN,
}

SSM_CORE = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": ["ssm:GetParameter", "ssm:GetParameters", "ssm:UpdateInstanceInformation"],
        "Resource": "*",
    },
}
"""The part of AmazonSSMManagedInstanceCore that is of interest here."""


def _flat(value: Any) -> Any:
    match value:
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([^}]+)\}", lambda m: VALUES[m[1]], text)
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return VALUES[f"{name}.{attribute}"]
        case {"Ref": str(name)}:
            return VALUES[name]
        case dict():
            return {key: _flat(inner) for key, inner in value.items()}
        case list():
            return [_flat(inner) for inner in value]
    return value


def _decision(system: str, action: str, resource: str, **keys: str) -> str:
    spec = {"instances": {"system": system}}
    role = Option(kind="cluster", words="", spec=spec).template()["Resources"]["EC2Role"]
    documents = [_flat(one["PolicyDocument"]) for one in role["Properties"]["Policies"]]
    context = EvalContext(
        principal_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/EC2Role/i-1",
        principal_type="AssumedRole",
        principal_account=ACCOUNT,
        action=action,
        resource_arn=resource,
        region=REGION,
        service_context=keys,
    )
    policies = [parse_policy_document(document) for document in (*documents, SSM_CORE)]
    return str(evaluate(context, policies).decision)


def _instance(cluster: str) -> str:
    return f"arn:aws:ecs:{REGION}:{ACCOUNT}:container-instance/{cluster}/0123"


ALLOWED = [
    ("ecs:DiscoverPollEndpoint", "*", {}),
    ("ecs:RegisterContainerInstance", OWN, {}),
    ("ecs:SubmitTaskStateChange", OWN, {}),
    ("ecs:Poll", _instance("own"), {"ecs:cluster": OWN}),
    ("ecs:UpdateContainerInstancesState", _instance("own"), {"ecs:cluster": OWN}),
    ("ssm:UpdateInstanceInformation", "*", {}),
    ("ssm:GetParameter", f"arn:aws:ssm:{REGION}::parameter/aws/service/x", {}),
]
REFUSED = [
    ("ecs:RegisterContainerInstance", OTHER, {}),
    ("ecs:Poll", _instance("other"), {"ecs:cluster": OTHER}),
    ("ecs:Poll", _instance("own"), {"ecs:cluster": OTHER}),
    ("ecs:CreateCluster", "*", {}),
    ("ecs:RunTask", "*", {}),
    ("ssm:GetParameter", f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/tatsu-hubot/slack-token", {}),
    ("ssm:GetParameters", f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/tatsu-hubot/slack-token", {}),
    ("s3:GetObject", "arn:aws:s3:::pgarbe-hubot/brain-dump.json", {}),
    ("secretsmanager:GetSecretValue", "*", {}),
    ("ecr:BatchGetImage", f"arn:aws:ecr:{REGION}:{ACCOUNT}:repository/web", {}),
]


@pytest.mark.parametrize("system", ["al2023", "bottlerocket"])
@pytest.mark.parametrize(("action", "resource", "keys"), ALLOWED)
def test_the_agent_and_ssm_may_do_their_work(
    system: str, action: str, resource: str, keys: dict[str, str]
) -> None:
    assert _decision(system, action, resource, **keys) == "Allow"


@pytest.mark.parametrize("system", ["al2023", "bottlerocket"])
@pytest.mark.parametrize(("action", "resource", "keys"), REFUSED)
def test_nothing_of_another_cluster_nor_of_any_service(
    system: str, action: str, resource: str, keys: dict[str, str]
) -> None:
    assert _decision(system, action, resource, **keys) != "Allow"


HOST_CONTAINER = f"arn:aws:ecr:{REGION}:328549459982:repository/bottlerocket-control"


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("cloudformation:SignalResource", STACK),
        ("ecr:GetAuthorizationToken", "*"),
        ("ecr:BatchGetImage", HOST_CONTAINER),
    ],
)
def test_bottlerocket_alone_signals_and_pulls_by_its_role(action: str, resource: str) -> None:
    assert _decision("bottlerocket", action, resource) == "Allow"
    assert _decision("al2023", action, resource) != "Allow"
    elsewhere = resource.replace("/own/", "/other/").replace("bottlerocket-control", "web")
    if elsewhere != resource:
        assert _decision("bottlerocket", action, elsewhere) != "Allow"
