"""Stacks from creation to deletion: what was given is there, and in the end nothing is left."""

from __future__ import annotations

import base64
import copy
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.emulator import templates
from tests.emulator.conftest import Cloud
from tests.emulator.templates import BALANCED, CLUSTER, NETWORK, SERVICE, with_properties

LISTINGS: dict[str, Callable[[Cloud], Any]] = {
    "clusters": lambda c: c.client("ecs").list_clusters()["clusterArns"],
    "task definitions": lambda c: c.client("ecs").list_task_definitions()["taskDefinitionArns"],
    "providers": lambda c: names(
        c.client("ecs").describe_capacity_providers()["capacityProviders"], "name"
    ),
    "groups": lambda c: c.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"],
    "templates": lambda c: c.client("ec2").describe_launch_templates()["LaunchTemplates"],
    "vpcs": lambda c: names(c.client("ec2").describe_vpcs()["Vpcs"], "VpcId"),
    "subnets": lambda c: names(c.client("ec2").describe_subnets()["Subnets"], "SubnetId"),
    "security": lambda c: names(
        c.client("ec2").describe_security_groups()["SecurityGroups"], "GroupId"
    ),
    "routes": lambda c: names(
        c.client("ec2").describe_route_tables()["RouteTables"], "RouteTableId"
    ),
    "gateways": lambda c: names(
        c.client("ec2").describe_internet_gateways()["InternetGateways"], "InternetGatewayId"
    ),
    "roles": lambda c: names(c.client("iam").list_roles()["Roles"], "RoleName"),
    "profiles": lambda c: c.client("iam").list_instance_profiles()["InstanceProfiles"],
    "logs": lambda c: names(c.client("logs").describe_log_groups()["logGroups"], "logGroupName"),
    "secrets": lambda c: c.client("secretsmanager").list_secrets()["SecretList"],
    "balancers": lambda c: c.client("elbv2").describe_load_balancers()["LoadBalancers"],
    "targets": lambda c: c.client("elbv2").describe_target_groups()["TargetGroups"],
    "listeners": lambda c: [
        names(
            c.client("elbv2").describe_listeners(LoadBalancerArn=one["LoadBalancerArn"])[
                "Listeners"
            ],
            "ListenerArn",
        )
        for one in c.client("elbv2").describe_load_balancers()["LoadBalancers"]
    ],
    "rules": lambda c: rules(c),
    "ecs services": lambda c: [
        c.client("ecs").list_services(cluster=one)["serviceArns"]
        for one in c.client("ecs").list_clusters()["clusterArns"]
    ],
    "dashboards": lambda c: c.client("cloudwatch").list_dashboards()["DashboardEntries"],
    "names in DNS": lambda c: c.client("servicediscovery").list_services()["Services"],
    "schedules": lambda c: c.client("application-autoscaling").describe_scheduled_actions(
        ServiceNamespace="ecs"
    )["ScheduledActions"],
    "scalable": lambda c: c.client("application-autoscaling").describe_scalable_targets(
        ServiceNamespace="ecs"
    )["ScalableTargets"],
    "addresses": lambda c: c.client("ec2").describe_addresses()["Addresses"],
    "nat": lambda c: c.client("ec2").describe_nat_gateways()["NatGateways"],
    "endpoints": lambda c: c.client("ec2").describe_vpc_endpoints()["VpcEndpoints"],
    "flow logs": lambda c: c.client("ec2").describe_flow_logs()["FlowLogs"],
    "topics": lambda c: c.client("sns").list_topics()["Topics"],
    "subscriptions": lambda c: c.client("sns").list_subscriptions()["Subscriptions"],
    "alarms": lambda c: {
        kind: c.client("cloudwatch").describe_alarms(AlarmTypes=[kind])[f"{kind}s"]
        for kind in ("MetricAlarm", "CompositeAlarm")
    },
    "buckets": lambda c: c.client("s3").list_buckets()["Buckets"],
    "walls": lambda c: c.client("wafv2").list_web_acls(Scope="REGIONAL")["WebACLs"],
    "namespaces": lambda c: c.client("servicediscovery").list_namespaces()["Namespaces"],
    "managed": lambda c: c.client("iam").list_policies(Scope="Local")["Policies"],
    "policies": lambda c: c.client("application-autoscaling").describe_scaling_policies(
        ServiceNamespace="ecs"
    )["ScalingPolicies"],
}


