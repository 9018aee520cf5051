"""What the service kind says, as the services' own APIs show it once it is deployed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.emulator.conftest import Cloud
from tests.emulator.test_options import WHOLE
from tests.options import Option
from tests.projects import IMAGE

TOPIC = "arn:aws:sns:eu-west-1:000000000000:alarms"
WEB: Mapping[str, Any] = {
    "name": "web",
    "image": "example/web:${ContainerVersion}",
    "memory": 128,
    "ports": [{"port": 8080, "name": "http", "app_protocol": "http"}],
}
WORKER: Mapping[str, Any] = {"name": "worker", "image": "example/worker:1.0", "memory": 256}
ON_FARGATE: Mapping[str, Any] = {
    "capacity": [{"provider": "fargate_spot"}],
    "cpu": 256,
    "memory": 512,
}
RULE: Mapping[str, Any] = {"rule": {"hosts": ["web.example.com"], "paths": ["/api/*"]}}
Outputs = Mapping[str, str]


@pytest.fixture(scope="module")
def ground(client: Callable[..., Any]) -> Iterator[Outputs]:
    """The outputs of a network and of a cluster that has whatever a service may want of it."""
    cloud = Cloud(client)
    network = cloud.outputs(cloud.create(Option(kind="network", words="", spec={}).template()))
    template = WHOLE.template()
    known = {**network, "ImageId": IMAGE}
    name = cloud.create(template, **{k: v for k, v in known.items() if k in template["Parameters"]})
    assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
    certificate = client("acm").request_certificate(DomainName="example.com")["CertificateArn"]
    yield {**network, **cloud.outputs(name), "CertificateArn": certificate}
    client("acm").delete_certificate(CertificateArn=certificate)
    for name in reversed(cloud.made):
        cloud.delete(name)


Deploy = Callable[..., str]


@pytest.fixture
def deploy(cloud: Cloud, ground: Outputs) -> Deploy:
    """Creates a service of a spec, or updates it: its stack's name."""

    def run(spec: Mapping[str, Any], name: str = "", **given: str) -> str:
        template = Option(kind="service", words="", spec=spec).template()
        known = {
            **ground,
            "ContainerVersion": "1",
            "AlarmTopicArn": TOPIC,
            "LoadBalancerLocation": "10.0.0.0/8",
            "ClientLocation": "10.0.0.0/8",
            **given,
        }
        values = {key: known[key] for key in template["Parameters"] if key in known}
        if name:
            cloud.update(name, template, **values)
        else:
            name = cloud.create(template, **values)
        assert cloud.status(name) in ("CREATE_COMPLETE", "UPDATE_COMPLETE"), cloud.failures(name)
        return name

    return run


def service(cloud: Cloud, name: str) -> Any:
    """The service as ECS shows it."""
    arn = cloud.physical(name, "service")
    (found,) = cloud.client("ecs").describe_services(cluster=arn.split("/")[1], services=[arn])[
        "services"
    ]
    return found


def task(cloud: Cloud, name: str) -> Any:
    """The task definition of the service as ECS shows it."""
    arn = service(cloud, name)["taskDefinition"]
    return cloud.client("ecs").describe_task_definition(taskDefinition=arn)["taskDefinition"]


def physical_ids(cloud: Cloud, name: str) -> dict[str, str]:
    """Every resource of a stack by its logical id."""
    found = cloud.client("cloudformation").describe_stack_resources(StackName=name)
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found["StackResources"]}


def scaled(name: str, cloud: Cloud) -> dict[str, str]:
    """What Application Auto Scaling calls the service's count."""
    arn = cloud.physical(name, "service")
    return {"ServiceNamespace": "ecs", "ResourceId": f"service/{arn.partition('service/')[2]}"}


def rights(cloud: Cloud, name: str, role: str) -> dict[str, Any]:
    """The statements of a role's policies, by their Sid."""
    iam, physical = cloud.client("iam"), cloud.physical(name, role)
    documents = [
        iam.get_role_policy(RoleName=physical, PolicyName=one)["PolicyDocument"]
        for one in iam.list_role_policies(RoleName=physical)["PolicyNames"]
    ]
    return {one["Sid"]: one for document in documents for one in document["Statement"]}


