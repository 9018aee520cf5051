"""Specs that show what tasks, their containers and their roles can be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WEB = {"name": "web", "image": "example/web:${ContainerVersion}", "cpu": 128, "memory": 128}
_SIDE = {"name": "side", "image": "example/side:1", "memory": 64}
_ROUTER = {
    "name": "router",
    "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:2.32.2",
    "memory": 64,
    "log_router": {"type": "fluentbit", "options": {"enable-ecs-log-metadata": "true"}},
}
_KEY = "arn:aws:kms:eu-west-1:123456789012:key/0f5c1e0e-0000-4000-8000-000000000000"
_ON_FARGATE: Mapping[str, Any] = {
    "capacity": [{"provider": "fargate"}],
    "cpu": 256,
    "memory": 512,
}
_FARGATE_WEB = {"name": "web", "image": "example/web:${ContainerVersion}"}

OPTIONS_OF_TASKS: Mapping[str, Mapping[str, Any]] = {
    "containers that wait for one another": {
        "containers": [
            {**_WEB, "depends_on": {"migrate": "SUCCESS", "cache": "HEALTHY"}},
            {**_SIDE, "name": "migrate", "essential": False, "stop_timeout": 60},
            {
                **_SIDE,
                "name": "cache",
                "health_check": {
                    "command": ["redis-cli", "ping"],
                    "interval": 10,
                    "timeout": 3,
                    "retries": 5,
                    "start_period": 20,
                },
            },
        ]
    },
    "how a container's process runs": {
        "containers": [
            {
                **_WEB,
                "entry_point": ["/bin/web"],
                "command": ["serve"],
                "user": "1000:1000",
                "working_directory": "/srv",
                "health_check": {"command": "curl -f http://localhost:8080/ || exit 1"},
                "init": True,
                "docker_labels": {"team": "web"},
            }
        ]
    },
    "what Linux gives and keeps": {
        "containers": [
            {
                **_WEB,
                "read_only": True,
                "tmpfs": [{"path": "/tmp", "size": 64}],  # noqa: S108 (in the container)
                "shared_memory": 64,
                "ulimits": {"nofile": {"soft": 4096, "hard": 65536}},
                "capabilities": {"add": ["NET_ADMIN"], "drop": ["MKNOD", "NET_RAW"]},
            }
        ]
    },
    "memory and CPU of the whole task, and a GPU": {
        "cpu": 1024,
        "memory": 2048,
        "containers": [
            {"name": "web", "image": "example/web:1", "memory_reservation": 512, "gpus": 1}
        ],
    },
    "fixed and named ports": {
        "containers": [
            {
                **_WEB,
                "ports": [
                    {"port": 80, "host": 8080},
                    {"port": 53, "protocol": "udp"},
                    {"port": 9000, "name": "api", "app_protocol": "grpc"},
                ],
            }
        ]
    },
    "variables from files, and secrets with a key": {
        "containers": [
            {
                **_WEB,
                "environment_files": ["arn:aws:s3:::example-bucket/web.env"],
                "secrets": {
                    "PASSWORD": {"source": "secretsmanager:web/db:password", "kms_key": _KEY},
                    "API_KEY": {"source": "ssm:/web/api-key", "kms_key": _KEY},
                },
            }
        ]
    },
    "an image of a private registry, whose tag moves": {
        "containers": [
            {
                **_WEB,
                "image": "registry.example.com/web:latest",
                "mutable_tag": True,
                "registry_credentials": {"source": "secretsmanager:registry", "kms_key": _KEY},
            }
        ]
    },
    "a log router": {
        "containers": [
            {
                **_WEB,
                "log_options": {"Name": "datadog", "Host": "http-intake.logs.datadoghq.eu"},
                "log_secrets": {"apikey": {"source": "ssm:/web/datadog", "kms_key": _KEY}},
            },
            _ROUTER,
        ]
    },
    "volumes": {
        "volumes": {
            "shared": {},
            "cache": {"host_path": "/var/cache/web"},
            "files": {
                "efs": {
                    "file_system": "fs-0123456789abcdef0",
                    "access_point": "fsap-0123456789abcdef0",
                }
            },
            "all-files": {
                "efs": {
                    "file_system": "fs-0123456789abcdef0",
                    "root": "/web",
                    "read_only": True,
                    "root_access": True,
                }
            },
        },
        "containers": [
            {
                **_WEB,
                "mounts": [
                    {"volume": "shared", "path": "/shared", "read_only": True},
                    {"volume": "cache", "path": "/cache"},
                    {"volume": "files", "path": "/files"},
                    {"volume": "all-files", "path": "/all"},
                ],
            },
            {**_SIDE, "mounts": [{"volume": "shared", "path": "/shared"}]},
        ],
    },
    "rights as wide as a reason says, and a boundary": {
        "containers": [_WEB],
        "task_policy": [
            {
                "actions": ["cloudwatch:PutMetricData", "ecs:List*"],
                "resources": ["*"],
                "wildcard": "metrics know no resource, and it shows all that runs",
            }
        ],
        "permissions_boundary": "arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/boundary",
    },
    "commands by ECS Exec": {"containers": [_WEB], "execute_command": True},
    "an ARM task on instances": {"containers": [_WEB], "architecture": "arm64"},
    "Fargate, with a disk and a public address of its own": {
        **_ON_FARGATE,
        "containers": [_FARGATE_WEB],
        "architecture": "arm64",
        "ephemeral_storage": 50,
        "public_ip": True,
    },
}
"""Specs by what they are, in a few words."""