def names(found: list[Any], key: str) -> list[str]:
    return sorted(one[key] for one in found)


def rules(cloud: Cloud) -> list[str]:
    """The rules of all listeners."""
    elb = cloud.client("elbv2")
    listeners = [
        listener["ListenerArn"]
        for one in elb.describe_load_balancers()["LoadBalancers"]
        for listener in elb.describe_listeners(LoadBalancerArn=one["LoadBalancerArn"])["Listeners"]
    ]
    found = [elb.describe_rules(ListenerArn=arn)["Rules"] for arn in listeners]
    return sorted(rule["RuleArn"] for each in found for rule in each)


def listings(cloud: Cloud) -> dict[str, Any]:
    return {name: listing(cloud) for name, listing in LISTINGS.items()}


def network(cloud: Cloud) -> dict[str, str]:
    made = cloud.outputs(cloud.create(NETWORK))
    return {"VpcId": made["VpcId"], "SubnetIds": f"{made['SubnetId']},{made['SubnetIdB']}"}


def two_stacks(cloud: Cloud) -> tuple[str, dict[str, str]]:
    """A cluster on a network of its own; its name, and its outputs."""
    made = cloud.outputs(cloud.create(NETWORK))
    cluster = cloud.create(CLUSTER, VpcId=made["VpcId"], SubnetId=made["SubnetId"])
    assert cloud.status(cluster) == "CREATE_COMPLETE", cloud.failures(cluster)
    return cluster, cloud.outputs(cluster)


def test_stacks_come_update_and_go_and_leave_nothing(cloud: Cloud) -> None:
    before = listings(cloud)
    _, outputs = two_stacks(cloud)
    service = cloud.create(SERVICE, **outputs)
    balanced = cloud.create(BALANCED, **network(cloud))
    assert cloud.status(service) == "CREATE_COMPLETE", cloud.failures(service)
    assert cloud.status(balanced) == "CREATE_COMPLETE", cloud.failures(balanced)
    cloud.update(service, SERVICE, ContainerVersion="2", **outputs)
    assert cloud.status(service) == "UPDATE_COMPLETE", cloud.failures(service)
    for name in reversed(cloud.made):
        cloud.delete(name)
        assert cloud.status(name) == "DELETE_COMPLETE", cloud.failures(name)
    assert listings(cloud) == before


def test_a_network_has_what_was_given(cloud: Cloud) -> None:
    name = cloud.create(NETWORK)
    made, ec2 = cloud.outputs(name), cloud.client("ec2")
    (vpc,) = ec2.describe_vpcs(VpcIds=[made["VpcId"]])["Vpcs"]
    assert vpc["CidrBlock"] == "10.9.0.0/16"
    assert {"Key": "Name", "Value": "net"} in vpc["Tags"]
    assert {"Key": "team", "Value": "blue"} in vpc["Tags"]
    hostnames = ec2.describe_vpc_attribute(VpcId=made["VpcId"], Attribute="enableDnsHostnames")
    assert hostnames["EnableDnsHostnames"] == {"Value": True}
    first, second = (
        ec2.describe_subnets(SubnetIds=[made[key]])["Subnets"][0]
        for key in ("SubnetId", "SubnetIdB")
    )
    assert (first["AvailabilityZone"], first["MapPublicIpOnLaunch"]) == ("eu-west-1a", True)
    assert (second["AvailabilityZone"], second["MapPublicIpOnLaunch"]) == ("eu-west-1b", False)
    (table,) = ec2.describe_route_tables(RouteTableIds=[cloud.physical(name, "Routes")])[
        "RouteTables"
    ]
    assert [one["SubnetId"] for one in table["Associations"]] == [made["SubnetId"]]
    assert any(one.get("GatewayId", "").startswith("igw-") for one in table["Routes"])