def test_ecs_shows_the_service_and_how_it_is_deployed(
    cloud: Cloud, deploy: Deploy, ground: Outputs
) -> None:
    deployment = {"max_percent": 150, "min_healthy_percent": 50, "rollback_alarms": ["errors"]}
    name = deploy({"containers": [WORKER], "desired_count": 2, "deployment": deployment})
    found = service(cloud, name)
    assert (found["desiredCount"], found["runningCount"]) == (2, 2)
    assert found["clusterArn"].endswith(f"/{ground['ECSCluster']}")
    told = found["deploymentConfiguration"]
    assert (told["maximumPercent"], told["minimumHealthyPercent"]) == (150, 50)
    assert told["deploymentCircuitBreaker"] == {"enable": True, "rollback": True}
    assert told["alarms"]["alarmNames"] == ["errors"]
    assert (found["propagateTags"], found["enableECSManagedTags"]) == ("SERVICE", True)
    assert found["availabilityZoneRebalancing"] == "DISABLED"
    strategy = [one["capacityProvider"] for one in found["capacityProviderStrategy"]]
    assert strategy == [ground["CapacityProvider"]]


def test_ecs_shows_the_task_its_roles_and_its_log(cloud: Cloud, deploy: Deploy) -> None:
    check = {"command": "curl -f http://localhost:8080/", "interval": 10, "start_period": 30}
    name = deploy({"containers": [{**WEB, "health_check": check}], "log_retention_days": 7})
    found = task(cloud, name)
    iam = cloud.client("iam")
    for key, role in (("taskRoleArn", "TaskRole"), ("executionRoleArn", "ExecutionRole")):
        made = iam.get_role(RoleName=cloud.physical(name, role))["Role"]
        assert found[key] == made["Arn"]
    (container,) = found["containerDefinitions"]
    assert container["image"] == "example/web:1"
    assert container["healthCheck"]["command"][0] == "CMD-SHELL"
    assert (container["healthCheck"]["interval"], container["healthCheck"]["startPeriod"]) == (
        10,
        30,
    )
    (port,) = container["portMappings"]
    assert (port["containerPort"], port["hostPort"], port["name"]) == (8080, 0, "http")
    options = container["logConfiguration"]["options"]
    (group,) = cloud.client("logs").describe_log_groups(
        logGroupNamePrefix=options["awslogs-group"]
    )["logGroups"]
    assert (group["retentionInDays"], options["awslogs-region"]) == (7, "eu-west-1")
    write = rights(cloud, name, "ExecutionRole")["WriteLogs"]
    assert write["Resource"] == [group["arn"]]


def test_ecs_shows_a_task_on_fargate(cloud: Cloud, deploy: Deploy, ground: Outputs) -> None:
    spec = {**ON_FARGATE, "containers": [WEB], "architecture": "arm64", "ephemeral_storage": 50}
    name = deploy(spec)
    found, runs = task(cloud, name), service(cloud, name)
    assert (found["cpu"], found["memory"], found["networkMode"]) == ("256", "512", "awsvpc")
    assert found["runtimePlatform"]["cpuArchitecture"] == "ARM64"
    assert found["ephemeralStorage"] == {"sizeInGiB": 50}
    assert [one["capacityProvider"] for one in runs["capacityProviderStrategy"]] == ["FARGATE_SPOT"]
    network = runs["networkConfiguration"]["awsvpcConfiguration"]
    assert ",".join(network["subnets"]) == ground["SubnetID"]
    assert network["securityGroups"] == [cloud.physical(name, "SecurityGroup")]


def test_ecs_shows_a_log_router_and_file_systems(cloud: Cloud, deploy: Deploy) -> None:
    router = {
        "name": "router",
        "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.2",
        "memory": 64,
        "log_router": {"type": "fluentbit", "options": {"enable-ecs-log-metadata": "true"}},
    }
    mounts = [{"volume": "files", "path": "/files"}]
    files = {"efs": {"file_system": "fs-0123456789abcdef0", "read_only": True}}
    routed = {**WORKER, "log_options": {"Name": "stdout"}, "mounts": mounts}
    name = deploy({"containers": [routed, router], "volumes": {"files": files}})
    found = task(cloud, name)
    worker, fluent = found["containerDefinitions"]
    assert worker["logConfiguration"]["logDriver"] == "awsfirelens"
    assert worker["logConfiguration"]["options"] == {"Name": "stdout"}
    assert fluent["firelensConfiguration"]["options"] == {"enable-ecs-log-metadata": "true"}
    (volume,) = found["volumes"]
    assert volume["efsVolumeConfiguration"]["transitEncryption"] == "ENABLED"
    assert volume["efsVolumeConfiguration"]["authorizationConfig"]["iam"] == "ENABLED"
    assert worker["mountPoints"] == [
        {"sourceVolume": "files", "containerPath": "/files", "readOnly": True}
    ]


