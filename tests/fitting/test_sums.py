from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generators.stacks.cluster.families import FAMILIES
from generators.stacks.cluster.sizes import SIZES, size_of
from tests.fitting.judged import cluster, container, judged, messages, service

MICRO: dict[str, Any] = {"InstanceType": "t3.micro"}
MIXED: dict[str, Any] = {"instances": {"mixed": {"types": ["m7i.large", "c7i.large"]}}}
GPUS: dict[str, Any] = {"instances": {"gpu": True}}
FARGATE = {"capacity": [{"provider": "fargate"}], "cpu": 4096, "memory": 16384}


def of(memory: int, cpu: int = 10, **keys: Any) -> dict[str, Any]:
    return {"containers": [container(memory=memory, cpu=cpu)], **keys}


SUMS: dict[str, tuple[str, list[dict[str, Any]], list[str]]] = {
    "what fits": (cluster(**MICRO), [of(400), of(400)], []),
    "more memory than there is": (
        cluster(**MICRO),
        [of(500), of(400, desired_count=2)],
        [
            "params/main.yaml:8: warning: parameters.MaxSize: in environment local: all tasks "
            "together may want 2200 MiB of memory, one more of each service while it is updated "
            "(s1 3 times 400 and s0 2 times 500); 2 instances of t3.micro have about 1894. MaxSize "
            "3 would do, or larger instances"
        ],
    ),
    "more CPU than there is": (
        cluster(**MICRO),
        [of(100, 1500), of(100, 1000)],
        ["want 5000 CPU units, one more of each", "2 instances of t3.micro have 4096. MaxSize 3"],
    ),
    "room for updates where old tasks end first": (
        cluster(**MICRO),
        [of(700, deployment={"min_healthy_percent": 0}), of(700, desired_count=0)],
        [],
    ),
    "as many as scaling may start": (
        cluster(**MICRO),
        [of(300, scaling={"max": 6, "cpu": 50})],
        ["(s0 7 times 300)"],
    ),
    "what is reserved counts, not the limit": (
        cluster(**MICRO),
        [{"containers": [container(memory=900, memory_reservation=100)], "desired_count": 9}],
        [],
    ),
    "what the task says counts, not its containers": (
        cluster(**MICRO),
        [{**of(100, desired_count=2), "memory": 700}],
        ["s0 3 times 700"],
    ),
    "a task that is larger than an instance": (
        cluster(**MICRO),
        [of(1025)],
        [
            "params/s0.yaml:10: spec.containers[0].memory: in environment local: a task wants 1025 "
            "MiB of memory, and an instance of main has 1024 (t3.micro, params/main.yaml:"
        ],
    ),
    "a task of more CPU than an instance": (
        cluster(**MICRO),
        [of(100, 2049)],
        ["a task wants 2049 CPU units, and an instance of main has 2048 (t3.micro"],
    ),
    "a task that takes what the system needs": (
        cluster(**MICRO),
        [of(1000, deployment={"min_healthy_percent": 0})],
        [
            "params/s0.yaml:10: warning: spec.containers[0].memory: in environment local: a task "
            "wants 1000 MiB of memory; t3.micro of main has 1024, of which about 947 are for tasks"
        ],
    ),
    "the smallest of mixed types counts": (
        cluster(MIXED),
        [of(5000)],
        ["has 4096 (the least of m7i.large and c7i.large, params/main.yaml:6)"],
    ),
    "a type that nothing is known of": (
        cluster({"instances": {"types": ["z1d.large"]}}),
        [of(50_000)],
        [],
    ),
    "network interfaces of tasks": (
        cluster(**MICRO),
        [of(10, network_mode="awsvpc", desired_count=2)],
        [
            "want 3 network interfaces, one more of each service while it is updated (s0 3 times "
            "1); 2 instances of t3.micro have 2 (more if the account has awsvpcTrunking). MaxSize "
            "3 would do"
        ],
    ),
    "GPUs": (
        cluster(GPUS),
        [{"containers": [container(gpus=1)], "desired_count": 2}],
        ["want 3 GPUs", "2 instances of g4dn.xlarge have 2. MaxSize 3 would do"],
    ),
    "more GPUs than an instance has": (
        cluster(GPUS),
        [{"containers": [container(gpus=2)]}],
        ["a task wants 2 GPUs, and an instance of main has 1 (g4dn.xlarge"],
    ),
    "tasks on Fargate take nothing of the instances": (
        cluster({"fargate": True}, **MICRO),
        [FARGATE, of(400)],
        [],
    ),
}


@pytest.mark.parametrize("case", SUMS)
def test_what_tasks_want_is_held_against_what_instances_have(case: str, tmp_path: Path) -> None:
    main, specs, wanted = SUMS[case]
    files = {f"s{i}": service(spec) for i, spec in enumerate(specs)}
    found = judged(tmp_path, main=main, **files)
    said = [*map(str, found.complaints), *map(str, found.concerns)]
    assert len(said) == bool(wanted), said
    for part in wanted:
        assert part in said[0]


def test_every_environment_has_a_sum_of_its_own_and_one_line_for_the_same(tmp_path: Path) -> None:
    environments = (
        "local: {emulator: true, account: 000000000000, region: eu-west-1}\n"
        "test: {account: 123456789012, region: eu-west-1}\n"
        "production: {account: 123456789013, region: eu-west-1}\n"
    )
    main = cluster(**MICRO).removesuffix("\n}") + (
        ',\n "environments": {"production": {"parameters": {"InstanceType": "t3.medium"}}}\n}'
    )
    found = messages(judged(tmp_path, environments=environments, main=main, one=service(of(990))))
    assert [line.partition(": a")[0] for line in found] == [
        "params/one.yaml spec.containers[0].memory: in environments local, test",
    ]


def test_every_type_on_offer_has_its_facts() -> None:
    offered = [name for family in FAMILIES for name in family.types]
    assert [name for name in offered if size_of(name) is None] == []
    assert size_of("x9.huge") is size_of("") is None
    for family in FAMILIES:
        gpus = {SIZES[family.name][size].gpus > 0 for size in family.sizes}
        assert gpus == {family.gpu}


FACTS = {
    "t3.micro": (2, 1, 1),
    "t3a.small": (2, 2, 1),
    "t4g.2xlarge": (8, 32, 3),
    "c7g.medium": (1, 2, 1),
    "m7a.16xlarge": (64, 256, 14),
    "m7i.large": (2, 8, 2),
    "r7i.8xlarge": (32, 256, 7),
    "g4dn.16xlarge": (64, 256, 3),
    "g5g.xlarge": (4, 8, 3),
}


@pytest.mark.parametrize("name", FACTS)
def test_the_facts_are_those_of_awss_pages(name: str) -> None:
    size = size_of(name)
    assert size
    assert (size.vcpus, size.gib, size.own_interfaces) == FACTS[name]
    assert size.registered < size.memory
