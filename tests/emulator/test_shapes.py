"""Properties become parameters: by name whatever the case, with numbers that are numbers."""

from __future__ import annotations

from typing import Any

import pytest
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from generators.deploy.emulated import query, shapes, wire
from generators.deploy.emulated.wire import Refused


@pytest.mark.parametrize(
    ("operation", "properties", "expected"),
    [
        ("CreateService", {"DesiredCount": "2"}, {"desiredCount": 2}),
        ("CreateService", {"EnableExecuteCommand": "true"}, {"enableExecuteCommand": True}),
        (
            "CreateService",
            {"PlacementStrategies": [{"Type": "random"}]},
            {"placementStrategy": [{"type": "random"}]},
        ),
        (
            "CreateCluster",
            {"ClusterSettings": [{"Name": "a", "Value": 1}]},
            {"settings": [{"name": "a", "value": "1"}]},
        ),
        (
            "RegisterTaskDefinition",
            {"Volumes": [{"EFSVolumeConfiguration": {"FilesystemId": "fs-1"}}]},
            {"volumes": [{"efsVolumeConfiguration": {"fileSystemId": "fs-1"}}]},
        ),
        (
            "RegisterTaskDefinition",
            {"ContainerDefinitions": [{"DockerLabels": {"A.b": True}}]},
            {"containerDefinitions": [{"dockerLabels": {"A.b": "true"}}]},
        ),
    ],
)
def test_a_property_finds_its_member(
    operation: str, properties: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert shapes.request("ecs", operation, properties) == expected


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"Replicas": 2}, "Encountered unsupported property Replicas"),
        ({"LoadBalancers": [{"Port": 1}]}, r"unsupported property LoadBalancers\[0\].Port"),
        ({"DesiredCount": "two"}, "DesiredCount: expected type: Number, found: two"),
        ({"EnableExecuteCommand": "yes"}, "expected type: Boolean, found: yes"),
        ({"DeploymentConfiguration": "fast"}, "DeploymentConfiguration: expected an object"),
    ],
)
def test_a_property_that_does_not_fit_is_refused(properties: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        shapes.request("ecs", "CreateService", properties)


PLACES = {
    "AWS::AutoScaling::AutoScalingGroup": ("autoscaling", "CreateAutoScalingGroup"),
    "AWS::CloudWatch::Alarm": ("cloudwatch", "PutMetricAlarm"),
    "AWS::CloudWatch::CompositeAlarm": ("cloudwatch", "PutCompositeAlarm"),
    "AWS::EC2::FlowLog": ("ec2", "CreateFlowLogs"),
    "AWS::EC2::LaunchTemplate": ("ec2", "CreateLaunchTemplate"),
    "AWS::EC2::VPCEndpoint": ("ec2", "CreateVpcEndpoint"),
    "AWS::ECS::CapacityProvider": ("ecs", "CreateCapacityProvider"),
    "AWS::ECS::Cluster": ("ecs", "CreateCluster"),
    "AWS::ECS::Service": ("ecs", "CreateService"),
    "AWS::ECS::TaskDefinition": ("ecs", "RegisterTaskDefinition"),
    "AWS::ElasticLoadBalancingV2::Listener": ("elbv2", "CreateListener"),
    "AWS::ElasticLoadBalancingV2::ListenerRule": ("elbv2", "CreateRule"),
    "AWS::ElasticLoadBalancingV2::TargetGroup": ("elbv2", "CreateTargetGroup"),
}
UNKNOWN_TO_THE_API = {
    "ContainerDefinitions.ResourceRequirements.SharingStrategy",
    "ServiceConnectConfiguration.ContainerConfigurations",
}


@pytest.mark.parametrize("kind", PLACES)
def test_every_nested_property_of_a_type_finds_its_member(kind: str) -> None:
    """The schemas are newer than botocore here and there; such a property is refused by name."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    service, operation = PLACES[kind]
    members = wire.operation(service, operation).input_shape.members
    top = {name.lower(): member for name, member in members.items()}
    lost: set[str] = set()
    for name, node in schema["properties"].items():
        member = top.get(shapes.renamed(service, name).lower())
        if member is not None:
            lost |= unplaced(schema, node, member, name, service)
    assert lost <= UNKNOWN_TO_THE_API


def unplaced(
    schema: Any, node: Any, shape: Any, path: str, service: str, depth: int = 0
) -> set[str]:
    """The paths under a node of a schema that the shape has no member for."""
    while "$ref" in node:
        node = schema["definitions"][node["$ref"].rpartition("/")[2]]
    if depth > 8:  # some definitions contain themselves
        return set()
    if shape.type_name == "list":
        return unplaced(schema, node.get("items", {}), shape.member, path, service, depth + 1)
    if shape.type_name != "structure":
        return set()
    members = {name.lower(): member for name, member in shape.members.items()}
    found: set[str] = set()
    for name, inner in node.get("properties", {}).items():
        member = members.get(shapes.renamed(service, name).lower())
        place = f"{path}.{name}"
        below = unplaced(schema, inner, member, place, service, depth + 1) if member else {place}
        found |= below
    return found


def test_what_is_no_longer_given_is_cleared() -> None:
    before = {"desiredCount": 1, "enableExecuteCommand": True, "loadBalancers": [{}], "role": "r"}
    assert shapes.cleared("ecs", "UpdateService", {"desiredCount": 2}, before) == {
        "desiredCount": 2,
        "enableExecuteCommand": False,
        "loadBalancers": [],
    }


@pytest.mark.parametrize(
    ("service", "operation", "form", "expected"),
    [
        (
            "ec2",
            "CreateLaunchTemplate",
            "LaunchTemplateData.SecurityGroupId.1=sg-1&LaunchTemplateData.SecurityGroupId.2=sg-2",
            {"LaunchTemplateData": {"SecurityGroupIds": ["sg-1", "sg-2"]}},
        ),
        (
            "autoscaling",
            "CreateAutoScalingGroup",
            "MinSize=1&Tags.member.1.Key=a&Tags.member.1.PropagateAtLaunch=true",
            {"MinSize": 1, "Tags": [{"Key": "a", "PropagateAtLaunch": True}]},
        ),
        ("elbv2", "DescribeRules", "", {}),
    ],
)
def test_a_form_becomes_parameters(
    service: str, operation: str, form: str, expected: dict[str, Any]
) -> None:
    assert wire.read(service, operation, form.encode()) == expected
    fields = dict(one.split("=") for one in form.split("&") if one)
    url = {key: [value] for key, value in fields.items()}
    assert wire.read(service, operation, b"", url) == expected
    shape = wire.operation(service, operation).input_shape
    assert query.read(shape, fields, ec2=service == "ec2") == expected
