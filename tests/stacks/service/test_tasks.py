"""What comes of each thing that a spec may say of tasks and containers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from generators.lint import lint
from generators.stacks.service.options.tasks import OPTIONS_OF_TASKS
from tests.options import Option, fields, said
from tests.stacks.service.made import BARE, FARGATE, SERVICE, WEB, Made, container

OPTIONS = [Option(kind="service", words=w, spec=s) for w, s in OPTIONS_OF_TASKS.items()]
SIDE = {"name": "side", "image": "side:1", "memory": 32, "essential": False}
HEALTH = {"command": "true"}
EFS = {"file_system": "fs-1"}


@pytest.mark.parametrize(
    ("given", "property_", "held"),
    [
        ({}, "Image", "web:1"),
        ({"cpu": 32}, "Cpu", 32),
        ({"cpu": 0}, "Cpu", 0),
        ({"memory_reservation": 64}, "MemoryReservation", 64),
        ({"gpus": 2}, "ResourceRequirements", [{"Type": "GPU", "Value": "2"}]),
        ({"essential": True}, "Essential", True),
        ({"entry_point": ["/bin/sh", "-c"]}, "EntryPoint", ["/bin/sh", "-c"]),
        ({"command": ["serve"]}, "Command", ["serve"]),
        ({"user": "1000:1000"}, "User", "1000:1000"),
        ({"working_directory": "/srv"}, "WorkingDirectory", "/srv"),
        ({"environment": {"A": "b"}}, "Environment", [{"Name": "A", "Value": "b"}]),
        (
            {"environment_files": ["arn:aws:s3:::bucket/web.env"]},
            "EnvironmentFiles",
            [{"Type": "s3", "Value": "arn:aws:s3:::bucket/web.env"}],
        ),
        ({"ports": [80]}, "PortMappings", [{"ContainerPort": 80, "HostPort": 0}]),
        (
            {"ports": [{"port": 80, "host": 8080}]},
            "PortMappings",
            [{"ContainerPort": 80, "HostPort": 8080}],
        ),
        (
            {"ports": [{"port": 53, "protocol": "udp"}]},
            "PortMappings",
            [{"ContainerPort": 53, "HostPort": 0, "Protocol": "udp"}],
        ),
        (
            {"ports": [{"port": 80, "name": "api", "app_protocol": "http2"}]},
            "PortMappings",
            [{"ContainerPort": 80, "HostPort": 0, "Name": "api", "AppProtocol": "http2"}],
        ),
        (
            {"health_check": {"command": "curl localhost"}},
            "HealthCheck",
            {
                "Command": ["CMD-SHELL", "curl localhost"],
                "Interval": 30,
                "Timeout": 5,
                "Retries": 3,
            },
        ),
        (
            {"health_check": {"command": ["ping"], "start_period": 9, "retries": 1}},
            "HealthCheck",
            {
                "Command": ["CMD", "ping"],
                "Interval": 30,
                "Timeout": 5,
                "Retries": 1,
                "StartPeriod": 9,
            },
        ),
        ({"stop_timeout": 0}, "StopTimeout", 0),
        ({"init": True}, "LinuxParameters", {"InitProcessEnabled": True}),
        ({"read_only": True}, "ReadonlyRootFilesystem", True),
        (
            {"tmpfs": [{"path": "/tmp", "size": 8}], "shared_memory": 9},
            "LinuxParameters",
            {"Tmpfs": [{"ContainerPath": "/tmp", "Size": 8}], "SharedMemorySize": 9},
        ),
        (
            {"ulimits": {"nofile": {"soft": 1, "hard": -1}}},
            "Ulimits",
            [{"Name": "nofile", "SoftLimit": 1, "HardLimit": -1}],
        ),
        (
            {"capabilities": {"drop": ["ALL"]}},
            "LinuxParameters",
            {"Capabilities": {"Drop": ["ALL"]}},
        ),
        ({"docker_labels": {"team": "web"}}, "DockerLabels", {"team": "web"}),
        (
            {"secrets": {"A": "secretsmanager:web/db:password"}},
            "Secrets",
            [
                {
                    "Name": "A",
                    "ValueFrom": {
                        "Fn::Sub": "arn:${AWS::Partition}:secretsmanager:${AWS::Region}:"
                        "${AWS::AccountId}:secret:web/db:password::"
                    },
                }
            ],
        ),
        (
            {"registry_credentials": "arn:aws:secretsmanager:eu-west-1:1:secret:r-AbCdEf"},
            "RepositoryCredentials",
            {"CredentialsParameter": "arn:aws:secretsmanager:eu-west-1:1:secret:r-AbCdEf"},
        ),
        (
            {"log_router": {"type": "fluentd", "options": {"enable-ecs-log-metadata": "true"}}},
            "FirelensConfiguration",
            {"Type": "fluentd", "Options": {"enable-ecs-log-metadata": "true"}},
        ),
        ({"log_router": {}}, "FirelensConfiguration", {"Type": "fluentbit"}),
    ],
)
def test_what_the_spec_says_of_a_container(
    given: dict[str, Any], property_: str, held: object
) -> None:
    assert json.loads(json.dumps(container(**given)))[property_] == held


def test_a_container_that_says_little_is_left_to_its_image() -> None:
    found = container()
    assert [*found] == ["Name", "Image", "Cpu", "Memory", "Essential", "LogConfiguration"]
    bare = Made(**FARGATE, containers=[BARE]).container
    assert [*bare] == ["Name", "Image", "Essential", "LogConfiguration"]


def test_containers_wait_for_one_another() -> None:
    web = {**WEB, "depends_on": {"side": "SUCCESS", "cache": "HEALTHY"}}
    cache = {**SIDE, "name": "cache", "health_check": HEALTH}
    assert Made(containers=[web, SIDE, cache]).container["DependsOn"] == [
        {"ContainerName": "side", "Condition": "SUCCESS"},
        {"ContainerName": "cache", "Condition": "HEALTHY"},
    ]


def test_a_log_goes_through_the_router_whose_own_goes_to_cloudwatch() -> None:
    web = {**WEB, "log_options": {"Name": "http"}, "log_secrets": {"key": "ssm:/web/key"}}
    made = Made(containers=[web, {**SIDE, "log_router": {}}])
    sent, own = (c["LogConfiguration"] for c in made.task["ContainerDefinitions"])
    assert sent["LogDriver"] == "awsfirelens"
    assert sent["Options"] == {"Name": "http"}
    assert [secret["Name"] for secret in sent["SecretOptions"]] == ["key"]
    assert own["LogDriver"] == "awslogs"
    assert own["Options"]["awslogs-stream-prefix"] == "side"


TASKS: Mapping[str, tuple[dict[str, Any], Callable[[Made], object], object]] = {
    "an x86 task on instances says nothing of its processor": (
        {},
        lambda made: (made.task["RequiresCompatibilities"], made.task.get("RuntimePlatform")),
        (["EC2"], None),
    ),
    "an ARM one does": (
        {"architecture": "arm64"},
        lambda made: made.task["RuntimePlatform"],
        {"OperatingSystemFamily": "LINUX", "CpuArchitecture": "ARM64"},
    ),
    "on Fargate it always does": (
        {**FARGATE, "containers": [BARE]},
        lambda made: made.task["RuntimePlatform"],
        {"OperatingSystemFamily": "LINUX", "CpuArchitecture": "X86_64"},
    ),
    "on Fargate it has its size and a network interface": (
        {**FARGATE, "containers": [BARE], "ephemeral_storage": 21},
        lambda made: [
            made.task[key]
            for key in (
                "Cpu", "Memory", "NetworkMode", "RequiresCompatibilities", "EphemeralStorage",
            )
        ],
        ["256", "512", "awsvpc", ["FARGATE"], {"SizeInGiB": 21}],
    ),
    "a task's size may be an environment's": (
        {"memory": "${Memory}", "parameters": {"Memory": {"type": "Number", "default": 512}}},
        lambda made: made.task["Memory"],
        {"Ref": "Memory"},
    ),
    "in awsvpc mode a host port is the container's own": (
        {"network_mode": "awsvpc", "containers": [{**WEB, "ports": [80]}]},
        lambda made: made.container["PortMappings"],
        [{"ContainerPort": 80, "HostPort": 80}],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("given", "look", "held"), TASKS.values(), ids=TASKS)
def test_what_the_spec_says_of_a_task(
    given: dict[str, Any], look: Callable[[Made], object], held: object
) -> None:
    assert json.loads(json.dumps(look(Made(**given)))) == json.loads(json.dumps(held))


@pytest.mark.parametrize(
    ("volume", "held", "mounted"),
    [
        ({}, {}, {}),
        ({"host_path": "/data"}, {"Host": {"SourcePath": "/data"}}, {}),
        (
            {"efs": EFS},
            {
                "EFSVolumeConfiguration": {
                    "FilesystemId": "fs-1",
                    "TransitEncryption": "ENABLED",
                    "AuthorizationConfig": {"IAM": "ENABLED"},
                }
            },
            {},
        ),
        (
            {"efs": {**EFS, "access_point": "fsap-1", "read_only": True}},
            {
                "EFSVolumeConfiguration": {
                    "FilesystemId": "fs-1",
                    "TransitEncryption": "ENABLED",
                    "AuthorizationConfig": {"IAM": "ENABLED", "AccessPointId": "fsap-1"},
                }
            },
            {"ReadOnly": True},
        ),
        (
            {"efs": {**EFS, "root": "/web"}},
            {
                "EFSVolumeConfiguration": {
                    "FilesystemId": "fs-1",
                    "RootDirectory": "/web",
                    "TransitEncryption": "ENABLED",
                    "AuthorizationConfig": {"IAM": "ENABLED"},
                }
            },
            {},
        ),
    ],
)
def test_what_the_spec_says_of_a_volume(
    volume: dict[str, Any], held: dict[str, Any], mounted: dict[str, Any]
) -> None:
    web = {**WEB, "mounts": [{"volume": "data", "path": "/data"}]}
    made = Made(containers=[web], volumes={"data": volume})
    assert made.task["Volumes"] == [{"Name": "data", **held}]
    mount = {"SourceVolume": "data", "ContainerPath": "/data", **mounted}
    assert made.container["MountPoints"] == [mount]


def test_a_mount_may_be_read_only_though_its_volume_is_not() -> None:
    web = {**WEB, "mounts": [{"volume": "data", "path": "/data", "read_only": True}]}
    assert Made(containers=[web], volumes={"data": {}}).container["MountPoints"][0]["ReadOnly"]


OWN = {
    "architecture", "containers", "cpu", "ephemeral_storage", "execute_command", "memory",
    "permissions_boundary", "task_policy", "volumes",
}  # fmt: skip


def test_the_options_of_tasks_use_every_key_of_theirs() -> None:
    specs = [*OPTIONS_OF_TASKS.values(), {"containers": [{**WEB, "environment": {"A": "b"}}]}]
    models = [SERVICE.Spec.model_validate_json(json.dumps(spec)) for spec in specs]
    used = {path for model in models for path in said(model)}
    every = {path for path in fields(SERVICE.Spec) if path.partition(".")[0] in OWN}
    assert every - used == set()


@pytest.mark.parametrize("option", OPTIONS, ids=lambda option: option.words)
def test_nothing_can_be_said_against_an_option(option: Option) -> None:
    spec = SERVICE.Spec.model_validate_json(json.dumps(option.spec))
    assert [*SERVICE.faults(spec)] == []


def test_cfn_lint_finds_nothing_in_the_options_of_tasks() -> None:
    files = {option.words: option.text() for option in OPTIONS}
    assert list(map(str, lint(files, ["eu-west-1", "us-east-1"]))) == []
