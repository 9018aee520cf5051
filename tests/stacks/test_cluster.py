"""What comes of each thing that the spec of a cluster may say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from generators.stacks import KINDS
from tests.projects import IMAGE

CLUSTER = KINDS["cluster"]
FARGATE = {"instances": None, "fargate": True}
BOTTLEROCKET = {"instances": {"system": "bottlerocket"}}
SPOT = {
    "instances": {
        "mixed": {
            "types": ["m7i.large", "c7i.xlarge"],
            "on_demand_base": 2,
            "on_demand_percentage": 25,
        }
    }
}


class Made:
    """The template that comes of a spec, and a short way to its parts."""

    def __init__(self, **spec: Any) -> None:
        self.spec = CLUSTER.Spec.model_validate_json(json.dumps(spec))
        self.template: dict[str, Any] = CLUSTER.template(self.spec).to_dict()

    def __getitem__(self, logical_id: str) -> Any:
        return self.template["Resources"][logical_id]["Properties"]

    def parameter(self, name: str) -> Any:
        return self.template["Parameters"][name]

    @property
    def group(self) -> Any:
        return self["ECSAutoScalingGroup"]

    @property
    def launch(self) -> Any:
        return self["LaunchTemplate"]["LaunchTemplateData"]

    @property
    def providers(self) -> Any:
        return self["CapacityProviderAssociations"]

    def update_policy(self, name: str) -> Any:
        return self.template["Resources"]["ECSAutoScalingGroup"]["UpdatePolicy"][name]

    def types(self) -> list[str]:
        return [resource["Type"] for resource in self.template["Resources"].values()]

    def attributes(self) -> dict[str, Any]:
        given = self["LoadBalancer"]["LoadBalancerAttributes"]
        return {one["Key"]: one["Value"] for one in given if "Key" in one}


def _get(name: str, attribute: str) -> dict[str, Any]:
    return {"Fn::GetAtt": [name, attribute]}


def _ref(name: str) -> dict[str, str]:
    return {"Ref": name}


FACTS: dict[str, tuple[dict[str, Any], Callable[[Made], Any], Any]] = {
    "the group starts what the newest version of the launch template says": (
        {},
        lambda t: t.group["LaunchTemplate"],
        {
            "LaunchTemplateId": _ref("LaunchTemplate"),
            "Version": _get("LaunchTemplate", "LatestVersionNumber"),
        },
    ),
    "the AMI is one release, by the path of a public parameter": (
        {},
        lambda t: (t.launch["ImageId"], t.parameter("ImageId").get("Default")),
        (_ref("ImageId"), None),
    ),
    "no deploy resets what scaling has set": (
        {},
        lambda t: {key for key in t.group if "Size" in key or "Capacity" in key},
        {"MinSize", "MaxSize"},
    ),
    "nor sizes that somebody has changed by hand": (
        {},
        lambda t: t.update_policy("AutoScalingScheduledAction"),
        {"IgnoreUnmodifiedGroupSizeProperties": True},
    ),
    "a rolling update waits for the signal of each new instance": (
        {},
        lambda t: [
            t.update_policy("AutoScalingRollingUpdate")[key]
            for key in ("WaitOnResourceSignals", "MaxBatchSize", "MinInstancesInService")
        ],
        [True, 1, _ref("DesiredCapacity")],
    ),
    "a group that may be empty has none to wait for": (
        {"instances": {"scale_to_zero": True}},
        lambda t: (
            t.group["MinSize"],
            t.update_policy("AutoScalingRollingUpdate")["MinInstancesInService"],
            "CreationPolicy" in t.template["Resources"]["ECSAutoScalingGroup"],
            "DesiredCapacity" in t.template["Parameters"],
        ),
        ("0", 0, False, False),
    ),
    "credentials only for who asks from the instance itself": (
        {},
        lambda t: t.launch["MetadataOptions"],
        {"HttpTokens": "required", "HttpPutResponseHopLimit": 1, "HttpProtocolIpv6": "disabled"},
    ),
    "the root volume is encrypted, of a size that each environment sets": (
        {},
        lambda t: [
            (v["DeviceName"], *(v["Ebs"][k] for k in ("VolumeType", "VolumeSize", "Encrypted")))
            for v in t.launch["BlockDeviceMappings"]
        ],
        [("/dev/xvda", "gp3", _ref("VolumeSize"), True)],
    ),
    "Bottlerocket keeps images and containers on a second volume": (
        BOTTLEROCKET,
        lambda t: [
            (v["DeviceName"], v["Ebs"]["VolumeSize"], v["Ebs"]["Encrypted"])
            for v in t.launch["BlockDeviceMappings"]
        ],
        [("/dev/xvda", 4, True), ("/dev/xvdb", _ref("VolumeSize"), True)],
    ),
    "Bottlerocket takes no SSH": (
        BOTTLEROCKET,
        lambda t: (
            "KeyName" in t.launch,
            "KeyName" in t.template["Parameters"],
            "SecurityGroupIngress" in t["InstanceSecurityGroup"],
        ),
        (False, False, False),
    ),
    "port 22 wants a key and a block of addresses": (
        {},
        lambda t: (
            t["InstanceSecurityGroup"]["SecurityGroupIngress"]["Fn::If"][0],
            t.template["Conditions"]["AllowsSSH"],
        ),
        ("AllowsSSH", {"Fn::And": [{"Condition": "HasKey"}, {"Condition": "HasSSHLocation"}]}),
    ),
    "the capacity provider's name is one that ECS takes, and goes with its group": (
        {},
        lambda t: t["CapacityProvider"]["Name"],
        {"Fn::Sub": "cp-${ECSAutoScalingGroup}"},
    ),
    "teardown cannot hang on protected instances": (
        {},
        lambda t: (
            t["CapacityProvider"]["AutoScalingGroupProvider"]["ManagedTerminationProtection"],
            "NewInstancesProtectedFromScaleIn" in t.group,
            [kind for kind in t.types() if "Lambda" in kind or "Custom" in kind],
        ),
        ("DISABLED", False, []),
    ),
    "managed scaling and draining": (
        {"instances": {"target_capacity": 80}},
        lambda t: [
            t["CapacityProvider"]["AutoScalingGroupProvider"][key]
            for key in ("ManagedScaling", "ManagedDraining")
        ],
        [{"Status": "ENABLED", "TargetCapacity": 80}, "ENABLED"],
    ),
    "services that say nothing run by the default strategy": (
        {},
        lambda t: t.providers["DefaultCapacityProviderStrategy"],
        [{"CapacityProvider": _ref("CapacityProvider"), "Weight": 1}],
    ),
    "mixed instances by the group's own policy": (
        SPOT,
        lambda t: t.group["MixedInstancesPolicy"]["InstancesDistribution"],
        {
            "OnDemandAllocationStrategy": "prioritized",
            "OnDemandBaseCapacity": 2,
            "OnDemandPercentageAboveBaseCapacity": 25,
            "SpotAllocationStrategy": "price-capacity-optimized",
        },
    ),
    "of several types, and Spot instances at risk are replaced beforehand": (
        SPOT,
        lambda t: (
            [
                one["InstanceType"]
                for one in t.group["MixedInstancesPolicy"]["LaunchTemplate"]["Overrides"]
            ],
            t.group["CapacityRebalance"],
            "InstanceType" in t.launch or "InstanceType" in t.template["Parameters"],
            "LaunchTemplate" in t.group,
        ),
        (["m7i.large", "c7i.xlarge"], True, False, False),
    ),
    "a Fargate cluster has no instances, no user data, no instance role": (
        FARGATE,
        lambda t: sorted(t.types()),
        ["AWS::ECS::Cluster", "AWS::ECS::ClusterCapacityProviderAssociations"],
    ),
    "Fargate by its two providers": (
        FARGATE,
        lambda t: (
            t.providers["CapacityProviders"],
            t.providers["DefaultCapacityProviderStrategy"],
        ),
        (["FARGATE", "FARGATE_SPOT"], [{"CapacityProvider": "FARGATE", "Weight": 1}]),
    ),
    "a base and weights": (
        {
            **FARGATE,
            "default_strategy": [
                {"provider": "fargate", "base": 1},
                {"provider": "fargate_spot", "weight": 4},
            ],
        },
        lambda t: t.providers["DefaultCapacityProviderStrategy"],
        [
            {"Base": 1, "CapacityProvider": "FARGATE", "Weight": 1},
            {"CapacityProvider": "FARGATE_SPOT", "Weight": 4},
        ],
    ),
    "Fargate beside the instances": (
        {"fargate": True},
        lambda t: (
            t.providers["CapacityProviders"],
            t.providers["DefaultCapacityProviderStrategy"],
        ),
        (
            [_ref("CapacityProvider"), "FARGATE", "FARGATE_SPOT"],
            [{"CapacityProvider": _ref("CapacityProvider"), "Weight": 1}],
        ),
    ),
    "container insights are on": (
        {},
        lambda t: t["ECSCluster"]["ClusterSettings"],
        [{"Name": "containerInsights", "Value": "enabled"}],
    ),
    "or as they are asked for": (
        {"container_insights": "enhanced"},
        lambda t: t["ECSCluster"]["ClusterSettings"][0]["Value"],
        "enhanced",
    ),
    "ECS Exec is written to a log group of its own": (
        {"execute_command": {"log_retention_days": 90}},
        lambda t: (
            t["ECSCluster"]["Configuration"]["ExecuteCommandConfiguration"],
            t["ExecuteCommandLogGroup"],
        ),
        (
            {
                "Logging": "OVERRIDE",
                "LogConfiguration": {
                    "CloudWatchLogGroupName": _ref("ExecuteCommandLogGroup"),
                    "CloudWatchEncryptionEnabled": False,
                },
            },
            {"RetentionInDays": 90},
        ),
    ),
    "a namespace for Service Connect": (
        {"namespace": "http"},
        lambda t: (t["HttpNamespace"], t["ECSCluster"]["ServiceConnectDefaults"]),
        ({"Name": _ref("AWS::StackName")}, {"Namespace": _get("HttpNamespace", "Arn")}),
    ),
    "a namespace with names in the VPC's DNS": (
        {"namespace": "private_dns"},
        lambda t: t["PrivateDnsNamespace"],
        {"Name": {"Fn::Sub": "${AWS::StackName}.internal"}, "Vpc": _ref("VpcId")},
    ),
    "instances that live two weeks": (
        {"instances": {"max_lifetime_days": 14}},
        lambda t: t.group["MaxInstanceLifetime"],
        14 * 24 * 60 * 60,
    ),
    "a permissions boundary": (
        {"permissions_boundary": "arn:aws:iam::${AWS::AccountId}:policy/boundary"},
        lambda t: t["EC2Role"]["PermissionsBoundary"],
        {"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:policy/boundary"},
    ),
    "tags of the group and of what it starts": (
        {"instances": {"tags": {"Team": "chat"}}},
        lambda t: (
            t.group["Tags"][1:],
            [(one["ResourceType"], one["Tags"][1]) for one in t.launch["TagSpecifications"]],
        ),
        (
            [
                {"Key": "AmazonECSManaged", "Value": "true", "PropagateAtLaunch": True},
                {"Key": "Team", "Value": "chat", "PropagateAtLaunch": True},
            ],
            [
                ("instance", {"Key": "Team", "Value": "chat"}),
                ("volume", {"Key": "Team", "Value": "chat"}),
            ],
        ),
    ),
    "a public load balancer stands in public subnets": (
        {"load_balancer": {}},
        lambda t: [t["LoadBalancer"][key] for key in ("Scheme", "Subnets")],
        ["internet-facing", _ref("PublicSubnetID")],
    ),
    "an internal one beside the instances, for whom it is said": (
        {"load_balancer": {"scheme": "internal"}},
        lambda t: (
            [t["LoadBalancer"][key] for key in ("Scheme", "Subnets")],
            "PublicSubnetID" in t.template["Parameters"],
            t.parameter("LoadBalancerLocation").get("Default"),
        ),
        (["internal", _ref("SubnetID")], False, None),
    ),
    "HTTP redirects to HTTPS where there is a certificate, else nobody is there": (
        {"load_balancer": {}},
        lambda t: t["HTTPListener"]["DefaultActions"],
        [
            {
                "Fn::If": [
                    "HasCertificate",
                    {
                        "Type": "redirect",
                        "RedirectConfig": {
                            "Protocol": "HTTPS",
                            "Port": "443",
                            "StatusCode": "HTTP_301",
                        },
                    },
                    {
                        "Type": "fixed-response",
                        "FixedResponseConfig": {
                            "StatusCode": "404",
                            "ContentType": "text/plain",
                            "MessageBody": "Not found",
                        },
                    },
                ]
            }
        ],
    ),
    "HTTPS by a policy of today": (
        {"load_balancer": {}},
        lambda t: (
            t.template["Resources"]["HTTPSListener"]["Condition"],
            *(t["HTTPSListener"][k] for k in ("Port", "Protocol", "SslPolicy", "Certificates")),
        ),
        (
            "HasCertificate",
            443,
            "HTTPS",
            "ELBSecurityPolicy-TLS13-1-2-2021-06",
            [{"CertificateArn": _ref("CertificateArn")}],
        ),
    ),
    "access logs where there is a bucket": (
        {"load_balancer": {"idle_timeout": 120}},
        lambda t: t.attributes(),
        {
            "idle_timeout.timeout_seconds": "120",
            "routing.http.drop_invalid_header_fields.enabled": "true",
            "access_logs.s3.enabled": {"Fn::If": ["HasAccessLogs", "true", "false"]},
        },
    ),
    "a web ACL where one is given": (
        {"load_balancer": {}},
        lambda t: (
            t.template["Resources"]["WebACLAssociation"]["Condition"],
            t["WebACLAssociation"],
        ),
        ("HasWebACL", {"ResourceArn": _ref("LoadBalancer"), "WebACLArn": _ref("WebACLArn")}),
    ),
    "the load balancer reaches the dynamic ports of the instances": (
        {"load_balancer": {}},
        lambda t: [
            t["InstanceIngressFromLoadBalancer"][key]
            for key in ("FromPort", "ToPort", "IpProtocol", "GroupId", "SourceSecurityGroupId")
        ],
        [
            32768,
            65535,
            "tcp",
            _get("InstanceSecurityGroup", "GroupId"),
            _get("LoadBalancerSecurityGroup", "GroupId"),
        ],
    ),
    "and tasks with network interfaces of their own, on Fargate too": (
        {"load_balancer": {}, **FARGATE},
        lambda t: (
            [
                (one["IpProtocol"], one["SourceSecurityGroupId"])
                for one in t["TaskSecurityGroup"]["SecurityGroupIngress"]
            ],
            "InstanceIngressFromLoadBalancer" in t.template["Resources"],
        ),
        ([("tcp", _get("LoadBalancerSecurityGroup", "GroupId"))], False),
    ),
    "alarms tell the topic when they go off and when it is over": (
        {"alarms": {"cpu_utilization": 70}},
        lambda t: [
            t["CPUUtilizationAlarm"][key]
            for key in ("Namespace", "Threshold", "AlarmActions", "OKActions", "TreatMissingData")
        ],
        ["AWS/ECS", 70, [_ref("AlarmTopicArn")], [_ref("AlarmTopicArn")], "notBreaching"],
    ),
    "no capacity left is that tasks have wanted more instances for a while": (
        {"alarms": {"no_capacity_minutes": 20}},
        lambda t: [
            t["NoCapacityAlarm"][key]
            for key in ("MetricName", "Statistic", "Threshold", "Period", "EvaluationPeriods")
        ],
        ["CapacityProviderReservation", "Minimum", 100, 60, 20],
    ),
}


@pytest.mark.parametrize("fact", FACTS)
def test_what_the_spec_says_is_in_the_template(fact: str) -> None:
    spec, found, wanted = FACTS[fact]
    assert found(Made(**spec)) == wanted


def test_the_agent_serves_this_cluster_alone() -> None:
    policy = Made()["EC2Role"]["Policies"][0]["PolicyDocument"]
    statements = {statement["Sid"]: statement for statement in policy["Statement"]}
    cluster = _get("ECSCluster", "Arn")
    assert statements["FindEndpoint"]["Action"] == ["ecs:DiscoverPollEndpoint"]
    assert statements["JoinCluster"]["Resource"] == [cluster]
    assert statements["ServeCluster"]["Condition"] == {"ArnEquals": {"ecs:cluster": cluster}}
    assert [s["Sid"] for s in policy["Statement"] if s["Resource"] == ["*"]] == ["FindEndpoint"]


def test_the_instance_may_read_no_parameter_of_any_service() -> None:
    policy = Made()["EC2Role"]["Policies"][1]["PolicyDocument"]
    (statement,) = policy["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Action"] == ["ssm:GetParameter", "ssm:GetParameters"]
    assert "Resource" not in statement
    (kept,) = statement["NotResource"]
    assert kept["Fn::Sub"].endswith("::parameter/aws/*")


def test_only_bottlerocket_signals_by_its_role_and_for_this_stack_alone() -> None:
    def signals(made: Made) -> list[Any]:
        statements = made["EC2Role"]["Policies"][0]["PolicyDocument"]["Statement"]
        return [s["Resource"] for s in statements if s["Sid"] == "Signal"]

    assert signals(Made(**BOTTLEROCKET)) == [[_ref("AWS::StackId")]]
    assert signals(Made()) == []


SERIES: dict[str, dict[str, Any]] = {
    "x86_64": {},
    "arm64": {"architecture": "arm64"},
    "gpu": {"gpu": True},
    "bottlerocket x86_64": {"system": "bottlerocket"},
    "bottlerocket arm64": {"system": "bottlerocket", "architecture": "arm64"},
    "bottlerocket gpu": {"system": "bottlerocket", "gpu": True},
}
ECS = "/aws/service/ecs/optimized-ami/amazon-linux-2023"
RELEASES = {
    "x86_64": IMAGE,
    "arm64": f"{ECS}/arm64/al2023-ami-ecs-hvm-2023.0.20251108-kernel-6.1-arm64/image_id",
    "gpu": f"{ECS}/gpu/al2023-ami-ecs-gpu-hvm-2023.0.20260901-kernel-6.1-x86_64-ebs/image_id",
    "bottlerocket x86_64": "/aws/service/bottlerocket/aws-ecs-2/x86_64/1.20.0/image_id",
    "bottlerocket arm64": "/aws/service/bottlerocket/aws-ecs-2/arm64/1.20.0/image_id",
    "bottlerocket gpu": "/aws/service/bottlerocket/aws-ecs-2-nvidia/x86_64/1.20.0/image_id",
}


@pytest.mark.parametrize("series", SERIES)
@pytest.mark.parametrize("release", [*RELEASES, "recommended", "latest"])
def test_the_ami_is_a_release_and_goes_with_the_processors(series: str, release: str) -> None:
    path = RELEASES.get(release)
    if path is None:
        path = RELEASES[series].replace("/1.20.0/", f"/{release}/")
        path = re.sub(r"al2023-ami[^/]*", release, path)
    spec = Made(instances=SERIES[series]).spec
    said = [name for name, _ in CLUSTER.complaints(spec, {"ImageId": path})]
    assert said == ([] if release == series else ["ImageId"])


def _processor(instance_type: str) -> str:
    """By AWS's naming: https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html"""
    match = re.fullmatch(r"[a-z]+[0-9]([a-z]*)\.[0-9a-z]+", instance_type)
    assert match, instance_type
    return "arm64" if "g" in match[1] else "x86_64"


