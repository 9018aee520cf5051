from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generators.fitting import deploying
from generators.stacks.service.spec.running import DeploymentSpec
from tests.fitting.judged import cluster, container, judged, messages, service
from tests.projects import IMAGE

FIXED = {"containers": [container(ports=[{"port": 80, "host": 8080}])]}
APART = {"placement": {"constraints": [{"type": "distinct_instance"}]}}
SCALING = {"max": 3, "cpu": 50}
BY_PARAMETER = {"parameters": {"Tasks": {"type": "Number"}}, "desired_count": "${Tasks}"}


def deployment(least: int, most: int = 200) -> dict[str, Any]:
    return {"deployment": {"min_healthy_percent": least, "max_percent": most}}


def large(max_size: object) -> str:
    """A cluster of instances that are large enough, and may be as few as one."""
    spec = {"instances": {"scale_to_zero": True}}
    return cluster(spec, MaxSize=max_size, InstanceType="m7i.large")


ALONE: dict[str, tuple[dict[str, Any], int, list[str]]] = {
    "no fixed port": ({}, 1, []),
    "one task and room for another": (FIXED, 2, []),
    "one task and no room": (
        FIXED,
        1,
        [
            "params/one.yaml spec.deployment.min_healthy_percent: in environment local: port 8080 "
            "of the host is free once on each instance. There may be 1 task, and one more while a "
            "new task starts before an old one ends; MaxSize of main is 1 (params/main.yaml:12). "
            "Allowed: MaxSize 2 or more, or min_healthy_percent 0, by which an old task ends first"
        ],
    ),
    "one task that ends before the next": ({**FIXED, **deployment(0)}, 1, []),
    "four tasks and no room": (
        {**APART, "desired_count": 4},
        4,
        [
            "distinct_instance puts each task on another instance. There may be 4 tasks, and one "
            "more while a new task starts before an old one ends; MaxSize of main is 4 (params/"
            "main.yaml:12). Allowed: MaxSize 5 or more, or min_healthy_percent 75 or less"
        ],
    ),
    "four tasks of which one may end": ({**APART, "desired_count": 4, **deployment(75)}, 4, []),
    "four tasks of which one may not quite end": (
        {**APART, "desired_count": 4, **deployment(76)},
        4,
        ["MaxSize 5 or more"],
    ),
    "more tasks than instances": (
        {**FIXED, "desired_count": 3, **deployment(100)},
        2,
        ["MaxSize 4 or more, or MaxSize 3 with min_healthy_percent 66 or less, or fewer tasks"],
    ),
    "more tasks than instances, of which one may end": (
        {**FIXED, "desired_count": 3, **deployment(0)},
        2,
        ["There may be 3 tasks; MaxSize of main is 2 (params/main.yaml:12). Allowed: MaxSize 3"],
    ),
    "as many as scaling may start": ({**FIXED, "scaling": SCALING}, 3, ["MaxSize 4 or more"]),
    "as many as a schedule may start": (
        {**FIXED, "scaling": {**SCALING, "schedules": {"day": {"when": "rate(1 day)", "max": 9}}}},
        5,
        ["MaxSize 10 or more"],
    ),
    "room for all that scaling may start": ({**FIXED, "scaling": SCALING}, 4, []),
    "no tasks": ({**FIXED, "desired_count": 0}, 1, []),
    "as many as a parameter says": ({**FIXED, **BY_PARAMETER}, 7, ["MaxSize 8 or more"]),
}


@pytest.mark.parametrize("case", ALONE)
def test_a_task_that_wants_an_instance_of_its_own_has_one(case: str, tmp_path: Path) -> None:
    spec, max_size, wanted = ALONE[case]
    values = {"parameters": {"Tasks": 7}} if "parameters" in spec else {}
    found = messages(judged(tmp_path, main=large(max_size), one=service(spec, **values)))
    assert len(found) == len(wanted), found
    for line, said in zip(found, wanted, strict=True):
        assert said in line


STUCK: dict[str, tuple[str, dict[str, Any], str]] = {
    "one task": (
        "1",
        deployment(100, 150),
        "lets no task of 1 be replaced: by min_healthy_percent 100 none may end first, by "
        "max_percent 150 no other may start first; allowed: max_percent 200 or more, or "
        "min_healthy_percent 0",
    ),
    "three tasks": (
        "3",
        deployment(67, 133),
        "max_percent 134 or more, or min_healthy_percent 66 or less",
    ),
}


