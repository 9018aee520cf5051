"""A spec for each thing that can be said of how a service runs, scales, is found and watched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WEB = {
    "name": "web",
    "image": "example/web:${ContainerVersion}",
    "cpu": 128,
    "memory": 128,
    "ports": [{"port": 8080, "name": "http", "app_protocol": "http"}],
}
_WORKER = {"name": "worker", "image": "example/worker:1.0", "memory": 256}
_RULE = {"rule": {"hosts": ["web.example.com"]}}
_ZONES = {"type": "spread", "field": "attribute:ecs.availability-zone"}

OPTIONS_OF_RUNNING: Mapping[str, Mapping[str, Any]] = {
    "half of the tasks replaced at a time, unless an alarm goes off": {
        "containers": [_WORKER],
        "desired_count": 4,
        "deployment": {
            "min_healthy_percent": 50,
            "max_percent": 100,
            "rollback_alarms": ["queue-is-too-long", "${AWS::StackName}-errors"],
        },
    },
    "a place on certain instances, each task on another": {
        "containers": [_WORKER],
        "placement": {
            "strategies": [_ZONES, {"type": "binpack", "field": "memory"}],
            "constraints": [
                {"type": "distinct_instance"},
                {"type": "member_of", "expression": "attribute:ecs.instance-type =~ m7i.*"},
            ],
        },
    },
    "tasks anywhere": {"containers": [_WORKER], "placement": {"strategies": [{"type": "random"}]}},
    "zones kept even": {"containers": [_WORKER], "desired_count": 3, "az_rebalancing": True},
    "instances by the strategy of its own": {
        "containers": [_WORKER],
        "capacity": [{"provider": "instances", "base": 1, "weight": 2}],
    },
    "commands run in containers": {"containers": [_WORKER], "execute_command": True},
    "tasks by CPU and memory": {
        "containers": [_WEB],
        "scaling": {
            "min": 2,
            "max": 10,
            "cpu": 60,
            "memory": 70,
            "scale_in_cooldown": 600,
            "scale_out_cooldown": 30,
        },
    },
    "tasks by requests, within bounds of each environment": {
        "parameters": {
            "Least": {"type": "Number", "default": 2, "description": "The least tasks"},
            "Most": {"type": "Number", "default": 8, "description": "The most tasks"},
        },
        "containers": [_WEB],
        "load_balancer": _RULE,
        "scaling": {"min": "${Least}", "max": "${Most}", "requests": 1000},
    },
    "tasks by the length of a queue, and none without messages": {
        "containers": [_WORKER],
        "scaling": {
            "min": 0,
            "max": 20,
            "queue": {"name": "${AWS::StackName}-jobs", "messages_per_task": 100},
        },
    },
    "tasks by the time of day": {
        "containers": [_WEB],
        "scaling": {
            "max": 4,
            "schedules": {
                "Morning": {
                    "when": "cron(0 8 ? * MON-FRI *)",
                    "timezone": "Europe/Berlin",
                    "min": 2,
                    "max": 8,
                },
                "Evening": {"when": "cron(0 20 * * ? *)", "timezone": "Europe/Berlin", "min": 1},
                "Opening": {"when": "at(2030-01-01T00:00:00)", "max": 20},
            },
        },
    },
    "others found by Service Connect": {"containers": [_WORKER], "service_connect": {}},
    "found by Service Connect": {
        "containers": [_WEB],
        "service_connect": {"offers": [{"port": "http", "dns_name": "web", "alias_port": 80}]},
    },
    "found by Service Connect, with network interfaces": {
        "containers": [_WEB],
        "network_mode": "awsvpc",
        "service_connect": {"offers": [{"port": "http"}]},
    },
    "found in the VPC's DNS by address and port": {
        "containers": [_WEB],
        "discovery": {"name": "web", "container": "web", "port": 8080, "ttl": 30},
    },
    "found in the VPC's DNS by address": {
        "containers": [_WEB],
        "network_mode": "awsvpc",
        "discovery": {"name": "web"},
    },
    "alarms about tasks": {
        "containers": [_WORKER],
        "alarms": {"cpu": 80, "memory": 85, "too_few_tasks_minutes": 10},
    },
    "alarms about answers": {
        "containers": [_WEB],
        "load_balancer": _RULE,
        "alarms": {"cpu": None, "memory": None, "unhealthy_tasks": True, "errors": 5},
    },
    "a dashboard": {"containers": [_WEB], "dashboard": True},
    "a dashboard with requests": {
        "containers": [_WEB],
        "load_balancer": _RULE,
        "dashboard": True,
    },
    "properties that the spec has no keys for": {
        "containers": [_WEB],
        "overrides": {
            "taskdefinition": {
                "ContainerDefinitions.0.PseudoTerminal": True,
            },
            "service": {"EnableECSManagedTags": False},
            "LogGroup": {"LogGroupName": {"Fn::Sub": "/services/${AWS::StackName}"}},
        },
    },
}
"""Specs by what they are, in a few words."""