def test_secrets_are_where_the_task_says_and_its_execution_role_reads_them(
    cloud: Cloud, deploy: Deploy
) -> None:
    ssm, secrets = cloud.client("ssm"), cloud.client("secretsmanager")
    ssm.put_parameter(Name="/web/api-key", Value="x", Type="SecureString")
    database = secrets.create_secret(Name="web/db", SecretString='{"password": "x"}')["ARN"]
    wanted = {"API_KEY": "ssm:/web/api-key", "PASSWORD": "secretsmanager:web/db:password"}
    name = deploy({"containers": [{**WEB, "secrets": wanted}]})
    (container,) = task(cloud, name)["containerDefinitions"]
    told = {one["name"]: one["valueFrom"] for one in container["secrets"]}
    parameter = ssm.get_parameter(Name="/web/api-key")["Parameter"]["ARN"]
    assert told["API_KEY"] == parameter
    arn, _, rest = told["PASSWORD"].rpartition(":secret:")
    assert database.startswith(f"{arn}:secret:web/db-")
    assert rest.split(":") == ["web/db", "password", "", ""]
    may = rights(cloud, name, "ExecutionRole")
    assert may["ReadSecrets"]["Resource"] == [parameter]
    assert may["ReadSecretValues"]["Resource"] == [f"{database[:-6]}??????"]
    assert rights(cloud, name, "TaskRole") == {}
    secrets.delete_secret(SecretId="web/db", ForceDeleteWithoutRecovery=True)
    ssm.delete_parameter(Name="/web/api-key")


def test_a_new_version_is_a_new_revision_that_the_service_moves_to_and_nothing_else(
    cloud: Cloud, deploy: Deploy
) -> None:
    spec = {
        "containers": [WEB],
        "load_balancer": RULE,
        "scaling": {"max": 4, "cpu": 60},
        "alarms": {"unhealthy_tasks": True},
        "dashboard": True,
    }
    name = deploy(spec)
    before, ids, seen = task(cloud, name), physical_ids(cloud, name), len(cloud.events(name))
    deploy(spec, name, ContainerVersion="2")
    touched = {one["LogicalResourceId"] for one in cloud.events(name)[seen:]}
    assert touched == {name, "taskdefinition", "service"}
    after = task(cloud, name)
    assert (after["family"], after["revision"]) == (before["family"], before["revision"] + 1)
    assert after["containerDefinitions"][0]["image"] == "example/web:2"
    (primary,) = [one for one in service(cloud, name)["deployments"] if one["status"] == "PRIMARY"]
    assert primary["taskDefinition"] == after["taskDefinitionArn"]
    moved = {key for key, value in physical_ids(cloud, name).items() if ids[key] != value}
    assert moved == {"taskdefinition"}
    old = cloud.client("ecs").describe_task_definition(taskDefinition=before["taskDefinitionArn"])
    assert old["taskDefinition"]["status"] == "INACTIVE"


def test_no_deploy_resets_the_count_that_scaling_has_set(cloud: Cloud, deploy: Deploy) -> None:
    spec = {"containers": [WEB], "scaling": {"min": 1, "max": 10, "cpu": 60}}
    name = deploy(spec)
    found = service(cloud, name)
    cloud.client("ecs").update_service(
        cluster=found["clusterArn"], service=found["serviceArn"], desiredCount=7
    )
    deploy(spec, name, ContainerVersion="2")
    deploy({**spec, "execute_command": True}, name, ContainerVersion="2")
    assert service(cloud, name)["desiredCount"] == 7


def test_a_deploy_sets_the_count_that_nothing_scales(cloud: Cloud, deploy: Deploy) -> None:
    name = deploy({"containers": [WORKER], "desired_count": 2})
    deploy({"containers": [WORKER], "desired_count": 3}, name)
    assert service(cloud, name)["desiredCount"] == 3


