"""What AWS refuses of services and of what they stand on, asked by direct calls."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.emulator.conftest import Cloud
from tests.emulator.templates import CLUSTER, NETWORK, alone, trust

ROLE = "arn:aws:iam::111122223333:role/of-another-account"
WEB: dict[str, Any] = {"name": "web", "image": "web", "memory": 128}
SIDE: dict[str, Any] = {**WEB, "name": "side", "essential": False}
ROUTER = {"firelensConfiguration": {"type": "fluentbit"}}
ROUTED = {"logConfiguration": {"logDriver": "awsfirelens"}}
FARGATE: dict[str, Any] = {
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
}


def web(**more: Any) -> dict[str, Any]:
    return {"containerDefinitions": [{**WEB, **more}]}


def both(*, one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {"containerDefinitions": [{**WEB, **one}, {**SIDE, **other}]}


def waits(condition: str, name: str = "side") -> dict[str, Any]:
    return {"dependsOn": [{"containerName": name, "condition": condition}]}


def efs(**more: Any) -> dict[str, Any]:
    volume = {"name": "v", "efsVolumeConfiguration": {"fileSystemId": "fs-1", **more}}
    return {**web(), "volumes": [volume]}


def checked(**more: Any) -> dict[str, Any]:
    return web(healthCheck={"command": ["CMD", "true"], **more})


def refused(call: Callable[..., Any], params: Mapping[str, Any], code: str, words: str) -> None:
    """The call is refused with this code, in such words."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    error = caught.value.response["Error"]
    assert error["Code"] == code
    assert words in error["Message"]


