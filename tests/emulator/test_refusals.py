"""What AWS refuses is refused here: in a stack, which then rolls back, and in a direct call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.conftest import Cloud, body
from tests.emulator.templates import (
    BALANCED,
    CLUSTER,
    NETWORK,
    SERVICE,
    alone,
    trust,
    with_properties,
)

TARGET_GROUP = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:targetgroup/no/0123456789abcdef"
GROUP = "arn:aws:autoscaling:eu-west-1:000000000000:autoScalingGroup:0:autoScalingGroupName/no"
BALANCER = {"ContainerName": "bot", "ContainerPort": 8080, "TargetGroupArn": TARGET_GROUP}
ROLE = "arn:aws:iam::000000000000:role/no"
STRATEGY = [{"CapacityProvider": "no", "Weight": 1}]
CONTAINER = {"Name": "web", "Image": "web", "Memory": 128}
PROVIDER_NAME = 'The name cannot be prefixed with "aws", "ecs", or "fargate".'


@pytest.fixture(scope="module")
def ground(client: Callable[..., Any]) -> Iterator[dict[str, str]]:
    """A network and a cluster to stand on: what they have made, by name."""
    cloud = Cloud(client)
    network = cloud.create(NETWORK)
    made = cloud.outputs(network)
    cluster = cloud.create(CLUSTER, VpcId=made["VpcId"], SubnetId=made["SubnetId"])
    group = cloud.physical(cluster, "ECSAutoScalingGroup")
    (found,) = cloud.client("autoscaling").describe_auto_scaling_groups(
        AutoScalingGroupNames=[group]
    )["AutoScalingGroups"]
    yield {
        **made,
        **cloud.outputs(cluster),
        "network": network,
        "cluster": cluster,
        "Role": cloud.physical(cluster, "Role"),
        "GroupArn": found["AutoScalingGroupARN"],
        "AMI": "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
    }
    cloud.delete(cluster)
    cloud.delete(network)


def service(**properties: Any) -> dict[str, Any]:
    return with_properties(SERVICE, "service", **properties)


def task(**properties: Any) -> dict[str, Any]:
    return alone("AWS::ECS::TaskDefinition", ContainerDefinitions=[CONTAINER], **properties)


def container(**properties: Any) -> dict[str, Any]:
    return alone("AWS::ECS::TaskDefinition", ContainerDefinitions=[{**CONTAINER, **properties}])


def network_of(subnet: str, group: str = "") -> dict[str, Any]:
    groups = {"SecurityGroups": [group]} if group else {}
    return {"AwsvpcConfiguration": {"Subnets": [subnet], **groups}}


def launch(**data: Any) -> dict[str, Any]:
    return alone("AWS::EC2::LaunchTemplate", LaunchTemplateData=data)


def fargate(cpu: str, memory: str) -> dict[str, Any]:
    return task(RequiresCompatibilities=["FARGATE"], NetworkMode="awsvpc", Cpu=cpu, Memory=memory)


REFUSED: dict[str, tuple[Mapping[str, Any], str]] = {
    "a service on an unknown cluster": (service(Cluster="no"), "Cluster not found."),
    "a service by an unknown capacity provider": (
        service(CapacityProviderStrategy=STRATEGY),
        "capacity provider 'no' was not found",
    ),
    "a service by a provider that its cluster lacks": (
        service(CapacityProviderStrategy=[{"CapacityProvider": "FARGATE_SPOT"}]),
        "not associated with the cluster",
    ),
    "a service of an unknown task definition": (
        service(TaskDefinition="no:1"),
        "TaskDefinition not found.",
    ),
    "a service behind an unknown target group": (
        service(LoadBalancers=[BALANCER]),
        "targetGroupArn",
    ),
    "a service in an unknown subnet": (
        service(NetworkConfiguration=network_of("subnet-0")),
        "The subnet ID 'subnet-0' does not exist",
    ),
    "a service in no subnet, whose tasks want one": (
        with_properties(
            SERVICE, "taskdefinition", NetworkMode="awsvpc", ContainerDefinitions=[CONTAINER]
        ),
        "Network Configuration must be provided",
    ),
    "a property that services do not have": (
        service(LoadBalancer=[]),
        "Encountered unsupported property LoadBalancer",
    ),
    "a property that no shape knows, further down": (
        service(DeploymentConfiguration={"MaximumPercentage": 1}),
        "Encountered unsupported property DeploymentConfiguration.MaximumPercentage",
    ),
    "a number that is none": (service(DesiredCount="one"), "expected type: Number, found: one"),
    "a task with an unknown role": (task(TaskRoleArn=ROLE), "Role is not valid"),
    "a task with an unknown execution role": (task(ExecutionRoleArn=ROLE), "Role is not valid"),
    "a size that Fargate has not": (
        fargate("256", "300"),
        "No Fargate configuration exists for given values.",
    ),
    "a container with a variable that is a secret too": (
        container(
            Environment=[{"Name": "PORT", "Value": "1"}, {"Name": "TOKEN", "Value": "2"}],
            Secrets=[{"Name": "TOKEN", "ValueFrom": "token"}],
        ),
        "environment variables set on the container, such as 'TOKEN'.",
    ),
    "a container with less memory than Docker wants": (
        container(Memory=5),
        "Invalid setting for container 'web'. The 'memory' setting",
    ),
    "a container that reserves less memory than Docker wants": (
        container(Memory="6", MemoryReservation="5"),
        "Invalid setting for container 'web'. The 'memoryReservation' setting",
    ),
    "a capacity provider with a name that is AWS's": (
        alone(
            "AWS::ECS::CapacityProvider",
            Name="Fargate-of-ours",
            AutoScalingGroupProvider={"AutoScalingGroupArn": GROUP},
        ),
        PROVIDER_NAME,
    ),
    "a cluster with an unknown capacity provider": (
        alone("AWS::ECS::Cluster", CapacityProviders=["no"]),
        "capacity provider 'no' was not found",
    ),
    "an association of an unknown cluster": (
        alone(
            "AWS::ECS::ClusterCapacityProviderAssociations",
            Cluster="no",
            CapacityProviders=["FARGATE"],
            DefaultCapacityProviderStrategy=[],
        ),
        "Cluster not found.",
    ),
    "a capacity provider of an unknown group": (
        alone(
            "AWS::ECS::CapacityProvider", AutoScalingGroupProvider={"AutoScalingGroupArn": GROUP}
        ),
        "Auto Scaling group",
    ),
    "a subnet in an unknown VPC": (
        alone("AWS::EC2::Subnet", VpcId="vpc-0", CidrBlock="10.0.0.0/24"),
        "The vpc ID 'vpc-0' does not exist",
    ),
    "a security group in an unknown VPC": (
        alone("AWS::EC2::SecurityGroup", VpcId="vpc-0", GroupDescription="x"),
        "The vpc ID 'vpc-0' does not exist",
    ),
    "a rule of an unknown security group": (
        alone(
            "AWS::EC2::SecurityGroupIngress", GroupId="sg-0", IpProtocol="-1", CidrIp="0.0.0.0/0"
        ),
        "The security group 'sg-0' does not exist",
    ),
    "a route in an unknown table": (
        alone("AWS::EC2::Route", RouteTableId="rtb-0", DestinationCidrBlock="0.0.0.0/0"),
        "The routeTable ID 'rtb-0' does not exist",
    ),
    "a property of a VPC that would be lost": (
        alone("AWS::EC2::VPC", Ipv4IpamPoolId="ipam-pool-0"),
        "property Ipv4IpamPoolId is not emulated",
    ),
    "a group in an unknown subnet": (
        alone(
            "AWS::AutoScaling::AutoScalingGroup",
            VPCZoneIdentifier=["subnet-0"],
            MinSize="0",
            MaxSize="0",
            LaunchConfigurationName="x",
        ),
        "The subnet ID 'subnet-0' does not exist",
    ),
    "a group of an unknown launch template": (
        alone(
            "AWS::AutoScaling::AutoScalingGroup",
            MinSize="0",
            MaxSize="0",
            LaunchTemplate={"LaunchTemplateId": "lt-0", "Version": "1"},
        ),
        "valid fully-formed launch template",
    ),
    "a group with its bounds upside down": (
        alone(
            "AWS::AutoScaling::AutoScalingGroup",
            MinSize="2",
            MaxSize="1",
            LaunchConfigurationName="x",
        ),
        "Max bound must be greater than or equal to min bound",
    ),
    "a launch template with an unknown profile": (
        launch(IamInstanceProfile={"Name": "no"}),
        "Invalid IAM Instance Profile",
    ),
    "a launch template with an unknown image": (
        launch(ImageId="ami-0"),
        "The image id '[ami-0]' does not exist",
    ),
    "a launch template with an unknown key": (
        launch(KeyName="no"),
        "The key pair 'no' does not exist",
    ),
    "a profile of an unknown role": (
        alone("AWS::IAM::InstanceProfile", Roles=["no"]),
        "The role with name no cannot be found.",
    ),
    "a role with an unknown policy of this account": (
        alone(
            "AWS::IAM::Role",
            AssumeRolePolicyDocument=trust("ec2.amazonaws.com"),
            ManagedPolicyArns=["arn:aws:iam::000000000000:policy/no"],
        ),
        "does not exist or is not attachable",
    ),
    "a target group in an unknown VPC": (
        alone("AWS::ElasticLoadBalancingV2::TargetGroup", VpcId="vpc-0", Port=80, Protocol="HTTP"),
        "The vpc ID 'vpc-0' does not exist",
    ),
    "a load balancer in an unknown subnet": (
        alone("AWS::ElasticLoadBalancingV2::LoadBalancer", Subnets=["subnet-0"]),
        "The subnet ID 'subnet-0' does not exist",
    ),
    "scaling of an unknown service": (
        alone(
            "AWS::ApplicationAutoScaling::ScalableTarget",
            ServiceNamespace="ecs",
            ScalableDimension="ecs:service:DesiredCount",
            ResourceId="service/no/no",
            MinCapacity=1,
            MaxCapacity=2,
        ),
        "ECS service doesn't exist",
    ),
    "a policy without a target": (
        alone(
            "AWS::ApplicationAutoScaling::ScalingPolicy",
            PolicyName="p",
            PolicyType="TargetTrackingScaling",
            ServiceNamespace="ecs",
            ScalableDimension="ecs:service:DesiredCount",
            ResourceId="service/no/no",
        ),
        "No scalable target registered",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_stack_is_rolled_back(cloud: Cloud, ground: dict[str, str], case: str) -> None:
    template, reason = REFUSED[case]
    given = {key: ground[key] for key in template.get("Parameters", {}) if key in ground}
    name = cloud.create(template, **given)
    assert cloud.status(name) == "ROLLBACK_COMPLETE"
    (why,) = cloud.failures(name).splitlines()
    assert "CREATE_FAILED" in why
    assert "HandlerErrorCode" in why
    assert reason in why


def test_a_capacity_provider_without_a_name_begins_with_its_stacks(cloud: Cloud) -> None:
    network = cloud.outputs(cloud.create(NETWORK))
    given = {"VpcId": network["VpcId"], "SubnetId": network["SubnetId"]}
    for name, status in {"Ecs-cluster": "ROLLBACK_COMPLETE", "my-ecs": "CREATE_COMPLETE"}.items():
        assert cloud.status(cloud.create(CLUSTER, name, **given)) == status
        assert (PROVIDER_NAME in cloud.failures(name)) is (status == "ROLLBACK_COMPLETE")
    named = with_properties(CLUSTER, "Provider", Name="cp-of-mine")
    name = cloud.create(named, "ecs-named", **given)
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    assert cloud.outputs(name)["Provider"] == "cp-of-mine"


@pytest.mark.parametrize("kind", ["AWS::ECS::TaskSet", "AWS::EC2::NetworkAcl"])
def test_a_type_that_is_not_emulated_is_refused_by_name(cloud: Cloud, kind: str) -> None:
    with pytest.raises(ClientError, match=rf"Unrecognized resource types: \[{kind}\]"):
        cloud.create(alone(kind))


def test_a_log_group_that_is_there_is_not_made_again(cloud: Cloud) -> None:
    template = alone("AWS::Logs::LogGroup", LogGroupName="mine")
    cloud.create(template)
    name = cloud.create(template)
    assert cloud.status(name) == "ROLLBACK_COMPLETE"
    assert "already exists" in cloud.failures(name)
    found = cloud.client("logs").describe_log_groups()["logGroups"]
    assert [one["logGroupName"] for one in found] == ["mine"]


def test_a_priority_that_is_taken_is_refused(cloud: Cloud, ground: dict[str, str]) -> None:
    given = {"VpcId": ground["VpcId"], "SubnetIds": f"{ground['SubnetId']},{ground['SubnetIdB']}"}
    made = cloud.outputs(cloud.create(BALANCED, **given))
    rule = {
        "ListenerArn": made["Listener"],
        "Conditions": [{"Field": "path-pattern", "Values": ["/other"]}],
        "Actions": [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}],
    }
    kind = "AWS::ElasticLoadBalancingV2::ListenerRule"
    name = cloud.create(alone(kind, Priority=10, **rule))
    assert "Priority '10' is currently in use" in cloud.failures(name)
    free = cloud.create(alone(kind, Priority=11, **rule))
    cloud.update(free, alone(kind, Priority="10", **rule))
    assert cloud.status(free) == "UPDATE_ROLLBACK_COMPLETE"
    cloud.update(free, alone(kind, Priority="12", **rule))
    assert cloud.status(free) == "UPDATE_COMPLETE"


def test_a_service_waits_for_a_rule_or_is_refused(cloud: Cloud, ground: dict[str, str]) -> None:
    given = {"VpcId": ground["VpcId"], "SubnetIds": f"{ground['SubnetId']},{ground['SubnetIdB']}"}
    hasty = with_properties(BALANCED, "Rule")
    del hasty["Resources"]["Rule"]
    del hasty["Outputs"]["Rule"]
    hasty["Resources"]["Service"]["DependsOn"] = ["Fargate"]
    name = cloud.create(hasty, **given)
    assert "does not have an associated load balancer" in cloud.failures(name)


def test_a_load_balancers_port_is_a_containers(cloud: Cloud, ground: dict[str, str]) -> None:
    given = {"VpcId": ground["VpcId"], "SubnetIds": f"{ground['SubnetId']},{ground['SubnetIdB']}"}
    elsewhere = [{"ContainerName": "web", "ContainerPort": 1, "TargetGroupArn": {"Ref": "Targets"}}]
    name = cloud.create(with_properties(BALANCED, "Service", LoadBalancers=elsewhere), **given)
    assert "did not have a container port 1 defined" in cloud.failures(name)


def test_what_is_in_use_is_not_deleted(cloud: Cloud, ground: dict[str, str]) -> None:
    given = {key: ground[key] for key in ("ECSCluster", "Provider")}
    cloud.create(SERVICE, **given)
    ecs, ec2, iam = cloud.client("ecs"), cloud.client("ec2"), cloud.client("iam")
    vpc, subnet = ground["VpcId"], ground["SubnetId"]
    refused: dict[str, Callable[[], Any]] = {
        "ClusterContainsServicesException": lambda: ecs.delete_cluster(cluster=given["ECSCluster"]),
        "ResourceInUseException": lambda: ecs.put_cluster_capacity_providers(
            cluster=given["ECSCluster"], capacityProviders=[], defaultCapacityProviderStrategy=[]
        ),
        "ClientException": lambda: ecs.delete_capacity_provider(capacityProvider=given["Provider"]),
        "DeleteConflict": lambda: iam.delete_role(RoleName=ground["Role"]),
    }
    for code, call in refused.items():
        with pytest.raises(ClientError) as caught:
            call()
        assert caught.value.response["Error"]["Code"] == code
    for call, params in (
        (ec2.delete_vpc, {"VpcId": vpc}),
        (ec2.delete_subnet, {"SubnetId": subnet}),
    ):
        with pytest.raises(ClientError, match="has dependencies and cannot be deleted") as caught:
            call(**params)
        assert caught.value.response["Error"]["Code"] == "DependencyViolation"


def test_a_stack_that_others_stand_on_is_not_deleted(cloud: Cloud) -> None:
    network = cloud.create(NETWORK)
    made = cloud.outputs(network)
    cluster = cloud.create(CLUSTER, VpcId=made["VpcId"], SubnetId=made["SubnetId"])
    cloud.create(SERVICE, **cloud.outputs(cluster))
    for name, failed in ((network, "VPC"), (cluster, "ECSCluster")):
        cloud.delete(name)
        assert cloud.status(name) == "DELETE_FAILED"
        assert f"{failed} DELETE_FAILED" in cloud.failures(name)
    # What a resource that stays depends on stays as well, and all of it goes at the next attempt.
    assert "ECSAutoScalingGroup DELETE_FAILED Resource deletion cancelled" in cloud.failures(
        cluster
    )
    cloud.delete(cloud.made[-1])
    for name in (cluster, network):
        cloud.delete(name)
        assert cloud.status(name) == "DELETE_COMPLETE"


def test_a_role_needs_the_capability(cloud: Cloud) -> None:
    role = alone("AWS::IAM::Role", AssumeRolePolicyDocument=trust("ec2.amazonaws.com"))
    with pytest.raises(ClientError) as caught:
        cloud.client("cloudformation").create_stack(StackName="bare", TemplateBody=body(role))
    assert caught.value.response["Error"]["Code"] == "InsufficientCapabilitiesException"


@pytest.mark.parametrize(
    ("kind", "properties", "name"),
    [
        ("AWS::ECS::Cluster", {}, "ClusterName"),
        ("AWS::IAM::Role", {"AssumeRolePolicyDocument": trust("ec2.amazonaws.com")}, "RoleName"),
        ("AWS::SecretsManager::Secret", {}, "Name"),
        ("AWS::EC2::LaunchTemplate", {"LaunchTemplateData": {}}, "LaunchTemplateName"),
    ],
)
def test_a_name_that_is_taken_is_refused(
    cloud: Cloud, kind: str, properties: dict[str, Any], name: str
) -> None:
    template = alone(kind, **{name: "taken", **properties})
    assert cloud.status(cloud.create(template)) == "CREATE_COMPLETE"
    second = cloud.create(template)
    assert cloud.status(second) == "ROLLBACK_COMPLETE"
    assert "taken" in cloud.failures(second)


@pytest.mark.parametrize(
    ("service_name", "call", "params", "code"),
    [
        (
            "ecs",
            "create_service",
            {"cluster": "no", "serviceName": "s", "taskDefinition": "t"},
            "ClusterNotFoundException",
        ),
        ("ecs", "delete_cluster", {"cluster": "no"}, "ClusterNotFoundException"),
        *(
            (
                "ecs",
                "create_capacity_provider",
                {"name": name, "autoScalingGroupProvider": {"autoScalingGroupArn": GROUP}},
                "ClientException",
            )
            for name in ("aws-mine", "ECS", "FargateOfMine", "with a space", "long" * 64)
        ),
        *(
            (
                "ecs",
                "register_task_definition",
                {"family": "f", "containerDefinitions": [{"name": "c", "image": "i", **more}]},
                "ClientException",
            )
            for more in (
                {"memory": 5},
                {"memoryReservation": 5},
                {
                    "memory": 6,
                    "environment": [{"name": "A", "value": "1"}],
                    "secrets": [{"name": "A", "valueFrom": "a"}],
                },
            )
        ),
        (
            "ec2",
            "create_subnet",
            {"VpcId": "vpc-0", "CidrBlock": "10.0.0.0/24"},
            "InvalidVpcID.NotFound",
        ),
        (
            "ec2",
            "create_launch_template",
            {"LaunchTemplateName": "t", "LaunchTemplateData": {"KeyName": "no"}},
            "InvalidKeyPair.NotFound",
        ),
        (
            "autoscaling",
            "create_auto_scaling_group",
            {"AutoScalingGroupName": "g", "MinSize": 0, "MaxSize": 0},
            "ValidationError",
        ),
        (
            "elbv2",
            "create_rule",
            {"ListenerArn": "no", "Priority": 1, "Conditions": [], "Actions": []},
            "ListenerNotFound",
        ),
        (
            "application-autoscaling",
            "delete_scaling_policy",
            {
                "PolicyName": "p",
                "ServiceNamespace": "ecs",
                "ResourceId": "service/a/b",
                "ScalableDimension": "ecs:service:DesiredCount",
            },
            "ObjectNotFoundException",
        ),
        (
            "application-autoscaling",
            "get_predictive_scaling_forecast",
            {
                "ServiceNamespace": "ecs",
                "ResourceId": "service/a/b",
                "ScalableDimension": "ecs:service:DesiredCount",
                "PolicyName": "p",
                "StartTime": 0,
                "EndTime": 1,
            },
            "UnknownOperationException",
        ),
    ],
)
def test_a_direct_call_is_refused_too(
    cloud: Cloud, service_name: str, call: str, params: dict[str, Any], code: str
) -> None:
    with pytest.raises(ClientError) as caught:
        getattr(cloud.client(service_name), call)(**params)
    assert caught.value.response["Error"]["Code"] == code


def test_a_load_balancer_and_what_it_uses_are_guarded(cloud: Cloud, ground: dict[str, str]) -> None:
    given = {"VpcId": ground["VpcId"], "SubnetIds": f"{ground['SubnetId']},{ground['SubnetIdB']}"}
    name = cloud.create(BALANCED, **given)
    made, elb, ec2 = cloud.outputs(name), cloud.client("elbv2"), cloud.client("ec2")
    balancer, group = made["Balancer"], cloud.physical(name, "Group")
    fixed = [{"Type": "fixed-response", "FixedResponseConfig": {"StatusCode": "200"}}]
    listener = {"LoadBalancerArn": balancer, "Protocol": "HTTP", "DefaultActions": fixed}
    certificate = {"CertificateArn": "arn:aws:acm:eu-west-1:000000000000:certificate/no"}
    secure = {**listener, "Port": 443, "Protocol": "HTTPS", "Certificates": [certificate]}
    protection = {"Key": "deletion_protection.enabled", "Value": "true"}
    elb.modify_load_balancer_attributes(LoadBalancerArn=balancer, Attributes=[protection])
    refused: list[tuple[str, Callable[..., Any], dict[str, Any]]] = [
        ("DuplicateListener", elb.create_listener, {**listener, "Port": 80}),
        ("CertificateNotFound", elb.create_listener, secure),
        ("ResourceInUse", elb.delete_target_group, {"TargetGroupArn": made["Targets"]}),
        ("OperationNotPermitted", elb.delete_load_balancer, {"LoadBalancerArn": balancer}),
        (
            "ValidationError",
            elb.create_load_balancer,
            {"Name": "narrow", "Subnets": [ground["SubnetId"]]},
        ),
        ("DependencyViolation", ec2.delete_security_group, {"GroupId": group}),
    ]
    for code, call, params in refused:
        with pytest.raises(ClientError) as caught:
            call(**params)
        assert caught.value.response["Error"]["Code"] == code
    elb.modify_load_balancer_attributes(
        LoadBalancerArn=balancer, Attributes=[{**protection, "Value": "false"}]
    )


@pytest.mark.parametrize(
    ("logical_id", "call", "key"),
    [
        ("Gateway", "delete_internet_gateway", "InternetGatewayId"),
        ("Routes", "delete_route_table", "RouteTableId"),
    ],
)
def test_a_part_of_a_network_in_use_is_not_deleted(
    cloud: Cloud, ground: dict[str, str], logical_id: str, call: str, key: str
) -> None:
    name = cloud.physical(ground["network"], logical_id)
    with pytest.raises(ClientError, match="has dependencies and cannot be deleted"):
        getattr(cloud.client("ec2"), call)(**{key: name})