def test_a_count_is_brought_within_its_bounds(cloud: Cloud, deploy: Deploy) -> None:
    bounds = {"min": 3, "max": 10, "cpu": 60}
    name = deploy({"containers": [WORKER], "scaling": bounds})
    assert service(cloud, name)["desiredCount"] == 3
    deploy({"containers": [WORKER], "scaling": {**bounds, "min": 1, "max": 2}}, name)
    assert service(cloud, name)["desiredCount"] == 2
    found = cloud.client("application-autoscaling").describe_scaling_activities(
        **scaled(name, cloud)
    )["ScalingActivities"]
    assert [one["Cause"] for one in found] == [
        "maximum capacity was set to 2",
        "minimum capacity was set to 3",
    ]


def test_auto_scaling_shows_bounds_policies_and_schedules(
    cloud: Cloud, deploy: Deploy, ground: Outputs
) -> None:
    night = {"when": "cron(0 20 * * ? *)", "timezone": "Europe/Berlin", "min": 1}
    wanted = {
        "min": 2,
        "max": 8,
        "cpu": 60,
        "requests": 1000,
        "queue": {"name": "jobs", "messages_per_task": 100},
        "schedules": {"Night": night},
    }
    name = deploy({"containers": [WEB], "load_balancer": RULE, "scaling": wanted})
    place, scaling = scaled(name, cloud), cloud.client("application-autoscaling")
    (target,) = scaling.describe_scalable_targets(
        ServiceNamespace="ecs", ResourceIds=[place["ResourceId"]]
    )["ScalableTargets"]
    assert (target["MinCapacity"], target["MaxCapacity"]) == (2, 8)
    policies = {
        one["PolicyName"]: one["TargetTrackingScalingPolicyConfiguration"]
        for one in scaling.describe_scaling_policies(**place)["ScalingPolicies"]
    }
    assert set(policies) == {"cpu", "requests", "queue"}
    assert policies["cpu"]["TargetValue"] == 60
    label = policies["requests"]["PredefinedMetricSpecification"]["ResourceLabel"]
    group = cloud.physical(name, "TargetGroup").rpartition(":")[2]
    assert label == f"{ground['LoadBalancerFullName']}/{group}"
    queries = policies["queue"]["CustomizedMetricSpecification"]["Metrics"]
    assert [one["Id"] for one in queries if one["ReturnData"]] == ["backlog"]
    stat = queries[0]["MetricStat"]["Metric"]
    assert stat["Dimensions"] == [{"Name": "QueueName", "Value": "jobs"}]
    (action,) = scaling.describe_scheduled_actions(**place)["ScheduledActions"]
    assert (action["Schedule"], action["Timezone"]) == (night["when"], "Europe/Berlin")
    assert action["ScalableTargetAction"] == {"MinCapacity": 1}


def test_the_shared_load_balancer_has_a_rule_for_the_service(
    cloud: Cloud, deploy: Deploy, ground: Outputs
) -> None:
    check = {"path": "/health", "codes": "200", "interval": 10, "timeout": 3, "grace_period": 90}
    balancing = {**RULE, "health_check": check, "sticky_seconds": 60, "slow_start_seconds": 45}
    name = deploy({"containers": [WEB], "load_balancer": balancing})
    elb = cloud.client("elbv2")
    (rule,) = elb.describe_rules(RuleArns=[cloud.physical(name, "ListenerRule")])["Rules"]
    told = {one["Field"]: one for one in rule["Conditions"]}
    assert told["host-header"]["HostHeaderConfig"]["Values"] == ["web.example.com"]
    assert told["path-pattern"]["PathPatternConfig"]["Values"] == ["/api/*"]
    assert 2001 <= int(rule["Priority"]) <= 14000
    arn = cloud.physical(name, "TargetGroup")
    (group,) = elb.describe_target_groups(TargetGroupArns=[arn])["TargetGroups"]
    assert rule["Actions"][0]["TargetGroupArn"] == arn
    assert group["LoadBalancerArns"][0].endswith(ground["LoadBalancerFullName"])
    assert (group["HealthCheckPath"], group["Matcher"]) == ("/health", {"HttpCode": "200"})
    found = elb.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
    attributes = {one["Key"]: one["Value"] for one in found}
    assert attributes["stickiness.lb_cookie.duration_seconds"] == "60"
    assert attributes["slow_start.duration_seconds"] == "45"
    runs = service(cloud, name)
    assert runs["loadBalancers"] == [
        {"containerName": "web", "containerPort": 8080, "targetGroupArn": arn}
    ]
    assert runs["healthCheckGracePeriodSeconds"] == 90