TASKS: dict[str, tuple[Mapping[str, Any], str]] = {
    "two containers of a name": (
        {"containerDefinitions": [WEB, WEB]},
        "Container names must be unique",
    ),
    "no essential container": (web(essential=False), "must be essential"),
    "no memory anywhere": (
        {"containerDefinitions": [{"name": "web", "image": "web"}]},
        "At least one of 'memory' or 'memoryReservation' must be specified.",
    ),
    "a reservation above the limit": (web(memoryReservation=256), "less than or equal to"),
    "a health check by no command": (
        web(healthCheck={"command": ["curl", "localhost"]}),
        "must start with CMD",
    ),
    "a health check every second": (checked(interval=1), "interval must be between 5 and 300"),
    "a health check that is tried too often": (checked(retries=11), "between 1 and 10"),
    "an unknown volume": (
        web(mountPoints=[{"sourceVolume": "v", "containerPath": "/v"}]),
        "Unknown volume 'v'.",
    ),
    "two volumes of a name": (
        {**web(), "volumes": [{"name": "v"}, {"name": "v"}]},
        "Volume names must be unique.",
    ),
    "waiting for a container that is not there": (
        web(**waits("START")),
        "which is not in the task definition",
    ),
    "waiting for health that nobody checks": (
        both(one=waits("HEALTHY"), other={}),
        "which has no health check",
    ),
    "waiting for the end of an essential container": (
        both(one=waits("SUCCESS"), other={"essential": True}),
        "which is essential",
    ),
    "waiting in a circle": (
        both(one=waits("START"), other=waits("START", "web")),
        "circular dependency of containers: side, web",
    ),
    "another port of the host in awsvpc mode": (
        {
            **web(portMappings=[{"containerPort": 80, "hostPort": 8080}]),
            "networkMode": "awsvpc",
        },
        "When networkMode=awsvpc, the host ports and container ports",
    ),
    "a port of the host twice": (
        web(
            portMappings=[
                {"containerPort": 80, "hostPort": 80},
                {"containerPort": 81, "hostPort": 80},
            ]
        ),
        "can be mapped only once",
    ),
    "two ports of a name": (
        web(portMappings=[{"containerPort": 80, "name": "a"}, {"containerPort": 81, "name": "a"}]),
        "Port mapping names must be unique",
    ),
    "a log router that nobody uses": (web(**ROUTER), "has to be configured with the awsfirelens"),
    "a log through no router": (web(**ROUTED), "has to have a firelensConfiguration"),
    "two log routers": (both(one=ROUTER, other={**ROUTER, **ROUTED}), "Only one container"),
    "a secret that nobody can read": (
        web(secrets=[{"name": "A", "valueFrom": "a"}]),
        "you must also specify a value for 'executionRoleArn'",
    ),
    "credentials that nobody can read": (
        web(repositoryCredentials={"credentialsParameter": "a"}),
        "you must also specify a value for 'executionRoleArn'",
    ),
    "an access point without TLS": (
        efs(authorizationConfig={"accessPointId": "fsap-1"}),
        "transitEncryption must be ENABLED",
    ),
    "a folder beside the access point": (
        efs(
            transitEncryption="ENABLED",
            rootDirectory="/web",
            authorizationConfig={"accessPointId": "fsap-1"},
        ),
        "rootDirectory must be omitted",
    ),
    "rights on a file system without a task role": (
        efs(transitEncryption="ENABLED", authorizationConfig={"iam": "ENABLED"}),
        "requires a task role",
    ),
    "a disk of its own on an instance": (
        {**web(), "ephemeralStorage": {"sizeInGiB": 30}},
        "only supported for tasks that run on Fargate",
    ),
    "a disk that Fargate has not": (
        {**FARGATE, **web(), "ephemeralStorage": {"sizeInGiB": 20}},
        "between 21 and 200",
    ),
    "bridge mode on Fargate": (
        {**FARGATE, **web(), "networkMode": "bridge"},
        "only supports network mode 'awsvpc'",
    ),
    "no size on Fargate": ({**FARGATE, **web(), "cpu": ""}, "Fargate requires that 'cpu'"),
    "a folder of the host on Fargate": (
        {**FARGATE, **web(), "volumes": [{"name": "v", "host": {"sourcePath": "/v"}}]},
        "do not support sourcePath",
    ),
    "a log on Fargate that nobody may write": (
        {**FARGATE, **web(logConfiguration={"logDriver": "awslogs"})},
        "execution role ARN to support log driver awslogs",
    ),
    "a log driver that Fargate has not": (
        {**FARGATE, **web(logConfiguration={"logDriver": "syslog"})},
        "Fargate only supports logging drivers",
    ),
    "all rights on Fargate": ({**FARGATE, **web(privileged=True)}, "privileged"),
    "shared memory on Fargate": (
        {**FARGATE, **web(linuxParameters={"sharedMemorySize": 64})},
        "sharedMemorySize",
    ),
    "a capability that Fargate does not give": (
        {**FARGATE, **web(linuxParameters={"capabilities": {"add": ["NET_ADMIN"]}})},
        "only the SYS_PTRACE",
    ),
    "a GPU on Fargate": (
        {**FARGATE, **web(resourceRequirements=[{"type": "GPU", "value": "1"}])},
        "resourceRequirements",
    ),
    "three minutes to stop on Fargate": ({**FARGATE, **web(stopTimeout=180)}, "at most 120"),
}


@pytest.mark.parametrize("case", TASKS)
def test_a_task_definition_is_refused(cloud: Cloud, case: str) -> None:
    params, words = TASKS[case]
    register = cloud.client("ecs").register_task_definition
    refused(register, {"family": "refused", **params}, "ClientException", words)


@pytest.fixture(scope="module")
def ground(client: Callable[..., Any]) -> Iterator[dict[str, str]]:
    """A network and a cluster on it, task definitions and names in Cloud Map: by what they are."""
    cloud = Cloud(client)
    made = cloud.outputs(cloud.create(NETWORK))
    given = {"VpcId": made["VpcId"], "SubnetId": made["SubnetId"]}
    outputs = cloud.outputs(cloud.create(CLUSTER, **given))
    known = {**made, **outputs}
    ports = [{"containerPort": 8080, "name": "http"}]
    kinds: dict[str, Mapping[str, Any]] = {
        "bridge": {"networkMode": "bridge", "requiresCompatibilities": ["EC2"]},
        "awsvpc": {"networkMode": "awsvpc", "requiresCompatibilities": ["EC2"]},
        "fargate": FARGATE,
    }
    for name, more in kinds.items():
        definition = client("ecs").register_task_definition(
            family=name, **web(portMappings=ports), **more
        )
        known[name] = definition["taskDefinition"]["taskDefinitionArn"]
    space = cloud.create(alone("AWS::ServiceDiscovery::HttpNamespace", Name="apps"))
    dns = cloud.create(
        alone("AWS::ServiceDiscovery::PrivateDnsNamespace", Name="internal", Vpc=made["VpcId"])
    )
    known |= {"http": cloud.physical(space, "One"), "dns": cloud.physical(dns, "One")}
    for kind in ("A", "SRV"):
        config = {"NamespaceId": known["dns"], "DnsRecords": [{"Type": kind, "TTL": 10}]}
        name = cloud.create(
            alone("AWS::ServiceDiscovery::Service", Name=f"of-{kind.lower()}", DnsConfig=config)
        )
        found = client("servicediscovery").get_service(Id=cloud.physical(name, "One"))["Service"]
        known |= {kind: found["Arn"], f"{kind} id": found["Id"]}
    yield known
    for name in kinds:
        client("ecs").deregister_task_definition(taskDefinition=known[name])
    for name in reversed(cloud.made):
        cloud.delete(name)


