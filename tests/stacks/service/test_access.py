"""What a service's roles may do, as IAM's logic of allows, denies and conditions decides it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from ministack.core.iam_evaluator import (
    EvalContext,
    evaluate,
    evaluate_trust_policy,
    parse_policy_document,
)

from tests.stacks.service.made import WEB, Made

ACCOUNT, REGION = "123456789012", "eu-west-1"
OTHERS = "210987654321"
ARNS = f"{REGION}:{ACCOUNT}"
EXEC_LOGS = f"arn:aws:logs:{ARNS}:log-group:cluster-exec:*"
KEY = f"arn:aws:kms:{ARNS}:key/1"
OTHER_KEY = f"arn:aws:kms:{ARNS}:key/2"
VALUES = {
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::URLSuffix": "amazonaws.com",
    "LogGroup.Arn": f"arn:aws:logs:{ARNS}:log-group:web-LogGroup:*",
    "ExecuteCommandLogGroupArn": EXEC_LOGS,
    "Name": "named",
}


def _flat(value: Any) -> Any:
    match value:
        case {"Fn::Sub": str(text)}:
            return re.sub(r"\$\{([^}]+)\}", lambda m: VALUES[m[1]], text)
        case {"Fn::GetAtt": [str(name), str(attribute)]}:
            return VALUES[f"{name}.{attribute}"]
        case {"Fn::If": [_, then, _]}:
            return _flat(then)
        case {"Ref": str(name)}:
            return VALUES[name]
        case dict():
            return {key: _flat(inner) for key, inner in value.items()}
        case list():
            return [_flat(inner) for inner in value]
    return value


def _context(action: str, resource: str, keys: dict[str, str]) -> EvalContext:
    return EvalContext(
        principal_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/role/task",
        principal_type="AssumedRole",
        principal_account=ACCOUNT,
        action=action,
        resource_arn=resource,
        region=REGION,
        service_context=keys,
    )


def _may(made: Made, role: str, action: str, resource: str, **keys: str) -> bool:
    documents = [_flat(one)["PolicyDocument"] for one in made.policies(role)]
    policies = [parse_policy_document(document) for document in documents]
    return str(evaluate(_context(action, resource, keys), policies).decision) == "Allow"


def _parameter(name: str) -> str:
    return f"arn:aws:ssm:{ARNS}:parameter/{name}"


def _secret(name: str) -> str:
    return f"arn:aws:secretsmanager:{ARNS}:secret:{name}"


def _repository(name: str, account: str = ACCOUNT) -> str:
    return f"arn:aws:ecr:{REGION}:{account}:repository/{name}"


def _via(service: str) -> dict[str, str]:
    return {"kms:viaservice": f"{service}.{REGION}.amazonaws.com"}


def _point(name: str) -> dict[str, str]:
    arn = f"arn:aws:elasticfilesystem:{ARNS}:access-point/{name}"
    return {"elasticfilesystem:accesspointarn": arn}


def _files(name: str) -> str:
    return f"arn:aws:elasticfilesystem:{ARNS}:file-system/{name}"


APPLICATION = Made(
    containers=[
        {
            **WEB,
            "image": f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/team/web:1",
            "secrets": {
                "A": {"source": "ssm:/web/a", "kms_key": KEY},
                "B": "secretsmanager:web/b:key",
                "C": f"{_secret('given-AbCdEf')}:key::",
                "D": "secretsmanager:web/${Name}",
            },
            "environment_files": ["arn:${AWS::Partition}:s3:::bucket/web.env"],
            "log_options": {"Name": "http"},
            "log_secrets": {"apikey": "ssm:/web/logs"},
            "mounts": [
                {"volume": "point", "path": "/point"},
                {"volume": "whole", "path": "/whole"},
            ],
        },
        {
            **WEB,
            "name": "router",
            "image": f"{OTHERS}.dkr.ecr.{REGION}.${{AWS::URLSuffix}}/router:1",
            "log_router": {
                "options": {
                    "config-file-type": "s3",
                    "config-file-value": "arn:aws:s3:::bucket/router.conf",
                }
            },
        },
        {
            **WEB,
            "name": "private",
            "image": "registry.example.com/private:1",
            "registry_credentials": {"source": "secretsmanager:registry", "kms_key": OTHER_KEY},
        },
    ],
    volumes={
        "point": {"efs": {"file_system": "fs-1", "access_point": "fsap-1"}},
        "whole": {"efs": {"file_system": "fs-2", "read_only": True, "root_access": True}},
    },
    task_policy=[{"actions": ["sqs:SendMessage"], "resources": [f"arn:aws:sqs:{ARNS}:jobs"]}],
    execute_command=True,
)
ANOTHER = Made(
    containers=[{**WEB, "secrets": {"A": "ssm:/other/a", "B": "secretsmanager:other/b"}}]
)

TO_START: list[tuple[str, str, dict[str, str]]] = [
    ("logs:PutLogEvents", f"arn:aws:logs:{ARNS}:log-group:web-LogGroup:log-stream:web/1", {}),
    ("ssm:GetParameters", _parameter("web/a"), {}),
    ("ssm:GetParameters", _parameter("web/logs"), {}),
    ("secretsmanager:GetSecretValue", _secret("web/b-AbCdEf"), {}),
    ("secretsmanager:GetSecretValue", _secret("given-AbCdEf"), {}),
    ("secretsmanager:GetSecretValue", _secret("web/named-AbCdEf"), {}),
    ("secretsmanager:GetSecretValue", _secret("registry-AbCdEf"), {}),
    ("kms:Decrypt", KEY, _via("ssm")),
    ("kms:Decrypt", OTHER_KEY, _via("secretsmanager")),
    ("s3:GetObject", "arn:aws:s3:::bucket/web.env", {}),
    ("s3:GetObject", "arn:aws:s3:::bucket/router.conf", {}),
    ("s3:GetBucketLocation", "arn:aws:s3:::bucket", {}),
    ("ecr:GetAuthorizationToken", "*", {}),
    ("ecr:BatchGetImage", _repository("team/web"), {}),
    ("ecr:BatchGetImage", _repository("router", OTHERS), {}),
]
"""What ECS does to start the application's tasks."""

