"""What an account lacks for stacks that are to be created."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from generators.deploy.beside import Beside
from generators.linked_roles import LINKED_ROLES, wanted
from generators.model import Step
from tests.deploy.fakes import step
from tests.deploy.scripted import scripted
from tests.projects import ROOT

GROUP = "AWS::AutoScaling::AutoScalingGroup"
BALANCER = "AWS::ElasticLoadBalancingV2::LoadBalancer"


@dataclass
class Account:
    """A connection that has nothing but IAM."""

    iam: Any
    emulator: bool = False

    def client(self, service: str) -> Any:
        assert service == "iam"
        return self.iam


def of(*types: str, **group: Any) -> Step:
    resources: dict[str, Any] = {f"R{n}": {"Type": type_} for n, type_ in enumerate(types)}
    if group:
        resources["Group"] = {"Type": GROUP, "Properties": group}
    return step("web", text=json.dumps({"Resources": resources}))


def spot(percentage: int) -> dict[str, Any]:
    shares = {"OnDemandPercentageAboveBaseCapacity": percentage}
    return {"MixedInstancesPolicy": {"InstancesDistribution": shares}}


@pytest.mark.parametrize(
    ("found", "names"),
    [
        (of("AWS::ECS::Service"), ["ECS"]),
        (of("AWS::ECS::Cluster", BALANCER), ["ECS", "ElasticLoadBalancing"]),
        (of(VPCZoneIdentifier=[]), ["AutoScaling"]),
        (of(**spot(0)), ["EC2Spot", "AutoScaling"]),
        (of(**spot(100)), ["AutoScaling"]),
        (of("AWS::ApplicationAutoScaling::ScalableTarget"), ["ApplicationAutoScaling_ECSService"]),
        (of("AWS::EC2::VPC"), []),
    ],
)
def test_the_roles_that_a_template_wants_are_known_by_its_resources(
    found: Step, names: list[str]
) -> None:
    roles = wanted([json.loads(found.template)])
    assert [role.name for role in roles] == [f"AWSServiceRoleFor{name}" for name in names]


def test_what_is_shipped_wants_the_roles_of_ecs_its_groups_and_balancers() -> None:
    texts = [path.read_text() for path in sorted((ROOT / "output").glob("*.json"))]
    names = {role.service.partition(".")[0] for role in wanted(map(json.loads, texts))}
    assert {"ecs", "autoscaling", "elasticloadbalancing"} <= names


@pytest.mark.parametrize("role", LINKED_ROLES, ids=lambda role: role.name)
def test_each_role_that_is_missing_is_told_with_the_command_that_makes_it(role: Any) -> None:
    wants = of(*role.types) if role.types else of(**spot(0))
    roles = wanted([json.loads(wants.template)])
    with scripted("iam") as aws:
        for one in roles:
            if one == role:
                aws.refuses("get_role", "NoSuchEntity", status=404)
            else:
                aws.answers("get_role", there(one.name), RoleName=one.name)
        (said,) = Beside(Account(aws.client)).lacking([wants])  # type: ignore[arg-type]
    assert said == (
        f"the account has no {role.name} yet: AWS makes it with the first {role.first}, which may"
        " fail for want of it once; `aws iam create-service-linked-role --aws-service-name"
        f" {role.service}` makes it now"
    )


def there(name: str) -> dict[str, Any]:
    known = {
        "Path": "/",
        "RoleName": name,
        "RoleId": "A" * 16,
        "Arn": f"arn:aws:iam::1:role/{name}",
    }
    return {"Role": {**known, "CreateDate": "2026-01-01T00:00:00Z"}}


def test_who_may_not_look_is_told_nothing() -> None:
    with scripted("iam") as aws:
        aws.refuses("get_role", "AccessDenied", status=403)
        account = Account(aws.client)
        assert Beside(account).lacking([of("AWS::ECS::Service")]) == ()  # type: ignore[arg-type]


def test_an_iam_that_cannot_be_reached_is_left_for_the_deploy_to_tell() -> None:
    class Away:
        def get_role(self, **_: str) -> None:
            raise EndpointConnectionError(endpoint_url="https://iam.amazonaws.com")

    assert Beside(Account(Away())).lacking([of("AWS::ECS::Service")]) == ()  # type: ignore[arg-type]


@pytest.mark.parametrize("emulator", [True, False])
def test_an_emulator_and_a_stack_that_wants_none_are_not_asked_about(emulator: bool) -> None:
    steps = [of("AWS::ECS::Service" if emulator else "AWS::EC2::VPC")]
    account = Account(None, emulator=emulator)
    assert Beside(account).lacking(steps) == ()  # type: ignore[arg-type]