def filled(value: Any, known: Mapping[str, str]) -> Any:
    """A value with `<name>` replaced by what is known under the name."""
    text = json.dumps(value)
    for name, found in known.items():
        text = text.replace(f"<{name}>", found)
    return json.loads(text)


NETWORKED = {"networkConfiguration": {"awsvpcConfiguration": {"subnets": ["<SubnetId>"]}}}
ON_FARGATE: dict[str, Any] = {
    "taskDefinition": "<fargate>",
    "capacityProviderStrategy": [{"capacityProvider": "FARGATE"}],
    **NETWORKED,
}
PUBLIC = copy.deepcopy(NETWORKED)
PUBLIC["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"] = "ENABLED"  # type: ignore[assignment]


def connected(**offer: Any) -> dict[str, Any]:
    offers = {"namespace": "apps", "services": [{"portName": "http", **offer}]}
    return {"serviceConnectConfiguration": {"enabled": True, **offers}}


def placed(**strategy: Any) -> dict[str, Any]:
    return {"placementStrategy": [strategy]}


def deployed(least: int, most: int, **more: Any) -> dict[str, Any]:
    bounds = {"minimumHealthyPercent": least, "maximumPercent": most}
    return {"deploymentConfiguration": {**bounds, **more}}


def registered(kind: str, **more: Any) -> dict[str, Any]:
    return {"serviceRegistries": [{"registryArn": f"<{kind}>", **more}]}


