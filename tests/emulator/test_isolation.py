"""Each service has its own and nothing of its neighbour's: shown with IAM enforced.

HuBot, as it is shipped, runs beside a shop with secrets and rights of its own, on the shipped
cluster. What every role is allowed is asked of the emulator itself, by calls with sessions.

**Sessions are of twins.** The roles trust ECS alone, for this account and region, so that nobody
can assume them by STS: that is what the first tests show. A session is therefore one of a twin
role, made here through IAM's own API: with the policies and the boundary that IAM shows of the real
role, and a trust that lets the root key in. Who may become a role and what the role may do are two
documents in IAM, and neither depends on the other, so a twin may do what its role may. Nothing has
to be added to the emulator for it, where it could be taken for a feature.

**Trust is evaluated as ECS presents itself.** ministack evaluates the conditions; services as
principals it does not know (their names are not compared), so that is done here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from ministack.core.iam_evaluator import EvalContext, evaluate_trust_policy

from tests.emulator.conftest import REGION, Cloud
from tests.projects import IMAGE, load, shipped

ACCOUNT = "000000000000"
BRAIN = {"Bucket": "pgarbe-hubot", "Key": "brain-dump.json"}
ORDERS = {"Bucket": "shop-orders", "Key": "today.json"}
SHOP = """
kind: service
parent: ecs-cluster
spec:
  containers:
    - name: shop
      image: example/shop:1.0
      memory: 128
      secrets:
        API_KEY: ssm:/shop/api-key
        DATABASE: secretsmanager:shop/database
  task_policy:
    - actions: [s3:GetObject, s3:PutObject]
      resources: [arn:aws:s3:::shop-orders/today.json]
environments:
  local: {}
"""
ROLES = {
    "HuBot's task": ("tatsu-hubot", "TaskRole"),
    "HuBot's execution": ("tatsu-hubot", "ExecutionRole"),
    "the shop's task": ("shop", "TaskRole"),
    "the shop's execution": ("shop", "ExecutionRole"),
    "the instance": ("ecs-cluster", "EC2Role"),
}
OF_TASKS = [name for name in ROLES if name != "the instance"]


@pytest.fixture(scope="module")
def deployed(
    client: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The names of the roles of HuBot, the shop and their cluster, which run."""
    root = shipped(tmp_path_factory.mktemp("isolation"), shop=SHOP)
    _, templates, complaints = load(root)
    assert not complaints, complaints
    cloud = Cloud(client)
    known: dict[str, str] = {"ContainerVersion": "1", "ImageId": IMAGE}
    stacks: dict[str, str] = {}
    for name in ("network", "ecs-cluster", "tatsu-hubot", "shop"):
        declared = templates[name].get("Parameters", {})
        given = {key: known[key] for key in declared if key in known}
        stacks[name] = cloud.create(templates[name], **given)
        assert cloud.status(stacks[name]) == "CREATE_COMPLETE", cloud.failures(stacks[name])
        known |= cloud.outputs(stacks[name])
    yield {who: cloud.physical(stacks[of], role) for who, (of, role) in ROLES.items()}
    for name in reversed(cloud.made):
        cloud.delete(name)


@pytest.fixture(scope="module")
def kept(client: Callable[..., Any]) -> Iterator[None]:
    """What there is to read and to write: two buckets and three secrets."""
    s3, ssm, secrets = client("s3"), client("ssm"), client("secretsmanager")
    for place in (BRAIN, ORDERS):
        s3.create_bucket(
            Bucket=place["Bucket"], CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        s3.put_object(**place, Body=b"{}")
    for name in ("/tatsu-hubot/slack-token", "/shop/api-key"):
        ssm.put_parameter(Name=name, Value="x", Type="SecureString")
    secrets.create_secret(Name="shop/database", SecretString="x")
    yield
    secrets.delete_secret(SecretId="shop/database", ForceDeleteWithoutRecovery=True)
    ssm.delete_parameters(Names=["/tatsu-hubot/slack-token", "/shop/api-key"])
    for place in (BRAIN, ORDERS):
        found = s3.list_objects_v2(Bucket=place["Bucket"]).get("Contents", [])
        for one in found:
            s3.delete_object(Bucket=place["Bucket"], Key=one["Key"])
        s3.delete_bucket(Bucket=place["Bucket"])


Sessions = Mapping[str, Callable[[str], Any]]


@pytest.fixture(scope="module")
def sessions(client: Callable[..., Any], deployed: dict[str, str]) -> Iterator[Sessions]:
    """For each role the clients that a session of its twin has."""
    iam = client("iam")
    twins = {who: twin(iam, name) for who, name in deployed.items()}
    yield {who: partial(of_session, session(client, arn), client) for who, arn in twins.items()}
    for arn in twins.values():
        forget(iam, arn.rpartition("/")[2])


def twin(iam: Any, name: str) -> str:
    """A role with the same rights, which whoever has the root key may assume; its ARN."""
    real = iam.get_role(RoleName=name)["Role"]
    root = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    trust = {"Effect": "Allow", "Principal": root, "Action": "sts:AssumeRole"}
    bound = real.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn")
    copy = f"twin-{name}"[:64]
    made = iam.create_role(
        RoleName=copy,
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
        **({"PermissionsBoundary": bound} if bound else {}),
    )
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        found = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        iam.put_role_policy(RoleName=copy, PolicyName=policy, PolicyDocument=json.dumps(found))
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        iam.attach_role_policy(RoleName=copy, PolicyArn=policy["PolicyArn"])
    return str(made["Role"]["Arn"])


def forget(iam: Any, name: str) -> None:
    """Delete a role with all that it has."""
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=name, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=name)


