"""A spec for each way in which requests come to a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WEB = {
    "name": "web",
    "image": "example/web:${ContainerVersion}",
    "cpu": 128,
    "memory": 128,
    "ports": [8080],
}
_DNS = {
    **_WEB,
    "name": "dns",
    "ports": [{"port": 53, "host": 53, "protocol": "udp"}, {"port": 8081, "host": 8081}],
}
_FARGATE = {"capacity": [{"provider": "fargate"}], "cpu": 256, "memory": 512}

OPTIONS_OF_BALANCING: Mapping[str, Mapping[str, Any]] = {
    "a host of the cluster's load balancer": {
        "containers": [_WEB],
        "load_balancer": {"rule": {"hosts": ["web.example.com"]}},
    },
    "paths of it, for tasks with network interfaces": {
        "containers": [_WEB],
        "network_mode": "awsvpc",
        "load_balancer": {
            "rule": {"hosts": ["*.example.com"], "paths": ["/api/*", "/health"]},
            "health_check": {
                "path": "/health",
                "codes": "200",
                "interval": 10,
                "timeout": 3,
                "healthy": 2,
                "unhealthy": 2,
                "grace_period": 120,
            },
        },
    },
    "all requests that no other service takes, on Fargate": {
        "containers": [_WEB],
        **_FARGATE,
        "load_balancer": {"rule": {"paths": ["/*"], "priority": 50000}},
    },
    "a host that each environment says": {
        "parameters": {"Domain": {"type": "String", "description": "Where the web is"}},
        "containers": [_WEB],
        "load_balancer": {"rule": {"hosts": ["web.${Domain}"]}},
    },
    "a fixed port of the host behind the cluster's load balancer": {
        "containers": [{**_WEB, "ports": [{"port": 8080, "host": 8080}]}],
        "load_balancer": {"rule": {"hosts": ["fixed.example.com"]}},
    },
    "a load balancer of its own": {
        "containers": [_WEB],
        "load_balancer": {
            "alb": {},
            "sticky_seconds": 3600,
            "slow_start_seconds": 30,
            "deregistration_seconds": 60,
        },
    },
    "an internal load balancer of its own, on Fargate": {
        "containers": [_WEB],
        **_FARGATE,
        "load_balancer": {
            "alb": {
                "scheme": "internal",
                "tls_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
                "idle_timeout": 120,
            }
        },
    },
    "gRPC, asked at another port": {
        "containers": [
            {**_WEB, "name": "grpc", "ports": [50051, 8081]},
            {**_WEB, "name": "side", "memory": 64, "ports": []},
        ],
        "network_mode": "awsvpc",
        "load_balancer": {
            "alb": {},
            "container": "grpc",
            "port": 50051,
            "protocol": "grpc",
            "health_check": {"path": "/grpc.health.v1.Health/Check", "codes": "0", "port": 8081},
        },
    },
    "a network load balancer": {
        "containers": [_WEB],
        "load_balancer": {
            "nlb": {"port": 80, "protocol": "tcp", "scheme": "internet-facing", "cross_zone": False}
        },
    },
    "TLS by an internal network load balancer, on Fargate": {
        "containers": [_WEB],
        **_FARGATE,
        "load_balancer": {
            "nlb": {
                "port": 443,
                "protocol": "tls",
                "scheme": "internal",
                "client_addresses": False,
            },
            "health_check": {"path": "/health", "codes": "200-299"},
        },
    },
    "UDP by a network load balancer": {
        "containers": [_DNS],
        "load_balancer": {"nlb": {"port": 53, "protocol": "udp"}, "health_check": {"port": 8081}},
    },
}
"""Specs by what they are, in a few words."""