AT = {"containerName": "web", "containerPort": 8080}
AWSVPC: dict[str, Any] = {"taskDefinition": "<awsvpc>", **NETWORKED}
EVEN = {"availabilityZoneRebalancing": "ENABLED"}
SERVICES: dict[str, tuple[Mapping[str, Any], str]] = {
    "a period of grace without a load balancer": (
        {"healthCheckGracePeriodSeconds": 60},
        "only valid for services configured to use load balancers",
    ),
    "commands without a task role": (
        {"enableExecuteCommand": True},
        "a valid taskRoleArn is not being used",
    ),
    "a public address on an instance": (
        {**AWSVPC, **PUBLIC},
        "Assign public IP is not supported for this launch type.",
    ),
    "interfaces for tasks in bridge mode": (NETWORKED, "Network Configuration is not valid"),
    "a task of instances on Fargate": (
        {**ON_FARGATE, "taskDefinition": "<awsvpc>"},
        "Task definition does not support launch_type FARGATE.",
    ),
    "a choice of instances on Fargate": (
        {**ON_FARGATE, **placed(type="random")},
        "Placement strategies are not supported with FARGATE launch type.",
    ),
    "a demand on instances on Fargate": (
        {**ON_FARGATE, "placementConstraints": [{"type": "distinctInstance"}]},
        "Placement constraints are not supported with FARGATE launch type.",
    ),
    "a random choice by a field": (placed(type="random", field="cpu"), "must not be set"),
    "packing by a disk": (placed(type="binpack", field="disk"), "'disk' is not supported"),
    "an unknown choice": (placed(type="spare"), "'spare' is not supported"),
    "an unknown demand": (
        {"placementConstraints": [{"type": "sameInstance"}]},
        "constraint.type 'sameInstance' is not supported",
    ),
    "a demand that says nothing": (
        {"placementConstraints": [{"type": "memberOf"}]},
        "constraint.expression does not fit",
    ),
    "a deployment that cannot begin": (
        deployed(100, 100),
        "this will block deployments",
    ),
    "a deployment upside down": (deployed(150, 120), "greater than or equal to"),
    "alarms without names": (
        deployed(100, 200, alarms={"alarmNames": [], "enable": True, "rollback": True}),
        "Alarm names must be specified",
    ),
    "even zones without room": ({**EVEN, **deployed(0, 100)}, "greater than 100"),
    "even zones, packed first": (
        {**EVEN, **placed(type="binpack", field="cpu")},
        "spreads across Availability Zones",
    ),
    "even zones, some of them": (
        {
            **EVEN,
            "placementConstraints": [
                {"type": "memberOf", "expression": "attribute:ecs.availability-zone == a"}
            ],
        },
        "does not go with a placement constraint",
    ),
    "a port that has not that name": (
        connected(portName="web"),
        "The portName 'web' of the serviceConnectConfiguration was not found",
    ),
    "Service Connect nowhere": (
        {"serviceConnectConfiguration": {"enabled": True}},
        "A namespace is required",
    ),
    "a discovery name that Cloud Map has": (
        {
            "serviceConnectConfiguration": {
                "enabled": True,
                "namespace": "internal",
                "services": [{"portName": "http", "discoveryName": "of-a"}],
            }
        },
        "'of-a' is already in use",
    ),
    "a registry in bridge mode without a port": (
        registered("SRV"),
        "When specifying 'host' or 'bridge' for networkMode",
    ),
    "addresses alone in bridge mode": (
        registered("A", **AT),
        "the DNS record type of the registry must be SRV",
    ),
    "a port for a registry of addresses": (
        {**AWSVPC, **registered("A", **AT)},
        "do not require a value for 'containerPort'",
    ),
    "a registry of ports without one": (
        {**AWSVPC, **registered("SRV")},
        "Specify a value for either 'port' or",
    ),
    "a registry of a port that is not there": (
        registered("SRV", containerName="web", containerPort=1),
        "did not have a container port 1 defined",
    ),
    "an unknown registry": (
        {"serviceRegistries": [{"registryArn": "no", **AT}]},
        "The service registry no was not found",
    ),
}


@pytest.mark.parametrize("case", SERVICES)
def test_a_service_is_refused(cloud: Cloud, ground: dict[str, str], case: str) -> None:
    params, words = SERVICES[case]
    given = {"serviceName": "refused", "taskDefinition": "<bridge>", **params}
    create = cloud.client("ecs").create_service
    whole = {"cluster": ground["ECSCluster"], **filled(given, ground)}
    refused(create, whole, "InvalidParameterException", words)


@pytest.fixture
def running(cloud: Cloud, ground: dict[str, str]) -> Iterator[dict[str, str]]:
    """A service with a name in each of the two ways: what an update names it by."""
    ecs = cloud.client("ecs")
    place = {"cluster": ground["ECSCluster"], "service": "running"}
    given = {**connected(), **registered("SRV", **AT), "taskDefinition": "<bridge>"}
    ecs.create_service(
        cluster=place["cluster"],
        serviceName=place["service"],
        desiredCount=1,
        **filled(given, ground),
    )
    yield place
    ecs.delete_service(**place, force=True)


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"healthCheckGracePeriodSeconds": 60}, "Health check grace period"),
        ({"enableExecuteCommand": True}, "valid taskRoleArn"),
        ({"taskDefinition": "<awsvpc>"}, "Network Configuration must be provided"),
        ({"deploymentConfiguration": {"maximumPercent": 50}}, "maximumPercent must be"),
        (connected(portName="no"), "was not found in the task definition"),
    ],
)
def test_an_update_is_refused_as_a_creation_is(
    cloud: Cloud,
    ground: dict[str, str],
    running: dict[str, str],
    params: Mapping[str, Any],
    words: str,
) -> None:
    update = cloud.client("ecs").update_service
    refused(update, {**running, **filled(params, ground)}, "InvalidParameterException", words)