def session(client: Callable[..., Any], arn: str) -> boto3.Session:
    """A session of a role."""
    given = client("sts").assume_role(RoleArn=arn, RoleSessionName="test")["Credentials"]
    return boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
        region_name=REGION,
    )


def of_session(session: boto3.Session, client: Callable[..., Any], service: str) -> Any:
    """A session's client of a service."""
    return session.client(service, endpoint_url=client(service).meta.endpoint_url)


# Who may become a role.

TASK = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/cluster/0123456789abcdef0123456789abcdef"
ECS = "ecs-tasks.amazonaws.com"
PRESENTED: dict[str, tuple[str, dict[str, str], bool]] = {
    "ECS, for a task here": (ECS, {"account": ACCOUNT, "arn": TASK}, True),
    "ECS, for a service here": (
        ECS,
        {"account": ACCOUNT, "arn": TASK.replace("task/", "service/")},
        True,
    ),
    "ECS, for another account": (
        ECS,
        {"account": "111122223333", "arn": TASK.replace(ACCOUNT, "111122223333")},
        False,
    ),
    "ECS, for another account that knows an ARN of this one": (
        ECS,
        {"account": "111122223333", "arn": TASK},
        False,
    ),
    "ECS, for a task of another account": (
        ECS,
        {"account": ACCOUNT, "arn": TASK.replace(ACCOUNT, "111122223333")},
        False,
    ),
    "ECS, for another region": (
        ECS,
        {"account": ACCOUNT, "arn": TASK.replace(REGION, "us-east-1")},
        False,
    ),
    "ECS, for another service's resource": (
        ECS,
        {"account": ACCOUNT, "arn": TASK.replace(":ecs:", ":batch:")},
        False,
    ),
    "ECS, for nobody": (ECS, {}, False),
    "ECS, for an account without an ARN": (ECS, {"account": ACCOUNT}, False),
    "ECS, for an ARN without an account": (ECS, {"arn": TASK}, False),
    "ECS itself, not its tasks": (
        "ecs.amazonaws.com",
        {"account": ACCOUNT, "arn": TASK},
        False,
    ),
    "EC2": ("ec2.amazonaws.com", {"account": ACCOUNT, "arn": TASK}, False),
    "Lambda": ("lambda.amazonaws.com", {"account": ACCOUNT, "arn": TASK}, False),
}


def trusts(document: Mapping[str, Any], service: str, source: Mapping[str, str]) -> bool:
    """Whether a trust policy lets a service in that acts for this source."""
    context = EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account="",
        action="sts:AssumeRole",
        resource_arn="*",
        region=REGION,
        service_context={f"aws:source{key}": value for key, value in source.items()},
    )
    named = [one for one in document["Statement"] if service in _services(one)]
    # ministack lets root pass for whatever service a statement names.
    root = f"arn:aws:iam::{ACCOUNT}:root"
    return bool(evaluate_trust_policy({**document, "Statement": named}, root, context))


def _services(statement: Mapping[str, Any]) -> list[str]:
    found = statement["Principal"].get("Service", [])
    return [found] if isinstance(found, str) else list(found)