@pytest.mark.parametrize("case", STUCK)
def test_percents_by_which_nothing_can_be_replaced_are_told_with_those_that_do(
    case: str, tmp_path: Path
) -> None:
    tasks, spec, wanted = STUCK[case]
    one = service({**BY_PARAMETER, **spec}, parameters={"Tasks": tasks})
    (found,) = messages(judged(tmp_path, main=large(9), one=one))
    assert found.startswith("params/one.yaml spec.deployment.max_percent: in environment local: ")
    assert wanted in found


@pytest.mark.parametrize("tasks", [1, 2, 3, 4, 7, 10, 33, 100])
def test_the_percents_that_are_told_are_the_last_that_do(tasks: int) -> None:
    def of(least: int, most: int) -> DeploymentSpec:
        return DeploymentSpec(min_healthy_percent=least, max_percent=most)

    enough = deploying.enough_min_healthy(tasks)
    assert deploying.ends_one_first(tasks, of(enough, 200))
    assert not deploying.ends_one_first(tasks, of(enough + 1, 200))
    most = deploying.enough_max(tasks)
    assert deploying.starts_one_first(tasks, of(99, most))
    assert not deploying.starts_one_first(tasks, of(99, most - 1))


TOGETHER: dict[str, tuple[dict[str, Any], dict[str, Any], int, list[str]]] = {
    "one port, and instances enough": (FIXED, FIXED, 3, []),
    "one port": (
        FIXED,
        FIXED,
        2,
        [
            "params/two.yaml spec.containers[0].ports[0].host: in environment local: is port 8080 "
            "of the host, which one (params/one.yaml:14) wants too: no instance can run both. "
            "There may be 2 tasks, and one more while a new task starts before an old one ends, "
            "each on an instance of its own; MaxSize of main is 2 (params/main.yaml:12). Leave "
            "`host` out, give another port, or set MaxSize 3"
        ],
    ),
    "one port, and old tasks end first": (
        {**FIXED, **deployment(0)},
        {**FIXED, **deployment(0)},
        2,
        [],
    ),
    "two ports": (
        FIXED,
        {"containers": [container(ports=[{"port": 80, "host": 8081}])]},
        2,
        [],
    ),
    "one number of two transports": (
        FIXED,
        {"containers": [container(ports=[{"port": 80, "host": 8080, "protocol": "udp"}])]},
        2,
        [],
    ),
    "one port twice is told once": (
        {"containers": [container(ports=[{"port": 1, "host": 1}, {"port": 2, "host": 2}])]},
        {"containers": [container(ports=[{"port": 1, "host": 1}, {"port": 2, "host": 2}])]},
        2,
        ["is port 1 of the host"],
    ),
    "what is told together is not told alone": (
        {**FIXED, "desired_count": 2},
        {**FIXED, "desired_count": 2},
        2,
        ["or set MaxSize 5"],
    ),
}


@pytest.mark.parametrize("case", TOGETHER)
def test_services_with_one_port_of_the_host_have_instances_enough(
    case: str, tmp_path: Path
) -> None:
    one, two, max_size, wanted = TOGETHER[case]
    files = {"main": large(max_size), "one": service(one), "two": service(two)}
    found = messages(judged(tmp_path, **files))
    assert len(found) == len(wanted), found
    for line, said in zip(found, wanted, strict=True):
        assert said in line


def test_services_of_two_clusters_may_have_one_port(tmp_path: Path) -> None:
    elsewhere = service(FIXED).replace('"main"', '"other"')
    files = {"main": large(2), "other": large(2), "one": service(FIXED), "two": elsewhere}
    assert messages(judged(tmp_path, **files)) == []


UNKNOWN = """\
kind: cluster
spec: {instances: {scale_to_zero: true}}
parameters:
  VpcId: vpc-1f2d3c4b
  SubnetID: subnet-7f885626
  ImageId: IMAGE
  MaxSize: !Env SIZE
"""


def test_nothing_is_said_of_numbers_that_are_not_known_yet(tmp_path: Path) -> None:
    main = UNKNOWN.replace("IMAGE", IMAGE)
    assert messages(judged(tmp_path, main=main, one=service(FIXED), two=service(FIXED))) == []


def test_of_several_values_the_last_one_counts(tmp_path: Path) -> None:
    main = UNKNOWN.replace("IMAGE", IMAGE).replace("!Env SIZE", "!First\n    - !Env SIZE\n    - 2")
    found = messages(judged(tmp_path, main=main, one=service(FIXED), two=service(FIXED)))
    assert ["set MaxSize 3" in line for line in found] == [True]
