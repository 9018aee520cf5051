"""A spec for each thing that a cluster can be: what the docs show and the tests deploy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

OPTIONS: Mapping[str, Mapping[str, Any]] = {
    "EC2 instances": {},
    "ARM processors": {"instances": {"architecture": "arm64"}},
    "instances with GPUs": {"instances": {"gpu": True}},
    "Bottlerocket": {"instances": {"system": "bottlerocket"}},
    "Bottlerocket on ARM processors with GPUs": {
        "instances": {"system": "bottlerocket", "architecture": "arm64", "gpu": True}
    },
    "a choice of instance types": {"instances": {"types": ["m7i.large", "m7i.xlarge"]}},
    "Spot instances beside one on demand": {
        "instances": {
            "mixed": {
                "types": ["m7i.large", "c7i.xlarge", "r7i.large"],
                "on_demand_base": 1,
                "on_demand_percentage": 0,
            }
        }
    },
    "a group that may be empty": {"instances": {"scale_to_zero": True}},
    "room to spare": {"instances": {"target_capacity": 80}},
    "instances that live two weeks": {"instances": {"max_lifetime_days": 14}},
    "tags of instances and volumes": {
        "instances": {"tags": {"Team": "chat", "Cluster": "${AWS::StackName}"}}
    },
    "Fargate alone": {"instances": None, "fargate": True},
    "Fargate beside instances": {"fargate": True},
    "mostly Fargate Spot": {
        "instances": None,
        "fargate": True,
        "default_strategy": [
            {"provider": "fargate", "base": 1, "weight": 1},
            {"provider": "fargate_spot", "weight": 4},
        ],
    },
    "a public load balancer": {"load_balancer": {"scheme": "internet-facing"}},
    "an internal load balancer": {
        "load_balancer": {
            "scheme": "internal",
            "tls_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
            "idle_timeout": 120,
        }
    },
    "Service Connect": {"namespace": "http"},
    "names in the VPC's DNS": {"namespace": "private_dns"},
    "a log of ECS Exec": {"execute_command": {"log_retention_days": 90}},
    "alarms": {
        "alarms": {
            "cpu_utilization": 70,
            "memory_utilization": 75,
            "cpu_reservation": 90,
            "memory_reservation": 90,
            "no_capacity_minutes": 20,
        }
    },
    "metrics of every container": {"container_insights": "enhanced"},
    "no metrics of tasks": {"container_insights": "disabled"},
    "a permissions boundary": {
        "permissions_boundary": "arn:aws:iam::${AWS::AccountId}:policy/boundary"
    },
}
"""Specs by what they are, in a few words."""
