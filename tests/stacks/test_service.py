from __future__ import annotations

import json
from typing import Any

import pytest

from generators.stacks import KINDS

CONTAINER = {"name": "web", "image": "web:1", "memory": 128}


def _template(**spec: Any) -> dict[str, Any]:
    kind = KINDS["service"]
    read = kind.Spec.model_validate_json(json.dumps({"containers": [CONTAINER], **spec}))
    found: dict[str, Any] = kind.template(read).to_dict()
    return found


def _container(**more: Any) -> dict[str, Any]:
    found = _template(containers=[{**CONTAINER, **more}])
    (container,) = found["Resources"]["taskdefinition"]["Properties"]["ContainerDefinitions"]
    return dict(container)


def test_a_service_has_a_task_role_that_may_nothing_until_it_is_given_rights() -> None:
    role = _template()["Resources"]["TaskRole"]["Properties"]
    assert "Policies" not in role
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "ecs-tasks.amazonaws.com"}
    assert statement["Condition"]["StringEquals"] == {
        "aws:SourceAccount": {"Ref": "AWS::AccountId"}
    }
    assert "aws:SourceArn" in statement["Condition"]["ArnLike"]


def test_only_this_services_execution_role_reads_its_secrets_each_by_its_arn() -> None:
    secrets = {"TOKEN": "ssm:/web/token", "OTHER": "ssm:/web/other"}
    resources = _template(containers=[{**CONTAINER, "secrets": secrets}])["Resources"]
    document = resources["ExecutionRole"]["Properties"]["Policies"][0]["PolicyDocument"]
    read = next(s for s in document["Statement"] if s["Sid"] == "ReadSecrets")
    arn = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter"
    assert read["Action"] == ["ssm:GetParameters"]
    assert read["Resource"] == [{"Fn::Sub": f"{arn}/web/other"}, {"Fn::Sub": f"{arn}/web/token"}]
    (container,) = resources["taskdefinition"]["Properties"]["ContainerDefinitions"]
    assert container["Secrets"][0] == {
        "Name": "TOKEN",
        "ValueFrom": {"Fn::Sub": f"{arn}/web/token"},
    }


def test_a_secrets_name_may_hold_a_parameter() -> None:
    secrets = {"TOKEN": "ssm:/${AWS::StackName}/token"}
    (secret,) = _container(secrets=secrets)["Secrets"]
    assert secret["ValueFrom"]["Fn::Sub"].endswith(":parameter/${AWS::StackName}/token")


@pytest.mark.parametrize(
    ("image", "repository"),
    [
        (
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/web:${ContainerVersion}",
            "arn:${AWS::Partition}:ecr:eu-west-1:123456789012:repository/team/web",
        ),
        (
            "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/web:1",
            "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/web",
        ),
    ],
)
def test_an_image_of_ecr_can_be_pulled_from_its_repository_alone(
    image: str, repository: str
) -> None:
    resources = _template(containers=[{**CONTAINER, "image": image}])["Resources"]
    document = resources["ExecutionRole"]["Properties"]["Policies"][0]["PolicyDocument"]
    statements = {statement["Sid"]: statement for statement in document["Statement"]}
    assert statements["PullImages"]["Resource"] == [{"Fn::Sub": repository}]
    assert statements["Login"]["Action"] == ["ecr:GetAuthorizationToken"]


def test_without_secrets_the_execution_role_only_writes_logs() -> None:
    role = _template()["Resources"]["ExecutionRole"]["Properties"]
    (statement,) = role["Policies"][0]["PolicyDocument"]["Statement"]
    assert statement["Resource"] == [{"Fn::GetAtt": ["LogGroup", "Arn"]}]


@pytest.mark.parametrize(
    ("given", "property_", "held"),
    [
        ({"command": ["serve", "--port=80"]}, "Command", ["serve", "--port=80"]),
        (
            {"environment": {"HOME": "$${HOME}", "REGION": "${AWS::Region}"}},
            "Environment",
            [
                {"Name": "HOME", "Value": {"Fn::Join": ["{", ["$", "HOME}"]]}},
                {"Name": "REGION", "Value": {"Ref": "AWS::Region"}},
            ],
        ),
        ({"ports": [8080]}, "PortMappings", [{"ContainerPort": 8080, "HostPort": 0}]),
        ({"cpu": "${Cpu}"}, "Cpu", {"Ref": "Cpu"}),
        ({"essential": True}, "Essential", True),
    ],
)
def test_what_the_spec_says_of_a_container(
    given: dict[str, Any], property_: str, held: object
) -> None:
    container = _container(**given)
    assert json.loads(json.dumps(container[property_])) == held


def test_logs_go_to_the_services_own_group_without_blocking() -> None:
    options = _container()["LogConfiguration"]["Options"]
    assert options["awslogs-group"] == {"Ref": "LogGroup"}
    assert options["mode"] == "non-blocking"
    assert _template(log_retention_days=7)["Resources"]["LogGroup"]["Properties"] == {
        "RetentionInDays": 7
    }


def test_in_awsvpc_mode_tasks_have_interfaces_and_a_security_group_of_their_own() -> None:
    found = _template(network_mode="awsvpc", containers=[{**CONTAINER, "ports": [80]}])
    assert list(found["Parameters"]) == ["ECSCluster", "VpcId", "SubnetID"]
    interface = found["Resources"]["service"]["Properties"]["NetworkConfiguration"]
    assert interface["AwsvpcConfiguration"] == {
        "Subnets": {"Ref": "SubnetID"},
        "SecurityGroups": [{"Fn::GetAtt": ["SecurityGroup", "GroupId"]}],
    }
    (container,) = found["Resources"]["taskdefinition"]["Properties"]["ContainerDefinitions"]
    assert container["PortMappings"] == [{"ContainerPort": 80, "HostPort": 80}]


def test_a_deploy_that_fails_is_rolled_back() -> None:
    service = _template()["Resources"]["service"]["Properties"]
    breaker = service["DeploymentConfiguration"]["DeploymentCircuitBreaker"]
    assert breaker == {"Enable": True, "Rollback": True}


def test_a_parameter_of_the_spec_is_a_parameter_of_the_template() -> None:
    declared = {"Cpu": {"type": "Number", "default": 64, "allowed": [64, 128], "min_value": 1}}
    found = _template(parameters=declared, desired_count="${Cpu}")
    assert found["Parameters"]["Cpu"] == {
        "Type": "Number", "Default": 64, "AllowedValues": [64, 128], "MinValue": 1,
    }  # fmt: skip
    assert found["Resources"]["service"]["Properties"]["DesiredCount"] == {"Ref": "Cpu"}