def test_a_cluster_has_what_was_given(cloud: Cloud) -> None:
    name, outputs = two_stacks(cloud)
    ecs = cloud.client("ecs")
    (cluster,) = ecs.describe_clusters(
        clusters=[outputs["ECSCluster"]], include=["SETTINGS", "TAGS"]
    )["clusters"]
    assert cluster["settings"] == [{"name": "containerInsights", "value": "enabled"}]
    assert cluster["capacityProviders"] == [outputs["Provider"], "FARGATE"]
    assert cluster["defaultCapacityProviderStrategy"] == [
        {"capacityProvider": outputs["Provider"], "weight": 1, "base": 0}
    ]
    (provider,) = ecs.describe_capacity_providers(capacityProviders=[outputs["Provider"]])[
        "capacityProviders"
    ]
    group = provider["autoScalingGroupProvider"]
    assert group["managedScaling"] == {"status": "ENABLED", "targetCapacity": 100}
    assert (group["managedDraining"], group["managedTerminationProtection"]) == (
        "ENABLED",
        "DISABLED",
    )
    (found,) = cloud.client("autoscaling").describe_auto_scaling_groups(
        AutoScalingGroupNames=[cloud.physical(name, "ECSAutoScalingGroup")]
    )["AutoScalingGroups"]
    assert group["autoScalingGroupArn"] == found["AutoScalingGroupARN"]
    assert (found["MinSize"], found["MaxSize"], found["DesiredCapacity"]) == (1, 2, 1)
    assert found["DefaultInstanceWarmup"] == 60
    assert found["LaunchTemplate"]["LaunchTemplateId"] == cloud.physical(name, "Template")
    assert found["LaunchTemplate"]["LaunchTemplateName"].startswith(f"{name}-Template")
    tags = {tag["Key"]: (tag["Value"], tag["PropagateAtLaunch"]) for tag in found["Tags"]}
    assert tags["Name"] == ("ecs", True)


def test_rules_of_a_group_come_change_and_go(cloud: Cloud) -> None:
    vpc = cloud.outputs(cloud.create(NETWORK))["VpcId"]
    template = templates.alone("AWS::EC2::SecurityGroup", GroupDescription="x", VpcId=vpc)
    rule = {"GroupId": {"Ref": "One"}, "IpProtocol": "tcp", "FromPort": 443, "ToPort": 443}
    template["Resources"]["Out"] = {
        "Type": "AWS::EC2::SecurityGroupEgress",
        "Properties": {**rule, "CidrIpv6": "::/0"},
    }
    name = cloud.create(template)

    def shown() -> list[Any]:
        (group,) = cloud.client("ec2").describe_security_groups(
            GroupIds=[cloud.physical(name, "One")]
        )["SecurityGroups"]
        return [
            (one["FromPort"], one["Ipv6Ranges"])
            for one in group["IpPermissionsEgress"]
            if "FromPort" in one
        ]

    assert shown() == [(443, [{"CidrIpv6": "::/0"}])]
    described = with_properties(template, "Out", Description="web")
    assert cloud.changes(name, described) == {"Out": ("Modify", "False")}
    cloud.update(name, described)
    assert shown() == [(443, [{"CidrIpv6": "::/0", "Description": "web"}])]
    moved = with_properties(described, "Out", FromPort=80, ToPort=80)
    assert cloud.changes(name, moved) == {"Out": ("Modify", "True")}
    cloud.update(name, moved)
    assert shown() == [(80, [{"CidrIpv6": "::/0", "Description": "web"}])]
    cloud.update(name, templates.without(moved, "Out"))
    assert shown() == []


