"""Instances of Auto Scaling groups: they join the cluster that they are told of, and leave it."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from generators.deploy.emulated.instance_types import size
from tests.emulator.conftest import Cloud
from tests.emulator.templates import CLUSTER, NETWORK, PRIVATE, alone, joined, with_properties
from tests.emulator.test_stacks import listings

TOML = '[settings.ecs]\ncluster = "${ECSCluster}"\n[settings.ecs.logging]\n'
SCRIPT = "#!/bin/bash\necho ECS_CLUSTER=${ECSCluster} >> /etc/ecs/ecs.config\n"


def make(cloud: Cloud, template: dict[str, Any]) -> str:
    network = cloud.outputs(cloud.create(NETWORK))
    name = cloud.create(template, VpcId=network["VpcId"], SubnetId=network["SubnetId"])
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    return name


def given(cloud: Cloud, name: str) -> dict[str, str]:
    return {one["ParameterKey"]: one["ParameterValue"] for one in cloud.stack(name)["Parameters"]}


def instances(cloud: Cloud, name: str) -> list[Any]:
    ecs, cluster = cloud.client("ecs"), cloud.outputs(name)["ECSCluster"]
    arns = ecs.list_container_instances(cluster=cluster)["containerInstanceArns"]
    (counted,) = ecs.describe_clusters(clusters=[cluster])["clusters"]
    assert counted["registeredContainerInstancesCount"] == len(arns)
    if not arns:
        return []
    found = ecs.describe_container_instances(cluster=cluster, containerInstances=arns)
    return list(found["containerInstances"])


def scale(cloud: Cloud, name: str, wanted: int, **bounds: int) -> Any:
    group = cloud.physical(name, "ECSAutoScalingGroup")
    scaling = cloud.client("autoscaling")
    scaling.update_auto_scaling_group(AutoScalingGroupName=group, DesiredCapacity=wanted, **bounds)
    found = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[group])
    return found["AutoScalingGroups"][0]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"UserData": {"Fn::Base64": {"Fn::Sub": TOML}}},
        {"UserData": {"Fn::Base64": {"Fn::Sub": SCRIPT}}},
    ],
    ids=["cfn-init", "toml", "script"],
)
def test_instances_join_the_cluster_that_they_are_told_of(
    cloud: Cloud, data: dict[str, Any]
) -> None:
    name = make(cloud, joined(**data))
    (found,) = instances(cloud, name)
    (group,) = cloud.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    (launched,) = group["Instances"]
    assert found["ec2InstanceId"] == launched["InstanceId"]
    assert (found["status"], found["agentConnected"]) == ("ACTIVE", True)
    assert found["capacityProviderName"] == cloud.outputs(name)["Provider"]
    resources = {one["name"]: one.get("integerValue") for one in found["registeredResources"]}
    assert (resources["CPU"], resources["MEMORY"]) == size("t3.micro")
    attributes = {one["name"]: one["value"] for one in found["attributes"]}
    assert attributes["ecs.ami-id"].startswith("ami-")
    assert attributes["ecs.availability-zone"] == "eu-west-1a"
    assert (attributes["ecs.instance-type"], attributes["ecs.os-type"]) == ("t3.micro", "linux")


def test_instances_that_are_told_of_no_cluster_join_none(cloud: Cloud) -> None:
    assert instances(cloud, make(cloud, CLUSTER)) == []


def test_instances_come_and_go_with_the_size_of_their_group(cloud: Cloud) -> None:
    name = make(cloud, joined())
    first = instances(cloud, name)
    cloud.client("autoscaling").set_desired_capacity(
        AutoScalingGroupName=cloud.physical(name, "ECSAutoScalingGroup"), DesiredCapacity=2
    )
    assert [one["ec2InstanceId"] for one in instances(cloud, name)[:1]] == [
        one["ec2InstanceId"] for one in first
    ]
    assert len(instances(cloud, name)) == 2
    assert scale(cloud, name, 0, MinSize=0)["Instances"] == []
    assert instances(cloud, name) == []
    cloud.update(
        name, with_properties(joined(), "ECSAutoScalingGroup", MinSize="2"), **given(cloud, name)
    )
    assert len(instances(cloud, name)) == 2


def test_a_group_of_none_has_none(cloud: Cloud) -> None:
    name = make(cloud, with_properties(joined(), "ECSAutoScalingGroup", MinSize="0"))
    assert instances(cloud, name) == []


def test_a_cluster_with_instances_is_not_deleted(cloud: Cloud) -> None:
    name = make(cloud, joined())
    ecs, cluster = cloud.client("ecs"), cloud.outputs(name)["ECSCluster"]
    with pytest.raises(ClientError) as caught:
        ecs.delete_cluster(cluster=cluster)
    code = caught.value.response["Error"]["Code"]
    assert code == "ClusterContainsContainerInstancesException"
    (instance,) = instances(cloud, name)
    arn = {"containerInstances": [instance["containerInstanceArn"]]}
    ecs.update_container_instances_state(cluster=cluster, status="DRAINING", **arn)
    assert [one["status"] for one in instances(cloud, name)] == ["DRAINING"]
    for status, number in (("ACTIVE", 0), ("DRAINING", 1)):
        found = ecs.list_container_instances(cluster=cluster, status=status)
        assert len(found["containerInstanceArns"]) == number
    ecs.deregister_container_instance(
        cluster=cluster, containerInstance=arn["containerInstances"][0]
    )
    assert instances(cloud, name) == []


def test_a_stack_with_instances_is_deleted_in_order(cloud: Cloud) -> None:
    before = listings(cloud)
    name = make(cloud, joined())
    for stack in (name, cloud.made[-2]):
        cloud.delete(stack)
        assert cloud.status(stack) == "DELETE_COMPLETE", cloud.failures(stack)
    assert listings(cloud) == before


def test_a_mix_of_instances_has_what_was_given(cloud: Cloud) -> None:
    name = make(cloud, joined())
    mix: dict[str, Any] = {
        "LaunchTemplate": {
            "LaunchTemplateSpecification": {
                "LaunchTemplateId": {"Ref": "Template"},
                "Version": {"Fn::GetAtt": ["Template", "LatestVersionNumber"]},
            },
            "Overrides": [{"InstanceType": "m7i.large"}, {"InstanceType": "m6i.large"}],
        },
        "InstancesDistribution": {
            "OnDemandBaseCapacity": "1",
            "OnDemandPercentageAboveBaseCapacity": 0,
            "SpotAllocationStrategy": "price-capacity-optimized",
        },
    }
    network = cloud.outputs(cloud.made[-2])
    mixed = with_properties(
        joined(),
        "ECSAutoScalingGroup",
        LaunchTemplate=None,
        MixedInstancesPolicy=mix,
        VPCZoneIdentifier=[network["SubnetId"], network["SubnetIdB"]],
        MinSize="3",
        MaxSize="4",
        CapacityRebalance="true",
        MaxInstanceLifetime="604800",
        HealthCheckType="EC2,EBS",
        HealthCheckGracePeriod="60",
        TerminationPolicies=["OldestLaunchTemplate", "Default"],
        NewInstancesProtectedFromScaleIn=True,
        MetricsCollection=[{"Granularity": "1Minute", "Metrics": ["GroupMinSize"]}],
    )
    cloud.update(name, mixed, **given(cloud, name))
    assert cloud.status(name) == "UPDATE_COMPLETE", cloud.failures(name)
    (found,) = cloud.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert "LaunchTemplate" not in found
    policy = found["MixedInstancesPolicy"]
    assert policy["LaunchTemplate"]["Overrides"] == mix["LaunchTemplate"]["Overrides"]
    assert policy["InstancesDistribution"] == {
        **mix["InstancesDistribution"],
        "OnDemandBaseCapacity": 1,
    }
    assert (found["CapacityRebalance"], found["MaxInstanceLifetime"]) == (True, 604800)
    assert (found["HealthCheckType"], found["HealthCheckGracePeriod"]) == ("EC2,EBS", 60)
    assert found["TerminationPolicies"] == ["OldestLaunchTemplate", "Default"]
    assert found["NewInstancesProtectedFromScaleIn"] is True
    assert found["EnabledMetrics"] == [{"Metric": "GroupMinSize", "Granularity": "1Minute"}]
    assert found["AvailabilityZones"] == ["eu-west-1a", "eu-west-1b"]
    kinds = [one["InstanceType"] for one in found["Instances"]]
    assert kinds == ["t3.micro", "m6i.large", "m7i.large"]
    assert len(instances(cloud, name)) == 3


def test_a_group_tells_its_topics(cloud: Cloud) -> None:
    template = joined()
    template["Resources"]["Topic"] = {"Type": "AWS::SNS::Topic"}
    kinds = ["autoscaling:EC2_INSTANCE_LAUNCH_ERROR"]
    notice = {"TopicARN": {"Ref": "Topic"}, "NotificationTypes": kinds}
    told = with_properties(template, "ECSAutoScalingGroup", NotificationConfigurations=[notice])
    name, scaling = make(cloud, told), cloud.client("autoscaling")
    (found,) = scaling.describe_notification_configurations()["NotificationConfigurations"]
    assert found["TopicARN"] == cloud.physical(name, "Topic")
    assert found["NotificationType"] == kinds[0]
    cloud.update(name, template, **given(cloud, name))
    assert scaling.describe_notification_configurations()["NotificationConfigurations"] == []


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ({"DesiredCapacity": "3"}, "value 3 is above max value 2"),
        ({"DesiredCapacity": "0"}, "value 0 is below min value 1"),
        ({"MaxInstanceLifetime": 60}, "Maximum instance lifetime must be"),
        ({"LaunchTemplate": None}, "must contain either LaunchTemplate"),
        ({"SkipZonalShiftValidation": True}, "SkipZonalShiftValidation is not emulated"),
        (
            {"NotificationConfigurations": [{"TopicARN": "arn:aws:sns:eu-west-1:000000000000:no"}]},
            "Unable to publish test notification message",
        ),
    ],
)
def test_a_group_that_makes_no_sense_is_refused(
    cloud: Cloud, properties: dict[str, Any], reason: str
) -> None:
    network = cloud.outputs(cloud.create(NETWORK))
    wrong = with_properties(CLUSTER, "ECSAutoScalingGroup", **properties)
    name = cloud.create(wrong, VpcId=network["VpcId"], SubnetId=network["SubnetId"])
    assert cloud.status(name) == "ROLLBACK_COMPLETE"
    assert reason in cloud.failures(name)


def test_a_group_with_instances_is_deleted_by_force_alone(cloud: Cloud) -> None:
    group = cloud.physical(make(cloud, joined()), "ECSAutoScalingGroup")
    with pytest.raises(ClientError) as caught:
        cloud.client("autoscaling").delete_auto_scaling_group(AutoScalingGroupName=group)
    assert caught.value.response["Error"]["Code"] == "ResourceInUse"


def test_protection_by_a_provider_wants_protection_by_its_group(cloud: Cloud) -> None:
    network = cloud.outputs(cloud.create(NETWORK))
    given = {"VpcId": network["VpcId"], "SubnetId": network["SubnetId"]}
    provider = CLUSTER["Resources"]["Provider"]["Properties"]["AutoScalingGroupProvider"]
    protecting = with_properties(
        CLUSTER,
        "Provider",
        AutoScalingGroupProvider={**provider, "ManagedTerminationProtection": "ENABLED"},
    )
    name = cloud.create(protecting, **given)
    assert "The managed termination protection setting" in cloud.failures(name)
    protected = with_properties(
        protecting, "ECSAutoScalingGroup", NewInstancesProtectedFromScaleIn=True
    )
    name = cloud.create(protected, **given)
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("t3.micro", (2048, 972)),
        ("t4g.xlarge", (4096, 15564)),
        ("m7g.medium", (1024, 3891)),
        ("c7i.2xlarge", (8192, 15564)),
        ("r7i.large", (2048, 15564)),
        ("", (2048, 7680)),
    ],
)
def test_an_instance_has_about_what_its_type_has(kind: str, expected: tuple[int, int]) -> None:
    assert size(kind) == expected


def test_a_private_network_carries_a_cluster(cloud: Cloud) -> None:
    network = cloud.outputs(cloud.create(PRIVATE))
    name = cloud.create(joined(), VpcId=network["VpcId"], SubnetId=network["SubnetId"])
    assert len(instances(cloud, name)) == 1


def test_a_filter_of_unknown_instances_tells_what_is_missing(cloud: Cloud) -> None:
    cluster = cloud.physical(cloud.create(alone("AWS::ECS::Cluster")), "One")
    ecs = cloud.client("ecs")
    found = ecs.describe_container_instances(cluster=cluster, containerInstances=["no"])
    assert [one["reason"] for one in found["failures"]] == ["MISSING"]
    with pytest.raises(ClientError, match="Referenced container instance not found"):
        ecs.deregister_container_instance(cluster=cluster, containerInstance="no")
