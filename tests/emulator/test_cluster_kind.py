"""What the cluster kind says, as the services' own APIs show it once it is deployed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.emulator.conftest import Cloud
from tests.emulator.test_stacks import listings
from tests.options import Option
from tests.projects import IMAGE

TOPIC = "arn:aws:sns:eu-west-1:000000000000:alarms"
ALARMS = {"cpu_utilization": 70, "no_capacity_minutes": 20}
SPOT = {
    "mixed": {
        "types": ["m7i.large", "c7i.xlarge"],
        "on_demand_base": 1,
        "on_demand_percentage": 0,
    }
}


@pytest.fixture(scope="module")
def network(client: Callable[..., Any]) -> Iterator[Mapping[str, str]]:
    """The outputs of a network with private subnets."""
    cloud = Cloud(client)
    option = Option(kind="network", words="", spec={"private_subnets": True, "nat": "one"})
    name = cloud.create(option.template())
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    yield cloud.outputs(name)
    cloud.delete(name)


Deploy = Callable[..., tuple[str, dict[str, str]]]


@pytest.fixture
def deploy(cloud: Cloud, network: Mapping[str, str]) -> Deploy:
    """Creates a cluster of a spec, or updates it: its name and its outputs."""

    def run(spec: Mapping[str, Any], name: str = "", **given: str) -> tuple[str, dict[str, str]]:
        template = Option(kind="cluster", words="", spec=spec).template()
        known = {**network, "ImageId": IMAGE, "AlarmTopicArn": TOPIC, **given}
        values = {key: known[key] for key in template["Parameters"] if key in known}
        if name:
            cloud.update(name, template, **values)
        else:
            name = cloud.create(template, **values)
        assert cloud.status(name) in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), cloud.failures(name)
        return name, cloud.outputs(name)

    return run


def _group(cloud: Cloud, name: str) -> Any:
    physical = cloud.physical(name, "ECSAutoScalingGroup")
    (group,) = cloud.client("autoscaling").describe_auto_scaling_groups(
        AutoScalingGroupNames=[physical]
    )["AutoScalingGroups"]
    return group


def _launch(cloud: Cloud, name: str) -> Any:
    (version,) = cloud.client("ec2").describe_launch_template_versions(
        LaunchTemplateId=cloud.physical(name, "LaunchTemplate"), Versions=["$Latest"]
    )["LaunchTemplateVersions"]
    return version


def test_ecs_shows_the_capacity_provider_and_the_default_strategy(
    cloud: Cloud, deploy: Deploy
) -> None:
    name, outputs = deploy({"fargate": True, "instances": {"target_capacity": 80}})
    ecs = cloud.client("ecs")
    (cluster,) = ecs.describe_clusters(
        clusters=[outputs["ECSCluster"]], include=["SETTINGS", "CONFIGURATIONS"]
    )["clusters"]
    provider = outputs["CapacityProvider"]
    assert cluster["capacityProviders"] == [provider, "FARGATE", "FARGATE_SPOT"]
    (default,) = cluster["defaultCapacityProviderStrategy"]
    assert (default["capacityProvider"], default["weight"]) == (provider, 1)
    assert cluster["settings"] == [{"name": "containerInsights", "value": "enabled"}]
    (found,) = ecs.describe_capacity_providers(capacityProviders=[provider])["capacityProviders"]
    group = found["autoScalingGroupProvider"]
    assert group["autoScalingGroupArn"] == _group(cloud, name)["AutoScalingGroupARN"]
    assert (group["managedScaling"]["status"], group["managedScaling"]["targetCapacity"]) == (
        "ENABLED",
        80,
    )
    assert (group["managedDraining"], group["managedTerminationProtection"]) == (
        "ENABLED",
        "DISABLED",
    )


def test_ec2_shows_what_an_instance_will_be(
    cloud: Cloud, deploy: Deploy, network: Mapping[str, str]
) -> None:
    name, outputs = deploy({"instances": {"tags": {"Team": "chat"}}}, VolumeSize="50")
    data = _launch(cloud, name)["LaunchTemplateData"]
    assert data["MetadataOptions"]["HttpTokens"] == "required"
    assert data["MetadataOptions"]["HttpPutResponseHopLimit"] == 1
    (volume,) = data["BlockDeviceMappings"]
    assert (volume["Ebs"]["Encrypted"], volume["Ebs"]["VolumeSize"]) == (True, 50)
    assert data["SecurityGroupIds"] == [outputs["InstanceSecurityGroup"]]
    assert {"Key": "Team", "Value": "chat"} in data["TagSpecifications"][1]["Tags"]
    image = cloud.client("ssm").get_parameter(Name=IMAGE)["Parameter"]["Value"]
    assert data["ImageId"] == image
    assert _group(cloud, name)["VPCZoneIdentifier"] == network["PrivateSubnetID"]


def test_auto_scaling_shows_the_mix_of_spot_and_on_demand(cloud: Cloud, deploy: Deploy) -> None:
    name, _ = deploy({"instances": {**SPOT, "max_lifetime_days": 14}})
    group = _group(cloud, name)
    policy = group["MixedInstancesPolicy"]
    assert policy["InstancesDistribution"]["OnDemandBaseCapacity"] == 1
    assert policy["InstancesDistribution"]["SpotAllocationStrategy"] == "price-capacity-optimized"
    assert [one["InstanceType"] for one in policy["LaunchTemplate"]["Overrides"]] == [
        "m7i.large",
        "c7i.xlarge",
    ]
    assert (group["CapacityRebalance"], group["MaxInstanceLifetime"]) == (True, 14 * 86_400)


def test_a_new_ami_is_a_new_version_that_the_group_follows(cloud: Cloud, deploy: Deploy) -> None:
    name, _ = deploy({})
    before = _launch(cloud, name)
    deploy({}, name, ImageId=IMAGE.replace("20260918", "20260916"))
    after = _launch(cloud, name)
    assert after["VersionNumber"] == before["VersionNumber"] + 1
    assert after["LaunchTemplateData"]["ImageId"] != before["LaunchTemplateData"]["ImageId"]
    assert _group(cloud, name)["LaunchTemplate"]["Version"] == str(after["VersionNumber"])


def test_no_deploy_resets_what_scaling_has_set(cloud: Cloud, deploy: Deploy) -> None:
    name, _ = deploy({}, MaxSize="5")
    group = _group(cloud, name)["AutoScalingGroupName"]
    cloud.client("autoscaling").set_desired_capacity(AutoScalingGroupName=group, DesiredCapacity=3)
    deploy({"container_insights": "enhanced"}, name, MaxSize="6", VolumeSize="60")
    found = _group(cloud, name)
    assert (found["MinSize"], found["DesiredCapacity"], found["MaxSize"]) == (1, 3, 6)


def test_a_group_that_may_be_empty_begins_empty(cloud: Cloud, deploy: Deploy) -> None:
    name, _ = deploy({"instances": {"scale_to_zero": True}})
    found = _group(cloud, name)
    assert (found["MinSize"], found["DesiredCapacity"], found["Instances"]) == (0, 0, [])


def test_a_cluster_with_instances_and_managed_scaling_is_deleted_without_a_rest(
    cloud: Cloud, deploy: Deploy
) -> None:
    before = listings(cloud)
    name, outputs = deploy({}, DesiredCapacity="2", MaxSize="4")
    ecs = cloud.client("ecs")
    joined = ecs.list_container_instances(cluster=outputs["ECSCluster"])["containerInstanceArns"]
    assert len(joined) == 2
    cloud.delete(name)
    assert cloud.status(name) == "DELETE_COMPLETE", cloud.failures(name)
    assert listings(cloud) == before


def test_cloudwatch_shows_the_alarms_and_whom_they_tell(cloud: Cloud, deploy: Deploy) -> None:
    name, outputs = deploy({"alarms": ALARMS})
    found = cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]
    alarms = {a["MetricName"]: a for a in found if a["AlarmName"].startswith(name)}
    assert set(alarms) == {
        "CPUUtilization",
        "MemoryUtilization",
        "CPUReservation",
        "MemoryReservation",
        "CapacityProviderReservation",
    }
    assert all(a["AlarmActions"] == a["OKActions"] == [TOPIC] for a in alarms.values())
    assert alarms["CPUUtilization"]["Threshold"] == 70
    exhausted = alarms["CapacityProviderReservation"]
    assert exhausted["EvaluationPeriods"] == 20
    assert {one["Name"]: one["Value"] for one in exhausted["Dimensions"]} == {
        "ClusterName": outputs["ECSCluster"],
        "CapacityProviderName": outputs["CapacityProvider"],
    }


def _listeners(cloud: Cloud, name: str) -> dict[int, Any]:
    arn = cloud.physical(name, "LoadBalancer")
    found = cloud.client("elbv2").describe_listeners(LoadBalancerArn=arn)["Listeners"]
    return {one["Port"]: one for one in found}


def test_the_load_balancer_answers_404_until_services_come(cloud: Cloud, deploy: Deploy) -> None:
    name, outputs = deploy({"load_balancer": {}})
    listeners = _listeners(cloud, name)
    assert set(listeners) == {80}
    assert outputs["ListenerArn"] == listeners[80]["ListenerArn"]
    (action,) = listeners[80]["DefaultActions"]
    assert action["FixedResponseConfig"]["StatusCode"] == "404"


def _certificate(cloud: Cloud) -> str:
    made = cloud.client("acm").request_certificate(DomainName="example.com")
    return str(made["CertificateArn"])


def test_with_a_certificate_http_leads_to_https_alone(cloud: Cloud, deploy: Deploy) -> None:
    name, outputs = deploy({"load_balancer": {}}, CertificateArn=_certificate(cloud))
    listeners = _listeners(cloud, name)
    assert set(listeners) == {80, 443}
    assert outputs["ListenerArn"] == listeners[443]["ListenerArn"]
    (action,) = listeners[80]["DefaultActions"]
    assert (action["Type"], action["RedirectConfig"]["Protocol"]) == ("redirect", "HTTPS")
    assert listeners[443]["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    (group,) = cloud.client("ec2").describe_security_groups(
        GroupIds=[outputs["LoadBalancerSecurityGroup"]]
    )["SecurityGroups"]
    assert {rule["FromPort"] for rule in group["IpPermissions"]} == {80, 443}


def test_a_certificate_may_come_and_go(cloud: Cloud, deploy: Deploy) -> None:
    name, _ = deploy({"load_balancer": {}})
    deploy({"load_balancer": {}}, name, CertificateArn=_certificate(cloud))
    assert set(_listeners(cloud, name)) == {80, 443}
    deploy({"load_balancer": {}}, name, CertificateArn="")
    assert set(_listeners(cloud, name)) == {80}


def _bucket_for_access_logs(cloud: Cloud) -> None:
    """https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html"""
    s3 = cloud.client("s3")
    s3.create_bucket(
        Bucket="access-logs", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    writing = {
        "Effect": "Allow",
        "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::access-logs/*",
    }
    document = {"Version": "2012-10-17", "Statement": [writing]}
    s3.put_bucket_policy(Bucket="access-logs", Policy=json.dumps(document))


def test_access_logs_and_the_web_acl_are_the_load_balancers(cloud: Cloud, deploy: Deploy) -> None:
    waf = cloud.client("wafv2")
    acl = waf.create_web_acl(
        Name="shop",
        Scope="REGIONAL",
        DefaultAction={"Allow": {}},
        VisibilityConfig={
            "SampledRequestsEnabled": False,
            "CloudWatchMetricsEnabled": False,
            "MetricName": "shop",
        },
    )["Summary"]
    _bucket_for_access_logs(cloud)
    name, _ = deploy({"load_balancer": {}}, WebACLArn=acl["ARN"], AccessLogsBucket="access-logs")
    arn = cloud.physical(name, "LoadBalancer")
    given = cloud.client("elbv2").describe_load_balancer_attributes(LoadBalancerArn=arn)
    attributes = {one["Key"]: one["Value"] for one in given["Attributes"]}
    assert attributes["access_logs.s3.enabled"] == "true"
    assert attributes["access_logs.s3.bucket"] == "access-logs"
    assert attributes["access_logs.s3.prefix"] == name
    assert attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert waf.get_web_acl_for_resource(ResourceArn=arn)["WebACL"]["Name"] == "shop"
    cloud.delete(name)
    waf.delete_web_acl(Name="shop", Scope="REGIONAL", Id=acl["Id"], LockToken=acl["LockToken"])
    cloud.client("s3").delete_bucket(Bucket="access-logs")


def test_the_load_balancer_reaches_instances_and_tasks(cloud: Cloud, deploy: Deploy) -> None:
    _, outputs = deploy(
        {"load_balancer": {"scheme": "internal"}}, LoadBalancerLocation="10.0.0.0/8"
    )
    ec2 = cloud.client("ec2")
    for group, first in (("InstanceSecurityGroup", 32768), ("TaskSecurityGroup", 1)):
        (found,) = ec2.describe_security_groups(GroupIds=[outputs[group]])["SecurityGroups"]
        rules = [rule for rule in found["IpPermissions"] if rule.get("UserIdGroupPairs")]
        assert [(r["FromPort"], r["ToPort"]) for r in rules] == [(first, 65535)]
        (pair,) = rules[0]["UserIdGroupPairs"]
        assert pair["GroupId"] == outputs["LoadBalancerSecurityGroup"]
        assert not [cidr for rule in found["IpPermissions"] for cidr in rule.get("IpRanges", ())]


def test_cloud_map_and_ecs_know_the_namespace(cloud: Cloud, deploy: Deploy) -> None:
    name, outputs = deploy({"namespace": "private_dns"})
    found = cloud.client("servicediscovery").get_namespace(Id=outputs["NamespaceId"])["Namespace"]
    assert (found["Type"], found["Name"]) == ("DNS_PRIVATE", f"{name}.internal")
    (cluster,) = cloud.client("ecs").describe_clusters(clusters=[outputs["ECSCluster"]])["clusters"]
    assert cluster["serviceConnectDefaults"]["namespace"] == outputs["NamespaceArn"]


def test_ecs_exec_is_told_its_log_group(cloud: Cloud, deploy: Deploy) -> None:
    name, outputs = deploy({"execute_command": {"log_retention_days": 90}})
    (cluster,) = cloud.client("ecs").describe_clusters(
        clusters=[outputs["ECSCluster"]], include=["CONFIGURATIONS"]
    )["clusters"]
    told = cluster["configuration"]["executeCommandConfiguration"]
    group = cloud.physical(name, "ExecuteCommandLogGroup")
    assert (told["logging"], told["logConfiguration"]["cloudWatchLogGroupName"]) == (
        "OVERRIDE",
        group,
    )
    (found,) = cloud.client("logs").describe_log_groups(logGroupNamePrefix=group)["logGroups"]
    assert found["retentionInDays"] == 90


def test_the_instance_role_is_bound_and_says_why_one_right_is_wide(
    cloud: Cloud, deploy: Deploy
) -> None:
    iam = cloud.client("iam")
    document = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    boundary = iam.create_policy(
        PolicyName="bound", PolicyDocument=json.dumps({"Version": "2012-10-17", **document})
    )["Policy"]["Arn"]
    name, _ = deploy({"permissions_boundary": boundary})
    role = iam.get_role(RoleName=cloud.physical(name, "EC2Role"))["Role"]
    assert role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    template = cloud.client("cloudformation").get_template(StackName=name)["TemplateBody"]
    found = template if isinstance(template, dict) else json.loads(template)
    assert set(found["Resources"]["EC2Role"]["Metadata"]["Wildcards"]) == {"FindEndpoint"}
    cloud.delete(name)
    iam.delete_policy(PolicyArn=boundary)