def _own(cloud: Cloud, name: str) -> tuple[Any, Any]:
    """The service's own load balancer and its listeners, by their ports."""
    elb, arn = cloud.client("elbv2"), cloud.physical(name, "LoadBalancer")
    (balancer,) = elb.describe_load_balancers(LoadBalancerArns=[arn])["LoadBalancers"]
    listeners = elb.describe_listeners(LoadBalancerArn=arn)["Listeners"]
    return balancer, {one["Port"]: one for one in listeners}


def test_a_load_balancer_of_its_own_speaks_grpc(cloud: Cloud, deploy: Deploy) -> None:
    balancing = {"alb": {"scheme": "internal"}, "protocol": "grpc"}
    name = deploy({"containers": [WEB], "network_mode": "awsvpc", "load_balancer": balancing})
    balancer, listeners = _own(cloud, name)
    assert (balancer["Type"], balancer["Scheme"]) == ("application", "internal")
    assert listeners[80]["DefaultActions"][0]["Type"] == "redirect"
    assert listeners[443]["Protocol"] == "HTTPS"
    (group,) = cloud.client("elbv2").describe_target_groups(
        TargetGroupArns=[listeners[443]["DefaultActions"][0]["TargetGroupArn"]]
    )["TargetGroups"]
    assert (group["ProtocolVersion"], group["TargetType"]) == ("GRPC", "ip")
    assert "GrpcCode" in group["Matcher"]


def test_a_network_load_balancer_is_one(cloud: Cloud, deploy: Deploy, ground: Outputs) -> None:
    nlb = {"port": 443, "protocol": "tls", "cross_zone": False, "client_addresses": False}
    name = deploy({"containers": [WEB], **ON_FARGATE, "load_balancer": {"nlb": nlb}})
    balancer, listeners = _own(cloud, name)
    assert balancer["Type"] == "network"
    assert ":loadbalancer/net/" in balancer["LoadBalancerArn"]
    assert balancer["DNSName"].endswith(".elb.eu-west-1.amazonaws.com")
    assert balancer["SecurityGroups"] == [cloud.physical(name, "LoadBalancerSecurityGroup")]
    listener = listeners[443]
    assert ":listener/net/" in listener["ListenerArn"]
    assert listener["Certificates"] == [{"CertificateArn": ground["CertificateArn"]}]
    elb, arn = cloud.client("elbv2"), listener["DefaultActions"][0]["TargetGroupArn"]
    found = elb.describe_load_balancer_attributes(LoadBalancerArn=balancer["LoadBalancerArn"])
    attributes = {one["Key"]: one["Value"] for one in found["Attributes"]}
    assert attributes["load_balancing.cross_zone.enabled"] == "false"
    assert "idle_timeout.timeout_seconds" not in attributes
    (group,) = elb.describe_target_groups(TargetGroupArns=[arn])["TargetGroups"]
    assert (group["Protocol"], group["HealthCheckProtocol"]) == ("TCP", "TCP")
    assert "HealthCheckPath" not in group
    told = elb.describe_target_group_attributes(TargetGroupArn=arn)["Attributes"]
    assert {"Key": "preserve_client_ip.enabled", "Value": "false"} in told