def test_a_role_has_what_was_given(cloud: Cloud) -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    boundary = "arn:aws:iam::aws:policy/PowerUserAccess"
    template = templates.alone(
        "AWS::IAM::Role",
        AssumeRolePolicyDocument=templates.trust("ecs-tasks.amazonaws.com"),
        Policies=[{"PolicyName": "read", "PolicyDocument": document}],
        ManagedPolicyArns=["arn:aws:iam::aws:policy/ReadOnlyAccess"],
        PermissionsBoundary=boundary,
        MaxSessionDuration="7200",
        Path="/tasks/",
    )
    name = cloud.create(template)
    iam, role = cloud.client("iam"), cloud.physical(name, "One")
    found = iam.get_role(RoleName=role)["Role"]
    assert (found["Path"], found["MaxSessionDuration"]) == ("/tasks/", 7200)
    assert found["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    assert {"Key": "team", "Value": "blue"} in found["Tags"]
    read = iam.get_role_policy(RoleName=role, PolicyName="read")
    assert read["PolicyDocument"] == document
    attached = iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
    assert [one["PolicyName"] for one in attached] == ["ReadOnlyAccess"]
    cloud.update(name, with_properties(template, "One", PermissionsBoundary=None, Policies=None))
    assert "PermissionsBoundary" not in iam.get_role(RoleName=role)["Role"]
    assert iam.list_role_policies(RoleName=role)["PolicyNames"] == []


def test_a_log_group_has_what_was_given(cloud: Cloud) -> None:
    template = templates.alone(
        "AWS::Logs::LogGroup", RetentionInDays="7", Tags=[{"Key": "a", "Value": "b"}]
    )
    name = cloud.create(template)
    (group,) = cloud.client("logs").describe_log_groups()["logGroups"]
    assert group["logGroupName"].startswith(f"{name}-One-")
    assert group["retentionInDays"] == 7
    tags = cloud.client("logs").list_tags_for_resource(resourceArn=group["logGroupArn"])["tags"]
    assert (tags["a"], tags["team"]) == ("b", "blue")
    cloud.update(name, with_properties(template, "One", RetentionInDays=30))
    (again,) = cloud.client("logs").describe_log_groups()["logGroups"]
    assert again == {**group, "retentionInDays": 30}


def test_lifecycle_hooks_of_a_group_come_and_go(cloud: Cloud) -> None:
    made = cloud.outputs(cloud.create(NETWORK))
    given = {"VpcId": made["VpcId"], "SubnetId": made["SubnetId"]}
    hook = {
        "LifecycleHookName": "drain",
        "LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING",
        "HeartbeatTimeout": "300",
    }
    hooked = with_properties(CLUSTER, "ECSAutoScalingGroup", LifecycleHookSpecificationList=[hook])
    name = cloud.create(hooked, **given)
    group = cloud.physical(name, "ECSAutoScalingGroup")
    scaling = cloud.client("autoscaling")
    (found,) = scaling.describe_lifecycle_hooks(AutoScalingGroupName=group)["LifecycleHooks"]
    assert (found["LifecycleHookName"], found["HeartbeatTimeout"]) == ("drain", 300)
    cloud.update(name, CLUSTER, **given)
    assert not scaling.describe_lifecycle_hooks(AutoScalingGroupName=group)["LifecycleHooks"]


def test_a_launch_template_has_what_was_given_and_an_update_is_a_version(cloud: Cloud) -> None:
    name, _ = two_stacks(cloud)
    ec2, template = cloud.client("ec2"), cloud.physical(name, "Template")
    given = {one["ParameterKey"]: one["ParameterValue"] for one in cloud.stack(name)["Parameters"]}
    cloud.update(name, CLUSTER, **{**given, "InstanceType": "t3.small"})
    assert cloud.status(name) == "UPDATE_COMPLETE", cloud.failures(name)
    second, first = ec2.describe_launch_template_versions(LaunchTemplateId=template)[
        "LaunchTemplateVersions"
    ]
    assert (first["VersionNumber"], second["VersionNumber"]) == (1, 2)
    assert (first["DefaultVersion"], second["DefaultVersion"]) == (True, False)
    data = second["LaunchTemplateData"]
    assert first["LaunchTemplateData"] == {**data, "InstanceType": "t3.micro"}
    assert data["InstanceType"] == "t3.small"
    assert data["MetadataOptions"]["HttpTokens"] == "required"
    assert data["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
    assert data["BlockDeviceMappings"][0]["Ebs"] == {"VolumeSize": 30, "VolumeType": "gp3"}
    assert data["TagSpecifications"] == [
        {"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "ecs"}]}
    ]
    assert base64.b64decode(data["UserData"]).decode().startswith(f"echo {name}-ECSCluster")
    (group,) = cloud.client("autoscaling").describe_auto_scaling_groups()["AutoScalingGroups"]
    assert group["LaunchTemplate"]["Version"] == "2"


def test_a_task_definition_has_what_was_given(cloud: Cloud) -> None:
    _, outputs = two_stacks(cloud)
    name = cloud.create(SERVICE, **outputs)
    arn = cloud.outputs(name)["taskdef"]
    found = cloud.client("ecs").describe_task_definition(taskDefinition=arn)["taskDefinition"]
    (container,) = found["containerDefinitions"]
    assert container == {
        "name": "bot",
        "image": "pgarbe/tatsu-hubot:v_1",
        "cpu": 10,
        "memory": 250,
        "essential": True,
        "secrets": [{"name": "TOKEN", "valueFrom": cloud.physical(name, "Secret")}],
        "healthCheck": {"command": ["CMD", "true"], "interval": 30},
        "portMappings": [{"containerPort": 8080, "hostPort": 0}],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {"awslogs-group": cloud.physical(name, "Logs"), "awslogs-region": "x"},
        },
        "ulimits": [{"name": "nofile", "softLimit": 1024, "hardLimit": 4096}],
    }
    assert found["volumes"][0]["efsVolumeConfiguration"]["fileSystemId"] == "fs-0123456789abcdef0"
    assert found["taskRoleArn"].endswith(cloud.physical(name, "TaskRole"))


def test_a_service_has_what_was_given_and_a_new_version_keeps_it(cloud: Cloud) -> None:
    _, outputs = two_stacks(cloud)
    name = cloud.create(SERVICE, **outputs)
    expected = {
        "desiredCount": 1,
        "propagateTags": "SERVICE",
        "enableECSManagedTags": True,
        "enableExecuteCommand": True,
        "availabilityZoneRebalancing": "DISABLED",
        "placementConstraints": [{"type": "distinctInstance"}],
        "placementStrategy": [
            {"type": "spread", "field": "attribute:ecs.availability-zone"},
            {"type": "binpack", "field": "memory"},
        ],
        "deploymentConfiguration": {
            "maximumPercent": 100,
            "minimumHealthyPercent": 0,
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "alarms": {"alarmNames": ["errors"], "enable": True, "rollback": True},
        },
        "capacityProviderStrategy": [{"capacityProvider": outputs["Provider"], "weight": 1}],
    }
    first = described(cloud, name, outputs["ECSCluster"])
    assert {key: first[key] for key in expected} == expected
    cloud.update(name, SERVICE, ContainerVersion="2", **outputs)
    second = described(cloud, name, outputs["ECSCluster"])
    assert {key: second[key] for key in expected} == expected
    assert second["serviceArn"] == first["serviceArn"]
    assert (first["taskDefinition"][-2:], second["taskDefinition"][-2:]) == (":1", ":2")
    active = cloud.client("ecs").list_task_definitions()["taskDefinitionArns"]
    assert active == [second["taskDefinition"]]


def described(cloud: Cloud, stack: str, cluster: str) -> Any:
    arn = cloud.outputs(stack)["ecsservice"]
    found = cloud.client("ecs").describe_services(cluster=cluster, services=[arn])
    return found["services"][0]


def test_what_the_template_no_longer_says_is_taken_back(cloud: Cloud) -> None:
    _, outputs = two_stacks(cloud)
    name = cloud.create(SERVICE, **outputs)
    less = with_properties(SERVICE, "service", EnableExecuteCommand=None, PlacementStrategies=None)
    cloud.update(name, less, **outputs)
    found = described(cloud, name, outputs["ECSCluster"])
    assert (found["enableExecuteCommand"], found["placementStrategy"]) == (False, [])


def test_a_stack_made_anew_remembers_nothing_of_its_predecessor(cloud: Cloud) -> None:
    _, outputs = two_stacks(cloud)
    name = cloud.create(SERVICE, name="again", **outputs)
    cloud.delete(name)
    less = with_properties(SERVICE, "service", EnableExecuteCommand=None, PlacementStrategies=None)
    cloud.create(less, name="again", **outputs)
    found = described(cloud, name, outputs["ECSCluster"])
    assert (found["enableExecuteCommand"], found.get("placementStrategy", [])) == (False, [])


def test_a_desired_count_that_is_not_given_is_left_alone(cloud: Cloud) -> None:
    _, outputs = two_stacks(cloud)
    free = with_properties(SERVICE, "service", DesiredCount=None)
    name = cloud.create(free, **outputs)
    ecs, arn = cloud.client("ecs"), cloud.outputs(name)["ecsservice"]
    ecs.update_service(cluster=outputs["ECSCluster"], service=arn, desiredCount=3)
    cloud.update(name, free, ContainerVersion="2", **outputs)
    assert described(cloud, name, outputs["ECSCluster"])["desiredCount"] == 3


def test_a_balanced_service_has_what_was_given(cloud: Cloud) -> None:
    name = cloud.create(BALANCED, **network(cloud))
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    made, elb = cloud.outputs(name), cloud.client("elbv2")
    (balancer,) = elb.describe_load_balancers(LoadBalancerArns=[made["Balancer"]])["LoadBalancers"]
    assert balancer["Scheme"] == "internal"
    assert [zone["ZoneName"] for zone in balancer["AvailabilityZones"]] == [
        "eu-west-1a",
        "eu-west-1b",
    ]
    (group,) = elb.describe_target_groups(TargetGroupArns=[made["Targets"]])["TargetGroups"]
    assert (group["ProtocolVersion"], group["Matcher"]) == (
        "HTTP1",
        {"HttpCode": "200-299"},
    )
    assert group["LoadBalancerArns"] == [made["Balancer"]]
    _, rule = elb.describe_rules(ListenerArn=made["Listener"])["Rules"]
    given = BALANCED["Resources"]["Rule"]["Properties"]
    assert (rule["Priority"], rule["Conditions"]) == ("10", given["Conditions"])
    assert rule["Actions"][0]["ForwardConfig"]["TargetGroups"] == [
        {"TargetGroupArn": made["Targets"], "Weight": 1}
    ]
    (tagged,) = elb.describe_tags(ResourceArns=[made["Rule"]])["TagDescriptions"]
    assert {"Key": "for", "Value": "api"} in tagged["Tags"]
    attributes = elb.describe_target_group_attributes(TargetGroupArn=made["Targets"])["Attributes"]
    assert {"Key": "deregistration_delay.timeout_seconds", "Value": "10"} in attributes


def test_scaling_is_recorded_and_shown(cloud: Cloud) -> None:
    name = cloud.create(BALANCED, **network(cloud))
    scaling = cloud.client("application-autoscaling")
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (1, 4)
    (policy,) = scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"]
    assert policy["TargetTrackingScalingPolicyConfiguration"]["TargetValue"] == 60
    (action,) = scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"]
    assert action["ScalableTargetAction"] == {"MinCapacity": 0}
    wider = with_properties(BALANCED, "Target", MaxCapacity=9, ScheduledActions=None)
    given = {one["ParameterKey"]: one["ParameterValue"] for one in cloud.stack(name)["Parameters"]}
    cloud.update(name, wider, **given)
    (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
    assert target["MaxCapacity"] == 9
    assert scaling.describe_scheduled_actions(ServiceNamespace="ecs")["ScheduledActions"] == []
    assert scaling.describe_scaling_policies(ServiceNamespace="ecs")["ScalingPolicies"] == [policy]


def test_a_failed_update_rolls_back_to_what_was(cloud: Cloud) -> None:
    _, outputs = two_stacks(cloud)
    name = cloud.create(SERVICE, **outputs)
    before = described(cloud, name, outputs["ECSCluster"])
    strategy = [{"CapacityProvider": "nobody's", "Weight": 1}]
    worse = with_properties(SERVICE, "service", CapacityProviderStrategy=strategy)
    cloud.update(name, worse, ContainerVersion="2", **outputs)
    assert cloud.status(name) == "UPDATE_ROLLBACK_COMPLETE"
    assert "service UPDATE_FAILED" in cloud.failures(name)
    assert described(cloud, name, outputs["ECSCluster"]) == before
    cloud.update(name, SERVICE, ContainerVersion="3", **outputs)
    assert cloud.status(name) == "UPDATE_COMPLETE"


def test_a_failed_creation_holds_nothing(cloud: Cloud) -> None:
    before = listings(cloud)
    name = cloud.create(SERVICE, ECSCluster="nobody's", Provider="FARGATE")
    assert cloud.status(name) == "ROLLBACK_COMPLETE"
    assert "service CREATE_FAILED" in cloud.failures(name)
    assert "Cluster not found." in cloud.failures(name)
    assert listings(cloud) == before


@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1", "ap-southeast-2"])
def test_public_images_are_known_in_every_region(cloud: Cloud, region: str) -> None:
    ssm, ec2 = cloud.client("ssm", region), cloud.client("ec2", region)
    root = "/aws/service/ecs/optimized-ami/amazon-linux-2023"
    pinned = "al2023-ami-ecs-hvm-2023.0.20241001-kernel-6.1-x86_64"
    asked = [f"{root}/{pinned}/image_id", templates.AMI, f"{root}/arm64/recommended/image_id"]
    images = [ssm.get_parameter(Name=name)["Parameter"]["Value"] for name in asked]
    found = {one["ImageId"]: one for one in ec2.describe_images(ImageIds=images)["Images"]}
    assert [found[image]["Architecture"] for image in images] == ["x86_64", "x86_64", "arm64"]
    assert found[images[0]]["Name"] == pinned
    facts = json.loads(ssm.get_parameter(Name=f"{root}/recommended")["Parameter"]["Value"])
    assert (facts["image_id"], facts["image_name"]) == (images[1], found[images[1]]["Name"])
    assert ec2.describe_key_pairs(KeyNames=["pgarbe-key-pair-euwest1"])["KeyPairs"]


def test_a_template_is_not_changed_by_the_helpers() -> None:
    before = copy.deepcopy(SERVICE)
    with_properties(SERVICE, "service", DesiredCount=None)
    assert before == SERVICE


def test_a_load_balancer_is_updated_in_place(cloud: Cloud) -> None:
    given = network(cloud)
    name = cloud.create(BALANCED, **given)
    before = cloud.outputs(name)
    changed = with_properties(
        BALANCED,
        "Balancer",
        IpAddressType="dualstack",
        SecurityGroups=[{"Ref": "Group"}, {"Ref": "Tasks"}],
        LoadBalancerAttributes=[{"Key": "idle_timeout.timeout_seconds", "Value": 90}],
    )
    changed = with_properties(
        changed,
        "Targets",
        HealthCheckIntervalSeconds="15",
        Targets=[{"Id": "10.9.1.9", "Port": 8080}],
    )
    redirect = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
    actions = [{"Type": "redirect", "RedirectConfig": redirect}]
    changed = with_properties(changed, "Listener", DefaultActions=actions)
    cloud.update(name, changed, **given)
    assert cloud.status(name) == "UPDATE_COMPLETE", cloud.failures(name)
    assert cloud.outputs(name) == before
    elb = cloud.client("elbv2")
    (balancer,) = elb.describe_load_balancers(LoadBalancerArns=[before["Balancer"]])[
        "LoadBalancers"
    ]
    assert (balancer["IpAddressType"], len(balancer["SecurityGroups"])) == ("dualstack", 2)
    attributes = elb.describe_load_balancer_attributes(LoadBalancerArn=before["Balancer"])
    assert {"Key": "idle_timeout.timeout_seconds", "Value": "90"} in attributes["Attributes"]
    (group,) = elb.describe_target_groups(TargetGroupArns=[before["Targets"]])["TargetGroups"]
    assert group["HealthCheckIntervalSeconds"] == 15
    health = elb.describe_target_health(TargetGroupArn=before["Targets"])[
        "TargetHealthDescriptions"
    ]
    assert "10.9.1.9" in [one["Target"]["Id"] for one in health]
    (listener,) = elb.describe_listeners(ListenerArns=[before["Listener"]])["Listeners"]
    assert listener["DefaultActions"][0]["RedirectConfig"]["Port"] == "443"


def test_a_cluster_and_its_profile_are_updated_in_place(cloud: Cloud) -> None:
    made = cloud.outputs(cloud.create(NETWORK))
    given = {"VpcId": made["VpcId"], "SubnetId": made["SubnetId"]}
    name = cloud.create(CLUSTER, **given)
    cluster, profile = cloud.physical(name, "ECSCluster"), cloud.physical(name, "Profile")
    changed = with_properties(
        CLUSTER,
        "ECSCluster",
        ClusterSettings=[{"Name": "containerInsights", "Value": "disabled"}],
        Tags=[{"Key": "kept", "Value": "yes"}],
    )
    changed["Resources"]["Second"] = changed["Resources"]["Role"]
    changed = with_properties(changed, "Profile", Roles=[{"Ref": "Second"}])
    cloud.update(name, changed, **given)
    assert cloud.status(name) == "UPDATE_COMPLETE", cloud.failures(name)
    assert (cloud.physical(name, "ECSCluster"), cloud.physical(name, "Profile")) == (
        cluster,
        profile,
    )
    include = ["SETTINGS", "TAGS"]
    (found,) = cloud.client("ecs").describe_clusters(clusters=[cluster], include=include)[
        "clusters"
    ]
    assert found["settings"] == [{"name": "containerInsights", "value": "disabled"}]
    assert {"key": "kept", "value": "yes"} in found["tags"]
    (role,) = cloud.client("iam").get_instance_profile(InstanceProfileName=profile)[
        "InstanceProfile"
    ]["Roles"]
    assert role["RoleName"] == cloud.physical(name, "Second")


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("AWS::IAM::Role", {"AssumeRolePolicyDocument": templates.trust("ec2.amazonaws.com")}),
        ("AWS::IAM::InstanceProfile", {"Roles": []}),
        ("AWS::ECS::Cluster", {}),
    ],
)
def test_the_same_stack_in_two_regions_has_other_names(
    client: Callable[..., Any], kind: str, properties: dict[str, Any]
) -> None:
    template, found = templates.alone(kind, **properties), set()
    regions = [
        Cloud(lambda service, region=region: client(service, region))
        for region in ("eu-west-1", "us-east-1")
    ]
    for cloud in regions:
        name = cloud.create(template, "twice")
        assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
        found.add(cloud.physical(name, "One"))
    for cloud in regions:
        cloud.delete("twice")
    assert len(found) == 2
    assert all(re.fullmatch("twice-One-[0-9A-F]{13}", name) for name in found)