TO_RUN: list[tuple[str, str, dict[str, str]]] = [
    ("sqs:SendMessage", f"arn:aws:sqs:{ARNS}:jobs", {}),
    ("elasticfilesystem:ClientMount", _files("fs-1"), _point("fsap-1")),
    ("elasticfilesystem:ClientWrite", _files("fs-1"), _point("fsap-1")),
    ("elasticfilesystem:ClientMount", _files("fs-2"), {}),
    ("elasticfilesystem:ClientRootAccess", _files("fs-2"), {}),
    ("ssmmessages:OpenDataChannel", "*", {}),
    ("logs:DescribeLogGroups", f"arn:aws:logs:{ARNS}:log-group::log-stream:", {}),
    ("logs:PutLogEvents", f"arn:aws:logs:{ARNS}:log-group:cluster-exec:log-stream:1", {}),
]
"""What the application itself does."""

NOBODY: list[tuple[str, str, dict[str, str]]] = [
    ("ssm:GetParameters", _parameter("other/a"), {}),
    ("ssm:GetParameters", _parameter("web/a/deeper"), {}),
    ("ssm:GetParameter", _parameter("web/a"), {}),
    ("ssm:PutParameter", _parameter("web/a"), {}),
    ("secretsmanager:GetSecretValue", _secret("other/b-AbCdEf"), {}),
    ("secretsmanager:GetSecretValue", _secret("web/b-more-AbCdEf"), {}),
    ("secretsmanager:GetSecretValue", _secret("given-AbCdEf-AbCdEf"), {}),
    ("secretsmanager:PutSecretValue", _secret("web/b-AbCdEf"), {}),
    ("kms:Decrypt", KEY, {}),
    ("kms:Decrypt", KEY, _via("secretsmanager")),
    ("kms:Decrypt", KEY, _via("s3")),
    ("kms:Decrypt", OTHER_KEY, _via("ssm")),
    ("kms:Encrypt", KEY, _via("ssm")),
    ("s3:GetObject", "arn:aws:s3:::bucket/other.env", {}),
    ("s3:ListBucket", "arn:aws:s3:::bucket", {}),
    ("ecr:BatchGetImage", _repository("router"), {}),
    ("ecr:BatchGetImage", _repository("team/web", OTHERS), {}),
    ("ecr:PutImage", _repository("team/web"), {}),
    ("elasticfilesystem:ClientMount", _files("fs-1"), {}),
    ("elasticfilesystem:ClientMount", _files("fs-1"), _point("fsap-2")),
    ("elasticfilesystem:ClientRootAccess", _files("fs-1"), _point("fsap-1")),
    ("elasticfilesystem:ClientWrite", _files("fs-2"), {}),
    ("logs:PutLogEvents", f"arn:aws:logs:{ARNS}:log-group:other:log-stream:1", {}),
    ("logs:CreateLogGroup", f"arn:aws:logs:{ARNS}:log-group:web-LogGroup", {}),
    ("sqs:ReceiveMessage", f"arn:aws:sqs:{ARNS}:jobs", {}),
    ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/TaskRole", {}),
]