def test_iam_shows_the_applications_rights_their_bound_and_the_reason(
    cloud: Cloud, deploy: Deploy
) -> None:
    iam = cloud.client("iam")
    allow = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    boundary = iam.create_policy(PolicyName="bound", PolicyDocument=document)["Policy"]["Arn"]
    policy = {
        "actions": ["cloudwatch:PutMetricData"],
        "resources": ["*"],
        "wildcard": "metrics know no resource",
    }
    spec = {"containers": [WEB], "task_policy": [policy], "permissions_boundary": boundary}
    name = deploy(spec)
    assert rights(cloud, name, "TaskRole")["Statement1"]["Action"] == policy["actions"]
    for role in ("TaskRole", "ExecutionRole"):
        found = iam.get_role(RoleName=cloud.physical(name, role))["Role"]
        assert found["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
    template = cloud.client("cloudformation").get_template(StackName=name)["TemplateBody"]
    made = template if isinstance(template, dict) else json.loads(template)
    assert made["Resources"]["TaskRole"]["Metadata"]["Wildcards"] == {
        "Statement1": "metrics know no resource"
    }
    cloud.delete(name)
    iam.delete_policy(PolicyArn=boundary)


def test_commands_are_logged_where_the_cluster_says(
    cloud: Cloud, deploy: Deploy, ground: Outputs
) -> None:
    name = deploy({"containers": [WORKER], "execute_command": True})
    assert service(cloud, name)["enableExecuteCommand"] is True
    may = rights(cloud, name, "TaskRole")
    assert "ssmmessages:OpenDataChannel" in may["ExecuteCommand"]["Action"]
    assert may["LogCommands"]["Resource"] == [ground["ExecuteCommandLogGroupArn"]]


def test_cloudwatch_shows_alarms_and_a_dashboard(
    cloud: Cloud, deploy: Deploy, ground: Outputs
) -> None:
    alarms = {"cpu": 80, "too_few_tasks_minutes": 10, "unhealthy_tasks": True, "errors": 5}
    name = deploy({"containers": [WEB], "load_balancer": RULE, "alarms": alarms, "dashboard": True})
    watch = cloud.client("cloudwatch")
    found = watch.describe_alarms(AlarmNamePrefix=name)["MetricAlarms"]
    assert all(one["AlarmActions"] == one["OKActions"] == [TOPIC] for one in found)
    told = {one.get("MetricName"): one for one in found}
    assert told["CPUUtilization"]["Threshold"] == 80
    runs = service(cloud, name)["serviceName"]
    assert {one["Name"]: one["Value"] for one in told["CPUUtilization"]["Dimensions"]} == {
        "ClusterName": ground["ECSCluster"],
        "ServiceName": runs,
    }
    group = cloud.physical(name, "TargetGroup").rpartition(":")[2]
    assert {one["Name"]: one["Value"] for one in told["UnHealthyHostCount"]["Dimensions"]} == {
        "LoadBalancer": ground["LoadBalancerFullName"],
        "TargetGroup": group,
    }
    (few,) = [one for one in found if one.get("Metrics")]
    assert (few["EvaluationPeriods"], few["TreatMissingData"]) == (10, "breaching")
    body = watch.get_dashboard(DashboardName=cloud.physical(name, "Dashboard"))["DashboardBody"]
    widgets = json.loads(body)["widgets"]
    assert runs in widgets[0]["properties"]["metrics"][0]
    assert group in body
    (log,) = [one["properties"]["query"] for one in widgets if one["type"] == "log"]
    assert f"SOURCE '{cloud.physical(name, 'LogGroup')}'" in log


def test_cloud_map_has_the_services_name(cloud: Cloud, deploy: Deploy, ground: Outputs) -> None:
    discovery = {"name": "web", "container": "web", "port": 8080, "ttl": 30}
    name = deploy({"containers": [WEB], "discovery": discovery})
    map_ = cloud.client("servicediscovery")
    found = map_.get_service(Id=cloud.physical(name, "DiscoveryService"))["Service"]
    assert (found["Name"], found["NamespaceId"]) == ("web", ground["NamespaceId"])
    assert found["DnsConfig"]["DnsRecords"] == [{"Type": "SRV", "TTL": 30}]
    assert service(cloud, name)["serviceRegistries"] == [
        {"registryArn": found["Arn"], "containerName": "web", "containerPort": 8080}
    ]


def test_service_connect_offers_a_named_port(cloud: Cloud, deploy: Deploy, ground: Outputs) -> None:
    offers = [{"port": "http", "dns_name": "web.internal", "alias_port": 80}]
    name = deploy({"containers": [WEB], "service_connect": {"offers": offers}})
    told = service(cloud, name)["deployments"][0]["serviceConnectConfiguration"]
    assert (told["enabled"], told["namespace"]) == (True, ground["NamespaceArn"])
    (offer,) = told["services"]
    assert (offer["portName"], offer["clientAliases"]) == (
        "http",
        [{"dnsName": "web.internal", "port": 80}],
    )
    deploy({"containers": [WEB]}, name)
    left = service(cloud, name)["deployments"][0].get("serviceConnectConfiguration", {})
    assert not left.get("enabled")


def test_instances_are_chosen_as_the_spec_says(cloud: Cloud, deploy: Deploy) -> None:
    zones = {"type": "spread", "field": "attribute:ecs.availability-zone"}
    placement = {"strategies": [zones], "constraints": [{"type": "distinct_instance"}]}
    spec = {"containers": [WORKER], "placement": placement, "az_rebalancing": True}
    found = service(cloud, deploy(spec))
    assert found["placementStrategy"] == [zones]
    assert found["placementConstraints"] == [{"type": "distinctInstance"}]
    assert found["availabilityZoneRebalancing"] == "ENABLED"
