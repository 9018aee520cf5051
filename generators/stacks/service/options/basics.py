"""Options: what most services have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WEB = {"name": "web", "image": "example/web:${ContainerVersion}", "cpu": 128, "memory": 128}

OPTIONS_OF_BASICS: Mapping[str, Mapping[str, Any]] = {
    "a container": {"containers": [_WEB]},
    "ports": {"containers": [{**_WEB, "ports": [8080, 8443]}]},
    "a command, and variables": {
        "containers": [
            {
                **_WEB,
                "command": ["serve", "--home=$${HOME}"],
                "environment": {"REGION": "${AWS::Region}", "LITERAL": "$${HOME}"},
            }
        ]
    },
    "secrets": {
        "containers": [
            {**_WEB, "secrets": {"API_KEY": "ssm:/web/api-key", "TOKEN": "ssm:/shared/token"}}
        ]
    },
    "an image of ECR": {
        "containers": [
            {
                **_WEB,
                "image": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/web:1.0",
            }
        ]
    },
    "a second container, which may end": {
        "containers": [
            _WEB,
            {"name": "side", "image": "public.ecr.aws/side:1", "memory": 32, "essential": False},
        ]
    },
    "rights for the application": {
        "containers": [_WEB],
        "task_policy": [
            {
                "actions": ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
                "resources": ["arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:jobs"],
            }
        ],
    },
    "a network interface for each task": {"containers": [_WEB], "network_mode": "awsvpc"},
    "as many tasks as a parameter says, and logs for a week": {
        "parameters": {
            "Tasks": {
                "type": "Number",
                "default": 2,
                "min_value": 1,
                "max_value": 9,
                "description": "How many tasks run",
            }
        },
        "containers": [_WEB],
        "desired_count": "${Tasks}",
        "log_retention_days": 7,
    },
}
"""Specs by what they are, in a few words."""