@pytest.mark.parametrize(("action", "resource", "keys"), TO_START)
def test_the_execution_role_alone_starts_tasks(
    action: str, resource: str, keys: dict[str, str]
) -> None:
    assert _may(APPLICATION, "ExecutionRole", action, resource, **keys)
    assert not _may(APPLICATION, "TaskRole", action, resource, **keys)


@pytest.mark.parametrize(("action", "resource", "keys"), TO_RUN)
def test_the_task_role_alone_has_the_applications_rights(
    action: str, resource: str, keys: dict[str, str]
) -> None:
    assert _may(APPLICATION, "TaskRole", action, resource, **keys)
    assert not _may(APPLICATION, "ExecutionRole", action, resource, **keys)


@pytest.mark.parametrize(("action", "resource", "keys"), NOBODY)
def test_nothing_else_and_nothing_of_another_service(
    action: str, resource: str, keys: dict[str, str]
) -> None:
    for role in ("ExecutionRole", "TaskRole"):
        assert not _may(APPLICATION, role, action, resource, **keys)


@pytest.mark.parametrize(
    ("action", "resource", "keys"), [one for one in TO_START if "log-group" not in one[1]] + TO_RUN
)
def test_another_service_has_none_of_these_rights(
    action: str, resource: str, keys: dict[str, str]
) -> None:
    """The log group is each service's own: here both go by one name."""
    for role in ("ExecutionRole", "TaskRole"):
        assert not _may(ANOTHER, role, action, resource, **keys)
    assert _may(ANOTHER, "ExecutionRole", "ssm:GetParameters", _parameter("other/a"))


