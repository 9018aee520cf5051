"""What the templates of 2015 said and what became of it.

Those were one for a cluster and one for HuBot, deployed by AutoStacker24. Names that people may
have in their scripts are kept; what has been replaced by something better is named here.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.projects import ROOT


def _template(stack: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / f"output/{stack}-stack.json").read_text())
    return found


CLUSTER = _template("ecs-cluster")
HUBOT = _template("tatsu-hubot")


@pytest.mark.parametrize(
    ("name", "type_", "default"),
    [
        ("KeyName", "String", ""),
        ("SubnetID", "List<AWS::EC2::Subnet::Id>", None),
        ("DesiredCapacity", "Number", 1),
        ("MaxSize", "Number", 2),
        ("InstanceType", "String", "t3.micro"),
        ("SSHLocation", "String", ""),
    ],
)
def test_the_clusters_parameters_keep_their_names(name: str, type_: str, default: object) -> None:
    declared = CLUSTER["Parameters"][name]
    assert (declared["Type"], declared.get("Default")) == (type_, default)


def test_the_mapping_of_amis_is_a_parameter_that_aws_keeps_current() -> None:
    assert "Mappings" not in CLUSTER
    declared = CLUSTER["Parameters"]["ImageId"]
    assert declared["Type"] == "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>"
    data = CLUSTER["Resources"]["LaunchTemplate"]["Properties"]["LaunchTemplateData"]
    assert data["ImageId"] == {"Ref": "ImageId"}


def test_only_families_that_can_still_be_launched_are_offered() -> None:
    allowed = CLUSTER["Parameters"]["InstanceType"]["AllowedValues"]
    assert {value.partition(".")[0] for value in allowed} == {"t3", "t3a", "c7i", "m7i", "r7i"}


@pytest.mark.parametrize(
    ("logical_id", "type_"),
    [
        ("ECSCluster", "AWS::ECS::Cluster"),
        ("ECSAutoScalingGroup", "AWS::AutoScaling::AutoScalingGroup"),
        ("EC2Role", "AWS::IAM::Role"),
        ("EC2InstanceProfile", "AWS::IAM::InstanceProfile"),
    ],
)
def test_the_clusters_resources_keep_their_logical_ids(logical_id: str, type_: str) -> None:
    assert CLUSTER["Resources"][logical_id]["Type"] == type_


def test_the_launch_configuration_is_a_launch_template_under_a_new_logical_id() -> None:
    assert "ContainerInstances" not in CLUSTER["Resources"]
    group = CLUSTER["Resources"]["ECSAutoScalingGroup"]["Properties"]
    assert group["LaunchTemplate"]["LaunchTemplateId"] == {"Ref": "LaunchTemplate"}


def test_desired_capacity_is_the_least_and_no_deploy_resets_what_scaling_has_set() -> None:
    group = CLUSTER["Resources"]["ECSAutoScalingGroup"]
    least = {"Ref": "DesiredCapacity"}
    assert "DesiredCapacity" not in group["Properties"]
    assert group["Properties"]["MinSize"] == least
    assert group["Properties"]["MaxSize"] == {"Ref": "MaxSize"}
    waiting = CLUSTER["Resources"]["InstancesJoined"]["CreationPolicy"]["ResourceSignal"]
    assert waiting == {"Count": 1, "Timeout": "PT15M"}
    rolling = group["UpdatePolicy"]["AutoScalingRollingUpdate"]
    assert (rolling["MinInstancesInService"], rolling["MaxBatchSize"]) == (least, 1)
    assert (rolling["PauseTime"], rolling["WaitOnResourceSignals"]) == ("PT15M", True)


def test_cfn_init_still_has_files_and_commands_and_cfn_hup_a_unit() -> None:
    config = CLUSTER["Resources"]["LaunchTemplate"]["Metadata"]["AWS::CloudFormation::Init"]
    assert list(config["config"]) == ["files", "commands"]
    assert {
        "/etc/cfn/cfn-hup.conf",
        "/etc/cfn/hooks.d/cfn-auto-reloader.conf",
        "/etc/systemd/system/cfn-hup.service",
    } <= set(config["config"]["files"])


def test_the_ssh_location_is_really_used_and_open_to_nobody_by_default() -> None:
    group = CLUSTER["Resources"]["InstanceSecurityGroup"]["Properties"]
    condition, rules, otherwise = group["SecurityGroupIngress"]["Fn::If"]
    assert otherwise == {"Ref": "AWS::NoValue"}
    assert [rule["CidrIp"] for rule in rules] == [{"Ref": "SSHLocation"}]
    assert CLUSTER["Conditions"][condition] == {
        "Fn::And": [{"Condition": "HasKey"}, {"Condition": "HasSSHLocation"}]
    }


def test_the_instance_role_has_no_wildcard_action_and_nothing_of_any_service() -> None:
    actions = _actions(CLUSTER["Resources"]["EC2Role"])
    assert all(action.startswith("ecs:") and "*" not in action for action in actions)
    assert "ecs:CreateCluster" not in actions
    assert "ecs:RegisterContainerInstance" in actions


def test_hubots_rights_are_those_of_its_own_tasks() -> None:
    role = HUBOT["Resources"]["TaskRole"]
    assert _actions(role) == [
        f"s3:{name}"
        for name in ("GetObject", "GetObjectAcl", "PutObject", "PutObjectAcl", "DeleteObject")
    ]
    (statement,) = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert statement["Resource"] == ["arn:aws:s3:::pgarbe-hubot/brain-dump.json"]
    task = HUBOT["Resources"]["taskdefinition"]["Properties"]
    assert task["TaskRoleArn"] == {"Fn::GetAtt": ["TaskRole", "Arn"]}


def _actions(role: dict[str, Any]) -> list[str]:
    return [
        action
        for policy in role["Properties"]["Policies"]
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
        for action in statement["Action"]
    ]


def test_the_cluster_gives_its_name_and_what_services_need_besides() -> None:
    assert CLUSTER["Outputs"]["ECSCluster"]["Value"] == {"Ref": "ECSCluster"}
    assert set(CLUSTER["Outputs"]) == {
        "ECSCluster", "ECSClusterArn", "VpcId", "SubnetID", "InstanceSecurityGroup",
        "CapacityProvider", "ListenerArn", "LoadBalancerDNSName", "LoadBalancerHostedZoneID",
        "LoadBalancerFullName", "LoadBalancerSecurityGroup", "TaskSecurityGroup",
    }  # fmt: skip


def test_the_service_keeps_its_names() -> None:
    assert list(HUBOT["Parameters"]) == ["ECSCluster", "ContainerVersion"]
    assert HUBOT["Resources"]["taskdefinition"]["Type"] == "AWS::ECS::TaskDefinition"
    assert HUBOT["Resources"]["service"]["Type"] == "AWS::ECS::Service"
    assert HUBOT["Outputs"]["ecsservice"]["Value"] == {"Ref": "service"}
    assert HUBOT["Outputs"]["taskdef"]["Value"] == {"Ref": "taskdefinition"}
    assert not {"ECSServiceRole", "EcsElasticLoadBalancer"} & set(HUBOT["Resources"])


def test_hubots_container_is_what_it_was_and_numbers_are_numbers() -> None:
    (container,) = HUBOT["Resources"]["taskdefinition"]["Properties"]["ContainerDefinitions"]
    kept = {key: container[key] for key in ("Name", "Image", "Cpu", "Memory", "Essential")}
    assert kept == {
        "Name": "tatsu-hubot",
        "Image": {"Fn::Sub": "pgarbe/tatsu-hubot:v_${ContainerVersion}"},
        "Cpu": 10,
        "Memory": 250,
        "Essential": True,
    }
    service = HUBOT["Resources"]["service"]["Properties"]
    assert service["Cluster"] == {"Ref": "ECSCluster"}
    assert service["DesiredCount"] == 1
    assert "Role" not in service
    assert "LaunchType" not in service
