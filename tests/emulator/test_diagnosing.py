"""A diagnosis by way of the emulator's own APIs: each call is one that AWS's client can make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from generators.deploy import aws_shapes as shapes
from generators.deploy.cloudformation import CloudFormation
from generators.deploy.diagnose.clients import Clients
from generators.deploy.diagnose.why import Explanation, clients_of, why
from generators.deploy.intended import deployed_by
from generators.deploy.running import rolled_back
from tests.emulator.conftest import Cloud, Template
from tests.emulator.test_options import WHOLE
from tests.options import Option
from tests.projects import IMAGE

TOPIC = "arn:aws:sns:eu-west-1:000000000000:alarms"

LOGS = {"awslogs-group": {"Ref": "LogGroup"}, "awslogs-region": "eu-west-1"}
APP = {
    "Name": "app",
    "Image": "example/web:41",
    "Memory": 128,
    "LogConfiguration": {
        "LogDriver": "awslogs",
        "Options": {**LOGS, "awslogs-stream-prefix": "web"},
    },
}
SERVICE = {
    "Resources": {
        "LogGroup": {"Type": "AWS::Logs::LogGroup"},
        "ECSCluster": {"Type": "AWS::ECS::Cluster"},
        "taskdefinition": {
            "Type": "AWS::ECS::TaskDefinition",
            "Properties": {"ContainerDefinitions": [APP]},
        },
        "service": {
            "Type": "AWS::ECS::Service",
            "Properties": {
                "Cluster": {"Ref": "ECSCluster"},
                "TaskDefinition": {"Ref": "taskdefinition"},
                "DesiredCount": 1,
                "LaunchType": "EC2",
            },
        },
    }
}


class Connected:
    """What gives clients, as a connection does."""

    def __init__(self, client: Callable[..., Any]) -> None:
        self.client = client


@pytest.fixture
def clients(client: Callable[..., Any]) -> Clients:
    return clients_of(Connected(client))


def explained(cloud: Cloud, clients: Clients, name: str) -> Explanation:
    events = [shapes.event(one) for one in cloud.events(name)]
    resources = CloudFormation(cloud.client("cloudformation")).resources(name)
    return why("web", events, resources, clients, str)


def test_of_a_service_that_runs_there_is_nothing_to_tell(cloud: Cloud, clients: Clients) -> None:
    told = explained(cloud, clients, cloud.create(SERVICE))
    assert told.causes == ()
    assert told.facts.notes == ()
    (service,) = told.facts.services
    assert (service.status, service.running, service.desired) == ("ACTIVE", 1, 1)


def test_the_reason_why_a_task_was_stopped_and_its_last_lines_are_found(
    cloud: Cloud, clients: Clients
) -> None:
    name = cloud.create(SERVICE)
    cluster, ecs = cloud.physical(name, "ECSCluster"), cloud.client("ecs")
    (arn,) = ecs.list_tasks(cluster=cluster)["taskArns"]
    task = arn.rpartition("/")[2]
    logs, group = cloud.client("logs"), cloud.physical(name, "LogGroup")
    logs.create_log_stream(logGroupName=group, logStreamName=f"web/app/{task}")
    line = {"timestamp": 1, "message": "no DATABASE_URL\n"}
    logs.put_log_events(logGroupName=group, logStreamName=f"web/app/{task}", logEvents=[line])
    ecs.stop_task(cluster=cluster, task=arn, reason="CannotPullContainerError: manifest unknown")
    told = explained(cloud, clients, name)
    assert told.causes[0].sentence == "The image example/web:41 does not exist."
    (service,) = told.facts.services
    assert [one.id for one in service.stopped] == [task]


def test_a_cluster_and_a_service_with_all_that_they_may_have_are_looked_at(
    cloud: Cloud, clients: Clients
) -> None:
    network = cloud.outputs(cloud.create(Option(kind="network", words="", spec={}).template()))
    known = {**network, "ImageId": IMAGE, "ContainerVersion": "1", "AlarmTopicArn": TOPIC}

    def create(template: Template) -> str:
        values = {key: known[key] for key in template["Parameters"] if key in known}
        name = cloud.create(template, **values)
        assert cloud.status(name) == "CREATE_COMPLETE", cloud.failures(name)
        return name

    cluster = create(WHOLE.template())
    known |= cloud.outputs(cluster)
    web = {"name": "web", "image": "example/web:1", "memory": 128, "ports": [8080]}
    spec = {"containers": [web], "load_balancer": {"rule": {"paths": ["/web/*"]}}}
    service = create(Option(kind="service", words="", spec=spec).template())
    for name in (cluster, service):
        told = explained(cloud, clients, name)
        assert (told.causes, told.facts.notes) == ((), ())
    assert told.facts.services[0].groups[0].check.startswith("HTTP /")


def test_a_resource_that_failed_is_explained(cloud: Cloud, clients: Clients) -> None:
    group = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/taken"}}
    cloud.client("logs").create_log_group(logGroupName="/taken")
    name = cloud.create({"Resources": {"LogGroup": group}})
    assert cloud.status(name) == "ROLLBACK_COMPLETE"
    told = explained(cloud, clients, name)
    cloud.client("logs").delete_log_group(logGroupName="/taken")
    assert "which this stack did not make" in told.causes[0].sentence


def test_a_service_that_was_moved_behind_cloudformation_s_back_is_found(
    cloud: Cloud, clients: Clients
) -> None:
    name = cloud.create(SERVICE)
    resources = CloudFormation(cloud.client("cloudformation")).resources(name)
    deployed, ecs = deployed_by(resources), cloud.client("ecs")
    assert rolled_back(deployed, clients.ecs) == ()
    other = {"name": "app", "image": "example/web:40", "memory": 128}
    family = "older"
    ecs.register_task_definition(family=family, containerDefinitions=[other])
    cluster, service = cloud.physical(name, "ECSCluster"), cloud.physical(name, "service")
    ecs.update_service(cluster=cluster, service=service, taskDefinition=family)
    (finding,) = rolled_back(deployed, clients.ecs)
    assert finding.runs == "older:1"
