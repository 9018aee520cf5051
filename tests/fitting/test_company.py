from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.fitting.judged import cluster, container, judged, messages, service

ALONE = {"instances": None, "fargate": True}
BESIDE = {"fargate": True}
TO_FARGATE = {**BESIDE, "default_strategy": [{"provider": "fargate"}]}
ARM = {"instances": {"architecture": "arm64"}}
ON_FARGATE = {"capacity": [{"provider": "fargate"}], "cpu": 256, "memory": 512}
ON_INSTANCES = {"capacity": [{"provider": "instances"}]}
BALANCED = {
    "containers": [container(ports=[8080])],
    "load_balancer": {"rule": {"hosts": ["example.com"]}},
}
CONNECTED: dict[str, Any] = {"service_connect": {}}
FOUND = {"containers": [container(ports=[8080])], "discovery": {"name": "app"}}
QUEUED = {"scaling": {"max": 2, "queue": {"name": "jobs", "messages_per_task": 5}}}
ALARMED = {"alarms": {"too_few_tasks_minutes": 5}}
NO_INSIGHTS = {"container_insights": "disabled"}

COMPANY: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "instances, and nothing said": ({}, {}, []),
    "instances, said": ({}, ON_INSTANCES, []),
    "Fargate beside instances": (BESIDE, ON_FARGATE, []),
    "Fargate alone": (ALONE, ON_FARGATE, []),
    "nothing said where Fargate is what is meant": (
        ALONE,
        {},
        [
            "params/one.yaml spec.capacity: in environment local: is not given, so that it is made "
            "for instances, but main runs such services on Fargate; write `capacity: [{provider: "
            "fargate}]` with cpu and memory"
        ],
    ),
    "nothing said where Fargate is what is meant, and there are instances": (
        TO_FARGATE,
        {},
        ["with cpu and memory, or `capacity: [{provider: instances}]`"],
    ),
    "instances where there are none": (
        ALONE,
        ON_INSTANCES,
        [
            "params/one.yaml spec.capacity: in environment local: wants instances, of which main "
            "has none; params/main.yaml wants `instances: {}`, or the service `capacity:"
        ],
    ),
    "Fargate where there is none": (
        {},
        ON_FARGATE,
        [
            "params/one.yaml spec.capacity: in environment local: wants Fargate, which main does "
            "not have; params/main.yaml wants `fargate: true`"
        ],
    ),
    "processors": (
        ARM,
        {"architecture": "x86_64"},
        [
            "spec.architecture: in environment local: is x86_64, but the instances of main are "
            "arm64; build the image for these, or params/main.yaml wants `instances: "
            "{architecture: x86_64}`"
        ],
    ),
    "processors that are not said": (ARM, {}, []),
    "processors on Fargate": (BESIDE, {**ON_FARGATE, "architecture": "arm64"}, []),
    "GPUs": (
        {},
        {"containers": [container(), container(name="gpu", gpus=1)]},
        [
            "spec.containers[1].gpus: in environment local: is 1, but the instances of main have "
            "no GPUs; params/main.yaml wants `instances: {gpu: true}`"
        ],
    ),
    "a load balancer": ({"load_balancer": {}}, BALANCED, []),
    "no load balancer": (
        {},
        BALANCED,
        [
            "params/one.yaml spec.load_balancer.rule: in environment local: is of the load "
            "balancer that services share, and main has none; params/main.yaml wants "
            "`load_balancer: {}`, or the service `alb: {}`, one of its own"
        ],
    ),
    "a namespace": ({"namespace": "http"}, CONNECTED, []),
    "no namespace": (
        {},
        CONNECTED,
        [
            "spec.service_connect: in environment local: wants a namespace, and main has none; "
            "params/main.yaml wants `namespace: http`"
        ],
    ),
    "a namespace with names": ({"namespace": "private_dns"}, {**FOUND, **CONNECTED}, []),
    "a namespace without names": (
        {"namespace": "http"},
        FOUND,
        [
            "spec.discovery: in environment local: wants a namespace in the VPC's DNS, and that of "
            "main is http; params/main.yaml wants `namespace: private_dns`"
        ],
    ),
    "no namespace with names": ({}, FOUND, ["in the VPC's DNS, and main has none"]),
    "a queue and metrics": ({}, QUEUED, []),
    "a queue and no metrics": (
        NO_INSIGHTS,
        QUEUED,
        [
            "spec.scaling.queue: in environment local: goes by the number of running tasks, a "
            "metric of container insights, which main has disabled; params/main.yaml wants "
            "`container_insights: enabled`"
        ],
    ),
    "commands of people": (NO_INSIGHTS, {"execute_command": True}, []),
}


@pytest.mark.parametrize("case", COMPANY)
def test_what_a_service_wants_of_its_cluster_is_there(case: str, tmp_path: Path) -> None:
    of_cluster, of_service, wanted = COMPANY[case]
    found = messages(judged(tmp_path, main=cluster(of_cluster), one=service(of_service)))
    assert len(found) == len(wanted), found
    for line, said in zip(found, wanted, strict=True):
        assert said in line


def test_an_alarm_that_counts_tasks_wants_the_metric(tmp_path: Path) -> None:
    topic = {"AlarmTopicArn": "arn:aws:sns:eu-west-1:000000000000:alarms"}
    one = service(ALARMED, parameters=topic)
    (found,) = messages(judged(tmp_path, main=cluster(NO_INSIGHTS), one=one))
    assert "spec.alarms.too_few_tasks_minutes: in environment local: goes by" in found


def test_a_listener_of_others_does_as_well(tmp_path: Path) -> None:
    arn = "arn:aws:elasticloadbalancing:eu-west-1:000000000000:listener/app/x/1/2"
    one = service(BALANCED, parameters={"ListenerArn": arn})
    assert messages(judged(tmp_path, main=cluster(), one=one)) == []


def test_nothing_is_said_of_a_cluster_that_is_not_in_params(tmp_path: Path) -> None:
    values = {"ECSCluster": "theirs", "VpcId": "vpc-1f2d3c4b", "SubnetID": "subnet-7f885626"}
    one = service(ON_FARGATE, parameters=values)
    assert messages(judged(tmp_path, main=cluster(), one=one)) == []


def test_many_services_are_judged(tmp_path: Path) -> None:
    files = {f"s{i}": service({"desired_count": 1 + i % 3}) for i in range(300)}
    main = cluster(InstanceType="m7i.8xlarge", MaxSize=9)
    found = judged(tmp_path, main=main, **files)
    assert (found.complaints, found.concerns) == ((), ())