@pytest.mark.parametrize("presented", PRESENTED)
@pytest.mark.parametrize("who", OF_TASKS)
def test_a_role_lets_in_ecs_for_this_account_and_region(
    client: Callable[..., Any], deployed: dict[str, str], who: str, presented: str
) -> None:
    service, source, expected = PRESENTED[presented]
    found = client("iam").get_role(RoleName=deployed[who])["Role"]["AssumeRolePolicyDocument"]
    assert trusts(found, service, source) == expected


def test_the_instances_role_lets_in_ec2_alone(
    client: Callable[..., Any], deployed: dict[str, str]
) -> None:
    found = client("iam").get_role(RoleName=deployed["the instance"])["Role"]
    document = found["AssumeRolePolicyDocument"]
    assert trusts(document, "ec2.amazonaws.com", {})
    assert not trusts(document, ECS, {"account": ACCOUNT, "arn": TASK})


@pytest.mark.parametrize("who", OF_TASKS)
def test_nobody_assumes_a_role_by_sts(
    client: Callable[..., Any], deployed: dict[str, str], sessions: Sessions, who: str
) -> None:
    arn = client("iam").get_role(RoleName=deployed[who])["Role"]["Arn"]
    for sts in (client("sts"), *(clients("sts") for clients in sessions.values())):
        with pytest.raises(ClientError) as caught:
            sts.assume_role(RoleArn=arn, RoleSessionName="test")
        assert caught.value.response["Error"]["Code"] == "AccessDenied"


# What a role may do.

Call = Callable[[Callable[[str], Any]], Any]
MAY: dict[str, tuple[Call, set[str]]] = {
    "write HuBot's brain": (
        lambda of: of("s3").put_object(**BRAIN, Body=b"{}"),
        {"HuBot's task"},
    ),
    "read HuBot's brain": (lambda of: of("s3").get_object(**BRAIN), {"HuBot's task"}),
    "write beside HuBot's brain": (
        lambda of: of("s3").put_object(**{**BRAIN, "Key": "other.json"}, Body=b"{}"),
        set(),
    ),
    "write below HuBot's brain": (
        lambda of: of("s3").put_object(**{**BRAIN, "Key": "brain-dump.json/x"}, Body=b"{}"),
        set(),
    ),
    "list HuBot's bucket": (
        lambda of: of("s3").list_objects_v2(Bucket=BRAIN["Bucket"]),
        set(),
    ),
    "write the shop's orders": (
        lambda of: of("s3").put_object(**ORDERS, Body=b"{}"),
        {"the shop's task"},
    ),
    "delete the shop's orders": (lambda of: of("s3").delete_object(**ORDERS), set()),
    "read HuBot's token": (
        lambda of: of("ssm").get_parameters(
            Names=["/tatsu-hubot/slack-token"], WithDecryption=True
        ),
        {"HuBot's execution"},
    ),
    "read the shop's key": (
        lambda of: of("ssm").get_parameters(Names=["/shop/api-key"], WithDecryption=True),
        {"the shop's execution"},
    ),
    "read the shop's key along with HuBot's token": (
        lambda of: of("ssm").get_parameters(
            Names=["/shop/api-key", "/tatsu-hubot/slack-token"], WithDecryption=True
        ),
        set(),
    ),
    "read the shop's key by itself": (
        lambda of: of("ssm").get_parameter(Name="/shop/api-key", WithDecryption=True),
        set(),
    ),
    "read all parameters of the shop": (
        lambda of: of("ssm").get_parameters_by_path(Path="/shop", WithDecryption=True),
        set(),
    ),
    "read the shop's database secret": (
        lambda of: of("secretsmanager").get_secret_value(SecretId="shop/database"),
        {"the shop's execution"},
    ),
    "change the shop's database secret": (
        lambda of: of("secretsmanager").put_secret_value(
            SecretId="shop/database", SecretString="y"
        ),
        set(),
    ),
}


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("what", MAY)
@pytest.mark.parametrize("who", ROLES)
def test_a_role_may_do_what_is_its_own_and_nothing_else(
    sessions: Sessions, who: str, what: str
) -> None:
    call, allowed = MAY[what]
    if who in allowed:
        call(sessions[who])
        return
    with pytest.raises(ClientError) as caught:
        call(sessions[who])
    assert caught.value.response["Error"]["Code"] in ("AccessDenied", "AccessDeniedException")


@pytest.mark.usefixtures("kept")
def test_what_hubot_writes_hubot_reads(sessions: Sessions) -> None:
    s3 = sessions["HuBot's task"]("s3")
    s3.put_object(**BRAIN, Body=b'{"users": 3}')
    assert json.load(s3.get_object(**BRAIN)["Body"]) == {"users": 3}