def test_a_discovery_name_is_one_services(
    cloud: Cloud, ground: dict[str, str], running: dict[str, str]
) -> None:
    ecs = cloud.client("ecs")
    ecs.update_service(**running, **connected(clientAliases=[{"port": 80}]))
    given = {"serviceName": "second", "taskDefinition": "<bridge>", **connected()}
    whole = {"cluster": running["cluster"], **filled(given, ground)}
    refused(ecs.create_service, whole, "InvalidParameterException", "'http' is already in use")


def test_a_name_in_cloud_map_stays_while_tasks_have_it(
    cloud: Cloud, ground: dict[str, str], running: dict[str, str]
) -> None:
    map_ = cloud.client("servicediscovery")
    refused(map_.delete_service, {"Id": ground["SRV id"]}, "ResourceInUse", "registered instances")
    cloud.client("ecs").update_service(**running, serviceRegistries=[])


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"Name": "of-a", "NamespaceId": "<dns>"}, "ServiceAlreadyExists"),
        ({"Name": "x", "NamespaceId": "ns-no"}, "NamespaceNotFound"),
        (
            {
                "Name": "x",
                "NamespaceId": "<http>",
                "DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 1}]},
            },
            "InvalidInput",
        ),
        (
            {
                "Name": "no name",
                "NamespaceId": "<dns>",
                "DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 1}]},
            },
            "InvalidInput",
        ),
        (
            {
                "Name": "x",
                "NamespaceId": "<dns>",
                "DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 1}, {"Type": "CNAME", "TTL": 1}]},
            },
            "InvalidInput",
        ),
    ],
)
def test_cloud_map_refuses_a_name(
    cloud: Cloud, ground: dict[str, str], params: Mapping[str, Any], code: str
) -> None:
    refused(cloud.client("servicediscovery").create_service, filled(params, ground), code, "")


def tracking(**metric: Any) -> dict[str, Any]:
    config = {"TargetValue": 60, **metric}
    return {
        "PolicyType": "TargetTrackingScaling",
        "TargetTrackingScalingPolicyConfiguration": config,
    }


def predefined(kind: str, **more: Any) -> dict[str, Any]:
    return {"PredefinedMetricSpecification": {"PredefinedMetricType": kind, **more}}


def mathematics(*queries: Mapping[str, Any]) -> dict[str, Any]:
    return {"CustomizedMetricSpecification": {"Metrics": list(queries)}}


CPU = predefined("ECSServiceAverageCPUUtilization")
REQUESTS = "ALBRequestCountPerTarget"
SUM = {"Id": "sum", "Expression": "a + 1"}
POLICIES: dict[str, tuple[Mapping[str, Any], str]] = {
    "no configuration": ({"PolicyType": "TargetTrackingScaling"}, "is required"),
    "no metric": (tracking(), "Exactly one of"),
    "two metrics": (tracking(**CPU, **mathematics(SUM)), "Exactly one of"),
    "another policy's metric": (tracking(**CPU), "Only one TargetTrackingScaling policy"),
    "a metric of others": (
        tracking(**predefined("EC2SpotFleetRequestAverageCPUUtilization")),
        "is not supported for ecs:service:DesiredCount",
    ),
    "a label for nothing": (
        tracking(**predefined("ECSServiceAverageMemoryUtilization", ResourceLabel="a")),
        "ResourceLabel is not supported",
    ),
    "requests to nobody": (tracking(**predefined(REQUESTS)), "is not of the form"),
    "requests to an unknown load balancer": (
        tracking(**predefined(REQUESTS, ResourceLabel="app/a/1/targetgroup/b/2")),
        "names no target group of a load balancer",
    ),
    "mathematics about what is not there": (tracking(**mathematics(SUM)), "names unknown a"),
    "mathematics with two results": (
        tracking(**mathematics({"Id": "a", "Expression": "1"}, SUM)),
        "Exactly one of the metrics must return data",
    ),
    "mathematics under a great name": (
        tracking(**mathematics({"Id": "A", "Expression": "1"})),
        "begin with a small letter",
    ),
    "mathematics about nothing": (tracking(**mathematics({"Id": "a"})), "is required"),
    "a metric without a name": (
        tracking(CustomizedMetricSpecification={"Namespace": "a"}),
        "A customized metric has",
    ),
}
SCHEDULES: dict[str, tuple[Mapping[str, Any], str]] = {
    "no time": ({"Schedule": "daily"}, "'daily' is not valid"),
    "five fields": ({"Schedule": "cron(0 20 * * ?)"}, "is not valid"),
    "no time zone": ({"Timezone": "Berlin"}, "The time zone 'Berlin' is not valid"),
    "no bound": ({"ScalableTargetAction": {}}, "At least one of"),
    "bounds upside down": (
        {"ScalableTargetAction": {"MinCapacity": 3, "MaxCapacity": 2}},
        "cannot be less than",
    ),
}