@pytest.mark.parametrize("role", ["ExecutionRole", "TaskRole"])
@pytest.mark.parametrize(
    ("service", "account", "source", "trusted"),
    [
        ("ecs-tasks.amazonaws.com", ACCOUNT, f"arn:aws:ecs:{ARNS}:task/1", True),
        ("ecs-tasks.amazonaws.com", OTHERS, f"arn:aws:ecs:{ARNS}:task/1", False),
        ("ecs-tasks.amazonaws.com", ACCOUNT, f"arn:aws:ecs:us-east-1:{ACCOUNT}:task/1", False),
        ("ecs-tasks.amazonaws.com", ACCOUNT, f"arn:aws:ecs:{REGION}:{OTHERS}:task/1", False),
        ("ecs-tasks.amazonaws.com", ACCOUNT, f"arn:aws:lambda:{ARNS}:function:1", False),
        ("ec2.amazonaws.com", ACCOUNT, f"arn:aws:ecs:{ARNS}:task/1", False),
    ],
)
def test_a_role_is_for_tasks_of_this_account_and_region_alone(
    role: str, service: str, account: str, source: str, trusted: bool
) -> None:
    (statement,) = _flat(APPLICATION[role]["AssumeRolePolicyDocument"])["Statement"]
    # The evaluator compares callers with AWS principals only.
    document = {
        "Statement": [{**statement, "Principal": {"AWS": statement["Principal"]["Service"]}}]
    }
    keys = {"aws:sourceaccount": account, "aws:sourcearn": source}
    context = _context("sts:AssumeRole", "*", keys)
    assert evaluate_trust_policy(document, service, context) is trusted


def test_a_boundary_bounds_both_roles() -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
    made = Made(permissions_boundary=arn)
    for role in ("ExecutionRole", "TaskRole"):
        assert made[role]["PermissionsBoundary"] == arn
        assert "PermissionsBoundary" not in Made()[role]


def test_a_wildcard_is_told_of_with_its_reason() -> None:
    statements = [
        {"actions": ["sqs:SendMessage"], "resources": [f"arn:aws:sqs:{ARNS}:jobs"]},
        {"actions": ["s3:List*"], "resources": ["*"], "wildcard": "it lists all buckets"},
    ]
    made = Made(task_policy=statements, execute_command=True)
    told = made.template["Resources"]["TaskRole"]["Metadata"]["Wildcards"]
    assert told["Statement2"] == "it lists all buckets"
    assert [*told] == ["Statement2", "ExecuteCommand"]
    (own, *_) = made.policies("TaskRole")
    first, second = json.loads(json.dumps(own["PolicyDocument"]["Statement"]))
    assert "Sid" not in first
    assert second["Sid"] == "Statement2"
    assert second["Action"] == ["s3:List*"]


def test_only_a_service_with_ecs_exec_asks_for_the_clusters_log_of_it() -> None:
    made = Made(execute_command=True)
    parameter = made.template["Parameters"]["ExecuteCommandLogGroupArn"]
    assert parameter["Default"] == ""
    assert "HasExecuteCommandLogGroup" in made.template["Conditions"]
    assert "Conditions" not in Made().template
    assert [*Made().template["Parameters"]] == ["ECSCluster"]


@pytest.mark.parametrize(
    ("source", "arns"),
    [
        ("secretsmanager:db", ["secret:db-??????"]),
        ("secretsmanager:db:password", ["secret:db-??????"]),
        ("secretsmanager:db-Ab1234", ["secret:db-Ab1234"]),
        (f"{_secret('db')}:password::", ["secret:db-??????"]),
        (_secret("db-abcdef"), ["secret:db-abcdef"]),
        ("secretsmanager:${AWS::StackName}/db", ["secret:${AWS::StackName}/db-??????"]),
        ("secretsmanager:db/${Name}", ["secret:db/${Name}", "secret:db/${Name}-??????"]),
    ],
)
def test_a_secret_is_named_with_its_suffix_whether_the_spec_has_it_or_not(
    source: str, arns: list[str]
) -> None:
    parameters = {"Name": {"default": "x"}}
    made = Made(containers=[{**WEB, "secrets": {"A": source}}], parameters=parameters)
    document = json.loads(json.dumps(made.policies("ExecutionRole")[0]["PolicyDocument"]))
    (read,) = (one for one in document["Statement"] if one.get("Sid") == "ReadSecretValues")
    found = [one["Fn::Sub"] if isinstance(one, dict) else one for one in read["Resource"]]
    assert [one[one.index(":secret:") + 1 :] for one in found] == arns