@pytest.mark.parametrize("series", SERIES)
def test_every_instance_type_goes_with_the_ami(series: str) -> None:
    declared = Made(instances=SERIES[series]).parameter("InstanceType")
    spec = SERIES[series]
    types = declared["AllowedValues"]
    assert declared["Default"] in types
    assert {_processor(name) for name in types} == {spec.get("architecture", "x86_64")}
    assert all(name.startswith("g") == spec.get("gpu", False) for name in types)


def test_the_outputs_are_the_same_on_instances_and_on_fargate_where_both_apply() -> None:
    shared = {"load_balancer": {}, "namespace": "http", "execute_command": {}}
    on_ec2 = Made(**shared).template["Outputs"]
    on_fargate = Made(**shared, **FARGATE).template["Outputs"]
    assert set(on_ec2) - set(on_fargate) == {"InstanceSecurityGroup", "CapacityProvider"}
    assert {name: on_ec2[name] for name in on_fargate} == on_fargate
    assert on_ec2["ListenerArn"]["Value"] == {
        "Fn::If": ["HasCertificate", _ref("HTTPSListener"), _ref("HTTPListener")]
    }


ONE_SUBNET = "subnet-7f885626"
TWO_SUBNETS = "subnet-7f885626,subnet-7f885627"


@pytest.mark.parametrize(
    ("spec", "values", "said"),
    [
        ({}, {"DesiredCapacity": "1", "MaxSize": "2"}, []),
        ({}, {"DesiredCapacity": "1", "MaxSize": "1"}, ["MaxSize"]),
        ({}, {"DesiredCapacity": "3", "MaxSize": "2"}, ["MaxSize"]),
        ({}, {"DesiredCapacity": "1.5", "MaxSize": "2"}, ["DesiredCapacity"]),
        ({}, {"DesiredCapacity": "1"}, []),
        ({"instances": {"scale_to_zero": True}}, {"MaxSize": "1"}, []),
        ({}, {"SSHLocation": "203.0.113.0/24", "KeyName": ""}, ["SSHLocation"]),
        ({}, {"SSHLocation": "203.0.113.0/24", "KeyName": "mine"}, []),
        ({}, {"SubnetID": ONE_SUBNET}, []),
        ({"load_balancer": {}}, {"PublicSubnetID": ONE_SUBNET}, ["PublicSubnetID"]),
        ({"load_balancer": {}}, {"PublicSubnetID": TWO_SUBNETS, "SubnetID": ONE_SUBNET}, []),
        ({"load_balancer": {"scheme": "internal"}}, {"SubnetID": ONE_SUBNET}, ["SubnetID"]),
        ({"load_balancer": {"scheme": "internal"}}, {"SubnetID": TWO_SUBNETS}, []),
    ],
)
def test_what_parameters_cannot_be_together_is_told(
    spec: dict[str, Any], values: dict[str, str], said: list[str]
) -> None:
    assert [name for name, _ in CLUSTER.complaints(Made(**spec).spec, values)] == said