@pytest.fixture
def target(cloud: Cloud, running: dict[str, str]) -> Iterator[dict[str, str]]:
    """What Application Auto Scaling calls the running service's count; a policy follows its CPU."""
    place = {
        "ServiceNamespace": "ecs",
        "ScalableDimension": "ecs:service:DesiredCount",
        "ResourceId": f"service/{running['cluster']}/{running['service']}",
    }
    scaling = cloud.client("application-autoscaling")
    scaling.register_scalable_target(**place, MinCapacity=1, MaxCapacity=2)
    scaling.put_scaling_policy(**place, PolicyName="cpu", **tracking(**CPU))
    yield place
    scaling.deregister_scalable_target(**place)


@pytest.mark.parametrize("case", POLICIES)
def test_a_scaling_policy_is_refused(cloud: Cloud, target: dict[str, str], case: str) -> None:
    params, words = POLICIES[case]
    put = cloud.client("application-autoscaling").put_scaling_policy
    refused(put, {**target, "PolicyName": "refused", **params}, "ValidationException", words)


@pytest.mark.parametrize("case", SCHEDULES)
def test_a_schedule_is_refused(cloud: Cloud, target: dict[str, str], case: str) -> None:
    params, words = SCHEDULES[case]
    action = {"Schedule": "rate(1 day)", "ScalableTargetAction": {"MinCapacity": 1}, **params}
    put = cloud.client("application-autoscaling").put_scheduled_action
    refused(
        put, {**target, "ScheduledActionName": "refused", **action}, "ValidationException", words
    )


def widget(kind: str = "metric", **properties: Any) -> str:
    return json.dumps({"widgets": [{"type": kind, "properties": properties}]})


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("{", "it must be valid JSON"),
        ("[]", "/widgets should be an array"),
        (widget("graph"), "/widgets/0/type should be one of"),
        (widget(metrics=[["a", "b"]]), "/widgets/0/properties/region should be a text"),
        (widget(region="eu-west-1"), "should have metrics or annotations"),
        (widget(region="eu-west-1", metrics=[["a"]]), "should name a metric"),
        (widget("log", region="eu-west-1"), "/properties/query should be a text"),
        (json.dumps({"widgets": [{"type": "text"}]}), "/properties should be an object"),
        (
            json.dumps(
                {
                    "widgets": [
                        {"type": "text", "x": 12, "width": 24, "properties": {"markdown": ""}}
                    ]
                }
            ),
            "more than 24 together",
        ),
    ],
)
def test_a_dashboard_is_refused_in_a_stack(cloud: Cloud, body: str, words: str) -> None:
    name = cloud.create(alone("AWS::CloudWatch::Dashboard", DashboardBody=body))
    assert words in cloud.failures(name)


def test_what_is_in_use_outlives_the_update_that_leaves_it_behind(cloud: Cloud) -> None:
    role = {"AssumeRolePolicyDocument": trust("ec2.amazonaws.com")}
    template = alone("AWS::IAM::Role", **role)
    template["Resources"]["Two"] = template["Resources"]["One"]
    name, iam = cloud.create(template), cloud.client("iam")
    left = cloud.physical(name, "Two")
    iam.create_instance_profile(InstanceProfileName="outside")
    iam.add_role_to_instance_profile(InstanceProfileName="outside", RoleName=left)
    cloud.update(name, alone("AWS::IAM::Role", **role))
    assert cloud.status(name) == "UPDATE_COMPLETE"
    assert "Two DELETE_FAILED" in cloud.failures(name)
    iam.remove_role_from_instance_profile(InstanceProfileName="outside", RoleName=left)
    iam.delete_instance_profile(InstanceProfileName="outside")
    iam.delete_role(RoleName=left)
